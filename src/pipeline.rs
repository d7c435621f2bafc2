//! The pipeline: from input files to a finished site. Read this first.
//!
//! ```text
//! Snapshot ──parse──▶ Documents ──link──▶ Library ──plan──▶ Plan ──render──▶ Site
//! ```
//!
//! Each arrow is a function of its inputs alone that returns a value and diagnostics. Nothing here
//! reads the disk or the clock: [`crate::io`] does that before and after.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::book;
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
use crate::picture::{self, Studio};
use crate::plan::{self, Copied, Cx, Plan, Prints, Searched};
use crate::progress::{Progress, Silent, Stage};
use crate::record;
use crate::relevance;
use crate::render::{self, Brush, Pages, Templates};
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
    /// No PDF files, e-books, zip, pictures for shared links, compressed copies and sectors as one page for
    /// the printer: they cost more than everything else, and a preview makes them when somebody asks.
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
    let Linked { library, theme, mut diagnostics } = link(snapshot, options, None, &Silent);
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
    let (library, found) = library::link(snapshot, config, documents, records, options);
    diagnostics.extend(found);
    progress.begin(Stage::Check);
    diagnostics.extend(check::run_again(&library, snapshot, memo.map(|m| &mut m.checked)));
    diagnostics.extend(extend::check(snapshot, library.config()));
    Linked { library, theme, diagnostics }
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
        link(snapshot, options, run.memo.as_deref_mut(), run.progress);
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
                files.into_iter().for_each(|(path, kept)| shelf.list(path, kept));
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
                memo.known = plan::Known::learn(&plan, &shelf, is_left);
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

/// What [`Copies::Left`] leaves to be made when somebody asks.
fn left(cx: &Cx<'_>, plan: &Plan) -> BTreeSet<OutPath> {
    let config = cx.library.config();
    let outputs = config.outputs;
    let copies = plan.outputs().filter(|(_, output)| output.is_copy());
    let mut left: BTreeSet<OutPath> = copies.map(|(path, _)| path.clone()).collect();
    if !outputs.pdf {
        left.retain(|path| !path.as_str().ends_with(".pdf"));
    }
    left.extend(outputs.zip.then(|| OutPath::new(offline::disk::ZIP)));
    if outputs.epub {
        left.extend(config.languages.iter().map(|lang| book_path(lang)));
    }
    if outputs.zip || outputs.epub {
        let pages = plan::offline_pages(cx, &[]);
        left.extend(pages.into_iter().map(|(path, ..)| path));
    }
    left
}

/// Path of a language's e-book.
fn book_path(lang: &str) -> OutPath {
    OutPath::new(format!("offline/{lang}.epub"))
}

/// Adds what comes after pages and index: papers, exports, pictures, copies, lists of all files.
fn add_rest(plan: &Plan, brush: &Brush<'_>, copies: Copies, shelf: &mut Shelf<'_>) -> Diagnostics {
    let (cx, snapshot) = (brush.cx, brush.snapshot);
    let library = cx.library;
    let mut diagnostics = render::papers(plan, brush.press, snapshot, shelf);
    data_export::api(cx, &mut |path, bytes| shelf.insert(path, Arc::from(bytes)));
    if copies == Copies::Made {
        let (studio, found) = add_pictures(snapshot, library, plan, shelf);
        diagnostics.extend(found);
        diagnostics.extend(add_copies(cx, plan, brush.templates, studio.as_ref(), shelf));
    }
    offline::add(shelf, library.config(), &library.today().to_string());
    hosting::add(shelf, library.config(), plan, copies.packed());
    diagnostics
}

/// How many pictures are in memory at a time.
const PICTURES: usize = 256;

