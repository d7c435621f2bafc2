//! What a staging folder holds before it has a manifest: a line for each file, written before the file is
//! made, so that the build after a kill knows what this one left.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::manifest::Manifest;

/// Name of the journal in a staging folder.
pub(super) const JOURNAL: &str = ".kb-journal";

/// First line of a journal; another number is another format.
const HEAD: &str = "kb-journal 1\n";

/// The journal of a build that is at work.
#[derive(Debug)]
pub(super) struct Journal {
    /// Locked as long as the build lives; the system gives the lock back after a kill.
    file: Mutex<Option<File>>,
}

impl Journal {
    /// Begins the journal of a new folder.
    pub(super) fn begin(folder: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().append(true).create_new(true).open(folder.join(JOURNAL))?;
        // Disks that cannot lock files have only one build at a time by luck, as before.
        let _ = file.try_lock();
        file.write_all(HEAD.as_bytes())?;
        Ok(Self { file: Mutex::new(Some(file)) })
    }

    /// Notes a file that is about to be made.
    pub(super) fn note(&self, path: &str) -> io::Result<()> {
        match &mut *self.file.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(file) => file.write_all(format!("{path}\n").as_bytes()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Removes the journal of a folder that has its manifest.
    pub(super) fn end(&self, folder: &Path) -> io::Result<()> {
        drop(self.file.lock().unwrap_or_else(PoisonError::into_inner).take());
        fs::remove_file(folder.join(JOURNAL))
    }
}

/// Whether the build that writes into a folder is still at work.
pub(super) fn is_alive(folder: &Path) -> bool {
    let Ok(file) = File::open(folder.join(JOURNAL)) else { return false };
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

/// The files that a journal names; nothing if there is no journal of ours. A last line that was cut off
/// names no file yet.
pub(super) fn read(folder: &Path) -> Option<Manifest> {
    let text = fs::read_to_string(folder.join(JOURNAL)).ok()?;
    let (whole, _) = text.strip_prefix(HEAD)?.rsplit_once('\n').unwrap_or_default();
    Some(Manifest::of_paths(whole.lines()))
}
