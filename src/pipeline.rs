//! The pipeline: from input files to a finished site. Read this first.
//!
//! ```text
//! Snapshot ──parse──▶ Documents ──link──▶ Library ──plan──▶ Plan ──render──▶ Site
//! ```
//!
//! Each arrow is a function of its inputs alone that returns a value and diagnostics. Nothing here
//! reads the disk or the clock: [`crate::io`] does that before and after.

#[cfg(feature = "bundles")]
mod bundles;
#[cfg(not(feature = "bundles"))]
#[path = "pipeline/bundles_off.rs"]
mod bundles;
mod copies;

use std::collections::BTreeSet;
use std::sync::Arc;

use bundles::add_copies;
pub use copies::late_page;
use copies::{add_pictures, left};

use crate::check;
use crate::config;
use crate::data_export;
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::document;
use crate::extend;
use crate::hosting::{self, Packed};
use crate::library::{self, BuildOptions, Library};
use crate::offline;
use crate::pdf;
use crate::plan::{self, Cx, Plan, Prints, Searched};
use crate::progress::{Progress, Silent, Stage};
use crate::record;
use crate::relevance;
use crate::render::{self, Brush, Pages};
use crate::site::{Keeper, Memory, OutPath, Shelf, Site};
use crate::snapshot::Snapshot;
use crate::theme::{self, Theme};

/// What a build made.
#[derive(Debug)]
pub struct Build {
    /// The site; absent while there are errors.
    pub site: Option<Site>,
    /// What is wrong, in order, with the site's own levels.
    pub diagnostics: Diagnostics,
    /// How many pages there are.
    pub pages: usize,
    /// Files that this build was not to make, and pages that say how large those are.
    pub left: BTreeSet<OutPath>,
}

/// What is said of a build whose files a [`Keeper`] has.
#[derive(Debug)]
pub struct Made {
    /// What is wrong, in order, with the site's own levels.
    pub diagnostics: Diagnostics,
    /// How many pages there are.
    pub pages: usize,
    /// Files that this build was not to make, and pages that say how large those are.
    pub left: BTreeSet<OutPath>,
}

/// Everything that is known before rendering.
#[derive(Debug)]
pub struct Analysis {
    /// The graph.
    pub library: Library,
    /// The theme.
    pub theme: Theme,
    /// All outputs as data.
    pub plan: Plan,
    /// What is wrong so far.
    pub diagnostics: Diagnostics,
}

/// What builds of one program remember of the last one: results of pure functions by a hash of their
/// inputs, and nothing else. A build with a memo and one without make the same bytes; a memo holds
/// what one site needs.
#[derive(Debug, Default)]
pub struct Memo {
    parsed: document::Parsed,
    linked: library::Known,
    checked: check::Checked,
    /// Files of guides and sectors, of builds that make these copies.
    known: plan::Known,
    copies: Copies,
    drawn: render::Drawn,
    indexed: render::Indexed,
    /// Files that are made of all pages: the index, exports, the list for offline reading.
    whole: Vec<(OutPath, Arc<[u8]>)>,
}

/// Which files a build makes. Every file that it makes is the same, but for lists of all files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Copies {
    /// All that the site asks for.
    #[default]
    Made,
    /// No PDF files, e-books, zip, pictures for shared links, compressed copies, exports and sectors as one page
    /// for the printer: they cost more than everything else, and a preview makes them when somebody asks.
    Left,
}

impl Copies {
    fn prints(self) -> Prints {
        if self == Self::Made { Prints::Planned } else { Prints::Left }
    }

    fn packed(self) -> Packed {
        if self == Self::Made { Packed::Made } else { Packed::Left }
    }
}

/// How a build runs; what it makes does not depend on it.
pub struct Run<'a> {
    /// Which files it makes.
    pub copies: Copies,
    /// What earlier builds remember, if there are any.
    pub memo: Option<&'a mut Memo>,
    /// Who waits.
    pub progress: &'a dyn Progress,
    /// With a memo: is shown the new pages, with the index and other files of the last build, before
    /// the new index is made.
    pub pages: &'a mut dyn FnMut(Site),
}

/// Whether the files of guides may be known, so that a plan lacks their views: an e-book is made of views.
fn may_know(library: &Library, copies: Copies) -> bool {
    copies == Copies::Left || !library.config().outputs.epub
}

/// What is known of a site before its outputs are planned.
struct Linked {
    library: Library,
    theme: Theme,
    diagnostics: Diagnostics,
}

