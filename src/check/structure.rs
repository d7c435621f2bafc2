//! The shape of a guide: its parts and their order, its title, its checklist, its way on.

use super::page::{Finding, Page};
use crate::diag::{Code, Diagnostic};
use crate::document::{PARTS, Part, Urgency};
use crate::record::RecordKind;
use crate::text::{Position, is_cjk_or_wide_punctuation};

/// Related guides that a guide names at least.
const RELATED: usize = 3;

/// Fewest and most items to tick: what fits on one printed sheet.
const CHECKLIST: std::ops::RangeInclusive<usize> = 6..=12;

/// Parts that guides of a sector must have besides (source: the anatomy of a good guide, parts 17
/// and 24).
const SECTOR_PARTS: [(&str, &[&str]); 3] =
    [("digital-wallets", &["scams"]), ("lotteries", &["scams", "help-lines"]), ("card-disputes", &["scams"])];

/// Checks the shape of a guide.
pub(super) fn check(page: &Page<'_>, out: &mut Vec<Finding>) {
    if !page.is_guide() {
        return;
    }
    for part in missing_parts(page) {
        whole(page.at_title(Code::MissingPart).arg("part", part), out);
    }
    part_order(page, out);
    long_title(page, out);
    let related = page.document.front.related.len();
    if related < RELATED {
        let d = page.at_title(Code::FewRelated).arg("count", related.to_string());
        whole(d.arg("limit", RELATED.to_string()), out);
    }
    checklist(page, out);
    worth_it(page, out);
}

fn whole(diagnostic: Diagnostic, out: &mut Vec<Finding>) {
    out.push(Finding { block: None, diagnostic });
}

fn missing_parts<'a>(page: &Page<'a>) -> impl Iterator<Item = &'static str> + use<'a> {
    let front = &page.document.front;
    let mut wanted: Vec<&'static str> = PARTS.iter().filter(|p| p.required).map(|p| p.key).collect();
    let sector = SECTOR_PARTS.iter().find(|(s, _)| *s == page.sector());
    wanted.extend(sector.into_iter().flat_map(|(_, parts)| parts.iter()));
    if front.urgency == Urgency::Hours {
        wanted.push("urgent");
    }
    if front.your_clock.is_some() || front.their_clock.is_some() {
        wanted.push("deadlines");
    }
    let script = page.document.body.headings.iter().any(|h| h.class == "script");
    let letter =
        page.part("letter").is_some() || page.usage().all().any(|(kind, _)| kind == RecordKind::Letter);
    let (calls, writes) = acts(page);
    if calls && !script {
        wanted.push("script");
    }
    if writes && !letter {
        wanted.push("letter");
    }
    let there: Vec<&str> = page.parts().map(|h| h.class.as_str()).collect();
    wanted.sort_by_key(|key| Part::find(key).map(|(i, _)| i));
    wanted.into_iter().filter(move |key| !there.contains(key))
}

/// Whether a step is a call, and whether one is a letter.
fn acts(page: &Page<'_>) -> (bool, bool) {
    let Some(lang) = page.lang else { return (false, false) };
    let steps = || page.document.body.headings.iter().filter(|h| h.class == "act");
    let calls = steps().any(|h| lang.call.find(&h.text).next().is_some());
    let writes = steps().any(|h| lang.write.find(&h.text).next().is_some());
    (calls, writes)
}

fn part_order(page: &Page<'_>, out: &mut Vec<Finding>) {
    let mut last: Option<(usize, &str)> = None;
    let mut seen: Vec<(&str, usize)> = Vec::new();
    for heading in page.parts() {
        let Some((order, part)) = Part::find(&heading.class) else { continue };
        // To move the second one would not help: one of the two has to go.
        if let Some((_, line)) = seen.iter().find(|(key, _)| *key == part.key) {
            let d = page.at(Code::PartTwice, heading.span.clone()).arg("part", part.key);
            let d = d.arg("line", line.to_string());
            out.push(Finding { block: page.block_at(heading.span.start), diagnostic: d });
            continue;
        }
        seen.push((part.key, Position::of(page.text, heading.span.start).line));
        match last {
            Some((before, after)) if order < before => {
                let d =
                    page.at(Code::PartOrder, heading.span.clone()).arg("part", part.key).arg("after", after);
                out.push(Finding { block: page.block_at(heading.span.start), diagnostic: d });
            }
            _ => last = Some((order, part.key)),
        }
    }
}

fn long_title(page: &Page<'_>, out: &mut Vec<Finding>) {
    let Some(lang) = page.lang else { return };
    let title = &page.document.front.title.value;
    let wide = title.chars().filter(|c| is_cjk_or_wide_punctuation(*c)).count();
    let narrow = title.chars().count() - wide;
    let length = wide + narrow.div_ceil(lang.title.narrow.max(1));
    if length > lang.title.limit {
        let d = page.at_title(Code::LongTitle).arg("length", length.to_string());
        whole(d.arg("limit", lang.title.limit.to_string()).arg("unit", lang.title.unit.clone()), out);
    }
}

fn checklist(page: &Page<'_>, out: &mut Vec<Finding>) {
    let count = page.document.body.tasks.len();
    let Some(evidence) = page.part("evidence").filter(|_| !CHECKLIST.contains(&count)) else { return };
    let d = page.at(Code::ChecklistLength, evidence.span.clone()).arg("count", count.to_string());
    out.push(Finding { block: page.block_at(evidence.span.start), diagnostic: d });
}

/// “Worth it” has a figure, a record or a rule.
fn worth_it(page: &Page<'_>, out: &mut Vec<Finding>) {
    let (Some(heading), Some(lang)) = (page.part("worth-it"), page.lang) else { return };
    let definite = page.blocks().filter(|(_, _, place)| place.part == "worth-it").any(|(_, block, _)| {
        let is_heading = block.span.start == heading.span.start;
        let figure = block.text.contains(|c: char| c.is_ascii_digit());
        !is_heading
            && (figure
                || page.records(&block).next().is_some()
                || lang.rule.find(block.text).next().is_some())
    });
    if !definite {
        let d = page.at(Code::WorthItVague, heading.span.clone());
        out.push(Finding { block: page.block_at(heading.span.start), diagnostic: d });
    }
}
