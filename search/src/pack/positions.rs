//! The positions of a term's occurrences, field by field: read only for phrases.

use crate::prelude::*;
use super::{Head, Posting, Shard, field, file_name};
#[cfg(not(target_family = "wasm"))]
use crate::codec::{BitWriter, rice_parameter};
use crate::codec::{BitReader, Error, unwrap_file};

/// The content of `p/S.js`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Positions {
    bits: Vec<u8>,
    /// Where each term of the shard begins.
    starts: Vec<usize>,
}

/// Width of the number that says how the positions of a term are coded.
const WIDTH: u32 = 4;

/// Writes a term's positions: `positions` has them for each posting and each of its full fields in order.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn write_positions(out: &mut BitWriter, positions: &[Vec<u32>]) {
    let gaps = |list: &[u32]| -> Vec<u32> {
        let mut next = 0;
        let gap = |position: &u32| position - core::mem::replace(&mut next, position + 1);
        list.iter().map(gap).collect()
    };
    let all: Vec<u32> = positions.iter().flat_map(|list| gaps(list)).collect();
    let span: u64 = all.iter().map(|gap| u64::from(*gap)).sum();
    let span = u32::try_from(span).unwrap_or(u32::MAX);
    let k = rice_parameter(span, all.len() as u32).min((1 << WIDTH) - 1);
    out.bits(k, WIDTH);
    all.iter().for_each(|gap| out.rice(*gap, k));
}

impl Positions {
    /// The file's name.
    pub(crate) fn name(shard: usize) -> String {
        file_name('p', shard)
    }

    /// Reads the file that belongs to a file of terms.
    pub(crate) fn read(head: &Head, number: usize, shard: &Shard, file: &[u8]) -> Result<Positions, Error> {
        let name = Positions::name(number);
        let bits = unwrap_file(&head.build, &name, file)?;
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
