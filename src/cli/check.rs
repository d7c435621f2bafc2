//! `kb check` and `kb status`.

use super::args::{Check, Common, Format, Status};
use super::{Environment, Outcome, Terminal, options};
use crate::diag::{Severity, emit};
use crate::io;
use crate::pipeline;

/// Checks everything without publishing.
pub(super) fn run(common: &Common, args: &Check, terminal: &mut Terminal, environment: &Environment) -> Outcome {
    let (snapshot, read) = io::read(&common.dir);
    let mut build = pipeline::build(&snapshot, &options(&args.inputs, environment.today));
    build.diagnostics.extend(read);
    build.diagnostics.sort();
    let list = &build.diagnostics;
    let (errors, warnings) = (list.count(Severity::Error), list.count(Severity::Warning));
    let printed = match args.format {
        Format::Human => {
            terminal.diagnostics(list, &snapshot);
            if list.is_empty() {
                terminal.note("no_problems", &[]);
            } else {
                let words = [("errors", &*errors.to_string()), ("warnings", &warnings.to_string())];
                terminal.note("errors_and_warnings", &words);
            }
            Outcome::Fine
        }
        Format::Json => terminal.bytes(emit::json(list, &snapshot, terminal.wording).as_bytes()),
        Format::Sarif => terminal.bytes(emit::sarif(list, &snapshot, terminal.wording).as_bytes()),
        Format::Github => terminal.bytes(emit::github(list, &snapshot, terminal.wording).as_bytes()),
    };
    match printed {
        Outcome::Fine if errors > 0 || (args.deny_warnings && warnings > 0) => Outcome::Errors,
        other => other,
    }
}

/// Lists what is due for review.
pub(super) fn status(_: &Common, _: &Status, terminal: &mut Terminal, _: &Environment) -> Outcome {
    terminal.fail("not yet")
}
