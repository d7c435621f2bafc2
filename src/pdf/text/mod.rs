//! Text: from pieces of a paragraph to lines of glyphs at their places.

mod cluster;
mod face;
mod inline;
mod lines;
mod spacing;

use std::collections::BTreeSet;
use std::rc::Rc;

pub(crate) use face::{Face, Glyph};
pub(crate) use inline::{Inline, Piece, from_html};

pub(crate) use super::Weight;
use super::link::Target;
use cluster::{PILL_PAD, Row, Setting};
use lines::{Line, Measure, may_stretch};

/// Top of a Han character's box above the baseline, in em; the box is one em high. So it is in Noto Sans SC,
/// and other fonts for Chinese differ by a hundredth or two.
const ASCENT: f32 = 0.88;

/// Width of a dot of emphasis and its distance below the baseline, in em: just below the characters' boxes.
const DOT: (f32, f32) = (0.17, 0.22);

/// Size of the label below a blank, in points.
const LABEL: f32 = 6.5;

/// The two fonts.
#[derive(Debug)]
pub(crate) struct Fonts {
    pub(crate) regular: Face,
    pub(crate) bold: Face,
}

fn weight_of(inline: &Inline, han: bool) -> Weight {
    if inline.bold || inline.stressed && !han { Weight::Bold } else { Weight::Regular }
}

impl Fonts {
    /// The font of a weight.
    pub(crate) fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

/// Where lines stand in their column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Middle,
    Right,
}

/// How a paragraph looks. Lengths are in points.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) size: f32,
    /// Distance of baselines.
    pub(crate) leading: f32,
    pub(crate) align: Align,
    pub(crate) justify: bool,
    pub(crate) whole_words: bool,
    /// Indent of the first line.
    pub(crate) indent: f32,
    /// 0 is black, 255 white.
    pub(crate) grey: u8,
}

impl Style {
    /// Running text of a size with its leading.
    pub(crate) fn new(size: f32, leading: f32) -> Style {
        Style { size, leading, align: Align::Left, justify: true, whole_words: false, indent: 0.0, grey: 0 }
    }

    /// A heading or label: ragged, and in Chinese titles broken only between words.
    pub(crate) fn title(size: f32, leading: f32) -> Style {
        Style { justify: false, whole_words: true, ..Style::new(size, leading) }
    }

    /// The same in grey.
    pub(crate) fn grey(self, grey: u8) -> Style {
        Style { grey, ..self }
    }

    /// The same with another alignment.
    pub(crate) fn aligned(self, align: Align) -> Style {
        Style { align, justify: false, ..self }
    }
}

/// Glyphs of one piece on one line.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// The whole paragraph's text; glyphs refer to its bytes.
    pub(crate) text: Rc<str>,
    /// Glyphs with the first byte of each and the end of its cluster; advances hold all spacing.
    pub(crate) glyphs: Vec<(Glyph, usize)>,
    pub(crate) weight: Weight,
    pub(crate) size: f32,
    pub(crate) grey: u8,
    pub(crate) x: f32,
    pub(crate) baseline: f32,
    pub(crate) width: f32,
    /// Index of the run's piece in the paragraph.
    pub(crate) piece: usize,
    pub(crate) link: Option<Target>,
}

/// What a line is made of.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// Glyphs.
    Run(Run),
    /// Frame of a tag: x, y, width, height; and whether it is filled.
    Frame((f32, f32, f32, f32), bool),
    /// Rule to write on: x, y, width.
    Rule(f32, f32, f32),
    /// Dot of emphasis: its middle and its width.
    Dot(f32, f32, f32),
}

/// A paragraph in lines, each with parts relative to the paragraph's left and the line's top.
#[derive(Debug, Clone)]
pub(crate) struct Paragraph {
    pub(crate) lines: Vec<Vec<Part>>,
    /// Height of each line in points.
    pub(crate) leading: f32,
    /// Width of the widest line.
    pub(crate) widest: f32,
}

impl Paragraph {
    /// Height in points.
    pub(crate) fn height(&self) -> f32 {
        self.leading * self.lines.len() as f32
    }
}

/// Lays out a paragraph in a column. Characters that a font lacks are collected in `missing`.
pub(crate) fn paragraph(
    pieces: &[Inline],
    style: Style,
    width: f32,
    fonts: &Fonts,
    han: bool,
    missing: &mut BTreeSet<(Weight, char)>,
) -> Paragraph {
    let set = Setting { fonts, size: style.size, han, whole_words: style.whole_words };
    let row = cluster::row(pieces, set, missing);
    let measure = Measure { width, indent: style.indent, justify: style.justify && han };
    let lines = lines::lines(&row.clusters, measure);
    let text: Rc<str> = Rc::from(row.text.as_str());
    let widest = lines.iter().map(|l| l.width).fold(0.0, f32::max);
    let mut out = Vec::with_capacity(lines.len());
    for (i, line) in lines.iter().enumerate() {
        let indent = if i == 0 { style.indent } else { 0.0 };
        let left = match style.align {
            Align::Left => indent,
            Align::Middle => (width - line.width) / 2.0,
            Align::Right => width - line.width,
        };
        let mut setter = Setter {
            pieces,
            row: &row,
            text: &text,
            style,
            han,
            parts: Vec::new(),
            dots: Vec::new(),
            x: left + line.shift,
        };
        setter.line(line, set, missing);
        setter.parts.append(&mut setter.dots);
        out.push(setter.parts);
    }
    Paragraph { lines: out, leading: style.leading, widest }
}

