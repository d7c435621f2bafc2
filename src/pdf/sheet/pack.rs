//! The pack: checklist, letters, deadlines, contacts, and tables to fill in.

use std::rc::Rc;

use super::super::compose::Composer;
use super::super::link::Target;
use super::super::page::{Footer, Kind, Mark, Section, Sheet, Slab};
use super::super::text::{Fonts, Inline, Style};
use super::checklist::{self, Missing};
use super::{ladder, letter, log};
use crate::view::{DeadlineCard, LogTable, PackPage};

/// Shares of the columns of the table of deadlines: whose, what, how long, from when, on what ground.
const SHARES: [f32; 5] = [0.17, 0.25, 0.14, 0.2, 0.24];

/// The sections of a pack: the sheet, and what goes with it.
pub(in crate::pdf) fn sections(
    view: &PackPage,
    fonts: &Fonts,
    sheet: &Sheet,
    lang: &str,
) -> (Vec<Section>, Missing) {
    let (mut first, mut missing) = checklist::section(&view.sheet, fonts, sheet, lang, 1);
    first.title.clone_from(&view.shell.page.title);
    let page = &view.shell.page;
    let mut c = Composer::new(fonts, sheet.column(), lang, &page.canonical, &view.shell.site.t);
    let mut slabs = Vec::new();
    for l in &view.letters {
        slabs.extend(letter::slabs(&mut c, l, 2, lang));
    }
    let mut new_page = true;
    let mut leaf = |mut found: Vec<Slab>, slabs: &mut Vec<Slab>| {
        if let Some(first) = found.first_mut() {
            first.new_page = std::mem::take(&mut new_page);
        }
        slabs.extend(found);
    };
    if !view.deadlines.is_empty() {
        leaf(deadlines(&mut c, &view.deadlines), &mut slabs);
    }
    let many = view.ladders.iter().any(|l| l.jurisdiction != view.ladders[0].jurisdiction);
    for l in &view.ladders {
        leaf(ladder::slabs(&mut c, l, 2, many.then_some(l.jurisdiction.as_str())), &mut slabs);
    }
    for s in &view.sheets {
        slabs.push(table(&mut c, s, sheet.room()));
    }
    missing.append(&mut c.missing);
    let footer = Footer { text: checklist::footer(&c, &view.sheet) };
    let rest = Section { slabs, tags: c.tags, footer, title: page.title.clone() };
    (vec![first, rest], missing)
}

/// The heading of a part of the pack.
fn head(c: &mut Composer<'_>, title: &str, place: &str) -> Slab {
    let node = c.tags.node(c.root, Kind::Heading(2, title.to_owned()));
    let mut marks = Vec::new();
    let y = c.text(node, &[Inline::bold(title)], Style::title(15.0, 20.0), (0.0, 2.0, c.column), &mut marks);
    let outline = Some((2, title.to_owned()));
    Slab { marks, height: y + 4.0, keep: true, outline, place: Some(place.to_owned()), ..Slab::default() }
}

/// A page of empty rows.
fn table(c: &mut Composer<'_>, view: &LogTable, room: f32) -> Slab {
    let mut slab = head(c, &view.title, &view.key);
    let left = room - slab.height - 2.0;
    let rows = log::fitting(view, left);
    let height = log::draw(c, c.root, view, rows, (slab.height, left), &mut slab.marks);
    Slab { height: slab.height + height, new_page: true, keep: false, ..slab }
}

