//! For people: one paragraph an owner, one line a page.

use std::fmt::Write;

use super::{Entry, State, Status};
use crate::diag::Wording;

/// The status as text: what needs work, by owner, and how many pages are fine.
pub fn text(status: &Status, wording: Wording) -> String {
    let mut out = String::new();
    let mut owner: Option<&str> = None;
    for entry in status.entries.iter().filter(|e| e.state.needs_work()) {
        if owner != Some(&entry.owner) {
            if owner.is_some() {
                out.push('\n');
            }
            let name =
                if entry.owner.is_empty() { wording.phrase("no_owner", &[]) } else { entry.owner.clone() };
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{name}");
            owner = Some(&entry.owner);
        }
        let _ = writeln!(out, "  {}  {}", entry.path, line(entry, wording));
    }
    if owner.is_none() {
        out.push_str(&wording.phrase("all_reviewed", &[]));
        out.push('\n');
    }
    if !status.base.is_empty() {
        out.push('\n');
        out.push_str(&super::base(&status.base, wording));
    }
    out
}

fn line(entry: &Entry, wording: Wording) -> String {
    let date = entry.date.map(|d| d.to_string()).unwrap_or_default();
    let mut line = match &entry.state {
        State::Overdue => wording.phrase("status_overdue", &[("date", &date)]),
        State::Due | State::Later => wording.phrase("status_due", &[("date", &date)]),
        State::Behind(changed) if changed.is_empty() => wording.phrase("status_behind", &[]),
        State::Behind(changed) => wording.phrase("status_behind_in", &[("changed", &changed.join(", "))]),
        State::Missing(lang) => wording.phrase("status_missing", &[("lang", lang)]),
        State::Undated => wording.phrase("status_undated", &[]),
    };
    if let Some(record) = &entry.because {
        line.push_str(&wording.phrase("status_because", &[("record", record)]));
    }
    line
}
