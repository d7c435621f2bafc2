//! `kb build`.

use std::path::Path;
use std::time::{Instant, UNIX_EPOCH};

use super::args::{Build, Common};
use super::meter::Meter;
use super::{Environment, Outcome, Terminal, in_site, options};
use crate::diag::{Diagnostics, Severity};
use crate::io::{self, NoReceipt, PublishError, Published, Receipt, Staging, Turn};
use crate::library::BuildOptions;
use crate::pipeline;
use crate::progress::{Progress, Stage};
use crate::snapshot::Snapshot;

/// Builds and publishes the site.
pub(super) fn run(
    common: &Common,
    args: &Build,
    terminal: &mut Terminal,
    environment: &Environment,
) -> Outcome {
    let start = Instant::now();
    let meter = Meter::new(*terminal);
    meter.begin(Stage::Read);
    let (snapshot, read) = io::read(&common.dir);
    let options = options(&args.inputs, environment.today);
    let out = in_site(common, &args.out);
    let shown = out.display().to_string();
    let inputs = inputs(&snapshot, &options);
    if read.is_empty() && is_up_to_date(common, &out, inputs, terminal) {
        meter.finish();
        terminal.note("unchanged", &[("out", &shown)]);
        return Outcome::Fine;
    }
    let how = io::Options { site_dir: &common.dir, durability: io::Durability::Disk };
    let site = Inputs { snapshot: &snapshot, read: &read, options: &options };
    let mut made = make(&site, &Staging::new(&out, how, Turn::AtTheEnd), &meter);
    if matches!(made.published, Some(Ok((None, _)))) {
        // Another build has published meanwhile. This time it waits.
        made = make(&site, &Staging::new(&out, how, Turn::Whole), &meter);
    }
    let Made { mut diagnostics, pages, published } = made;
    let is_read = read.is_empty();
    diagnostics.extend(read);
    diagnostics.sort();
    let (errors, warnings) = (diagnostics.count(Severity::Error), diagnostics.count(Severity::Warning));
    meter.finish();
    let Some(published) = published.filter(|_| errors == 0) else {
        diagnostics.retain(|d| d.severity == Severity::Error);
        terminal.diagnostics(&diagnostics, &snapshot);
        terminal.note(
            "errors_and_warnings",
            &[("errors", &errors.to_string()), ("warnings", &warnings.to_string())],
        );
        terminal.note("nothing_published", &[("out", &shown)]);
        return Outcome::Errors;
    };
    match published {
        Ok((published, size)) => {
            // Lost receipts cost the next build its time, and nothing else.
            if let Some(receipt) = Receipt::of(&out, inputs, warnings).filter(|_| is_read) {
                let _ = receipt.write(&common.dir, &out);
            }
            if published.is_none_or(|p| p.unchanged()) {
                terminal.note("unchanged", &[("out", &shown)]);
            } else {
                let time = format!("{:.2} s", start.elapsed().as_secs_f64());
                let words = [
                    ("pages", &*pages.to_string()),
                    ("files", &size.files.to_string()),
                    ("size", &format!("{:.1} MB", size.bytes as f64 / 1e6)),
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
            let mut list = Diagnostics::default();
            list.push(error.diagnostic());
            terminal.diagnostics(&list, &snapshot);
            Outcome::Failed
        }
    }
}

/// What a build is made from.
struct Inputs<'a> {
    snapshot: &'a Snapshot,
    /// What could not be read.
    read: &'a Diagnostics,
    options: &'a BuildOptions,
}

/// How large a site is.
#[derive(Debug, Clone, Copy)]
struct Size {
    files: usize,
    bytes: usize,
}

/// What came of a build: what was published of which size, unless there were errors.
struct Made {
    diagnostics: Diagnostics,
    pages: usize,
    published: Option<Result<(Option<Published>, Size), PublishError>>,
}

/// Builds the site into a folder and publishes it, unless there are errors.
fn make(inputs: &Inputs<'_>, staging: &Staging<'_>, meter: &Meter) -> Made {
    let run =
        pipeline::Run { copies: pipeline::Copies::Made, memo: None, progress: meter, pages: &mut |_| {} };
    let mut published = None;
    let made = pipeline::make(inputs.snapshot, inputs.options, run, staging, &mut |shelf| {
        if !inputs.read.has_errors() {
            meter.begin(Stage::Publish);
            let size = Size { files: shelf.len(), bytes: shelf.size() };
            published = Some(staging.publish(&shelf).map(|done| (done, size)));
        }
    });
    Made { diagnostics: made.diagnostics, pages: made.pages, published }
}

/// A hash of everything that a site is made from: the files, the options, and the program.
fn inputs(snapshot: &Snapshot, options: &BuildOptions) -> blake3::Hash {
    let mut hash = blake3::Hasher::new();
    hash.update(env!("CARGO_PKG_VERSION").as_bytes());
    // While kb itself is worked on, its version stays the same; its file does not.
    let program = std::env::current_exe().and_then(std::fs::metadata);
    let stamp = program.and_then(|meta| Ok((meta.len(), meta.modified()?)));
    let stamp = stamp.map(|(size, at)| (size, at.duration_since(UNIX_EPOCH).unwrap_or_default()));
    hash.update(format!("{:?} {options:?}\0", stamp.ok()).as_bytes());
    hash.update(snapshot.fingerprint().as_bytes());
    hash.finalize()
}

/// Whether the site on the disk was made from these inputs and is as it was.
fn is_up_to_date(common: &Common, out: &Path, inputs: blake3::Hash, terminal: &mut Terminal) -> bool {
    match Receipt::read(&common.dir, out) {
        Ok(receipt) if receipt.holds(out, inputs) => {
            if receipt.warnings > 0 {
                terminal.note("warnings_hint", &[("warnings", &receipt.warnings.to_string())]);
            }
            true
        }
        Err(NoReceipt::Damaged) => {
            let path = common.dir.join(io::CACHE).display().to_string();
            terminal.note("cache_damaged", &[("path", &path)]);
            false
        }
        Ok(_) | Err(NoReceipt::Absent) => false,
    }
}
