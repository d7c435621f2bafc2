//! The site: every file that is published, as a value.

mod address;
mod by_path;
mod mime;
mod shelf;

use std::sync::Arc;

pub use address::{OutPath, encode};
use by_path::ByPath;
pub(crate) use mime::{Compressible, TYPES, content_type};
pub use shelf::{Away, Content, Keeper, Kept, Memory, Note, Place, Shelf};

/// A finished site: path → bytes. The same inputs give the same site, whatever the machine. It has
/// two consumers: publishing and the preview.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    files: ByPath<Arc<[u8]>>,
}

impl Site {
    /// Bytes of a file.
    pub fn get(&self, path: &OutPath) -> Option<&Arc<[u8]>> {
        self.files.get(path)
    }

    /// All files in order of path.
    pub fn iter(&self) -> impl Iterator<Item = (&OutPath, &Arc<[u8]>)> {
        self.files.iter()
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Size of all files in bytes.
    pub fn bytes(&self) -> usize {
        self.iter().map(|(_, bytes)| bytes.len()).sum()
    }
}

impl FromIterator<(OutPath, Arc<[u8]>)> for Site {
    /// Of two files on one path, the later one is in the site.
    fn from_iter<I: IntoIterator<Item = (OutPath, Arc<[u8]>)>>(files: I) -> Self {
        Self { files: files.into_iter().collect() }
    }
}
