//! Names of one thing, from the records: a page that says one of them is found by the others.
//!
//! They are added when the index is written, so that a query costs nothing more.

use crate::fold::{Class, Folder, class};
use crate::record::Record;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;

/// The groups, ready to be looked for.
pub(crate) struct Synonyms {
    groups: Vec<Vec<String>>,
    /// The group of each pattern.
    owners: Vec<usize>,
    patterns: Option<AhoCorasick>,
}

/// A page that says a name often is about it: its other names count as often, up to this.
const OFTEN: usize = 4;

/// What a page gains.
pub(crate) struct Found<'a> {
    /// Other names of what its title, summary, headings or aliases say.
    pub(crate) of_head: Vec<&'a str>,
    /// Other names of what only its text says, each as often as the text says one of them.
    pub(crate) of_text: Vec<&'a str>,
}

impl Synonyms {
    pub(crate) fn new(folder: &Folder, groups: &[Vec<String>]) -> Synonyms {
        let mut groups: Vec<Vec<String>> = groups
            .iter()
            .filter(|group| group.len() > 1)
            .cloned()
            .collect();
        groups.sort();
        groups.dedup();
        let (mut texts, mut owners) = (Vec::new(), Vec::new());
        for (number, group) in groups.iter().enumerate() {
            for member in group {
                let text = folded(folder, member);
                if text.chars().count() > 1 {
                    texts.push(text);
                    owners.push(number);
                }
            }
        }
        let patterns = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&texts);
        Synonyms {
            groups,
            owners,
            patterns: patterns.ok().filter(|_| !texts.is_empty()),
        }
    }

    /// The names that a record does not say itself.
    pub(crate) fn of(&self, record: &Record, folder: &Folder) -> Found<'_> {
        let mut head = BTreeMap::new();
        let mut text = BTreeMap::new();
        if self.patterns.is_some() {
            let headings = record.sections.iter().map(|section| &section.heading);
            let names = [&record.title, &record.summary]
                .into_iter()
                .chain(&record.aliases)
                .chain(headings);
            names.for_each(|name| self.scan(&folded(folder, name), &mut head));
            for section in &record.sections {
                self.scan(&folded(folder, &section.text), &mut text);
            }
        }
        let names = |groups: &BTreeMap<usize, usize>, most: usize| {
            groups
                .iter()
                .flat_map(|(group, count)| {
                    let members = self.groups[*group].iter().map(String::as_str);
                    core::iter::repeat_n(members, (*count).min(most)).flatten()
                })
                .collect()
        };
        text.retain(|group, _| !head.contains_key(group));
        Found {
            of_head: names(&head, 1),
            of_text: names(&text, OFTEN),
        }
    }

    fn scan(&self, text: &str, found: &mut BTreeMap<usize, usize>) {
        let Some(patterns) = &self.patterns else {
            return;
        };
        for hit in patterns.find_overlapping_iter(text) {
            if is_whole(text, hit.start(), hit.end()) {
                *found
                    .entry(self.owners[hit.pattern().as_usize()])
                    .or_default() += 1;
            }
        }
    }
}

/// Whether no word goes on beyond the match: `card` is not in `discard`.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| class(c) == Class::Word);
    let (before, inside, after) = (&text[..start], &text[start..end], &text[end..]);
    let open = word(before.chars().next_back()) && word(inside.chars().next());
    let close = word(after.chars().next()) && word(inside.chars().next_back());
    !open && !close
}

fn folded(folder: &Folder, text: &str) -> String {
    let chars = text.chars().flat_map(|c| {
        let (first, second) = folder.fold(c);
        [Some(first), second].into_iter().flatten()
    });
    chars.filter(|c| class(*c) != Class::Skip).collect()
}
