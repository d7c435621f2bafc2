//! The report: what could not be carried over, for people and for scripts.

use std::fmt::Write;

use serde::Serialize;

use super::{Import, Kind};
use crate::diag::Wording;

/// The report as text: one line for each note, `path:line: what`, then how many of each kind there are.
pub fn text(import: &Import, wording: Wording) -> String {
    let mut out = String::new();
    for note in &import.notes {
        let words = words(note.kind, &note.what, wording);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}:{}: {words}", note.path, note.line);
    }
    let count = |kind: Kind| import.notes.iter().filter(|n| n.kind == kind).count();
    let kinds: Vec<String> = Kind::ALL
        .into_iter()
        .filter(|k| count(*k) > 0)
        .map(|k| format!("{} {}", count(k), wording.phrase(&format!("import_kind_{}", k.as_str()), &[])))
        .collect();
    if !kinds.is_empty() {
        let _ = writeln!(out, "\n{}", wording.phrase("import_total", &[("kinds", &kinds.join(" · "))]));
    }
    out
}

fn words(kind: Kind, what: &str, wording: Wording) -> String {
    let name = wording.phrase(&format!("import_kind_{}", kind.as_str()), &[]);
    let hint = wording.phrase(&format!("import_hint_{}", kind.as_str()), &[]);
    // What stands in a source must not steer a terminal.
    let what: String = what.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    format!("{name}: {what} — {hint}")
}

#[derive(Serialize)]
struct Report<'a> {
    format: &'a str,
    pages: usize,
    files: Vec<&'a str>,
    kept: &'a [String],
    notes: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    path: &'a str,
    line: usize,
    kind: &'a str,
    serious: bool,
    what: &'a str,
    message: String,
}

/// The report as one JSON object: `{format, pages, files, kept, notes: [{path, line, kind, serious, what,
/// message}]}`; `kept` are files that were there already and stayed as they were.
pub fn json(import: &Import, kept: &[String], wording: Wording) -> String {
    let report = Report {
        format: import.format.as_str(),
        pages: import.pages,
        files: import.files.keys().map(String::as_str).filter(|f| !kept.iter().any(|k| k == f)).collect(),
        kept,
        notes: import
            .notes
            .iter()
            .map(|n| Item {
                path: &n.path,
                line: n.line,
                kind: n.kind.as_str(),
                serious: n.kind.is_serious(),
                what: &n.what,
                message: words(n.kind, &n.what, wording),
            })
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&report).expect("strings and numbers always serialise");
    text.push('\n');
    text
}
