//! The positions of a term's occurrences, field by field: read only for phrases.

use super::{Posting, Shard, field, terms_name};
use crate::codec::{BitReader, Error, unwrap_file};
#[cfg(not(target_family = "wasm"))]
use crate::codec::{BitWriter, Sum, rice_parameter, wrap};
use crate::prelude::*;

/// The content of `p/S.js`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Positions {
    bits: Vec<u8>,
    /// Where each term of the shard begins.
    starts: Vec<usize>,
}

/// Width of the number that says how the positions of a term are coded.
const WIDTH: u32 = 4;

/// Writes a term's positions, given those of each posting and each of its full fields in order.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn write_positions<'a>(
    out: &mut BitWriter,
    positions: impl Iterator<Item = &'a [u32]> + Clone,
) {
    let gaps = positions.flat_map(|list| {
        let mut next = 0;
        list.iter()
            .map(move |position| position - core::mem::replace(&mut next, position + 1))
    });
    let (span, count) = gaps.clone().fold((0_u32, 0), |(span, count), gap| {
        (span.saturating_add(gap), count + 1)
    });
    let k = rice_parameter(span, count).min((1 << WIDTH) - 1);
    out.bits(k, WIDTH);
    gaps.for_each(|gap| out.rice(gap, k));
}

/// Reads a term's positions, those of all postings and fields one after the other.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn read_positions(reader: &mut BitReader<'_>, postings: &[Posting]) -> Vec<u32> {
    let k = reader.bits(WIDTH);
    let mut all = Vec::new();
    for freq in postings.iter().flat_map(|posting| posting.freqs) {
        let mut next = 0;
        for _ in 0..freq {
            let position = next + reader.rice(k);
            next = position + 1;
            all.push(position);
        }
    }
    all
}

impl Positions {
    /// The file's name, given its least key.
    pub(crate) fn name(lower: &[u8]) -> String {
        terms_name('p', lower)
    }

    /// The bytes of the file, given its content and the file of terms that it belongs to.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn write(lower: &[u8], terms: &Sum, content: &[u8]) -> Vec<u8> {
        wrap(terms, &Positions::name(lower), content)
    }

    /// Reads the file that belongs to a file of terms.
    pub(crate) fn read(lower: &[u8], shard: &Shard, file: &[u8]) -> Result<Positions, Error> {
        let name = Positions::name(lower);
        let bits = unwrap_file(&shard.sum, &name, file)?;
        let mut reader = BitReader::new(&bits, 0);
        let mut starts = Vec::with_capacity(shard.len());
        for term in 0..shard.len() {
            starts.push(reader.at());
            let k = reader.bits(WIDTH);
            let postings = shard.postings(term);
            let count: u64 = postings.iter().flat_map(|p| p.freqs).map(u64::from).sum();
            for _ in 0..count.min(bits.len() as u64 * 8) {
                reader.rice(k);
            }
        }
        if reader.overrun() {
            return Err(Error::Damaged(name));
        }
        Ok(Positions { bits, starts })
    }

    /// The positions of a term in one field: for each posting, in the same order.
    pub(crate) fn of(&self, term: usize, postings: &[Posting], wanted: usize) -> Vec<Vec<u32>> {
        let mut reader = BitReader::new(&self.bits, self.starts.get(term).copied().unwrap_or(0));
        let k = reader.bits(WIDTH);
        let mut all = Vec::with_capacity(postings.len());
        for posting in postings {
            let mut found = Vec::new();
            for field in 0..field::FULL {
                let mut next = 0_u32;
                for _ in 0..posting.freqs[field] {
                    let position = next.saturating_add(reader.rice(k));
                    next = position.saturating_add(1);
                    if field == wanted {
                        found.push(position);
                    }
                }
            }
            all.push(found);
        }
        all
    }
}