/// Draws the pictures for shared links; gives the studio, in which covers are drawn as well.
fn add_pictures<'s>(
    snapshot: &'s Snapshot,
    library: &Library,
    plan: &Plan,
    site: &mut Shelf<'_>,
) -> (Option<Studio<'s>>, Diagnostics) {
    let outputs = library.config().outputs;
    if !outputs.pictures && !outputs.epub {
        return (None, Diagnostics::default());
    }
    let (studio, mut diagnostics) = picture::studio(snapshot, library.config());
    if let Some(studio) = &studio {
        for some in plan.pictures().chunks(PICTURES) {
            let (pictures, found) = picture::draw_all(some, snapshot, studio);
            diagnostics.extend(found);
            pictures.into_iter().for_each(|(path, bytes)| site.insert(path, bytes));
        }
    }
    (studio, diagnostics)
}

/// Adds the copies to take along that the site asks for, then the pages that lead to them: each copy
/// holds the site as it is without copies.
fn add_copies(
    cx: &Cx<'_>,
    plan: &Plan,
    templates: &Templates,
    studio: Option<&Studio<'_>>,
    site: &mut Shelf<'_>,
) -> Diagnostics {
    let config = cx.library.config();
    // The papers of guides may no longer be in the plan; files that authors added are.
    let is_paper = |path: &OutPath| {
        path.as_str().ends_with(".pdf") && !matches!(plan.get(path), Some(plan::Output::Bytes(_)))
    };
    let disk = || {
        let today = cx.library.today();
        config.outputs.zip.then(|| offline::disk::zip(site, config, today, |l| cx.texts(l), is_paper))
    };
    let books = || {
        if config.outputs.epub { book::write(cx, plan, templates, studio, site) } else { Default::default() }
    };
    let (disk, (books, mut diagnostics)) = rayon::join(disk, books);
    let name = offline::disk::file_name(config);
    let mut copies = Vec::new();
    let mut add = |text, lang: Option<String>, path: OutPath, name, bytes: Vec<u8>| {
        copies.push(Copied { text, lang, path: path.clone(), name, bytes: bytes.len() });
        site.insert(path, Arc::from(bytes));
    };
    if let Some(bytes) = disk {
        add("download_zip", None, OutPath::new(offline::disk::ZIP), format!("{name}.zip"), bytes);
    }
    for book in books {
        let path = book_path(&book.lang);
        add("download_epub", Some(book.lang.clone()), path, format!("{name}.{}.epub", book.lang), book.bytes);
    }
    if !copies.is_empty() {
        diagnostics.extend(render::add(plan::offline_pages(cx, &copies), templates, cx.theme, site));
    }
    diagnostics
}

type Index = Result<render::Index, Box<Diagnostic>>;

/// Pages and index, which need nothing of each other. A reader of the preview waits for the pages, so
/// with a memo they come first.
fn draw(plan: &Plan, brush: &Brush<'_>, run: &mut Run<'_>, shelf: &mut Shelf<'_>) -> (Pages, Index) {
    let progress = run.progress;
    let Some(memo) = &mut run.memo else {
        let side = shelf.clone();
        return rayon::join(
            || render::render(plan, brush, None, progress, shelf),
            || render::search(&Searched::new(brush.cx), &side),
        );
    };
    let pages = render::render(plan, brush, Some(&mut memo.drawn), progress, shelf);
    if !memo.whole.is_empty() && !pages.diagnostics.has_errors() {
        let mut early = shelf.site();
        memo.whole.iter().for_each(|(path, bytes)| early.insert(path.clone(), Arc::clone(bytes)));
        (run.pages)(early);
    }
    let index = render::search_again(&Searched::new(brush.cx), &mut memo.indexed, shelf);
    (pages, index)
}

/// The files of a site that come after its pages.
fn whole(site: &Shelf<'_>, pages: Vec<OutPath>) -> Vec<(OutPath, Arc<[u8]>)> {
    let pages: BTreeSet<OutPath> = pages.into_iter().collect();
    let made = site.iter().filter(|(path, _)| !pages.contains(*path));
    made.map(|(path, kept)| (path.clone(), site.bytes(path, kept))).collect()
}

/// Sets the levels that the site asks for, but lets time stop no build, and the order.
fn finish(diagnostics: &mut Diagnostics, library: &Library) {
    let checks = &library.config().checks;
    diagnostics.apply_levels(|code| checks.level_of_build(code));
    diagnostics.sort();
}
