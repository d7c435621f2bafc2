//! The tantivy index of one language: the only code that knows tantivy's writer.

use super::pinyin::Pinyin;
use super::synonyms::Synonyms;
use crate::analyse::{Shape, analyse};
use crate::fold::{Folder, is_cjk};
use crate::pack::field;
use crate::record::Record;
use std::collections::BTreeSet;
use std::sync::Arc;
use tantivy::directory::RamDirectory;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager, WhitespaceTokenizer};
use tantivy::{Index, SegmentReader, TantivyDocument};

/// No segment may be flushed early: there must be one. tantivy only uses this to size its tables.
const MEMORY: usize = 1 << 26;

/// One segment with all pages of a language, in memory.
pub(crate) struct LanguageIndex {
    pub(crate) index: Index,
    pub(crate) segment: SegmentReader,
    pub(crate) fields: [Field; field::COUNT],
}

impl LanguageIndex {
    /// Indexes the records, which keep their order.
    pub(crate) fn new(
        records: &[&Record],
        synonyms: &Synonyms,
        folder: &Arc<Folder>,
    ) -> tantivy::Result<LanguageIndex> {
        let (schema, fields) = schema();
        let tokenizers = TokenizerManager::new();
        tokenizers.register("kb", KbTokenizer::new(folder.clone()));
        tokenizers.register("spaces", WhitespaceTokenizer::default());
        let builder = Index::builder().schema(schema).tokenizers(tokenizers);
        let mut writer = builder
            .single_segment_index_writer::<TantivyDocument>(RamDirectory::create(), MEMORY)?;
        let pinyin = Pinyin::new();
        for record in records {
            writer.add_document(document(record, &fields, synonyms, folder, &pinyin))?;
        }
        let index = writer.finalize()?;
        let segments = index.searchable_segments()?;
        let segment = segments.first().ok_or_else(|| {
            tantivy::TantivyError::InternalError("a language without pages was indexed".into())
        })?;
        Ok(LanguageIndex { segment: SegmentReader::open(segment)?, index, fields })
    }
}

fn schema() -> (Schema, [Field; field::COUNT]) {
    let mut builder = Schema::builder();
    let fields = std::array::from_fn(|number| {
        let indexing = if number < field::FULL {
            TextFieldIndexing::default()
                .set_tokenizer("kb")
                .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        } else {
            TextFieldIndexing::default()
                .set_tokenizer("spaces")
                .set_index_option(IndexRecordOption::Basic)
                .set_fieldnorms(false)
        };
        builder.add_text_field(field::NAMES[number], TextOptions::default().set_indexing_options(indexing))
    });
    (builder.build(), fields)
}

fn document(
    record: &Record,
    fields: &[Field; field::COUNT],
    synonyms: &Synonyms,
    folder: &Folder,
    pinyin: &Pinyin,
) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    document.add_text(fields[field::TITLE], &record.title);
    document.add_text(fields[field::LEAD], &record.summary);
    for section in &record.sections {
        if !section.heading.is_empty() {
            document.add_text(fields[field::LEAD], &section.heading);
        }
        document.add_text(fields[field::BODY], &section.text);
    }
    let found = synonyms.of(record, folder);
    for alias in record.aliases.iter().map(String::as_str).chain(found.of_head) {
        document.add_text(fields[field::AKA], alias);
    }
    for synonym in found.of_text {
        document.add_text(fields[field::BODY], synonym);
    }
    let names: Vec<&str> = std::iter::once(&record.title)
        .chain(&record.aliases)
        .chain(record.sections.iter().map(|section| &section.heading))
        .map(String::as_str)
        .collect();
    document.add_text(fields[field::PINYIN], pinyin.terms(&names, folder));
    document.add_text(fields[field::START], starts(&names, folder));
    document
}

/// The first two and three letters of each word, and each single character, so that the first keys that a
/// reader types already find something in few bytes.
fn starts(names: &[&str], folder: &Folder) -> String {
    let mut starts = BTreeSet::new();
    for name in names {
        analyse(folder, name, &mut |token| match token.shape {
            Shape::Word => {
                let ends = token.key.char_indices().map(|(at, _)| at).chain([token.key.len()]);
                starts.extend(ends.skip(2).take(2).map(|end| token.key[..end].to_owned()));
            }
            _ => starts.extend(token.key.chars().filter(|c| is_cjk(*c)).map(String::from)),
        });
    }
    Vec::from_iter(starts).join(" ")
}

/// The crate's analyser as a tantivy tokenizer.
#[derive(Clone)]
pub(crate) struct KbTokenizer {
    folder: Arc<Folder>,
    keys: String,
    /// Where each token's key ends in `keys`, and its position.
    tokens: Vec<(usize, u32)>,
    token: Token,
}

impl KbTokenizer {
    pub(crate) fn new(folder: Arc<Folder>) -> KbTokenizer {
        KbTokenizer { folder, keys: String::new(), tokens: Vec::new(), token: Token::default() }
    }
}

impl Tokenizer for KbTokenizer {
    type TokenStream<'a> = KbTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> KbTokens<'a> {
        let (keys, tokens) = (&mut self.keys, &mut self.tokens);
        keys.clear();
        tokens.clear();
        analyse(&self.folder, text, &mut |token| {
            keys.push_str(token.key);
            tokens.push((keys.len(), token.position));
        });
        self.token.reset();
        KbTokens { keys, tokens: tokens.iter(), start: 0, token: &mut self.token }
    }
}

/// The terms of one text.
pub(crate) struct KbTokens<'a> {
    keys: &'a str,
    tokens: std::slice::Iter<'a, (usize, u32)>,
    start: usize,
    token: &'a mut Token,
}

impl TokenStream for KbTokens<'_> {
    fn advance(&mut self) -> bool {
        let Some((end, position)) = self.tokens.next() else { return false };
        self.token.text.clear();
        self.token.text.push_str(&self.keys[self.start..*end]);
        self.token.position = *position as usize;
        self.start = *end;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
