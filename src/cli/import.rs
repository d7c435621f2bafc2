//! `kb import`.
//!
//! Exit codes: 0 everything was written (the report says what to look at), 1 something needs a person: a
//! source that cannot be read, a file that was there already, a name of unlicensed gambling; 2 usage or
//! environment.

use super::args::{Common, Import, ImportFormat, ImportReport};
use super::files::create_quietly;
use super::{Environment, Outcome, Terminal};
use crate::check::BlockList;
use crate::config;
use crate::diag::Diagnostics;
use crate::extend;
use crate::import::{self, Format, Source};
use crate::io;
use crate::snapshot::Snapshot;
use crate::text::SourcePath;

/// Imports pages as drafts.
pub(super) fn run(
    common: &Common,
    args: &Import,
    terminal: &mut Terminal,
    environment: &Environment,
) -> Outcome {
    let (snapshot, _) = io::read(&common.dir);
    if snapshot.get(&SourcePath::new(config::CONFIG_PATH)).is_none() {
        return terminal.fail_with("no_site", &[("dir", &common.dir.display().to_string())]);
    }
    let (site, _) = config::parse(&snapshot);
    let lang = args.lang.clone().unwrap_or_else(|| site.default_language.clone());
    if !site.languages.contains(&lang) {
        let known = site.languages.join(", ");
        return terminal.fail_with("unknown_language", &[("lang", &lang), ("known", &known)]);
    }
    let into = args.into.trim_matches('/');
    if !into.split('/').all(is_good_part) {
        return terminal.fail_with("import_bad_section", &[("into", &args.into)]);
    }
    let shown = args.source.display().to_string();
    let sources: Vec<Source> = match io::read_sources(&args.source) {
        Ok(files) => files.into_iter().map(|(path, bytes)| Source { path, bytes }).collect(),
        Err(detail) => {
            return terminal.fail_with("import_no_source", &[("path", &shown), ("detail", &detail)]);
        }
    };
    let options = import::Options {
        today: environment.today,
        into: into.to_owned(),
        lang,
        default_language: site.default_language.clone(),
        languages: site.languages.clone(),
        format: args.from.map(format),
        wording: terminal.wording,
        blocked: &blocked(&snapshot),
    };
    let found = import::import(&sources, &options);
    if found.pages == 0 && found.notes.iter().all(|n| !n.kind.is_serious()) {
        return terminal.fail_with("import_nothing", &[("path", &shown)]);
    }
    finish(common, args, terminal, &found, into)
}

/// Writes the files that are not there yet, and reports.
fn finish(
    common: &Common,
    args: &Import,
    terminal: &mut Terminal,
    found: &import::Import,
    into: &str,
) -> Outcome {
    let mut kept = Vec::new();
    for (path, bytes) in &found.files {
        let target = common.dir.join(path);
        // A section that is there already is the right place, and no loss.
        if target.exists() {
            if !path.ends_with(&format!("content/{into}/_index.md")) {
                kept.push(path.clone());
            }
        } else if !args.dry_run && create_quietly(&target, bytes).is_err() {
            return terminal.fail_with("cannot_create", &[("path", &target.display().to_string())]);
        }
    }
    let report = match args.format {
        ImportReport::Text => import::report(found, terminal.wording),
        ImportReport::Json => import::json(found, &kept, terminal.wording),
    };
    let printed = terminal.bytes(report.as_bytes());
    for path in &kept {
        terminal.note("import_kept", &[("path", path)]);
    }
    let (pages, notes) = (found.pages.to_string(), found.notes.len().to_string());
    let words = [("pages", &*pages), ("format", found.format.as_str()), ("into", into), ("notes", &notes)];
    terminal.note(if args.dry_run { "import_dry" } else { "import_done" }, &words);
    if !args.dry_run {
        terminal.note("import_next", &[]);
    }
    match printed {
        Outcome::Fine if !kept.is_empty() || found.notes.iter().any(|n| n.kind.is_serious()) => {
            Outcome::Errors
        }
        other => other,
    }
}

fn is_good_part(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The site's block list, else that of the shipped library: nobody is to learn it by accident.
fn blocked(snapshot: &Snapshot) -> BlockList {
    const PATH: &str = "_data/blocklist.toml";
    let path = SourcePath::new(format!("content/{PATH}"));
    let mut nothing = Diagnostics::default();
    if snapshot.get(&path).is_some() {
        return BlockList::read(snapshot, &mut nothing);
    }
    let shipped = extend::library_files().into_iter().find(|(p, _)| p == PATH);
    let files = shipped.map(|(_, bytes)| (path.as_str().to_owned(), bytes));
    BlockList::read(&files.into_iter().collect(), &mut nothing)
}

fn format(format: ImportFormat) -> Format {
    match format {
        ImportFormat::Zola => Format::Zola,
        ImportFormat::Hugo => Format::Hugo,
        ImportFormat::MdBook => Format::MdBook,
        ImportFormat::Docusaurus => Format::Docusaurus,
        ImportFormat::Markdown => Format::Markdown,
        ImportFormat::Html => Format::Html,
        ImportFormat::Text => Format::Text,
    }
}
