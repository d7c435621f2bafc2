//! A file of terms: a sorted range of them, each with its postings.

use super::postings::read_postings;
use super::{Head, NAME, Posting, terms_name};
use crate::codec::{BitReader, ByteReader, Error, Sum, unwrap_sum};
#[cfg(not(target_family = "wasm"))]
use crate::codec::{BitWriter, ByteWriter, wrap_sum};
use crate::prelude::*;

/// The content of `t/S.js`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shard {
    keys: Vec<Vec<u8>>,
    bits: Vec<u8>,
    /// Where each term's postings begin.
    starts: Vec<usize>,
    /// How many pages each term is on.
    counts: Vec<u32>,
    pages: u32,
    parts: u32,
    /// The file's checksum: the file of positions must fit it.
    pub(crate) sum: Sum,
}

/// The content of a file with these terms, sorted, and their postings.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn write_shard(keys: &[Vec<u8>], postings: BitWriter) -> Vec<u8> {
    let mut out = ByteWriter::default();
    out.sorted(keys.iter().map(Vec::as_slice));
    out.bytes.extend(postings.finish());
    out.bytes
}

impl Shard {
    /// The file's name, given its least key.
    pub(crate) fn name(lower: &[u8]) -> String {
        terms_name('t', lower)
    }

    /// What the file must fit: the pages' numbers, and where the next file begins.
    pub(crate) fn seed(numbering: &[u8], upper: &[u8]) -> Vec<u8> {
        let mut seed = numbering.to_vec();
        seed.extend_from_slice(upper);
        seed
    }

    /// The bytes of the file, given its content, and its checksum.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn write(
        numbering: &[u8],
        lower: &[u8],
        upper: &[u8],
        content: &[u8],
    ) -> (Vec<u8>, Sum) {
        wrap_sum(&Shard::seed(numbering, upper), &Shard::name(lower), content)
    }

    /// Reads the file of that number.
    pub(crate) fn read(head: &Head, number: usize, file: &[u8]) -> Result<Shard, Error> {
        let name = Shard::name(head.lower(number));
        let seed = Shard::seed(&head.numbering, head.upper(number));
        let (content, sum) = unwrap_sum(&seed, &name, file)?;
        let mut reader = ByteReader::new(&content, &name);
        let keys = reader.sorted()?;
        let bits = reader.rest().to_vec();
        let (pages, parts) = (head.pages(), head.parts);
        let mut shard = Shard {
            keys,
            bits,
            pages,
            parts,
            sum,
            ..Shard::default()
        };
        let mut bits = BitReader::new(&shard.bits, 0);
        for _ in 0..shard.keys.len() {
            shard.starts.push(bits.at());
            let mut count = 0;
            read_postings(&mut bits, pages, parts, |_| count += 1);
            shard.counts.push(count);
        }
        if bits.overrun() {
            return Err(reader.damaged());
        }
        Ok(shard)
    }

    /// How many terms it has.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The number of a term.
    pub(crate) fn find(&self, key: &[u8]) -> Option<usize> {
        self.keys
            .binary_search_by(|probe| probe.as_slice().cmp(key))
            .ok()
    }

    /// The terms that begin with `prefix`, without names.
    pub(crate) fn with_prefix(&self, prefix: &[u8]) -> Vec<usize> {
        let mut terms = Vec::new();
        let start = self.keys.partition_point(|key| key.as_slice() < prefix);
        for (term, key) in self.keys.iter().enumerate().skip(start) {
            if !key.starts_with(prefix) {
                break;
            }
            if !key.contains(&(NAME as u8)) {
                terms.push(term);
            }
        }
        terms
    }

    /// A term's key.
    pub(crate) fn key(&self, term: usize) -> &[u8] {
        &self.keys[term]
    }

    /// How many pages a term is on.
    pub(crate) fn count(&self, term: usize) -> u32 {
        self.counts[term]
    }

    /// A term's postings.
    pub(crate) fn postings(&self, term: usize) -> Vec<Posting> {
        let mut postings = Vec::with_capacity(self.counts[term] as usize);
        let mut reader = BitReader::new(&self.bits, self.starts[term]);
        read_postings(&mut reader, self.pages, self.parts, |posting| {
            postings.push(posting)
        });
        postings
    }
}
