//! Why no index could be written.

use std::fmt;

/// Why no index could be written.
#[derive(Debug)]
pub enum WriteError {
    /// tantivy refused.
    Index(tantivy::TantivyError),
    /// The term dictionary could not be read back.
    Read(std::io::Error),
    /// More of something than the format has room for.
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many there may be.
        most: usize,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Index(error) => write!(out, "the search index could not be made: {error}"),
            WriteError::Read(error) => {
                write!(out, "the search index could not be read back: {error}")
            }
            WriteError::TooMany { what, most } => write!(out, "search has room for {most} {what}"),
        }
    }
}

impl std::error::Error for WriteError {}

impl From<tantivy::TantivyError> for WriteError {
    fn from(error: tantivy::TantivyError) -> WriteError {
        WriteError::Index(error)
    }
}

impl From<std::io::Error> for WriteError {
    fn from(error: std::io::Error) -> WriteError {
        WriteError::Read(error)
    }
}
