//! What every part of a sheet is composed with: paragraphs in a column, and the tree of their tags.

use std::collections::{BTreeMap, BTreeSet};

use super::link::{Base, Target};
use super::page::{Kind, Mark, Node, Slab, Tags};
use super::text::{self, Fonts, Inline, Paragraph, Part, Style, Weight};

/// Line width of the frame of a tag.
const THIN: f32 = 0.6;

/// Composes one section.
#[derive(Debug)]
pub(crate) struct Composer<'a> {
    pub(crate) fonts: &'a Fonts,
    /// Width of the column in points.
    pub(crate) column: f32,
    /// Whether the language is written in Han characters.
    pub(crate) han: bool,
    /// Where relative links start.
    pub(crate) base: Base,
    pub(crate) tags: Tags,
    pub(crate) root: Node,
    /// Characters that the fonts lack.
    pub(crate) missing: BTreeSet<(Weight, char)>,
    texts: &'a BTreeMap<String, String>,
}

/// Whether a language is written in Han characters (BCP 47 tag).
pub(crate) fn is_han(lang: &str) -> bool {
    matches!(lang.split('-').next(), Some("zh" | "ja" | "yue" | "wuu" | "lzh"))
}

impl<'a> Composer<'a> {
    /// An empty section of a page that stands at `address`, with the page's interface texts.
    pub(crate) fn new(
        fonts: &'a Fonts,
        column: f32,
        lang: &str,
        address: &str,
        texts: &'a BTreeMap<String, String>,
    ) -> Composer<'a> {
        let (tags, root) = Tags::new(Kind::Section(None));
        let base = Base::new(address);
        Composer { fonts, column, han: is_han(lang), base, tags, root, missing: BTreeSet::new(), texts }
    }

    /// An interface text.
    pub(crate) fn t(&self, key: &str) -> String {
        self.texts.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }

    /// An interface text with one name filled in.
    pub(crate) fn fill(&self, key: &str, name: &str, value: &str) -> String {
        self.t(key).replace(&format!("{{{name}}}"), value)
    }

    /// `label: `, with the language's own colon.
    pub(crate) fn label(&self, key: &str) -> String {
        format!("{}{}", self.t(key), self.t("colon"))
    }

    /// A paragraph in lines.
    pub(crate) fn lay(&mut self, pieces: &[Inline], style: Style, width: f32) -> Paragraph {
        text::paragraph(pieces, style, width, self.fonts, self.han, &mut self.missing)
    }

    /// Puts a laid-out paragraph at a place, as the content of a node. Returns its height.
    pub(crate) fn put(
        &mut self,
        paragraph: &Paragraph,
        node: Node,
        (x, y): (f32, f32),
        marks: &mut Vec<Mark>,
    ) -> f32 {
        let lines = self.put_lines(paragraph, node, x);
        for (i, line) in lines.into_iter().enumerate() {
            let top = y + i as f32 * paragraph.leading;
            marks.extend(line.into_iter().map(|m| m.moved(0.0, top)));
        }
        paragraph.height()
    }

    /// The marks of each line, relative to its top.
    fn put_lines(&mut self, paragraph: &Paragraph, node: Node, x: f32) -> Vec<Vec<Mark>> {
        let mut links: BTreeMap<usize, Node> = BTreeMap::new();
        let mut plain = None;
        let mut lines = Vec::with_capacity(paragraph.lines.len());
        for line in &paragraph.lines {
            let mut marks = Vec::with_capacity(line.len());
            for part in line {
                let mark = match part {
                    Part::Run(run) => {
                        let slot = match &run.link {
                            None => *plain.get_or_insert_with(|| self.tags.slot(node)),
                            Some(target) => {
                                plain = None; // what follows a link is read after it
                                let link = *links
                                    .entry(run.piece)
                                    .or_insert_with(|| self.tags.node(node, Kind::Link));
                                self.link(link, target, run, paragraph.leading, (x, &mut marks));
                                self.tags.slot(link)
                            }
                        };
                        Mark::Text(run.clone(), Some(slot))
                    }
                    Part::Frame((x, y, width, height), true) => {
                        Mark::Fill { x: *x, y: *y, width: *width, height: *height, grey: 0 }
                    }
                    Part::Frame((x, y, width, height), false) => Mark::Frame {
                        x: *x,
                        y: *y,
                        width: *width,
                        height: *height,
                        radius: 2.0,
                        stroke: THIN,
                    },
                    // A ring whose line is as thick as its hole is wide: a disc.
                    Part::Dot(x, y, wide) => Mark::Frame {
                        x: x - wide / 4.0,
                        y: y - wide / 4.0,
                        width: wide / 2.0,
                        height: wide / 2.0,
                        radius: wide / 4.0,
                        stroke: wide / 2.0,
                    },
                    Part::Rule(rx, ry, width) => {
                        Mark::Line { from: (*rx, *ry), to: (rx + width, *ry), width: THIN, dashed: false }
                    }
                };
                marks.push(mark.moved(x, 0.0));
            }
            lines.push(marks);
        }
        lines
    }

    fn link(
        &mut self,
        node: Node,
        target: &Target,
        run: &text::Run,
        leading: f32,
        (x, marks): (f32, &mut Vec<Mark>),
    ) {
        let words = match (run.glyphs.first(), run.glyphs.last()) {
            (Some((first, _)), Some((_, end))) => run.text.get(first.at..*end).unwrap_or(&run.text),
            _ => &run.text,
        };
        let alt = match target {
            Target::Web(address) => format!("{} ({address})", words.trim()),
            Target::Place(_) => words.trim().to_owned(),
        };
        let slot = self.tags.slot(node);
        let (left, width) = (x + run.x, run.width);
        let target = target.clone();
        marks.push(Mark::Link { x: left, y: 0.0, width, height: leading, target, alt, slot });
        let y = run.baseline + run.size * 0.16;
        marks.push(Mark::Line { from: (left, y), to: (left + width, y), width: 0.4, dashed: false });
    }

    /// Lays out a paragraph and puts it at a place. Returns its height.
    pub(crate) fn text(
        &mut self,
        node: Node,
        pieces: &[Inline],
        style: Style,
        (x, y, width): (f32, f32, f32),
        marks: &mut Vec<Mark>,
    ) -> f32 {
        let laid = self.lay(pieces, style, width);
        self.put(&laid, node, (x, y), marks)
    }

    /// A paragraph as slabs, a line each: two lines at least stay together at both ends.
    pub(crate) fn flow(
        &mut self,
        node: Node,
        pieces: &[Inline],
        style: Style,
        (x, width): (f32, f32),
        before: f32,
    ) -> Vec<Slab> {
        let laid = self.lay(pieces, style, width);
        let count = laid.lines.len();
        let lines = self.put_lines(&laid, node, x);
        let slab = |(i, marks)| Slab {
            marks,
            height: laid.leading,
            before: if i == 0 { before } else { 0.0 },
            keep: count > 1 && (i == 0 || i + 2 == count),
            ..Slab::default()
        };
        lines.into_iter().enumerate().map(slab).collect()
    }

    /// A heading with a rule above: the start of a part of a sheet.
    pub(crate) fn heading(
        &mut self,
        parent: Node,
        level: u16,
        title: &str,
        after: &[Inline],
    ) -> (Node, Vec<Mark>, f32) {
        let section = parent;
        let node = self.tags.node(section, Kind::Heading(level, title.to_owned()));
        let mut marks =
            vec![Mark::Line { from: (0.0, 0.0), to: (self.column, 0.0), width: 0.7, dashed: false }];
        let style = Style::title(HEADING, HEADING * 1.35);
        let laid = self.lay(&[Inline::bold(title)], style, self.column);
        let mut height = self.put(&laid, node, (0.0, 3.0), &mut marks);
        if !after.is_empty() {
            let note = self.tags.node(section, Kind::Paragraph);
            let left = laid.widest + HEADING;
            let style = Style { size: HEADING * 0.77, ..style };
            height = height.max(self.text(note, after, style, (left, 3.0, self.column - left), &mut marks));
        }
        (node, marks, height + 3.0)
    }
}

/// Size of the headings of a sheet's parts, in points.
pub(crate) const HEADING: f32 = 11.0;
