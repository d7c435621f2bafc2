//! Reading without a network: the service worker, and the list of what it can save.
//!
//! | file | what it is |
//! |---|---|
//! | `sw.js` | `src/offline/sw.js` behind one line that says which version of the site it belongs to |
//! | `offline/version.json` | version, date and size: what a reader is told before a download |
//! | `offline/files.json` | every file worth saving: path, size in bytes, hash |
//! | `offline/SITE.zip` | the copy for a disk ([`disk`]), if the site asks for it |
//!
//! A file's hash leaves out the date of the build on lines that a theme marks with `data-built`;
//! otherwise the daily build would make every saved copy of the site download everything again.

#[cfg(feature = "bundles")]
pub(crate) mod disk;
#[cfg(feature = "bundles")]
mod paperless;

use std::sync::Arc;

use memchr::{memchr, memmem, memrchr};
use serde::{Serialize, Serializer};
use serde_json::json;

use crate::config::Config;
use crate::site::{Note, OutPath, Shelf};

/// Path of the copy for a disk in the site: these very letters, so that a script finds the copy without knowing
/// the site's title.
pub(crate) const ZIP: &str = "offline/SITE.zip";

/// Path of the service worker.
const SW: &str = "sw.js";

/// Path of the version of the lists.
const VERSION: &str = "offline/version.json";

/// Path of the list of files.
const FILES: &str = "offline/files.json";

/// The worker, without its first line.
const WORKER: &str = include_str!("sw.js");

/// Lines of a page with this attribute say when the site was built, and nothing else that changes.
const BUILT: &str = "data-built";

/// Folder of the search page and of the files of the index.
const SEARCH: &str = "search/";

/// Hexadecimal digits of a hash: 40 bits, enough to tell versions of one file apart.
const HASH_DIGITS: usize = 10;

/// Pictures for shared links: no page shows them.
pub(crate) const SHARE_PICTURE: &str = "share.png";

/// Endings of files worth saving. Copies for machines, downloads and PDF files are not: the pages say
/// the same in less room.
const WORTH: [&str; 16] = [
    "html",
    "css",
    "js",
    "gz",
    "wasm",
    "svg",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "webp",
    "avif",
    "ico",
    "webmanifest",
    "ics",
    "vcf",
];

/// A file worth saving. A site of ten thousand guides has a hundred thousand.
struct Entry<'a> {
    path: &'a str,
    /// Bytes, not compressed.
    size: usize,
    hash: Hex,
}

/// The digits of a file's hash.
struct Hex([u8; HASH_DIGITS]);

impl Hex {
    fn new(hash: [u8; HASH_DIGITS / 2]) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |i: usize| DIGITS[usize::from(hash[i / 2] >> (4 * (1 - i % 2)) & 15)];
        Self(std::array::from_fn(digit))
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("digits are ASCII")
    }
}

/// `offline/files.json`.
#[derive(Serialize)]
struct List<'a> {
    built: &'a str,
    bytes: usize,
    /// Path, size, hash.
    #[serde(serialize_with = "write_entries")]
    files: &'a [Entry<'a>],
    version: &'a str,
}

fn write_entries<S: Serializer>(entries: &&[Entry<'_>], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(entries.iter().map(|e| (e.path, e.size, e.hash.as_str())))
}

/// What the list needs of a file, taken while its bytes are at hand: its hash without the date of the
/// build; nothing of a file that is not worth saving. `built` is that date, ISO.
pub fn note(path: &OutPath, bytes: &[u8], built: &str) -> Note {
    is_worth_saving(path.as_str()).then(|| content_hash(path.as_str(), bytes, built))
}

/// Paths of the files that [`add`] makes.
pub fn list_paths() -> impl Iterator<Item = OutPath> {
    [SW, VERSION, FILES].into_iter().map(OutPath::new)
}

/// Adds the files that make a finished site readable offline. `built` is the build's date, ISO.
pub fn add(site: &mut Shelf<'_>, config: &Config, built: &str) {
    let made = files(site, config, built);
    site.append(made);
}

/// The same files on a shelf of their own.
fn files<'k>(site: &Shelf<'k>, config: &Config, built: &str) -> Shelf<'k> {
    let noted = site.iter().filter_map(|(path, kept)| Some((path.as_str(), kept.size, kept.note?)));
    let entries: Vec<Entry<'_>> =
        noted.map(|(path, size, hash)| Entry { path, size, hash: Hex::new(hash) }).collect();
    let version = list_hash(entries.iter());
    let first = entries.partition_point(|e| e.path < SEARCH);
    let of_search = entries[first..].iter().take_while(|e| e.path.starts_with(SEARCH));
    let search = list_hash(of_search.filter(|e| !e.path.ends_with(".html")));
    let bytes: usize = entries.iter().map(|e| e.size).sum();
    let summary = json!({ "version": version, "built": built, "bytes": bytes, "files": entries.len() });
    let own = own_line(site, config, &version, &search);
    let mut made = site.beside();
    let mut add = |path: &str, text: String| made.insert(OutPath::new(path), Arc::from(text.into_bytes()));
    add(SW, format!("var KB = {own};\n{WORKER}"));
    add(VERSION, format!("{summary}\n"));
    // Written as it is made: it is as long as ten of the largest pages.
    let list = List { built, bytes, files: &entries, version: &version };
    made.write(OutPath::new(FILES), &|to| {
        serde_json::to_writer(&mut *to, &list)?;
        to.write_all(b"\n")
    });
    made
}

