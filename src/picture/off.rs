//! What stands in for the pictures in a program that was built without the feature `pictures`.

use std::convert::Infallible;

use super::{Drawn, Order};
use crate::config::{CONFIG_PATH, Config};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::snapshot::Snapshot;
use crate::text::SourcePath;
use crate::view::PictureView;

/// There is no studio in this program.
pub(crate) struct Studio<'a>(Infallible, std::marker::PhantomData<&'a ()>);

/// Reports that this program draws no pictures, if it is asked for them.
pub(crate) fn studio<'a>(_: &'a Snapshot, config: &Config) -> (Option<Studio<'a>>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    if config.outputs.pictures {
        let location = Location::file(&SourcePath::new(CONFIG_PATH));
        diagnostics.push(Diagnostic::new(Code::PicturesUnavailable, location));
    }
    (None, diagnostics)
}

/// Cannot be called: there is no studio.
pub(crate) fn draw_all(_: &[Order<'_>], _: &Snapshot, studio: &Studio<'_>) -> (Vec<Drawn>, Diagnostics) {
    match studio.0 {}
}

/// Cannot be called: there is no studio.
pub(crate) fn cover(_: &PictureView, studio: &Studio<'_>) -> Vec<u8> {
    match studio.0 {}
}
