//! A font: its characters, its shaper, and the handle under which the PDF embeds it.

use std::sync::Arc;

use harfrust::{
    Direction, Feature, FontRef, ShapeOptions, ShapePlan, ShaperData, Tag, UnicodeBuffer, script,
};
use krilla::Data;
use krilla::text::Font;
use skrifa::MetadataProvider;

/// One glyph of a shaped text. Lengths are in em.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) id: u32,
    pub(crate) advance: f32,
    pub(crate) dx: f32,
    pub(crate) dy: f32,
    /// First byte of the text that the glyph stands for; glyphs of one cluster share it.
    pub(crate) at: usize,
}

/// How text is shaped. Quotation marks, dashes and dots have one code point for Chinese and for Latin
/// text; the font draws them one em wide unless told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As in Chinese text.
    Han,
    /// As in Chinese text, but with narrow punctuation: an apostrophe inside an English word.
    HanNarrow,
    /// As in a text of another language.
    Latin,
}

/// A font, ready to be used from several threads.
pub(crate) struct Face {
    /// What a diagnostic calls it: a path, or the name of the built-in font.
    pub(crate) name: String,
    /// The font of the PDF.
    pub(crate) font: Font,
    bytes: Arc<[u8]>,
    data: ShaperData,
    plans: [ShapePlan; 3],
    units: f32,
}

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Face").field(&self.name).finish()
    }
}

/// `pwid`: proportional forms of what is one em wide otherwise (OpenType feature registry).
fn narrow() -> [Feature; 1] {
    [Feature::new(Tag::new(b"pwid"), 1, ..)]
}

impl Face {
    /// Reads a TrueType or OpenType font; of a collection, its first one. Nothing if it cannot be
    /// read or has no characters.
    pub(crate) fn new(name: String, bytes: Arc<[u8]>) -> Option<Face> {
        let font = Font::new(Data::from(bytes.to_vec()), 0)?;
        let reader = FontRef::from_index(&bytes, 0).ok()?;
        reader.charmap().mappings().next()?;
        let data = ShaperData::new(&reader);
        let shaper = data.shaper(&reader).build();
        let plan = |script, features: &[Feature]| {
            ShapePlan::new(&shaper, Direction::LeftToRight, Some(script), None, features)
        };
        let plans = [plan(script::HAN, &[]), plan(script::HAN, &narrow()), plan(script::LATIN, &narrow())];
        let units = font.units_per_em();
        Some(Face { name, font, bytes, data, plans, units })
    }

    fn reader(&self) -> FontRef<'_> {
        FontRef::from_index(&self.bytes, 0).expect("the font was read before")
    }

    /// The characters of a text that the font does not have.
    pub(crate) fn missing<'t>(&self, text: &'t str) -> impl Iterator<Item = char> + use<'t, '_> {
        let reader = self.reader();
        let map = reader.charmap();
        text.chars()
            .filter(move |c| map.map(*c).is_none_or(|g| g.to_u32() == 0))
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// Shapes a text that runs from left to right.
    pub(crate) fn shape(&self, text: &str, manner: Manner) -> Vec<Glyph> {
        let reader = self.reader();
        let shaper = self.data.shaper(&reader).build();
        let (plan, script, features): (_, _, &[Feature]) = match manner {
            Manner::Han => (&self.plans[0], script::HAN, &[]),
            Manner::HanNarrow => (&self.plans[1], script::HAN, &narrow()),
            Manner::Latin => (&self.plans[2], script::LATIN, &narrow()),
        };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        let simple = text.chars().all(|c| !is_complex(c));
        let shaped = if simple {
            buffer.set_script(script);
            shaper.shape(buffer, ShapeOptions::new().plan(Some(plan)).features(features))
        } else {
            buffer.guess_segment_properties();
            shaper.shape(buffer, ShapeOptions::new())
        };
        let infos = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
        infos
            .map(|(info, at)| Glyph {
                id: info.glyph_id,
                advance: at.x_advance as f32 / self.units,
                dx: at.x_offset as f32 / self.units,
                dy: at.y_offset as f32 / self.units,
                at: info.cluster as usize,
            })
            .collect()
    }
}

/// Whether a character belongs to a script whose letters change with their neighbours: from Hebrew to
/// the scripts of South-East Asia, and their later extensions (blocks of Unicode).
fn is_complex(c: char) -> bool {
    matches!(u32::from(c), 0x590..=0x109F | 0x1780..=0x18AF | 0x1900..=0x1CFF | 0xA800..=0xABFF | 0xFB1D..=0xFDFF | 0x1_0A00..=0x1_1FFF)
}
