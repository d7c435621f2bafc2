//! Paths of the site, and links between them.

use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

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
        let from: Vec<&str> = self.0.split('/').collect();
        let target: Vec<&str> = to.0.split('/').collect();
        let (from_dirs, to_dirs) = (&from[..from.len() - 1], &target[..target.len() - 1]);
        let shared = from_dirs.iter().zip(to_dirs).take_while(|(a, b)| a == b).count();
        let mut link = "../".repeat(from_dirs.len() - shared);
        link.push_str(&target[shared..].join("/"));
        let link = encode(&link);
        // A first segment with a colon would be read as a scheme.
        if link.split('/').next().is_some_and(|s| s.contains(':')) { format!("./{link}") } else { link }
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
    for c in path.chars() {
        if c.is_ascii() {
            let mut buffer = [0; 4];
            out.extend(utf8_percent_encode(c.encode_utf8(&mut buffer), IN_PATH));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            assert_eq!(OutPath::new(from).href(&OutPath::new(to)), want, "{from} → {to}");
        }
        assert_eq!(OutPath::index("退款").absolute("https://e.org"), "https://e.org/%E9%80%80%E6%AC%BE/");
    }
}
