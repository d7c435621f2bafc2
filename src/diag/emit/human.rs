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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Location, UiLang};
    use crate::snapshot::Snapshot;

    /// What is said of a place in a line of so many characters.
    fn said(before: usize, after: usize) -> String {
        let text = format!("one\n{}错{}\n", "字".repeat(before), "x".repeat(after));
        let (snapshot, path) = (Snapshot::from_iter([("a.md", &text)]), SourcePath::new("a.md"));
        let start = text.find('错').expect("the place");
        let mut list = Diagnostics::default();
        list.push(Diagnostic::new(Code::EmptyFile, Location::new(&path, start..start + 3)));
        human(&list, &snapshot, Wording::new(UiLang::En), Colour::Plain)
    }

    #[test]
    fn a_place_is_shown_in_its_line_and_of_a_very_long_one_in_what_stands_around() {
        for (before, after) in [(0, 0), (1, 20), (30, 0), (1, 9_000), (4_000, 0), (2_000, 60_000)] {
            let said = said(before, after);
            assert!(said.contains(&format!("a.md:2:{}\n", before + 1)), "{said}");
            let shown = said.lines().find(|line| line.starts_with("2 |")).expect("the line");
            let mark = said.lines().find(|line| line.contains('^')).expect("a mark");
            assert!(shown.contains('错') && shown.len() < 500, "{said}");
            assert!(mark.trim_end().ends_with("^^") && !mark.contains("^^^"), "{said}");
        }
    }
}
