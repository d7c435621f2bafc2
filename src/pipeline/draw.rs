//! From a library to drawn pages: the rules checked, outputs planned, pages drawn.

use super::memo::may_know;
use super::{Copies, Memories, Work, check, set_levels};
use crate::data_export;
use crate::diag::{Diagnostic, Diagnostics};
use crate::extend;
use crate::pdf::{self, Press};
use crate::plan::{self, Plan, Searched};
use crate::progress::Stage;
use crate::render::{self, Brush, Pages, Templates};
use crate::site::{Shelf, Site};
use crate::theme::Theme;

/// A search index, or why there is none.
pub(super) type Index = Result<render::Index, Box<Diagnostic>>;

/// Pages that are drawn, and what they were drawn with.
pub(super) struct Drawn {
    templates: Templates,
    press: Option<Press>,
    pub(super) pages: Pages,
    /// The index, of a build that remembers nothing.
    pub(super) index: Option<Index>,
}

impl Drawn {
    /// With what the rest is drawn.
    pub(super) fn brush<'a>(&'a self, work: &Work<'a>, theme: &'a Theme) -> Brush<'a> {
        brush(work, theme, &self.templates, self.press.as_ref())
    }
}

fn brush<'a>(
    work: &Work<'a>,
    theme: &'a Theme,
    templates: &'a Templates,
    press: Option<&'a Press>,
) -> Brush<'a> {
    Brush { cx: work.cx, templates, theme, press, snapshot: work.snapshot }
}

/// Checks, plans and draws. While there are errors, nothing is drawn. A build that remembers shows its pages
/// with the files of the last build that come after them, and does not make the index.
pub(super) fn draw(
    work: &Work<'_>,
    mut memories: Option<&mut Memories<'_>>,
    show: &mut dyn FnMut(Site),
    diagnostics: &mut Diagnostics,
    shelf: &mut Shelf<'_>,
) -> (Plan, Option<Drawn>) {
    let library = work.cx.library;
    work.progress.begin(Stage::Check);
    let (checked, known) = match &mut memories {
        Some(memories) => (Some(&mut *memories.checked), Some(&*memories.known)),
        None => (None, None),
    };
    let (found, (plan, clashes)) =
        rayon::join(|| check(work.snapshot, library, checked), || outputs(work, known));
    diagnostics.extend(found);
    diagnostics.extend(clashes);
    extend::quiet(work.snapshot, library.config(), diagnostics);
    work.progress.begin(Stage::Render);
    let theme = work.cx.theme;
    let (templates, found) = render::templates(theme);
    diagnostics.extend(found);
    let mut press = None;
    if library.config().outputs.pdf && work.copies == Copies::Made {
        let (made, found) = pdf::press(work.snapshot, library.config());
        diagnostics.extend(found);
        press = made;
    }
    let errors = set_levels(diagnostics, library);
    let Some(templates) = templates.filter(|_| errors == 0) else { return (plan, None) };
    shelf.begin();
    let brush = brush(work, theme, &templates, press.as_ref());
    let (pages, index) = pages(work, &plan, &brush, memories, show, diagnostics, shelf);
    (plan, Some(Drawn { templates, press, pages, index }))
}

/// Plans the outputs.
fn outputs(work: &Work<'_>, known: Option<&plan::Known>) -> (Plan, Diagnostics) {
    let library = work.cx.library;
    // E-books show the views of pages, and the preview prints papers after its pages: both need them all.
    match known {
        Some(known) if may_know(library, work.copies) => {
            plan::plan_again(work.snapshot, work.cx, work.copies.prints(), known)
        }
        None if !library.config().outputs.epub => plan::outline(work.snapshot, work.cx),
        _ => plan::plan(work.snapshot, library, work.cx.theme),
    }
}

/// Pages, index and exports, which need nothing of each other.
fn pages(
    work: &Work<'_>,
    plan: &Plan,
    brush: &Brush<'_>,
    memories: Option<&mut Memories<'_>>,
    show: &mut dyn FnMut(Site),
    diagnostics: &mut Diagnostics,
    shelf: &mut Shelf<'_>,
) -> (Pages, Option<Index>) {
    let progress = work.progress;
    let mut exports = shelf.beside();
    let mut export = || data_export::api(work.cx, &mut |path, content| exports.write(path, content));
    let Some(memories) = memories else {
        let side = shelf.beside();
        let (pages, (index, ())) = rayon::join(
            || render::render(plan, brush, None, progress, shelf),
            || rayon::join(|| render::search(&Searched::new(work.cx), &side), &mut export),
        );
        shelf.append(exports);
        return (pages, Some(index));
    };
    let pages = render::render(plan, brush, Some(&mut *memories.drawn), progress, shelf);
    if work.copies == Copies::Made {
        export();
        shelf.append(exports);
    }
    // Somebody waits for the pages. Papers are still to come, where they are made.
    let (shelf, whole) = (&*shelf, std::mem::take(memories.whole));
    rayon::in_place_scope(|scope| {
        scope.spawn(|_| diagnostics.sort());
        if work.copies == Copies::Left {
            scope.spawn(|_| memories.learn_guides(work, plan, shelf));
        }
        if !whole.is_empty() && !pages.diagnostics.has_errors() {
            show(shelf.site_with(&whole));
        }
    });
    (pages, None)
}
