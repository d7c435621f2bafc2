//! What pages say where they link to a guide: other authors' words for it, as search engines use them.
//!
//! "You did not make the payment: used without your permission" describes the page that it leads to better
//! than that page's own text does, in the words of somebody who does not know it yet.

use std::collections::BTreeMap;

use crate::document::{GuideRef, PageId, ReferenceKind};
use crate::library::{DocId, Library, Target};

/// A longer paragraph than this many bytes is about more than what it links to: of it only the link's own
/// words are taken.
const LONGEST: usize = 240;

/// The words around every link to a guide, by guide, in the guide's language, each once.
pub(super) fn collect(library: &Library) -> BTreeMap<DocId, Vec<String>> {
    let mut all: BTreeMap<DocId, Vec<String>> = BTreeMap::new();
    let mut add = |from: DocId, to: DocId, words: &str| {
        let of_same_language = library.document(from).lang == library.document(to).lang;
        if from == to || !of_same_language || words.is_empty() {
            return;
        }
        let list = all.entry(to).or_default();
        if !list.iter().any(|other| other == words) {
            list.push(words.to_owned());
        }
    };
    for id in library.ids() {
        let document = library.document(id);
        for (reference, target) in document.body.references.iter().zip(library.targets(id)) {
            let (ReferenceKind::Link, Target::Page { document: to, .. }) = (reference.kind, target) else {
                continue;
            };
            let block = document.body.blocks.get(reference.block).map_or("", |b| b.text.trim());
            add(id, *to, if block.len() <= LONGEST { block } else { &reference.text });
        }
        let front = &document.front;
        for GuideRef { guide, reason } in front.next.iter().chain(&front.related) {
            if let Some(to) = library.page(&PageId::new(&guide.value), &document.lang) {
                add(id, to, reason);
            }
        }
    }
    all
}
