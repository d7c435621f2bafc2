//! The pack's terms, derived from the tantivy segments: the one place where the layout on the wire is made.
//!
//! What tantivy keeps in a dictionary, a postings and a positions file for each field of each language
//! becomes one list of terms with the postings of all fields and languages, cut into files of a few
//! kilobytes. A query then fetches one small file a term instead of three dictionary blocks and three
//! postings lists.

use super::{LanguageIndex, Pack, WriteError};
use crate::codec::{BitWriter, wrap};
use crate::pack::{
    Head, Positions, Posting, Shard, field, write_positions, write_postings, write_shard,
};
use std::ops::Range;
use std::sync::Arc;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocSet, InvertedIndexReader, TERMINATED};

/// A file of terms is closed when it has this many bytes. Smaller files make a query cheaper and the head
/// larger; measured on the bench corpus.
const SHARD: usize = 3000;

/// How many words the head may list.
const WORDS: usize = 700;

/// One field of one language: its terms in order.
struct Source<'a> {
    start: u32,
    field: usize,
    inverted: Arc<InvertedIndexReader>,
    stream: TermStreamer<'a>,
    live: bool,
    /// Where the parts of each page's text begin.
    parts: &'a [Vec<u32>],
}

/// Writes the files of terms and positions and completes the head.
pub(super) fn terms(head: &mut Head, indexes: &[LanguageIndex]) -> Result<Pack, WriteError> {
    let mut inverted = Vec::new();
    for (language, index) in head.languages.iter().zip(indexes) {
        for (number, field) in index.fields.iter().enumerate() {
            inverted.push((
                language.start,
                number,
                index.segment.inverted_index(*field)?,
                &index.parts,
            ));
        }
    }
    let mut sources = Vec::new();
    for (start, field, reader, parts) in &inverted {
        let mut stream = reader.terms().stream()?;
        let live = stream.advance();
        let inverted = reader.clone();
        sources.push(Source {
            start: *start,
            field: *field,
            inverted,
            stream,
            live,
            parts,
        });
    }
    let mut out = Shards::new(head);
    let mut words = Words::default();
    let mut key = Vec::new();
    let mut term = Gathered::default();
    while let Some(least) = sources
        .iter()
        .filter(|s| s.live)
        .map(|s| s.stream.key())
        .min()
    {
        key.clear();
        key.extend_from_slice(least);
        term.collect(&key, &mut sources)?;
        words.consider(&key, &term.postings);
        out.add(&key, &term);
    }
    out.close();
    let (pack, bounds) = (out.pack, out.bounds);
    head.bounds = bounds;
    head.words = words.best();
    Ok(pack)
}

/// The occurrences in one field of one page.
struct Entry {
    page: u32,
    field: usize,
    freq: u32,
    /// Where its positions are in the list of all.
    positions: Range<usize>,
    parts: u8,
}

/// What is gathered of one term; kept from term to term for its memory.
#[derive(Default)]
struct Gathered {
    entries: Vec<Entry>,
    found: Vec<u32>,
    all: Vec<u32>,
    postings: Vec<Posting>,
    positions: Vec<Range<usize>>,
}

