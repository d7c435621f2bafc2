//! Where everything stands on a picture. Lengths are in pixels.

use super::canvas::{Canvas, Shade};
use super::engine::{Studio, plain};
use super::text::{Face, clipped, even_lines};
use crate::view::PictureView;

/// Size that services of shared links ask for: 1.91 to 1, and 600 by 315 at least.
const CARD: (u32, u32) = (1200, 630);

/// Size of a cover: 3 to 4, as e-readers have it.
const COVER: (u32, u32) = (1200, 1600);

/// Sizes of a title, the largest that fits is taken.
const TITLES: [f32; 6] = [92.0, 84.0, 76.0, 68.0, 60.0, 52.0];

/// Distance of a title's baselines, in em.
const LEADING: f32 = 1.32;

/// The picture of a page for shared links. Without the title it is the same for every page of a sector.
pub(super) fn card(view: &PictureView, studio: &Studio<'_>, whole: bool) -> Vec<u8> {
    let (left, right) = (72.0, CARD.0 as f32 - 72.0);
    let mut canvas = Canvas::new(CARD.0, CARD.1);
    head(&mut canvas, view, studio, left, right, whole);
    canvas.double_rule(left, 144.0, right - left);
    if whole {
        let foot = match (view.text.is_empty(), view.label.is_empty()) {
            (true, _) => 530.0,
            (false, false) => 448.0,
            (false, true) => 410.0,
        };
        title(&mut canvas, view, &studio.bold, (left, right), (176.0, foot), 3);
        act(&mut canvas, view, studio, left, right);
        canvas.bar(left, 548.0, right - left, 2.0, Shade(0.3));
        line(&mut canvas, view, studio, left, right, 592.0);
    }
    canvas.png()
}

/// The cover of a book.
pub(super) fn cover(view: &PictureView, studio: &Studio<'_>, whole: bool) -> Vec<u8> {
    let (left, right) = (120.0, COVER.0 as f32 - 120.0);
    let mut canvas = Canvas::new(COVER.0, COVER.1);
    canvas.double_rule(left, 150.0, right - left);
    seal(&mut canvas, view, studio, left, 240.0, 150.0, whole);
    if whole {
        let end = title(&mut canvas, view, &studio.bold, (left, right), (480.0, 900.0), 3);
        let face = &studio.regular;
        let words = split(&plain(&view.text, view));
        for (n, text) in even_lines(&words, (right - left) / 46.0, face).iter().take(6).enumerate() {
            face.draw(&mut canvas, text, left, end + 110.0 + 74.0 * n as f32, 46.0, Shade::GREY);
        }
        line(&mut canvas, view, studio, left, right, 1470.0);
    }
    // The rule of the foot mirrors the one of the head: thin, then thick.
    canvas.bar(left, 1400.0, right - left, 2.0, Shade::INK);
    canvas.bar(left, 1408.0, right - left, 6.0, Shade::INK);
    canvas.png()
}

/// Seal and name of the site, and the sector.
fn head(canvas: &mut Canvas, view: &PictureView, studio: &Studio<'_>, left: f32, right: f32, whole: bool) {
    seal(canvas, view, studio, left, 52.0, 68.0, whole);
    let name = plain(&view.site, view);
    let mut end = left + 90.0;
    if studio.bold.missing(&name).is_empty() {
        let name = clipped(&name, (right - end) / 38.0, &studio.bold, &plain("…", view));
        end = studio.bold.draw(canvas, &name, end, 99.0, 38.0, Shade::INK);
    }
    let corner = plain(&view.corner, view);
    let width = studio.regular.width(&corner) * 32.0;
    if whole && end + 32.0 < right - width {
        studio.regular.draw(canvas, &corner, right - width, 98.0, 32.0, Shade::GREY);
    }
}

