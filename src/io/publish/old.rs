//! What is in the output folder before a build.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::PublishError;
use super::manifest::{MANIFEST, Manifest};
use super::target::Target;

/// The output folder as it is.
#[derive(Debug)]
pub(super) enum Old {
    /// Not there.
    Absent,
    /// A folder without anything in it.
    Empty,
    /// A site that `kb` published.
    Ours(OldSite),
}

/// A published site.
#[derive(Debug)]
pub(super) struct OldSite {
    /// What `kb` made there.
    pub(super) manifest: Manifest,
    /// What somebody else put there: files, and folders as a whole.
    pub(super) foreign: Vec<String>,
}

impl Old {
    /// Looks at the output folder.
    pub(super) fn inspect(target: &Target) -> Result<Self, PublishError> {
        let path = target.path();
        let not_ours = || PublishError::NotOurs { path: target.named("") };
        match fs::symlink_metadata(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Old::Absent),
            Err(e) => return Err(target.error(&e)),
            Ok(meta) if !meta.is_dir() => return Err(not_ours()),
            Ok(_) => {}
        }
        if is_empty(path).map_err(|e| target.error(&e))? {
            return Ok(Old::Empty);
        }
        let manifest = read_manifest(path).ok_or_else(not_ours)?;
        OldSite::look(path, manifest).map(Old::Ours).map_err(|e| target.error(&e))
    }

    /// Refuses a folder that `kb` did not make, without looking at what else is in one of ours.
    pub(super) fn refuse_foreign(target: &Target) -> Result<(), PublishError> {
        let path = target.path();
        let not_ours = || PublishError::NotOurs { path: target.named("") };
        match fs::symlink_metadata(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(e) => Err(target.error(&e)),
            Ok(meta) if !meta.is_dir() => Err(not_ours()),
            Ok(_) if is_empty(path).map_err(|e| target.error(&e))? => Ok(()),
            Ok(_) => read_manifest(path).map(|_| ()).ok_or_else(not_ours),
        }
    }

    /// Whether `kb` made the folder.
    pub(super) fn is_ours(&self) -> bool {
        matches!(self, Old::Ours(_))
    }

    /// The published site, if there is one.
    pub(super) fn site(&self) -> Option<&OldSite> {
        match self {
            Old::Ours(site) => Some(site),
            Old::Absent | Old::Empty => None,
        }
    }

    /// A folder that was made read-only on purpose, or that belongs to somebody else, could be swapped
    /// out but not removed.
    #[cfg_attr(not(unix), expect(unused_variables, reason = "only Unix has such folders"))]
    pub(super) fn refuse_read_only(&self, target: &Target) -> Result<(), PublishError> {
        #[cfg(unix)]
        if self.is_ours() {
            use rustix::fs::{Access, access};
            access(target.path(), Access::WRITE_OK | Access::EXEC_OK).map_err(|e| target.error(&e.into()))?;
        }
        Ok(())
    }

    /// Files of somebody else must have a place in the new site, too.
    pub(super) fn refuse_conflicts(&self, new: &Manifest, target: &Target) -> Result<(), PublishError> {
        let Some(site) = self.site() else { return Ok(()) };
        for path in &site.foreign {
            if let Some(conflict) = conflict(new, target.path(), path).map_err(|e| target.error(&e))? {
                return Err(PublishError::NotOurs { path: target.named(&conflict) });
            }
        }
        Ok(())
    }
}

impl OldSite {
    fn look(root: &Path, manifest: Manifest) -> io::Result<Self> {
        let mut site = Self { manifest, foreign: Vec::new() };
        let mut walker = WalkDir::new(root).min_depth(1).into_iter();
        while let Some(entry) = walker.next() {
            let entry = entry?;
            let folder = entry.file_type().is_dir();
            let path = relative(root, entry.path());
            let file = entry.file_type().is_file() && site.manifest.files().contains_key(&path);
            let ours = file || folder && site.manifest.folders().contains(&path) || path == MANIFEST;
            // In a folder of ours, its content comes next.
            if !ours {
                if folder {
                    walker.skip_current_dir();
                }
                site.foreign.push(path);
            }
        }
        Ok(site)
    }
}

/// Path below a folder, `/`-separated. A name that is not Unicode cannot be ours; it is made
/// readable for messages only.
pub(super) fn relative(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = inside.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// The manifest of a folder; nothing if there is no whole one.
pub(super) fn read_manifest(folder: &Path) -> Option<Manifest> {
    Manifest::parse(&fs::read_to_string(folder.join(MANIFEST)).ok()?)
}

/// Whether a folder has nothing in it.
pub(super) fn is_empty(folder: &Path) -> io::Result<bool> {
    Ok(fs::read_dir(folder)?.next().is_none())
}

/// A path at which something of somebody else and the new site cannot both be.
fn conflict(new: &Manifest, root: &Path, path: &str) -> io::Result<Option<String>> {
    if new.files().contains_key(path) {
        return Ok(Some(path.to_owned()));
    }
    if !new.folders().contains(path) {
        return Ok(None);
    }
    let full: PathBuf = root.join(path);
    if !fs::symlink_metadata(&full)?.is_dir() {
        return Ok(Some(path.to_owned()));
    }
    for entry in fs::read_dir(&full)? {
        let inner = format!("{path}/{}", entry?.file_name().to_string_lossy());
        if let Some(found) = conflict(new, root, &inner)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