impl Gathered {
    /// Takes the postings of `key` from every source that has it.
    fn collect(&mut self, key: &[u8], sources: &mut [Source<'_>]) -> Result<(), WriteError> {
        self.entries.clear();
        self.all.clear();
        for source in sources
            .iter_mut()
            .filter(|s| s.live && s.stream.key() == key)
        {
            let full = source.field < field::FULL;
            let option = if full {
                IndexRecordOption::WithFreqsAndPositions
            } else {
                IndexRecordOption::Basic
            };
            let mut list = source
                .inverted
                .read_postings_from_terminfo(source.stream.value(), option)?;
            while list.doc() != TERMINATED {
                self.found.clear();
                if full {
                    list.positions(&mut self.found);
                }
                let parts = match source.field {
                    field::BODY => in_parts(&source.parts[list.doc() as usize], &self.found),
                    _ => 0,
                };
                let start = self.all.len();
                self.all.extend_from_slice(&self.found);
                self.entries.push(Entry {
                    page: source.start + list.doc(),
                    field: source.field,
                    freq: list.term_freq(),
                    positions: start..self.all.len(),
                    parts,
                });
                list.advance();
            }
            source.live = source.stream.advance();
        }
        self.entries.sort_by_key(|entry| (entry.page, entry.field));
        self.group();
        Ok(())
    }

    /// Makes one posting of the entries of each page.
    fn group(&mut self) {
        self.postings.clear();
        self.positions.clear();
        for entry in &self.entries {
            if self
                .postings
                .last()
                .is_none_or(|last| last.page != entry.page)
            {
                self.postings.push(Posting {
                    page: entry.page,
                    ..Posting::default()
                });
            }
            if let Some(posting) = self.postings.last_mut() {
                posting.fields |= 1 << entry.field;
                posting.parts |= entry.parts;
                if entry.field < field::FULL {
                    posting.freqs[entry.field] = entry.freq;
                    self.positions.push(entry.positions.clone());
                }
            }
        }
    }
}

/// A bit for each part that has one of the positions; what is after the text (synonyms) is in the last.
fn in_parts(starts: &[u32], positions: &[u32]) -> u8 {
    positions.iter().fold(0, |parts, position| {
        let part = starts
            .partition_point(|start| start <= position)
            .saturating_sub(1);
        parts | 1 << part
    })
}

/// Cuts the stream of terms into files.
struct Shards {
    build: [u8; 8],
    pages: u32,
    parts: u32,
    pack: Pack,
    bounds: Vec<Vec<u8>>,
    count: usize,
    keys: Vec<Vec<u8>>,
    key_bytes: usize,
    postings: BitWriter,
    positions: BitWriter,
}

impl Shards {
    fn new(head: &Head) -> Shards {
        Shards {
            build: head.build,
            pages: head.pages(),
            parts: head.parts,
            pack: Pack::new(),
            bounds: Vec::new(),
            count: 0,
            keys: Vec::new(),
            key_bytes: 0,
            postings: BitWriter::default(),
            positions: BitWriter::default(),
        }
    }

    fn add(&mut self, key: &[u8], term: &Gathered) {
        let mut bits = BitWriter::default();
        write_postings(&mut bits, &term.postings, self.pages, self.parts);
        let size = self.key_bytes + (self.postings.len() + bits.len()) / 8;
        if size > SHARD && !self.keys.is_empty() {
            let last = self.keys.last().map_or(&[][..], Vec::as_slice);
            let shared = last.iter().zip(key).take_while(|(a, b)| a == b).count();
            self.bounds.push(key[..=shared.min(key.len() - 1)].to_vec());
            self.close();
        }
        let shared = self.keys.last().map_or(0, |last| {
            last.iter().zip(key).take_while(|(a, b)| a == b).count()
        });
        self.key_bytes += 2 + key.len() - shared;
        self.keys.push(key.to_vec());
        self.postings.append(&bits);
        write_positions(
            &mut self.positions,
            term.positions.iter().map(|range| &term.all[range.clone()]),
        );
    }

    fn close(&mut self) {
        if self.keys.is_empty() {
            return;
        }
        let terms = write_shard(
            &std::mem::take(&mut self.keys),
            std::mem::take(&mut self.postings),
        );
        let positions = std::mem::take(&mut self.positions).finish();
        let (term_name, position_name) = (Shard::name(self.count), Positions::name(self.count));
        self.pack
            .insert(term_name.clone(), wrap(&self.build, &term_name, &terms));
        self.pack.insert(
            position_name.clone(),
            wrap(&self.build, &position_name, &positions),
        );
        self.count += 1;
        self.key_bytes = 0;
    }
}

/// The words that most titles, headings and aliases have.
#[derive(Default)]
struct Words(Vec<(u32, Vec<u8>)>);

impl Words {
    fn consider(&mut self, key: &[u8], postings: &[Posting]) {
        if key.len() < 4 || !key.iter().all(u8::is_ascii_lowercase) {
            return;
        }
        const NAMES: u8 = 1 << field::TITLE | 1 << field::LEAD | 1 << field::AKA;
        let count = postings
            .iter()
            .filter(|posting| posting.fields & NAMES != 0)
            .count();
        if count > 0 {
            self.0.push((count as u32, key.to_vec()));
        }
    }

    fn best(mut self) -> Vec<Vec<u8>> {
        self.0
            .sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut best: Vec<Vec<u8>> = self
            .0
            .into_iter()
            .take(WORDS)
            .map(|(_, word)| word)
            .collect();
        best.sort();
        best
    }
}
