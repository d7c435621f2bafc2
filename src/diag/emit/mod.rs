//! Renderers of diagnostics.

mod github;
mod human;
mod json;
mod sarif;

pub use github::github;
pub use human::{Colour, human};
pub use json::json;
pub(super) use json::position;
pub use sarif::sarif;
