//! Text on a picture: fonts, widths, and lines that break between words.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, MetadataProvider};
use tiny_skia::PathBuilder;

use super::canvas::{Canvas, Shade};
use crate::text::is_han;

/// Space between Han and Latin letters, in em; half of a word space.
const GAP: f32 = 0.125;

/// Marks that do not begin a line.
const CLOSING: &str = "、，。：；？！”’）》」』】…—·,.:;?!)]}%";

/// Marks that do not end a line.
const OPENING: &str = "“‘（《「『【([{";

/// A font that has been read.
#[derive(Clone)]
pub(super) struct Face<'a>(FontRef<'a>);

impl<'a> Face<'a> {
    /// Reads a TrueType or OpenType font, of a collection the first; nothing if it is none.
    pub(super) fn new(bytes: &'a [u8]) -> Option<Self> {
        let font = FontRef::from_index(bytes, 0).ok()?;
        font.charmap().mappings().next()?;
        Some(Self(font))
    }

    /// The characters of a text that the font lacks.
    pub(super) fn missing(&self, text: &str) -> Vec<char> {
        let map = self.0.charmap();
        let visible = text.chars().filter(|c| !c.is_whitespace() && !c.is_control());
        let mut out: Vec<char> =
            visible.filter(|c| map.map(*c).is_none_or(|glyph| glyph.to_u32() == 0)).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Width of a text in em.
    pub(super) fn width(&self, text: &str) -> f32 {
        let mut end = 0.0;
        self.glyphs(text, |_, _, next| end = next);
        end
    }

    /// Hands each glyph with its place and the place after it to a function, in em.
    fn glyphs(&self, text: &str, mut each: impl FnMut(skrifa::GlyphId, f32, f32)) {
        let map = self.0.charmap();
        let metrics = self.0.glyph_metrics(Size::unscaled(), LocationRef::default());
        let units = f32::from(self.0.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let mut x = 0.0;
        let mut before: Option<char> = None;
        for c in text.chars() {
            let glyph = map.map(c).unwrap_or_default();
            let beside = |a: char, b: char| is_han(a) && b.is_ascii_alphanumeric();
            if before.is_some_and(|b| beside(b, c) || beside(c, b)) {
                x += GAP;
            }
            let next = x + metrics.advance_width(glyph).unwrap_or(0.0) / units;
            each(glyph, x, next);
            x = next;
            before = Some(c);
        }
    }

    /// Draws one line of text from `x` on the baseline `y`; returns where it ends.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas,
        text: &str,
        x: f32,
        y: f32,
        size: f32,
        shade: Shade,
    ) -> f32 {
        let outlines = self.0.outline_glyphs();
        let settings = || DrawSettings::unhinted(Size::new(size), LocationRef::default());
        let mut end = x;
        self.glyphs(text, |glyph, at, next| {
            let mut pen = Pen { path: PathBuilder::new(), x: x + at * size, y };
            // A glyph that cannot be drawn leaves its place empty.
            if outlines.get(glyph).is_some_and(|outline| outline.draw(settings(), &mut pen).is_ok())
                && let Some(path) = pen.path.finish()
            {
                canvas.fill(&path, shade);
            }
            end = x + next * size;
        });
        end
    }
}

/// Turns an outline, whose y grows upwards, into a path on the sheet.
struct Pen {
    path: PathBuilder,
    x: f32,
    y: f32,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, self.y - y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, self.y - y);
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.x + cx, self.y - cy, self.x + x, self.y - y);
    }
    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.cubic_to(self.x + ax, self.y - ay, self.x + bx, self.y - by, self.x + x, self.y - y);
    }
    fn close(&mut self) {
        self.path.close();
    }
}

/// Lines of words no wider than so many em. Words keep the spaces that follow them; one that is wider
/// than a line breaks between its characters, but not before or after marks that forbid it.
pub(super) fn lines(words: &[String], widest: f32, face: &Face<'_>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in words {
        let longer = format!("{line}{word}");
        if face.width(longer.trim_end()) <= widest {
            line = longer;
            continue;
        }
        if !line.trim().is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line.clear();
        for piece in pieces(word, widest, face) {
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            line = piece;
        }
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// A word in pieces that fit.
fn pieces(word: &str, widest: f32, face: &Face<'_>) -> Vec<String> {
    let mut out = Vec::new();
    let mut piece = String::new();
    for c in word.chars() {
        let longer = format!("{piece}{c}");
        if piece.is_empty() || face.width(longer.trim_end()) <= widest {
            piece = longer;
            continue;
        }
        // What must stand together moves to the next line.
        let mut next = String::new();
        let mut first = c;
        while CLOSING.contains(first) || piece.ends_with(|l| OPENING.contains(l)) {
            if piece.chars().count() < 2 {
                break;
            }
            first = piece.pop().expect("two characters or more");
            next.insert(0, first);
        }
        next.push(c);
        out.push(std::mem::replace(&mut piece, next));
    }
    out.push(piece);
    out
}

/// The lines of a text with as even an edge as its number of lines allows, so that no line holds a
/// single last word.
pub(super) fn even_lines(words: &[String], widest: f32, face: &Face<'_>) -> Vec<String> {
    let best = lines(words, widest, face);
    let (mut low, mut high) = (widest / 2.0, widest);
    for _ in 0..8 {
        let middle = f32::midpoint(low, high);
        if lines(words, middle, face).len() > best.len() { low = middle } else { high = middle }
    }
    lines(words, high, face)
}

/// One line of a text that is cut, with a mark, where it is wider than so many em.
pub(super) fn clipped(text: &str, widest: f32, face: &Face<'_>, mark: &str) -> String {
    if face.width(text) <= widest {
        return text.to_owned();
    }
    let mut out: Vec<char> = text.chars().collect();
    while let Some(last) = out.pop() {
        let kept: String = out.iter().collect();
        let kept =
            kept.trim_end_matches(|c: char| c.is_whitespace() || OPENING.contains(c) || CLOSING.contains(c));
        // A word of letters is not cut in the middle.
        let inside =
            last.is_alphanumeric() && !is_han(last) && kept.ends_with(|c: char| c.is_ascii_alphanumeric());
        let cut = format!("{kept}{mark}");
        if !inside && face.width(&cut) <= widest {
            return cut;
        }
    }
    String::new()
}
