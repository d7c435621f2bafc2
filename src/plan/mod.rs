//! The plan: every output of the site as data, by its path.
//!
//! A plan can be listed, hashed and compared before anything is rendered. Two outputs on one path
//! are a diagnostic that names both sources.

mod body;
pub(crate) mod cards;
mod checklist;
mod codes;
mod context;
mod feeds;
mod guide;
mod home;
mod inline;
mod known;
mod listed;
mod lists;
mod page;
mod pending;
mod picture;
mod records;
mod search;
mod sector_print;
mod shared;
mod structured;
mod tasks;

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

pub use context::Cx;
use context::Job;
pub use known::Known;
pub(crate) use lists::{Copied, offline_pages};
pub(crate) use page::CSP;
pub use page::PageCx;
pub use pending::Pending;
use pending::pending;
pub(crate) use picture::of_book as cover_picture;
pub use search::Searched;

use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::library::Library;
use crate::site::Note;
pub use crate::site::OutPath;
use crate::snapshot::Snapshot;
use crate::text::SourcePath;
use crate::theme::Theme;
use crate::view;

/// A page with the template that draws it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each variant is the view of the same name")]
pub enum PageView {
    Guide(Box<view::GuidePage>),
    Checklist(Box<view::ChecklistPage>),
    Pack(Box<view::PackPage>),
    Home(Box<view::HomePage>),
    Section(Box<view::SectionPage>),
    Search(Box<view::SearchPage>),
    Checklists(Box<view::ChecklistIndex>),
    Records(Box<view::RecordIndex>),
    Authority(Box<view::AuthorityPage>),
    Deadline(Box<view::DeadlinePage>),
    Evidence(Box<view::EvidencePage>),
    Letter(Box<view::LetterPage>),
    Term(Box<view::TermPage>),
    Source(Box<view::SourcePage>),
    Static(Box<view::StaticPage>),
    Redirect(Box<view::RedirectPage>),
    SectorPrint(Box<view::SectorPrintPage>),
}

impl PageView {
    /// Header and footer; a redirect has none.
    pub(crate) fn shell(&self) -> Option<&view::Shell> {
        Some(match self {
            Self::Guide(v) => &v.shell,
            Self::Checklist(v) => &v.shell,
            Self::Pack(v) => &v.shell,
            Self::Home(v) => &v.shell,
            Self::Section(v) => &v.shell,
            Self::Search(v) => &v.shell,
            Self::Checklists(v) => &v.shell,
            Self::Records(v) => &v.shell,
            Self::Authority(v) => &v.shell,
            Self::Deadline(v) => &v.shell,
            Self::Evidence(v) => &v.shell,
            Self::Letter(v) => &v.shell,
            Self::Term(v) => &v.shell,
            Self::Source(v) => &v.shell,
            Self::Static(v) => &v.shell,
            Self::SectorPrint(v) => &v.shell,
            Self::Redirect(_) => return None,
        })
    }
}

/// What stands on a path of the site.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// A page to be drawn by a template.
    Page {
        /// Name of the template: `guide.html`.
        template: &'static str,
        /// What it shows.
        view: PageView,
    },
    /// A PDF file.
    Paper(view::PaperView),
    /// Bytes as they are.
    Bytes(Arc<[u8]>),
    /// A picture to be drawn.
    Picture(Box<view::PictureView>),
    /// A file of a guide or sector, as an earlier build has made it from the same inputs, with its note.
    Drawn(Arc<[u8]>, Note),
    /// A PDF file, a sector for the printer or a list of all pages that this build is not to make.
    Left,
}

impl Output {
    /// Whether it is put together from pages that are drawn before.
    pub(crate) fn is_united(&self) -> bool {
        matches!(self, Self::Page { view: PageView::SectorPrint(_), .. })
    }

    /// Whether it is a copy of what pages say: a PDF file, a picture for shared links, or what
    /// was left.
    pub(crate) fn is_copy(&self) -> bool {
        matches!(self, Self::Paper(_) | Self::Picture(_) | Self::Left)
    }
}

/// All outputs.
#[derive(Debug, Default)]
pub struct Plan {
    /// In order of path, each path once.
    outputs: Vec<Planned>,
    pending: Vec<Pending>,
    /// What the next build may know.
    jobs: Vec<known::Job>,
}

impl Plan {
    /// All outputs in order of path.
    pub fn outputs(&self) -> impl Iterator<Item = (&OutPath, &Output)> {
        self.outputs.iter().map(|(path, output, _)| (path, output))
    }

