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

    /// Names with most characters in common with the query; of those the shortest.
    pub(super) fn near_names(&self, text: &str) -> Vec<String> {
        let asked = characters(&self.folder, text);
        let names = self.names.iter().flat_map(|names| &names.0);
        let mut near: Vec<(usize, usize, &String)> = names
            .filter_map(|name| {
                let own = characters(&self.folder, name);
                let shared = own.iter().filter(|c| asked.contains(c)).count();
                (shared > 0).then_some((shared, own.len(), name))
            })
            .collect();
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
