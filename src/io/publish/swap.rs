//! The one step that publishes.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::PublishError;
use super::old::Old;
use super::stage::{self, Folder};
use super::target::Target;

/// Puts a staged site into its place. Gives the folder in which the old one is now.
pub(super) fn put_in_place(
    staged: &Folder,
    old: &Old,
    target: &Target,
) -> Result<Option<PathBuf>, PublishError> {
    let replaced = match old {
        Old::Absent => {
            rename(staged, target)?;
            staged.placed();
            None
        }
        Old::Empty | Old::Ours(_) => Some(exchange(staged, target)?),
    };
    // The swap is done; if its entry in the folder cannot be synced, the disk will write it later.
    let _ = stage::sync_path(target.parent());
    Ok(replaced)
}

fn rename(staged: &Folder, target: &Target) -> Result<(), PublishError> {
    fs::rename(staged.path(), target.path()).map_err(|e| refused(&e, target))
}

/// Lets the two folders change places.
fn exchange(staged: &Folder, target: &Target) -> Result<PathBuf, PublishError> {
    match exchange_at_once(staged, target) {
        Ok(()) => Ok(staged.placed()),
        Err(e) if is_unsupported(&e) => dance(staged, target),
        Err(e) => Err(refused(&e, target)),
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange_at_once(staged: &Folder, target: &Target) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, staged.path(), CWD, target.path(), RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange_at_once(_: &Folder, _: &Target) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the system, or this disk, has no exchange.
fn is_unsupported(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidInput, Unsupported};
    matches!(error.kind(), Unsupported | InvalidInput)
}

/// Two renames: the old site goes aside, the new one comes in. Between the two there is no site for
/// some microseconds; if the build is killed there, the next one puts the old site back.
fn dance(staged: &Folder, target: &Target) -> Result<PathBuf, PublishError> {
    let aside = target.beside("old", |path| {
        // A rename would replace an empty folder; a name that is taken is not ours to take.
        if path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::rename(target.path(), path)
    })?;
    if let Err(error) = rename(staged, target) {
        fs::rename(&aside, target.path()).map_err(|e| refused(&e, target))?;
        return Err(error);
    }
    staged.placed();
    Ok(aside)
}

fn refused(error: &io::Error, target: &Target) -> PublishError {
    if error.kind() == io::ErrorKind::ResourceBusy {
        let detail = "it is a mount point; name a folder inside it with --out".to_owned();
        return PublishError::NotWritable { path: target.named(""), detail };
    }
    target.error(error)
}
