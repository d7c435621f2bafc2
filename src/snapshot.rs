//! Every input of a build, in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Location, Sources};
use crate::text::SourcePath;

/// A file of the base that a site extends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseFile {
    /// Where it really lies, as people should be told: `../kb/content/telecom/slow-broadband.md`.
    pub shown: String,
    /// Its bytes as the base has them.
    pub bytes: Arc<[u8]>,
}

/// A record of the base that the site replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplacedRecord {
    /// The site's own record.
    pub own: Location,
    /// The base's file.
    pub shown: String,
    /// The base's record as TOML.
    pub text: String,
}

/// What lies under a site that extends a base; empty for all others. See `crate::extend`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Base {
    /// Files that come from the base, by the path that they have in this site.
    pub inherited: BTreeMap<SourcePath, BaseFile>,
    /// Files of the base that the site replaces, by the site's own file.
    pub replaced: BTreeMap<SourcePath, BaseFile>,
    /// Records of the base that the site replaces, as `kind:id`.
    pub records: BTreeMap<String, ReplacedRecord>,
}

impl Base {
    /// Adds whose files these are, and what the site replaces, to a hash.
    fn add_to(&self, hash: &mut blake3::Hasher) {
        let mut add = |kind: &str, name: &str, shown: &str, bytes: &[u8]| {
            for part in [kind.as_bytes(), name.as_bytes(), shown.as_bytes(), bytes] {
                hash.update(&(part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        };
        for (kind, files) in [("inherited", &self.inherited), ("replaced", &self.replaced)] {
            files.iter().for_each(|(path, file)| add(kind, path.as_str(), &file.shown, &file.bytes));
        }
        self.records
            .iter()
            .for_each(|(name, record)| add("record", name, &record.shown, record.text.as_bytes()));
    }
}

/// A file's bytes; clones share them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    bytes: Arc<[u8]>,
    /// The same bytes, not a copy of them, if they are text.
    text: Option<Arc<str>>,
}

impl File {
    /// A file with these bytes.
    pub fn new(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let text: Arc<str> = Arc::from(text);
                Self { bytes: Arc::from(Arc::clone(&text)), text: Some(text) }
            }
            Err(_) => Self { bytes: Arc::from(bytes), text: None },
        }
    }

    /// Its bytes.
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }
}

/// The files of a site (`kb.toml`, `content/`, `static/`, `themes/`) as path → bytes. Nothing after
/// it reads the disk; tests write one as a literal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    files: BTreeMap<SourcePath, File>,
    base: Base,
}

impl Snapshot {
    /// Adds or replaces a file.
    pub fn insert(&mut self, path: SourcePath, bytes: impl AsRef<[u8]>) {
        self.insert_file(path, File::new(bytes.as_ref()));
    }

    /// The same, sharing the bytes with whoever has the file.
    pub fn insert_file(&mut self, path: SourcePath, file: File) {
        self.files.insert(path, file);
    }

    /// What lies under the site, if it extends a base.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// Lays the site over a base whose inherited files are among the files already.
    pub fn set_base(&mut self, base: Base) {
        self.base = base;
    }

    /// Whether a file comes from the base.
    pub fn is_inherited(&self, path: &SourcePath) -> bool {
        self.base.inherited.contains_key(path)
    }

    /// Bytes of a file.
    pub fn get(&self, path: &SourcePath) -> Option<&Arc<[u8]>> {
        self.files.get(path).map(|file| &file.bytes)
    }

    /// A file's text, to be held without a copy of it; nothing if it is not UTF-8.
    pub fn shared_text(&self, path: &SourcePath) -> Option<&Arc<str>> {
        self.files.get(path)?.text.as_ref()
    }

    /// All files in order of path.
    pub fn iter(&self) -> impl Iterator<Item = (&SourcePath, &Arc<[u8]>)> {
        self.files.iter().map(|(path, file)| (path, &file.bytes))
    }

    /// A hash of all files with their paths, and of what lies under them.
    pub fn fingerprint(&self) -> blake3::Hash {
        let files: Vec<_> = self.iter().collect();
        let hashes: Vec<_> = files.par_iter().map(|(_, bytes)| blake3::hash(bytes)).collect();
        let mut all = blake3::Hasher::new();
        for ((path, _), hash) in files.iter().zip(&hashes) {
            all.update(path.as_str().as_bytes());
            all.update(b"\0");
            all.update(hash.as_bytes());
        }
        self.base.add_to(&mut all);
        all.finalize()
    }

    /// The files in a folder, in order of path, with their path inside it.
    pub fn folder<'a>(
        &'a self,
        folder: &'a str,
    ) -> impl Iterator<Item = (&'a SourcePath, &'a str, &'a Arc<[u8]>)> {
        self.iter().filter_map(move |(p, b)| p.strip(folder).map(|rest| (p, rest, b)))
    }
}

impl<P: AsRef<str>, B: AsRef<[u8]>> FromIterator<(P, B)> for Snapshot {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        let files = files.into_iter().map(|(p, b)| (SourcePath::new(p), File::new(b.as_ref()))).collect();
        Self { files, base: Base::default() }
    }
}

impl Sources for Snapshot {
    fn text(&self, path: &SourcePath) -> Option<&str> {
        // What the site replaces is blanked in an inherited file; people see the file as it is.
        match self.base.inherited.get(path) {
            Some(file) => std::str::from_utf8(&file.bytes).ok(),
            None => self.shared_text(path).map(|text| &**text),
        }
    }

    fn shown<'a>(&'a self, path: &'a SourcePath) -> &'a str {
        self.base.inherited.get(path).map_or(path.as_str(), |file| file.shown.as_str())
    }
}
