//! Lines, frames and areas as paths.

use krilla::color::luma;
use krilla::geom::{PathBuilder, Rect};
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;

/// Bézier handle of a quarter circle, as a share of its radius.
const ROUND: f32 = 0.5523;

/// Paint of a grey: 0 is black.
pub(super) fn fill(grey: u8) -> Option<Fill> {
    Some(Fill { paint: luma::Color::new(grey).into(), ..Fill::default() })
}

fn stroke(surface: &mut Surface<'_>, width: f32, dashed: bool) {
    let dash = dashed.then(|| StrokeDash { array: vec![2.4, 2.0], offset: 0.0 });
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke { paint: luma::Color::black().into(), width, dash, ..Stroke::default() }));
}

/// A line from a point to another.
pub(super) fn line(surface: &mut Surface<'_>, from: (f32, f32), to: (f32, f32), width: f32, dashed: bool) {
    stroke(surface, width, dashed);
    let mut path = PathBuilder::new();
    path.move_to(from.0, from.1);
    path.line_to(to.0, to.1);
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// Filled rectangles: x, y, width, height.
pub(super) fn rectangles(surface: &mut Surface<'_>, boxes: &[(f32, f32, f32, f32)], grey: u8) {
    surface.set_fill(fill(grey));
    surface.set_stroke(None);
    let mut path = PathBuilder::new();
    for (x, y, width, height) in boxes {
        if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
            path.push_rect(rect);
        }
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// A frame with round corners.
pub(super) fn frame(
    surface: &mut Surface<'_>,
    (x, y, width, height): (f32, f32, f32, f32),
    radius: f32,
    thick: f32,
) {
    stroke(surface, thick, false);
    let r = radius.min(width / 2.0).min(height / 2.0);
    let k = r * ROUND;
    let (right, bottom) = (x + width, y + height);
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.line_to(right - r, y);
    path.cubic_to(right - r + k, y, right, y + r - k, right, y + r);
    path.line_to(right, bottom - r);
    path.cubic_to(right, bottom - r + k, right - r + k, bottom, right - r, bottom);
    path.line_to(x + r, bottom);
    path.cubic_to(x + r - k, bottom, x, bottom - r + k, x, bottom - r);
    path.line_to(x, y + r);
    path.cubic_to(x, y + r - k, x + r - k, y, x + r, y);
    path.close();
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}
