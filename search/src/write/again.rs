//! An index from the last one, where few records have changed: only the terms that they gained or lost, or have
//! at other places, are written again. The result is the same as without the last index.

use super::index::Lengths;
use super::shards::{Piece, Shards};
use super::{Made, Terms, WriteError, Writer, derive};
use crate::codec::wrap;
use crate::pack::{Head, Language, Positions, Posting, Shard, field};
use crate::record::Record;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

/// How many records may have changed: with more, writing everything is faster.
const FEW: usize = 64;

/// Positions in each full field that a page has.
type Places = Vec<Vec<u32>>;

/// A term on one page.
type On = (Posting, Places);

/// What one record gives to the index.
struct Analysed {
    terms: BTreeMap<Vec<u8>, On>,
    tokens: [u64; field::COUNT],
    lengths: Lengths,
}

/// For each term that changed, the pages on which it did, with what they have of it now.
type Changes = BTreeMap<Vec<u8>, BTreeMap<u32, Option<On>>>;

/// Which records differ, if these are the same pages in the same order and few of them differ.
pub(super) fn changed(old: &[Record], new: &[&Record]) -> Option<Vec<usize>> {
    let same_page = |a: &Record, b: &Record| {
        (a.kind, &a.lang, &a.id, &a.url) == (b.kind, &b.lang, &b.id, &b.url)
    };
    let pairs = || old.iter().zip(new.iter().copied());
    if old.len() != new.len() || !pairs().all(|(old, new)| same_page(old, new)) {
        return None;
    }
    let differ = pairs().enumerate().filter(|(_, (old, new))| old != new);
    let changed: Vec<usize> = differ.map(|(page, _)| page).take(FEW + 1).collect();
    (changed.len() <= FEW).then_some(changed)
}

/// Gives the files of all terms to `sink`.
pub(super) fn terms(
    writer: &Writer<'_>,
    made: &Made,
    changed: &[usize],
    sink: &mut dyn FnMut(Arc<Piece>),
) -> Result<Terms, WriteError> {
    let mut languages = made.terms.languages.clone();
    let mut lengths = made.terms.lengths.clone();
    let mut changes = Changes::new();
    for &page in changed {
        let old = analysed(writer, &made.records[page])?;
        let new = analysed(writer, writer.sorted[page])?;
        lengths[page] = new.lengths;
        let page = page as u32;
        let of_page = |l: &&mut Language| (l.start..l.start + l.pages).contains(&page);
        if let Some(language) = languages.iter_mut().find(of_page) {
            for (field, tokens) in language.tokens.iter_mut().enumerate() {
                *tokens = *tokens + new.tokens[field] - old.tokens[field];
            }
        }
        note(&mut changes, page, old.terms, new.terms);
    }
    let head = Head {
        parts: writer.most as u32,
        languages,
        ..Head::default()
    };
    let mut shards = Shards::new(head.pages(), head.parts, sink);
    shards.words = made.terms.words.clone();
    write(&head, &made.pieces, changes, &mut shards);
    let (bounds, words) = (shards.bounds, shards.words);
    let languages = head.languages;
    Ok(Terms {
        languages,
        lengths,
        bounds,
        words,
    })
}

/// Indexes one record alone.
fn analysed(writer: &Writer<'_>, record: &Record) -> Result<Analysed, WriteError> {
    let index = writer.index(&[record])?;
    let lengths = index.lengths()?.first().copied().unwrap_or_default();
    let tokens = index.tokens();
    let language = Language {
        pages: 1,
        ..Language::default()
    };
    let mut terms = BTreeMap::new();
    derive::each(&[language], &[index], |key, term| {
        if let Some(posting) = term.postings.first() {
            let places = term.positions().map(<[u32]>::to_vec).collect();
            terms.insert(key.to_vec(), (*posting, places));
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
        let on = on.map(|(posting, places)| (Posting { page, ..posting }, places));
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
fn write(head: &Head, pieces: &[Arc<Piece>], mut changes: Changes, shards: &mut Shards<'_>) {
    // A piece ends where the next one's first term has no room, so it is the same while that is.
    let mut dirty: Vec<bool> = Vec::with_capacity(pieces.len() + 1);
    for (at, piece) in pieces.iter().enumerate() {
        let start = if at == 0 { &[][..] } else { &piece.first };
        let mut after = changes.range::<[u8], _>((Bound::Included(start), Bound::Unbounded));
        let end = pieces.get(at + 1).map(|next| &next.first);
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
            Some(next) => changes.split_off(&next.first),
            None => Changes::new(),
        };
        merge(head, piece, std::mem::replace(&mut changes, rest), shards);
    }
    if pieces.is_empty() {
        for (key, pages) in changes {
            add(&key, pages.into_values().flatten().collect(), shards);
        }
    }
    shards.close();
}

/// Adds the terms of a piece with their changes.
fn merge(head: &Head, piece: &Piece, changes: Changes, shards: &mut Shards<'_>) {
    let mut changes = changes.into_iter().peekable();
    for (key, mut on) in read(head, piece) {
        while let Some((key, pages)) = changes.next_if(|(other, _)| *other < key) {
            add(&key, pages.into_values().flatten().collect(), shards);
        }
        if let Some((_, pages)) = changes.next_if(|(other, _)| *other == key) {
            on.retain(|(posting, _)| !pages.contains_key(&posting.page));
            on.extend(pages.into_values().flatten());
            on.sort_by_key(|(posting, _)| posting.page);
        }
        add(&key, on, shards);
    }
    for (key, pages) in changes {
        add(&key, pages.into_values().flatten().collect(), shards);
    }
}

/// Adds a term with the pages that it is on; one that is on none is no more.
fn add(key: &[u8], on: Vec<On>, shards: &mut Shards<'_>) {
    if on.is_empty() {
        shards.words.forget(key);
        return;
    }
    let (postings, places): (Vec<Posting>, Vec<Places>) = on.into_iter().unzip();
    shards.add(key, &postings, places.iter().flatten().map(Vec::as_slice));
}

/// The terms of a piece.
fn read(head: &Head, piece: &Piece) -> Vec<(Vec<u8>, Vec<On>)> {
    const WHOLE: &str = "a piece is as this program has written it";
    let file = wrap(&head.build, &Shard::name(0), &piece.terms);
    let shard = Shard::read(head, 0, &file).expect(WHOLE);
    let file = wrap(&head.build, &Positions::name(0), &piece.positions);
    let positions = Positions::read(head, 0, &shard, &file).expect(WHOLE);
    let term = |term| {
        let postings = shard.postings(term);
        let mut on: Vec<On> = postings.iter().map(|p| (*p, Places::new())).collect();
        for wanted in 0..field::FULL {
            let lists = positions.of(term, &postings, wanted);
            let lists = on
                .iter_mut()
                .zip(lists)
                .filter(|(_, list)| !list.is_empty());
            lists.for_each(|((_, places), list)| places.push(list));
        }
        (shard.key(term).to_vec(), on)
    };
    (0..shard.len()).map(term).collect()
}
