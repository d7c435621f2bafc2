//! What is linked in a document: where its references lead, which records it uses, what it speaks of.

use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use super::keys::{self, Ground, Keys};
use super::mentions::{Mentioned, Mentions, mentioned};
use super::tree::Tree;
use super::{DocId, Library, Target, Usage, resolve, said, sentence};
use crate::config::Config;
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
    /// Hash of all the above but the last, and of the kind of each reference and the words around it.
    pub(super) hash: blake3::Hash,
}

/// The terms that a document uses, in order, each with the sentence of its first use.
type Terms = Arc<[(String, String)]>;

/// What a build linked. Terms are a function of a document and of the site's records, links one of what other
/// pages are besides: of both there is a common hash. Holds one build's documents.
#[derive(Debug, Default)]
pub struct Known {
    ground: Option<Ground>,
    documents: HashMap<SourcePath, One>,
    tree: Arc<Tree>,
    mentions: Arc<Mentions>,
    keys: Vec<Arc<Keys>>,
}

#[derive(Debug, Clone)]
struct One {
    document: Arc<Document>,
    terms: Terms,
    linked: Arc<Linked>,
}

/// The tree of pages, which stays as it was while settings and places do.
pub(super) fn tree(
    documents: &[Arc<Document>],
    config: &Config,
    ground: &Ground,
    known: Option<&Known>,
) -> Arc<Tree> {
    match known.filter(|known| known.is_on(|old| old.has_places_of(ground))) {
        Some(known) => Arc::clone(&known.tree),
        None => Arc::new(Tree::new(documents, config)),
    }
}

/// Links all documents of a library that has everything else. What follows from all links, who speaks of whom and
/// the keys of pages, stays as it was if they all stay.
pub(super) fn all(library: &mut Library, known: Option<&mut Known>) {
    let all = each(library, known.as_deref());
    library.linked = all.iter().map(|one| Arc::clone(&one.linked)).collect();
    library.ground.links = keys::of_all(&library.linked, |linked| &linked.hash);
    let ground = Some(library.ground);
    let Some(known) = known else {
        // What nobody remembers is taken from there.
        drop(all);
        library.mentions = Arc::new(Mentions::collect(library));
        library.keys = keys::all(library, None);
        return;
    };
    let is_same = known.ground == ground;
    library.mentions = match is_same {
        true => Arc::clone(&known.mentions),
        false => Arc::new(Mentions::collect(library)),
    };
    library.keys = keys::all(library, is_same.then_some(&known.keys));
    let documents = all.into_iter().map(|one| (one.document.path.clone(), one)).collect();
    let (tree, mentions) = (Arc::clone(&library.tree), Arc::clone(&library.mentions));
    *known = Known { ground, documents, tree, mentions, keys: library.keys.clone() };
}

/// The links of each document.
fn each(library: &Library, known: Option<&Known>) -> Vec<One> {
    let ground = &library.ground;
    let old = known.filter(|known| known.is_on(|old| old.common == ground.common));
    let same_places = old.is_some_and(|known| known.is_on(|old| old.has_places_of(ground)));
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
    library.documents.par_iter().enumerate().map(link).collect()
}

impl Known {
    /// Whether there was a build, and what it rested on is such.
    fn is_on(&self, such: impl Fn(&Ground) -> bool) -> bool {
        self.ground.as_ref().is_some_and(such)
    }
}

impl Linked {
    fn new(library: &Library, id: DocId, terms: &[(String, String)]) -> Self {
        let document = library.document(id);
        let (targets, found) = resolve::references(library, document);
        let usage = Usage::of(library, document, &targets);
        let mentioned = mentioned(library, document, &targets, &usage, terms);
        let mut bytes = Bytes::default();
        (&targets, &usage, &mentioned).hash(&mut bytes);
        document.body.references.iter().for_each(|r| (r.kind, said::around(document, r)).hash(&mut bytes));
        Self { targets, usage, mentioned, found, hash: blake3::hash(&bytes.0) }
    }
}

/// Gathers what a value hashes. Not the same on every machine: keys are of one run of the program.
#[derive(Debug, Default)]
struct Bytes(Vec<u8>);

impl Hasher for Bytes {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Is not asked for.
    fn finish(&self) -> u64 {
        0
    }
}

fn terms(library: &Library, document: &Document) -> Terms {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for block in document.body.blocks.iter() {
        for (range, term) in library.terms.find(document, block.text) {
            if seen.insert(term) {
                found.push((term.to_owned(), sentence::around(block.text, &block.text[range])));
            }
        }
    }
    Arc::from(found)
}
