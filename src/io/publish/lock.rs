//! One build at a time: a second one waits until the first has published.

use std::fs::{self, File, TryLockError};
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use super::PublishError;
use super::target::Target;

/// How long to wait for another build: longer than publishing takes on a slow disk, shorter than a
/// person's patience.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often to look whether it has finished: often enough to get a turn between builds that follow each
/// other without a pause.
const PAUSE: Duration = Duration::from_millis(1);

/// A lock on the folder around the target, which the system gives back even after a kill.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock.
    pub(super) fn acquire(target: &Target) -> Result<Self, PublishError> {
        // The folder itself can be locked on Unix, which leaves no file behind. Where it cannot (on
        // Windows, on some network disks), a small file beside the target is.
        if let Ok(folder) = File::open(target.parent())
            && let Some(lock) = wait(folder, target)?
        {
            return Ok(lock);
        }
        let mut name = target.prefix("lock");
        name.push("0");
        let path = target.parent().join(name);
        let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(path);
        let file = file.map_err(|e| target.error(&e))?;
        match wait(file, target)? {
            Some(lock) => Ok(lock),
            None => Err(target.error(&io::Error::other("this disk cannot lock files"))),
        }
    }
}

/// Waits for a lock; nothing if this kind of file cannot be locked.
fn wait(file: File, target: &Target) -> Result<Option<Lock>, PublishError> {
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(Lock { _file: file })),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {
                let waited = format!("another build has held it for {} seconds", PATIENCE.as_secs());
                return Err(target.error(&io::Error::other(waited)));
            }
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
}
