//! Text files as every system writes them: line ends of Windows, byte order marks, names of macOS.
//!
//! Inputs lose all three when they are read, so that a site has the same bytes wherever it is built; files that are
//! written back keep them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::text::{SourcePath, nfc};

/// Byte order mark of UTF-8, which editors on Windows put before a text.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Whether kb reads a file as text: settings, guides and records, and everything of a theme that is none of a font or
/// picture. Other files are published as they are.
fn is_text(name: &str) -> bool {
    let (folder, rest) = name.split_once('/').unwrap_or(("", name));
    let ending = rest.rsplit_once('.').map_or("", |(_, ending)| ending);
    match folder {
        "" | "content" => matches!(ending, "md" | "toml"),
        "themes" => matches!(ending, "html" | "toml" | "css" | "js" | "svg" | "xml" | "txt" | "json"),
        _ => false,
    }
}

/// A text file without byte order mark and with `\n` at the end of each line; any other file as it is.
pub(super) fn plain(name: &str, mut bytes: Vec<u8>) -> Vec<u8> {
    if !is_text(name) {
        return bytes;
    }
    if bytes.starts_with(BOM) {
        bytes.drain(..BOM.len());
    }
    if bytes.contains(&b'\r') {
        let mut out = Vec::with_capacity(bytes.len());
        let mut rest = bytes.into_iter().peekable();
        while let Some(byte) = rest.next() {
            if byte != b'\r' || rest.peek() != Some(&b'\n') {
                out.push(byte);
            }
        }
        return out;
    }
    bytes
}

/// Writes a text into a file of the site that is there, with the line ends and the mark that the file has.
///
/// # Errors
/// What the system says.
pub fn write_back(dir: &Path, file: &SourcePath, text: &str) -> io::Result<()> {
    let path = on_disk(dir, file);
    let old = fs::read(&path)?;
    let mut new = if old.starts_with(BOM) { BOM.to_vec() } else { Vec::new() };
    if old.windows(2).any(|pair| pair == b"\r\n") {
        new.extend(text.replace("\r\n", "\n").replace('\n', "\r\n").bytes());
    } else {
        new.extend(text.bytes());
    }
    fs::write(path, new)
}

/// Where a file of the site lies: its name on the disk may have its accents in another form than [`SourcePath`].
fn on_disk(dir: &Path, file: &SourcePath) -> PathBuf {
    let mut path = dir.to_owned();
    for part in file.as_str().split('/') {
        let plain = path.join(part);
        let same = |entry: &fs::DirEntry| entry.file_name().to_str().is_some_and(|name| nfc(name) == part);
        let other = || fs::read_dir(&path).ok()?.flatten().find(same);
        path = if plain.exists() { plain } else { other().map_or(plain, |entry| entry.path()) };
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_plain_and_the_rest_as_it_is() {
        for (name, bytes, want) in [
            ("content/a.md", "\u{feff}a\r\nb\r\n", "a\nb\n"),
            ("content/a.md", "a\rb\r\r\n\r", "a\rb\r\n\r"),
            ("content/a.md", "", ""),
            ("kb.toml", "a\r\n", "a\n"),
            ("content/a.csv", "a\r\n", "a\r\n"),
            ("static/a.css", "\u{feff}a\r\n", "\u{feff}a\r\n"),
            ("themes/t/i18n/en.toml", "a\r\n", "a\n"),
            ("themes/t/assets/a.css", "a\r\n", "a\n"),
            ("themes/t/assets/a.woff2", "a\r\n", "a\r\n"),
        ] {
            assert_eq!(plain(name, bytes.into()), want.as_bytes(), "{name} {bytes:?}");
        }
    }

    #[test]
    fn files_keep_their_line_ends_and_names() {
        let dir = tempfile::tempdir().unwrap();
        for (name, old, want) in
            [("a.md", "\u{feff}a\r\nb", "\u{feff}x\r\ny\r\n"), ("e\u{301}.md", "a\nb", "x\ny\n")]
        {
            fs::write(dir.path().join(name), old).unwrap();
            write_back(dir.path(), &SourcePath::new(name), "x\ny\n").unwrap();
            assert_eq!(fs::read_to_string(dir.path().join(name)).unwrap(), want);
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "no file beside the one that was there");
    }
}
