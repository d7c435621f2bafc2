//! Writing the new site beside the old one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use super::compare::Changes;
use super::manifest::{MANIFEST, Manifest};
use super::old::Old;
use super::retire;
use super::target::Target;
use super::{Durability, PublishError};
use crate::site::{OutPath, Site};

/// A complete site that is not yet in its place. It is removed again if it does not get there.
#[derive(Debug)]
pub(super) struct Staged {
    path: PathBuf,
    placed: bool,
}

impl Staged {
    /// Its folder.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Notes that the folder is in its place, and gives its path, where the old site may be now.
    pub(super) fn placed(mut self) -> PathBuf {
        self.placed = true;
        std::mem::take(&mut self.path)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.placed {
            // If this fails as well, the next build does it.
            let _ = retire::discard(&self.path);
        }
    }
}

/// Writes the new site into a staging folder.
pub(super) fn build(
    site: &Site,
    manifest: &Manifest,
    changes: &Changes,
    old: &Old,
    target: &Target,
    durability: Durability,
) -> Result<Staged, PublishError> {
    let path = target.beside("staging", |path| fs::create_dir(path))?;
    let staged = Staged { path, placed: false };
    fill(staged.path(), site, manifest, changes, target).map_err(|(path, e)| PublishError::io(&path, &e))?;
    let finish = || -> io::Result<()> {
        if old.is_ours() {
            // Whoever opened the folder to a group wants it open after the next build.
            fs::set_permissions(staged.path(), fs::metadata(target.path())?.permissions())?;
        }
        if durability == Durability::Disk {
            sync(staged.path(), &changes.write)?;
        }
        Ok(())
    };
    finish().map_err(|e| target.error(&e))?;
    Ok(staged)
}

/// A path as the user would name it, and what went wrong there.
type Failure = (PathBuf, io::Error);

fn fill(
    root: &Path,
    site: &Site,
    manifest: &Manifest,
    changes: &Changes,
    target: &Target,
) -> Result<(), Failure> {
    let failed = |path: &str| {
        let path = target.named(path);
        move |e: io::Error| (path, e)
    };
    // The manifest comes first: it tells a later build what this one, if it is killed, leaves here.
    let mut text = File::create_new(root.join(MANIFEST)).map_err(failed(MANIFEST))?;
    text.write_all(manifest.to_text().as_bytes()).map_err(failed(MANIFEST))?;
    for level in manifest.levels() {
        level.par_iter().try_for_each(|folder| fs::create_dir(root.join(folder)).map_err(failed(folder)))?;
    }
    let write = |path: &OutPath| -> io::Result<()> {
        let bytes = site.get(path).ok_or(io::ErrorKind::NotFound)?;
        File::create_new(root.join(path.as_str()))?.write_all(bytes)
    };
    let link = |path: &OutPath| {
        let (from, to) = (target.path().join(path.as_str()), root.join(path.as_str()));
        // Some disks have no hard links; the bytes are at hand.
        fs::hard_link(from, to).or_else(|_| write(path))
    };
    changes.reuse.par_iter().try_for_each(|path| link(path).map_err(failed(path.as_str())))?;
    changes.write.par_iter().try_for_each(|path| write(path).map_err(failed(path.as_str())))?;
    // Its time marks the end, see `compare`.
    text.set_modified(SystemTime::now()).map_err(failed(MANIFEST))
}

/// How many files are worth waiting for one by one; above, the whole disk is asked once.
#[cfg(target_os = "linux")]
const FEW: usize = 32;

/// Makes sure that the new files are on the disk.
fn sync(root: &Path, written: &[OutPath]) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if written.len() > FEW {
        return Ok(rustix::fs::syncfs(File::open(root)?)?);
    }
    let files: Vec<_> = written.iter().map(|p| root.join(p.as_str())).chain([root.join(MANIFEST)]).collect();
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
