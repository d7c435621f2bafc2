//! Receipts: which inputs a published site was made from, so that a build of the same inputs has nothing
//! to do.
//!
//! A receipt is a line in `.kb-cache/` beside the site's sources, one file an output folder. It is only a
//! memory of a pure function: without it the build does its work and finds that nothing changed. It is
//! believed only if the output folder holds exactly what was published, and nobody touched a file since.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::publish::standing;

/// Folder of caches in a site's folder. It may be deleted at any time.
pub const CACHE: &str = ".kb-cache";

/// First word of a receipt; another number is another format, which is ignored.
const HEAD: &str = "kb-receipt-1";

/// How many output folders are remembered; the ones that were published longest ago are forgotten.
const MOST: usize = 16;

/// What a published site was made from, and what the build said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Hash of all inputs.
    pub inputs: blake3::Hash,
    /// Hash of the manifest of what was published.
    pub published: blake3::Hash,
    /// How many warnings there were.
    pub warnings: usize,
}

/// Why there is no receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoReceipt {
    /// None was written, or by another version.
    Absent,
    /// It cannot be read; it is ignored.
    Damaged,
}

impl Receipt {
    /// A receipt for what stands in `out` now; none if that is no whole site of ours.
    pub fn of(out: &Path, inputs: blake3::Hash, warnings: usize) -> Option<Self> {
        Some(Self { inputs, published: standing(out)?, warnings })
    }

    /// Whether the site that stands in `out` is the one of this receipt and has these inputs.
    pub fn holds(&self, out: &Path, inputs: blake3::Hash) -> bool {
        self.inputs == inputs && standing(out) == Some(self.published)
    }

    /// Reads the receipt of an output folder.
    ///
    /// # Errors
    /// When there is none that can be believed.
    pub fn read(site_dir: &Path, out: &Path) -> Result<Self, NoReceipt> {
        match fs::read_to_string(place(site_dir, out)) {
            Ok(text) => Self::parse(&text),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Err(NoReceipt::Absent),
            Err(_) => Err(NoReceipt::Damaged),
        }
    }

    /// Writes the receipt of an output folder, in one step.
    ///
    /// # Errors
    /// When the system refuses. Nothing but the next build's time is lost.
    pub fn write(&self, site_dir: &Path, out: &Path) -> io::Result<()> {
        let path = place(site_dir, out);
        let folder = site_dir.join(CACHE);
        fs::create_dir_all(&folder)?;
        let new = path.with_extension(format!("{}.new", std::process::id()));
        let written = fs::File::create(&new)
            .and_then(|mut file| file.write_all(self.to_text().as_bytes()))
            .and_then(|()| fs::rename(&new, &path));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        forget(&folder);
        written
    }

    fn to_text(self) -> String {
        let line = format!("{HEAD} {} {} {}", self.inputs, self.published, self.warnings);
        format!("{line} {}\n", blake3::hash(line.as_bytes()))
    }

    fn parse(text: &str) -> Result<Self, NoReceipt> {
        if !text.starts_with(HEAD) && text.starts_with("kb-receipt-") {
            return Err(NoReceipt::Absent);
        }
        let parts = || {
            let (line, sum) = text.strip_suffix('\n')?.rsplit_once(' ')?;
            let mut words = (blake3::hash(line.as_bytes()).to_string() == sum).then_some(line)?.split(' ');
            let (_, inputs, published, warnings) =
                (words.next()?, words.next()?, words.next()?, words.next()?);
            let hash = |text: &str| blake3::Hash::from_hex(text).ok();
            let warnings = warnings.parse().ok()?;
            Some(Self { inputs: hash(inputs)?, published: hash(published)?, warnings })
        };
        parts().ok_or(NoReceipt::Damaged)
    }
}

/// Where the receipt of an output folder is: folders are told apart by a hash of their path.
fn place(site_dir: &Path, out: &Path) -> PathBuf {
    let path = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    let hash = blake3::hash(path.to_string_lossy().as_bytes()).to_hex();
    site_dir.join(CACHE).join(format!("built-{}", &hash[..16]))
}

/// Keeps the folder small.
fn forget(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = entries.filter(|e| e.file_name().to_string_lossy().starts_with("built-"));
    let time = |e: &fs::DirEntry| e.metadata().and_then(|m| m.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let mut all: Vec<(SystemTime, PathBuf)> = ours.map(|e| (time(&e), e.path())).collect();
    all.sort();
    for (_, path) in all.iter().rev().skip(MOST) {
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt() -> Receipt {
        Receipt { inputs: blake3::hash(b"in"), published: blake3::hash(b"out"), warnings: 3 }
    }

    #[test]
    fn a_damaged_receipt_is_not_believed() {
        let text = receipt().to_text();
        assert_eq!(Receipt::parse(&text), Ok(receipt()));
        for at in 0..text.len() {
            assert!(Receipt::parse(&text[..at]).is_err(), "cut off at {at}");
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let damaged = String::from_utf8(bytes).expect("ASCII");
            assert!(Receipt::parse(&damaged).is_err(), "damaged at {at}");
        }
        assert_eq!(Receipt::parse("kb-receipt-2 something else\n"), Err(NoReceipt::Absent));
    }

    #[test]
    fn a_site_is_read_back_and_old_ones_are_forgotten() {
        let dir = tempfile::tempdir().expect("a folder");
        let out = |n: usize| dir.path().join(format!("public{n}"));
        assert_eq!(Receipt::read(dir.path(), &out(0)), Err(NoReceipt::Absent));
        for n in 0..MOST + 5 {
            receipt().write(dir.path(), &out(n)).expect("a receipt");
            assert_eq!(Receipt::read(dir.path(), &out(n)), Ok(receipt()));
        }
        assert_eq!(fs::read_dir(dir.path().join(CACHE)).expect("a folder").count(), MOST);
        // Without a site in the folder a receipt proves nothing.
        assert!(!receipt().holds(&out(0), receipt().inputs));
    }
}
