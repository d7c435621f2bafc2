//! Who speaks of a page or a record: backlinks, with the sentence around them.

use std::collections::{BTreeMap, BTreeSet};

use super::{DocId, Library, Target, sentence};
use crate::document::{PageId, PageKind};
use crate::record::RecordKind;

/// A page that speaks of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The page.
    pub document: DocId,
    /// The sentence around the reference; empty if it is made by a record or a task list.
    pub sentence: String,
}

/// All mentions, in order of the mentioning page.
#[derive(Debug, Default)]
pub struct Mentions {
    pages: BTreeMap<PageId, Vec<Mention>>,
    records: BTreeMap<(RecordKind, String), Vec<Mention>>,
}

impl Mentions {
    /// Collects the mentions of a library whose references are resolved.
    pub(super) fn collect(library: &Library) -> Self {
        let mut mentions = Self::default();
        for id in library.ids() {
            mentions.add(library, id);
        }
        mentions
    }

    fn add(&mut self, library: &Library, id: DocId) {
        let document = library.document(id);
        let mut seen_pages = BTreeSet::new();
        let mut seen_records = BTreeSet::new();
        for (reference, target) in document.body.references.iter().zip(library.targets(id)) {
            let words = || {
                document
                    .body
                    .blocks
                    .get(reference.block)
                    .map_or(String::new(), |b| sentence::around(b.text, &reference.text))
            };
            match target {
                Target::Page { document: to, .. } => {
                    let to = &library.document(*to).id;
                    // Home links to everything: that is no news to a reader.
                    if to != &document.id && document.kind == PageKind::Guide && seen_pages.insert(to.clone())
                    {
                        let mention = Mention { document: id, sentence: words() };
                        self.pages.entry(to.clone()).or_default().push(mention);
                    }
                }
                Target::Record { kind, id: record } if seen_records.insert((*kind, record.clone())) => {
                    let mention = Mention { document: id, sentence: words() };
                    self.records.entry((*kind, record.clone())).or_default().push(mention);
                }
                _ => {}
            }
        }
        for (kind, record) in library.usage(id).all() {
            if seen_records.insert((kind, record.to_owned())) {
                let mention = Mention { document: id, sentence: String::new() };
                self.records.entry((kind, record.to_owned())).or_default().push(mention);
            }
        }
        for block in document.body.blocks.iter() {
            for (range, term) in library.terms.find(&document.lang, block.text) {
                if seen_records.insert((RecordKind::Term, term.to_owned())) {
                    let sentence = sentence::around(block.text, &block.text[range]);
                    let mention = Mention { document: id, sentence };
                    self.records.entry((RecordKind::Term, term.to_owned())).or_default().push(mention);
                }
            }
        }
    }

    /// Pages that link to a page.
    pub(super) fn of_page(&self, id: &PageId) -> &[Mention] {
        self.pages.get(id).map_or(&[], Vec::as_slice)
    }

    /// Pages that use a record.
    pub(super) fn of_record(&self, kind: RecordKind, id: &str) -> &[Mention] {
        self.records.get(&(kind, id.to_owned())).map_or(&[], Vec::as_slice)
    }
}
