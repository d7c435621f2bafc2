//! PDF files of a plan.

use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::Diagnostics;
use crate::pdf::{self, Press};
use crate::plan::{Output, Plan};
use crate::site::OutPath;
use crate::snapshot::Snapshot;

/// A path with its bytes.
pub(crate) type File = (OutPath, Arc<[u8]>);

/// A path with its bytes, or with what is wrong.
type Printed = (OutPath, Result<Arc<[u8]>, Diagnostics>);

/// Prints the PDF files of a plan in parallel; none without a press. The site's files tell where a
/// character stands that no font has.
pub(crate) fn papers(plan: &Plan, press: Option<&Press>, snapshot: &Snapshot) -> (Vec<File>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let Some(press) = press else { return (Vec::new(), diagnostics) };
    let printed: Vec<Printed> = plan
        .par_outputs()
        .filter_map(|(path, output, source)| {
            let Output::Paper(view) = output else { return None };
            let made = pdf::print(view, press).map(Arc::from);
            Some((path.clone(), made.map_err(|t| pdf::diagnostics(&t, path, source, press, snapshot))))
        })
        .collect();
    let mut files = Vec::with_capacity(printed.len());
    for (path, made) in printed {
        match made {
            Ok(bytes) => files.push((path, bytes)),
            Err(found) => diagnostics.extend(found),
        }
    }
    diagnostics.sort();
    (files, diagnostics)
}