/// Puts the clusters of a line at their places.
struct Setter<'a> {
    pieces: &'a [Inline],
    row: &'a Row,
    text: &'a Rc<str>,
    style: Style,
    han: bool,
    parts: Vec<Part>,
    /// Dots, apart so that they do not divide a run of glyphs.
    dots: Vec<Part>,
    x: f32,
}

impl Setter<'_> {
    fn baseline(&self) -> f32 {
        self.style.leading / 2.0 + self.style.size * (ASCENT - 0.5)
    }

    fn line(&mut self, line: &Line, set: Setting<'_>, missing: &mut BTreeSet<(Weight, char)>) {
        let clusters = &self.row.clusters[line.clusters.clone()];
        for (i, cluster) in clusters.iter().enumerate() {
            let extra =
                clusters.get(i + 1).filter(|next| may_stretch(cluster, next)).map_or(0.0, |_| line.stretch);
            let after = cluster.gap + extra;
            let inline = &self.pieces[cluster.piece];
            match &inline.piece {
                Piece::Words(_) => self.words(cluster, inline, after),
                Piece::Pill { solid, .. } => self.pill(cluster, inline, *solid),
                Piece::Blank { label, .. } => self.blank(cluster, label, set, missing),
            }
            self.x += cluster.width + after;
        }
    }

    fn run(&self, cluster: &cluster::Cluster, inline: &Inline) -> Run {
        Run {
            text: Rc::clone(self.text),
            glyphs: Vec::new(),
            weight: weight_of(inline, self.han),
            size: cluster.size,
            grey: self.style.grey,
            x: self.x,
            baseline: self.baseline(),
            width: 0.0,
            piece: cluster.piece,
            link: inline.link.clone(),
        }
    }

    fn words(&mut self, cluster: &cluster::Cluster, inline: &Inline, after: f32) {
        let goes_on = matches!(self.parts.last(), Some(Part::Run(r)) if r.piece == cluster.piece);
        if !goes_on {
            self.parts.push(Part::Run(self.run(cluster, inline)));
        }
        let Some(Part::Run(run)) = self.parts.last_mut() else { return };
        run.width += cluster.width + after;
        let baseline = run.baseline;
        let last = cluster.glyphs.len().saturating_sub(1);
        for (i, glyph) in cluster.glyphs.iter().enumerate() {
            let mut glyph = glyph.clone();
            if i == last {
                glyph.advance += after / cluster.size;
            }
            run.glyphs.push((glyph, cluster.text.end));
        }
        if inline.stressed && self.han && cluster.class.takes_a_dot() {
            let (wide, below) = (DOT.0 * cluster.size, DOT.1 * cluster.size);
            self.dots.push(Part::Dot(self.x + cluster.width / 2.0, baseline + below, wide));
        }
    }

    fn pill(&mut self, cluster: &cluster::Cluster, inline: &Inline, solid: bool) {
        let mut run = self.run(cluster, inline);
        run.x += PILL_PAD * cluster.size;
        run.width = cluster.width - 2.0 * PILL_PAD * cluster.size;
        // Raised a little, so that small letters stand in the middle of the line.
        run.baseline -= (self.style.size - cluster.size) * 0.35;
        run.glyphs = cluster.glyphs.iter().map(|g| (g.clone(), g.at)).collect();
        for i in 0..run.glyphs.len() {
            run.glyphs[i].1 = run.glyphs.get(i + 1).map_or(cluster.text.end, |(g, _)| g.at);
        }
        let top = run.baseline - cluster.size * (ASCENT + 0.14);
        if solid {
            run.grey = 255;
        }
        self.parts.push(Part::Frame((self.x, top, cluster.width, cluster.size * 1.28), solid));
        self.parts.push(Part::Run(run));
    }

    fn blank(
        &mut self,
        cluster: &cluster::Cluster,
        label: &str,
        set: Setting<'_>,
        missing: &mut BTreeSet<(Weight, char)>,
    ) {
        let y = self.baseline() + self.style.size * 0.18;
        self.parts.push(Part::Rule(self.x, y, cluster.width));
        if label.is_empty() {
            return;
        }
        let style = Style { grey: 60, ..Style::title(LABEL, LABEL * 1.2) }.aligned(Align::Middle);
        let small = paragraph(&[Inline::new(label)], style, cluster.width, set.fonts, set.han, missing);
        for part in small.lines.into_iter().take(1).flatten() {
            if let Part::Run(mut run) = part {
                run.x += self.x;
                run.baseline += y + 0.6;
                run.piece = cluster.piece;
                self.parts.push(Part::Run(run));
            }
        }
    }
}
