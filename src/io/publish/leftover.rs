//! What killed builds left beside the target.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::journal;
use super::old::read_manifest;
use super::retire::OWN;
use super::target::Target;
use super::{PublishError, retire};

/// Puts an old site back that a kill left aside, and removes other folders of killed builds. What is
/// not certainly ours stays, and does no harm.
pub(super) fn recover(target: &Target) -> Result<(), PublishError> {
    let old = ours(target, "old").map_err(|e| target.error(&e))?;
    if let Some(last) = old.last()
        && fs::symlink_metadata(target.path()).is_err_and(|e| e.kind() == io::ErrorKind::NotFound)
    {
        fs::rename(last, target.path()).map_err(|e| target.error(&e))?;
    }
    let staging = ours(target, "staging").map_err(|e| target.error(&e))?;
    for folder in old.iter().chain(&staging) {
        // A folder that cannot be removed now is in nobody's way: the new one takes another name.
        let _ = retire::retire(folder, target.path());
    }
    Ok(())
}

/// Folders beside the target that a build made and left: by name, and by a manifest or a journal or
/// nothing else in them. One in which another build is at work is not among them.
fn ours(target: &Target, purpose: &str) -> io::Result<Vec<PathBuf>> {
    let prefix = target.prefix(purpose);
    let prefix = prefix.to_string_lossy();
    let mut found = Vec::new();
    for entry in fs::read_dir(target.parent())? {
        let entry = entry?;
        let name = entry.file_name();
        let number =
            name.to_string_lossy().strip_prefix(&*prefix).map(|n| n.bytes().all(|b| b.is_ascii_digit()));
        if number != Some(true) || !entry.file_type()?.is_dir() {
            continue;
        }
        let path = entry.path();
        let is_own =
            |e: io::Result<fs::DirEntry>| e.is_ok_and(|e| OWN.iter().any(|own| e.file_name() == *own));
        let bare = fs::read_dir(&path)?.all(is_own);
        let known = || read_manifest(&path).is_some() || journal::read(&path).is_some();
        if !journal::is_alive(&path) && (bare || known()) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
