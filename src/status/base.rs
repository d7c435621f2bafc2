//! What a site has different from its base, for people.

use std::fmt::Write;

use crate::diag::Wording;
use crate::extend::{Difference, State};

/// The differences as text, one line each, those that need work first; empty if there are none.
pub fn base(differences: &[Difference], wording: Wording) -> String {
    if differences.is_empty() {
        return String::new();
    }
    let mut out = format!("{}\n", wording.phrase("base_head", &[]));
    for d in differences {
        let whole = wording.phrase("whole_file", &[]);
        let key = match &d.state {
            State::Changed(_) => "base_changed",
            State::Gone => "base_gone",
            State::Unrecorded => "base_unrecorded",
            State::Same => "base_same",
            State::Identical => "base_identical",
            State::Removed => "base_removed",
            State::Added => continue,
        };
        let changed = match &d.state {
            State::Changed(parts) if !parts.is_empty() => parts.join(", "),
            _ => whole,
        };
        let words = [("changed", changed.as_str()), ("own", &d.own), ("base", &d.base)];
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {}  {}", d.name, wording.phrase(key, &words));
    }
    let added = differences.iter().filter(|d| d.state == State::Added).count();
    if added > 0 {
        let _ = writeln!(out, "  {}", wording.phrase("base_added", &[("count", &added.to_string())]));
    }
    out
}
