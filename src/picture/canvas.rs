//! A sheet of paper with ink on it, and its PNG.
//!
//! Everything is drawn in shades between paper and ink, so a picture is a palette of sixteen colours
//! with four bits a pixel: a quarter of the size of one in full colour.

use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Rect, Transform};

/// `--paper` and `--ink` of the theme's style sheet.
const PAPER: [u8; 3] = [0xfa, 0xf8, 0xf3];
const INK: [u8; 3] = [0x1b, 0x1e, 0x22];

/// Shades from paper to ink.
const SHADES: usize = 16;

/// How much ink: 0 is paper, 1 is ink.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shade(pub(super) f32);

impl Shade {
    /// Running text.
    pub(super) const INK: Self = Self(1.0);
    /// What stands beside the text: `--ink2`.
    pub(super) const GREY: Self = Self(0.8);
    /// Paper on ink.
    pub(super) const PAPER: Self = Self(0.0);

    fn colour(self) -> [u8; 3] {
        let mix = |i: usize| {
            let (paper, ink) = (f32::from(PAPER[i]), f32::from(INK[i]));
            (paper + (ink - paper) * self.0).round().clamp(0.0, 255.0) as u8
        };
        [mix(0), mix(1), mix(2)]
    }
}

/// A sheet. Lengths are in pixels, from the upper left corner.
pub(super) struct Canvas {
    pixels: Pixmap,
}

impl Canvas {
    /// An empty sheet of a size that is not zero.
    pub(super) fn new(width: u32, height: u32) -> Self {
        let mut pixels = Pixmap::new(width, height).expect("a size that fits in memory");
        let [r, g, b] = PAPER;
        pixels.fill(Color::from_rgba8(r, g, b, 255));
        Self { pixels }
    }

    /// Fills a path.
    pub(super) fn fill(&mut self, path: &Path, shade: Shade) {
        let [r, g, b] = shade.colour();
        let mut paint = Paint::default();
        paint.set_color_rgba8(r, g, b, 255);
        self.pixels.fill_path(path, &paint, FillRule::Winding, Transform::identity(), None);
    }

    /// Fills a rectangle; one without area is nothing.
    pub(super) fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, shade: Shade) {
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            self.fill(&PathBuilder::from_rect(rect), shade);
        }
    }

    /// The four sides of a rectangle, drawn inside it.
    pub(super) fn frame(&mut self, x: f32, y: f32, side: f32, line: f32) {
        self.bar(x, y, side, line, Shade::INK);
        self.bar(x, y + side - line, side, line, Shade::INK);
        self.bar(x, y, line, side, Shade::INK);
        self.bar(x + side - line, y, line, side, Shade::INK);
    }

    /// 文武线: a thick rule with a thin one below it.
    pub(super) fn double_rule(&mut self, x: f32, y: f32, width: f32) {
        self.bar(x, y, width, 6.0, Shade::INK);
        self.bar(x, y + 12.0, width, 2.0, Shade::INK);
    }

    /// The sheet as PNG.
    pub(super) fn png(&self) -> Vec<u8> {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        let span = f32::from(PAPER[1]) - f32::from(INK[1]);
        let last = (SHADES - 1) as f32;
        let shade = |green: u8| (((f32::from(PAPER[1]) - f32::from(green)) / span) * last).round() as u8;
        let row = width as usize;
        let mut packed = Vec::with_capacity(row.div_ceil(2) * height as usize);
        for line in self.pixels.pixels().chunks(row) {
            for pair in line.chunks(2) {
                let low = pair.get(1).map_or(0, |p| shade(p.green()));
                packed.push((shade(pair[0].green()) << 4) | low);
            }
        }
        let palette: Vec<u8> = (0..SHADES).flat_map(|i| Shade(i as f32 / last).colour()).collect();
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_palette(palette);
        encoder.set_compression(png::Compression::High);
        // Filters only help where neighbours differ a little; here most are the same.
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer = encoder.write_header().expect("memory takes what is written");
        writer.write_image_data(&packed).expect("as many bytes as the size says");
        writer.finish().expect("memory takes what is written");
        out
    }
}
