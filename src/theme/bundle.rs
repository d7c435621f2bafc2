//! Style sheets are written in pieces and published whole.
//!
//! A line `@import "../styles/NAME.css";` of a style sheet in `assets/` is replaced by that file of
//! the theme: the site's own if it has one, else the default's. So a designer overrides one piece, an
//! editor and a browser understand the sources as they are, and a reader makes one request.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Folder of the pieces.
pub(super) const FOLDER: &str = "styles/";

/// A style sheet with its pieces put in.
///
/// # Errors
/// The name of the first piece that the theme does not have.
pub(super) fn sheet(text: &str, pieces: &BTreeMap<String, Arc<[u8]>>) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let Some(name) = imported(line) else {
            out.push_str(line);
            continue;
        };
        let piece = pieces.get(name).and_then(|bytes| std::str::from_utf8(bytes).ok());
        out.push_str(piece.ok_or_else(|| name.to_owned())?);
        out.push('\n');
    }
    Ok(out)
}

/// The piece that a line imports.
pub(super) fn imported(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("@import \"../")?;
    rest.strip_suffix("\";")?.strip_prefix(FOLDER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_put_in_where_they_are_named() {
        let pieces = BTreeMap::from([("a.css".to_owned(), Arc::from(&b"a{}"[..]))]);
        assert_eq!(sheet("b{}\n@import \"../styles/a.css\";\nc{}", &pieces), Ok("b{}\na{}\nc{}".to_owned()));
        assert_eq!(sheet("@import \"../styles/x.css\";", &pieces), Err("x.css".to_owned()));
        let other = "@import \"other.css\";\n";
        assert_eq!(sheet(other, &pieces).as_deref(), Ok(other), "not a piece: left to the browser");
    }
}