/// The table of deadlines, its head repeated on each page.
fn deadlines(c: &mut Composer<'_>, rows: &[DeadlineCard]) -> Vec<Slab> {
    let title = c.t("nav_deadlines");
    let mut slabs = vec![head(c, &title, "deadlines")];
    let node = c.tags.node(c.root, Kind::Paragraph);
    let note = c.t("dl_note");
    let note = c.flow(node, &[Inline::new(note)], Style::new(9.0, 13.0), (0.0, c.column), 0.0);
    slabs.extend(note.into_iter().map(|s| Slab { keep: true, ..s }));
    let table = c.tags.node(c.root, Kind::Table);
    let thead = c.tags.node(table, Kind::Head);
    let tr = c.tags.node(thead, Kind::Row);
    let edges = edges(c.column);
    let style = Style::title(9.0, 12.5);
    let mut marks = Vec::new();
    let mut height: f32 = 0.0;
    for (key, edge) in
        ["dl_whose", "dl_act", "dl_length", "dl_from", "dl_source"].iter().zip(edges.windows(2))
    {
        let cell = c.tags.node(tr, Kind::ColumnHead);
        let words = c.t(key);
        let width = edge[1] - edge[0] - 8.0;
        height = height.max(c.text(cell, &[Inline::bold(words)], style, (edge[0], 4.0, width), &mut marks));
    }
    let height = height + 7.0;
    marks.push(Mark::Line { from: (0.0, height), to: (c.column, height), width: 1.2, dashed: false });
    let head = Rc::new((marks.clone(), height));
    slabs.push(Slab { marks, height, before: 4.0, keep: true, ..Slab::default() });
    let mixed = rows.iter().any(|d| d.jurisdiction != rows[0].jurisdiction);
    let body = c.tags.node(table, Kind::Rows);
    for d in rows {
        let tr = c.tags.node(body, Kind::Row);
        let mut marks = Vec::new();
        let mut height: f32 = 0.0;
        for (i, pieces) in cells(c, d, mixed).into_iter().enumerate() {
            let cell = c.tags.node(tr, if i == 1 { Kind::RowHead } else { Kind::Cell });
            let width = edges[i + 1] - edges[i] - 8.0;
            let style = Style { justify: false, ..Style::new(9.5, 14.0) };
            height = height.max(c.text(cell, &pieces, style, (edges[i], 5.0, width), &mut marks));
        }
        let height = height + 10.0;
        marks.push(Mark::Line { from: (0.0, height), to: (c.column, height), width: 0.5, dashed: false });
        slabs.push(Slab { marks, height, head: Some(Rc::clone(&head)), ..Slab::default() });
    }
    slabs
}

fn edges(width: f32) -> Vec<f32> {
    let mut at = 0.0;
    let mut edges = vec![0.0];
    for share in SHARES {
        at += share * width;
        edges.push(at);
    }
    edges
}

/// Whether a tag of these words is narrower than a width: a Han character takes about an em of its
/// 7.6 points, a letter about half of one, the frame another em.
fn fits_pill(words: &str, width: f32) -> bool {
    let ems: f32 = words.chars().map(|c| if c.is_ascii() { 0.56 } else { 1.0 }).sum();
    (ems + 1.0) * 7.6 < width
}

fn cells(c: &Composer<'_>, d: &DeadlineCard, mixed: bool) -> [Vec<Inline>; 5] {
    let short = fits_pill(&d.who, c.column * SHARES[0] - 8.0);
    let mut who = vec![match d.whose.as_str() {
        "you" => Inline::badge(&d.who),
        _ if short => Inline::pill(&d.who),
        _ => Inline::bold(&d.who).scaled(0.9),
    }];
    if mixed {
        who.push(Inline::new(format!(" {}", d.jurisdiction_name)).scaled(0.9));
    }
    let link = |href: &str| -> Option<Target> { c.base.resolve(href) };
    let mut ground = Vec::new();
    if d.sources.is_empty() {
        ground.push(Inline::new(&d.article));
    }
    for (i, source) in d.sources.iter().enumerate() {
        let words = match i {
            0 if d.article.is_empty() => source.title.clone(),
            0 => d.article.clone(),
            _ => c.t("source_more"),
        };
        if i > 0 {
            ground.push(Inline::new(c.t("comma")));
        }
        ground.push(Inline::new(words).linked(link(&source.href)));
    }
    ground.iter_mut().for_each(|p| p.scale = 0.9);
    [
        who,
        vec![Inline::bold(&d.act).linked(None)],
        vec![Inline::bold(&d.length)],
        vec![Inline::new(&d.from)],
        ground,
    ]
}
