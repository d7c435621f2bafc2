//! What stands in for `kb check --external` in a program that was built without the feature `links`.

use super::args::{Check, Common};
use super::{Environment, Outcome, Terminal};
use crate::diag::Diagnostics;
use crate::snapshot::Snapshot;

/// Says that this program follows no outside links, and what to do.
pub(super) fn follow(
    _: &Common,
    _: &Check,
    terminal: &mut Terminal,
    _: &Environment,
    _: &Snapshot,
) -> Result<Diagnostics, Outcome> {
    Err(terminal.fail_with("no_links", &[]))
}
