//! A guide shows the records of the countries whose rules it states, and no others.

use super::page::{Finding, Page};
use crate::diag::Code;
use crate::library::Target;
use crate::record::{Common, RecordKind};

/// Checks everything that a guide refers to.
pub(super) fn check(page: &Page<'_>, out: &mut Vec<Finding>) {
    if !page.is_guide() {
        return;
    }
    let records = page.library.records();
    let references = page.document.body.references.iter().zip(page.library.targets(page.id));
    for (reference, target) in references {
        let Target::Record { kind, id } = target else { continue };
        if let Some(common) = records.common(*kind, id).filter(|c| foreign(page, c)) {
            out.push(finding(page, *kind, common, reference.span.clone(), Some(reference.block)));
        }
    }
    let front = &page.document.front;
    let sources = front.sources.iter().map(|s| (RecordKind::Source, s));
    let clocks = front.their_clock.iter().chain(&front.your_clock).map(|c| (RecordKind::Deadline, c));
    for (kind, id) in sources.chain(clocks) {
        if let Some(common) = records.common(kind, &id.value).filter(|c| foreign(page, c)) {
            out.push(finding(page, kind, common, id.span.clone(), None));
        }
    }
}

fn foreign(page: &Page<'_>, common: &Common) -> bool {
    let stated = &page.document.front.jurisdictions;
    !common.jurisdiction.is_empty() && !stated.iter().any(|j| j.value == common.jurisdiction)
}

fn finding(
    page: &Page<'_>,
    kind: RecordKind,
    common: &Common,
    span: std::ops::Range<usize>,
    block: Option<usize>,
) -> Finding {
    let diagnostic = page
        .at(Code::JurisdictionMismatch, span)
        .arg("kind", kind.as_str())
        .arg("id", common.id.clone())
        .arg("jurisdiction", common.jurisdiction.clone())
        .related("defined_here", common.location.clone());
    Finding { block, diagnostic }
}
