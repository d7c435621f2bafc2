//! A letter with blanks to fill in by hand.

use super::super::compose::Composer;
use super::super::page::{Kind, Mark, Slab};
use super::super::text::{Inline, Style};
use crate::view::{FieldView, LetterSegment, LetterView};

/// Space inside of the frame.
const PAD: f32 = 16.0;

/// Distance of baselines: room to write, and for the labels below the blanks.
const LEADING: f32 = 25.0;

/// The letter with its heading of `level`, to start a page.
pub(super) fn slabs(c: &mut Composer<'_>, letter: &LetterView, level: u16, lang: &str) -> Vec<Slab> {
    let foreign = (letter.lang != lang).then(|| letter.lang.clone());
    let section = c.tags.node(c.root, Kind::Section(foreign));
    let heading = c.tags.node(section, Kind::Heading(level, letter.name.clone()));
    let mut marks = Vec::new();
    let mut y = c.text(
        heading,
        &[Inline::bold(&letter.name)],
        Style::title(15.0, 20.0),
        (0.0, 2.0, c.column),
        &mut marks,
    );
    let node = c.tags.node(section, Kind::Paragraph);
    let mut to = format!("{}{}", c.label("letter_to"), letter.to);
    if !letter.channels.is_empty() {
        to.push_str(&format!(" · {}", letter.channels.join(" / ")));
    }
    let small = Style { justify: false, ..Style::new(9.5, 14.0) };
    y += 2.0 + c.text(node, &[Inline::new(to)], small, (0.0, y + 2.0, c.column), &mut marks);
    let outline = Some((level, letter.name.clone()));
    let place = Some(format!("letter-{}", letter.id));
    let mut slabs =
        vec![Slab { marks, height: y + 6.0, new_page: true, keep: true, outline, place, ..Slab::default() }];
    let frame = |slabs: &mut Vec<Slab>, marks, height, keep| {
        slabs.push(Slab { marks, height, keep, ..Slab::default() });
    };
    let top = Mark::Line { from: (0.0, 0.0), to: (c.column, 0.0), width: 0.7, dashed: false };
    frame(&mut slabs, vec![top], 8.0, true);
    for paragraph in &letter.paragraphs {
        let node = c.tags.node(section, Kind::Paragraph);
        let pieces: Vec<Inline> = paragraph.iter().flat_map(|s| segment(s, c.column - 2.0 * PAD)).collect();
        let words_first = paragraph.first().is_some_and(|s| s.field.is_none());
        let indent = if c.han && words_first { 21.0 } else { 0.0 };
        let style = Style { indent, ..Style::new(10.5, LEADING) };
        let lines = c.flow(node, &pieces, style, (PAD, c.column - 2.0 * PAD), 0.0);
        slabs.extend(lines);
    }
    let bottom = Mark::Line { from: (0.0, 10.0), to: (c.column, 10.0), width: 0.7, dashed: false };
    if let Some(last) = slabs.last_mut() {
        last.keep = true;
    }
    frame(&mut slabs, vec![bottom], 10.0, false);
    for slab in &mut slabs[1..] {
        for x in [0.0, c.column] {
            slab.marks.push(Mark::Line { from: (x, 0.0), to: (x, slab.height), width: 0.7, dashed: false });
        }
    }
    if !letter.attachments.is_empty() {
        let node = c.tags.node(section, Kind::Paragraph);
        let names: Vec<&str> = letter.attachments.iter().map(|e| e.name.as_str()).collect();
        let pieces = [Inline::bold(c.label("letter_attach")), Inline::new(names.join(&c.t("comma")))];
        slabs.extend(c.flow(node, &pieces, Style::new(9.5, 14.0), (0.0, c.column), 8.0));
    }
    if !letter.send_note.is_empty() {
        let node = c.tags.node(section, Kind::Paragraph);
        slabs.extend(c.flow(
            node,
            &[Inline::new(&letter.send_note)],
            Style::new(9.5, 14.0),
            (0.0, c.column),
            4.0,
        ));
    }
    slabs
}

fn segment(segment: &LetterSegment, column: f32) -> Vec<Inline> {
    match &segment.field {
        None => vec![Inline::new(&segment.text)],
        // A long text gets two lines.
        Some(field) if field.kind == "longtext" => {
            let width = width(field, column);
            vec![Inline::blank(width, ""), Inline::blank(width, &field.label)]
        }
        Some(field) => vec![Inline::blank(width(field, column), &field.label)],
    }
}

/// Width of a blank: what people write there by hand, about 5 points a character, and no
/// more than two fifths of a line, so that a sentence stays one on paper too.
fn width(field: &FieldView, column: f32) -> f32 {
    match field.kind.as_str() {
        "longtext" => column - 14.0, // room for the mark that ends the sentence
        "date" => 110.0,
        _ => (field.size as f32 * 5.0).clamp(60.0, column * 0.4),
    }
}
