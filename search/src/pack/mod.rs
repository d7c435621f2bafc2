//! The files of the pack and what is in each. Every one is read whole; none is needed but the head.
//!
//! | file | content |
//! |---|---|
//! | `index.js` | the head: languages, what there is to filter by, where each term is, frequent words |
//! | `n/L.js` | per page of language L: the fields' lengths and what it is filtered by |
//! | `names.js` | names of things in Chinese, for a query that finds nothing |
//! | `t/S.js` | a range of terms with their postings |
//! | `p/S.js` | the positions of the same terms, for phrases |
//! | `d/N.js` | what a result shows of a page, and a part of its text |
//!
//! Pages are numbered from 0, language by language, so that a term has one list of postings for the whole
//! site and a query one lookup a term, whatever languages its pages are in.

use crate::prelude::*;
mod head;
mod names;
mod norms;
mod page;
mod positions;
mod postings;
mod shard;

#[cfg(not(target_family = "wasm"))]
pub(crate) use head::{FORMAT, Sector};
pub(crate) use head::{Head, Language};
pub(crate) use names::Names;
pub(crate) use norms::Norms;
pub(crate) use page::Page;
pub(crate) use positions::Positions;
#[cfg(not(target_family = "wasm"))]
pub(crate) use positions::write_positions;
pub(crate) use postings::Posting;
#[cfg(not(target_family = "wasm"))]
pub(crate) use postings::write_postings;
pub(crate) use shard::Shard;
#[cfg(not(target_family = "wasm"))]
pub(crate) use shard::write_shard;

/// The fields of the index, by their numbers.
pub(crate) mod field {
    /// The title.
    pub(crate) const TITLE: usize = 0;
    /// Headings and the summary.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) const LEAD: usize = 1;
    /// Aliases, and the synonyms of what title and lead say.
    pub(crate) const AKA: usize = 2;
    /// The text.
    pub(crate) const BODY: usize = 3;
    /// Pinyin of title, headings and aliases.
    pub(crate) const PINYIN: usize = 4;
    /// First letters of the words of title, headings and aliases, single characters of Chinese ones; and the
    /// title's pinyin.
    pub(crate) const START: usize = 5;

    /// What other pages say where they link to this one.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) const MENTION: usize = 6;

    /// How many there are.
    pub(crate) const COUNT: usize = 7;
    /// How many have frequencies and positions: the first ones.
    pub(crate) const FULL: usize = 4;
    /// Which have lengths. Those of the others would say little and cost every reader their bytes.
    pub(crate) const MEASURED: [usize; 2] = [TITLE, BODY];
    /// Their names in tantivy's schema.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) const NAMES: [&str; COUNT] =
        ["title", "lead", "aka", "body", "pinyin", "start", "mention"];
}

/// The name of a numbered file.
pub(crate) fn file_name(folder: char, number: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut name = String::from(".js");
    let mut rest = number;
    loop {
        name.insert(0, char::from(DIGITS[rest % 36]));
        rest /= 36;
        if rest == 0 {
            break;
        }
    }
    name.insert(0, '/');
    name.insert(0, folder);
    name
}
