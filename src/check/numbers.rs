//! Numbers rest on records: lengths of time, sums and phones beside a reference, or held by a record
//! that the page uses; days say which days they are.

use std::ops::Range;

use super::figure::{self, Duration, Measure};
use super::lang::Numbers;
use super::page::{Finding, Page, Place, quotes};
use crate::diag::Code;
use crate::document::{Reference, TextBlock, TextKind};
use crate::library::Target;
use crate::record::{Deadline, RecordKind, Unit};

/// Kinds of records that carry numbers.
const CARRIERS: [RecordKind; 5] =
    [RecordKind::Deadline, RecordKind::Source, RecordKind::Authority, RecordKind::Ladder, RecordKind::Letter];

/// Checks all numbers of a guide.
pub(super) fn check(page: &Page<'_>, out: &mut Vec<Finding>) {
    let Some(lang) = page.lang.filter(|_| page.is_guide()) else { return };
    head(page, &lang.numbers, out);
    for (index, block, place) in page.blocks() {
        // An example is invented, and says so.
        if place.part == "example" {
            continue;
        }
        let run = Run { page, index, block, place, numbers: &lang.numbers };
        run.durations(out);
        run.sums(out);
        run.phones(out);
    }
}

/// The summary and the act for today cannot hold a reference: their lengths of time are those of
/// deadlines that the page uses.
fn head(page: &Page<'_>, numbers: &Numbers, out: &mut Vec<Finding>) {
    let front = &page.document.front;
    let today = front.today.iter().map(|t| t.text.as_str());
    for text in std::iter::once(front.summary_text()).chain(today) {
        let quoted = quotes(text);
        for duration in figure::durations(text, numbers) {
            let known = used_deadlines(page).any(|d| duration.is_length_of(d));
            if !known && !quoted.iter().any(|q| q.contains(&duration.range.start)) {
                let span = page.locate_in_front(text, duration.range.clone());
                let diagnostic = page.at(Code::NumberWithoutRecord, span).arg("text", &text[duration.range]);
                out.push(Finding { block: None, diagnostic });
            }
        }
    }
}

/// Deadlines that a page uses, also through ladders.
fn used_deadlines<'a>(page: &Page<'a>) -> impl Iterator<Item = &'a Deadline> + use<'a> {
    let all = &page.library.records().deadlines;
    page.usage().all().filter_map(move |(kind, id)| all.get(id).filter(|_| kind == RecordKind::Deadline))
}

struct Run<'p, 'a> {
    page: &'p Page<'a>,
    index: usize,
    block: TextBlock<'a>,
    place: Place<'a>,
    numbers: &'static Numbers,
}

