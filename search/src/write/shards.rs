//! Cuts a list of terms into files: the one place where the layout on the wire is made.
//!
//! A file has the terms of a range, a few kilobytes of them, with the postings of all fields and languages. A
//! query then fetches one small file a term instead of three dictionary blocks and three postings lists.

use super::words::Words;
use crate::codec::{BitReader, BitWriter, ByteReader, unwrap_file, unwrap_sum};
use crate::pack::{Positions, Posting, Shard, write_positions, write_postings, write_shard};
use std::sync::Arc;

/// A file of terms has at least so many bytes, and no more than so many but for a term that is larger alone. Smaller
/// files make a query cheaper and the head larger; measured on the bench corpus.
const LEAST: usize = 2200;
const MOST: usize = 3600;

/// Between them it ends before a key that says so, one of so many: files after an edit soon end again where they did.
const ENDS: u64 = 32;

/// Whether a file may end before a key.
fn is_end(key: &[u8]) -> bool {
    let fnv = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = key.iter().fold(0xcbf2_9ce4_8422_2325, fnv);
    (hash >> 32).is_multiple_of(ENDS)
}

/// A file of terms and the file of their positions.
#[derive(Debug)]
pub(super) struct Piece {
    /// Its least key, and that of the next one; empty for the first and the last.
    pub(super) lower: Vec<u8>,
    upper: Vec<u8>,
    pub(super) cut: Cut,
    terms: Arc<[u8]>,
    positions: Arc<[u8]>,
}

/// What is known of a finished piece besides its files.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut {
    pub(super) first: Vec<u8>,
    last: Vec<u8>,
    /// Where each term's postings and positions begin, and where the last ones end, in bits.
    starts: Vec<(u32, u32)>,
}

impl Cut {
    /// Length in bits of the first term's postings.
    fn first_bits(&self) -> usize {
        self.starts.get(1).map_or(0, |next| next.0 as usize)
    }
}

const WHOLE: &str = "a piece is as this program has written it";

/// The content of the files of a piece, without clothes.
pub(super) struct Content {
    terms: Vec<u8>,
    positions: Vec<u8>,
}

impl Piece {
    /// The names of its files.
    pub(super) fn names(&self) -> [String; 2] {
        [Shard::name(&self.lower), Positions::name(&self.lower)]
    }

    /// Its files.
    pub(super) fn files(&self) -> [(String, Arc<[u8]>); 2] {
        let [terms, positions] = self.names();
        [
            (terms, Arc::clone(&self.terms)),
            (positions, Arc::clone(&self.positions)),
        ]
    }

    /// The content of its files.
    pub(super) fn content(&self, numbering: &[u8]) -> Content {
        let [terms, positions] = self.names();
        let seed = Shard::seed(numbering, &self.upper);
        let (content, sum) = unwrap_sum(&seed, &terms, &self.terms).expect(WHOLE);
        Content {
            terms: content,
            positions: unwrap_file(&sum, &positions, &self.positions).expect(WHOLE),
        }
    }
}

impl Content {
    /// Its terms.
    pub(super) fn keys(&self) -> Vec<Vec<u8>> {
        ByteReader::new(&self.terms, "").sorted().expect(WHOLE)
    }
}

/// One term of a finished piece, in bits.
pub(super) struct Packed<'a> {
    postings: &'a [u8],
    positions: &'a [u8],
    from: (usize, usize),
    to: (usize, usize),
}

impl<'a> Packed<'a> {
    /// The term of that number.
    pub(super) fn of(cut: &Cut, content: &'a Content, term: usize) -> Packed<'a> {
        let wide = |at: (u32, u32)| (at.0 as usize, at.1 as usize);
        let bytes = cut.starts.last().map_or(0, |end| end.0).div_ceil(8) as usize;
        Packed {
            postings: &content.terms[content.terms.len() - bytes..],
            positions: &content.positions,
            from: wide(cut.starts[term]),
            to: wide(cut.starts[term + 1]),
        }
    }

    /// Its postings, to be read.
    pub(super) fn postings(&self) -> BitReader<'a> {
        BitReader::new(self.postings, self.from.0)
    }

    /// Its positions, to be read.
    pub(super) fn positions(&self) -> BitReader<'a> {
        BitReader::new(self.positions, self.from.1)
    }
}

/// A piece that waits for the next one's first key.
enum Waiting {
    New(Cut, Content),
    Same(Arc<Piece>),
}

impl Waiting {
    fn cut(&self) -> &Cut {
        match self {
            Waiting::New(cut, _) => cut,
            Waiting::Same(piece) => &piece.cut,
        }
    }
}

/// Takes terms in their order and gives away each finished piece.
pub(super) struct Shards<'a> {
    numbering: [u8; 8],
    pages: u32,
    parts: u32,
    sink: &'a mut dyn FnMut(Arc<Piece>),
    /// The least key of each piece but the first.
    pub(super) bounds: Vec<Vec<u8>>,
    pub(super) words: Words,
    waiting: Option<Waiting>,
    /// The terms of the piece that is open.
    keys: Vec<Vec<u8>>,
    starts: Vec<(u32, u32)>,
    key_bytes: usize,
    postings: BitWriter,
    positions: BitWriter,
    /// Kept for its memory.
    bits: BitWriter,
}

