//! Renderers of diagnostics.

mod github;
mod human;
mod json;
mod places;
mod sarif;

pub use github::github;
pub use human::{Colour, human};
pub use json::json;
pub use sarif::sarif;
