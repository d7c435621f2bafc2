//! A sector's checklists one after another, a list of contents first.

use super::super::compose::Composer;
use super::super::link::Target;
use super::super::page::{Footer, Kind, Mark, Section, Sheet, Slab, count};
use super::super::text::{Align, Fonts, Inline, Style};
use super::checklist::{self, Missing};
use crate::view::ChecklistIndex;

/// Width of the column of page numbers in the contents, in points.
const NUMBERS: f32 = 30.0;

/// The sections: contents, then a page for each guide.
pub(in crate::pdf) fn sections(
    view: &ChecklistIndex,
    fonts: &Fonts,
    sheet: &Sheet,
    lang: &str,
) -> (Vec<Section>, Missing) {
    let mut missing = Missing::new();
    let mut sheets = Vec::new();
    for one in &view.sheets {
        let (section, mut lacking) = checklist::section(one, fonts, sheet, lang, 2);
        missing.append(&mut lacking);
        sheets.push(section);
    }
    let lengths: Vec<usize> = sheets.iter().map(|s| count(s, sheet)).collect();
    // Page numbers depend on the length of the contents itself, which they do not change.
    let (first, _) = contents(view, fonts, sheet, lang, &lengths, 1);
    let own = count(&first, sheet);
    let (first, mut lacking) = contents(view, fonts, sheet, lang, &lengths, own);
    missing.append(&mut lacking);
    sheets.insert(0, first);
    (sheets, missing)
}

/// The contents: `own` pages long, followed by sheets of the given lengths.
fn contents(
    view: &ChecklistIndex,
    fonts: &Fonts,
    sheet: &Sheet,
    lang: &str,
    lengths: &[usize],
    own: usize,
) -> (Section, Missing) {
    let page = &view.shell.page;
    let mut c = Composer::new(fonts, sheet.column(), lang, &page.canonical, &view.shell.site.t);
    let mut slabs = vec![title(&mut c, view)];
    let list = c.tags.node(c.root, Kind::List);
    let mut n = own + 1;
    for (one, length) in view.sheets.iter().zip(lengths) {
        let item = c.tags.node(list, Kind::Item);
        let body = c.tags.node(item, Kind::Body);
        let link = Some(Target::Place(one.guide_id.clone()));
        let words = [Inline::new(&one.guide.title).linked(link)];
        let style = Style { justify: false, ..Style::new(11.5, 18.0) };
        let mut marks = Vec::new();
        let width = c.column - NUMBERS;
        let height = c.text(body, &words, style, (0.0, 0.0, width), &mut marks);
        let number = [Inline::new(n.to_string())];
        c.text(body, &number, style.aligned(Align::Right), (width, height - 18.0, NUMBERS), &mut marks);
        marks.push(Mark::Line {
            from: (0.0, height + 3.0),
            to: (c.column, height + 3.0),
            width: 0.4,
            dashed: false,
        });
        slabs.push(Slab { marks, height: height + 4.0, before: 3.0, ..Slab::default() });
        n += length;
    }
    let footer = Footer { text: page.canonical.split_once("://").map_or("", |(_, a)| a).to_owned() };
    (Section { slabs, tags: c.tags, footer, title: page.title.clone() }, c.missing)
}

fn title(c: &mut Composer<'_>, view: &ChecklistIndex) -> Slab {
    let node = c.tags.node(c.root, Kind::Heading(1, view.title.clone()));
    let mut marks = Vec::new();
    let y = c.text(
        node,
        &[Inline::bold(&view.title)],
        Style::title(17.0, 23.0),
        (0.0, 4.0, c.column),
        &mut marks,
    );
    let outline = Some((1, view.title.clone()));
    Slab { marks, height: y + 14.0, keep: true, outline, ..Slab::default() }
}
