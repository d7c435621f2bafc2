//! A document's body as parts and blocks.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::inline::{Inline, Terms, is_comment};
use super::{cards, tasks};
use crate::document::{Heading, Part as PartKey};
use crate::library::Target;
use crate::record::RecordKind;
use crate::text::{blanks, escape_html, keep_units_together, title_breaks};
use crate::view::{Block, Part, Turn};

/// Parts whose words are read in a hurry or spoken: terms in them stay plain.
const PLAIN_PARTS: [&str; 6] = ["urgent", "script", "letter", "events", "for-whom", "ask"];

/// All parts of a body, in order. Text before the first heading is a part without a title.
pub(super) fn parts(inline: &mut Inline<'_>) -> Vec<Part> {
    parts_where(inline, |_, _| true)
}

/// Parts of a body by their key and their events, in order. A sheet draws few of them, and what it
/// leaves out costs nothing.
pub(super) fn parts_where(
    inline: &mut Inline<'_>,
    wanted: impl Fn(&str, &Range<usize>) -> bool,
) -> Vec<Part> {
    let document = inline.document;
    let tops: Vec<&Heading> = document.body.headings.iter().filter(|h| h.level == 2).collect();
    let end_of_intro = tops.first().map_or(document.body.events.len(), |h| h.events.start);
    let mut out = Vec::with_capacity(tops.len() + 1);
    let intro = if wanted("", &(0..end_of_intro)) {
        blocks(inline, 0..end_of_intro, 3, &Place { part: "", class: "" })
    } else {
        Vec::new()
    };
    if !intro.is_empty() {
        out.push(Part {
            key: String::new(),
            id: "intro".to_owned(),
            title_html: String::new(),
            blocks: intro,
        });
    }
    for (i, heading) in tops.iter().enumerate() {
        let end = tops.get(i + 1).map_or(document.body.events.len(), |h| h.events.start);
        let key = if PartKey::find(&heading.class).is_some() || heading.class == "events" {
            &heading.class
        } else {
            ""
        };
        let content = heading.events.end + 1..end;
        if !wanted(key, &content) {
            continue;
        }
        let title_html = title_breaks(&heading.text);
        let place = Place { part: key, class: key };
        let content = blocks(inline, content, 3, &place);
        out.push(Part { key: key.to_owned(), id: heading.anchor.clone(), title_html, blocks: content });
    }
    out
}

/// Where blocks stand.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    /// Key of the part around them; empty if none.
    part: &'a str,
    /// Class of the nearest heading: `script` turns quotes into turns.
    class: &'a str,
}

impl Place<'_> {
    fn terms(self) -> Terms {
        if PLAIN_PARTS.contains(&self.part) || PLAIN_PARTS.contains(&self.class) {
            Terms::Plain
        } else {
            Terms::Linked
        }
    }
}

/// Blocks of a range: what stands before the first heading of `level`, then one block a heading.
fn blocks(inline: &mut Inline<'_>, range: Range<usize>, level: u8, place: &Place<'_>) -> Vec<Block> {
    let document = inline.document;
    let inside: Vec<&Heading> = document
        .body
        .headings
        .iter()
        .filter(|h| h.level >= level && range.contains(&h.events.start))
        .collect();
    let Some(first) = inside.first() else { return leaves(inline, range, place) };
    // A guide may skip a level; the first heading found sets it.
    let level = inside.iter().map(|h| h.level).min().unwrap_or(level);
    let mut out = leaves(inline, range.start..first.events.start, place);
    if first.level > level {
        out = blocks_before(inline, range.clone(), &inside, level, place);
    }
    let heads: Vec<&&Heading> = inside.iter().filter(|h| h.level == level).collect();
    for (i, heading) in heads.iter().enumerate() {
        let end = heads.get(i + 1).map_or(range.end, |h| h.events.start);
        let content = heading.events.end + 1..end;
        out.push(section(inline, heading, content, place));
    }
    out
}

/// Deeper headings before the first one of `level`: they keep their own blocks.
fn blocks_before(
    inline: &mut Inline<'_>,
    range: Range<usize>,
    inside: &[&Heading],
    level: u8,
    place: &Place<'_>,
) -> Vec<Block> {
    let end = inside.iter().find(|h| h.level == level).map_or(range.end, |h| h.events.start);
    blocks(inline, range.start..end, level + 1, place)
}