/// A double-ruled square with one character; the mark of the site, not of an authority.
fn seal(
    canvas: &mut Canvas,
    view: &PictureView,
    studio: &Studio<'_>,
    x: f32,
    y: f32,
    side: f32,
    whole: bool,
) {
    let unit = side / 34.0;
    canvas.frame(x, y, side, 2.0 * unit);
    canvas.frame(x + 3.0 * unit, y + 3.0 * unit, side - 6.0 * unit, unit);
    if whole || studio.bold.missing(&view.seal).is_empty() {
        let size = side * 0.56;
        let width = studio.bold.width(&view.seal) * size;
        // A Han character's box is centred 0.38 em above the baseline, a capital 0.36 em.
        studio.bold.draw(
            canvas,
            &view.seal,
            x + (side - width) / 2.0,
            y + side / 2.0 + size * 0.37,
            size,
            Shade::INK,
        );
    }
}

/// Draws the title as large as fits between two heights; returns the last baseline.
fn title(
    canvas: &mut Canvas,
    view: &PictureView,
    face: &Face<'_>,
    (left, right): (f32, f32),
    (top, foot): (f32, f32),
    most: usize,
) -> f32 {
    let words: Vec<String> = view.title.iter().map(|w| plain(w, view)).collect();
    let set = |size: f32| even_lines(&words, (right - left) / size, face);
    let fits = |size: &f32| {
        let n = set(*size).len();
        n <= most && n as f32 * size * LEADING <= foot - top
    };
    let size = TITLES.into_iter().find(fits).unwrap_or(TITLES[TITLES.len() - 1]);
    let mut lines = set(size);
    let room = (((foot - top) / (size * LEADING)) as usize).max(1);
    if lines.len() > room {
        let rest = lines.split_off(room - 1).concat();
        lines.push(clipped(&rest, (right - left) / size, face, &plain("…", view)));
    }
    // In the middle of its field, measured at the Han characters' boxes: 0.88 em above the baseline.
    let height = (lines.len() as f32 - 1.0) * size * LEADING + size;
    let first = top + (foot - top - height) / 2.0 + size * 0.88;
    let mut last = first;
    for (n, line) in lines.iter().enumerate() {
        last = first + n as f32 * size * LEADING;
        face.draw(canvas, line, left, last, size, Shade::INK);
    }
    last
}

/// What to do today, behind its label, as on the page: paper on ink.
fn act(canvas: &mut Canvas, view: &PictureView, studio: &Studio<'_>, left: f32, right: f32) {
    if view.text.is_empty() {
        return;
    }
    let (label, size, base) = (plain(&view.label, view), 34.0, 508.0);
    let (text, mark) = (plain(&view.text, view), plain("…", view));
    if label.is_empty() {
        let most = (right - left) / size;
        let mut lines = even_lines(&split(&text), most, &studio.regular);
        if lines.len() > 2 {
            lines = vec![lines.remove(0), clipped(&lines.concat(), most, &studio.regular, &mark)];
        }
        for (n, line) in lines.iter().rev().enumerate() {
            studio.regular.draw(canvas, line, left, base - 50.0 * n as f32, size, Shade::INK);
        }
        return;
    }
    let width = studio.bold.width(&label) * size + 36.0;
    canvas.bar(left, base - 41.0, width, 56.0, Shade::INK);
    studio.bold.draw(canvas, &label, left + 18.0, base, size, Shade::PAPER);
    let x = left + width + 24.0;
    let text = clipped(&text, (right - x) / size, &studio.regular, &mark);
    studio.regular.draw(canvas, &text, x, base, size, Shade::INK);
}

/// Country and date on the left, address on the right.
fn line(canvas: &mut Canvas, view: &PictureView, studio: &Studio<'_>, left: f32, right: f32, base: f32) {
    let face = &studio.regular;
    let facts = plain(&view.left, view);
    // Many countries make a long line: smaller first, then cut.
    let size = if face.width(&facts) * 28.0 <= right - left { 28.0 } else { 24.0 };
    let facts = clipped(&facts, (right - left) / size, face, &plain("…", view));
    let end = face.draw(canvas, &facts, left, base, size, Shade::GREY);
    let address = plain(&view.right, view);
    let width = face.width(&address) * size;
    if end + size < right - width {
        face.draw(canvas, &address, right - width, base, size, Shade::GREY);
    }
}

/// Words of a text; those of Han characters are as long as their sentence and part inside.
fn split(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_inclusive(' ') {
        out.push(word.to_owned());
    }
    out
}
