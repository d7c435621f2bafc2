//! What an index remembers for the next one of the same site.

use super::Pack;
use super::index::Lengths;
use super::pages::Version;
use super::shards::Piece;
use super::words::Words;
use crate::pack::Language;
use crate::record::Record;
use std::sync::Arc;

/// What an index remembers for the next one of the same site: its records and its files.
#[derive(Debug, Default)]
pub struct Memory(pub(super) Option<Made>);

#[derive(Debug)]
pub(super) struct Made {
    pub(super) synonyms: Vec<Vec<String>>,
    pub(super) numbering: [u8; 8],
    pub(super) versions: Vec<Version>,
    pub(super) kept: Kept,
    pub(super) pack: Pack,
}

/// What the next index can use of this one.
#[derive(Debug)]
pub(super) struct Kept {
    /// By page.
    pub(super) records: Vec<Record>,
    pub(super) terms: Terms,
    pub(super) pieces: Vec<Arc<Piece>>,
}

/// What is known of all terms besides the files that they are in.
#[derive(Debug)]
pub(super) struct Terms {
    pub(super) languages: Vec<Language>,
    /// Of each page.
    pub(super) lengths: Vec<Lengths>,
    pub(super) bounds: Vec<Vec<u8>>,
    pub(super) words: Words,
}
