//! The tantivy index of one language: the only code that knows tantivy's writer.

use super::parts::Parts;
use super::pinyin::Pinyin;
use super::synonyms::{Found, Synonyms};
use crate::analyse::{Shape, analyse};
use crate::fold::{Folder, is_cjk};
use crate::pack::field;
use crate::query::{name_key, parse};
use crate::record::{Record, Section};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::directory::RamDirectory;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager, WhitespaceTokenizer};
use tantivy::{Index, SegmentReader, TantivyDocument};

/// A page's share of what tantivy uses to size its tables. A segment is never flushed early.
const MEMORY: usize = 1 << 16;

/// Many pages are indexed as several segments: what tantivy needs while it makes one is far larger than the segment.
pub(super) const SEGMENT: usize = 1024;

/// One segment with pages of one language, in memory.
pub(crate) struct LanguageIndex {
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the differential test searches it")
    )]
    pub(crate) index: Index,
    pub(crate) segment: SegmentReader,
    pub(crate) fields: [Field; field::COUNT],
    /// For each page the positions at which the parts of its text begin.
    pub(crate) parts: Vec<Vec<u32>>,
}

/// The lengths of the measured fields of one page, in tantivy's one-byte form.
pub(super) type Lengths = [u8; field::MEASURED.len()];

/// How many terms each text of a page's body had, written down as tantivy analyses them.
type Counts = Arc<Mutex<Vec<u32>>>;

impl LanguageIndex {
    /// Indexes about so many records, which keep their order; gives each to `after` when it has been.
    pub(crate) fn new(
        records: impl Iterator<Item = (Record, Parts)>,
        many: usize,
        synonyms: &Synonyms,
        folder: &Arc<Folder>,
        mut after: impl FnMut(Record),
    ) -> tantivy::Result<LanguageIndex> {
        let (schema, fields) = schema();
        let tokenizers = TokenizerManager::new();
        let counts = Counts::default();
        tokenizers.register("kb", KbTokenizer::new(folder.clone(), None));
        tokenizers.register(
            "text",
            KbTokenizer::new(folder.clone(), Some(counts.clone())),
        );
        tokenizers.register("spaces", WhitespaceTokenizer::default());
        let builder = Index::builder().schema(schema).tokenizers(tokenizers);
        let mut writer = builder.single_segment_index_writer::<TantivyDocument>(
            RamDirectory::create(),
            MEMORY * many.clamp(16, 1024),
        )?;
        let pinyin = Pinyin::new();
        let mut parts_of_all = Vec::new();
        for (record, parts) in records {
            let found = synonyms.of(&record, folder);
            let mut document = document(&record, &fields, &found, folder, &pinyin);
            for section in parts.iter().flatten() {
                document.add_text(fields[field::BODY], &section.text);
            }
            for synonym in found.of_text {
                document.add_text(fields[field::BODY], synonym);
            }
            writer.add_document(document)?;
            let counts =
                std::mem::take(&mut *counts.lock().unwrap_or_else(PoisonError::into_inner));
            parts_of_all.push(starts_of(&parts, &counts));
            after(record);
        }
        let index = writer.finalize()?;
        let segments = index.searchable_segments()?;
        let segment = segments.first().ok_or_else(|| {
            tantivy::TantivyError::InternalError("a language without pages was indexed".into())
        })?;
        let segment = SegmentReader::open(segment)?;
        Ok(LanguageIndex {
            segment,
            index,
            fields,
            parts: parts_of_all,
        })
    }

    /// How many terms each field has in all pages.
    pub(super) fn tokens(&self) -> [u64; field::COUNT] {
        let tokens = |field| {
            self.segment
                .inverted_index(field)
                .map(|i| i.total_num_tokens())
        };
        self.fields.map(|field| tokens(field).unwrap_or(0))
    }

