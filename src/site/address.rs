//! Paths of the site, and links between them.

use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// Characters that must not stand bare in a link's path: what ends it, what starts an escape, and
/// white space. Letters of every script stay readable.
const IN_PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`');

/// Path of a file of the site: `/`-separated, without a leading slash.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(Arc<str>);

impl OutPath {
    /// Takes a `/`-separated path.
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(path.as_ref()))
    }

    /// `index.html` of a folder; the site's root for an empty one.
    pub fn index(folder: &str) -> Self {
        let folder = folder.trim_matches('/');
        if folder.is_empty() { Self::new("index.html") } else { Self::new(format!("{folder}/index.html")) }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder, without a trailing slash.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Relative prefix to the site's root: `../../`.
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The link from this file to another one. The file's name stays (`…/index.html`), because a
    /// site on a disk has no server that would look for it.
    pub fn href(&self, to: &OutPath) -> String {
        // Both are the same up to the end of the last folder that they share.
        let pairs = self.0.bytes().zip(to.0.bytes()).enumerate();
        let same = pairs.take_while(|(_, (a, b))| a == b);
        let shared = same.filter(|(_, (a, _))| *a == b'/').last().map_or(0, |(at, _)| at + 1);
        let up = self.0[shared..].bytes().filter(|b| *b == b'/').count();
        let rest = &to.0[shared..];
        let mut link = String::with_capacity(3 * up + rest.len() + 2);
        // A first segment with a colon would be read as a scheme.
        if up == 0 && rest.split('/').next().is_some_and(|s| s.contains(':')) {
            link.push_str("./");
        }
        (0..up).for_each(|_| link.push_str("../"));
        push_encoded(rest, &mut link);
        link
    }

    /// The file to which a link in this one leads; none for a link out of the site, and for one that begins at
    /// the host's root. A folder stands for its `index.html`.
    pub fn follow(&self, link: &str) -> Option<OutPath> {
        let path = &link[..link.find(['?', '#']).unwrap_or(link.len())];
        if path.starts_with('/') || path.split('/').next().is_some_and(|first| first.contains(':')) {
            return None;
        }
        if path.is_empty() {
            return Some(self.clone());
        }
        let mut to = self.folder().to_owned();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => to.truncate(to.rfind('/').unwrap_or(0)),
                _ => {
                    if !to.is_empty() {
                        to.push('/');
                    }
                    to.push_str(&percent_decode_str(part).decode_utf8_lossy());
                }
            }
        }
        let is_folder = path.ends_with('/') || path.ends_with("..");
        Some(if is_folder { Self::index(&to) } else { Self::new(to) })
    }

    /// The address of the file under a base address: without `index.html`, escaped to ASCII.
    pub fn absolute(&self, base: &str) -> String {
        let path = self.0.strip_suffix("index.html").unwrap_or(&self.0);
        let ascii = utf8_percent_encode(path, IN_PATH).to_string();
        format!("{base}/{ascii}")
    }
}

impl fmt::Debug for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Escapes a path for an `href`, leaving letters of every script as they are.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    push_encoded(path, &mut out);
    out
}

fn push_encoded(path: &str, out: &mut String) {
    // Nearly every path has nothing to escape: pieces are taken as they are.
    let mut rest = path;
    while let Some(at) = rest.bytes().position(|b| b.is_ascii() && is_escaped(b)) {
        out.push_str(&rest[..at]);
        out.extend(utf8_percent_encode(&rest[at..=at], IN_PATH));
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Whether an ASCII character is in [`IN_PATH`].
fn is_escaped(byte: u8) -> bool {
    byte < b' ' || matches!(byte, b' ' | b'"' | b'#' | b'%' | b'<' | b'>' | b'?' | b'`' | 0x7f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_is_what_the_set_says() {
        for byte in 0..128_u8 {
            let text = char::from(byte).to_string();
            let set = utf8_percent_encode(&text, IN_PATH).to_string();
            assert_eq!(encode(&text), set, "{byte}");
        }
    }

    #[test]
    fn links_are_relative() {
        for (from, to, want) in [
            ("index.html", "telecom/x/index.html", "telecom/x/index.html"),
            ("telecom/x/index.html", "telecom/y/index.html", "../y/index.html"),
            ("telecom/x/index.html", "index.html", "../../index.html"),
            ("en/a/index.html", "a/index.html", "../../a/index.html"),
            ("a/index.html", "a/index.html", "index.html"),
            ("a/index.html", "a/图 1.png", "图%201.png"),
            ("index.html", "a:b.html", "./a:b.html"),
            ("a/index.html", "b:c/index.html", "../b:c/index.html"),
            ("ab/x/index.html", "abc/index.html", "../../abc/index.html"),
            ("a", "ab", "ab"),
        ] {
            let (from, to) = (OutPath::new(from), OutPath::new(to));
            assert_eq!(from.href(&to), want, "{from:?} → {to:?}");
            assert_eq!(from.follow(want), Some(to), "{from:?} → {want}");
        }
        for (link, want) in [
            ("", Some("a/b.html")),
            ("#x", Some("a/b.html")),
            ("../d/?q=1", Some("d/index.html")),
            ("..", Some("index.html")),
            ("../../../x.html", Some("x.html")),
            ("c.html#%", Some("a/c.html")),
            ("https://e.org/", None),
            ("tel:12315", None),
            ("/x", None),
        ] {
            let found = OutPath::new("a/b.html").follow(link);
            assert_eq!(found, want.map(OutPath::new), "{link}");
        }
        assert_eq!(OutPath::index("退款").absolute("https://e.org"), "https://e.org/%E9%80%80%E6%AC%BE/");
    }
}
