//! Where in a page the query matches, and what to show of it.

use super::types::{Hit, Part, SubHit};
use crate::analyse::analyse;
use crate::fold::Folder;
use crate::prelude::*;
use crate::query::Clause;
use crate::record::{Record, Section};
use crate::table::{Table, keep_best};
use core::ops::Range;

/// How much of a text is shown; a Chinese character counts as two.
const WIDTH: usize = 170;

/// How much of it before the first match.
const BEFORE: usize = 30;

/// How many further sections a hit may have.
const SUB_HITS: usize = 3;

/// What it adds to a passage that it has the query as it was typed.
const AS_TYPED: f32 = 1.0;

/// Finds passages for the clauses of one query.
pub(super) struct Passages<'a> {
    folder: &'a Folder,
    clauses: usize,
    /// Terms to mark: their clause and what it is worth.
    marks: Table<&'a [u8], (usize, f32)>,
    /// A bit for each last byte of a mark, of its lowest six bits: most terms of a text are none.
    ends: u64,
}

/// A match in a text.
struct Match {
    span: Range<usize>,
    clause: usize,
    weight: f32,
}

/// The best part of a text.
struct Window {
    worth: f32,
    /// The first match of it, as a place in the text.
    from: usize,
}

impl<'a> Passages<'a> {
    pub(super) fn new(folder: &'a Folder, clauses: &'a [Clause]) -> Passages<'a> {
        let mut marks = Table::default();
        let mut ends = 0;
        for (number, clause) in clauses.iter().enumerate() {
            for key in &clause.marks {
                ends |= end_bit(key);
                if !marks.has(&key.as_slice()) {
                    marks.insert(key.as_slice(), (number, clause.weight));
                }
            }
        }
        Passages {
            folder,
            clauses: clauses.len(),
            marks,
            ends,
        }
    }

    /// Whether a page's text has the clauses one right after the other, as in the query.
    pub(super) fn as_typed(&self, record: &Record) -> bool {
        record.sections.iter().any(|section| {
            let matches = self.matches(&section.text);
            (0..matches.len()).any(|at| self.is_typed(&matches[at..]))
        })
    }

    /// Whether these matches begin with all clauses in their order, each overlapping the next.
    fn is_typed(&self, matches: &[Match]) -> bool {
        if self.clauses < 2 || matches.len() < self.clauses {
            return false;
        }
        (0..self.clauses).all(|at| {
            let next = matches[at].clause == at;
            next && (at == 0 || matches[at].span.start < matches[at - 1].span.end)
        })
    }

    /// The hit for a page.
    pub(super) fn hit(&self, record: &Record, score: f32, other: bool) -> Hit {
        let mut sections: Vec<(f32, &Section, Vec<Match>, Window)> = Vec::new();
        for section in &record.sections {
            let matches = self.matches(&section.text);
            let heading: f32 = distinct(&self.matches(&section.heading));
            if let Some(window) = self.best(&section.text, &matches) {
                sections.push((window.worth + heading / 2.0, section, matches, window));
            }
        }
        keep_best(&mut sections, SUB_HITS + 1, |a, b| a.0 > b.0);
        let shown: Vec<SubHit> = sections
            .iter()
            .filter(|(worth, ..)| *worth * 2.0 >= sections[0].0)
            .map(|(_, section, matches, window)| SubHit {
                url: url(&record.url, &section.anchor),
                heading: section.heading.clone(),
                snippet: cut(&section.text, matches, window.from),
            })
            .collect();
        let mut shown = shown.into_iter();
        let main = shown.next().unwrap_or_else(|| SubHit {
            url: record.url.clone(),
            heading: String::new(),
            snippet: cut(&record.summary, &self.matches(&record.summary), 0),
        });
        Hit {
            id: record.id.clone(),
            lang: record.lang.clone(),
            other,
            kind: record.kind.as_str(),
            url: main.url,
            title: parts(
                &record.title,
                0..record.title.len(),
                &self.matches(&record.title),
            ),
            snippet: main.snippet,
            heading: main.heading,
            summary: record.summary.clone(),
            sector: record.sector.clone(),
            sector_title: record.sector_title.clone(),
            jurisdictions: record.jurisdictions.clone(),
            today: record.today.clone(),
            deadline: record.deadline.clone(),
            score,
            sub_results: shown.filter(|sub| sub.url != record.url).collect(),
        }
    }

    /// The part of a text with the most different clauses.
    fn best(&self, text: &str, matches: &[Match]) -> Option<Window> {
        let mut best: Option<Window> = None;
        for (number, first) in matches.iter().enumerate() {
            let end = forward(text, first.span.start, WIDTH - BEFORE);
            let rest = &matches[number..];
            let inside = rest.iter().take_while(|m| m.span.end <= end).count().max(1);
            let inside = &rest[..inside];
            let typed = if self.is_typed(rest) { AS_TYPED } else { 0.0 };
            let worth = distinct(inside) + inside.len().min(10) as f32 / 100.0 + typed;
            if best.as_ref().is_none_or(|best| worth > best.worth) {
                best = Some(Window {
                    worth,
                    from: first.span.start,
                });
            }
        }
        best
    }

    fn matches(&self, text: &str) -> Vec<Match> {
        let mut found = Vec::new();
        analyse(self.folder, text, &mut |token| {
            let key = token.key.as_bytes();
            if self.ends & end_bit(key) == 0 {
                return;
            }
            if let Some((clause, weight)) = self.marks.get(&key) {
                found.push(Match {
                    span: token.span,
                    clause: *clause,
                    weight: *weight,
                });
            }
        });
        found
    }
}

