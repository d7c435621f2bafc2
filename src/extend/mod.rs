//! A site over a base: `extends = "../kb/content"` in `kb.toml` names a content folder, over which the
//! site's own files lie.
//!
//! [`lay`] puts the two together before anything is parsed, so that no later stage knows of bases:
//!
//! - a page of the site replaces the base's page of the same id and language, any other file the file
//!   of the same name;
//! - a record of the site replaces the base's record of the same kind and id; it is blanked out in the
//!   base's file, so that all other records keep their lines;
//! - what `without` in `kb.toml` names is left out.
//!
//! [`Lock`] (`kb.lock`) remembers which version of the base a replacement was made from; [`differences`]
//! compares, and [`check`] warns when the base has changed since. Nothing here reads the disk.

mod differ;
mod lay;
mod library;
mod lock;
mod records;

pub use differ::{Difference, State, accept, check, differences, quiet, take};
pub use lay::{Layer, lay};
pub use library::files as library_files;
pub use lock::{LOCK_PATH, Lock};
