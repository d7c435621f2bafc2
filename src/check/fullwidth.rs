//! Links that an input method for Chinese spoilt: `[账单]（evidence:bill）` is text, not a link.

use std::ops::Range;

use pulldown_cmark::Event;

use super::page::{Finding, Page};
use crate::diag::Code;
use crate::document::{TextKind, names_target};

/// Longest words and longest target of a link that are looked at, in characters: a line may be a whole file.
const LONGEST: usize = 400;

/// How many places of a page are looked at closely: each reads all of its events.
const MOST: usize = 300;

/// Brackets around a link's words: as typed in full width, and as Markdown wants them.
const BRACKETS: [(char, char); 3] = [('[', ']'), ('【', '】'), ('［', '］')];

/// Checks a page.
pub(super) fn check(page: &Page<'_>, out: &mut Vec<Finding>) {
    let body = page.text.len() - page.document.source().len();
    let text = &page.text.as_bytes()[body..];
    let half = memchr::memchr_iter(b'(', text).map(|at| (at, "("));
    let full = memchr::memmem::find_iter(text, "（").map(|at| (at, "（"));
    let spoilt = half.chain(full);
    let spoilt = spoilt.filter_map(|(at, open)| Some((body + at, Spoilt::read(page.text, body + at, open)?)));
    for (at, link) in spoilt.take(MOST) {
        let Some(block) = page.block_at(link.span.start).filter(|_| is_text(page, at)) else { continue };
        let d = page.at(Code::FullWidthLink, link.span.clone()).arg("written", &page.text[link.span]);
        out.push(Finding { block: Some(block), diagnostic: d.arg("half", link.half) });
    }
}

/// What was meant as a link.
struct Spoilt {
    span: Range<usize>,
    /// The same as Markdown wants it.
    half: String,
}

impl Spoilt {
    /// Reads what stands around the bracket that begins a target.
    fn read(text: &str, at: usize, open: &str) -> Option<Self> {
        let (first, last) = BRACKETS.into_iter().find(|(_, close)| text[..at].ends_with(*close))?;
        let inside = &text[at + open.len()..];
        let is_end = |c: char| matches!(c, '）' | ')' | '\n');
        let (end, close) = inside.char_indices().take(LONGEST).find(|(_, c)| is_end(*c))?;
        if close == '\n' || (first == '[' && open == "(" && close == ')') {
            return None;
        }
        let target = inside[..end].trim().replace('：', ":");
        if !names_target(&target) {
            return None;
        }
        let words_end = at - last.len_utf8();
        let before = text[..words_end].char_indices().rev().take(LONGEST);
        let (start, _) = before.take_while(|(_, c)| *c != '\n').find(|(_, c)| *c == first)?;
        let words = &text[start + first.len_utf8()..words_end];
        let start = if text[..start].ends_with('!') { start - 1 } else { start };
        let mark = if text[start..].starts_with('!') { "!" } else { "" };
        let end = at + open.len() + end + close.len_utf8();
        Some(Self { span: start..end, half: format!("{mark}[{words}]({target})") })
    }
}

/// Whether a byte of the file is running text: in code, people show how something is written.
fn is_text(page: &Page<'_>, at: usize) -> bool {
    let Some(block) = page.block_at(at).and_then(|i| page.document.body.blocks.get(i)) else { return false };
    let mut events = page.document.body.events.inside(block.span.clone());
    block.kind != TextKind::Code
        && events.any(|(event, span)| matches!(event, Event::Text(_)) && span.contains(&at))
}