fn section(inline: &mut Inline<'_>, heading: &Heading, content: Range<usize>, place: &Place<'_>) -> Block {
    let class = heading.class.as_str();
    let inner = Place { part: place.part, class };
    let (id, level) = (heading.anchor.clone(), heading.level);
    match class {
        "act" | "wait" => {
            let (when, act) = heading.text.split_once(" · ").unwrap_or(("", &heading.text));
            let mut content = blocks(inline, content, level + 1, &inner);
            let hold_html = take_hold(inline, &mut content);
            Block::Step {
                id,
                clock: class.to_owned(),
                when: keep_units_together(when.trim()),
                title_html: title_breaks(act.trim()),
                blocks: content,
                hold_html,
                last: false,
            }
        }
        "script" => {
            let mut turns = Vec::new();
            let mut rest = Vec::new();
            for block in leaves(inline, content, &inner) {
                match block {
                    Block::Script { turns: found, .. } => turns.extend(found),
                    other => rest.push(other),
                }
            }
            Block::Script { id, title_html: title_breaks(&heading.text), turns, blocks: rest }
        }
        _ => {
            let content = blocks(inline, content, level + 1, &inner);
            let title_html = title_breaks(&heading.text);
            Block::Group { id, level: level.min(6), title_html, class: class.to_owned(), blocks: content }
        }
    }
}

/// Takes "you should now hold: …" off the end of a step; it may stand after the step's script.
fn take_hold(inline: &Inline<'_>, content: &mut Vec<Block>) -> String {
    let label = inline.page.content_t("hold_label");
    if let Some(Block::Script { blocks, .. }) = content.last_mut() {
        return take_hold(inline, blocks);
    }
    let Some(Block::Html { html }) = content.last_mut() else { return String::new() };
    let Some(start) = html.rfind("<p><strong>") else { return String::new() };
    let paragraph = &html[start + "<p><strong>".len()..];
    let Some(rest) = paragraph.strip_prefix(escape_html(label).as_str()) else { return String::new() };
    let Some((mark, hold)) = rest.split_once("</strong>") else { return String::new() };
    let hold = hold.trim().trim_end_matches("</p>");
    let hold = if mark.is_empty() { hold.trim_start_matches(['：', ':', ' ']) } else { hold };
    let hold = hold.trim().to_owned();
    html.truncate(start);
    if html.trim().is_empty() {
        content.pop();
    }
    hold
}

/// Blocks of a range without headings.
fn leaves(inline: &mut Inline<'_>, range: Range<usize>, place: &Place<'_>) -> Vec<Block> {
    let document = inline.document;
    let events = &document.body.events;
    let mut out: Vec<Block> = Vec::new();
    let mut plain = range.start..range.start;
    let mut at = range.start;
    while at < range.end {
        let end = events.end_of(at).min(range.end.saturating_sub(1));
        let special = special(inline, at..end + 1, place);
        if let Some(blocks) = special {
            flush(inline, &mut out, plain.clone(), place);
            out.extend(blocks);
            plain = end + 1..end + 1;
        } else {
            plain.end = end + 1;
        }
        at = end + 1;
    }
    flush(inline, &mut out, plain, place);
    join_tables(out)
}

fn flush(inline: &mut Inline<'_>, out: &mut Vec<Block>, range: Range<usize>, place: &Place<'_>) {
    if range.is_empty() {
        return;
    }
    let html = inline.html(range, place.terms());
    if !html.trim().is_empty() {
        let html = if place.part == "ask" { blanks(&html) } else { html };
        out.push(Block::Html { html });
    }
}

/// Deadlines that were embedded one after another are one table.
fn join_tables(blocks: Vec<Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        match (out.last_mut(), block) {
            (Some(Block::Deadlines { rows }), Block::Deadlines { rows: more }) => rows.extend(more),
            (_, block) => out.push(block),
        }
    }
    out
}

