//! What is linked in a document: where its references lead, which records it uses, what it speaks of.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::mentions::{Mentioned, mentioned};
use super::{DocId, Library, Target, Usage, resolve, sentence};
use crate::diag::Diagnostics;
use crate::document::Document;
use crate::text::SourcePath;

/// A document's links.
#[derive(Debug)]
pub(super) struct Linked {
    /// Where each reference leads.
    pub(super) targets: Vec<Target>,
    pub(super) usage: Usage,
    /// Empty once [`super::Mentions`] has taken what nobody remembers.
    pub(super) mentioned: Vec<Mentioned>,
    /// What is wrong with its references.
    pub(super) found: Diagnostics,
}

/// The terms that a document uses, in order, each with the sentence of its first use.
type Terms = Arc<[(String, String)]>;

/// What a build linked. Terms are a function of a document and of the site's records, links one of what other
/// pages are besides: of both there is a common hash. Holds one build's documents.
#[derive(Debug, Default)]
pub struct Known {
    common: Option<blake3::Hash>,
    places: Option<blake3::Hash>,
    documents: HashMap<SourcePath, One>,
}

#[derive(Debug, Clone)]
struct One {
    document: Arc<Document>,
    terms: Terms,
    linked: Arc<Linked>,
}

/// Links all documents of a library that has everything else.
pub(super) fn all(library: &Library, known: Option<&mut Known>) -> Vec<Arc<Linked>> {
    let old = known.as_deref().filter(|known| known.common == Some(library.common_hash));
    let same_places = old.is_some_and(|known| known.places == Some(library.places_hash));
    let link = |(at, document): (usize, &Arc<Document>)| {
        let found = old.and_then(|old| old.documents.get(&document.path));
        let same = found.filter(|then| Arc::ptr_eq(&then.document, document));
        if let Some(one) = same.filter(|_| same_places) {
            return one.clone();
        }
        let terms = same.map_or_else(|| terms(library, document), |then| Arc::clone(&then.terms));
        let linked = Arc::new(Linked::new(library, DocId(at), &terms));
        One { document: Arc::clone(document), terms, linked }
    };
    let all: Vec<One> = library.documents.par_iter().enumerate().map(link).collect();
    let linked = all.iter().map(|one| Arc::clone(&one.linked)).collect();
    if let Some(known) = known {
        let documents = all.into_iter().map(|one| (one.document.path.clone(), one)).collect();
        *known = Known { common: Some(library.common_hash), places: Some(library.places_hash), documents };
    }
    linked
}

impl Linked {
    fn new(library: &Library, id: DocId, terms: &[(String, String)]) -> Self {
        let document = library.document(id);
        let (targets, found) = resolve::references(library, document);
        let usage = Usage::of(library, document, &targets);
        let mentioned = mentioned(library, document, &targets, &usage, terms);
        Self { targets, usage, mentioned, found }
    }
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
