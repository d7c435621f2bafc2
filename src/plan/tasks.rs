//! Items to tick in a body.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::cards;
use super::inline::{Inline, Terms};
use crate::document::{Document, ReferenceKind, Task};
use crate::library::Target;
use crate::record::{Perishable, RecordKind};
use crate::text::escape_html;
use crate::view::{Block, ChecklistItem, EvidenceTag};

/// A list with items to tick.
pub(super) fn checklist(inline: &mut Inline<'_>, range: Range<usize>) -> Vec<Block> {
    let document = inline.document;
    let tasks: Vec<_> = document.body.tasks.iter().filter(|t| range.contains(&t.event)).collect();
    let mut items = Vec::with_capacity(tasks.len());
    let mut covered = range.start;
    for task in tasks {
        if task.event < covered {
            continue; // nested in an item that is already drawn
        }
        let end = document.body.events.end_of(task.event);
        covered = end;
        items.push(item(inline, task, end));
    }
    vec![Block::Checklist { items }]
}

fn item(inline: &mut Inline<'_>, task: &Task, end: usize) -> ChecklistItem {
    let document = inline.document;
    let evidence = task.evidence.as_ref().and_then(|id| inline.page.library().records().evidence.get(id));
    let content = content_events(document, task.event, end);
    let (lead_html, hint_html) = lead_and_hint(inline, content);
    let mut tags = Vec::new();
    let mut href = String::new();
    if let Some(record) = evidence {
        let lang = &inline.page.content_lang;
        href = inline.page.href(&inline.page.cx.record_path(
            RecordKind::Evidence,
            &record.common.id,
            &inline.page.lang,
        ));
        if record.perishable != Perishable::No {
            let own = inline.page.library().config().text(&record.tag, lang).to_owned();
            let key = match record.perishable {
                Perishable::Hours => "perishable_hours",
                Perishable::Days => "perishable_days",
                _ => "perishable_months",
            };
            let text = if own.is_empty() { inline.page.content_t(key).to_owned() } else { own };
            tags.push(EvidenceTag { kind: "perishable".to_owned(), text });
        }
        if record.sensitive {
            tags.push(EvidenceTag {
                kind: "redact".to_owned(),
                text: inline.page.content_t("redact").to_owned(),
            });
        }
    }
    ChecklistItem {
        id: task.id.clone(),
        lead_html,
        hint_html,
        text: task.text.clone(),
        checked: task.checked,
        evidence: evidence.is_some() || task.part == "evidence",
        href,
        tags,
    }
}

/// Events of an item's content, without its marker and the paragraph around loose items.
fn content_events(document: &Document, start: usize, end: usize) -> Range<usize> {
    let events = &document.body.events;
    let mut from = start + 1;
    let mut to = end;
    if matches!(events.get(from), Some((Event::Start(Tag::Paragraph), _))) {
        let paragraph_end = events.end_of(from);
        if paragraph_end + 1 >= end {
            to = paragraph_end;
        }
        from += 1;
    }
    if matches!(events.get(from), Some((Event::TaskListMarker(_), _))) {
        from += 1;
    }
    from..to
}

/// Splits an item into what it is and how to get it: the lead is the opening link or bold words, or
/// the first sentence.
fn lead_and_hint(inline: &mut Inline<'_>, range: Range<usize>) -> (String, String) {
    let events = &inline.document.body.events;
    let opening = matches!(events.get(range.start), Some((Event::Start(Tag::Link { .. } | Tag::Strong), _)));
    if opening && range.start < range.end {
        let end = events.end_of(range.start);
        let is_record = inline
            .document
            .body
            .references
            .iter()
            .any(|r| r.event == range.start && r.kind == ReferenceKind::Link);
        // The label ticks the box, so a link in it would be hit by mistake: its words alone stay.
        let lead = if is_record {
            link_words(inline, range.start, end)
        } else {
            inline.html(range.start + 1..end, Terms::Plain)
        };
        let hint = inline.html(end + 1..range.end.max(end + 1), Terms::Plain);
        let hint =
            hint.trim().trim_start_matches(['。', '，', '：', '；', '.', ',', ':', ';']).trim().to_owned();
        return (lead, hint);
    }
    let html = inline.html(range, Terms::Plain);
    let html = html.trim();
    let cut = end_of_sentence(html);
    match cut {
        Some((i, c)) => (html[..i].to_owned(), html[i + c.len_utf8()..].trim().to_owned()),
        None => (html.trim_end_matches(['。', '.']).to_owned(), String::new()),
    }
}

/// The end of the first sentence, in one pass: not inside a tag, an element or a bracket, and not the
/// end of the text.
fn end_of_sentence(html: &str) -> Option<(usize, char)> {
    let (mut in_tag, mut in_entity, mut elements, mut brackets) = (false, false, 0_i32, 0_i32);
    for (i, c) in html.char_indices() {
        let after = &html[i + c.len_utf8()..];
        let ends =
            matches!(c, '。' | '；' | '：') || (matches!(c, '.' | ';' | ':') && after.starts_with(' '));
        let ends = ends && !(in_entity && c == ';');
        if ends && !after.is_empty() && !in_tag && elements == 0 && brackets == 0 {
            return Some((i, c));
        }
        in_entity = c == '&' || (in_entity && (c.is_ascii_alphanumeric() || c == '#'));
        match c {
            '<' => {
                in_tag = true;
                let is_void = ["br", "img", "input", "wbr", "hr"].iter().any(|name| after.starts_with(name));
                elements += if after.starts_with('/') { -1 } else { i32::from(!is_void) };
            }
            '>' => in_tag = false,
            '(' => brackets += 1,
            ')' => brackets -= 1,
            _ => {}
        }
    }
    None
}

fn link_words(inline: &mut Inline<'_>, start: usize, end: usize) -> String {
    let words = inline.html(start + 1..end, Terms::Plain);
    if !words.trim().is_empty() {
        return words;
    }
    match inline.target(start) {
        Some(Target::Record { kind, id }) => escape_html(&cards::name(inline.page, *kind, id)),
        _ => String::new(),
    }
}
