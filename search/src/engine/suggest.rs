//! What a reader may have meant.

use super::Engine;
use crate::fold::{Class, Folder, class};
use crate::prelude::*;
use crate::query::{Clause, is_near};
use crate::table::{add, keep_best};

/// How many words are suggested.
const MOST: usize = 5;

/// What is read of a query.
const LONGEST: usize = 40;

impl Engine {
    /// Frequent words like those that are in no page.
    pub(super) fn near_words(&self, clauses: &[Clause]) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for word in clauses
            .iter()
            .filter_map(|clause| clause.unknown.as_deref())
        {
            let near = |other: &[u8]| is_near(word.as_bytes(), other);
            let start = word.get(..3).unwrap_or(word).as_bytes();
            let begins = |other: &[u8]| other.starts_with(start);
            for fits in [&near as &dyn Fn(&[u8]) -> bool, &begins] {
                for other in self.head.words.iter().filter(|other| fits(other)) {
                    add(&mut words, String::from_utf8_lossy(other).into_owned());
                }
            }
        }
        words.truncate(MOST);
        words
    }

    /// Names in the reader's language with most characters in common with the query, of those the shortest; names
    /// in any language if it has none.
    pub(super) fn near_names(&self, text: &str, first: Option<usize>) -> Vec<String> {
        let near = self.near_names_in(text, first);
        match first {
            Some(_) if near.is_empty() => self.near_names_in(text, None),
            _ => near,
        }
    }

    fn near_names_in(&self, text: &str, wanted: Option<usize>) -> Vec<String> {
        let asked = characters(&self.folder, text);
        let mut near: Vec<(usize, usize, &String)> = Vec::new();
        let mut language = 0;
        for name in self.names.iter().flat_map(|names| &names.0) {
            language += usize::from(name.is_empty());
            if wanted.is_none_or(|wanted| wanted == language) {
                let own = characters(&self.folder, name);
                let shared = own.iter().filter(|c| asked.contains(c)).count();
                // A name that shares less than half of what was asked for has a common character by chance.
                if shared > 0 && shared * 2 >= asked.len() {
                    near.push((shared, own.len(), name));
                }
            }
        }
        // Dice's coefficient, without a division: shared / (asked + own).
        let worth = |a: &(usize, usize, &String), b: &(usize, usize, &String)| {
            a.0 * (asked.len() + b.1) > b.0 * (asked.len() + a.1)
        };
        keep_best(&mut near, MOST, worth);
        near.into_iter().map(|(.., name)| name.clone()).collect()
    }
}

/// Whether a text has a Chinese (or Japanese or Korean) character.
pub(super) fn has_cjk(folder: &Folder, text: &str) -> bool {
    !characters(folder, text).is_empty()
}

/// The different characters of a text.
fn characters(folder: &Folder, text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for c in text.chars().take(LONGEST) {
        let (c, _) = folder.fold(c);
        if class(c) == Class::Cjk {
            add(&mut found, c);
        }
    }
    found
}
