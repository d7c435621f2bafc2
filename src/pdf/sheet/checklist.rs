//! The checklist: one guide on one page. Rows of the log go first, then space, then the second column.

use super::super::compose::Composer;
use super::super::page::{Footer, Kind, Mark, Node, Section, Sheet, Slab, mm};
use super::super::text::{Fonts, Inline, Style, from_html};
use super::code::runs;
use super::log;
use super::ticks::{self, Form};
use crate::view::{ChecklistItem, ChecklistPage, DeadlineCard};

/// Side of the QR code with its quiet zone: 22 mm, so that a module is half a millimetre.
const CODE: f32 = mm(22.0);

/// How tightly a sheet is set.
#[derive(Debug, Clone, Copy)]
struct Fit {
    /// Size of running text in points.
    size: f32,
    /// Factor of all space between lines and parts.
    air: f32,
    /// Columns of the steps.
    columns: usize,
    /// Least number of rows of the log.
    rows: usize,
}

/// From roomy to tight. The first that fits on one page is taken.
const FITS: [Fit; 6] = [
    Fit { size: 10.5, air: 1.0, columns: 1, rows: 5 },
    Fit { size: 10.5, air: 1.0, columns: 1, rows: 3 },
    Fit { size: 10.5, air: 0.9, columns: 2, rows: 3 },
    Fit { size: 9.5, air: 0.75, columns: 2, rows: 3 },
    Fit { size: 9.0, air: 0.6, columns: 2, rows: 3 },
    Fit { size: 8.5, air: 0.5, columns: 2, rows: 2 },
];

/// A sheet as a section of a document, its title as a heading of `level`.
pub(in crate::pdf) fn section(
    view: &ChecklistPage,
    fonts: &Fonts,
    sheet: &Sheet,
    lang: &str,
    level: u16,
) -> (Section, Missing) {
    let make = |fit: Fit, split| {
        let texts = &view.shell.site.t;
        let c = Composer::new(fonts, sheet.column(), lang, &view.shell.page.canonical, texts);
        let mut maker = Maker { c, view, fit, level };
        let (slabs, fits) = maker.slabs(sheet.room(), split);
        (maker.c, slabs, fits)
    };
    let fitting = FITS.into_iter().map(|fit| make(fit, false)).find(|(_, _, fits)| *fits);
    // Too much for a page even so: then readable, on two.
    let (c, slabs, _) = fitting.unwrap_or_else(|| make(FITS[2], true));
    let footer = Footer { text: footer(&c, view) };
    let title = view.shell.page.title.clone();
    (Section { slabs, tags: c.tags, footer, title }, c.missing)
}

/// Characters that the fonts lack.
pub(super) type Missing = std::collections::BTreeSet<(super::super::text::Weight, char)>;

/// Address, date and jurisdiction, for the foot of each page.
pub(super) fn footer(c: &Composer<'_>, view: &ChecklistPage) -> String {
    let mut parts = vec![view.address.clone()];
    if !view.reviewed.is_empty() {
        parts.push(c.fill("checked", "date", &view.reviewed));
    }
    if !view.jurisdictions.is_empty() {
        parts.push(format!("{} {}", c.t("applies"), view.jurisdictions.join(&c.t("comma"))));
    }
    parts.retain(|p| !p.is_empty());
    parts.join(" · ")
}

struct Maker<'a> {
    c: Composer<'a>,
    view: &'a ChecklistPage,
    fit: Fit,
    level: u16,
}

