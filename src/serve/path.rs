//! From the path of a request to a file of the site.
//!
//! Paths are looked up in the site's map and never joined to a folder, so there is nothing that a
//! path could climb out of; what is not a plain path is refused all the same.

use percent_encoding::percent_decode_str;

use crate::site::{OutPath, Site};

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// A file.
    File(OutPath),
    /// A folder without its slash: relative links in its page need it.
    Folder(String),
    /// Nothing; with the page that says so, if the site has one.
    Nothing(Option<OutPath>),
    /// Not a path that a site could have.
    Malformed,
}

/// Looks a path up in a site.
pub fn find(site: &Site, raw: &str) -> Found {
    find_where(&|path| site.get(path).is_some(), raw)
}

/// Looks a path up among the files that `exists` knows.
pub(super) fn find_where(exists: &dyn Fn(&OutPath) -> bool, raw: &str) -> Found {
    let Some(path) = decode(raw) else { return Found::Malformed };
    let file =
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.clone() };
    let file = OutPath::new(file);
    if exists(&file) {
        return Found::File(file);
    }
    if !path.ends_with('/') && exists(&OutPath::index(&path)) {
        return Found::Folder(OutPath::index(&path).absolute(""));
    }
    Found::Nothing(not_found_page(exists, &path))
}

/// The nearest `404.html`: `en/404.html` below `en/`, else the site's.
fn not_found_page(exists: &dyn Fn(&OutPath) -> bool, path: &str) -> Option<OutPath> {
    let folders = path.match_indices('/').map(|(at, _)| &path[..=at]);
    let mut pages: Vec<OutPath> = folders.map(|folder| OutPath::new(format!("{folder}404.html"))).collect();
    pages.insert(0, OutPath::new("404.html"));
    pages.into_iter().rev().find(|page| exists(page))
}

/// The path in a request without its leading slash, decoded once; nothing if it is no plain path:
/// every `%` begins two hexadecimal digits, the bytes are UTF-8 without control characters, and no
/// part is empty, `.` or `..`, has a backslash or hides a slash.
fn decode(raw: &str) -> Option<String> {
    let raw = raw.strip_prefix('/')?;
    let escapes = raw.split('%').skip(1);
    let mut hex = escapes.map(|rest| rest.as_bytes().get(..2).unwrap_or_default());
    if !hex.all(|pair| pair.len() == 2 && pair.iter().all(u8::is_ascii_hexdigit)) {
        return None;
    }
    let mut parts = Vec::new();
    let all: Vec<&str> = raw.split('/').collect();
    for (i, part) in all.iter().enumerate() {
        let part = percent_decode_str(part).decode_utf8().ok()?;
        let is_last = i + 1 == all.len();
        if matches!(&*part, "." | "..") || (part.is_empty() && !is_last) {
            return None;
        }
        if part.contains(|c: char| c.is_control() || matches!(c, '/' | '\\')) {
            return None;
        }
        parts.push(part);
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn paths_lead_to_files_or_nowhere() {
        let files = [
            "index.html",
            "404.html",
            "en/404.html",
            "en/a/index.html",
            "退款/index.html",
            "a b.txt",
            "x%2e",
        ];
        let site: Site = files.iter().map(|f| (OutPath::new(f), Arc::from(&b"x"[..]))).collect();
        let file = |path: &str| Found::File(OutPath::new(path));
        let lost = |page: &str| Found::Nothing(Some(OutPath::new(page)));
        for (raw, want) in [
            ("/", file("index.html")),
            ("/index.html", file("index.html")),
            ("/en/a/", file("en/a/index.html")),
            ("/en/a", Found::Folder("/en/a/".to_owned())),
            ("/%E9%80%80%E6%AC%BE/", file("退款/index.html")),
            ("/%E9%80%80%E6%AC%BE", Found::Folder("/%E9%80%80%E6%AC%BE/".to_owned())),
            ("/a%20b.txt", file("a b.txt")),
            ("/x%252e", file("x%2e")),
            ("/nothing", lost("404.html")),
            ("/en/nothing", lost("en/404.html")),
            ("/en/b/nothing/", lost("en/404.html")),
            ("/enough", lost("404.html")),
            ("/index.html/", lost("404.html")),
            ("/%252e%252e/etc/passwd", lost("404.html")),
            ("/../etc/passwd", Found::Malformed),
            ("/en/%2e%2e/index.html", Found::Malformed),
            ("/en/.%2E/index.html", Found::Malformed),
            ("/en/./a/", Found::Malformed),
            ("//evil.example", Found::Malformed),
            ("/en//a/", Found::Malformed),
            ("/en%2fa/", Found::Malformed),
            ("/en%5ca", Found::Malformed),
            ("/..%5c..%5cboot.ini", Found::Malformed),
            ("/a%00b", Found::Malformed),
            ("/a%0d%0aSet-Cookie:x", Found::Malformed),
            ("/%ff", Found::Malformed),
            ("/%c0%ae%c0%ae/", Found::Malformed),
            ("/%", Found::Malformed),
            ("/%2", Found::Malformed),
            ("/%zz", Found::Malformed),
            ("/%+1", Found::Malformed),
            ("", Found::Malformed),
            ("*", Found::Malformed),
        ] {
            assert_eq!(find(&site, raw), want, "{raw}");
        }
    }

    /// Paths made of pieces that have fooled other servers, in every order of three.
    #[test]
    fn no_path_leads_elsewhere() {
        let pieces = [
            "/",
            "//",
            ".",
            "..",
            "...",
            "%2e",
            "%2E%2e",
            "%2f",
            "%5c",
            "\\",
            "%00",
            "%",
            "%u002e",
            "%c0%af",
            "%252e",
            "%e2%80%ae",
            "en",
            "退款",
            "index.html",
            ";",
            ":",
            "?",
            "#",
            "~",
            " ",
            "C:",
            "\u{0}",
            "&",
            "+",
            "etc",
        ];
        let site: Site = [(OutPath::new("en/index.html"), Arc::from(&b"x"[..]))].into_iter().collect();
        for a in pieces {
            for b in pieces {
                for c in pieces {
                    for raw in [format!("/{a}{b}{c}"), format!("/{a}/{b}/{c}"), format!("{a}{b}{c}")] {
                        match find(&site, &raw) {
                            Found::File(path) => assert_eq!(path.as_str(), "en/index.html", "{raw}"),
                            Found::Folder(to) => assert_eq!(to, "/en/", "{raw}"),
                            Found::Nothing(page) => assert_eq!(page, None, "{raw}"),
                            Found::Malformed => {}
                        }
                    }
                }
            }
        }
    }
}
