//! Publishing: a site's files become a folder, all at once.
//!
//! The new site is written into a staging folder beside the old one as it is made ([`Staging`]); at the
//! end it gets hard links to the files that did not change, the two folders change places in one step, and
//! the old one is removed.
//! So a reader, a kill or a full disk at any instant leaves the whole old site or the whole new one.
//!
//! `kb` removes only what it made. The manifest in the folder ([`MANIFEST`]) lists that: a folder
//! with other files and no manifest is never touched, and files that somebody else put into a
//! published site move on into the next one.
//!
//! What is on the disk beside the target `public`, and when:
//!
//! - `public.kb-staging-N`: the new site until the exchange, then the old one until it is removed.
//!   Its first file is a journal, which names each file before it is made; then the manifest takes its
//!   place. So a later build knows what a killed one left there. The journal is locked while the build
//!   lives, so that a later one does not take the folder of one at work for a leftover.
//! - `public.kb-old-N`: the old site, where the system cannot exchange folders. If `public` is gone
//!   because of a kill between the two renames, the next build puts it back.

mod compare;
mod journal;
mod leftover;
mod lock;
mod manifest;
mod old;
mod retire;
mod stage;
mod staging;
mod swap;
mod tally;
mod target;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

pub(super) use compare::standing;
pub(super) use manifest::MANIFEST;
pub use staging::{Staging, Turn};

use crate::diag::{Code, Diagnostic, Location};
use crate::site::{Keeper, OutPath, Shelf, Site};
use crate::text::SourcePath;

/// Whether a site must outlast a loss of power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// The files are on the disk before the site is swapped in.
    #[default]
    Disk,
    /// The operating system writes when it likes: enough against kills, and for tests.
    Memory,
}

/// How to publish.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The site's folder: the output may not hold it, nor lie among its sources.
    pub site_dir: &'a Path,
    /// Whether to wait for the disk.
    pub durability: Durability,
}

/// What publishing did, in files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Written, because they are new or differ.
    pub written: usize,
    /// Taken over from the old site.
    pub reused: usize,
    /// In the old site, but not in the new one.
    pub removed: usize,
    /// A folder beside the site that holds files of somebody else that could not be moved on.
    pub left: Option<PathBuf>,
}

impl Published {
    /// Whether the site on the disk was the same already; then nothing was written at all.
    pub fn unchanged(&self) -> bool {
        self.written == 0 && self.removed == 0
    }
}

/// Why nothing was published. The old site is as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishError {
    /// Publishing would replace something that `kb` did not make.
    NotOurs {
        /// The file or folder.
        path: PathBuf,
    },
    /// The system refused.
    NotWritable {
        /// The file or folder.
        path: PathBuf,
        /// What it said, in English.
        detail: String,
    },
}

impl PublishError {
    fn io(path: &Path, error: &io::Error) -> Self {
        Self::NotWritable { path: path.to_owned(), detail: super::detail(error) }
    }

    /// The error as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, path, detail) = match self {
            Self::NotOurs { path } => (Code::OutputNotOurs, path, None),
            Self::NotWritable { path, detail } => (Code::OutputNotWritable, path, Some(detail)),
        };
        let path = path.to_string_lossy().replace('\\', "/");
        let location = Location::file(&SourcePath::new(&path));
        Diagnostic::new(code, location).arg("path", path).maybe_arg("detail", detail)
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOurs { path } => write!(f, "kb did not make {}", path.display()),
            Self::NotWritable { path, detail } => write!(f, "cannot write to {}: {detail}", path.display()),
        }
    }
}

impl std::error::Error for PublishError {}

/// Publishes a site into the folder `out`, which is made if it is not there.
///
/// # Errors
/// When `out` is not ours to replace, or cannot be written; it is then as it was.
pub fn publish(site: &Site, out: &Path, options: &Options<'_>) -> Result<Published, PublishError> {
    let staging = Staging::new(out, *options, Turn::Whole);
    staging.begin();
    let no_notes = |_: &OutPath, _: &[u8]| None;
    let mut shelf = Shelf::new(&staging, &no_notes);
    let files: Vec<_> = site.iter().collect();
    let keep =
        |(path, bytes): &(&OutPath, &Arc<[u8]>)| ((*path).clone(), shelf.keep(path, Arc::clone(bytes)));
    let kept: Vec<_> = files.par_iter().map(keep).collect();
    shelf.list_all(kept);
    // Nobody overtakes a build whose turn it is from the beginning, unless the disk cannot lock.
    let published = staging.publish(&shelf)?;
    published.ok_or_else(|| PublishError::io(out, &io::Error::other("another build has published into it")))
}
