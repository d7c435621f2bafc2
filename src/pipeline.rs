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
mod draw;
mod examine;
mod memo;

use std::collections::BTreeSet;

use bundles::add_copies;
pub use copies::late_page;
use copies::{add_pictures, left};
use draw::{Index, draw};
pub use examine::{Examined, examine};
pub use memo::Memo;
use memo::Memories;

use crate::check;
use crate::config;
use crate::diag::Diagnostics;
use crate::document;
use crate::extend;
use crate::hosting::{self, Packed};
use crate::library::{self, BuildOptions, Library};
use crate::offline;
use crate::plan::{self, Cx, Plan, Prints, Searched};
use crate::progress::{Progress, Silent, Stage};
use crate::record;
use crate::relevance;
use crate::render::{self, Brush};
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
    /// What nobody needs any more. To let go of it takes a while after a large site, so whoever waits for the site
    /// drops it afterwards.
    pub spent: Spent,
}

/// What a build needed.
#[derive(Debug, Default)]
pub struct Spent {
    _parts: Option<(Library, Plan)>,
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
    /// How many drafts were left out.
    pub drafts_left: usize,
    /// See [`Build::spent`].
    pub spent: Spent,
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

/// What is the same in all that follows the library.
#[derive(Clone, Copy)]
struct Work<'a> {
    snapshot: &'a Snapshot,
    cx: &'a Cx<'a>,
    copies: Copies,
    progress: &'a dyn Progress,
}

/// What is known of a site before its outputs are planned.
struct Linked {
    library: Library,
    theme: Theme,
    diagnostics: Diagnostics,
}

/// Reads, links, checks and plans a site.
pub fn analyse(snapshot: &Snapshot, options: &BuildOptions) -> Analysis {
    let Linked { library, theme, mut diagnostics } = link(snapshot, options, None, &Silent);
    let (plan, found) = plan::plan(snapshot, &library, &theme);
    diagnostics.extend(found);
    diagnostics.extend(check(snapshot, &library, None));
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

/// The editorial rules.
fn check(snapshot: &Snapshot, library: &Library, known: Option<&mut check::Checked>) -> Diagnostics {
    let mut diagnostics = check::run_again(library, snapshot, known);
    diagnostics.extend(extend::check(snapshot, library.config()));
    diagnostics
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
    let made = make(snapshot, options, run, &Memory, &mut |shelf| site = Some(shelf.into_site()));
    let Made { diagnostics, pages, left, spent, .. } = made;
    Build { site, diagnostics, pages, left, spent }
}

/// The same, with every file given to a keeper as soon as it is finished. `done` is given the files of
/// the site at the end, and never while there are errors; what was given to the keeper is then no site.
pub fn make(
    snapshot: &Snapshot,
    options: &BuildOptions,
    mut run: Run<'_>,
    keeper: &dyn Keeper,
    done: &mut dyn FnMut(Shelf<'_>),
) -> Made {
    let (copies, progress) = (run.copies, run.progress);
    if let Some(memo) = &mut run.memo {
        memo.keep_for(copies);
    }
    let Linked { library, theme, mut diagnostics } =
        link(snapshot, options, run.memo.as_deref_mut(), progress);
    let cx = &Cx::new(&library, &theme);
    let work = Work { snapshot, cx, copies, progress };
    let today = library.today().to_string();
    let take_note = |path: &OutPath, bytes: &[u8]| offline::note(path, bytes, &today);
    let mut shelf = Shelf::new(keeper, &take_note);
    let (mut memories, indexed) = run.memo.map(Memo::parts).unzip();
    // An index that is changed needs one thread, and nothing of the pages; most of their time, so do they.
    let (mut index, side) = (None, shelf.beside());
    let (plan, drawn) = rayon::in_place_scope(|scope| {
        if let Some(indexed) = indexed {
            scope.spawn(|_| index = Some(render::search_again(&Searched::new(cx), indexed, &side)));
        }
        draw(&work, memories.as_mut(), run.pages, &mut diagnostics, &mut shelf)
    });
    let mut pages = 0;
    if let Some(mut drawn) = drawn {
        progress.begin(Stage::Finish);
        pages = drawn.pages.count;
        let index = index.or(drawn.index.take());
        let mut rest = std::mem::take(&mut drawn.pages.diagnostics);
        rest.extend(add_index(&work, index, &mut shelf));
        let brush = drawn.brush(&work, &theme);
        rest.extend(add_rest(&plan, &brush, copies, &mut shelf));
        extend::quiet(snapshot, library.config(), &mut rest);
        let errors = set_levels(&mut rest, &library);
        diagnostics.extend(rest);
        let paths = drawn.pages.paths;
        rayon::join(
            || diagnostics.sort(),
            || {
                if let Some(memories) = &mut memories {
                    if copies == Copies::Made {
                        memories.learn_guides(&work, &plan, &shelf);
                    }
                    memories.learn_rest(&shelf, paths);
                }
            },
        );
        if errors == 0 {
            done(shelf);
        }
    }
    diagnostics.sort();
    let left = if copies == Copies::Left { left(cx, &plan) } else { BTreeSet::new() };
    let drafts_left = library.drafts_left();
    Made { diagnostics, pages, left, drafts_left, spent: Spent { _parts: Some((library, plan)) } }
}

/// Lists the index, and asks it the site's own questions.
fn add_index(work: &Work<'_>, index: Option<Index>, shelf: &mut Shelf<'_>) -> Diagnostics {
    let (mut diagnostics, library) = (Diagnostics::default(), work.cx.library);
    match index {
        Some(Ok(files)) => {
            shelf.list_all(files);
            let file = |name: &str| shelf.get(&render::search_path(name));
            diagnostics.extend(relevance::run(work.snapshot, library, &file));
        }
        Some(Err(d)) => diagnostics.push(*d),
        None => {}
    }
    diagnostics
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
        offline::add(shelf, library.config(), &library.today().to_string());
    }
    hosting::add(shelf, library.config(), plan, copies.packed());
    diagnostics
}

/// Sets the levels that the site asks for, but lets time stop no build. Gives how many are errors.
fn set_levels(diagnostics: &mut Diagnostics, library: &Library) -> usize {
    let checks = &library.config().checks;
    diagnostics.apply_levels(|code| checks.level_of_build(code))
}
