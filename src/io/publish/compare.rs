//! Whether a published site is as it was published.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::manifest::{MANIFEST, Manifest};

/// Hash of the manifest of the site that stands in a folder; nothing if there is none of ours, or if
/// somebody touched a file of it since it was published.
pub(in crate::io) fn standing(folder: &Path) -> Option<blake3::Hash> {
    let text = fs::read_to_string(folder.join(MANIFEST)).ok()?;
    let manifest = Manifest::parse(&text)?;
    is_untouched(&manifest, folder).then(|| blake3::hash(text.as_bytes()))
}

/// Whether a folder has all files of its manifest, and they are older than it.
fn is_untouched(manifest: &Manifest, folder: &Path) -> bool {
    let finished = fs::symlink_metadata(folder.join(MANIFEST)).and_then(|meta| meta.modified());
    let Ok(finished) = finished else { return false };
    let files: Vec<_> = manifest.files().iter().collect();
    files.into_par_iter().all(|(path, entry)| {
        fs::symlink_metadata(folder.join(path)).is_ok_and(|meta| {
            meta.is_file() && meta.len() == entry.size && meta.modified().is_ok_and(|at| at < finished)
        })
    })
}
