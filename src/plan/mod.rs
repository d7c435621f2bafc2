//! The plan: every output of the site as data, by its path.
//!
//! A plan can be listed, hashed and compared before anything is rendered. Two outputs on one path
//! are a diagnostic that names both sources.

mod body;
pub(crate) mod cards;
mod checklist;
mod context;
mod feeds;
mod guide;
mod home;
mod inline;
mod lists;
mod mentions;
mod picture;
mod records;
mod search;
mod sector_print;
mod structured;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

pub(crate) use context::CSP;
pub use context::{Cx, PageCx};
pub use feeds::FeedEntry;
pub(crate) use lists::{Copied, offline_pages};
pub(crate) use picture::of_book as cover_picture;

use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::library::Library;
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
}

/// All outputs, and what the search index is made from.
#[derive(Debug, Default)]
pub struct Plan {
    outputs: BTreeMap<OutPath, (Output, SourcePath)>,
    /// Documents of the search index.
    pub search: Vec<kb_search::Record>,
    /// Words that mean the same, for the search index.
    pub synonyms: Vec<Vec<String>>,
}

impl Plan {
    /// All outputs in order of path.
    pub fn outputs(&self) -> impl Iterator<Item = (&OutPath, &Output)> {
        self.outputs.iter().map(|(p, (o, _))| (p, o))
    }

    /// The output on a path.
    pub(crate) fn get(&self, path: &OutPath) -> Option<&Output> {
        self.outputs.get(path).map(|(output, _)| output)
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
        for (path, (output, source)) in &self.outputs {
            if let Output::Picture(view) = output {
                out.push((path, &**view, source));
            }
        }
        out
    }

    /// All outputs with the file that each comes from, for rendering in parallel.
    pub fn par_outputs(&self) -> impl ParallelIterator<Item = (&OutPath, &Output, &SourcePath)> {
        self.outputs.par_iter().map(|(p, (o, source))| (p, o, source))
    }

    fn add(&mut self, path: OutPath, output: Output, source: &SourcePath, diagnostics: &mut Diagnostics) {
        // File systems that ignore case would let one page overwrite the other, so case does not count.
        let folded = OutPath::new(path.as_str().to_lowercase());
        let clash =
            self.outputs.get(&path).or_else(|| self.outputs.get(&folded)).map(|(_, first)| first.clone());
        if let Some(first) = clash {
            let d = Diagnostic::new(Code::DuplicateUrl, Location::file(source)).arg("url", path.as_str());
            diagnostics.push(d.related("also_here", Location::file(&first)));
            return;
        }
        self.outputs.insert(path, (output, source.clone()));
    }
}

/// One planned output with the file that it comes from.
pub(crate) type Planned = (OutPath, Output, SourcePath);

/// Plans the whole site.
pub fn plan(snapshot: &Snapshot, library: &Library, theme: &Theme) -> (Plan, Diagnostics) {
    let cx = Cx::new(library, theme);
    let mut plan = Plan::default();
    let mut diagnostics = Diagnostics::default();
    let guides: Vec<Planned> =
        cx.page_jobs().par_iter().flat_map_iter(|job| guide::outputs(&cx, job)).collect();
    let mut all = guides;
    all.extend(home::outputs(&cx));
    all.extend(sector_print::outputs(&cx));
    all.extend(lists::outputs(&cx));
    all.extend(records::outputs(&cx));
    all.extend(feeds::outputs(&cx));
    all.extend(picture::outputs(&cx));
    all.extend(assets(snapshot, &cx));
    for (path, output, source) in all {
        plan.add(path, output, &source, &mut diagnostics);
    }
    for (path, output, source) in guide::redirects(&cx, &mut diagnostics) {
        plan.add(path, output, &source, &mut diagnostics);
    }
    plan.search = search::records(&cx);
    plan.synonyms = search::synonyms(&cx);
    (plan, diagnostics)
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
