//! Words of names: what a misspelt word may have meant.

use crate::pack::{Posting, field};
use std::collections::BTreeMap;

/// How many words the head may list.
const WORDS: usize = 700;

/// Words of titles, headings and aliases, with the number of pages that have each there.
#[derive(Clone, Debug, Default)]
pub(super) struct Words(BTreeMap<Vec<u8>, u32>);

impl Words {
    pub(super) fn consider(&mut self, key: &[u8], postings: &[Posting]) {
        if key.len() < 4 || !key.iter().all(u8::is_ascii_lowercase) {
            return;
        }
        const NAMES: u8 = 1 << field::TITLE | 1 << field::LEAD | 1 << field::AKA;
        let count = postings
            .iter()
            .filter(|posting| posting.fields & NAMES != 0)
            .count();
        if count > 0 {
            self.0.insert(key.to_vec(), count as u32);
        } else {
            self.0.remove(key);
        }
    }

    /// The words that most names have, sorted.
    pub(super) fn best(&self) -> Vec<Vec<u8>> {
        let mut all: Vec<(&Vec<u8>, u32)> =
            self.0.iter().map(|(word, count)| (word, *count)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let best = all.into_iter().take(WORDS);
        let mut best: Vec<Vec<u8>> = best.map(|(word, _)| word.clone()).collect();
        best.sort();
        best
    }

    /// Forgets a word.
    pub(super) fn forget(&mut self, key: &[u8]) {
        self.0.remove(key);
    }
}