    /// What is planned when it is drawn; empty in a plan that is whole.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// Finds clashes between outputs that were pending and all others, in the order of [`plan()`].
    pub(crate) fn clashes(&self, drawn: impl Iterator<Item = (OutPath, SourcePath)>) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        let empty = |path, source| (path, Output::Bytes(Arc::default()), source);
        let drawn = drawn.map(|(path, source)| empty(path, source));
        let planned = self.outputs.iter().map(|(path, _, source)| empty(path.clone(), source.clone()));
        by_path(drawn.chain(planned).collect(), &mut diagnostics);
        diagnostics
    }

    /// The output on a path.
    pub(crate) fn get(&self, path: &OutPath) -> Option<&Output> {
        self.find(path).map(|(_, output, _)| output)
    }

    fn find(&self, path: &OutPath) -> Option<&Planned> {
        let at = self.outputs.binary_search_by(|(other, ..)| other.cmp(path)).ok()?;
        Some(&self.outputs[at])
    }

    /// Former addresses with the pages to which they lead.
    pub fn redirects(&self) -> impl Iterator<Item = (&OutPath, OutPath)> {
        self.outputs().filter_map(|(path, output)| match output {
            Output::Page { view: PageView::Redirect(view), .. } => Some((path, OutPath::new(&view.target))),
            _ => None,
        })
    }

    /// The pictures to draw, each with the file that it speaks of.
    pub(crate) fn pictures(&self) -> Vec<(&OutPath, &view::PictureView, &SourcePath)> {
        let mut out = Vec::new();
        for (path, output, source) in &self.outputs {
            if let Output::Picture(view) = output {
                out.push((path, &**view, source));
            }
        }
        out
    }

    /// All outputs with the file that each comes from, for rendering in parallel.
    pub fn par_outputs(&self) -> impl ParallelIterator<Item = (&OutPath, &Output, &SourcePath)> {
        self.outputs.par_iter().map(|(path, output, source)| (path, output, source))
    }
}

/// Outputs in order of path. Of two on one path, the first in `planned` has it.
fn by_path(mut planned: Vec<Planned>, diagnostics: &mut Diagnostics) -> Vec<Planned> {
    // Stable: outputs of one path stay in their order.
    planned.par_sort_by(|(a, ..), (b, ..)| a.cmp(b));
    let mut clash = |path: &OutPath, source: &SourcePath, first: &SourcePath| {
        let d = Diagnostic::new(Code::DuplicateUrl, Location::file(source)).arg("url", path.as_str());
        diagnostics.push(d.related("also_here", Location::file(first)));
    };
    if planned.par_windows(2).any(|two| two[0].0 == two[1].0) {
        planned.dedup_by(|(path, _, source), (kept, _, first)| {
            let is_same = path == kept;
            if is_same {
                clash(path, source, first);
            }
            is_same
        });
    }
    let with_case = |(path, _, source)| Some((path, source, folded(path)?));
    let with_case: Vec<_> = planned.par_iter().map(|(p, o, s)| (p, o, s)).filter_map(with_case).collect();
    for (path, source, folded) in with_case {
        let Ok(at) = planned.binary_search_by(|(other, ..)| other.cmp(&folded)) else { continue };
        let first = &planned[at].2;
        // Files whose own names clash are a diagnostic of the checks.
        if source.as_str().to_lowercase() != first.as_str().to_lowercase() {
            clash(path, source, first);
        }
    }
    planned
}

/// A path without its case, if that is another one: file systems that ignore case would let one page overwrite the other.
fn folded(path: &OutPath) -> Option<OutPath> {
    let is_folded = path.as_str().bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    let folded = || OutPath::new(path.as_str().to_lowercase());
    (!is_folded).then(folded).filter(|folded| folded != path)
}

/// One planned output with the file that it comes from.
pub(crate) type Planned = (OutPath, Output, SourcePath);

/// Plans the whole site.
pub fn plan(snapshot: &Snapshot, library: &Library, theme: &Theme) -> (Plan, Diagnostics) {
    let cx = Cx::new(library, theme);
    let (outline, redirects, mut diagnostics) = parts(snapshot, &cx, Prints::Planned);
    let pages: Vec<Planned> = outline.pending.par_iter().flat_map_iter(|p| p.outputs(&cx)).collect();
    let all = pages.into_iter().chain(outline.outputs).chain(redirects);
    let plan = Plan { outputs: by_path(all.collect(), &mut diagnostics), ..Plan::default() };
    (plan, diagnostics)
}

/// Whether the pages that have a whole sector for the printer, guides or sheets, are planned, and the lists of all pages
/// for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prints {
    /// They are.
    Planned,
    /// Only where they are.
    Left,
}

