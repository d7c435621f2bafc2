//! Byte-aligned numbers and strings.

use super::Error;
use crate::prelude::*;

/// Writes numbers and strings.
#[cfg(not(target_family = "wasm"))]
#[derive(Default)]
pub(crate) struct ByteWriter {
    pub(crate) bytes: Vec<u8>,
}

#[cfg(not(target_family = "wasm"))]
impl ByteWriter {
    pub(crate) fn byte(&mut self, value: u8) {
        self.bytes.push(value);
    }

    /// A number, seven bits a byte.
    pub(crate) fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    pub(crate) fn size(&mut self, value: usize) {
        self.number(value as u64);
    }

    pub(crate) fn blob(&mut self, value: &[u8]) {
        self.size(value.len());
        self.bytes.extend_from_slice(value);
    }

    pub(crate) fn text(&mut self, value: &str) {
        self.blob(value.as_bytes());
    }

    pub(crate) fn texts(&mut self, values: &[String]) {
        self.size(values.len());
        for value in values {
            self.text(value);
        }
    }

    /// Sorted strings, each without what it shares with the one before.
    pub(crate) fn sorted<'a>(&mut self, values: impl ExactSizeIterator<Item = &'a [u8]>) {
        self.size(values.len());
        let mut before: &[u8] = &[];
        for value in values {
            let shared = before.iter().zip(value).take_while(|(a, b)| a == b).count();
            self.size(shared);
            self.blob(&value[shared..]);
            before = value;
        }
    }
}

/// Reads what `ByteWriter` wrote; whatever the bytes are, it never panics.
pub(crate) struct ByteReader<'a> {
    rest: &'a [u8],
    file: &'a str,
}

impl<'a> ByteReader<'a> {
    /// `file` is named in errors.
    pub(crate) fn new(bytes: &'a [u8], file: &'a str) -> ByteReader<'a> {
        ByteReader { rest: bytes, file }
    }

    pub(crate) fn damaged(&self) -> Error {
        Error::Damaged(self.file.into())
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Error> {
        let (first, rest) = self.rest.split_first().ok_or_else(|| self.damaged())?;
        self.rest = rest;
        Ok(*first)
    }

    pub(crate) fn number(&mut self) -> Result<u64, Error> {
        let mut value = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(self.damaged())
    }

    pub(crate) fn size(&mut self) -> Result<usize, Error> {
        let value = self.number()?;
        usize::try_from(value)
            .ok()
            .filter(|n| *n < 1 << 28)
            .ok_or_else(|| self.damaged())
    }

    pub(crate) fn raw(&mut self, len: usize) -> Result<&'a [u8], Error> {
        let (value, rest) = self
            .rest
            .split_at_checked(len)
            .ok_or_else(|| self.damaged())?;
        self.rest = rest;
        Ok(value)
    }

    pub(crate) fn blob(&mut self) -> Result<&'a [u8], Error> {
        let len = self.size()?;
        self.raw(len)
    }

    pub(crate) fn text(&mut self) -> Result<String, Error> {
        let bytes = self.blob()?;
        core::str::from_utf8(bytes)
            .map(Into::into)
            .map_err(|_| self.damaged())
    }

    pub(crate) fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let count = self.size()?;
        // Every item takes a byte at least; a damaged count must not reserve memory.
        if count > self.rest.len() {
            return Err(self.damaged());
        }
        (0..count).map(|_| item(self)).collect()
    }

    pub(crate) fn texts(&mut self) -> Result<Vec<String>, Error> {
        self.list(Self::text)
    }

    pub(crate) fn sorted(&mut self) -> Result<Vec<Vec<u8>>, Error> {
        let mut before: Vec<u8> = Vec::new();
        self.list(|reader| {
            let shared = reader.size()?;
            let mut value = before
                .get(..shared)
                .ok_or_else(|| reader.damaged())?
                .to_vec();
            value.extend_from_slice(reader.blob()?);
            before.clone_from(&value);
            Ok(value)
        })
    }
}