impl<'a> Run<'_, 'a> {
    fn report(&self, code: Code, piece: Range<usize>, out: &mut Vec<Finding>) {
        let text = self.block.text[piece.clone()].trim().to_owned();
        let diagnostic = self.page.at(code, self.page.locate(&self.block, piece)).arg("text", text);
        out.push(Finding { block: Some(self.index), diagnostic });
    }

    fn carried(&self) -> bool {
        self.page.records_near(self.index).any(|(kind, _)| CARRIERS.contains(&kind))
    }

    /// Links to deadlines in this run.
    fn deadline_links(&self) -> impl Iterator<Item = (&'a Reference, &'a Deadline)> + use<'a> {
        let library = self.page.library;
        let range = self.block.references.clone();
        let references = &self.page.document.body.references[range.clone()];
        references.iter().zip(&library.targets(self.page.id)[range]).filter_map(|(reference, target)| {
            match target {
                Target::Record { kind: RecordKind::Deadline, id } => {
                    library.records().deadlines.get(id).map(|d| (reference, d))
                }
                _ => None,
            }
        })
    }

    fn durations(&self, out: &mut Vec<Finding>) {
        for (reference, deadline) in self.deadline_links() {
            for duration in figure::linked_durations(&reference.text, self.numbers) {
                if let Some(code) = contradiction(&duration, deadline) {
                    let text = &reference.text[duration.range];
                    let diagnostic =
                        self.page.at(code, self.page.find_in(&reference.span, text)).arg("text", text);
                    out.push(Finding { block: Some(self.index), diagnostic });
                }
            }
        }
        let quoted = self.page.quoted(&self.block, self.place);
        for duration in figure::durations(self.block.text, self.numbers) {
            let start = self.page.locate(&self.block, duration.range.clone()).start;
            let linked = self.deadline_links().any(|(r, _)| r.span.contains(&start));
            if linked || quoted.iter().any(|q| q.contains(&duration.range.start)) || self.is_pace(&duration) {
                continue;
            }
            let same = self.deadlines_of(&duration);
            let contradicted = same.iter().all(|d| contradiction(&duration, d).is_some());
            if same.is_empty() && !self.carried() && !self.next_day(&duration) {
                self.report(Code::NumberWithoutRecord, duration.range, out);
            } else if contradicted && (!same.is_empty() || duration.loose) {
                self.report(Code::DayKindUnsaid, duration.range, out);
            }
        }
    }

    /// Deadlines that the page uses and that have this length; those beside the number count first.
    fn deadlines_of(&self, duration: &Duration) -> Vec<&'a Deadline> {
        let all = &self.page.library.records().deadlines;
        let same = |kind: RecordKind, id: &str| {
            let deadline = all.get(id).filter(|_| kind == RecordKind::Deadline);
            deadline.filter(|d| duration.is_length_of(d))
        };
        let near: Vec<&Deadline> =
            self.page.records_near(self.index).filter_map(|(k, id)| same(k, id)).collect();
        if near.is_empty() {
            used_deadlines(self.page).filter(|d| duration.is_length_of(d)).collect()
        } else {
            near
        }
    }

    fn is_step_heading(&self) -> bool {
        self.block.kind == TextKind::Heading && self.place.step.is_some()
    }

    /// “Within three days” over a step is the pace that the guide proposes, when it is written out.
    fn is_pace(&self, duration: &Duration) -> bool {
        self.is_step_heading()
            && !self.block.text[duration.range.clone()].contains(|c: char| c.is_ascii_digit())
    }

    /// A step on day 16 follows a wait of 15 days.
    fn next_day(&self, duration: &Duration) -> bool {
        let before = Duration { n: duration.n.saturating_sub(1), ..duration.clone() };
        self.is_step_heading() && !self.deadlines_of(&before).is_empty()
    }

    fn sums(&self, out: &mut Vec<Finding>) {
        // What is worth it is our own advice, and scripts hold blanks or samples.
        if self.place.part == "worth-it" || self.place.class == "script" || self.carried() {
            return;
        }
        for sum in figure::sums(self.block.text, self.numbers) {
            self.report(Code::SumWithoutRecord, sum, out);
        }
    }

    fn phones(&self, out: &mut Vec<Finding>) {
        for phone in figure::phones(self.block.text, self.numbers) {
            if !self.authority_has(&phone.digits) && !self.source_has(&phone.digits) {
                self.report(Code::PhoneWithoutRecord, phone.range, out);
            }
        }
    }

    /// Whether an authority that the page uses has this number as its phone or as a name.
    fn authority_has(&self, digits: &str) -> bool {
        let authorities = &self.page.library.records().authorities;
        self.page
            .usage()
            .all()
            .filter(|(kind, _)| *kind == RecordKind::Authority)
            .filter_map(|(_, id)| authorities.get(id))
            .any(|a| {
                let phone = a.phone.iter().map(|p| p.value.as_str());
                let names = a.name.texts.values().map(String::as_str).chain(a.aka.iter().map(String::as_str));
                phone.chain(names).any(|t| figure::digits(t) == digits)
            })
    }

    /// Whether a source stands beside a short code. Long numbers, which crooks can rent, need an
    /// authority's record.
    fn source_has(&self, digits: &str) -> bool {
        digits.len() <= 5 && self.page.records_near(self.index).any(|(kind, _)| kind == RecordKind::Source)
    }
}

/// What is wrong with a length of time on a page whose record says another: its length, or which
/// days are counted. Days that are not said to be any are taken for calendar days, as laws do.
fn contradiction(duration: &Duration, deadline: &Deadline) -> Option<Code> {
    if !duration.is_length_of(deadline) {
        return Some(Code::NumberWithoutRecord);
    }
    let calendar = deadline.unit == Some(Unit::CalendarDays);
    let agrees = match duration.measure {
        Measure::Days | Measure::CalendarDays => calendar,
        Measure::WorkingDays => !calendar,
        Measure::Hours | Measure::Weeks | Measure::Months | Measure::Years => true,
    };
    (!agrees).then_some(Code::DayKindUnsaid)
}
