//! Where something stands: files of a site, lines and columns.

use std::fmt;
use std::sync::Arc;

use super::{Lines, nfc};

/// Path of an input file relative to the site's folder, `/`-separated on every system,
/// such as `content/telecom/slow-broadband.md`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Takes a `/`-separated path. Its characters are composed (NFC): a site has the same addresses and bytes
    /// whatever system its files come from.
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(nfc(path.as_ref())))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// What follows `folder/`, if the path lies in that folder.
    pub fn strip(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place in a text, as editors count it: line and column from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Position {
    /// Position of a byte offset in a text; an offset behind the end or inside a character is moved back.
    /// For many offsets of one text there are [`Lines`].
    pub fn of(text: &str, offset: usize) -> Self {
        Lines::new(text).position(offset)
    }
}

/// The first character that is no text, and where: a control character other than line ends and tabs, or
/// one of the two noncharacters that XML forbids (XML 1.0, 2.2).
pub fn control_character(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, c)| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters() {
        let text = "退款\r\nab\n\n尾";
        let at = |needle: &str| Position::of(text, text.find(needle).unwrap());
        assert_eq!(at("款"), Position { line: 1, column: 2 });
        assert_eq!(at("b"), Position { line: 2, column: 2 });
        assert_eq!(at("尾"), Position { line: 4, column: 1 });
        assert_eq!(Position::of(text, 999), Position { line: 4, column: 2 });
    }
}
