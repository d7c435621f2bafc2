//! Files that are still as they were when they were read: a preview reads again what changed.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::snapshot::File;

/// A file must have been left alone for so long before its stamp is believed: two writes within one tick of
/// the disk's clock leave the same time, and the coarsest clock (FAT) ticks every two seconds.
const SETTLED: Duration = Duration::from_secs(3);

/// What tells a file from the same file after a write.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: SystemTime,
    /// Number of the file, and when anything about it changed: editors replace files, and tools set times back.
    #[cfg(unix)]
    node: (u64, u64, i64, i64),
}

impl Stamp {
    /// The stamp of a file; nothing on a disk that keeps no times.
    fn of(meta: &Metadata) -> Option<Self> {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        Some(Self {
            size: meta.len(),
            modified: meta.modified().ok()?,
            #[cfg(unix)]
            node: (meta.dev(), meta.ino(), meta.ctime(), meta.ctime_nsec()),
        })
    }

    /// Whether a later write cannot have left the same stamp. Times in the future say nothing.
    fn is_settled(&self, now: SystemTime) -> bool {
        let age = |at: SystemTime| now.duration_since(at).is_ok_and(|age| age > SETTLED);
        #[cfg(unix)]
        let changed = {
            let seconds = u64::try_from(self.node.2).unwrap_or(u64::MAX >> 1);
            SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds.saturating_add(1)))
        };
        #[cfg(not(unix))]
        let changed = Some(self.modified);
        age(self.modified) && changed.is_some_and(age)
    }
}

/// Bytes of the files that were read last, by where they lie. Holds the files of one site.
#[derive(Debug, Default)]
pub struct Known {
    files: HashMap<PathBuf, (Stamp, File)>,
}

/// What was read of a file: its bytes, and its stamp from before it was read, if it may be believed.
pub(super) struct Stamped {
    pub(super) file: File,
    stamp: Option<Stamp>,
}

impl Known {
    /// The bytes of a file that did not change; nothing of others.
    pub(super) fn find(&self, path: &Path) -> Option<Stamped> {
        let (stamp, file) = self.files.get(path)?;
        let same =
            fs::metadata(path).is_ok_and(|meta| meta.is_file() && Stamp::of(&meta).as_ref() == Some(stamp));
        same.then(|| Stamped { file: file.clone(), stamp: Some(stamp.clone()) })
    }

    /// Forgets all files, and knows these.
    pub(super) fn learn(&mut self, files: impl Iterator<Item = (PathBuf, Stamped)>) {
        let believed = |(path, file): (PathBuf, Stamped)| Some((path, (file.stamp?, file.file)));
        self.files = files.filter_map(believed).collect();
    }
}

impl Stamped {
    /// A file that `read` gives; its stamp is taken before, so that a write meanwhile is noticed the next time.
    pub(super) fn read<E>(path: &Path, read: impl FnOnce() -> Result<Vec<u8>, E>) -> Result<Self, E> {
        let (meta, now) = (path.metadata().ok(), SystemTime::now());
        let stamp = meta.as_ref().and_then(Stamp::of).filter(|stamp| stamp.is_settled(now));
        Ok(Self { file: File::new(&read()?), stamp })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_until_it_is_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.md");
        fs::write(&path, "one").unwrap();
        let stamp = Stamp::of(&path.metadata().unwrap()).unwrap();
        let now = SystemTime::now();
        assert!(!stamp.is_settled(now) && stamp.is_settled(now + 3 * SETTLED));
        assert!(!stamp.is_settled(now - SETTLED), "a time in the future says nothing");
        let mut known = Known::default();
        let file = Stamped { file: File::new(b"one"), stamp: Some(stamp) };
        known.learn([(path.clone(), file)].into_iter());
        assert_eq!(&**known.find(&path).unwrap().file.bytes(), b"one");
        // As many bytes, by an editor that replaces files.
        fs::write(dir.path().join("b"), "two").unwrap();
        fs::rename(dir.path().join("b"), &path).unwrap();
        assert!(known.find(&path).is_none());
    }
}
