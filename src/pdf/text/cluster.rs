//! A paragraph as a row of clusters: what is never split, with its width and whether a line may end
//! after it.

use std::collections::BTreeSet;
use std::ops::Range;

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};

use super::face::{Glyph, Manner};
use super::inline::{Inline, Piece};
use super::spacing::{self, Class};
use super::{Fonts, Weight, weight_of};

/// Where lines may end: Unicode's rules without dictionaries for scripts that have no spaces.
const SEGMENTER: LineSegmenterBorrowed<'static> =
    LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default());

/// Space in a pill between its frame and its words, in em.
pub(super) const PILL_PAD: f32 = 0.45;

/// How much a blank is wider than its label at least, in em of the label.
const LABEL_PAD: f32 = 1.0;

/// Whether a line may or must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    No,
    May,
    Must,
}

/// One cluster.
#[derive(Debug, Clone)]
pub(super) struct Cluster {
    /// Glyphs, in em; of a pill all of them, of a blank none.
    pub(super) glyphs: Vec<Glyph>,
    /// Width in points.
    pub(super) width: f32,
    /// Space after it in points; may be negative.
    pub(super) gap: f32,
    /// Font size in points.
    pub(super) size: f32,
    pub(super) class: Class,
    /// Bytes of the paragraph's text.
    pub(super) text: Range<usize>,
    /// Index of its piece.
    pub(super) piece: usize,
    pub(super) end: End,
}

/// A paragraph's text and clusters.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) clusters: Vec<Cluster>,
}

/// What a paragraph is shaped with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) fonts: &'a Fonts,
    /// Font size in points.
    pub(super) size: f32,
    /// Whether the language is written in Han characters.
    pub(super) han: bool,
    /// Whether lines end only at spaces and zero-width spaces: titles.
    pub(super) whole_words: bool,
}

/// Shapes the pieces of a paragraph. Characters that a font lacks are collected in `missing`.
pub(super) fn row(pieces: &[Inline], set: Setting<'_>, missing: &mut BTreeSet<(Weight, char)>) -> Row {
    let mut row = Row::default();
    let mut wanted = BTreeSet::new();
    for (index, inline) in pieces.iter().enumerate() {
        let size = set.size * inline.scale;
        let weight = weight_of(inline, set.han);
        match &inline.piece {
            Piece::Words(words) => {
                let start = row.text.len();
                for c in words.chars().filter(|c| !is_silent(*c)) {
                    match c {
                        '\u{200b}' => _ = wanted.insert(row.text.len()),
                        c if c.is_control() && c != '\n' => row.text.push(' '),
                        // Few fonts have the spaces of other widths.
                        '\u{202f}' => row.text.push('\u{a0}'),
                        '\u{2000}'..='\u{200a}' | '\u{205f}' => row.text.push(' '),
                        c => row.text.push(c),
                    }
                }
                words_of(&mut row, start, index, size, weight, set, missing);
            }
            Piece::Pill { words, .. } => {
                let start = row.text.len();
                let text: String = words.chars().filter(|c| !is_silent(*c) && *c != '\u{200b}').collect();
                row.text.push_str(&text);
                let (glyphs, wide) = pill(&text, start, weight, set, missing);
                let width = (wide + 2.0 * PILL_PAD) * size;
                row.clusters.push(atom(glyphs, width, size, start..row.text.len(), index));
            }
            Piece::Blank { width, label } => {
                let at = row.text.len();
                let (_, wide) = pill(label, at, Weight::Regular, set, missing);
                let width = width.max((wide + LABEL_PAD) * super::LABEL);
                // An object in the text: lines may end on both sides of it.
                row.text.push('\u{fffc}');
                row.clusters.push(atom(Vec::new(), width, size, at..row.text.len(), index));
            }
        }
    }
    ends(&mut row, &wanted, set.whole_words);
    spacing::adjust(&mut row.clusters);
    row
}

fn atom(glyphs: Vec<Glyph>, width: f32, size: f32, text: Range<usize>, piece: usize) -> Cluster {
    Cluster { glyphs, width, gap: 0.0, size, class: Class::Other, text, piece, end: End::May }
}

