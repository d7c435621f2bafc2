//! Cuts a list of terms into files: the one place where the layout on the wire is made.
//!
//! A file has the terms of a range, a few kilobytes of them, with the postings of all fields and languages. A
//! query then fetches one small file a term instead of three dictionary blocks and three postings lists.

use crate::codec::BitWriter;
use crate::pack::{Posting, field, write_positions, write_postings, write_shard};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file of terms is closed when it has this many bytes. Smaller files make a query cheaper and the head
/// larger; measured on the bench corpus.
const SHARD: usize = 3000;

/// How many words the head may list.
const WORDS: usize = 700;

/// The content of a file of terms and of the file of their positions. It follows from its terms, and from how
/// many pages and parts there are, alone.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) first: Vec<u8>,
    pub(super) last: Vec<u8>,
    /// Length in bits of the first term's postings.
    pub(super) first_bits: usize,
    pub(super) terms: Vec<u8>,
    pub(super) positions: Vec<u8>,
}

/// Takes terms in their order and gives away each finished piece.
pub(super) struct Shards<'a> {
    pages: u32,
    parts: u32,
    sink: &'a mut dyn FnMut(Arc<Piece>),
    /// The least key of each piece but the first.
    pub(super) bounds: Vec<Vec<u8>>,
    pub(super) words: Words,
    /// The last key of the last finished piece.
    before: Option<Vec<u8>>,
    keys: Vec<Vec<u8>>,
    key_bytes: usize,
    first_bits: usize,
    postings: BitWriter,
    positions: BitWriter,
}

impl Shards<'_> {
    pub(super) fn new(pages: u32, parts: u32, sink: &mut dyn FnMut(Arc<Piece>)) -> Shards<'_> {
        Shards {
            pages,
            parts,
            sink,
            bounds: Vec::new(),
            words: Words::default(),
            before: None,
            keys: Vec::new(),
            key_bytes: 0,
            first_bits: 0,
            postings: BitWriter::default(),
            positions: BitWriter::default(),
        }
    }

    /// Adds a term with its pages, and its positions in each full field of each page.
    pub(super) fn add<'p>(
        &mut self,
        key: &[u8],
        postings: &[Posting],
        positions: impl Iterator<Item = &'p [u32]> + Clone,
    ) {
        self.words.consider(key, postings);
        let mut bits = BitWriter::default();
        write_postings(&mut bits, postings, self.pages, self.parts);
        if self.is_full(bits.len()) {
            self.close();
        }
        let shared = self.keys.last().map_or(0, |last| shared(last, key));
        self.key_bytes += 2 + key.len() - shared;
        if self.keys.is_empty() {
            self.first_bits = bits.len();
        }
        self.keys.push(key.to_vec());
        self.postings.append(&bits);
        write_positions(&mut self.positions, positions);
    }

    /// Whether a piece is open that has no room for a term whose postings have `bits`.
    fn is_full(&self, bits: usize) -> bool {
        let size = self.key_bytes + (self.postings.len() + bits) / 8;
        size > SHARD && !self.keys.is_empty()
    }

    /// Adds a piece as it is, if a piece begins where it does.
    pub(super) fn add_piece(&mut self, piece: &Arc<Piece>) -> bool {
        if self.is_full(piece.first_bits) {
            self.close();
        }
        if self.keys.is_empty() {
            self.give(Arc::clone(piece));
            return true;
        }
        false
    }

    /// Finishes the piece that is open.
    pub(super) fn close(&mut self) {
        let keys = std::mem::take(&mut self.keys);
        let (Some(first), Some(last)) = (keys.first(), keys.last()) else {
            return;
        };
        let (first, last) = (first.clone(), last.clone());
        self.key_bytes = 0;
        let piece = Piece {
            first,
            last,
            first_bits: self.first_bits,
            terms: write_shard(&keys, std::mem::take(&mut self.postings)),
            positions: std::mem::take(&mut self.positions).finish(),
        };
        self.give(Arc::new(piece));
    }

    fn give(&mut self, piece: Arc<Piece>) {
        if let Some(before) = self.before.replace(piece.last.clone()) {
            let shared = shared(&before, &piece.first);
            let end = shared.min(piece.first.len() - 1);
            self.bounds.push(piece.first[..=end].to_vec());
        }
        (self.sink)(piece);
    }
}

fn shared(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Words of titles, headings and aliases, with the number of pages that have each there.
#[derive(Clone, Debug, Default)]
pub(super) struct Words(BTreeMap<Vec<u8>, u32>);

impl Words {
    pub(super) fn consider(&mut self, key: &[u8], postings: &[Posting]) {
        if key.len() < 4 || !key.iter().all(u8::is_ascii_lowercase) {
            return;
        }
        const NAMES: u8 = 1 << field::TITLE | 1 << field::LEAD | 1 << field::AKA;
        let count = postings
            .iter()
            .filter(|posting| posting.fields & NAMES != 0)
            .count();
        if count > 0 {
            self.0.insert(key.to_vec(), count as u32);
        } else {
            self.0.remove(key);
        }
    }

    /// The words that most names have, sorted.
    pub(super) fn best(&self) -> Vec<Vec<u8>> {
        let mut all: Vec<(&Vec<u8>, u32)> =
            self.0.iter().map(|(word, count)| (word, *count)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let best = all.into_iter().take(WORDS);
        let mut best: Vec<Vec<u8>> = best.map(|(word, _)| word.clone()).collect();
        best.sort();
        best
    }

    /// Forgets a word.
    pub(super) fn forget(&mut self, key: &[u8]) {
        self.0.remove(key);
    }
}
