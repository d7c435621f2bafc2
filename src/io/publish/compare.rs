//! Which files of the old site the new one can take over.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::Published;
use super::manifest::{Entry, MANIFEST, Manifest};
use super::old::{Old, OldSite};
use super::target::Target;
use crate::site::{OutPath, Site};

/// Whether exactly this site is published already, and nobody touched a file since. This is the
/// quick look for the build that changes nothing: it opens no folder and reads no file.
pub(super) fn is_published(new: &Manifest, target: &Target) -> bool {
    let Ok(text) = fs::read_to_string(target.path().join(MANIFEST)) else { return false };
    text == new.to_text() && is_untouched(new, target.path())
}

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

/// The difference of two sites.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Files to write.
    pub(super) write: Vec<OutPath>,
    /// Files to take over.
    pub(super) reuse: Vec<OutPath>,
    /// How many files fall away.
    removed: usize,
}

impl Changes {
    /// Compares the new site with what is on the disk.
    pub(super) fn between(old: &Old, new: &Manifest, site: &Site, target: &Target) -> Self {
        let Some(old) = old.site() else {
            return Self { write: site.iter().map(|(path, _)| path.clone()).collect(), ..Self::default() };
        };
        let files: Vec<_> = site.iter().collect();
        let same = |(path, bytes): (&OutPath, &[u8])| {
            let entry = new.files().get(path.as_str());
            let same = entry.is_some_and(|entry| is_same(old, path.as_str(), *entry, bytes, target));
            (path.clone(), same)
        };
        let files: Vec<_> = files.into_par_iter().map(|(path, bytes)| same((path, bytes))).collect();
        let (reuse, write): (Vec<_>, Vec<_>) = files.into_iter().partition(|(_, same)| *same);
        let paths = |list: Vec<(OutPath, bool)>| list.into_iter().map(|(path, _)| path).collect();
        let removed = old.manifest.files().keys().filter(|path| !new.files().contains_key(*path)).count();
        Self { write: paths(write), reuse: paths(reuse), removed }
    }

    /// Whether the site on the disk is the new one.
    pub(super) fn is_empty(&self) -> bool {
        self.write.is_empty() && self.removed == 0
    }

    /// What publishing did.
    pub(super) fn published(&self, left: Option<std::path::PathBuf>) -> Published {
        Published { written: self.write.len(), reused: self.reuse.len(), removed: self.removed, left }
    }
}

/// Whether a file on the disk has the bytes that it should have. The manifest says so of every file
/// that nobody touched since it was finished; others are read.
fn is_same(old: &OldSite, path: &str, new: Entry, bytes: &[u8], target: &Target) -> bool {
    let (Some(entry), Some((size, changed))) = (old.manifest.files().get(path), old.files.get(path)) else {
        return false;
    };
    if *entry != new || *size != new.size {
        return false;
    }
    *changed < old.finished || fs::read(target.path().join(path)).is_ok_and(|found| found == bytes)
}
