//! For people: the line itself, what is wrong, what to do.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::super::{Diagnostic, Diagnostics, Severity, Sources, Wording};

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
    let mut out = String::new();
    for d in list.iter() {
        out.push_str(&one(d, sources, wording, &renderer));
        out.push_str("\n\n");
    }
    out
}

fn one(d: &Diagnostic, sources: &dyn Sources, wording: Wording, renderer: &Renderer) -> String {
    let (message, help) = (printable(&wording.message(d)), printable(&wording.help(d)));
    let level = match d.severity {
        Severity::Error => Level::ERROR.with_name(wording.phrase("error", &[])),
        Severity::Warning => Level::WARNING.with_name(wording.phrase("warning", &[])),
    };
    let mut group = Group::with_title(level.primary_title(message).id(d.code.as_str()));
    group = place(group, &d.location.path, d.location.span, None, sources);
    let mut groups = Vec::new();
    for r in &d.related {
        let label = wording.label(r.label);
        if r.location.path == d.location.path && d.location.span.is_some() {
            group = place(group, &r.location.path, r.location.span, Some(label), sources);
        } else {
            let note =
                Group::with_title(Level::NOTE.with_name(wording.phrase("note", &[])).secondary_title(label));
            groups.push(place(note, &r.location.path, r.location.span, None, sources));
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
    path: &'a crate::text::SourcePath,
    span: Option<(usize, usize)>,
    label: Option<&'a str>,
    sources: &'a dyn Sources,
) -> Group<'a> {
    match (span, sources.text(path)) {
        (Some((start, end)), Some(text)) if start <= text.len() => {
            let start = floor(text, start);
            let end = floor(text, end.max(start).min(text.len()));
            let kind = match label {
                Some(_) => AnnotationKind::Context,
                None => AnnotationKind::Primary,
            };
            // A span over many lines would print them all: its first line says enough.
            let end = text[start..end].find('\n').map_or(end, |i| start + i);
            let mut annotation = kind.span(start..end);
            if let Some(label) = label {
                annotation = annotation.label(label);
            }
            group.element(Snippet::source(text).path(sources.shown(path)).annotation(annotation))
        }
        _ => group.element(Origin::path(sources.shown(path))),
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Control characters in names must not reach the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}
