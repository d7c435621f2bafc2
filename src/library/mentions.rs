//! Who speaks of a page or a record: backlinks, with the sentence around them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::said::{self, Said};
use super::{DocId, Library, Target, Usage, sentence};
use crate::document::{Document, PageId, PageKind};
use crate::record::RecordKind;

/// A page that speaks of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The page.
    pub document: DocId,
    /// The sentence around the reference; empty if it is made by a record or a task list.
    pub sentence: Arc<str>,
}

/// What is mentioned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum To {
    Page(PageId),
    Record(RecordKind, Arc<str>),
}

/// What is mentioned, and in which sentence.
pub(super) type Mentioned = (To, Arc<str>);

/// What a document mentions, each page and record once.
pub(super) fn mentioned(
    library: &Library,
    document: &Document,
    targets: &[Target],
    usage: &Usage,
    terms: &[(String, String)],
) -> Vec<Mentioned> {
    let (mut seen, mut out) = (HashSet::new(), Vec::new());
    for (reference, target) in document.body.references.iter().zip(targets) {
        let to = match target {
            Target::Page { document: to, .. } => {
                let to = &library.document(*to).id;
                // Home links to everything: that is no news to a reader.
                if *to == document.id || document.kind != PageKind::Guide {
                    continue;
                }
                To::Page(to.clone())
            }
            Target::Record { kind, id } => To::Record(*kind, Arc::from(id.as_str())),
            _ => continue,
        };
        if seen.insert(to.clone()) {
            let block = document.body.blocks.get(reference.block);
            let sentence = block.map(|b| sentence::around(b.text, &reference.text));
            out.push((to, Arc::from(sentence.unwrap_or_default())));
        }
    }
    let rest = usage.all().map(|(kind, id)| (kind, id, ""));
    let terms = terms.iter().map(|(id, sentence)| (RecordKind::Term, id.as_str(), sentence.as_str()));
    for (kind, id, sentence) in rest.chain(terms) {
        let to = To::Record(kind, Arc::from(id));
        if seen.insert(to.clone()) {
            out.push((to, Arc::from(sentence)));
        }
    }
    out
}

/// All mentions, in order of the mentioning page.
#[derive(Debug, Default)]
pub struct Mentions {
    // They are looked up and never listed, so their order does not matter.
    pages: HashMap<PageId, Vec<Mention>>,
    records: HashMap<RecordKind, HashMap<Arc<str>, Vec<Mention>>>,
    /// Words about each document.
    said: Vec<Vec<Said>>,
}

impl Mentions {
    /// Collects the mentions of documents. What nobody remembers is taken, not copied: of a large site it is tens of
    /// megabytes.
    pub(super) fn collect(library: &mut Library) -> Self {
        let mut mentions = Self { said: said::all(library), ..Self::default() };
        for (at, linked) in library.linked.iter_mut().enumerate() {
            let document = DocId(at);
            if let Some(own) = Arc::get_mut(linked) {
                for (to, sentence) in std::mem::take(&mut own.mentioned) {
                    mentions.add(&to, Mention { document, sentence });
                }
                continue;
            }
            for (to, sentence) in &linked.mentioned {
                mentions.add(to, Mention { document, sentence: Arc::clone(sentence) });
            }
        }
        mentions
    }

    fn add(&mut self, to: &To, mention: Mention) {
        match to {
            To::Page(page) => self.pages.entry(page.clone()).or_default().push(mention),
            To::Record(kind, id) => {
                let of_kind = self.records.entry(*kind).or_default();
                of_kind.entry(Arc::clone(id)).or_default().push(mention);
            }
        }
    }

    /// Pages that link to a page.
    pub(super) fn of_page(&self, id: &PageId) -> &[Mention] {
        self.pages.get(id).map_or(&[], Vec::as_slice)
    }

    /// Where other pages lead to a document.
    pub(super) fn said_of(&self, id: DocId) -> &[Said] {
        self.said.get(id.0).map_or(&[], Vec::as_slice)
    }

    /// Pages that use a record.
    pub(super) fn of_record(&self, kind: RecordKind, id: &str) -> &[Mention] {
        self.records.get(&kind).and_then(|of_kind| of_kind.get(id)).map_or(&[], Vec::as_slice)
    }
}