/// Reads, links and plans a site.
pub fn analyse(snapshot: &Snapshot, options: &BuildOptions) -> Analysis {
    let Linked { library, theme, mut diagnostics } = check(snapshot, options, None, &Silent);
    let (plan, found) = plan::plan(snapshot, &library, &theme);
    diagnostics.extend(found);
    extend::quiet(snapshot, library.config(), &mut diagnostics);
    Analysis { library, theme, plan, diagnostics }
}

fn link(
    snapshot: &Snapshot,
    options: &BuildOptions,
    mut memo: Option<&mut Memo>,
    progress: &dyn Progress,
) -> Linked {
    progress.begin(Stage::Parse);
    let (config, mut diagnostics) = config::parse(snapshot);
    let (theme, found) = theme::load(snapshot, &config.theme, &config.languages);
    diagnostics.extend(found);
    let (documents, found) = document::parse_again(snapshot, &config, memo.as_mut().map(|m| &mut m.parsed));
    diagnostics.extend(found);
    let (records, found) = record::parse_all(snapshot, &config);
    diagnostics.extend(found);
    progress.begin(Stage::Link);
    let (library, found) = library::link_again(
        snapshot,
        config,
        documents,
        records,
        options,
        memo.as_mut().map(|m| &mut m.linked),
    );
    diagnostics.extend(found);
    Linked { library, theme, diagnostics }
}

/// The same with the editorial rules.
fn check(
    snapshot: &Snapshot,
    options: &BuildOptions,
    mut memo: Option<&mut Memo>,
    progress: &dyn Progress,
) -> Linked {
    let mut linked = link(snapshot, options, memo.as_deref_mut(), progress);
    progress.begin(Stage::Check);
    let Linked { library, diagnostics, .. } = &mut linked;
    diagnostics.extend(check::run_again(library, snapshot, memo.map(|m| &mut m.checked)));
    diagnostics.extend(extend::check(snapshot, library.config()));
    linked
}

/// Builds a site. While anything is wrong enough to be an error, there is no site, so the last good
/// one stays.
pub fn build(snapshot: &Snapshot, options: &BuildOptions) -> Build {
    let run = Run { copies: Copies::Made, memo: None, progress: &Silent, pages: &mut |_| {} };
    build_again(snapshot, options, run)
}

/// The same, told how far it is, and without doing again what earlier builds have done.
pub fn build_again(snapshot: &Snapshot, options: &BuildOptions, run: Run<'_>) -> Build {
    let mut site = None;
    let made = make(snapshot, options, run, &Memory, &mut |shelf| site = Some(shelf.site()));
    Build { site, diagnostics: made.diagnostics, pages: made.pages, left: made.left }
}