fn end_bit(key: &[u8]) -> u64 {
    key.last().map_or(0, |last| 1 << (last & 63))
}

fn url(page: &str, anchor: &str) -> String {
    let mut url = String::from(page);
    if !anchor.is_empty() {
        url.push('#');
        url.push_str(anchor);
    }
    url
}

/// What the different clauses among the matches are worth.
fn distinct(matches: &[Match]) -> f32 {
    let is_first =
        |(at, m): &(usize, &Match)| matches[..*at].iter().all(|other| other.clause != m.clause);
    matches
        .iter()
        .enumerate()
        .filter(is_first)
        .map(|(_, m)| m.weight)
        .sum()
}

/// The place `width` further on.
fn forward(text: &str, from: usize, width: usize) -> usize {
    let mut left = width;
    for (at, c) in text[from..].char_indices() {
        let wide = if c > '\u{2e7f}' { 2 } else { 1 };
        if left < wide {
            return from + at;
        }
        left -= wide;
    }
    text.len()
}

/// The passage around the match at `from`: it begins at a word or sentence, and dots show what is cut.
fn cut(text: &str, matches: &[Match], from: usize) -> Vec<Part> {
    let mut start = from;
    let mut left = BEFORE;
    for (at, c) in text[..from].char_indices().rev() {
        let wide = if c > '\u{2e7f}' { 2 } else { 1 };
        if left < wide || matches!(c, '。' | '！' | '？' | '；' | '\n') {
            break;
        }
        left -= wide;
        start = at;
    }
    if start > 0 && left < 2 {
        // Not in the middle of a word.
        let space = text[start..from]
            .find(' ')
            .map_or(start, |space| start + space + 1);
        start = space;
    }
    let mut end = forward(text, start, WIDTH);
    if end < text.len() {
        let is_latin = text[..end]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphanumeric());
        let space = text[start..end].rfind(' ').map(|space| start + space);
        end = space
            .filter(|space| is_latin && *space > from)
            .unwrap_or(end);
    }
    let mut shown = parts(text, start..end, matches);
    let dots = || Part {
        text: "…".into(),
        marked: false,
    };
    if start > 0 {
        shown.insert(0, dots());
    }
    if end < text.len() {
        shown.push(dots());
    }
    shown
}

/// A range of a text, cut at the edges of the matches; those that touch are one.
fn parts(text: &str, range: Range<usize>, matches: &[Match]) -> Vec<Part> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for m in matches {
        let (start, end) = (m.span.start.max(range.start), m.span.end.min(range.end));
        match spans.last_mut() {
            _ if start >= end => {}
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => spans.push(start..end),
        }
    }
    let mut parts = Vec::new();
    let mut push = |range: Range<usize>, marked| {
        if !range.is_empty() {
            parts.push(Part {
                text: text[range].replace('\n', " "),
                marked,
            });
        }
    };
    let mut at = range.start;
    for span in spans {
        push(at..span.start, false);
        at = span.end;
        push(span, true);
    }
    push(at..range.end, false);
    parts
}