    /// The lengths of each page.
    pub(super) fn lengths(&self) -> tantivy::Result<Vec<Lengths>> {
        let mut all = vec![Lengths::default(); self.segment.max_doc() as usize];
        for (at, number) in field::MEASURED.iter().enumerate() {
            let reader = self.segment.get_fieldnorms_reader(self.fields[*number])?;
            for (page, lengths) in (0..).zip(&mut all) {
                lengths[at] = reader.fieldnorm_id(page);
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
impl LanguageIndex {
    /// An index without synonyms, as `write` makes it.
    pub(crate) fn of_records(
        records: &[&Record],
        folder: &Arc<Folder>,
    ) -> tantivy::Result<LanguageIndex> {
        let synonyms = Synonyms::new(folder, &[]);
        let most = super::parts::most(records.len());
        let all = records
            .iter()
            .map(|record| ((*record).clone(), super::parts::parts(record, most)));
        LanguageIndex::new(all, records.len(), &synonyms, folder, drop)
    }
}

fn schema() -> (Schema, [Field; field::COUNT]) {
    let mut builder = Schema::builder();
    let fields = std::array::from_fn(|number| {
        let indexing = if number < field::FULL {
            TextFieldIndexing::default()
                .set_tokenizer(if number == field::BODY { "text" } else { "kb" })
                .set_index_option(IndexRecordOption::WithFreqsAndPositions)
                .set_fieldnorms(field::MEASURED.contains(&number))
        } else {
            TextFieldIndexing::default()
                .set_tokenizer(if number == field::MENTION {
                    "kb"
                } else {
                    "spaces"
                })
                .set_index_option(IndexRecordOption::Basic)
                .set_fieldnorms(false)
        };
        builder.add_text_field(
            field::NAMES[number],
            TextOptions::default().set_indexing_options(indexing),
        )
    });
    (builder.build(), fields)
}

/// The positions at which parts begin: tantivy leaves a gap of one after each text.
fn starts_of(parts: &[Vec<Section>], counts: &[u32]) -> Vec<u32> {
    let mut counts = counts.iter();
    let mut at = 0;
    let start = |part: &Vec<Section>| {
        let start = at;
        at += counts
            .by_ref()
            .take(part.len())
            .map(|count| count + 1)
            .sum::<u32>();
        start
    };
    parts.iter().map(start).collect()
}

fn document(
    record: &Record,
    fields: &[Field; field::COUNT],
    found: &Found<'_>,
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
    }
    for alias in record
        .aliases
        .iter()
        .map(String::as_str)
        .chain(found.of_head.iter().copied())
    {
        document.add_text(fields[field::AKA], alias);
    }
    for mention in &record.mentions {
        document.add_text(fields[field::MENTION], mention);
    }
    let names: Vec<&str> = std::iter::once(&record.title)
        .chain(&record.aliases)
        .chain(record.sections.iter().map(|section| &section.heading))
        .map(String::as_str)
        .collect();
    document.add_text(fields[field::PINYIN], pinyin.terms(&names, folder));
    document.add_text(fields[field::START], starts(&names, folder));
    let name = |text: &str| name_key(folder, text, &parse(folder, text, false));
    if let Some(title) = name(&record.title) {
        document.add_text(fields[field::START], title);
    }
    for other in record.other_names().filter_map(name) {
        document.add_text(fields[field::PINYIN], other);
    }
    // The title's pinyin once more, so that it counts for more than a heading's.
    document.add_text(fields[field::START], pinyin.terms(&[&record.title], folder));
    document
}

/// The first two and three letters of each word, and each single character, so that the first keys that a
/// reader types already find something in few bytes.
fn starts(names: &[&str], folder: &Folder) -> String {
    let mut starts = BTreeSet::new();
    for name in names {
        analyse(folder, name, &mut |token| match token.shape {
            Shape::Word => {
                let ends = token
                    .key
                    .char_indices()
                    .map(|(at, _)| at)
                    .chain([token.key.len()]);
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
    counts: Option<Counts>,
}

impl KbTokenizer {
    fn new(folder: Arc<Folder>, counts: Option<Counts>) -> KbTokenizer {
        KbTokenizer {
            folder,
            counts,
            keys: String::new(),
            tokens: Vec::new(),
            token: Token::default(),
        }
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
        if let Some(counts) = &self.counts {
            counts
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(tokens.len() as u32);
        }
        self.token.reset();
        KbTokens {
            keys,
            tokens: tokens.iter(),
            start: 0,
            token: &mut self.token,
        }
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
        let Some((end, position)) = self.tokens.next() else {
            return false;
        };
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
