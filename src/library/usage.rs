//! Which records a page uses: directly, and through what it embeds.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Library, Target};
use crate::document::{Document, ReferenceKind};
use crate::record::RecordKind;

/// Records that a document uses.
#[derive(Debug, Clone, Default, Hash)]
pub struct Usage {
    direct: BTreeSet<(RecordKind, String)>,
    all: BTreeSet<(RecordKind, String)>,
    /// Sources in the order in which the page cites them.
    sources: Vec<String>,
    /// Embedded records in order.
    embedded: Vec<(RecordKind, String)>,
    /// Rung of an authority on the page's ladders, from 1.
    rungs: BTreeMap<String, usize>,
    oldest_check: Option<Date>,
}

impl Usage {
    /// Collects what a document uses whose references lead to these targets.
    pub(super) fn of(library: &Library, document: &Document, targets: &[Target]) -> Self {
        let mut usage = Usage::default();
        let front = &document.front;
        let mut words = Vec::new();
        for (reference, target) in document.body.references.iter().zip(targets) {
            let Target::Record { kind, id } = target else { continue };
            usage.direct.insert((*kind, id.clone()));
            if reference.kind == ReferenceKind::Embed {
                usage.embedded.push((*kind, id.clone()));
            } else if *kind == RecordKind::Term {
                words.push(id);
                continue;
            }
            usage.add(library, *kind, id, 0);
        }
        for source in &front.sources {
            usage.direct.insert((RecordKind::Source, source.value.clone()));
            usage.add(library, RecordKind::Source, &source.value, 0);
        }
        for clock in front.their_clock.iter().chain(&front.your_clock) {
            usage.direct.insert((RecordKind::Deadline, clock.value.clone()));
            usage.add(library, RecordKind::Deadline, &clock.value, 0);
        }
        for term in words {
            usage.add_word(library, document, term);
        }
        let reviewed = front.reviewed.as_ref().map(|d| d.value);
        usage.oldest_check = usage.oldest(library).into_iter().chain(reviewed).min();
        usage
    }

    /// Adds a record and what it rests on. `depth` bounds records that refer to each other.
    fn add(&mut self, library: &Library, kind: RecordKind, id: &str, depth: usize) {
        let records = &library.records;
        let Some(common) = records.common(kind, id) else { return };
        if depth > 3 || !self.all.insert((kind, id.to_owned())) {
            return;
        }
        if kind == RecordKind::Source && !self.sources.iter().any(|s| s == id) {
            self.sources.push(id.to_owned());
        }
        for source in &common.sources {
            self.add(library, RecordKind::Source, &source.value, depth + 1);
        }
        match kind {
            RecordKind::Ladder => {
                for (n, rung) in records.ladders[id].rungs.iter().enumerate() {
                    if let Some(authority) = &rung.authority {
                        self.rungs.entry(authority.value.clone()).or_insert(n + 1);
                        self.add(library, RecordKind::Authority, &authority.value, depth + 1);
                    }
                    if let Some(deadline) = &rung.they_have {
                        self.add(library, RecordKind::Deadline, &deadline.value, depth + 1);
                    }
                }
            }
            RecordKind::Letter => {
                for attachment in &records.letters[id].attachments {
                    self.add(library, RecordKind::Evidence, &attachment.value, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// Adds a term that the text links to. The page does not rest on what its definition rests on: these sources
    /// come after the page's own, and only those of the countries whose rules it states.
    fn add_word(&mut self, library: &Library, document: &Document, id: &str) {
        let Some(common) = library.records.common(RecordKind::Term, id) else { return };
        if !self.all.insert((RecordKind::Term, id.to_owned())) {
            return;
        }
        let stated = &document.front.jurisdictions;
        for source in &common.sources {
            let of = library.records.sources.get(&source.value).map(|s| &s.common.jurisdiction);
            let here = |of: &String| of.is_empty() || stated.iter().any(|j| j.value == *of);
            if stated.is_empty() || of.is_some_and(here) {
                self.add(library, RecordKind::Source, &source.value, 1);
            }
        }
    }

    fn oldest(&self, library: &Library) -> Option<Date> {
        let dates = self.all.iter().filter_map(|(kind, id)| {
            let checked = library.records.common(*kind, id)?.checked_on.as_ref().map(|d| d.value);
            let read = match kind {
                RecordKind::Source => library.records.sources[id].retrieved_on.as_ref().map(|d| d.value),
                _ => None,
            };
            checked.into_iter().chain(read).min()
        });
        dates.min()
    }

    /// Records that the text or the front matter names.
    pub fn direct(&self) -> impl Iterator<Item = (RecordKind, &str)> {
        self.direct.iter().map(|(k, id)| (*k, id.as_str()))
    }

    /// All records, also those that the named ones rest on.
    pub fn all(&self) -> impl Iterator<Item = (RecordKind, &str)> {
        self.all.iter().map(|(k, id)| (*k, id.as_str()))
    }

    /// Ids of sources, in the order in which the page cites them.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// Embedded records of a kind, in order.
    pub fn embedded(&self, kind: RecordKind) -> impl Iterator<Item = &str> {
        self.embedded.iter().filter(move |(k, _)| *k == kind).map(|(_, id)| id.as_str())
    }

    /// On which rung of the page's ladders an authority stands; 0 if on none.
    pub fn rung(&self, authority: &str) -> usize {
        self.rungs.get(authority).copied().unwrap_or(0)
    }

    /// Oldest date among the page's review and the checks of all records that it uses.
    pub fn oldest_check(&self) -> Option<Date> {
        self.oldest_check
    }
}
