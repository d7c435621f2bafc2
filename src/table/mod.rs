//! Typed reading of TOML tables that keeps spans and reports every mistake, not only the first.
//!
//! `serde` stops at the first error and forgets where a value stood, so front matter, records and
//! `kb.toml` are read through a [`Table`]: each `take_*` removes a key and reports a wrong type;
//! [`Table::finish`] reports what is left over, with the nearest known name.

mod languages;
mod reader;
mod value;

pub use reader::{Reader, Table, choose, invalid};
pub use value::{I18n, Period, Spanned};
