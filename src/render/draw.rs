//! Drawing all pages of a plan, each put away as it is finished.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Drawn, Templates, key, once, one, paper, united};
use crate::diag::{Diagnostic, Diagnostics};
use crate::pdf::Press;
use crate::plan::{Cx, Output, Pending, Plan, Planned};
use crate::progress::Progress;
use crate::site::{Kept, OutPath, Shelf};
use crate::snapshot::Snapshot;
use crate::text::SourcePath;
use crate::theme::Theme;

/// What pages are drawn with.
#[derive(Debug, Clone, Copy)]
pub struct Brush<'a> {
    /// Plans what is still pending.
    pub cx: &'a Cx<'a>,
    /// Templates of the theme.
    pub templates: &'a Templates,
    /// The theme, to say where a template fails.
    pub theme: &'a Theme,
    /// Prints PDF files, if the site has any.
    pub press: Option<&'a Press>,
    /// The site's files, to say where a character stands that no font has.
    pub snapshot: &'a Snapshot,
}

/// What came of drawing.
#[derive(Debug, Default)]
pub struct Pages {
    /// How many outputs were pages.
    pub count: usize,
    /// Paths of everything that was drawn, in order.
    pub paths: Vec<OutPath>,
    /// What is wrong with templates, and outputs that share a path.
    pub diagnostics: Diagnostics,
}

/// One output after it was drawn.
struct Finished {
    path: OutPath,
    source: SourcePath,
    is_page: bool,
    /// Key and bytes for [`Drawn`], if builds remember.
    known: Option<(blake3::Hash, Arc<[u8]>)>,
    result: Result<Kept, Diagnostics>,
}

/// Draws all outputs of a plan in parallel and puts them on the shelf. Pages that the plan leaves pending
/// are planned, drawn and put away one after the other, so that no two of a thread are in memory. A
/// template that fails is reported once for each place at which it fails, not once for each page.
pub fn render(
    plan: &Plan,
    brush: &Brush<'_>,
    known: Option<&mut Drawn>,
    progress: &dyn Progress,
    shelf: &mut Shelf<'_>,
) -> Pages {
    progress.total(plan.outputs().count() + plan.pending().len());
    let (works, united): (Vec<_>, Vec<_>) = plan.pending().iter().partition(|work| !work.is_united());
    let old = known.as_deref();
    let pending = draw_pending(&works, brush, old, progress, shelf);
    let draw = |(path, output, source): (&OutPath, &Output, &SourcePath)| {
        // Papers of a whole plan are printed after its pages: see `papers`.
        let is_later = matches!(output, Output::Paper(_)) || output.is_united();
        let drawn = if is_later { None } else { finish(path, output, source, brush, old, shelf) };
        progress.advance();
        drawn
    };
    let planned: Vec<Finished> = plan.par_outputs().filter_map(draw).collect();
    let mut pages = Pages::default();
    let mut given: Vec<_> = pending.iter().map(Finished::origin).collect();
    let mut drawn = HashMap::new();
    pages.put(pending.into_iter().chain(planned), &mut drawn, shelf);
    // What is put together from other pages comes after them.
    let late: Vec<Finished> = {
        let shelf = &*shelf;
        let draw = |work: &&Pending| -> Vec<Finished> {
            let outputs = work.outputs(brush.cx).into_iter();
            let finished =
                outputs.filter_map(|(path, output, source)| unite(path, &output, source, brush, shelf));
            let finished = finished.collect();
            progress.advance();
            finished
        };
        united.par_iter().flat_map_iter(draw).collect()
    };
    given.extend(late.iter().map(Finished::origin));
    let shelved = &*shelf;
    let whole = plan.par_outputs().filter(|(_, output, _)| output.is_united());
    let unite = |(path, output, source): (&OutPath, _, &SourcePath)| {
        unite(path.clone(), output, source.clone(), brush, shelved)
    };
    let whole: Vec<Finished> = whole.filter_map(unite).collect();
    // The outputs of a plan are in order; what is drawn otherwise is not.
    let in_order = plan.pending().is_empty() && whole.is_empty();
    pages.put(late.into_iter().chain(whole), &mut drawn, shelf);
    if !in_order {
        pages.paths.sort();
    }
    if !plan.pending().is_empty() {
        pages.diagnostics.extend(plan.clashes(given.into_iter()));
    }
    if let Some(known) = known {
        known.pages = drawn;
    }
    pages.diagnostics.sort();
    pages
}

