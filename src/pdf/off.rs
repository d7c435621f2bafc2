//! What stands in for the PDF writer in a program that was built without the feature `pdf`.

use std::convert::Infallible;

use super::{Trouble, Weight};
use crate::config::{CONFIG_PATH, Config};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::snapshot::Snapshot;
use crate::text::SourcePath;
use crate::view::PaperView;

/// There is no press in this program.
#[derive(Debug)]
pub struct Press(Infallible);

/// Reports that this program makes no PDF.
pub fn press(_: &Snapshot, _: &Config) -> (Option<Press>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let location = Location::file(&SourcePath::new(CONFIG_PATH));
    diagnostics.push(Diagnostic::new(Code::PdfUnavailable, location));
    (None, diagnostics)
}

/// Cannot be called: there is no press.
///
/// # Errors
/// None.
pub fn print(_: &PaperView, press: &Press) -> Result<Vec<u8>, Trouble> {
    match press.0 {}
}

impl Press {
    /// Cannot be called: there is no press.
    pub fn font_name(&self, _: Weight) -> &str {
        match self.0 {}
    }
}
