//! What stands in for the copies to take along in a program that was built without the feature `bundles`.

use crate::config::{CONFIG_PATH, Compression};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::picture::Studio;
use crate::plan::{Cx, Plan};
use crate::render::Templates;
use crate::site::Shelf;
use crate::text::SourcePath;

/// Reports that this program makes no zip, no e-books and no Brotli, if it is asked for them.
pub(super) fn add_copies(
    cx: &Cx<'_>,
    _: &Plan,
    _: &Templates,
    _: Option<&Studio<'_>>,
    _: &mut Shelf<'_>,
) -> Diagnostics {
    let config = cx.library.config();
    let asked = [
        (config.outputs.zip, "zip"),
        (config.outputs.epub, "epub"),
        (config.hosting.compressed.contains(&Compression::Brotli), "br"),
    ];
    let mut diagnostics = Diagnostics::default();
    for (_, what) in asked.into_iter().filter(|(is_asked, _)| *is_asked) {
        let location = Location::file(&SourcePath::new(CONFIG_PATH));
        diagnostics.push(Diagnostic::new(Code::BundlesUnavailable, location).arg("what", what));
    }
    diagnostics
}
