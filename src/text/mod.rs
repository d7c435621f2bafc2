//! Text: positions, Han characters, slugs, nearest names, and what keeps a number with its unit.

mod han;
mod lines;
mod normal;
mod position;
mod relative;
mod slug;
mod suggest;
mod typography;

pub use han::{is_cjk, is_cjk_or_wide_punctuation, is_han};
pub use lines::Lines;
pub use normal::nfc;
pub use position::{Position, SourcePath, control_character};
pub use relative::relative;
pub use slug::{Slugs, slugify};
pub use suggest::{nearest, nearest_path};
pub use typography::{blanks, escape_html, keep_units_together, title_breaks};
