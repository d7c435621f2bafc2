//! The text of a guide without Markdown, by heading.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::model::Section;
use crate::library::{DocId, Target};
use crate::plan::{PageCx, cards};

/// The sections of a page, in order. Sections without text are kept when they have a heading.
pub(super) fn sections(page: &PageCx<'_>, id: DocId) -> Vec<Section> {
    let document = page.library().document(id);
    let starts: BTreeMap<usize, usize> =
        document.body.headings.iter().enumerate().map(|(i, h)| (h.events.start, i)).collect();
    let mut text = Plain { out: String::new() };
    let mut out = vec![empty()];
    let mut heading_ends = None;
    let names = names(page, id);
    for (i, (event, _)) in document.body.events.iter().enumerate() {
        if let Some(heading) = starts.get(&i).map(|h| &document.body.headings[*h]) {
            close(&mut out, &mut text);
            let part = if heading.level == 2 { heading.class.clone() } else { last_part(&out) };
            out.push(Section {
                part,
                level: heading.level,
                anchor: heading.anchor.clone(),
                heading: heading.text.clone(),
                text: String::new(),
            });
            heading_ends = Some(heading.events.end);
        }
        match heading_ends {
            Some(end) if i < end => {}
            Some(end) if i == end => heading_ends = None,
            _ => {
                text.event(&event);
                if let Some(name) = names.get(&i) {
                    text.out.push_str(name);
                }
            }
        }
    }
    close(&mut out, &mut text);
    out.retain(|s| !s.text.is_empty() || !s.heading.is_empty());
    out
}

fn empty() -> Section {
    Section {
        part: String::new(),
        level: 0,
        anchor: String::new(),
        heading: String::new(),
        text: String::new(),
    }
}

fn last_part(sections: &[Section]) -> String {
    sections.last().map(|s| s.part.clone()).unwrap_or_default()
}

fn close(sections: &mut [Section], text: &mut Plain) {
    let done = std::mem::take(&mut text.out);
    if let Some(last) = sections.last_mut() {
        let lines: Vec<&str> = done.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        last.text = lines.join("\n");
    }
}

/// What references without words of their own say, by their start event.
fn names(page: &PageCx<'_>, id: DocId) -> BTreeMap<usize, String> {
    let library = page.library();
    let document = library.document(id);
    let references = document.body.references.iter().zip(library.targets(id));
    references
        .filter(|(r, _)| r.text.trim().is_empty())
        .filter_map(|(r, target)| {
            let name = match target {
                Target::Record { kind, id } => spaces(&cards::name(page, *kind, id)),
                Target::Page { document, .. } => library.document(*document).front.title.value.clone(),
                _ => return None,
            };
            Some((r.event, name))
        })
        .collect()
}

/// Ordinary spaces for the ones that keep a number with its unit on a page.
pub(super) fn spaces(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// Collects the text of events, a line a block.
struct Plain {
    out: String,
}

impl Plain {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(t) | Event::Code(t) => self.out.push_str(t),
            Event::SoftBreak => self.out.push(' '),
            // A table row is one line; its cells are told apart.
            Event::End(TagEnd::TableCell) => self.out.push_str(" | "),
            Event::HardBreak
            | Event::Rule
            | Event::Start(
                Tag::Paragraph | Tag::Item | Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::List(_),
            )
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::BlockQuote(_)
                | TagEnd::CodeBlock
                | TagEnd::List(_)
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::Heading(_),
            ) => self.line(),
            _ => {}
        }
    }

    fn line(&mut self) {
        let end = self.out.trim_end_matches([' ', '|']).len();
        self.out.truncate(end);
        self.out.push('\n');
    }
}
