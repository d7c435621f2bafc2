//! Who speaks of a page or a record: backlinks, with the sentence around them.

use std::collections::{BTreeSet, HashMap, HashSet};
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

/// What is mentioned.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum To<'a> {
    Page(&'a PageId),
    Record(RecordKind, &'a str),
}

/// What is mentioned, and in which sentence.
type Made<'a> = (To<'a>, String);

/// The mentions of a document, each page and record once.
fn of_document<'a>(library: &'a Library, id: DocId, terms: &[(String, String)]) -> Vec<Made<'a>> {
    let document = library.document(id);
    let (mut seen, mut out) = (HashSet::new(), Vec::new());
    for (reference, target) in document.body.references.iter().zip(library.targets(id)) {
        let to = match target {
            Target::Page { document: to, .. } => {
                let to = &library.document(*to).id;
                // Home links to everything: that is no news to a reader.
                if *to == document.id || document.kind != PageKind::Guide {
                    continue;
                }
                To::Page(to)
            }
            Target::Record { kind, id } => To::Record(*kind, id),
            _ => continue,
        };
        if seen.insert(to) {
            let block = document.body.blocks.get(reference.block);
            out.push((to, block.map_or(String::new(), |b| sentence::around(b.text, &reference.text))));
        }
    }
    for (kind, record) in library.usage(id).all() {
        if seen.insert(To::Record(kind, record)) {
            out.push((To::Record(kind, record), String::new()));
        }
    }
    for (term, sentence) in terms {
        let Some((term, _)) = library.records.terms.get_key_value(term) else { continue };
        if seen.insert(To::Record(RecordKind::Term, term)) {
            out.push((To::Record(RecordKind::Term, term), sentence.clone()));
        }
    }
    out
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
        let find = |(at, document): (usize, &Arc<Document>)| {
            let found = old.and_then(|old| old.terms.get(&document.path));
            let same = found.filter(|(then, _)| Arc::ptr_eq(then, document));
            let terms = same.map_or_else(|| terms(library, document), |(_, terms)| Arc::clone(terms));
            let made = of_document(library, DocId(at), &terms);
            (terms, made)
        };
        let found: Vec<(Terms, Vec<Made<'_>>)> = library.documents.par_iter().enumerate().map(find).collect();
        let mut mentions = Self::default();
        let mut all = Vec::with_capacity(found.len());
        for (document, (terms, made)) in library.ids().zip(found) {
            all.push(terms);
            made.into_iter().for_each(|(to, sentence)| mentions.add(to, Mention { document, sentence }));
        }
        if let Some(known) = known {
            let documents = library.documents.iter().zip(all);
            let of = |(document, terms): (&Arc<Document>, Terms)| {
                (document.path.clone(), (Arc::clone(document), terms))
            };
            *known = Known { common: Some(library.common_hash), terms: documents.map(of).collect() };
        }
        mentions
    }

    fn add(&mut self, to: To<'_>, mention: Mention) {
        match to {
            To::Page(page) => self.pages.entry(page.clone()).or_default().push(mention),
            To::Record(kind, id) => {
                let of_kind = self.records.entry(kind).or_default();
                match of_kind.get_mut(id) {
                    Some(mentions) => mentions.push(mention),
                    None => drop(of_kind.insert(id.to_owned(), vec![mention])),
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
        self.records.get(&kind).and_then(|of_kind| of_kind.get(id)).map_or(&[], Vec::as_slice)
    }
}
