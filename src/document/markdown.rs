//! Markdown to events, with Chinese set right.

use std::sync::Arc;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag};

use super::blocks::Blocks;
use super::emphasis::{self, MARK, Marked};
use super::events::{Events, SpannedEvent};
use super::excuse::Excuse;
use super::outline::{self, Heading};
use super::raw_html;
use super::reference::Reference;
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::text::{SourcePath, is_cjk, is_cjk_or_wide_punctuation};

/// The body of a page.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// Markdown events; marks removed, soft breaks between Chinese characters removed.
    pub events: Events,
    /// Top-level headings, in order.
    pub headings: Vec<Heading>,
    /// Runs of text: paragraphs, list items, headings, table rows.
    pub blocks: Blocks,
    /// Links and embeddings, in order of their start events.
    pub references: Vec<Reference>,
    /// Items to tick, in order of their item's start event.
    pub tasks: Vec<Task>,
    /// Excuses for checks.
    pub excuses: Vec<Excuse>,
}

/// An item of a task list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Id that survives small edits: `ev-RECORD` for an item that begins with an evidence
    /// reference, else a hash of its letters alone (no spaces, digits or punctuation). Unique in the page.
    pub id: String,
    /// Plain text of the item.
    pub text: String,
    /// Id of the evidence record that it begins with, if it does.
    pub evidence: Option<String>,
    /// Key of the part that it stands in; empty outside parts.
    pub part: String,
    /// Index of the item's start event.
    pub event: usize,
    /// Whether it is ticked in the source.
    pub checked: bool,
}

/// How much of something a page may have, by how it is written. Far more than any page needs, and few
/// enough that work which looks at pairs of them stays short.
const MOST: [(&str, usize); 7] = [
    ("## …", 1_000),
    ("- [ ] …", 2_000),
    ("[…](…)", 5_000),
    ("| … |", 10_000),
    ("[^…]: …", 1_000),
    ("<…>", 20_000),
    ("> …", 2_000),
];

/// Nesting of lists and quotes beyond which a page is refused: no phone could show it.
const MAX_DEPTH: usize = 24;

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
}

/// Reads a body that starts at byte `base` of its file.
pub(super) fn parse(path: &SourcePath, file: &Arc<str>, base: usize, diagnostics: &mut Diagnostics) -> Body {
    let marked = emphasis::mark(&file[base..]);
    match events(path, &marked, base, diagnostics) {
        Some(events) => outline::build(path, file, &events, |text| place(text, &marked, base), diagnostics),
        None => Body::default(),
    }
}

/// At which byte of the file a text may stand that the parser took from what it was given.
pub(super) fn place(text: &str, marked: &Marked<'_>, base: usize) -> Option<usize> {
    let start = (text.as_ptr() as usize).checked_sub(marked.text.as_ptr() as usize)?;
    (start < marked.text.len()).then(|| base + marked.original(start))
}

/// The events of a body; nothing of one that no reader could be shown.
pub(super) fn events<'t>(
    path: &SourcePath,
    marked: &'t Marked<'_>,
    base: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<SpannedEvent<'t>>> {
    let mut events: Vec<SpannedEvent<'_>> = Vec::new();
    let mut depth = 0_usize;
    let mut raw_depth = 0_usize;
    let mut counts = [0_usize; MOST.len()];
    for (event, range) in Parser::new_ext(&marked.text, options()).into_offset_iter() {
        let span = base + marked.original(range.start)..base + marked.original(range.end);
        let counted = match &event {
            Event::Start(Tag::BlockQuote(_)) => {
                depth += 1;
                Some(6)
            }
            Event::Start(Tag::List(_)) => {
                depth += 1;
                None
            }
            Event::End(pulldown_cmark::TagEnd::BlockQuote(_) | pulldown_cmark::TagEnd::List(_)) => {
                depth -= 1;
                None
            }
            Event::Start(Tag::Heading { .. }) => Some(0),
            Event::TaskListMarker(_) => Some(1),
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::FootnoteReference(_) => Some(2),
            Event::Start(Tag::TableRow) => Some(3),
            Event::Start(Tag::FootnoteDefinition(_)) => Some(4),
            Event::Html(html) | Event::InlineHtml(html) => {
                raw_depth = raw_html::depth(html, raw_depth);
                Some(5)
            }
            _ => None,
        };
        for (depth, limit) in [(depth, MAX_DEPTH), (raw_depth, raw_html::MAX_DEPTH)] {
            if depth > limit {
                let d = Diagnostic::new(Code::TooDeep, Location::new(path, span));
                diagnostics.push(d.arg("limit", limit.to_string()));
                return None;
            }
        }
        if let Some(kind) = counted {
            counts[kind] += 1;
            let (what, most) = MOST[kind];
            if counts[kind] > most {
                let d = Diagnostic::new(Code::TooMany, Location::new(path, span));
                diagnostics.push(d.arg("what", what).arg("limit", most.to_string()));
                return None;
            }
        }
        events.push((unmark(event), span));
    }
    join_chinese_lines(&mut events);
    Some(events)
}

/// Takes the marks of the emphasis pass out of an event.
fn unmark(event: Event<'_>) -> Event<'_> {
    fn clean(text: CowStr<'_>) -> CowStr<'_> {
        if text.contains(MARK) { text.replace(MARK, "").into() } else { text }
    }
    match event {
        Event::Text(t) => Event::Text(clean(t)),
        Event::Code(t) => Event::Code(clean(t)),
        Event::Html(t) => Event::Html(clean(t)),
        Event::InlineHtml(t) => Event::InlineHtml(clean(t)),
        Event::FootnoteReference(t) => Event::FootnoteReference(clean(t)),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => Event::Start(Tag::Link {
            link_type,
            dest_url: clean(dest_url),
            title: clean(title),
            id: clean(id),
        }),
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => Event::Start(Tag::Image {
            link_type,
            dest_url: clean(dest_url),
            title: clean(title),
            id: clean(id),
        }),
        Event::Start(Tag::FootnoteDefinition(t)) => Event::Start(Tag::FootnoteDefinition(clean(t))),
        other => other,
    }
}

/// Removes the soft break between two characters of a script without spaces: a line break in the
/// source of a Chinese sentence is no space on the page.
fn join_chinese_lines(events: &mut Vec<SpannedEvent<'_>>) {
    let mut keep = vec![true; events.len()];
    for (i, (event, _)) in events.iter().enumerate() {
        if !matches!(event, Event::SoftBreak) {
            continue;
        }
        let before =
            events[..i].iter().rev().find_map(|(e, _)| visible(e)).and_then(|t| t.chars().next_back());
        let after = events[i + 1..].iter().find_map(|(e, _)| visible(e)).and_then(|t| t.chars().next());
        if let (Some(a), Some(b)) = (before, after) {
            let both = is_cjk_or_wide_punctuation(a) && is_cjk_or_wide_punctuation(b);
            keep[i] = !(both && (is_cjk(a) || is_cjk(b)));
        }
    }
    let mut kept = keep.iter();
    events.retain(|_| *kept.next().expect("one flag for each event"));
}

/// Text that a reader sees; empty text (at a start tag) is looked through.
fn visible<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Text(t) | Event::Code(t) => (!t.is_empty()).then_some(t),
        // A block's edge: nothing to join with.
        Event::HardBreak | Event::InlineHtml(_) | Event::Start(Tag::Paragraph) => Some(" "),
        _ => None,
    }
}
