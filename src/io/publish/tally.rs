//! Size and hash of a file while it is written.

use std::io::{self, BufWriter, Write};

use super::manifest::Entry;
use super::stage::BUFFER;
use crate::site::Content;

/// Counts and hashes what passes through.
pub(super) struct Tally<W> {
    to: W,
    size: u64,
    hash: blake3::Hasher,
}

impl<W: Write> Tally<W> {
    /// On the way to `to`.
    pub(super) fn new(to: W) -> Self {
        Self { to, size: 0, hash: blake3::Hasher::new() }
    }

    /// What has passed.
    pub(super) fn entry(&self) -> Entry {
        Entry { size: self.size, hash: self.hash.finalize() }
    }
}

impl<W: Write> Write for Tally<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.size += written as u64;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Size and hash of a file that is written nowhere.
pub(super) fn measure(content: Content<'_>) -> io::Result<Entry> {
    let mut out = BufWriter::with_capacity(BUFFER, Tally::new(io::sink()));
    content(&mut out)?;
    Ok(out.into_inner().map_err(io::IntoInnerError::into_error)?.entry())
}