/// Plans the whole site like [`plan()`], but nothing again that is known.
pub fn plan_again(snapshot: &Snapshot, cx: &Cx<'_>, prints: Prints, known: &Known) -> (Plan, Diagnostics) {
    let (outline, redirects, mut diagnostics) = parts(snapshot, cx, prints);
    let mut plan = Plan::default();
    let one = |work: &Pending| match work.late(cx).filter(|_| prints == Prints::Left) {
        Some(left) => (None, left),
        None => {
            let key = work.key(cx.library);
            let made = || {
                let mut outputs = work.outputs(cx);
                outputs.sort_by(|(a, ..), (b, ..)| a.cmp(b));
                outputs
            };
            (Some(key), known.outputs(&key).unwrap_or_else(made))
        }
    };
    let planned: Vec<(Option<blake3::Hash>, Vec<Planned>)> = outline.pending.par_iter().map(one).collect();
    let mut all = Vec::with_capacity(planned.iter().map(|(_, outputs)| outputs.len()).sum());
    for (key, outputs) in planned {
        let paths = || outputs.iter().map(|(path, ..)| path.clone()).collect();
        plan.jobs.extend(key.map(|key| known::Job { key, paths: paths() }));
        all.extend(outputs);
    }
    all.extend(outline.outputs.into_iter().chain(redirects));
    plan.outputs = by_path(all, &mut diagnostics);
    (plan, diagnostics)
}

/// Plans a site but for the pages of guides and those that show many guides, which stay [`Pending`].
pub fn outline(snapshot: &Snapshot, cx: &Cx<'_>) -> (Plan, Diagnostics) {
    let (outline, redirects, mut diagnostics) = parts(snapshot, cx, Prints::Planned);
    let mut plan = Plan { pending: outline.pending, ..Plan::default() };
    plan.outputs = by_path(outline.outputs.into_iter().chain(redirects).collect(), &mut diagnostics);
    (plan, diagnostics)
}

/// Plans the outputs among which a page is that [`Prints::Left`] leaves; nothing for other paths.
pub(crate) fn late(cx: &Cx<'_>, path: &OutPath) -> Option<Vec<Planned>> {
    if let Some(list) = feeds::list(cx, path) {
        return Some(vec![list]);
    }
    let is_it = |work: &Pending| work.late(cx).is_some_and(|late| late[0].0 == *path);
    let late = pending(cx).find(is_it)?.outputs(cx);
    Some(late.iter().flat_map(|(_, output, _)| united(cx, output)).chain(late.iter().cloned()).collect())
}

/// The pages from which an output is put together.
fn united(cx: &Cx<'_>, output: &Output) -> Vec<Planned> {
    let Output::Page { view: PageView::SectorPrint(view), .. } = output else { return Vec::new() };
    let pages: HashSet<&str> = view.guides.iter().map(|guide| guide.page.as_str()).collect();
    let jobs = cx.page_jobs().into_iter();
    let is_shown =
        |job: &Job| pages.contains(cx.page_path(&cx.library.document(job.document).id, &job.lang).as_str());
    jobs.filter(is_shown).map(|job| guide::page(cx, &job)).collect()
}

/// What a plan is put together from, in the order in which paths are given out.
struct Outline {
    pending: Vec<Pending>,
    outputs: Vec<Planned>,
}

fn parts(snapshot: &Snapshot, cx: &Cx<'_>, prints: Prints) -> (Outline, Vec<Planned>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let pending = pending(cx).collect();
    let mut outputs = lists::outputs(cx);
    outputs.extend(records::outputs(cx));
    outputs.extend(feeds::outputs(cx, prints));
    outputs.extend(picture::outputs(cx));
    outputs.extend(assets(snapshot, cx));
    let redirects = guide::redirects(cx, &mut diagnostics);
    (Outline { pending, outputs }, redirects, diagnostics)
}

/// Theme assets, static files, and pictures beside guides.
fn assets(snapshot: &Snapshot, cx: &Cx<'_>) -> Vec<Planned> {
    let mut out = Vec::new();
    let theme = SourcePath::new("the theme");
    for (name, bytes) in &cx.theme.assets {
        out.push((cx.asset_path(name), Output::Bytes(Arc::clone(bytes)), theme.clone()));
    }
    for (path, bytes) in cx.search_texts() {
        out.push((path.clone(), Output::Bytes(Arc::clone(bytes)), theme.clone()));
    }
    for (name, bytes) in &cx.theme.statics {
        let own = SourcePath::new(format!("static/{name}"));
        // The site's own static file of the same name wins over the theme's.
        if snapshot.get(&own).is_none() {
            out.push((OutPath::new(name), Output::Bytes(Arc::clone(bytes)), theme.clone()));
        }
    }
    for (path, rest, bytes) in snapshot.folder("static") {
        out.push((OutPath::new(rest), Output::Bytes(Arc::clone(bytes)), path.clone()));
    }
    for (path, rest, bytes) in snapshot.folder("content") {
        if cx.library.assets().contains(rest) {
            out.push((OutPath::new(rest), Output::Bytes(Arc::clone(bytes)), path.clone()));
        }
    }
    out
}
