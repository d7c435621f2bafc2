//! Completing the folder of a new site.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use rayon::prelude::*;

use super::journal::Journal;
use super::manifest::{Entry, MANIFEST, Manifest};
use super::old::Old;
use super::retire;
use super::staging::{Changes, with_folders, write};
use super::tally::Tally;
use super::target::Target;
use super::{Durability, PublishError};
use crate::site::Content;

/// How many bytes of a file are in memory while it is written.
pub(super) const BUFFER: usize = 64 << 10;

/// A folder for a site that is not yet in its place. It is removed again if it does not get there.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    journal: Journal,
    placed: AtomicBool,
}

impl Folder {
    /// A new folder with its journal.
    pub(super) fn with(path: PathBuf, journal: Journal) -> Self {
        Self { path, journal, placed: AtomicBool::new(false) }
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file into it.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.journal.note(path)?;
        write(&self.path.join(path), bytes)
    }

    /// Writes a file into it that is made while it is written.
    pub(super) fn write_content(&self, path: &str, content: Content<'_>) -> io::Result<Entry> {
        self.journal.note(path)?;
        let file = with_folders(&self.path.join(path), |file| File::create(file))?;
        let mut out = BufWriter::with_capacity(BUFFER, Tally::new(file));
        content(&mut out)?;
        Ok(out.into_inner().map_err(io::IntoInnerError::into_error)?.entry())
    }

    /// Notes that the folder is in its place, and gives its path, where the old site may be now.
    pub(super) fn placed(&self) -> PathBuf {
        self.placed.store(true, Ordering::Relaxed);
        self.path.clone()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.placed.load(Ordering::Relaxed) {
            // If this fails as well, the next build does it.
            let _ = retire::discard(&self.path);
        }
    }
}

/// A path as the user would name it, and what went wrong there.
type Failure = (PathBuf, io::Error);

/// Gives a folder that has all new files the others, its manifest and its rights.
pub(super) fn complete(
    folder: &Folder,
    manifest: &Manifest,
    changes: &Changes<'_>,
    old: &Old,
    target: &Target,
    durability: Durability,
) -> Result<(), PublishError> {
    let copied = fill(folder, manifest, changes, target).map_err(|(path, e)| PublishError::io(&path, &e))?;
    let finish = || -> io::Result<()> {
        if old.is_ours() {
            // Whoever opened the folder to a group wants it open after the next build.
            fs::set_permissions(folder.path(), fs::metadata(target.path())?.permissions())?;
        }
        if durability == Durability::Disk {
            let fresh = changes.fresh.iter().map(|path| path.as_str());
            sync(folder.path(), &fresh.chain(copied).collect::<Vec<_>>())?;
        }
        Ok(())
    };
    finish().map_err(|e| target.error(&e))
}

/// Adds what is taken from the old site. Gives the files that had to be copied, which are as new to the disk as those
/// that were written.
fn fill<'c>(
    folder: &Folder,
    manifest: &Manifest,
    changes: &'c Changes<'_>,
    target: &Target,
) -> Result<Vec<&'c str>, Failure> {
    let root = folder.path();
    let failed = |path: &str| {
        let path = target.named(path);
        move |e: io::Error| (path, e)
    };
    // The manifest comes before the links, and takes the journal's place: it tells a later build what this
    // one, if it is killed, leaves here.
    let mut text = File::create_new(root.join(MANIFEST)).map_err(failed(MANIFEST))?;
    manifest.write(&mut text).map_err(failed(MANIFEST))?;
    let link = |path: &'c str| -> io::Result<Option<&'c str>> {
        let (from, to) = (target.path().join(path), root.join(path));
        // A file that was written and then made again as it stands.
        let _ = fs::remove_file(&to);
        if with_folders(&to, |to| fs::hard_link(&from, to)).is_ok() {
            return Ok(None);
        }
        // Some disks have no hard links.
        fs::read(&from).and_then(|bytes| write(&to, &bytes)).map(|()| Some(path))
    };
    let reuse = changes.reuse.par_iter().map(|path| path.as_str());
    let copied = reuse.map(|path| link(path).map_err(failed(path)));
    let copied = copied.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    folder.journal.end(root).map_err(failed(MANIFEST))?;
    // Its time marks the end, see `compare`.
    text.set_modified(SystemTime::now()).map_err(failed(MANIFEST))?;
    Ok(copied)
}

/// How many files are worth waiting for one by one; above, the whole disk is asked once.
#[cfg(target_os = "linux")]
const FEW: usize = 32;

/// Makes sure that the new files are on the disk.
fn sync(root: &Path, written: &[&str]) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if written.len() > FEW {
        return Ok(rustix::fs::syncfs(File::open(root)?)?);
    }
    let files: Vec<_> = written.iter().map(|path| root.join(path)).chain([root.join(MANIFEST)]).collect();
    files.par_iter().try_for_each(|path| sync_path(path))?;
    sync_path(root)
}

/// Makes sure that a file or folder is on the disk.
pub(super) fn sync_path(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return Ok(rustix::fs::fsync(File::open(path)?)?);
    // Windows syncs only what it opened for writing, and no folders.
    #[cfg(not(unix))]
    return match path.is_dir() {
        true => Ok(()),
        false => fs::OpenOptions::new().write(true).open(path)?.sync_all(),
    };
}
