//! Removing a folder of ours, and nothing else.

use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::journal::{self, JOURNAL};
use super::manifest::{MANIFEST, Manifest};
use super::old::{is_empty, read_manifest};

/// Removes an old site. What its manifest does not list moves to the same place of the site that
/// took over.
///
/// # Errors
/// When something cannot be removed or moved on; the folder then holds what is left.
pub(super) fn retire(folder: &Path, heir: &Path) -> io::Result<()> {
    let manifest = made_in(folder);
    let is_taken = |path: &str| heir.join(path).symlink_metadata().is_ok();
    remove_files(folder, &manifest, &is_taken)?;
    if read_manifest(heir).is_some() {
        move_children(folder, heir, &manifest, "")?;
    }
    remove_folders(folder, &manifest)
}

/// Removes a folder that a build left before it was complete.
pub(super) fn discard(folder: &Path) -> io::Result<()> {
    let manifest = made_in(folder);
    remove_files(folder, &manifest, &|_| true)?;
    remove_folders(folder, &manifest)
}

/// Names of our own files in a folder beside the site.
pub(super) const OWN: [&str; 2] = [MANIFEST, JOURNAL];

/// What a build made in a folder, as far as it came.
fn made_in(folder: &Path) -> Manifest {
    read_manifest(folder).or_else(|| journal::read(folder)).unwrap_or_default()
}

/// Removes the files of a manifest. A link in the place of one is somebody else's, and stays where the site that took
/// over has no file of its own: `is_taken`.
fn remove_files(
    folder: &Path,
    manifest: &Manifest,
    is_taken: &(dyn Fn(&str) -> bool + Sync),
) -> io::Result<()> {
    // A folder of ours that somebody replaced by a link is not followed: it would lead to files
    // that are not ours.
    let is_real = |path: &&String| folder.join(path).symlink_metadata().is_ok_and(|m| m.is_dir());
    let unreal: Vec<&String> = manifest.folders().iter().filter(|f| !is_real(f)).collect();
    let below = |path: &str, outer: &str| path.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    let ours = manifest.files().keys().filter(|path| !unreal.iter().any(|outer| below(path, outer)));
    let ours: Vec<&String> = ours.collect();
    ours.par_iter().try_for_each(|path| {
        let file = folder.join(path.as_str());
        match file.symlink_metadata() {
            Ok(meta) if meta.is_dir() || (meta.is_symlink() && !is_taken(path)) => Ok(()),
            _ => gone(fs::remove_file(&file)),
        }
    })
}

/// Removes the folders from the inside out, and the manifest last, so that a kill leaves a folder
/// that the next build recognises.
fn remove_folders(folder: &Path, manifest: &Manifest) -> io::Result<()> {
    for level in manifest.levels().iter().rev() {
        level.par_iter().try_for_each(|inner| gone(fs::remove_dir(folder.join(inner))))?;
    }
    let mut names = fs::read_dir(folder)?.filter_map(Result::ok).map(|e| e.file_name());
    if names.any(|name| !OWN.iter().any(|own| name == *own)) {
        return Err(io::ErrorKind::DirectoryNotEmpty.into());
    }
    for own in OWN {
        gone(fs::remove_file(folder.join(own)))?;
    }
    gone(fs::remove_dir(folder))
}

/// Moves what is left in a folder into its heir, as far as it goes. Folders of ours stay where they
/// are; what is in them moves.
fn move_children(from: &Path, to: &Path, manifest: &Manifest, inside: &str) -> io::Result<()> {
    let mut result = Ok(());
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        if OWN.contains(&path.as_str()) {
            continue;
        }
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let is_folder = entry.file_type()?.is_dir();
        let is_ours = is_folder && manifest.folders().contains(&path);
        let moved = match target.symlink_metadata() {
            _ if is_ours && is_empty(&source)? => Ok(()),
            _ if is_ours => {
                fs::create_dir_all(&target).and_then(|()| move_children(&source, &target, manifest, &path))
            }
            Err(_) => fs::rename(&source, &target),
            Ok(there) if is_folder && there.is_dir() => {
                move_children(&source, &target, manifest, &path).and_then(|()| fs::remove_dir(&source))
            }
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        };
        result = result.and(moved);
    }
    result
}

/// What is gone already needs no removing.
fn gone(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