/// What the worker knows of its site: version, version of the search index, each language's offline
/// page by prefix, and what those pages need.
fn own_line(site: &Shelf<'_>, config: &Config, version: &str, search: &str) -> String {
    let pages: serde_json::Map<_, _> = config
        .languages
        .iter()
        .map(|lang| config.prefix(lang))
        .map(|prefix| (prefix.clone(), OutPath::index(&format!("{prefix}offline"))))
        .filter(|(_, page)| site.has(page))
        .map(|(prefix, page)| (prefix, json!(page.as_str())))
        .collect();
    let mut shell: Vec<String> = pages.values().filter_map(|p| p.as_str().map(str::to_owned)).collect();
    for page in shell.clone() {
        let bytes = site.get(&OutPath::new(&page)).unwrap_or_default();
        let html = String::from_utf8_lossy(&bytes);
        let assets = site.folder("assets").map(|(path, _)| path.as_str());
        shell.extend(assets.filter(|path| links_to(&html, path)).map(str::to_owned));
    }
    shell.extend(["icon.svg"].into_iter().filter(|p| site.has(&OutPath::new(p))).map(str::to_owned));
    shell.sort();
    shell.dedup();
    json!({ "version": version, "search": search, "pages": pages, "shell": shell }).to_string()
}

fn links_to(html: &str, path: &str) -> bool {
    html.contains(&format!("{path}\""))
}

fn is_worth_saving(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, e)| e);
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let shared = path.rsplit('/').next() == Some(SHARE_PICTURE);
    // A sector on one page is for the printer; its guides are saved one by one.
    let for_paper = path.ends_with("/print/index.html");
    WORTH.contains(&ending) && !hidden && !shared && !for_paper && !matches!(path, "404.html" | SW)
}

fn content_hash(path: &str, bytes: &[u8], built: &str) -> [u8; 5] {
    let mut hash = blake3::Hasher::new();
    let mut rest = bytes;
    if path.ends_with(".html") && !built.is_empty() {
        while let Some(at) = memmem::find(rest, BUILT.as_bytes()) {
            let start = memrchr(b'\n', &rest[..at]).map_or(0, |end| end + 1);
            let end = memchr(b'\n', &rest[at..]).map_or(rest.len(), |end| at + end + 1);
            hash.update(&rest[..start]);
            let mut line = &rest[start..end];
            while let Some(date) = memmem::find(line, built.as_bytes()) {
                hash.update(&line[..date]);
                line = &line[date + built.len()..];
            }
            hash.update(line);
            rest = &rest[end..];
        }
    }
    hash.update(rest);
    std::array::from_fn(|i| hash.finalize().as_bytes()[i])
}

fn list_hash<'a>(entries: impl Iterator<Item = &'a Entry<'a>>) -> String {
    let mut hash = blake3::Hasher::new();
    for entry in entries {
        hash.update(entry.path.as_bytes());
        hash.update(b"\0");
        hash.update(&entry.hash.0);
    }
    // The worker's own logic is part of the version.
    hash.update(WORKER.as_bytes());
    short(&hash)
}

fn short(hash: &blake3::Hasher) -> String {
    hash.finalize().to_hex()[..HASH_DIGITS].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Snapshot;

    fn made(files: &[(&str, &str)], built: &str) -> Vec<String> {
        let toml = "title = \"x\"\ndefault_language = \"zh-CN\"\nlanguages = [\"zh-CN\", \"en\"]\n";
        let config = crate::config::parse(&Snapshot::from_iter([("kb.toml", toml)])).0;
        let take_note = |path: &OutPath, bytes: &[u8]| note(path, bytes, built);
        let mut shelf = Shelf::new(&crate::site::Memory, &take_note);
        files.iter().for_each(|(p, t)| shelf.insert(OutPath::new(p), Arc::from(t.as_bytes())));
        let made = super::files(&shelf, &config, built);
        let text =
            |path| String::from_utf8(made.get(&OutPath::new(path)).expect("made").to_vec()).expect("text");
        ["sw.js", "offline/version.json", "offline/files.json"].map(text).to_vec()
    }

    #[test]
    fn only_what_a_reader_needs_is_listed() {
        let worth =
            ["index.html", "en/a/index.html", "assets/site.0123456789.css", "search/d/0.js", "a/图.png"];
        let not = [
            "404.html",
            "sw.js",
            "feed.xml",
            "a/index.md",
            "robots.txt",
            "offline/site.zip",
            "a/a.pdf",
            "a/share.png",
            ".well-known/x.html",
        ];
        assert_eq!(worth.map(is_worth_saving), [true; 5]);
        assert_eq!(not.map(is_worth_saving), [false; 9]);
    }

    #[test]
    fn a_later_build_of_the_same_content_is_the_same_version() {
        let page = |day: &str, text: &str| format!("<html data-built=\"{day}\">\n<p>{text}</p>\n");
        let worker = |day, text| made(&[("index.html", &page(day, text))], day)[0].clone();
        assert_eq!(worker("2026-01-01", "a"), worker("2026-01-02", "a"));
        assert_ne!(worker("2026-01-01", "a"), worker("2026-01-01", "b"));
        // The date in a sentence is content.
        assert_ne!(worker("2026-01-01", "2026-01-01"), worker("2026-01-02", "2026-01-02"));
    }

    #[test]
    fn the_worker_knows_its_offline_pages_and_what_they_need() {
        let files = [
            ("offline/index.html", "<script src=\"../assets/site.0123456789.js\">"),
            ("en/offline/index.html", "<p>"),
            ("assets/site.0123456789.js", ""),
            ("assets/letter.0123456789.js", ""),
        ];
        let worker = &made(&files, "2026-01-01")[0];
        let line = worker.lines().next().expect("a first line");
        assert!(
            line.contains(r#""pages":{"":"offline/index.html","en/":"en/offline/index.html"}"#),
            "{line}"
        );
        assert!(
            line.contains(
                r#""shell":["assets/site.0123456789.js","en/offline/index.html","offline/index.html"]"#
            ),
            "{line}"
        );
    }
}
