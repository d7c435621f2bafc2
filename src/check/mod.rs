//! The editorial checks: what keeps a wrong number, a promise or a dead body off the site.
//!
//! Each group of checks has a file; [`run`] calls them all. The checks read the library and the
//! files, and say what they find as diagnostics with their default severity: `kb.toml` decides what
//! becomes of them. Words and forms of numbers are data in `lang/`.

mod excuses;
mod figure;
mod freshness;
mod fullwidth;
mod gambling;
mod jurisdiction;
mod lang;
mod levels;
mod names;
mod numbers;
mod page;
mod placeholder;
mod reading;
mod structure;
mod translation;
mod words;

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

pub use excuses::is_excused;
pub use gambling::BlockList;

use crate::diag::{Diagnostics, Sources};
use crate::library::{DocId, Library};
use crate::snapshot::Snapshot;
use page::Page;

/// What the checks found on each page, by a hash of everything that they read. Holds one build's pages.
#[derive(Debug, Default)]
pub struct Checked {
    pages: HashMap<blake3::Hash, Arc<Diagnostics>>,
}

/// Runs every editorial check, except those that need a search index or the network.
pub fn run(library: &Library, snapshot: &Snapshot) -> Diagnostics {
    run_again(library, snapshot, None)
}

/// The same, without checking again what an earlier build has checked.
pub fn run_again(library: &Library, snapshot: &Snapshot, known: Option<&mut Checked>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let list = BlockList::read(snapshot, &mut diagnostics);
    let ids: Vec<DocId> = library.ids().collect();
    let old = known.as_deref();
    let check = |id: &DocId| {
        let key = old.map(|_| library.key_of_checks(*id));
        let found = key.and_then(|key| old?.pages.get(&key).cloned());
        (key, found.unwrap_or_else(|| Arc::new(page(library, *id, snapshot, &list))))
    };
    let pages: Vec<(Option<blake3::Hash>, Arc<Diagnostics>)> = ids.par_iter().map(check).collect();
    if let Some(known) = known {
        let keyed = pages.iter().filter_map(|(key, found)| Some(((*key)?, Arc::clone(found))));
        known.pages = HashMap::with_capacity(pages.len());
        known.pages.extend(keyed);
    }
    for (_, found) in pages {
        diagnostics.extend_from(&found);
    }
    names::check(snapshot, &mut diagnostics);
    freshness::records(library, &mut diagnostics);
    gambling::records(library, snapshot, &list, &mut diagnostics);
    translation::missing(library, &mut diagnostics);
    diagnostics
}

fn page(library: &Library, id: DocId, snapshot: &Snapshot, list: &BlockList) -> Diagnostics {
    let mut out = Diagnostics::default();
    let Some(text) = snapshot.text(&library.document(id).path) else { return out };
    let page = Page::new(library, id, text);
    let mut findings = Vec::new();
    numbers::check(&page, &mut findings);
    words::check(&page, &mut findings);
    placeholder::check(&page, &mut findings);
    structure::check(&page, &mut findings);
    levels::check(&page, &mut findings);
    fullwidth::check(&page, &mut findings);
    jurisdiction::check(&page, &mut findings);
    gambling::check(&page, list, &mut findings);
    freshness::check(&page, &mut findings);
    translation::check(&page, &mut findings);
    reading::check(&page, &mut findings);
    excuses::apply(&page, findings, &mut out);
    // All diagnostics of a site are sorted at the end: pieces in order are put together, and no more.
    out.sort();
    out
}
