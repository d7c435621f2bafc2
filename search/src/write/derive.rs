//! The pack's terms, derived from the tantivy segments.
//!
//! What tantivy keeps in a dictionary, a postings and a positions file for each field of each language
//! becomes one list of terms with the postings of all fields and languages, which `shards` cuts into files.

use super::{LanguageIndex, WriteError};
use crate::pack::{Posting, field};
use std::ops::Range;
use std::sync::Arc;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocSet, InvertedIndexReader, TERMINATED};

/// Pages of one language that follow each other.
pub(super) struct Segment {
    /// The first page's number.
    pub(super) start: u32,
    pub(super) index: LanguageIndex,
}

/// One field of one segment: its terms in order.
struct Source<'a> {
    start: u32,
    field: usize,
    inverted: Arc<InvertedIndexReader>,
    stream: TermStreamer<'a>,
    live: bool,
    /// Where the parts of each page's text begin.
    parts: &'a [Vec<u32>],
}

/// Calls `sink` with every term of all segments, in order.
pub(super) fn each(
    indexes: &[Segment],
    mut sink: impl FnMut(&[u8], &Gathered),
) -> Result<(), WriteError> {
    let mut inverted = Vec::new();
    for Segment { start, index } in indexes {
        for (number, field) in index.fields.iter().enumerate() {
            inverted.push((
                *start,
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
        sink(&key, &term);
    }
    Ok(())
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
pub(super) struct Gathered {
    entries: Vec<Entry>,
    found: Vec<u32>,
    all: Vec<u32>,
    /// One for each page that has the term, in order.
    pub(super) postings: Vec<Posting>,
    positions: Vec<Range<usize>>,
}

impl Gathered {
    /// Its positions in each full field of each page, in order.
    pub(super) fn positions(&self) -> impl Iterator<Item = &[u32]> + Clone {
        self.positions.iter().map(|range| &self.all[range.clone()])
    }

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
