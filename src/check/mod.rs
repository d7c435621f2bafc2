//! The editorial checks: what keeps a wrong number, a promise or a dead body off the site.
//!
//! Each group of checks has a file; [`run`] calls them all. The checks read the library and the
//! files, and say what they find as diagnostics with their default severity: `kb.toml` decides what
//! becomes of them. Words and forms of numbers are data in `lang/`.

mod excuses;
mod figure;
mod freshness;
mod gambling;
mod jurisdiction;
mod lang;
mod names;
mod numbers;
mod page;
mod reading;
mod structure;
mod translation;
mod words;

use rayon::prelude::*;

pub use excuses::is_excused;
pub use gambling::BlockList;

use crate::diag::{Diagnostics, Sources};
use crate::library::{DocId, Library};
use crate::snapshot::Snapshot;
use page::Page;

/// Runs every editorial check, except those that need a search index or the network.
pub fn run(library: &Library, snapshot: &Snapshot) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let list = BlockList::read(snapshot, &mut diagnostics);
    let ids: Vec<DocId> = library.ids().collect();
    let pages: Vec<Diagnostics> = ids.par_iter().map(|id| page(library, *id, snapshot, &list)).collect();
    for found in pages {
        diagnostics.extend(found);
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
    structure::check(&page, &mut findings);
    jurisdiction::check(&page, &mut findings);
    gambling::check(&page, list, &mut findings);
    freshness::check(&page, &mut findings);
    translation::check(&page, &mut findings);
    reading::check(&page, &mut findings);
    excuses::apply(&page, findings, &mut out);
    out
}