/// Plans, draws and puts away works of a plan.
fn draw_pending(
    works: &[&Pending],
    brush: &Brush<'_>,
    old: Option<&Drawn>,
    progress: &dyn Progress,
    shelf: &Shelf<'_>,
) -> Vec<Finished> {
    let late = |work: &Pending| -> Vec<Finished> {
        let outputs = work.outputs(brush.cx).into_iter();
        let one = |(path, output, source): Planned| match output {
            Output::Page { template, view } if old.is_none() => {
                let drawn = once(template, view, brush.templates, brush.theme).map_err(single);
                let result = drawn.map(|html| shelf.keep_once(&path, html.as_bytes()));
                Some(Finished { path, source, is_page: true, known: None, result })
            }
            output => finish(&path, &output, &source, brush, old, shelf),
        };
        let drawn = outputs.filter_map(one).collect();
        progress.advance();
        drawn
    };
    let (large, small): (Vec<_>, Vec<_>) = works.iter().enumerate().partition(|(_, work)| work.is_large());
    let numbered = |(at, work): &(usize, &&Pending)| (*at, late(work));
    // Beside the others, but one at a time: a sector's sheets are hundreds.
    let (mut pending, others): (Vec<(usize, Vec<Finished>)>, Vec<_>) = rayon::join(
        || large.iter().map(numbered).collect(),
        || small.par_iter().map(numbered).collect::<Vec<_>>(),
    );
    pending.extend(others);
    pending.sort_by_key(|(at, _)| *at);
    pending.into_iter().flat_map(|(_, files)| files).collect()
}

impl Finished {
    /// Where it stands, and what it comes from.
    fn origin(&self) -> (OutPath, SourcePath) {
        (self.path.clone(), self.source.clone())
    }
}

impl Pages {
    /// Counts and lists what was drawn.
    fn put(
        &mut self,
        files: impl Iterator<Item = Finished>,
        drawn: &mut HashMap<blake3::Hash, Arc<[u8]>>,
        shelf: &mut Shelf<'_>,
    ) {
        let mut listed = Vec::with_capacity(files.size_hint().0);
        for file in files {
            self.count += usize::from(file.is_page);
            drawn.extend(file.known);
            match file.result {
                Ok(kept) => {
                    self.paths.push(file.path.clone());
                    listed.push((file.path, kept));
                }
                Err(found) => self.diagnostics.extend(found),
            }
        }
        shelf.list_all(listed);
    }
}

/// Draws a page that is put together from others, which are on the shelf, and puts it away as it is written.
fn unite(
    path: OutPath,
    output: &Output,
    source: SourcePath,
    brush: &Brush<'_>,
    shelf: &Shelf<'_>,
) -> Option<Finished> {
    let result = united(&path, output, brush.templates, brush.theme, shelf)?.map_err(single);
    Some(Finished { path, source, is_page: true, known: None, result })
}

/// Draws one output and puts it away; nothing of what is drawn elsewhere.
fn finish(
    path: &OutPath,
    output: &Output,
    source: &SourcePath,
    brush: &Brush<'_>,
    old: Option<&Drawn>,
    shelf: &Shelf<'_>,
) -> Option<Finished> {
    let key = old.and_then(|_| key(output, brush.templates));
    let found = key.and_then(|key| old?.pages.get(&key).cloned());
    let drawn = match (found, output) {
        (Some(page), _) => Ok(page),
        (None, Output::Paper(view)) => paper::one(path, view, source, brush.press?, brush.snapshot),
        (None, _) => one(output, brush.templates, brush.theme)?.map_err(single),
    };
    let known = key.zip(drawn.as_ref().ok().cloned());
    let result = drawn.map(|bytes| match output {
        Output::Drawn(_, note) => shelf.keep_noted(path, bytes, *note),
        _ => shelf.keep(path, bytes),
    });
    let is_page = match output {
        Output::Drawn(..) => path.as_str().ends_with(".html"),
        _ => matches!(output, Output::Page { .. }),
    };
    Some(Finished { path: path.clone(), source: source.clone(), is_page, known, result })
}

fn single(diagnostic: Diagnostic) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    diagnostics
}