fn pill(
    text: &str,
    start: usize,
    weight: Weight,
    set: Setting<'_>,
    missing: &mut BTreeSet<(Weight, char)>,
) -> (Vec<Glyph>, f32) {
    let face = set.fonts.face(weight);
    missing.extend(face.missing(text).map(|c| (weight, c)));
    let mut glyphs = face.shape(text, if set.han { Manner::Han } else { Manner::Latin });
    glyphs.iter_mut().for_each(|g| g.at += start);
    let wide = glyphs.iter().map(|g| g.advance).sum();
    (glyphs, wide)
}

/// Shapes the words from `start` to the end of the row's text.
fn words_of(
    row: &mut Row,
    start: usize,
    piece: usize,
    size: f32,
    weight: Weight,
    set: Setting<'_>,
    missing: &mut BTreeSet<(Weight, char)>,
) {
    let Row { text, clusters } = row;
    let face = set.fonts.face(weight);
    let mut from = start;
    while from < text.len() {
        let (upto, manner) = stretch(text, from, set.han);
        let slice = &text[from..upto];
        missing.extend(face.missing(slice).filter(|c| *c != '\n').map(|c| (weight, c)));
        let first = clusters.len();
        for mut glyph in face.shape(slice, manner) {
            glyph.at += from;
            match clusters[first..].last_mut() {
                Some(last) if last.text.start == glyph.at => {
                    last.width += glyph.advance * size;
                    last.glyphs.push(glyph);
                }
                _ => {
                    let c = text[glyph.at..].chars().next().unwrap_or(' ');
                    let class = Class::of(c, glyph.advance);
                    // A line's end is no glyph: fonts draw it as a box.
                    let newline = c == '\n';
                    let width = if newline { 0.0 } else { glyph.advance * size };
                    let text = glyph.at..glyph.at;
                    let glyphs = if newline { Vec::new() } else { vec![glyph] };
                    clusters.push(Cluster {
                        glyphs,
                        width,
                        gap: 0.0,
                        size,
                        class,
                        text,
                        piece,
                        end: End::No,
                    });
                }
            }
        }
        let mut next = upto;
        for cluster in clusters[first..].iter_mut().rev() {
            cluster.text.end = next;
            next = cluster.text.start;
        }
        from = upto;
    }
}

/// The end of the stretch of text from a byte on that is shaped in one manner, and the manner.
fn stretch(text: &str, from: usize, han: bool) -> (usize, Manner) {
    if !han {
        return (text.len(), Manner::Latin);
    }
    let apostrophe = |at: usize| {
        let mut before = text[..at].chars();
        let mut after = text[at..].chars();
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        after.next() == Some('’') && latin(before.next_back()) && latin(after.next())
    };
    if apostrophe(from) {
        return (from + '’'.len_utf8(), Manner::HanNarrow);
    }
    let next = text[from..].match_indices('’').map(|(i, _)| from + i).find(|at| apostrophe(*at));
    (next.unwrap_or(text.len()), Manner::Han)
}

/// Marks where lines may end.
fn ends(row: &mut Row, wanted: &BTreeSet<usize>, whole_words: bool) {
    let mut allowed: BTreeSet<usize> = SEGMENTER.segment_str(&row.text).collect();
    if whole_words && !wanted.is_empty() {
        allowed.retain(|at| row.text[..*at].ends_with([' ', '\n']));
    }
    allowed.extend(wanted);
    let last = row.clusters.len().saturating_sub(1);
    for i in 0..row.clusters.len() {
        let next = row.clusters.get(i + 1).map(|c| c.class);
        let cluster = &mut row.clusters[i];
        let at = cluster.text.end;
        cluster.end = if row.text[cluster.text.clone()].contains('\n') {
            End::Must
        } else if i == last {
            End::No
        } else if cluster.end == End::May {
            // After a blank or a pill, but not before the mark that closes it.
            if next == Some(Class::Close) { End::No } else { End::May }
        } else if allowed.contains(&at) || beside_quote(cluster.class, next, &row.text, at) {
            End::May
        } else {
            End::No
        };
    }
}

/// Unicode's rules keep quotation marks with both neighbours, because they open in one language and
/// close in another. Full-width ones say which they are.
fn beside_quote(class: Class, next: Option<Class>, text: &str, at: usize) -> bool {
    let after = text[at..].starts_with(['“', '‘']);
    let before = text[..at].ends_with(['”', '’']);
    match (class, next) {
        (Class::Han | Class::Close | Class::Wide | Class::Latin, Some(Class::Open)) => after,
        (Class::Close, Some(Class::Han | Class::Latin)) => before,
        _ => false,
    }
}

/// Characters that say how others look and that have no glyph of their own on paper.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}
