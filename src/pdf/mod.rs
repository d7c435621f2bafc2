//! Paper: checklists and packs as PDF, made here without a browser or another program.
//!
//! | module | what it does |
//! |---|---|
//! | `text` | pieces of a paragraph to lines of glyphs: shaping, line breaking, Chinese spacing |
//! | `compose` | paragraphs with their place in the tree of tags |
//! | `sheet` | what a checklist, a pack and a sector's sheets look like |
//! | `page` | slabs onto pages, and pages into a tagged file |
//! | `engine` | fonts and paper from the settings; composes the others |
//!
//! Everything above works on the views that the pages have, never on HTML pages. Without the feature
//! `pdf` there is no engine, and a site that asks for PDF gets a diagnostic.
//!
//! Text runs from left to right: Arabic and Hebrew would come out in the wrong order.

#[cfg(feature = "pdf")]
mod compose;
#[cfg(feature = "pdf")]
mod engine;
#[cfg(feature = "pdf")]
mod link;
#[cfg(not(feature = "pdf"))]
mod off;
#[cfg(feature = "pdf")]
mod page;
#[cfg(feature = "pdf")]
mod sheet;
#[cfg(feature = "pdf")]
mod text;

use std::collections::BTreeSet;

#[cfg(feature = "pdf")]
pub use engine::{Press, press, print};
#[cfg(not(feature = "pdf"))]
pub use off::{Press, press, print};

use crate::config::CONFIG_PATH;
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::site::OutPath;
use crate::snapshot::Snapshot;
use crate::text::SourcePath;

/// Which of the two fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Headings and names.
    Bold,
}

/// Why a file could not be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Characters that the fonts lack.
    Missing(BTreeSet<(Weight, char)>),
    /// What the PDF writer refused.
    Writer(String),
}

/// What went wrong with a file of the site, which comes from `source`, for its editor.
pub fn diagnostics(
    trouble: &Trouble,
    path: &OutPath,
    source: &SourcePath,
    press: &Press,
    snapshot: &Snapshot,
) -> Diagnostics {
    let mut out = Diagnostics::default();
    match trouble {
        Trouble::Missing(found) => {
            let mut named = BTreeSet::new();
            for (weight, c) in found {
                if named.insert(c) {
                    let place = place(*c, source, snapshot);
                    let guide = if is_page(&place.path) { &place.path } else { source }.to_string();
                    let d = Diagnostic::new(Code::MissingGlyph, place);
                    let d = d.arg("char", c.to_string()).arg("codepoint", format!("U+{:04X}", u32::from(*c)));
                    out.push(d.arg("font", press.font_name(*weight)).arg("guide", guide));
                }
            }
        }
        Trouble::Writer(detail) => {
            let d = Diagnostic::new(Code::PdfFailed, Location::file(source));
            out.push(d.arg("path", path.as_str()).arg("detail", detail));
        }
    }
    out
}

fn is_page(path: &SourcePath) -> bool {
    path.as_str().ends_with(".md")
}

/// Where a character of a printed page is written: in its file, else in a guide of its sector, a record,
/// an interface text or the settings.
fn place(c: char, source: &SourcePath, snapshot: &Snapshot) -> Location {
    let find = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).ok()?;
        text.find(c).map(|at| at..at + c.len_utf8())
    };
    let own = snapshot.get(source).and_then(|b| find(b)).map(|span| Location::new(source, span));
    let settings = SourcePath::new(CONFIG_PATH);
    let shared = || {
        let sector = source.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        let guides = snapshot.folder(sector).map(|(p, _, b)| (p, b)).filter(|(p, _)| is_page(p));
        let guides = guides.filter(|_| source.file_name().starts_with("_index."));
        let folders = ["content/_data", "themes"].into_iter().flat_map(|f| snapshot.folder(f));
        let files = folders.map(|(p, _, b)| (p, b)).filter(|(p, _)| p.as_str().ends_with(".toml"));
        let files = guides.chain(files);
        let mut all = files.chain(snapshot.get(&settings).map(|b| (&settings, b)));
        all.find_map(|(p, b)| find(b).map(|span| Location::new(p, span)))
    };
    own.or_else(shared).unwrap_or_else(|| Location::file(source))
}
