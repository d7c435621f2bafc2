//! Publishing: a site's files become a folder, all at once.
//!
//! The new site is written into a staging folder beside the old one, with hard links to the files
//! that did not change; then the two folders change places in one step, and the old one is removed.
//! So a reader, a kill or a full disk at any instant leaves the whole old site or the whole new one.
//!
//! `kb` removes only what it made. The manifest in the folder ([`MANIFEST`]) lists that: a folder
//! with other files and no manifest is never touched, and files that somebody else put into a
//! published site move on into the next one.
//!
//! What is on the disk beside the target `public`, and when:
//!
//! - `public.kb-staging-N`: the new site until the exchange, then the old one until it is removed.
//!   Its manifest is its first file, so that a later build knows what a killed one left there.
//! - `public.kb-old-N`: the old site, where the system cannot exchange folders. If `public` is gone
//!   because of a kill between the two renames, the next build puts it back.

mod compare;
mod leftover;
mod lock;
mod manifest;
mod old;
mod retire;
mod stage;
mod swap;
mod target;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub(super) use compare::standing;
pub(super) use manifest::MANIFEST;

use crate::diag::{Code, Diagnostic, Location};
use crate::site::Site;
use crate::text::SourcePath;
use compare::Changes;
use lock::Lock;
use manifest::Manifest;
use old::Old;
use target::Target;

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
    let target = Target::resolve(out, options.site_dir)?;
    let manifest = Manifest::of(site, &target)?;
    target.make_parent()?;
    let _lock = Lock::acquire(&target)?;
    leftover::recover(&target)?;
    if compare::is_published(&manifest, &target) {
        return Ok(Published { reused: site.len(), ..Published::default() });
    }
    let old = Old::inspect(&target)?;
    old.refuse_conflicts(&manifest, &target)?;
    let changes = Changes::between(&old, &manifest, site, &target);
    if changes.is_empty() && old.is_ours() {
        return Ok(changes.published(None));
    }
    old.refuse_read_only(&target)?;
    let staged = stage::build(site, &manifest, &changes, &old, &target, options.durability)?;
    let replaced = swap::put_in_place(staged, &old, &target)?;
    let left = replaced.and_then(|folder| retire::retire(&folder, target.path()).err().map(|_| folder));
    Ok(changes.published(left))
}
