//! What pages say where they lead to a guide: other authors' words for it, as search engines use them.
//!
//! "You did not make the payment: used without your permission" describes the page that it leads to better
//! than that page's own text does, in the words of somebody who does not know it yet.

use rayon::prelude::*;

use super::{DocId, Library, Target};
use crate::document::{Document, GuideRef, PageId, Reference, ReferenceKind};

/// A longer paragraph than this many bytes is about more than what it links to: of it only the link's own
/// words are taken.
const LONGEST: usize = 240;

/// Where words about a guide stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    by: DocId,
    at: Place,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    /// Around a link, by the number of the reference.
    Link(usize),
    /// In the front matter's `next` and `related`, by the number among both.
    Front(usize),
}

/// The words around every link to a page, by the document that it leads to, in the order of pages.
pub(super) fn all(library: &Library) -> Vec<Vec<Said>> {
    let ids: Vec<DocId> = library.ids().collect();
    let by_each: Vec<Vec<(DocId, Said)>> = ids.par_iter().map(|id| by(library, *id)).collect();
    let mut all = vec![Vec::new(); ids.len()];
    for (to, said) in by_each.into_iter().flatten() {
        all[to.0].push(said);
    }
    all
}

/// What a page says where it leads to guides in its language.
fn by(library: &Library, by: DocId) -> Vec<(DocId, Said)> {
    let document = library.document(by);
    let links = document.body.references.iter().zip(library.targets(by)).enumerate();
    let links = links.filter_map(|(at, (reference, target))| match (reference.kind, target) {
        (ReferenceKind::Link, Target::Page { document: to, .. }) => Some((*to, Place::Link(at))),
        _ => None,
    });
    let named = named(document).enumerate().filter_map(|(at, named)| {
        let to = library.page(&PageId::new(&named.guide.value), &document.lang)?;
        Some((to, Place::Front(at)))
    });
    let is_told = |to: DocId| to != by && library.document(to).lang == document.lang;
    links.chain(named).filter(|(to, _)| is_told(*to)).map(|(to, at)| (to, Said { by, at })).collect()
}

fn named(document: &Document) -> impl Iterator<Item = &GuideRef> {
    document.front.next.iter().chain(&document.front.related)
}

/// The words around a link.
pub(super) fn around<'a>(document: &'a Document, reference: &'a Reference) -> &'a str {
    let block = document.body.blocks.get(reference.block).map_or("", |b| b.text.trim());
    if block.len() <= LONGEST { block } else { &reference.text }
}

impl Library {
    /// What other pages in its language say of a page where they lead to it, each once.
    pub fn said_of(&self, id: DocId) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for said in self.mentions.said_of(id) {
            let document = self.document(said.by);
            let words = match said.at {
                Place::Link(at) => around(document, &document.body.references[at]),
                Place::Front(at) => named(document).nth(at).map_or("", |named| named.reason.as_str()),
            };
            if !words.is_empty() && !all.contains(&words) {
                all.push(words);
            }
        }
        all
    }
}
