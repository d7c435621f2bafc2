//! Excuses: `<!-- kb-allow CODE: reason -->` silences a code on the run of text that follows, on that
//! run and the next one if it is a heading. One above all text is for the page as a whole, too.

use super::page::{Finding, Page};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::document::{Document, Excuse, TextKind};

/// Codes that other stages report; their excuses are not judged here.
const ELSEWHERE: [Code; 4] = [Code::QueryMisses, Code::DeadLink, Code::MovedLink, Code::UncheckedLink];

/// Drops what is excused and reports excuses that excuse nothing.
pub(super) fn apply(page: &Page<'_>, findings: Vec<Finding>, out: &mut Diagnostics) {
    let excuses = &page.document.body.excuses;
    let mut used = vec![false; excuses.len()];
    for finding in findings {
        let mut excused = false;
        for (excuse, used) in excuses.iter().zip(&mut used) {
            if covers(page.document, excuse, finding.diagnostic.code, finding.block) {
                *used = true;
                excused = true;
            }
        }
        if !excused {
            out.push(finding.diagnostic);
        }
    }
    for (excuse, used) in excuses.iter().zip(used) {
        if !used && !ELSEWHERE.contains(&excuse.code) {
            let at = Location::new(&page.document.path, excuse.span.clone());
            out.push(Diagnostic::new(Code::UnusedExcuse, at).arg("excused", excuse.code.as_str()));
        }
    }
}

/// Whether a document excuses a code on one of its runs of text, or (without one) on the page.
pub fn is_excused(document: &Document, code: Code, block: Option<usize>) -> bool {
    document.body.excuses.iter().any(|e| covers(document, e, code, block))
}

fn covers(document: &Document, excuse: &Excuse, code: Code, block: Option<usize>) -> bool {
    let heading = document.body.blocks.get(excuse.block).is_some_and(|b| b.kind == TextKind::Heading);
    let reach = excuse.block..=excuse.block + usize::from(heading);
    excuse.code == code && block.map_or(excuse.block == 0, |b| reach.contains(&b))
}
