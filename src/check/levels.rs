//! Levels of headings: none is left out, and a step is of the third.

use super::page::{Finding, Page};
use crate::diag::Code;

/// The level of a step.
const STEP: u8 = 3;

/// Checks the headings of a page.
pub(super) fn check(page: &Page<'_>, out: &mut Vec<Finding>) {
    // The title is the heading of the first level.
    let (mut above, mut part) = (1, "");
    for heading in &page.document.body.headings {
        if heading.level == 2 {
            part = &heading.class;
        }
        let is_step = matches!(heading.class.as_str(), "act" | "wait")
            || (matches!(part, "steps" | "urgent") && heading.text.contains(" · "));
        let meant = if is_step && heading.level > STEP { STEP } else { heading.level.min(above + 1) };
        above = heading.level;
        if meant != heading.level {
            let d = page.at(Code::HeadingJump, heading.span.clone()).arg("level", heading.level.to_string());
            let d = d.arg("meant", meant.to_string()).arg("signs", "#".repeat(meant.into()));
            out.push(Finding { block: page.block_at(heading.span.start), diagnostic: d });
        }
    }
}
