//! Bits, bytes and files: what the index is made of, below any meaning.

use crate::prelude::*;
mod bits;
mod bytes;
mod file;

#[cfg(not(target_family = "wasm"))]
pub(crate) use bits::BitWriter;
pub(crate) use bits::{BitReader, rice_parameter};
pub(crate) use bytes::ByteReader;
#[cfg(not(target_family = "wasm"))]
pub(crate) use bytes::ByteWriter;
#[cfg(not(target_family = "wasm"))]
pub(crate) use file::{Deflater, deflate, wrap, wrap_sum};
pub(crate) use file::{Sum, inflate, unwrap_file, unwrap_sum};

/// Why a file of the index, or the whole index, can not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The file's bytes are not what was written.
    Damaged(String),
    /// The file does not fit the others: it belongs to another index, or to another version of this crate.
    Version(String),
    /// The file is not there.
    Missing(String),
}

impl Error {
    /// A short stable name of the problem, the browser client's error code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Damaged(_) => "bad-data",
            Error::Version(_) => "version-mismatch",
            Error::Missing(_) => "fetch-failed",
        }
    }

    /// The file concerned, relative to the search folder.
    pub fn file(&self) -> &str {
        match self {
            Error::Damaged(file) | Error::Version(file) | Error::Missing(file) => file,
        }
    }
}

#[cfg(not(target_family = "wasm"))]
impl std::fmt::Display for Error {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Damaged(file) => write!(out, "the search file `{file}` is damaged"),
            Error::Version(file) => {
                write!(out, "the search file `{file}` belongs to another build")
            }
            Error::Missing(file) => write!(out, "the search file `{file}` is missing"),
        }
    }
}

#[cfg(not(target_family = "wasm"))]
impl std::error::Error for Error {}
