//! What a build leaves to the next one of the same program.

use std::sync::Arc;

use super::{Copies, Work};
use crate::check;
use crate::document;
use crate::library::{self, Library};
use crate::plan::{self, Plan};
use crate::render;
use crate::site::{OutPath, Shelf};

/// What builds of one program remember of the last one: results of pure functions by a hash of their
/// inputs, and nothing else. A build with a memo and one without make the same bytes; a memo holds
/// what one site needs.
#[derive(Debug, Default)]
pub struct Memo {
    pub(super) parsed: document::Parsed,
    pub(super) linked: library::Known,
    pub(super) checked: check::Checked,
    /// Files of guides and sectors, of builds that make these copies.
    pub(super) known: plan::Known,
    pub(super) copies: Copies,
    pub(super) drawn: render::Drawn,
    pub(super) indexed: render::Indexed,
    /// Files that are made of all pages: the index, exports, the list for offline reading.
    pub(super) whole: Vec<(OutPath, Arc<[u8]>)>,
}

/// What [`Memo`] holds, in the parts that are used at the same time.
pub(super) struct Memories<'m> {
    pub(super) checked: &'m mut check::Checked,
    pub(super) known: &'m mut plan::Known,
    pub(super) drawn: &'m mut render::Drawn,
    pub(super) whole: &'m mut Vec<(OutPath, Arc<[u8]>)>,
}

impl Memo {
    /// Forgets everything if it is of a build that made other files.
    pub(super) fn keep_for(&mut self, copies: Copies) {
        if self.copies != copies {
            *self = Self { copies, ..Self::default() };
        }
    }

    /// What is used after the library is linked; of this the index, beside all else.
    pub(super) fn parts(&mut self) -> (Memories<'_>, &mut render::Indexed) {
        let Self { checked, known, drawn, whole, indexed, .. } = self;
        (Memories { checked, known, drawn, whole }, indexed)
    }
}

impl Memories<'_> {
    /// Remembers the files of guides and sectors, once all that this build makes of them are there.
    pub(super) fn learn_guides(&mut self, work: &Work<'_>, plan: &Plan, shelf: &Shelf<'_>) {
        if may_know(work.cx.library, work.copies) {
            let is_left = |output: &plan::Output| work.copies == Copies::Left && output.is_copy();
            *self.known = plan::Known::learn(plan, shelf, is_left, self.known);
        }
    }

    /// Remembers what came after the pages, which are on these paths.
    pub(super) fn learn_rest(&mut self, shelf: &Shelf<'_>, pages: Vec<OutPath>) {
        *self.whole = whole(shelf, pages);
    }
}

/// The files of a site that come after its pages, which are given in order.
fn whole(site: &Shelf<'_>, pages: Vec<OutPath>) -> Vec<(OutPath, Arc<[u8]>)> {
    let mut pages = pages.iter().peekable();
    let mut is_page = |path: &OutPath| {
        // Most are, and are the very same path: no text is compared.
        if pages.next_if(|page| *page == path).is_some() {
            return true;
        }
        while pages.next_if(|page| *page < path).is_some() {}
        pages.next_if(|page| *page == path).is_some()
    };
    let made = site.iter().filter(|(path, _)| !is_page(path));
    made.map(|(path, kept)| (path.clone(), site.bytes(path, kept))).collect()
}

/// Whether the files of guides may be known, so that a plan lacks their views: an e-book is made of views.
pub(super) fn may_know(library: &Library, copies: Copies) -> bool {
    copies == Copies::Left || !library.config().outputs.epub
}
