//! Pictures for shared links and the covers of e-books, drawn at build time in the theme's look: ink on
//! warm paper, a double rule, the seal, the title.
//!
//! A character that the fonts lack is never an empty box: the picture is drawn without the title, and
//! a diagnostic says which character it was.

#[cfg(feature = "pictures")]
mod canvas;
#[cfg(feature = "pictures")]
mod engine;
#[cfg(feature = "pictures")]
mod layout;
#[cfg(not(feature = "pictures"))]
mod off;
#[cfg(feature = "pictures")]
mod text;

#[cfg(feature = "pictures")]
pub(crate) use engine::{Studio, cover, draw_all, studio};
#[cfg(not(feature = "pictures"))]
pub(crate) use off::{Studio, cover, draw_all, studio};

use std::sync::Arc;

use crate::site::OutPath;
use crate::text::SourcePath;
use crate::view::PictureView;

/// A picture to draw: where it goes, what it shows, and the file that it speaks of.
pub(crate) type Order<'v> = (&'v OutPath, &'v PictureView, &'v SourcePath);

/// A picture that has been drawn.
pub(crate) type Drawn = (OutPath, Arc<[u8]>);