/// The same, with every file given to a keeper as soon as it is finished. `done` is shown the files of
/// the site at the end, and never while there are errors; what was given to the keeper is then no site.
pub fn make(
    snapshot: &Snapshot,
    options: &BuildOptions,
    mut run: Run<'_>,
    keeper: &dyn Keeper,
    done: &mut dyn FnMut(&Shelf<'_>),
) -> Made {
    let copies = run.copies;
    if let Some(memo) = run.memo.as_mut().filter(|memo| memo.copies != copies) {
        **memo = Memo { copies, ..Memo::default() };
    }
    let Linked { library, theme, mut diagnostics } =
        check(snapshot, options, run.memo.as_deref_mut(), run.progress);
    run.progress.begin(Stage::Plan);
    let known = run.memo.as_ref().filter(|_| may_know(&library, copies)).map(|memo| &memo.known);
    let cx = Cx::again(&library, &theme, known);
    // E-books show the views of pages, and the preview prints papers after its pages: both need them all.
    let (plan, found) = match known {
        Some(known) => plan::plan_again(snapshot, &cx, copies.prints(), known),
        None if run.memo.is_some() || library.config().outputs.epub => plan::plan(snapshot, &library, &theme),
        None => plan::outline(snapshot, &cx),
    };
    diagnostics.extend(found);
    extend::quiet(snapshot, library.config(), &mut diagnostics);
    run.progress.begin(Stage::Render);
    let (templates, found) = render::templates(&theme);
    diagnostics.extend(found);
    let mut press = None;
    if library.config().outputs.pdf && copies == Copies::Made {
        let (made, found) = pdf::press(snapshot, library.config());
        diagnostics.extend(found);
        press = made;
    }
    finish(&mut diagnostics, &library);
    let mut pages = 0;
    if let Some(templates) = templates.filter(|_| diagnostics.count(Severity::Error) == 0) {
        let today = library.today().to_string();
        let take_note = |path: &OutPath, bytes: &[u8]| offline::note(path, bytes, &today);
        let mut shelf = Shelf::new(keeper, &take_note);
        keeper.begin();
        let brush = Brush { cx: &cx, templates: &templates, theme: &theme, press: press.as_ref(), snapshot };
        let (drawn, index) = draw(&plan, &brush, &mut run, &mut shelf);
        pages = drawn.count;
        diagnostics.extend(drawn.diagnostics);
        run.progress.begin(Stage::Finish);
        match index {
            Ok(files) => {
                shelf.list_all(files);
                let file = |name: &str| shelf.get(&render::search_path(name));
                diagnostics.extend(relevance::run(snapshot, &library, &file));
                extend::quiet(snapshot, library.config(), &mut diagnostics);
            }
            Err(d) => diagnostics.push(*d),
        }
        diagnostics.extend(add_rest(&plan, &brush, copies, &mut shelf));
        if let Some(memo) = run.memo {
            memo.whole = whole(&shelf, drawn.paths);
            if may_know(&library, copies) {
                let is_left = |output: &plan::Output| copies == Copies::Left && output.is_copy();
                memo.known = plan::Known::learn(&plan, &shelf, is_left, &memo.known);
            }
        }
        finish(&mut diagnostics, &library);
        if !diagnostics.has_errors() {
            done(&shelf);
        }
    }
    let left = if copies == Copies::Left { left(&cx, &plan) } else { BTreeSet::new() };
    Made { diagnostics, pages, left }
}

/// Adds what comes after pages, index and exports: papers, pictures, copies, lists of all files.
fn add_rest(plan: &Plan, brush: &Brush<'_>, copies: Copies, shelf: &mut Shelf<'_>) -> Diagnostics {
    let (cx, snapshot) = (brush.cx, brush.snapshot);
    let library = cx.library;
    let mut diagnostics = render::papers(plan, brush.press, snapshot, shelf);
    if copies == Copies::Made {
        let (studio, found) = add_pictures(snapshot, library, plan, shelf);
        diagnostics.extend(found);
        diagnostics.extend(add_copies(cx, plan, brush.templates, studio.as_ref(), shelf));
    }
    offline::add(shelf, library.config(), &library.today().to_string());
    hosting::add(shelf, library.config(), plan, copies.packed());
    diagnostics
}

type Index = Result<render::Index, Box<Diagnostic>>;

/// Pages, index and exports, which need nothing of each other. A reader of the preview waits for the pages,
/// so with a memo they come first.
fn draw(plan: &Plan, brush: &Brush<'_>, run: &mut Run<'_>, shelf: &mut Shelf<'_>) -> (Pages, Index) {
    let progress = run.progress;
    let mut exports = shelf.beside();
    let mut export = || data_export::api(brush.cx, &mut |path, content| exports.write(path, content));
    let Some(memo) = &mut run.memo else {
        let side = shelf.beside();
        let (pages, (index, ())) = rayon::join(
            || render::render(plan, brush, None, progress, shelf),
            || rayon::join(|| render::search(&Searched::new(brush.cx), &side), &mut export),
        );
        shelf.append(exports);
        return (pages, index);
    };
    let pages = render::render(plan, brush, Some(&mut memo.drawn), progress, shelf);
    if !memo.whole.is_empty() && !pages.diagnostics.has_errors() {
        (run.pages)(shelf.site_with(&memo.whole));
    }
    if run.copies == Copies::Made {
        export();
        shelf.append(exports);
    }
    let index = render::search_again(&Searched::new(brush.cx), &mut memo.indexed, shelf);
    (pages, index)
}

/// The files of a site that come after its pages.
fn whole(site: &Shelf<'_>, mut pages: Vec<OutPath>) -> Vec<(OutPath, Arc<[u8]>)> {
    pages.sort();
    let mut pages = pages.iter().peekable();
    let mut is_page = |path: &OutPath| {
        while pages.next_if(|page| *page < path).is_some() {}
        pages.peek() == Some(&path)
    };
    let made = site.iter().filter(|(path, _)| !is_page(path));
    made.map(|(path, kept)| (path.clone(), site.bytes(path, kept))).collect()
}

/// Sets the levels that the site asks for, but lets time stop no build, and the order.
fn finish(diagnostics: &mut Diagnostics, library: &Library) {
    let checks = &library.config().checks;
    diagnostics.apply_levels(|code| checks.level_of_build(code));
    diagnostics.sort();
}
