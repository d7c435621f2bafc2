//! A stream of bits with the two codes that suit postings: Elias gamma and Rice.

#[cfg(not(target_family = "wasm"))]
use crate::prelude::*;
#[cfg(not(target_family = "wasm"))]
use core::ops::Range;

/// Writes bits, lowest first.
#[cfg(not(target_family = "wasm"))]
#[derive(Clone, Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    pending: u64,
    count: u32,
}

#[cfg(not(target_family = "wasm"))]
impl BitWriter {
    /// The lowest `width` bits of `value`, at most 32.
    pub(crate) fn bits(&mut self, value: u32, width: u32) {
        debug_assert!(width <= 32 && (width == 32 || value >> width == 0));
        self.pending |= u64::from(value) << self.count;
        self.count += width;
        while self.count >= 8 {
            self.bytes.push(self.pending as u8);
            self.pending >>= 8;
            self.count -= 8;
        }
    }

    /// A number from 1, short if small: 1 takes one bit, 2 and 3 take three.
    pub(crate) fn gamma(&mut self, value: u32) {
        debug_assert!(value > 0);
        let width = value.ilog2();
        self.bits(0, width);
        self.bits(1, 1);
        self.bits(value - (1 << width), width);
    }

    /// A number from 0 that is mostly below `2^k`.
    pub(crate) fn rice(&mut self, value: u32, k: u32) {
        self.gamma((value >> k) + 1);
        self.bits(value & ((1 << k) - 1), k);
    }

    /// Bits written so far.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() * 8 + self.count as usize
    }

    /// Forgets what was written, but not its memory.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        (self.pending, self.count) = (0, 0);
    }

    /// Adds the bits of another writer.
    pub(crate) fn append(&mut self, other: &BitWriter) {
        self.copy(&other.bytes, 0..other.bytes.len() * 8);
        self.bits(other.pending as u32, other.count);
    }

    /// Adds a range of the bits of what was finished.
    pub(crate) fn copy(&mut self, bytes: &[u8], range: Range<usize>) {
        let mut reader = BitReader::new(bytes, range.start);
        let mut left = range.len();
        while left > 0 {
            let width = left.min(32) as u32;
            let value = reader.bits(width);
            self.bits(value, width);
            left -= width as usize;
        }
    }

    /// The bytes, the last one padded with zeros.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push(self.pending as u8);
        }
        self.bytes
    }
}

/// Reads what `BitWriter` wrote. Past the end it reads zeros and says so.
#[derive(Clone)]
pub(crate) struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> BitReader<'a> {
        BitReader { bytes, at }
    }

    /// The position in bits.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Whether more was read than there is: the file is damaged.
    pub(crate) fn overrun(&self) -> bool {
        self.at > self.bytes.len() * 8
    }

    #[inline(always)]
    fn peek(&self) -> u64 {
        let start = self.at / 8;
        if let Some(word) = self.bytes[start.min(self.bytes.len())..].first_chunk() {
            return u64::from_le_bytes(*word) >> (self.at % 8);
        }
        let mut word = [0; 8];
        if let Some(rest) = self.bytes.get(start..) {
            let n = rest.len().min(8);
            word[..n].copy_from_slice(&rest[..n]);
        }
        u64::from_le_bytes(word) >> (self.at % 8)
    }

    pub(crate) fn bits(&mut self, width: u32) -> u32 {
        let value = self.peek() & ((1_u64 << width) - 1);
        self.at += width as usize;
        value as u32
    }

    pub(crate) fn gamma(&mut self) -> u32 {
        let word = self.peek();
        let zeros = word.trailing_zeros();
        if zeros > 31 {
            // No such number was written: put the reader past the end.
            self.at = self.bytes.len() * 8 + 1;
            return 1;
        }
        self.at += zeros as usize + 1;
        if zeros > 27 {
            return (1 << zeros) + self.bits(zeros);
        }
        self.at += zeros as usize;
        // The word has 57 bits at least, so these are all in it.
        (1 << zeros) + ((word >> (zeros + 1)) as u32 & ((1 << zeros) - 1))
    }

    pub(crate) fn rice(&mut self, k: u32) -> u32 {
        let high = self.gamma() - 1;
        (high << k) | self.bits(k)
    }
}

/// The Rice parameter for `count` numbers that add up to about `span`.
pub(crate) fn rice_parameter(span: u32, count: u32) -> u32 {
    // A geometric distribution's best parameter is log2(mean * ln 2); gamma as the high part moves it by one.
    let mean = span / count.max(1);
    (mean / 10 * 7).max(1).ilog2().min(24)
}
