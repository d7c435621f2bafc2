//! Pages of a new site: shipped ones whose ways on stay inside the site.

use std::ops::Range;

use super::cut::{Edits, apply, lines};
use super::shipped::{self, GUIDES, Page};
use super::{Language, page_path};
use crate::document::{Document, Events, PageId, PageKind, RawTarget};
use crate::library::{DocId, Library, Target};
use pulldown_cmark::{Event, Tag};

/// Related guides that a guide names at least.
const RELATED: usize = 3;

/// All pages: path and text.
pub(super) fn files(library: &Library, languages: &[Language]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for page in shipped::pages().filter(|p| languages.contains(&p.lang)) {
        let id = PageId::new(page.file.trim_end_matches("_index").trim_end_matches('/'));
        let Some(found) = library.page(&id, page.lang.tag()) else { continue };
        let document = library.document(found);
        let text = match document.kind {
            PageKind::Home => home(library, found, page),
            // What a section says of its guides was written for more of them.
            PageKind::Section => format!("{}\n", page.text[..body(page.text)].trim_end()),
            PageKind::Guide => guide(library, found, page, languages),
        };
        out.push((page_path(page.file, page.lang, languages), text));
    }
    out
}

/// Where the body of a page starts.
fn body(text: &str) -> usize {
    let close = lines(text).skip(1).find(|(_, line)| line.trim_end() == "+++");
    close.map_or(text.len(), |(at, line)| at + line.len())
}

/// The home page with the events that have a guide.
fn home(library: &Library, id: DocId, page: Page) -> String {
    let document = library.document(id);
    let events = &document.body.events;
    let mut gone: Vec<Range<usize>> = Vec::new();
    for (i, (event, span)) in events.iter().enumerate() {
        if matches!(event, Event::Start(Tag::Item)) && leads_out(library, id, i..events.end_of(i)) {
            gone.push(span.clone());
        }
    }
    // A heading over a list of which nothing is left goes too.
    let tops: Vec<usize> = document.body.headings.iter().map(|h| h.span.start).collect();
    let ends = tops.iter().skip(1).copied().chain([page.text.len()]);
    for (start, end) in tops.iter().copied().zip(ends) {
        let items = || items(events).filter(|s| (start..end).contains(&s.start));
        if items().next().is_some() && items().all(|s| gone.contains(&s)) {
            gone.retain(|s| !(start..end).contains(&s.start));
            gone.push(start..end);
        }
    }
    spaced(&apply(page.text, gone.into_iter().map(|range| (range, String::new())).collect()))
}

/// With an empty line before each heading.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if line.starts_with('#') && !out.ends_with("\n\n") {
            out.push('\n');
        }
        out.push_str(line);
    }
    out
}

fn items(events: &Events) -> impl Iterator<Item = Range<usize>> + '_ {
    events.iter().filter(|(e, _)| matches!(e, Event::Start(Tag::Item))).map(|(_, span)| span)
}

/// Whether a run of events links to guides that the new site does not have, and to nothing else.
fn leads_out(library: &Library, id: DocId, events: Range<usize>) -> bool {
    let document = library.document(id);
    let targets = document.body.references.iter().zip(library.targets(id));
    let mut inside = targets.filter(|(r, _)| events.contains(&r.event)).map(|(_, t)| t).peekable();
    inside.peek().is_some() && inside.all(|t| matches!(t, Target::Broken))
}

/// A guide whose links to guides that are not there lead to their section.
fn guide(library: &Library, id: DocId, page: Page, languages: &[Language]) -> String {
    let document = library.document(id);
    let start = body(page.text);
    let front = front_matter(library, id, &page.text[..start], languages);
    let mut edits = Edits::new();
    for (reference, target) in document.body.references.iter().zip(library.targets(id)) {
        let RawTarget::Path { path, .. } = &reference.target else { continue };
        if *target != Target::Broken {
            continue;
        }
        let written = page.text[reference.span.clone()].rfind(&reference.written);
        if let Some(at) = written.map(|i| reference.span.start + i) {
            edits.push((at..at + reference.written.len(), section_of(path)));
        }
    }
    let text = apply(page.text, edits);
    format!("{front}{}", &text[start..])
}

/// The section page of a guide that is not there: `../general/escalate.md` → `../general/_index.md`.
fn section_of(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/_index.md"),
        None => "_index.md".to_owned(),
    }
}

/// The front matter with guides that are there, and only with an original that is there.
fn front_matter(library: &Library, id: DocId, text: &str, languages: &[Language]) -> String {
    let document = library.document(id);
    let mut out = String::new();
    let mut related = Vec::new();
    for block in blocks(text.trim_end().trim_end_matches("+++")) {
        let names = |guide: &str| block.contains(&format!("guide = \"{guide}\""));
        if block.starts_with("[[related]]") {
            let known = GUIDES.into_iter().find(|g| names(g));
            related.extend(known.map(|g| (g, block.trim_end().to_owned())));
        } else if !block.starts_with("[next]") || GUIDES.into_iter().any(names) {
            out.push_str(&origin(&block, languages));
        }
    }
    for other in GUIDES {
        let there = other == document.id.as_str() || related.iter().any(|(g, _)| *g == other);
        if related.len() < RELATED && !there {
            related.extend(why(library, document, other).map(|reason| {
                let reason = toml::Value::String(reason);
                (other, format!("[[related]]\nguide = \"{other}\"\nreason = {reason}"))
            }));
        }
    }
    for (_, block) in related {
        out.push_str(&block);
        out.push_str("\n\n");
    }
    format!("{}\n+++\n", out.trim_end())
}

/// Front matter in pieces that each start at a table's head.
fn blocks(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for (_, line) in lines(text) {
        if line.starts_with('[') {
            out.push(String::new());
        }
        if let Some(block) = out.last_mut() {
            block.push_str(line);
        }
    }
    out
}

/// Without the line that names an original in a language that the site does not have. A translation
/// is cut like its original, so what it recorded of it no longer holds: it becomes a page of its own.
fn origin(block: &str, languages: &[Language]) -> String {
    let there = |line: &str| languages.iter().any(|l| line.contains(&format!("\"{}\"", l.tag())));
    let stays = |line: &&str| match line.split('=').next().map(str::trim) {
        Some("adapted_from") => there(line),
        Some("translation_of" | "original_hash") => false,
        _ => true,
    };
    block.split_inclusive('\n').filter(stays).collect()
}

/// What a guide is about, as a reason to read it: the first sentence of its summary.
fn why(library: &Library, from: &Document, guide: &str) -> Option<String> {
    let to = library.document(library.page(&PageId::new(guide), &from.lang)?);
    let summary = to.front.summary_text();
    let end = summary.find(['。', '；']).or_else(|| summary.find(". "));
    let sentence = end.map_or(summary, |i| summary[..i].trim_end_matches('.'));
    let stop = if from.lang.starts_with("zh") { '。' } else { '.' };
    Some(format!("{sentence}{stop}"))
}
