//! What is old: reviews, records, laws that ended, bodies that closed, records that nothing uses.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::page::{Finding, Page};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::library::{Library, Target};
use crate::record::{Active, Common, RecordKind, Records, Source};
use crate::table::Spanned;

/// Months after which a record must be checked again (source: the editorial checks, point 2).
const RECORD_MONTHS: i32 = 12;

/// Checks a page: its review, and what it cites.
pub(super) fn check(page: &Page<'_>, out: &mut Vec<Finding>) {
    review(page, out);
    let references = page.document.body.references.iter().zip(page.library.targets(page.id));
    for (reference, target) in references {
        let Target::Record { kind, id } = target else { continue };
        let at = Location::new(&page.document.path, reference.span.clone());
        if let Some(diagnostic) = ended(page.library, *kind, id, at) {
            out.push(Finding { block: Some(reference.block), diagnostic });
        }
    }
    for source in &page.document.front.sources {
        let at = Location::new(&page.document.path, source.span.clone());
        if let Some(diagnostic) = ended(page.library, RecordKind::Source, &source.value, at) {
            out.push(Finding { block: None, diagnostic });
        }
    }
}

/// Says that something was looked at on a day that is yet to come. It is tomorrow already where somebody else
/// lives, so one day is allowed. Time that passes only takes this one away, so it may stop a build.
fn to_come(library: &Library, key: &str, date: &Spanned<Date>, at: Location) -> Option<Diagnostic> {
    let today = library.today();
    (date.value > today.saturating_add(1.day())).then(|| {
        let d = Diagnostic::new(Code::DateInFuture, at).arg("key", key);
        d.arg("date", date.value.to_string()).arg("today", today.to_string())
    })
}

fn review(page: &Page<'_>, out: &mut Vec<Finding>) {
    if let Some(reviewed) = &page.document.front.reviewed {
        let at = Location::new(&page.document.path, reviewed.span.clone());
        let found = to_come(page.library, "reviewed", reviewed, at);
        out.extend(found.map(|diagnostic| Finding { block: None, diagnostic }));
    }
    let (Some(due), Some(reviewed)) = (page.library.review_due(page.id), &page.document.front.reviewed)
    else {
        return;
    };
    let today = page.library.today();
    let code = if due.date < today {
        Code::ReviewOverdue
    } else if due.date <= page.library.config().checks.warn_ahead.after(today) {
        Code::ReviewDue
    } else {
        return;
    };
    let mut diagnostic = page
        .at(code, reviewed.span.clone())
        .arg("date", due.date.to_string())
        .arg("today", today.to_string());
    if let Some((kind, id)) = due.because
        && let Some(common) = page.library.records().common(kind, &id)
    {
        diagnostic = diagnostic.related("defined_here", common.location.clone());
    }
    out.push(Finding { block: None, diagnostic });
}

/// What is wrong with citing a source that is no longer in force, or an authority that closes.
fn ended(library: &Library, kind: RecordKind, id: &str, at: Location) -> Option<Diagnostic> {
    let records = library.records();
    match kind {
        RecordKind::Source => source_ended(records, records.sources.get(id)?, library.today(), at),
        RecordKind::Authority => {
            let authority = records.authorities.get(id)?;
            (authority.active != Active::Yes).then(|| {
                Diagnostic::new(Code::AuthorityClosed, at)
                    .arg("id", id)
                    .arg("state", authority.active.as_str())
                    .related("defined_here", authority.common.location.clone())
            })
        }
        _ => None,
    }
}

fn source_ended(records: &Records, source: &Source, today: Date, at: Location) -> Option<Diagnostic> {
    let id = source.common.id.as_str();
    if let Some(by) = &source.superseded_by {
        // A successor that is not in force yet replaces nothing.
        let next = records.sources.get(&by.value).and_then(|s| s.in_force_from.as_ref());
        if next.is_none_or(|from| from.value <= today) {
            let d = Diagnostic::new(Code::SourceSuperseded, at).arg("id", id).arg("by", by.value.clone());
            return Some(d.related("defined_here", source.common.location.clone()));
        }
    }
    let end = source.in_force_to.as_ref().filter(|end| end.value < today)?;
    let d = Diagnostic::new(Code::SourceExpired, at).arg("id", id).arg("date", end.value.to_string());
    Some(d.related("defined_here", source.common.location.clone()))
}

