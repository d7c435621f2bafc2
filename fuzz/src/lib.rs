//! What the fuzz targets do with their input, and what must hold whatever it is. The test `fuzz_corpus` of
//! the root crate runs the same functions over `corpus/`.
#![allow(missing_docs, clippy::unwrap_used, clippy::missing_panics_doc, unreachable_pub, dead_code)]

pub mod html;
pub mod pack;
pub mod site;

pub use pack::{pack, query};
pub use site::{front_matter, links, markdown, records, serve_path};

/// A target, by the name of its folder in `corpus/`.
pub type Target = (&'static str, fn(&[u8]));

/// All targets, by the names of their folders in `corpus/`.
pub const TARGETS: [Target; 7] = [
    ("front_matter", front_matter),
    ("markdown", markdown),
    ("records", records),
    ("links", links),
    ("query", query),
    ("pack", pack),
    ("serve_path", serve_path),
];