/// The block of one top-level element, if it is more than text.
fn special(inline: &mut Inline<'_>, range: Range<usize>, place: &Place<'_>) -> Option<Vec<Block>> {
    let events = &inline.document.body.events;
    match events.event(range.start) {
        Event::Start(Tag::Paragraph) => embeds(inline, range),
        Event::Start(Tag::List(_)) => {
            let has_tasks = inline.document.body.tasks.iter().any(|t| range.contains(&t.event));
            has_tasks.then(|| tasks::checklist(inline, range))
        }
        Event::Start(Tag::BlockQuote(None)) if place.class == "script" => {
            let turn = turn(inline, range.start + 1..range.end - 1);
            Some(vec![Block::Script {
                id: String::new(),
                title_html: String::new(),
                turns: vec![turn],
                blocks: Vec::new(),
            }])
        }
        Event::Start(Tag::HtmlBlock) => {
            let mut inside = events.range(range.start + 1..range.end - 1);
            let comments = inside.all(|(e, _)| match e {
                Event::Html(html) => is_comment(&html),
                _ => false,
            });
            let whole: String = events
                .range(range.start + 1..range.end - 1)
                .filter_map(|(e, _)| if let Event::Html(h) = e { Some(h.into_string()) } else { None })
                .collect();
            (comments || is_comment(&whole)).then(Vec::new)
        }
        _ => None,
    }
}

/// A paragraph that only embeds records becomes their blocks.
fn embeds(inline: &mut Inline<'_>, range: Range<usize>) -> Option<Vec<Block>> {
    let events = &inline.document.body.events;
    let mut found = Vec::new();
    let mut in_image = false;
    let inside = range.start + 1..range.end - 1;
    for (i, (event, _)) in inside.clone().zip(events.range(inside)) {
        match event {
            Event::Start(Tag::Image { .. }) => match inline.target(i) {
                Some(Target::Record { kind, id }) => {
                    in_image = true;
                    found.push((*kind, id.clone()));
                }
                _ => return None,
            },
            Event::End(TagEnd::Image) => in_image = false,
            Event::SoftBreak | Event::HardBreak => {}
            _ if in_image => {}
            _ => return None,
        }
    }
    if found.is_empty() {
        return None;
    }
    Some(found.iter().filter_map(|(kind, id)| embed(inline, *kind, id)).collect())
}

fn embed(inline: &Inline<'_>, kind: RecordKind, id: &str) -> Option<Block> {
    let page = inline.page;
    let block = match kind {
        RecordKind::Authority => Block::Authority { authority: cards::authority(page, id)? },
        RecordKind::Deadline => Block::Deadlines { rows: vec![cards::deadline(page, id)?] },
        RecordKind::Evidence => Block::Evidence { evidence: cards::evidence(page, id)? },
        RecordKind::Letter => Block::Letter { letter: cards::letter(page, id)? },
        RecordKind::Ladder => Block::Ladder { ladder: cards::ladder(page, id)? },
        RecordKind::Term => Block::Term { term: cards::term(page, id)? },
        RecordKind::Source => Block::Source { source: cards::source(page, id, 0)? },
    };
    Some(block)
}

/// A block quote in a script: who speaks, and what is said.
fn turn(inline: &mut Inline<'_>, range: Range<usize>) -> Turn {
    let events = &inline.document.body.events;
    // A label is what begins the first paragraph; one inside anything else would leave that without its beginning.
    let is_label = matches!(events.get(range.start), Some((Event::Start(Tag::Paragraph), _)))
        && matches!(events.get(range.start + 1), Some((Event::Start(Tag::Strong), _)));
    let label = is_label.then(|| range.start + 1..events.end_of(range.start + 1) + 1);
    let mut speaker = String::new();
    let mut text = String::new();
    for i in range.clone() {
        let to = if label.as_ref().is_some_and(|l| l.contains(&i)) { &mut speaker } else { &mut text };
        match events.event(i) {
            Event::Text(t) | Event::Code(t) => to.push_str(&t),
            Event::SoftBreak | Event::HardBreak => to.push(' '),
            _ => {}
        }
    }
    let speaker = speaker.trim().trim_end_matches(['：', ':']).to_owned();
    let you = inline.page.content_t("you_say").to_owned();
    let who = if speaker.is_empty() || speaker.starts_with(&you) { "you" } else { "they" };
    // The speaker's words are drawn as a label: only what follows them is content.
    let html = match label {
        Some(label) if !speaker.is_empty() => {
            let first_end = events.end_of(range.start);
            let mut html = format!("<p>{}</p>", inline.html(label.end..first_end, Terms::Plain).trim());
            html.push_str(&inline.html(first_end + 1..range.end.max(first_end + 1), Terms::Plain));
            html
        }
        _ => inline.html(range, Terms::Plain),
    };
    Turn {
        who: who.to_owned(),
        speaker,
        html: blanks(&html),
        text: text.trim().trim_start_matches(['：', ':']).trim().to_owned(),
    }
}
