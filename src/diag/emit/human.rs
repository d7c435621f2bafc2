//! For people: the line itself, what is wrong, what to do.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::super::{Diagnostic, Diagnostics, Severity, Sources, Wording};
use super::places::Places;
use crate::text::SourcePath;

/// Longest line in bytes that is given to the renderer as it is: it looks at all of it for each place.
const LONGEST: usize = 4000;

/// How many bytes before and after a place are given of a longer line.
const AROUND: usize = 200;

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// ANSI colours.
    Ansi,
    /// Plain text.
    Plain,
}

/// All diagnostics, one after another, as text that ends with a newline.
pub fn human(list: &Diagnostics, sources: &dyn Sources, wording: Wording, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Ansi => Renderer::styled(),
        Colour::Plain => Renderer::plain(),
    };
    let (places, mut out) = (Places::new(sources), String::new());
    for d in list.iter() {
        out.push_str(&one(d, &places, wording, &renderer));
        out.push_str("\n\n");
    }
    out
}

fn one<'a>(d: &'a Diagnostic, places: &Places<'a>, wording: Wording, renderer: &Renderer) -> String {
    let (message, help) = (printable(&wording.message(d)), printable(&wording.help(d)));
    let level = match d.severity {
        Severity::Error => Level::ERROR.with_name(wording.phrase("error", &[])),
        Severity::Warning => Level::WARNING.with_name(wording.phrase("warning", &[])),
    };
    let mut group = Group::with_title(level.primary_title(message).id(d.code.as_str()));
    group = place(group, &d.location.path, d.location.span, None, places);
    let mut groups = Vec::new();
    for r in &d.related {
        let label = wording.label(r.label);
        if r.location.path == d.location.path && d.location.span.is_some() {
            group = place(group, &r.location.path, r.location.span, Some(label), places);
        } else {
            let note =
                Group::with_title(Level::NOTE.with_name(wording.phrase("note", &[])).secondary_title(label));
            groups.push(place(note, &r.location.path, r.location.span, None, places));
        }
    }
    if !help.is_empty() {
        groups.push(Group::with_title(
            Level::HELP.with_name(wording.phrase("help", &[])).secondary_title(help),
        ));
    }
    groups.insert(0, group);
    renderer.render(&groups).to_string()
}

fn place<'a>(
    group: Group<'a>,
    path: &'a SourcePath,
    span: Option<(usize, usize)>,
    label: Option<&'a str>,
    places: &Places<'a>,
) -> Group<'a> {
    let shown = places.shown(path);
    let (Some((start, end)), Some(lines)) = (span, places.lines(path)) else {
        return group.element(Origin::path(shown));
    };
    if start > lines.text().len() {
        return group.element(Origin::path(shown));
    }
    let (start, position) = (lines.floor(start), lines.position(start));
    let line = lines.line(start);
    // A span over many lines would print them all: its first line says enough.
    let end = lines.floor(end).clamp(start, line.end.max(start));
    let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    let annotated = |from: usize, source: &'a str| {
        let mut annotation = kind.span(start - from..(end - from).min(source.len()));
        if let Some(label) = label {
            annotation = annotation.label(label);
        }
        Snippet::source(source).line_start(position.line).annotation(annotation)
    };
    if line.len() <= LONGEST {
        return group.element(annotated(line.start, &lines.text()[line]).path(shown));
    }
    // Of a line that fills a screen, what stands around the place.
    let from = lines.floor(start.saturating_sub(AROUND)).max(line.start);
    let to = lines.floor(start + AROUND).min(line.end);
    let origin = Origin::path(shown).line(position.line).char_column(position.column);
    group.element(origin).element(annotated(from, &lines.text()[from..to]))
}

/// Control characters in names must not reach the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}
