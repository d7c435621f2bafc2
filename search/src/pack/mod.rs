//! The files of the pack and what is in each. Every one is read whole; none is needed but the head.
//!
//! | file | content |
//! |---|---|
//! | `index.js` | the head: languages, what there is to filter by, where each term is, frequent words |
//! | `n/L.js` | per page of language L: the fields' lengths and what it is filtered by |
//! | `names.js` | names of things in Chinese, for a query that finds nothing |
//! | `t/S.js` | a range of terms with their postings; S is its least key, so that a new file renames no other |
//! | `p/S.js` | the positions of the same terms, for phrases |
//! | `d/N.js` | what a result shows of a page, and a part of its text |
//!
//! A file changes only if what is in it does, so that a site with one edited page has few new files. A reader
//! may then have some of before and some of after the edit, from a cache. What must fit goes into a file's checksum:
//!
//! | file | must fit | what else may be of another day |
//! |---|---|---|
//! | `d/N.js`, `names.js` | the numbering: which pages there are, by language, id, kind and address | a result shows an older text of the right page |
//! | `n/L.js` | the numbering, and the lists of sectors and jurisdictions | a page counts a little more or less |
//! | `t/S.js` | the numbering, and the least keys of this file and the next | a page is found by its older words; a part of its text may be named that is gone: its first is shown |
//! | `p/S.js` | the very file of terms | (both are fetched again) |
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
pub(crate) use head::{FORMAT, MOST_PARTS, Sector};
pub(crate) use head::{Head, Language};
pub(crate) use names::Names;
pub(crate) use norms::Norms;
pub(crate) use page::Page;
pub(crate) use positions::Positions;
#[cfg(not(target_family = "wasm"))]
pub(crate) use positions::{read_positions, write_positions};
pub(crate) use postings::Posting;
#[cfg(not(target_family = "wasm"))]
pub(crate) use postings::{read_postings, write_postings};
pub(crate) use shard::Shard;
#[cfg(not(target_family = "wasm"))]
pub(crate) use shard::write_shard;

/// What is in the key of a name, after the word that it stands at; no word has it. It is less than all that a word
/// may have, so that nothing stands between the two.
pub(crate) const NAME: char = '\u{1}';

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
    /// Pinyin of title, headings and aliases; and other names as terms.
    pub(crate) const PINYIN: usize = 4;
    /// First letters of the words of title, headings and aliases, single characters of Chinese ones; the title's
    /// pinyin; and the title as a term.
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

/// The name of a file of terms: its least key in hexadecimal digits, `0` for the first.
pub(crate) fn terms_name(folder: char, lower: &[u8]) -> String {
    let mut name = String::new();
    name.push(folder);
    name.push('/');
    for byte in lower {
        for digit in [byte >> 4, byte & 15] {
            name.push(char::from(DIGITS[usize::from(digit)]));
        }
    }
    if lower.is_empty() {
        name.push('0');
    }
    name.push_str(".js");
    name
}

/// The least key in the name of a file of terms. What is no such name gives any key: the file does not fit it.
pub(crate) fn terms_key(name: &str) -> Vec<u8> {
    let digits = name
        .as_bytes()
        .strip_suffix(b".js")
        .and_then(|name| name.get(2..));
    let digit = |digit: u8| (digit & 15) + (digit >> 6) * 9;
    let mut key = Vec::new();
    for pair in digits.unwrap_or_default().chunks_exact(2) {
        key.push(digit(pair[0]) << 4 | digit(pair[1]) & 15);
    }
    key
}

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// The name of a numbered file.
pub(crate) fn file_name(folder: char, number: usize) -> String {
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
