//! An index from the last one, where few records have changed: only the terms that they gained or lost, or have
//! at other places, are written again. The result is the same as without the last index.

use super::WriteError;
use super::derive::{self, Segment};
use super::index::Lengths;
use super::memory::Terms;
use super::parts::parts;
use super::shards::{Packed, Piece, Shards};
use super::writer::Writer;
use crate::pack::{Language, Posting, field, read_positions, read_postings};
use crate::record::Record;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

/// How many records may have changed: with more, writing everything is faster.
pub(super) const FEW: usize = 64;

/// A term on one page, with its positions there: field by field.
type On = (Posting, Vec<u32>);

/// What one record gives to the index.
struct Analysed {
    terms: BTreeMap<Vec<u8>, On>,
    tokens: [u64; field::COUNT],
    lengths: Lengths,
}

/// For each term that changed, the pages on which it did, with what they have of it now.
type Changes = BTreeMap<Vec<u8>, BTreeMap<u32, Option<On>>>;

/// A page whose record has changed.
pub(super) struct Changed<'r> {
    pub(super) page: usize,
    pub(super) old: &'r Record,
    pub(super) new: &'r Record,
}

/// Gives the files of all terms to `sink`, given those of the last index and what was known of its terms.
pub(super) fn terms(
    writer: &Writer<'_>,
    mut terms: Terms,
    pieces: &[Arc<Piece>],
    changed: &[Changed<'_>],
    sink: &mut dyn FnMut(Arc<Piece>),
) -> Result<Terms, WriteError> {
    let mut changes = Changes::new();
    for Changed { page, old, new } in changed {
        let (old, new) = (analysed(writer, old)?, analysed(writer, new)?);
        terms.lengths[*page] = new.lengths;
        let page = *page as u32;
        let of_page = |l: &&mut Language| (l.start..l.start + l.pages).contains(&page);
        if let Some(language) = terms.languages.iter_mut().find(of_page) {
            for (field, tokens) in language.tokens.iter_mut().enumerate() {
                *tokens = *tokens + new.tokens[field] - old.tokens[field];
            }
        }
        note(&mut changes, page, old.terms, new.terms);
    }
    let mut shards = writer.shards(sink);
    shards.words = terms.words;
    write(writer, pieces, changes, &mut shards);
    Ok(Terms {
        bounds: shards.bounds,
        words: shards.words,
        ..terms
    })
}

/// Indexes one record alone.
fn analysed(writer: &Writer<'_>, record: &Record) -> Result<Analysed, WriteError> {
    let one = (record.clone(), parts(record, writer.most));
    let index = writer.index(std::iter::once(one), 1, drop)?;
    let lengths = index.lengths()?.first().copied().unwrap_or_default();
    let tokens = index.tokens();
    let mut terms = BTreeMap::new();
    derive::each(&[Segment { start: 0, index }], |key, term| {
        if let Some(posting) = term.postings.first() {
            let positions: Vec<u32> = term.positions().flatten().copied().collect();
            terms.insert(key.to_vec(), (*posting, positions));
        }
    })?;
    Ok(Analysed {
        terms,
        tokens,
        lengths,
    })
}

/// Notes the terms that a page has no more, or has elsewhere, or has now.
fn note(
    changes: &mut Changes,
    page: u32,
    old: BTreeMap<Vec<u8>, On>,
    mut new: BTreeMap<Vec<u8>, On>,
) {
    let mut add = |key, on: Option<On>| {
        let on = on.map(|(posting, positions)| (Posting { page, ..posting }, positions));
        changes.entry(key).or_default().insert(page, on);
    };
    for (key, on) in old {
        let now = new.remove(&key);
        if now.as_ref() != Some(&on) {
            add(key, now);
        }
    }
    new.into_iter().for_each(|(key, on)| add(key, Some(on)));
}

/// Writes all terms: pieces without changes as they are, where one begins where another ends.
fn write(
    writer: &Writer<'_>,
    pieces: &[Arc<Piece>],
    mut changes: Changes,
    shards: &mut Shards<'_>,
) {
    // Where a piece ends depends on the next one's first term, so it is the same while that is.
    let mut dirty: Vec<bool> = Vec::with_capacity(pieces.len() + 1);
    for (at, piece) in pieces.iter().enumerate() {
        let start = if at == 0 { &[][..] } else { &piece.cut.first };
        let mut after = changes.range::<[u8], _>((Bound::Included(start), Bound::Unbounded));
        let end = pieces.get(at + 1).map(|next| &next.cut.first);
        dirty.push(
            after
                .next()
                .is_some_and(|(key, _)| end.is_none_or(|end| key < end)),
        );
    }
    for (at, piece) in pieces.iter().enumerate() {
        let same = !dirty[at] && !dirty.get(at + 1).copied().unwrap_or(false);
        if same && shards.add_piece(piece) {
            continue;
        }
        let rest = match pieces.get(at + 1) {
            Some(next) => changes.split_off(&next.cut.first),
            None => Changes::new(),
        };
        merge(writer, piece, std::mem::replace(&mut changes, rest), shards);
    }
    if pieces.is_empty() {
        changes
            .into_iter()
            .for_each(|(key, pages)| Term::default().with(pages).add(&key, shards));
    }
    shards.end();
}

/// Adds the terms of a piece with their changes.
fn merge(writer: &Writer<'_>, piece: &Piece, changes: Changes, shards: &mut Shards<'_>) {
    let content = piece.content(&writer.numbering);
    let mut changes = changes.into_iter().peekable();
    for (number, key) in content.keys().into_iter().enumerate() {
        while let Some((key, pages)) = changes.next_if(|(other, _)| *other < key) {
            Term::default().with(pages).add(&key, shards);
        }
        let packed = Packed::of(&piece.cut, &content, number);
        match changes.next_if(|(other, _)| *other == key) {
            Some((_, pages)) => Term::read(writer, &packed).with(pages).add(&key, shards),
            None => shards.add_packed(&key, &packed),
        }
    }
    for (key, pages) in changes {
        Term::default().with(pages).add(&key, shards);
    }
}

/// A term with the pages that it is on.
#[derive(Default)]
struct Term {
    postings: Vec<Posting>,
    /// Of all postings and fields, one after the other.
    positions: Vec<u32>,
}

impl Term {
    fn read(writer: &Writer<'_>, packed: &Packed<'_>) -> Term {
        let mut postings = Vec::new();
        let (pages, parts) = writer.size();
        read_postings(&mut packed.postings(), pages, parts, |posting| {
            postings.push(posting);
        });
        let positions = read_positions(&mut packed.positions(), &postings);
        Term {
            postings,
            positions,
        }
    }

    /// The same with other occurrences on these pages.
    fn with(self, changed: BTreeMap<u32, Option<On>>) -> Term {
        let mut term = Term {
            postings: Vec::with_capacity(self.postings.len() + changed.len()),
            positions: Vec::with_capacity(self.positions.len()),
        };
        let mut changed = changed.into_iter().peekable();
        let mut rest = self.positions.as_slice();
        for posting in self.postings {
            let (own, after) = rest.split_at(occurrences(&posting));
            rest = after;
            while let Some((_, on)) = changed.next_if(|(page, _)| *page < posting.page) {
                term.extend(on);
            }
            match changed.next_if(|(page, _)| *page == posting.page) {
                Some((_, on)) => term.extend(on),
                None => {
                    term.postings.push(posting);
                    term.positions.extend_from_slice(own);
                }
            }
        }
        changed.for_each(|(_, on)| term.extend(on));
        term
    }

    fn extend(&mut self, on: Option<On>) {
        if let Some((posting, positions)) = on {
            self.postings.push(posting);
            self.positions.extend(positions);
        }
    }

    /// Adds it to the files; one that is on no page is no more.
    fn add(&self, key: &[u8], shards: &mut Shards<'_>) {
        if self.postings.is_empty() {
            shards.words.forget(key);
            return;
        }
        let mut rest = self.positions.as_slice();
        let freqs = self.postings.iter().flat_map(|posting| posting.freqs);
        let lists: Vec<&[u32]> = freqs
            .map(|freq| {
                let (list, after) = rest.split_at(freq as usize);
                rest = after;
                list
            })
            .collect();
        shards.add(key, &self.postings, lists.into_iter());
    }
}

/// How many positions a posting has.
fn occurrences(posting: &Posting) -> usize {
    posting.freqs.iter().map(|freq| *freq as usize).sum()
}