/// Checks the records by themselves.
pub(super) fn records(library: &Library, out: &mut Diagnostics) {
    let all = library.records();
    let used = used(library);
    for kind in RecordKind::ALL {
        for id in all.ids(kind) {
            let Some(common) = all.common(kind, id) else { continue };
            stale(library, kind, common, out);
            unmade(library, kind, common, out);
            for source in &common.sources {
                ended(library, RecordKind::Source, &source.value, common.at(source))
                    .into_iter()
                    .for_each(|d| out.push(d));
            }
            if !used.contains(&(kind, id)) {
                let d = Diagnostic::new(Code::UnusedRecord, common.location.clone());
                out.push(d.arg("kind", kind.as_str()).arg("id", id));
            }
        }
    }
    for ladder in all.ladders.values() {
        for authority in ladder.rungs.iter().filter_map(|r| r.authority.as_ref()) {
            let at = ladder.common.at(authority);
            ended(library, RecordKind::Authority, &authority.value, at).into_iter().for_each(|d| out.push(d));
        }
    }
}

fn stale(library: &Library, kind: RecordKind, common: &Common, out: &mut Diagnostics) {
    let Some(date) = library.record_checked(kind, &common.id) else { return };
    if date.value.saturating_add(RECORD_MONTHS.months()) < library.today() {
        let d = Diagnostic::new(Code::RecordStale, common.at(date)).arg("kind", kind.as_str());
        out.push(d.arg("id", common.id.clone()).arg("date", date.value.to_string()));
    }
}

/// Checks that nobody can have made yet.
fn unmade(library: &Library, kind: RecordKind, common: &Common, out: &mut Diagnostics) {
    let source = library.records().sources.get(&common.id).filter(|_| kind == RecordKind::Source);
    let dates = [
        ("checked_on", common.checked_on.as_ref()),
        ("retrieved_on", source.and_then(|s| s.retrieved_on.as_ref())),
    ];
    for (key, date) in dates {
        let found = date.and_then(|date| to_come(library, key, date, common.at(date)));
        found.into_iter().for_each(|d| out.push(d));
    }
}

/// Records that a page or another record refers to.
fn used(library: &Library) -> BTreeSet<(RecordKind, &str)> {
    let all = library.records();
    let mut used: BTreeSet<(RecordKind, &str)> =
        library.holiday_sources().map(|id| (RecordKind::Source, id)).collect();
    for kind in RecordKind::ALL {
        for id in all.ids(kind) {
            if !library.mentions(kind, id).is_empty() {
                used.insert((kind, id));
            }
            let sources = all.common(kind, id).into_iter().flat_map(|c| &c.sources);
            used.extend(sources.map(|s| (RecordKind::Source, s.value.as_str())));
        }
    }
    let mut add = |kind: RecordKind, ids: &mut dyn Iterator<Item = &'_ Spanned<String>>| {
        let known = all.ids(kind);
        for id in ids {
            used.extend(known.iter().find(|k| **k == id.value).map(|k| (kind, *k)));
        }
    };
    add(RecordKind::Deadline, &mut all.authorities.values().flat_map(|a| &a.deadlines));
    add(RecordKind::Authority, &mut all.authorities.values().filter_map(|a| a.replaced_by.as_ref()));
    add(RecordKind::Authority, &mut all.deadlines.values().filter_map(|d| d.authority.as_ref()));
    add(RecordKind::Evidence, &mut all.letters.values().flat_map(|l| &l.attachments));
    let rungs = || all.ladders.values().flat_map(|l| &l.rungs);
    add(RecordKind::Authority, &mut rungs().flat_map(|r| r.authority.iter().chain(&r.exclusive_with)));
    add(RecordKind::Deadline, &mut rungs().filter_map(|r| r.they_have.as_ref()));
    add(RecordKind::Term, &mut all.terms.values().flat_map(|t| &t.not_to_confuse_with));
    add(RecordKind::Source, &mut all.sources.values().filter_map(|s| s.superseded_by.as_ref()));
    used
}
