//! The manifest: what `kb` made in an output folder.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Write};

use super::journal::JOURNAL;
use crate::site::{Kept, OutPath, Place, Shelf};

/// Name of the manifest in an output folder.
pub(in crate::io) const MANIFEST: &str = ".kb-manifest";

/// First line of a manifest; another number is another format.
const HEAD: &str = "kb-manifest 1";

/// Last line, so that a manifest that was cut off is not taken for a whole one.
const END: &str = "end";

/// One file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Size in bytes.
    pub(super) size: u64,
    /// BLAKE3 of its bytes.
    pub(super) hash: blake3::Hash,
}

/// The files of a published site by path, and their folders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    files: BTreeMap<String, Entry>,
    folders: BTreeSet<String>,
}

impl Manifest {
    /// The manifest of finished files.
    pub(super) fn of(shelf: &Shelf<'_>) -> Self {
        let hash = |place: &Place| match place {
            Place::Here(bytes) => blake3::hash(bytes),
            Place::Away(away) => away.hash,
        };
        let entry = |kept: &Kept| Entry { size: kept.size as u64, hash: hash(&kept.place) };
        Self::new(shelf.iter().map(|(path, kept)| (path.as_str().to_owned(), entry(kept))).collect())
    }

    /// Files of which nothing but their paths is known; paths that lead elsewhere are left out.
    pub(super) fn of_paths<'p>(paths: impl Iterator<Item = &'p str>) -> Self {
        let unknown = Entry { size: 0, hash: blake3::Hash::from_bytes([0; 32]) };
        let inside = paths.filter(|path| is_inside(&OutPath::new(path)));
        Self::new(inside.map(|path| (path.to_owned(), unknown)).collect())
    }

    fn new(files: BTreeMap<String, Entry>) -> Self {
        let mut folders = BTreeSet::new();
        for path in files.keys() {
            let mut rest = path.as_str();
            while let Some((folder, _)) = rest.rsplit_once('/') {
                if !folders.insert(folder.to_owned()) {
                    break;
                }
                rest = folder;
            }
        }
        Self { files, folders }
    }

    /// Reads a manifest; nothing if it is not a whole one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix(HEAD)?.strip_prefix('\n')?.strip_suffix('\n')?;
        let body = body.strip_suffix(END)?;
        let mut files = BTreeMap::new();
        for line in body.lines() {
            let mut parts = line.splitn(3, ' ');
            let hash = blake3::Hash::from_hex(parts.next()?).ok()?;
            let size = parts.next()?.parse().ok()?;
            let path = parts.next()?;
            if !is_inside(&OutPath::new(path)) {
                return None;
            }
            files.insert(path.to_owned(), Entry { size, hash });
        }
        Some(Self::new(files))
    }

    /// Writes the manifest: a line a file, in order of path.
    pub(super) fn write(&self, to: impl Write) -> io::Result<()> {
        let mut to = BufWriter::new(to);
        writeln!(to, "{HEAD}")?;
        for (path, entry) in &self.files {
            writeln!(to, "{} {} {path}", entry.hash.to_hex(), entry.size)?;
        }
        writeln!(to, "{END}")?;
        to.flush()
    }

    /// All files in order of path.
    pub(super) fn files(&self) -> &BTreeMap<String, Entry> {
        &self.files
    }

    /// All folders below the output folder.
    pub(super) fn folders(&self) -> &BTreeSet<String> {
        &self.folders
    }

    /// The same by depth, the outer ones first: those of one depth can be made or removed in parallel.
    pub(super) fn levels(&self) -> Vec<Vec<&String>> {
        let mut levels: Vec<Vec<&String>> = Vec::new();
        for folder in &self.folders {
            let depth = folder.bytes().filter(|b| *b == b'/').count();
            levels.resize(levels.len().max(depth + 1), Vec::new());
            levels[depth].push(folder);
        }
        levels
    }
}

/// Whether a path stays inside the output folder and is no name of our own. Names that only some
/// systems refuse are reported when they are read.
pub(super) fn is_inside(path: &OutPath) -> bool {
    let path = path.as_str();
    !matches!(path, MANIFEST | JOURNAL)
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && !path.contains(|c: char| c == '\\' || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(manifest: &Manifest) -> String {
        let mut bytes = Vec::new();
        manifest.write(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let entry = Entry { size: 3, hash: blake3::hash(b"abc") };
        let manifest = Manifest::new(BTreeMap::from([
            ("index.html".to_owned(), entry),
            ("en/a b/退款.html".to_owned(), entry),
        ]));
        assert_eq!(manifest.folders().iter().collect::<Vec<_>>(), ["en", "en/a b"]);
        let written = text(&manifest);
        assert_eq!(Manifest::parse(&written), Some(manifest));
        assert_eq!(Manifest::parse(&text(&Manifest::default())), Some(Manifest::default()));
        for at in 0..written.len() {
            if let Some(cut) = written.get(..at) {
                assert_eq!(Manifest::parse(cut), None, "cut off at {at}");
            }
        }
        let hash = entry.hash.to_hex();
        for bad in ["../x", "/etc/passwd", "a//b", "a\\b", MANIFEST, ""] {
            let text = format!("{HEAD}\n{hash} 3 {bad}\n{END}\n");
            assert_eq!(Manifest::parse(&text), None, "{bad}");
        }
    }
}