impl Maker<'_> {
    /// The parts of the sheet, and whether they fit into a room. With `split`, long lists may be
    /// broken between pages.
    fn slabs(&mut self, room: f32, split: bool) -> (Vec<Slab>, bool) {
        let view = self.view;
        let mut slabs = vec![self.title()];
        if !view.blanks.is_empty() {
            slabs.push(self.blanks());
        }
        if !view.evidence.is_empty() {
            let redact = view.evidence.iter().any(|i| i.tags.iter().any(|t| t.kind == "redact"));
            let note = if redact { vec![Inline::new(self.c.t("redact_paper"))] } else { Vec::new() };
            let form = self.form(2);
            self.list("take_along", &note, &view.evidence, form, split, &mut slabs);
        }
        if !view.steps.is_empty() {
            let columns = if view.steps.len() > 5 { 2 } else { self.fit.columns };
            let form = self.form(columns);
            self.list("in_order", &[], &view.steps, form, split, &mut slabs);
        }
        if !view.dates.is_empty() {
            slabs.push(self.dates());
        }
        // The log stands before the last parts and takes what they leave.
        let (parent, mut marks, top) = self.part(&view.log.title);
        let tail = self.tail();
        let used: f32 = slabs.iter().chain(&tail).map(|s| s.before + s.height).sum();
        let left = room - used - self.between() - top - 3.0;
        let rows = if split { view.log.rows.min(8) } else { log::fitting(&view.log, left) };
        let height = log::draw(&mut self.c, parent, &view.log, rows, (top + 3.0, left), &mut marks);
        let before = self.between();
        slabs.push(self.slab(&view.log.title, marks, top + 3.0 + height, before));
        slabs.extend(tail);
        (slabs, rows >= self.fit.rows)
    }

    fn between(&self) -> f32 {
        9.0 * self.fit.air
    }

    fn form(&self, columns: usize) -> Form {
        let size = self.fit.size;
        Form { size, leading: size * 1.42, side: size * 1.12, gap: 3.6 * self.fit.air, columns }
    }

    fn slab(&self, name: &str, marks: Vec<Mark>, height: f32, before: f32) -> Slab {
        Slab { marks, height, before, outline: Some((self.level + 1, name.to_owned())), ..Slab::default() }
    }

    /// Starts a part: its node, the marks of its heading, and where its content starts.
    fn part(&mut self, title: &str) -> (Node, Vec<Mark>, f32) {
        let (parent, marks, height) = self.c.heading(self.c.root, self.level + 1, title, &[]);
        (parent, marks, height + 1.5 * self.fit.air)
    }

    fn title(&mut self) -> Slab {
        let view = self.view;
        let c = &mut self.c;
        let text = view.shell.page.title.clone();
        let width = if view.qr_path.is_empty() { c.column } else { c.column - CODE - 8.0 };
        let mut marks = Vec::new();
        let html = c.t("checklist_of").replace("{title}", &view.title_html);
        let sheet = from_html(&html, &c.base, true);
        let plain: String = sheet.iter().filter_map(words).collect::<String>().replace('\u{200b}', "");
        let node = c.tags.node(c.root, Kind::Heading(self.level, plain.clone()));
        let size = if self.fit.air < 0.8 { 15.0 } else { 17.0 };
        let mut y = c.text(node, &sheet, Style::title(size, size * 1.3), (0.0, 4.0, width), &mut marks) + 5.0;
        let facts = facts(c, view);
        let node = c.tags.node(c.root, Kind::Paragraph);
        let style = Style { justify: false, ..Style::new(9.5, 14.0) };
        y += c.text(node, &facts, style, (0.0, y, width), &mut marks);
        for notice in
            view.shell.notices.iter().filter(|n| matches!(n.kind.as_str(), "draft" | "stale" | "lagging"))
        {
            let node = c.tags.node(c.root, Kind::Paragraph);
            let height = c.text(
                node,
                &[Inline::bold(&notice.text)],
                Style { justify: false, ..Style::new(9.0, 13.0) },
                (8.0, y + 3.0, width - 8.0),
                &mut marks,
            );
            marks.push(Mark::Fill { x: 0.0, y: y + 4.0, width: 3.0, height: height - 2.0, grey: 0 });
            y += height + 3.0;
        }
        if !view.qr_path.is_empty() {
            let node =
                c.tags.node(c.root, Kind::Figure(format!("{}{}{}", c.t("qr"), c.t("colon"), view.address)));
            let slot = c.tags.slot(node);
            let size = u32::try_from(view.qr_size).unwrap_or(1).max(1);
            let quiet = CODE * 4.0 / size as f32;
            let (x, y) = (c.column - CODE + quiet, 3.0 - quiet);
            marks.push(Mark::Code { x, y, side: CODE, runs: runs(&view.qr_path), size, slot });
            // Its quiet zone may lie over white, not over the rule below.
        }
        let height = if view.qr_path.is_empty() { y } else { y.max(CODE - 6.0) };
        let place = Some(view.guide_id.clone());
        let outline = Some((self.level, if self.level == 1 { text } else { plain }));
        Slab { marks, height, outline, place, keep: true, ..Slab::default() }
    }

    fn blanks(&mut self) -> Slab {
        let title = self.c.t("my_case");
        let (_, mut marks, top) = self.part(&title);
        let list = self.c.tags.node(self.c.root, Kind::List);
        let gutter = 18.0;
        let width = (self.c.column - gutter) / 2.0;
        let row = mm(7.6) * self.fit.air.max(0.78);
        let count = self.view.blanks.len();
        for (i, label) in self.view.blanks.iter().enumerate() {
            let (x, y) = ((i % 2) as f32 * (width + gutter), top + (i / 2) as f32 * row);
            let item = self.c.tags.node(list, Kind::Item);
            let body = self.c.tags.node(item, Kind::Body);
            let style = Style::title(9.5, 13.0);
            let laid = self.c.lay(&[Inline::new(label)], style, width * 0.7);
            let base = y + row - 13.0;
            self.c.put(&laid, body, (x, base), &mut marks);
            let y = base + 11.5;
            let from = (x + laid.widest + 6.0, y);
            marks.push(Mark::Line { from, to: (x + width, y), width: 0.7, dashed: false });
        }
        let height = top + row * count.div_ceil(2) as f32;
        let before = self.between();
        self.slab(&title, marks, height, before)
    }

    fn list(
        &mut self,
        key: &str,
        note: &[Inline],
        items: &[ChecklistItem],
        form: Form,
        split: bool,
        slabs: &mut Vec<Slab>,
    ) {
        let title = self.c.t(key);
        let (_, mut marks, height) = self.c.heading(self.c.root, self.level + 1, &title, note);
        let top = height + 3.0 * self.fit.air;
        let before = self.between();
        if !split {
            let root = self.c.root;
            let end = ticks::draw(&mut self.c, root, items, form, top, &mut marks);
            slabs.push(self.slab(&title, marks, end - form.gap, before));
            return;
        }
        let head = self.slab(&title, marks, top, before);
        slabs.push(Slab { keep: true, ..head });
        for pair in items.chunks(2) {
            let mut marks = Vec::new();
            let root = self.c.root;
            let end = ticks::draw(&mut self.c, root, pair, form, 0.0, &mut marks);
            slabs.push(Slab { marks, height: end, ..Slab::default() });
        }
    }

    fn dates(&mut self) -> Slab {
        let title = self.c.t("my_dates");
        let (_, mut marks, top) = self.part(&title);
        let top = top + 2.0;
        let cards = self.cards();
        let gap = 10.0;
        let width = (self.c.column - gap * (cards.len() - 1) as f32) / cards.len() as f32;
        let list = self.c.tags.node(self.c.root, Kind::List);
        let small = (self.fit.size - 2.0).max(7.5);
        let mut tallest: f32 = 0.0;
        let mut laid = Vec::new();
        for (bold, lines, _) in &cards {
            let head = self.c.lay(
                &[Inline::bold(bold)],
                Style::title(self.fit.size, self.fit.size * 1.35),
                width - 14.0,
            );
            let style = Style { justify: false, ..Style::new(small, small * 1.4) };
            let lines: Vec<_> =
                lines.iter().map(|l| self.c.lay(&[Inline::new(l)], style, width - 14.0)).collect();
            tallest = tallest.max(head.height() + lines.iter().map(|l| l.height()).sum::<f32>());
            laid.push((head, lines));
        }
        let write = mm(8.5) * self.fit.air.max(0.85);
        let height = tallest + write + 11.0;
        for (i, ((head, lines), (_, _, yours))) in laid.into_iter().zip(&cards).enumerate() {
            let x = i as f32 * (width + gap);
            let item = self.c.tags.node(list, Kind::Item);
            let body = self.c.tags.node(item, Kind::Body);
            let mut y = top + 5.0;
            for paragraph in std::iter::once(&head).chain(&lines) {
                let node = self.c.tags.node(body, Kind::Paragraph);
                y += self.c.put(paragraph, node, (x + 7.0, y), &mut marks);
            }
            self.ymd(body, (x + 7.0, top + height - 6.0, width - 14.0), &mut marks);
            let stroke = if *yours { 2.2 } else { 0.8 };
            marks.push(Mark::Frame { x, y: top, width, height, radius: 4.0, stroke });
        }
        let before = self.between();
        self.slab(&title, marks, top + height, before)
    }

    /// What stands in the cards of dates: bold words, small lines, and whether it is the reader's clock.
    fn cards(&self) -> Vec<(String, Vec<String>, bool)> {
        let c = &self.c;
        let mut cards = vec![(c.t("day_zero"), vec![c.t("day_zero_text")], false)];
        cards.extend(self.view.dates.iter().map(|d: &DeadlineCard| {
            let yours = d.whose == "you";
            let who = if yours { c.t("whose_you") } else { d.who.clone() };
            let lines =
                vec![format!("{who}{}{}", c.t("colon"), d.act), format!("{}{}", c.label("dl_from"), d.from)];
            (c.fill("plus", "length", &d.length), lines, yours)
        }));
        cards
    }

    /// A rule to write a date on, with the names of its three parts.
    fn ymd(&mut self, node: Node, (x, y, width): (f32, f32, f32), marks: &mut Vec<Mark>) {
        let node = self.c.tags.node(node, Kind::Paragraph);
        let words = ["year", "month", "day"].map(|k| self.c.t(k));
        let shares = [0.46, 0.73, 1.0];
        for (word, share) in words.iter().zip(shares) {
            let style = Style::title(9.0, 12.0);
            let laid = self.c.lay(&[Inline::new(word)], style, width);
            self.c.put(&laid, node, (x + width * share - laid.widest, y - 13.0), marks);
        }
        marks.push(Mark::Line { from: (x, y), to: (x + width, y), width: 0.7, dashed: false });
    }

    /// What stands below the log.
    fn tail(&mut self) -> Vec<Slab> {
        let view = self.view;
        let mut slabs = Vec::new();
        if !view.remember_html.is_empty() {
            let title = self.c.t("remember");
            let (_, mut marks, mut y) = self.part(&title);
            let list = self.c.tags.node(self.c.root, Kind::List);
            let style = Style::new(self.fit.size - 0.5, (self.fit.size - 0.5) * 1.42);
            for html in &view.remember_html {
                let item = self.c.tags.node(list, Kind::Item);
                let label = self.c.tags.node(item, Kind::Label);
                let slot = self.c.tags.slot(label);
                marks.push(Mark::Dot { x: 5.0, y: y + style.leading / 2.0, slot });
                let body = self.c.tags.node(item, Kind::Body);
                let mut words = from_html(html, &self.c.base, false);
                words.iter_mut().for_each(|w| w.link = None);
                y += self.c.text(body, &words, style, (12.0, y, self.c.column - 12.0), &mut marks);
            }
            let before = self.between();
            slabs.push(self.slab(&title, marks, y, before));
        }
        if !view.sources.is_empty() {
            let words = format!("{}{}", self.c.label("sources"), view.sources.join(&self.c.t("semicolon")));
            let node = self.c.tags.node(self.c.root, Kind::Paragraph);
            let mut marks = Vec::new();
            let style = Style::new(7.5, 10.5).grey(40);
            let height =
                self.c.text(node, &[Inline::new(words)], style, (0.0, 0.0, self.c.column), &mut marks);
            slabs.push(Slab { marks, height, before: 4.0 * self.fit.air, ..Slab::default() });
        }
        slabs
    }
}

fn words(inline: &Inline) -> Option<&str> {
    match &inline.piece {
        super::super::text::Piece::Words(w) => Some(w),
        _ => None,
    }
}

/// Where it applies, when it was checked, where the full text is.
fn facts(c: &Composer<'_>, view: &ChecklistPage) -> Vec<Inline> {
    let mut facts = Vec::new();
    let gap = || Inline::new("    ");
    if !view.jurisdictions.is_empty() {
        facts.push(Inline::new(format!("{} ", c.t("applies"))));
        facts.push(Inline::bold(view.jurisdictions.join(&c.t("comma"))));
        facts.push(gap());
    }
    if !view.reviewed.is_empty() {
        facts.push(Inline::new(c.fill("checked", "date", &view.reviewed)));
        facts.push(gap());
    }
    if !view.address.is_empty() {
        facts.push(Inline::new(format!("{} ", c.t("full_text"))));
        facts.push(Inline::new(&view.address).linked(c.base.resolve(&view.guide.href)));
    }
    facts
}
