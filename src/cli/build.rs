//! `kb build`.

use std::time::Instant;

use super::args::{Build, Common};
use super::{Environment, Outcome, Terminal, in_site, options};
use crate::diag::Severity;
use crate::io;
use crate::pipeline;

/// Builds and publishes the site.
pub(super) fn run(
    common: &Common,
    args: &Build,
    terminal: &mut Terminal,
    environment: &Environment,
) -> Outcome {
    let start = Instant::now();
    let (snapshot, read) = io::read(&common.dir);
    let options = options(&args.inputs, environment.today);
    let mut build = pipeline::build(&snapshot, &options);
    build.diagnostics.extend(read);
    build.diagnostics.sort();
    let (errors, warnings) =
        (build.diagnostics.count(Severity::Error), build.diagnostics.count(Severity::Warning));
    let out = in_site(common, &args.out);
    let shown = out.display().to_string();
    let Some(site) = build.site.filter(|_| errors == 0) else {
        build.diagnostics.retain(|d| d.severity == Severity::Error);
        terminal.diagnostics(&build.diagnostics, &snapshot);
        terminal.note(
            "errors_and_warnings",
            &[("errors", &errors.to_string()), ("warnings", &warnings.to_string())],
        );
        terminal.note("nothing_published", &[("out", &shown)]);
        return Outcome::Errors;
    };
    let how = io::Options { site_dir: &common.dir, durability: io::Durability::Disk };
    match io::publish(&site, &out, &how) {
        Ok(published) => {
            if published.unchanged() {
                terminal.note("unchanged", &[("out", &shown)]);
            } else {
                let size = format!("{:.1} MB", site.bytes() as f64 / 1e6);
                let time = format!("{:.2} s", start.elapsed().as_secs_f64());
                let pages = build.pages.to_string();
                let files = site.len().to_string();
                let words = [
                    ("pages", &*pages),
                    ("files", &files),
                    ("size", &size),
                    ("out", &shown),
                    ("time", &time),
                ];
                terminal.note("built", &words);
            }
            if warnings > 0 {
                terminal.note("warnings_hint", &[("warnings", &warnings.to_string())]);
            }
            Outcome::Fine
        }
        Err(error) => {
            let mut list = crate::diag::Diagnostics::default();
            list.push(error.diagnostic());
            terminal.diagnostics(&list, &snapshot);
            Outcome::Failed
        }
    }
}
