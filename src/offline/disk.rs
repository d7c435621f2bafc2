//! The copy for a disk or a USB stick: `offline/SITE.zip`.
//!
//! A reader's browser saves it under the site's own name. Inside is one folder of that name with the
//! whole site but its PDF files, which are most of its size, and a text in each language that says where to begin.

use std::sync::Arc;

use jiff::civil::Date;

use super::paperless;
use crate::archive;
use crate::config::Config;
use crate::site::{OutPath, Shelf};
use crate::text::slugify;
use crate::theme::Texts;

/// A name for files of the whole site, in ASCII letters that every disk and zip program takes: the
/// host and path of its address, else what its title has of such letters, else `site`.
pub(crate) fn file_name(config: &Config) -> String {
    let address = config.base_url.split_once("://").map_or("", |(_, rest)| rest);
    let english = config.title.get("en", &config.default_language);
    [address.to_owned(), slugify(english)]
        .iter()
        .map(|name| plain(name))
        .find(|name| name.chars().any(|c| c.is_ascii_alphabetic()))
        .unwrap_or_else(|| "site".to_owned())
}

/// ASCII letters, digits and dots; all else becomes one hyphen.
fn plain(name: &str) -> String {
    let kept = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' });
    let kept: String = kept.collect();
    kept.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-").trim_matches('.').to_owned()
}

/// The copy of a site. `texts` gives the interface texts of a language; `is_paper` says which files are
/// PDF files that pages lead to, which the copy leaves out with the links to them.
pub(crate) fn zip<'t>(
    site: &Shelf<'_>,
    config: &Config,
    today: Date,
    texts: impl Fn(&str) -> &'t Texts,
    is_paper: impl Fn(&OutPath) -> bool,
) -> Vec<u8> {
    let folder = file_name(config);
    let notes: Vec<(String, String)> = config
        .languages
        .iter()
        .map(|lang| (format!("README.{lang}.txt"), note(config, today, lang, texts(lang))))
        .collect();
    let notes = notes.iter().filter(|(name, _)| !site.has(&OutPath::new(name)));
    let notes = notes.map(|(name, text)| (format!("{folder}/{name}"), Arc::from(text.as_bytes())));
    let files = site.iter().filter(|(path, _)| belongs(path.as_str()) && !is_paper(path));
    // One file at a time is in memory.
    let files = files.map(|(path, kept)| {
        let bytes = without_papers(path, site.bytes(path, kept), &config.base_url, &is_paper);
        (format!("{folder}/{}", path.as_str()), bytes)
    });
    archive::write(notes.chain(files), today)
}

/// A page that leads to papers without the links to them; all else as it is.
fn without_papers(
    path: &OutPath,
    bytes: Arc<[u8]>,
    base_url: &str,
    is_paper: impl Fn(&OutPath) -> bool,
) -> Arc<[u8]> {
    let html = path.as_str().ends_with(".html").then(|| std::str::from_utf8(&bytes).ok()).flatten();
    match html.filter(|html| html.contains(".pdf\"") || html.contains(paperless::MARK)) {
        Some(html) => Arc::from(paperless::page(html, path, base_url, is_paper).as_bytes()),
        None => bytes,
    }
}

/// Files at the root that only servers and crawlers read.
const MACHINES: [&str; 4] = ["sw.js", "robots.txt", "sitemap.xml", "llms.txt"];

/// Whether a file belongs to a copy on a disk. Left out are the copy itself and the e-books, which
/// say the same again, and what no page leads to: files for servers, crawlers and other programs.
fn belongs(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let copies = folder == "offline" && matches!(ending, "zip" | "epub" | "json");
    let machines = path.starts_with("api/")
        || name == "404.html"
        || folder.is_empty() && (name.starts_with('_') || MACHINES.contains(&name));
    !hidden && !copies && !machines && name != super::SHARE_PICTURE
}

/// The text beside the pages: where to begin, of when the copy is, where a newer one may be. With a
/// byte order mark and the line ends of Windows, without which its editor shows no Chinese.
fn note(config: &Config, today: Date, lang: &str, texts: &Texts) -> String {
    let start = OutPath::index(&config.prefix(lang));
    let mut lines = vec![
        config.text(&config.title, lang).to_owned(),
        String::new(),
        texts.fill("disk_start", &[("file", start.as_str())]),
        texts.fill("disk_date", &[("date", &today.to_string())]),
    ];
    if !config.base_url.is_empty() {
        let address = start.absolute(&config.base_url);
        lines.push(texts.fill("disk_newer", &[("address", &address)]));
    }
    format!("\u{feff}{}\r\n", lines.join("\r\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Snapshot;

    #[test]
    fn names_of_the_copy() {
        for (toml, want) in [
            ("title = \"消费自助手册\"\nbase_url = \"https://help.example.org/a/b\"", "help.example.org-a-b"),
            ("title = \"消费自助手册\"\nbase_url = \"https://localhost:8080\"", "localhost-8080"),
            ("title = { zh-CN = \"手册\", en = \"Self-help, v.2\" }\nlanguages = [\"en\"]", "self-help-v-2"),
            ("title = \"消费自助手册\"", "site"),
            ("title = \"315\"", "site"),
        ] {
            let config = crate::config::parse(&Snapshot::from_iter([("kb.toml", toml)])).0;
            assert_eq!(file_name(&config), want, "{toml}");
        }
    }

    #[test]
    fn what_belongs_to_a_copy() {
        let yes = [
            "index.html",
            "en/a/index.html",
            "search/index.js",
            "a/index.md",
            "a/checklist.pdf",
            "offline/index.html",
            "assets/site.0123456789.css",
            "en/manifest.webmanifest",
            "en/feed.xml",
        ];
        let no = [
            "offline/SITE.zip",
            "offline/zh-CN.epub",
            "offline/files.json",
            "sw.js",
            "_headers",
            ".htaccess",
            "api/v1/guides.json",
            "s/share.png",
            "404.html",
            "en/404.html",
            "robots.txt",
            "sitemap.xml",
        ];
        assert!(yes.into_iter().all(belongs), "{:?}", yes.into_iter().find(|p| !belongs(p)));
        assert!(!no.into_iter().any(belongs), "{:?}", no.into_iter().find(|p| belongs(p)));
    }
}
