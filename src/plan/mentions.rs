//! What pages say where they link to a guide: other authors' words for it, as search engines use them.
//!
//! "You did not make the payment: used without your permission" describes the page that it leads to better
//! than that page's own text does, in the words of somebody who does not know it yet.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::document::{GuideRef, PageId, ReferenceKind};
use crate::library::{DocId, Library, Target};

/// A longer paragraph than this many bytes is about more than what it links to: of it only the link's own
/// words are taken.
const LONGEST: usize = 240;

/// The words around every link to a guide, by guide, in the guide's language, each once.
pub(super) fn collect(library: &Library) -> HashMap<DocId, Vec<&str>> {
    let mut all: HashMap<DocId, Vec<&str>> = HashMap::new();
    let of_each: Vec<Vec<(DocId, &str)>> =
        library.ids().collect::<Vec<_>>().into_par_iter().map(|id| of(library, id)).collect();
    for (to, words) in of_each.into_iter().flatten() {
        let list = all.entry(to).or_default();
        if !list.contains(&words) {
            list.push(words);
        }
    }
    all
}

/// What a page says where it links to guides.
fn of(library: &Library, id: DocId) -> Vec<(DocId, &str)> {
    let document = library.document(id);
    let mut out = Vec::new();
    for (reference, target) in document.body.references.iter().zip(library.targets(id)) {
        let (ReferenceKind::Link, Target::Page { document: to, .. }) = (reference.kind, target) else {
            continue;
        };
        let block = document.body.blocks.get(reference.block).map_or("", |b| b.text.trim());
        out.push((*to, if block.len() <= LONGEST { block } else { &reference.text }));
    }
    let front = &document.front;
    for GuideRef { guide, reason } in front.next.iter().chain(&front.related) {
        if let Some(to) = library.page(&PageId::new(&guide.value), &document.lang) {
            out.push((to, reason));
        }
    }
    out.retain(|(to, words)| *to != id && library.document(*to).lang == document.lang && !words.is_empty());
    out
}
