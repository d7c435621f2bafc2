//! Who speaks of a page or a record: backlinks, with the sentence around them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::{DocId, Library, Target, sentence};
use crate::document::{Document, PageId, PageKind};
use crate::record::RecordKind;
use crate::text::SourcePath;

/// A page that speaks of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The page.
    pub document: DocId,
    /// The sentence around the reference; empty if it is made by a record or a task list.
    pub sentence: String,
}

/// The terms that a document uses, in order, each with the sentence of its first use.
type Terms = Arc<[(String, String)]>;

/// The terms that a build found in documents: a function of a document and of the site's records, of which the
/// common hash is made. Holds one build's documents.
#[derive(Debug, Default)]
pub struct Known {
    common: Option<blake3::Hash>,
    terms: HashMap<SourcePath, (Arc<Document>, Terms)>,
}

fn terms(library: &Library, document: &Document) -> Terms {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for block in document.body.blocks.iter() {
        for (range, term) in library.terms.find(&document.lang, block.text) {
            if seen.insert(term) {
                found.push((term.to_owned(), sentence::around(block.text, &block.text[range])));
            }
        }
    }
    Arc::from(found)
}

/// All mentions, in order of the mentioning page.
#[derive(Debug, Default)]
pub struct Mentions {
    // They are looked up and never listed, so their order does not matter.
    pages: HashMap<PageId, Vec<Mention>>,
    records: HashMap<RecordKind, HashMap<String, Vec<Mention>>>,
}

impl Mentions {
    /// Collects the mentions of a library whose references are resolved.
    pub(super) fn collect(library: &Library, known: Option<&mut Known>) -> Self {
        let old = known.as_deref().filter(|known| known.common == Some(library.common_hash));
        let find = |document: &Arc<Document>| {
            let found = old.and_then(|old| old.terms.get(&document.path));
            let same = found.filter(|(then, _)| Arc::ptr_eq(then, document));
            same.map_or_else(|| terms(library, document), |(_, terms)| Arc::clone(terms))
        };
        let terms: Vec<Terms> = library.documents.par_iter().map(find).collect();
        let mut mentions = Self::default();
        for (id, terms) in library.ids().zip(&terms) {
            mentions.add(library, id, terms);
        }
        if let Some(known) = known {
            let documents = library.documents.iter().zip(terms);
            let of = |(document, terms): (&Arc<Document>, Terms)| {
                (document.path.clone(), (Arc::clone(document), terms))
            };
            *known = Known { common: Some(library.common_hash), terms: documents.map(of).collect() };
        }
        mentions
    }

    fn add(&mut self, library: &Library, id: DocId, terms: &[(String, String)]) {
        let document = library.document(id);
        let mut seen_pages = BTreeSet::new();
        let mut seen_records = BTreeSet::new();
        for (reference, target) in document.body.references.iter().zip(library.targets(id)) {
            let words = || {
                let block = document.body.blocks.get(reference.block);
                block.map_or(String::new(), |b| sentence::around(b.text, &reference.text))
            };
            match target {
                Target::Page { document: to, .. } => {
                    let to = &library.document(*to).id;
                    // Home links to everything: that is no news to a reader.
                    if to != &document.id && document.kind == PageKind::Guide && seen_pages.insert(to) {
                        let mention = Mention { document: id, sentence: words() };
                        self.pages.entry(to.clone()).or_default().push(mention);
                    }
                }
                Target::Record { kind, id: record } if seen_records.insert((*kind, record.as_str())) => {
                    self.add_record(*kind, record, Mention { document: id, sentence: words() });
                }
                _ => {}
            }
        }
        for (kind, record) in library.usage(id).all() {
            if seen_records.insert((kind, record)) {
                self.add_record(kind, record, Mention { document: id, sentence: String::new() });
            }
        }
        for (term, sentence) in terms {
            if seen_records.insert((RecordKind::Term, term)) {
                self.add_record(RecordKind::Term, term, Mention { document: id, sentence: sentence.clone() });
            }
        }
    }

    fn add_record(&mut self, kind: RecordKind, id: &str, mention: Mention) {
        let of_kind = self.records.entry(kind).or_default();
        match of_kind.get_mut(id) {
            Some(mentions) => mentions.push(mention),
            None => drop(of_kind.insert(id.to_owned(), vec![mention])),
        }
    }

    /// Pages that link to a page.
    pub(super) fn of_page(&self, id: &PageId) -> &[Mention] {
        self.pages.get(id).map_or(&[], Vec::as_slice)
    }

    /// Pages that use a record.
    pub(super) fn of_record(&self, kind: RecordKind, id: &str) -> &[Mention] {
        self.records.get(&kind).and_then(|of_kind| of_kind.get(id)).map_or(&[], Vec::as_slice)
    }
}
