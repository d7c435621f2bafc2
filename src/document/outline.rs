//! Headings, runs of text, links and items to tick, found in one pass over the events.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::blocks::{Collect, Open, TextBlock, TextKind};
use super::events::{self, SpannedEvent};
use super::markdown::{Body, Task};
use super::part::{OTHER_CLASSES, PARTS, Part};
use super::reference::{RawTarget, Reference, ReferenceKind};
use super::texts::Gather;
use super::{excuse, raw_html};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::text::{Slugs, SourcePath, nearest, slugify};

/// A heading that is not inside a list or a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// Its class: a part's key, `act`, `wait`, `script`, `events`, or empty.
    pub class: String,
    /// Anchor, unique in the page.
    pub anchor: String,
    /// Plain text.
    pub text: String,
    /// Where it stands.
    pub span: Range<usize>,
    /// Indices of its start and end events.
    pub events: Range<usize>,
}

struct Builder<'a> {
    path: &'a SourcePath,
    diagnostics: &'a mut Diagnostics,
    body: Body,
    slugs: Slugs,
    gather: Gather,
    blocks: Collect,
    open: Option<Open>,
    /// Nesting of lists, quotes, tables and footnotes.
    depth: usize,
    items: Vec<usize>,
    /// Start events of links that are open.
    links: Vec<usize>,
}

