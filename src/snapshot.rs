//! Every input of a build, in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::Sources;
use crate::text::SourcePath;

/// The files of a site (`kb.toml`, `content/`, `static/`, `themes/`) as path → bytes. Nothing after
/// it reads the disk; tests write one as a literal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    files: BTreeMap<SourcePath, Arc<[u8]>>,
}

impl Snapshot {
    /// Adds or replaces a file.
    pub fn insert(&mut self, path: SourcePath, bytes: impl Into<Arc<[u8]>>) {
        self.files.insert(path, bytes.into());
    }

    /// Bytes of a file.
    pub fn get(&self, path: &SourcePath) -> Option<&Arc<[u8]>> {
        self.files.get(path)
    }

    /// All files in order of path.
    pub fn iter(&self) -> impl Iterator<Item = (&SourcePath, &Arc<[u8]>)> {
        self.files.iter()
    }

    /// The files in a folder, in order of path, with their path inside it.
    pub fn folder<'a>(
        &'a self,
        folder: &'a str,
    ) -> impl Iterator<Item = (&'a SourcePath, &'a str, &'a Arc<[u8]>)> {
        self.files.iter().filter_map(move |(p, b)| p.strip(folder).map(|rest| (p, rest, b)))
    }
}

impl<P: AsRef<str>, B: AsRef<[u8]>> FromIterator<(P, B)> for Snapshot {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        let files = files.into_iter().map(|(p, b)| (SourcePath::new(p), Arc::from(b.as_ref()))).collect();
        Self { files }
    }
}

impl Sources for Snapshot {
    fn text(&self, path: &SourcePath) -> Option<&str> {
        std::str::from_utf8(self.files.get(path)?).ok()
    }
}
