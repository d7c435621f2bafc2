//! `kb check` and `kb status`.

use super::args::{Check, Common, Format, Status, StatusFormat};
use super::{Environment, Outcome, Terminal, external, options};
use crate::diag::{Severity, emit};
use crate::extend;
use crate::io;
use crate::library::Library;
use crate::pipeline;
use crate::snapshot::Snapshot;
use crate::status;
use crate::text::SourcePath;

/// Checks everything without publishing.
pub(super) fn run(
    common: &Common,
    args: &Check,
    terminal: &mut Terminal,
    environment: &Environment,
) -> Outcome {
    let (snapshot, read) = io::read(&common.dir);
    let examined = pipeline::examine(&snapshot, &options(&args.inputs, environment.today));
    let (mut found, drafts_left) = (examined.diagnostics, examined.drafts_left);
    // A build goes on when a review is overdue; a check says so at the level that the site asks for.
    let checks = crate::config::parse(&snapshot).0.checks;
    found.set_severity(|d| match checks.level(d.code).filter(|_| d.code.comes_with_time()) {
        Some(level) => level,
        None => d.severity,
    });
    found.extend(read);
    if args.external {
        match external::follow(common, args, terminal, environment, &snapshot) {
            Ok(outside) => found.extend(outside),
            Err(outcome) => return outcome,
        }
    }
    found.sort();
    let list = &found;
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
            // Whoever asked for a check must not take silence about a draft for praise.
            if drafts_left > 0 {
                terminal.note("drafts_left", &[("count", &drafts_left.to_string())]);
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

/// Lists what is due for review, or records that translations are up to date.
pub(super) fn status(
    common: &Common,
    args: &Status,
    terminal: &mut Terminal,
    environment: &Environment,
) -> Outcome {
    let (snapshot, _) = io::read(&common.dir);
    if snapshot.get(&SourcePath::new(crate::config::CONFIG_PATH)).is_none() {
        return terminal.fail_with("no_site", &[("dir", &common.dir.display().to_string())]);
    }
    let analysis = pipeline::analyse(&snapshot, &options(&args.inputs, environment.today));
    if !args.accept.is_empty() {
        return accept(common, args, terminal, &snapshot, &analysis.library);
    }
    let differences = extend::differences(&snapshot, analysis.library.config());
    let mut found = status::collect(&analysis.library).over_base(&snapshot, differences);
    if let Some(owner) = &args.owner {
        let owners: std::collections::BTreeSet<&str> =
            found.entries.iter().map(|e| e.owner.as_str()).collect();
        if !owners.contains(owner.as_str()) {
            let known = owners.into_iter().filter(|o| !o.is_empty()).collect::<Vec<_>>().join(", ");
            return terminal.fail_with("no_such_owner", &[("owner", owner), ("known", &known)]);
        }
        found = found.of_owner(owner);
    }
    let text = match args.format {
        StatusFormat::Text => status::text(&found, terminal.wording),
        StatusFormat::Json => status::json(&found),
        StatusFormat::Csv => status::csv(&found),
        StatusFormat::Ics => status::ics(&found),
    };
    terminal.bytes(text.as_bytes())
}

/// Writes the fingerprint of their original into translations.
fn accept(
    common: &Common,
    args: &Status,
    terminal: &mut Terminal,
    snapshot: &Snapshot,
    library: &Library,
) -> Outcome {
    let mut lock = extend::Lock::read(snapshot);
    for path in &args.accept {
        let shown = path.display().to_string();
        let relative = path.strip_prefix(&common.dir).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let file = SourcePath::new(relative.trim_start_matches("./"));
        let replaces = extend::accept(&mut lock, snapshot, library.config(), &file) > 0;
        if replaces {
            if let Err(e) = std::fs::write(common.dir.join(extend::LOCK_PATH), lock.text()) {
                return terminal.fail_to_write(extend::LOCK_PATH, &e);
            }
            terminal.note("base_accepted", &[("path", &shown)]);
        }
        match status::accept(library, snapshot, &file) {
            // A file that replaces one of the base need not be a translation.
            Err(_) if replaces => {}
            Ok(text) => {
                if let Err(e) = io::write_back(&common.dir, &file, &text) {
                    return terminal.fail_to_write(&shown, &e);
                }
                terminal.note("accepted", &[("path", &shown)]);
            }
            Err(why) => return terminal.fail_with(why.phrase(), &[("path", &shown)]),
        }
    }
    Outcome::Fine
}