impl Shards<'_> {
    pub(super) fn new(
        numbering: [u8; 8],
        pages: u32,
        parts: u32,
        sink: &mut dyn FnMut(Arc<Piece>),
    ) -> Shards<'_> {
        Shards {
            numbering,
            pages,
            parts,
            sink,
            bounds: Vec::new(),
            words: Words::default(),
            waiting: None,
            keys: Vec::new(),
            starts: Vec::new(),
            key_bytes: 0,
            postings: BitWriter::default(),
            positions: BitWriter::default(),
            bits: BitWriter::default(),
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
        let mut bits = std::mem::take(&mut self.bits);
        bits.clear();
        write_postings(&mut bits, postings, self.pages, self.parts);
        self.begin(key, bits.len());
        self.postings.append(&bits);
        write_positions(&mut self.positions, positions);
        self.bits = bits;
    }

    /// Adds a term as it is.
    pub(super) fn add_packed(&mut self, key: &[u8], term: &Packed<'_>) {
        let (from, to) = (term.from, term.to);
        self.begin(key, to.0 - from.0);
        self.postings.copy(term.postings, from.0..to.0);
        self.positions.copy(term.positions, from.1..to.1);
    }

    /// Begins a term whose postings have `bits`, in a new piece if the open one has no room.
    fn begin(&mut self, key: &[u8], bits: usize) {
        if self.is_full(key, bits) {
            self.close();
        }
        let shared = self.keys.last().map_or(0, |last| shared(last, key));
        self.key_bytes += 2 + key.len() - shared;
        self.keys.push(key.to_vec());
        self.mark();
    }

    fn mark(&mut self) {
        // No file has the half gigabyte that would be too much.
        let start = (self.postings.len() as u32, self.positions.len() as u32);
        self.starts.push(start);
    }

    /// Whether a piece is open that ends before a term whose postings have `bits`.
    fn is_full(&self, key: &[u8], bits: usize) -> bool {
        let size = self.key_bytes + self.postings.len() / 8;
        let is_full = size + bits / 8 > MOST || size > LEAST && is_end(key);
        is_full && !self.keys.is_empty()
    }

    /// Adds a piece as it is, if a piece begins where it does.
    pub(super) fn add_piece(&mut self, piece: &Arc<Piece>) -> bool {
        if self.is_full(&piece.cut.first, piece.cut.first_bits()) {
            self.close();
        }
        if self.keys.is_empty() {
            self.give(Waiting::Same(Arc::clone(piece)));
            return true;
        }
        false
    }

    /// Finishes the last piece.
    pub(super) fn end(&mut self) {
        self.close();
        if let Some(last) = self.waiting.take() {
            self.finish(last, &[]);
        }
    }

    /// Finishes the piece that is open.
    fn close(&mut self) {
        let (Some(first), Some(last)) = (self.keys.first(), self.keys.last()) else {
            return;
        };
        let (first, last) = (first.clone(), last.clone());
        self.key_bytes = 0;
        self.mark();
        let cut = Cut {
            first,
            last,
            starts: std::mem::take(&mut self.starts),
        };
        let keys = std::mem::take(&mut self.keys);
        let content = Content {
            terms: write_shard(&keys, std::mem::take(&mut self.postings)),
            positions: std::mem::take(&mut self.positions).finish(),
        };
        self.give(Waiting::New(cut, content));
    }

    fn give(&mut self, next: Waiting) {
        if let Some(before) = self.waiting.take() {
            let bound = bound(&before.cut().last, &next.cut().first);
            self.finish(before, &bound);
            self.bounds.push(bound);
        }
        self.waiting = Some(next);
    }

    /// Gives away a piece, now that it is known where the next one begins.
    fn finish(&mut self, piece: Waiting, upper: &[u8]) {
        let lower = self.bounds.last().cloned().unwrap_or_default();
        let (cut, content) = match piece {
            Waiting::Same(piece) if piece.lower == lower && piece.upper == upper => {
                (self.sink)(piece);
                return;
            }
            Waiting::Same(piece) => (piece.cut.clone(), piece.content(&self.numbering)),
            Waiting::New(cut, content) => (cut, content),
        };
        let (terms, sum) = Shard::write(&self.numbering, &lower, upper, &content.terms);
        let positions = Positions::write(&lower, &sum, &content.positions);
        (self.sink)(Arc::new(Piece {
            upper: upper.to_vec(),
            cut,
            terms: terms.into(),
            positions: positions.into(),
            lower,
        }));
    }
}

/// The least key of a piece: as short as tells it from the keys before.
fn bound(before: &[u8], next: &[u8]) -> Vec<u8> {
    let end = shared(before, next).min(next.len() - 1);
    next[..=end].to_vec()
}

fn shared(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}