/// Finds everything in a body's events. `place` tells at which byte of the file a text may stand.
pub(super) fn build(
    path: &SourcePath,
    file: &Arc<str>,
    events: &[SpannedEvent<'_>],
    place: impl Fn(&str) -> Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Body {
    let mut b = Builder {
        path,
        diagnostics,
        body: Body::default(),
        slugs: Slugs::default(),
        gather: Gather::new(file),
        blocks: Collect::default(),
        open: None,
        depth: 0,
        items: Vec::new(),
        links: Vec::new(),
    };
    reserve_explicit_anchors(events, &mut b.slugs);
    for (i, (event, span)) in events.iter().enumerate() {
        match event {
            Event::Start(tag) => b.start(i, tag, span),
            Event::End(tag) => b.end(i, *tag, span),
            Event::Text(t) | Event::Code(t) => b.text(t, span),
            Event::SoftBreak | Event::HardBreak => b.text(" ", span),
            Event::TaskListMarker(checked) => b.task(*checked),
            Event::Html(t) | Event::InlineHtml(t) => b.html(t, span),
            Event::FootnoteReference(_) | Event::Rule | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }
    b.flush();
    let Builder { mut body, mut gather, blocks, .. } = b;
    let packed = events::pack(events, &mut gather, place);
    let texts = gather.finish();
    body.events = packed.with(&texts);
    body.blocks = blocks.with(&texts);
    name_tasks(&mut body);
    body.headings.shrink_to_fit();
    body.references.shrink_to_fit();
    body.tasks.shrink_to_fit();
    body
}

/// Anchors that authors wrote come first: a heading's own words must not take them.
fn reserve_explicit_anchors(events: &[SpannedEvent<'_>], slugs: &mut Slugs) {
    for (event, _) in events {
        if let Event::Start(Tag::Heading { id: Some(id), .. }) = event {
            slugs.unique(id);
        }
    }
}

impl Builder<'_> {
    fn report(&mut self, code: Code, span: &Range<usize>, fill: impl FnOnce(Diagnostic) -> Diagnostic) {
        let d = Diagnostic::new(code, Location::new(self.path, span.clone()));
        self.diagnostics.push(fill(d));
    }

    fn flush(&mut self) {
        if let Some(mut block) = self.open.take() {
            block.references.end = self.body.references.len();
            if !block.text.trim().is_empty() || !block.references.is_empty() {
                self.blocks.push(&block, &mut self.gather);
            }
        }
    }

    fn open(&mut self, kind: TextKind, span: &Range<usize>) {
        self.flush();
        let references = self.body.references.len();
        self.open = Some(Open {
            kind,
            text: String::new(),
            first: None,
            span: span.clone(),
            heading: self.body.headings.len().checked_sub(1),
            references: references..references,
        });
    }

    fn start(&mut self, i: usize, tag: &Tag<'_>, span: &Range<usize>) {
        match tag {
            Tag::Paragraph if self.items.is_empty() => self.open(TextKind::Paragraph, span),
            Tag::Paragraph => self.open(TextKind::Item, span),
            Tag::Heading { level, id, classes, attrs } => {
                let meant =
                    attrs.first().and_then(|(key, value)| self.attribute(key, value.as_deref(), span));
                self.heading(i, *level, id.as_deref(), classes, span);
                let heading = self.body.headings.last_mut().filter(|h| h.span == *span && h.class.is_empty());
                if let (Some(heading), Some(part)) = (heading, meant) {
                    heading.class = part.to_owned();
                }
            }
            Tag::Item => {
                self.flush();
                self.items.push(i);
            }
            Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_) => {
                self.flush();
                self.depth += 1;
            }
            Tag::TableHead | Tag::TableRow => {
                self.open(TextKind::Row, span);
            }
            Tag::CodeBlock(_) => self.open(TextKind::Code, span),
            Tag::Link { link_type, dest_url, .. } => {
                self.reference(i, ReferenceKind::Link, *link_type, dest_url, span);
            }
            Tag::Image { link_type, dest_url, .. } => {
                self.reference(i, ReferenceKind::Embed, *link_type, dest_url, span);
            }
            _ => {}
        }
    }

    /// Takes what stands in a heading's braces and is no class and no anchor. Gives the part that it was meant as,
    /// so that nothing else is said of the same slip.
    fn attribute(&mut self, key: &str, value: Option<&str>, span: &Range<usize>) -> Option<&'static str> {
        let meant = part_meant(key).filter(|_| value.is_none());
        match meant {
            Some(part) => {
                self.report(Code::PartMark, span, |d| d.arg("written", key).arg("part", part));
            }
            None => {
                let gone = value.map_or(format!("{{{key}}}"), |value| format!("{{{key}={value}}}"));
                self.report(Code::HtmlRemoved, span, |d| d.arg("html", gone));
            }
        }
        meant
    }

    fn heading(
        &mut self,
        i: usize,
        level: HeadingLevel,
        id: Option<&str>,
        classes: &[pulldown_cmark::CowStr<'_>],
        span: &Range<usize>,
    ) {
        let mut class = String::new();
        for c in classes {
            if known_classes().any(|k| k == c.as_ref()) {
                class = c.to_string();
            } else {
                let near = nearest(c, known_classes()).map(str::to_owned);
                let names = known_classes().collect::<Vec<_>>().join(", ");
                self.report(Code::UnknownPart, span, |d| {
                    d.arg("class", c.to_string()).arg("known", names).maybe_arg("nearest", near)
                });
            }
        }
        if level == HeadingLevel::H1 && self.depth == 0 {
            self.report(Code::HeadingOne, span, |d| d);
        }
        self.open(TextKind::Heading, span);
        if self.depth == 0 {
            let heading = self.body.headings.len();
            if let Some(block) = &mut self.open {
                block.heading = Some(heading);
            }
            self.body.headings.push(Heading {
                level: (level as u8).max(2),
                class,
                anchor: id.unwrap_or_default().to_owned(),
                text: String::new(),
                span: span.clone(),
                events: i..i + 1,
            });
        }
    }

    fn end(&mut self, i: usize, tag: TagEnd, span: &Range<usize>) {
        match tag {
            TagEnd::Heading(_) if self.depth == 0 => {
                let text = self.open.as_ref().map(|b| b.text.trim().to_owned()).unwrap_or_default();
                self.flush();
                let meant = in_wide_braces(&text);
                if let Some((written, part)) = meant {
                    self.report(Code::PartMark, span, |d| d.arg("written", written).arg("part", part));
                }
                let Some(h) = self.body.headings.last_mut() else { return };
                if let Some((_, part)) = meant.filter(|_| h.class.is_empty()) {
                    h.class = part.to_owned();
                }
                h.events.end = i;
                if h.anchor.is_empty() {
                    let own = Part::find(&h.class).is_some() && h.level == 2;
                    let wish = if own { h.class.clone() } else { slugify(&text) };
                    h.anchor = self.slugs.unique(&wish);
                }
                h.text = text;
            }
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock => self.flush(),
            TagEnd::TableHead | TagEnd::TableRow => {
                self.flush();
            }
            TagEnd::TableCell => self.text(" ", span),
            TagEnd::Item => {
                self.flush();
                self.items.pop();
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition => {
                self.flush();
                self.depth = self.depth.saturating_sub(1);
            }
            TagEnd::Link | TagEnd::Image => {
                self.links.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, span: &Range<usize>) {
        if self.open.is_none() {
            // Text of a tight list item has no paragraph of its own.
            let kind = if self.items.is_empty() { TextKind::Paragraph } else { TextKind::Item };
            self.open(kind, span);
        }
        for link in &self.links {
            self.body.references[*link].text.push_str(text);
        }
        if let Some(block) = &mut self.open {
            block.first = block.first.or(Some(span.start));
            block.text.push_str(text);
            block.span.end = block.span.end.max(span.end);
        }
    }

    fn reference(&mut self, i: usize, kind: ReferenceKind, link: LinkType, dest: &str, span: &Range<usize>) {
        if self.open.is_none() {
            self.text("", span);
        }
        let target = match link {
            LinkType::WikiLink { .. } => RawTarget::wiki(dest),
            LinkType::Email => RawTarget::External(format!("mailto:{dest}")),
            _ => RawTarget::parse(dest),
        };
        self.links.push(self.body.references.len());
        self.body.references.push(Reference {
            kind,
            target,
            written: dest.to_owned(),
            text: String::new(),
            span: span.clone(),
            event: i,
            block: self.blocks.len(),
        });
    }

    fn task(&mut self, checked: bool) {
        let Some(item) = self.items.last() else { return };
        let part = self.body.headings.iter().rev().find(|h| h.level == 2).map(|h| h.class.clone());
        self.body.tasks.push(Task {
            id: String::new(),
            text: String::new(),
            evidence: None,
            part: part.unwrap_or_default(),
            event: *item,
            checked,
        });
    }

    fn html(&mut self, html: &str, span: &Range<usize>) {
        let block = self.blocks.len() + usize::from(self.open.as_ref().is_some_and(|b| !b.text.is_empty()));
        if let Some(excuse) = excuse::parse(self.path, html, span.clone(), block, self.diagnostics) {
            self.body.excuses.push(excuse);
        }
        if let Some(gone) = raw_html::removed(html) {
            self.report(Code::HtmlRemoved, span, |d| d.arg("html", gone));
        }
    }
}

/// Classes that a heading may have.
fn known_classes() -> impl Iterator<Item = &'static str> {
    PARTS.iter().map(|p| p.key).chain(OTHER_CLASSES)
}

/// The class that was meant by what stands in a heading's braces, with a wrong sign before it or none.
fn part_meant(written: &str) -> Option<&'static str> {
    let name = written.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    known_classes().find(|known| *known == name).or_else(|| nearest(name, known_classes()))
}

/// What stands in full-width braces at a heading's end, and the class that it was meant as.
fn in_wide_braces(text: &str) -> Option<(&str, &'static str)> {
    let start = text.rfind(['｛', '{'])?;
    let (open, close) = (text[start..].starts_with('｛'), text.ends_with('｝'));
    let written = text[start..].trim_start_matches(['｛', '{']).strip_suffix(['｝', '}'])?;
    if open || close { Some((written, part_meant(written)?)) } else { None }
}

/// Gives each item to tick its text, its evidence record and its id.
fn name_tasks(body: &mut Body) {
    let mut slugs = Slugs::default();
    let ends: Vec<usize> = body.tasks.iter().map(|t| body.events.end_of(t.event)).collect();
    for (task, end) in body.tasks.iter_mut().zip(ends) {
        let range = task.event..end;
        let span = body.events.span(task.event);
        let inside: Vec<TextBlock<'_>> =
            body.blocks.iter().filter(|b| b.kind == TextKind::Item && span.contains(&b.span.start)).collect();
        task.text = inside.iter().map(|b| b.text.trim()).collect::<Vec<_>>().join(" ");
        task.evidence =
            body.references.iter().filter(|r| range.contains(&r.event)).find_map(|r| match &r.target {
                RawTarget::Record { kind, id } if kind == "evidence" => Some(id.clone()),
                _ => None,
            });
        let wish = match &task.evidence {
            Some(id) => format!("ev-{id}"),
            None => {
                let letters: String =
                    task.text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
                format!("t-{}", &blake3::hash(letters.as_bytes()).to_hex()[..8])
            }
        };
        task.id = slugs.unique(&wish);
    }
}
