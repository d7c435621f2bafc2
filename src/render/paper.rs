//! PDF files of a plan.

use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::Diagnostics;
use crate::pdf::{self, Press};
use crate::plan::{Output, Plan};
use crate::site::{Kept, OutPath, Shelf};
use crate::snapshot::Snapshot;
use crate::text::SourcePath;
use crate::view::PaperView;

/// Prints a PDF file. The site's files tell where a character stands that no font has.
pub(super) fn one(
    path: &OutPath,
    view: &PaperView,
    source: &SourcePath,
    press: &Press,
    snapshot: &Snapshot,
) -> Result<Arc<[u8]>, Diagnostics> {
    let made = pdf::print(view, press).map(Arc::from);
    made.map_err(|t| pdf::diagnostics(&t, path, source, press, snapshot))
}

/// Prints the PDF files of a plan in parallel; none without a press.
pub(crate) fn papers(
    plan: &Plan,
    press: Option<&Press>,
    snapshot: &Snapshot,
    site: &mut Shelf<'_>,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let Some(press) = press else { return diagnostics };
    let shelf = &*site;
    let printed: Vec<(OutPath, Result<Kept, Diagnostics>)> = plan
        .par_outputs()
        .filter_map(|(path, output, source)| {
            let Output::Paper(view) = output else { return None };
            let made = one(path, view, source, press, snapshot);
            Some((path.clone(), made.map(|bytes| shelf.keep(path, bytes))))
        })
        .collect();
    let mut listed = Vec::new();
    for (path, made) in printed {
        match made {
            Ok(kept) => listed.push((path, kept)),
            Err(found) => diagnostics.extend(found),
        }
    }
    site.list_all(listed);
    diagnostics.sort();
    diagnostics
}
