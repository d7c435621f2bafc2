//! Recording that a translation is up to date with its original.

use std::fmt;

use toml_edit::{DocumentMut, Item, Value};

use crate::diag::Sources;
use crate::library::{DocId, Library};
use crate::snapshot::Snapshot;
use crate::text::SourcePath;

/// Why nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAccepted {
    /// No page of the site has this file.
    NoSuchPage,
    /// The page does not say what it was made from (`translation_of` or `adapted_from`), or that
    /// version does not exist.
    NoOriginal,
    /// The front matter cannot be read: `kb check` says why.
    Unreadable,
}

impl NotAccepted {
    /// Key of its words under `[phrases]` in the wording.
    pub fn phrase(self) -> &'static str {
        match self {
            NotAccepted::NoSuchPage => "accept_no_page",
            NotAccepted::NoOriginal => "accept_no_original",
            NotAccepted::Unreadable => "accept_unreadable",
        }
    }
}

impl fmt::Display for NotAccepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.phrase())
    }
}

impl std::error::Error for NotAccepted {}

/// The text of a page's file with the fingerprint of its original as it is now. Everything else stays
/// as it was, comments too.
///
/// # Errors
/// See [`NotAccepted`].
pub fn accept(library: &Library, snapshot: &Snapshot, path: &SourcePath) -> Result<String, NotAccepted> {
    let page = library.ids().find(|id| library.document(*id).path == *path).ok_or(NotAccepted::NoSuchPage)?;
    let original: DocId = library.original_of(page).ok_or(NotAccepted::NoOriginal)?;
    let text = snapshot.text(path).ok_or(NotAccepted::Unreadable)?;
    let document = library.document(page);
    let (start, end) = front_matter(text).ok_or(NotAccepted::Unreadable)?;
    let head =
        record(&text[start..end], &library.document(original).content_hash).ok_or(NotAccepted::Unreadable)?;
    debug_assert!(text.ends_with(document.source()), "the body follows the front matter");
    Ok(format!("{}{head}{}", &text[..start], &text[end..]))
}

/// Where the TOML between the `+++` lines starts and ends.
fn front_matter(text: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let fence = line.trim_start_matches('\u{feff}').trim_end() == "+++";
        match start {
            None if fence => start = Some(at + line.len()),
            None => return None,
            Some(start) if fence => return Some((start, at)),
            Some(_) => {}
        }
        at += line.len();
    }
    None
}

fn record(toml: &str, fingerprint: &str) -> Option<String> {
    let mut document: DocumentMut = toml.parse().ok()?;
    match document.get_mut("original_hash").and_then(Item::as_value_mut) {
        // The decoration of the old value holds the spaces and the comment around it.
        Some(old) => {
            let decor = old.decor().clone();
            *old = Value::from(fingerprint);
            *old.decor_mut() = decor;
        }
        None => {
            document.insert("original_hash", toml_edit::value(fingerprint));
        }
    }
    let text = document.to_string();
    // New lines take the form of those around them.
    let crlf = toml.contains("\r\n");
    Some(if crlf { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_everything_else() {
        for (before, after) in [
            (
                "title = \"T\" # the title\ntranslation_of = \"zh-CN\"\n\n[today]\nact = \"A\"\n",
                "title = \"T\" # the title\ntranslation_of = \"zh-CN\"\noriginal_hash = \"abc\"\n\n[today]\nact = \"A\"\n",
            ),
            (
                "original_hash   = \"old\"  # by kb\ntitle = 'T'\n",
                "original_hash   = \"abc\"  # by kb\ntitle = 'T'\n",
            ),
            ("title = \"T\"\r\n", "title = \"T\"\r\noriginal_hash = \"abc\"\r\n"),
        ] {
            assert_eq!(record(before, "abc").as_deref(), Some(after));
        }
        assert_eq!(record("title = ", "abc"), None);
    }
}
