//! The drawing of pictures behind the feature `pictures`.

use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{CONFIG_PATH, Config};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::fonts;
use crate::snapshot::Snapshot;
use crate::text::SourcePath;
use crate::view::PictureView;

use super::text::Face;
use super::{Drawn, Order, layout};

/// Two fonts, ready to draw.
pub(crate) struct Studio<'a> {
    pub(super) regular: Face<'a>,
    pub(super) bold: Face<'a>,
}

/// Prepares the fonts that the settings name, or the built-in ones.
pub(crate) fn studio<'a>(snapshot: &'a Snapshot, config: &Config) -> (Option<Studio<'a>>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut face = |i: usize, built_in: &'static [u8]| {
        let Some(path) = config.print.fonts.get(i) else { return Face::new(built_in) };
        let face = snapshot.get(&SourcePath::new(path)).and_then(|bytes| Face::new(bytes));
        if face.is_none() {
            let location = Location::file(&SourcePath::new(CONFIG_PATH));
            diagnostics.push(Diagnostic::new(Code::PictureFont, location).arg("font", path.clone()));
        }
        face
    };
    let (regular, bold) = (face(0, fonts::REGULAR), face(1, fonts::BOLD));
    (regular.zip(bold).map(|(regular, bold)| Studio { regular, bold }), diagnostics)
}

/// Draws pictures for shared links, in parallel.
pub(crate) fn draw_all(
    orders: &[Order<'_>],
    snapshot: &Snapshot,
    studio: &Studio<'_>,
) -> (Vec<Drawn>, Diagnostics) {
    let drawn: Vec<_> = orders
        .par_iter()
        .map(|(path, view, source)| {
            let missing = studio.missing(view);
            let png = layout::card(view, studio, missing.is_empty());
            let found = missing.first().map(|c| {
                Diagnostic::new(Code::PictureGlyph, place(snapshot, source, *c))
                    .arg("char", c.to_string())
                    .arg("codepoint", format!("U+{:04X}", u32::from(*c)))
            });
            (((*path).clone(), Arc::from(png)), found)
        })
        .collect();
    let mut diagnostics = Diagnostics::default();
    let mut out = Vec::with_capacity(drawn.len());
    for (picture, found) in drawn {
        out.push(picture);
        if let Some(d) = found {
            diagnostics.push(d);
        }
    }
    (out, diagnostics)
}

/// Where a character first stands in a file.
fn place(snapshot: &Snapshot, source: &SourcePath, c: char) -> Location {
    let text = snapshot.get(source).and_then(|bytes| std::str::from_utf8(bytes).ok());
    match text.and_then(|t| t.find(c)) {
        Some(at) => Location::new(source, at..at + c.len_utf8()),
        None => Location::file(source),
    }
}

/// Draws the cover of a book.
pub(crate) fn cover(view: &PictureView, studio: &Studio<'_>) -> Vec<u8> {
    layout::cover(view, studio, studio.missing(view).is_empty())
}

impl Studio<'_> {
    /// What the fonts lack of a picture's words.
    fn missing(&self, view: &PictureView) -> Vec<char> {
        let bold = [&view.site, &view.seal, &view.label].into_iter().chain(&view.title);
        let regular = [&view.corner, &view.text, &view.left, &view.right];
        let mut out: Vec<char> = bold.flat_map(|t| self.bold.missing(&plain(t, view))).collect();
        out.extend(regular.into_iter().flat_map(|t| self.regular.missing(&plain(t, view))));
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// Words as they are drawn. Quotation marks and dots share their code points with Chinese, and the fonts
/// draw them as wide as a Han character: in other languages the marks of ASCII stand for them.
pub(super) fn plain(words: &str, view: &PictureView) -> String {
    if view.lang.starts_with("zh") || view.lang.starts_with("ja") {
        return words.to_owned();
    }
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '‘' | '’' => out.push('\''),
            '“' | '”' => out.push('"'),
            '…' => out.push_str("..."),
            '—' => out.push('–'),
            _ => out.push(c),
        }
    }
    out
}
