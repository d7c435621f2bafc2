//! Which tool a folder belongs to, and what becomes of the names in it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Format, Kind, Note, Options, Source};
use crate::text::slugify;

/// A page to import.
#[derive(Debug)]
pub(super) struct Page<'a> {
    /// Path inside the imported folder.
    pub(super) source: String,
    /// Its bytes.
    pub(super) bytes: &'a [u8],
    /// How it is written.
    pub(super) format: Format,
    /// Its language.
    pub(super) lang: String,
    /// Path in `content/` without language and suffix: `imported/cli/_index`.
    pub(super) file: String,
    /// Last part of its name, for want of a title.
    pub(super) stem: String,
    /// Title that a list of contents gives; may be empty.
    pub(super) title: String,
    /// Place that a list of contents or a number in the name gives.
    pub(super) weight: Option<u32>,
}

/// The pages and other files of an import.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    /// The tool.
    pub(super) format: Format,
    /// Pages, in order of path.
    pub(super) pages: Vec<Page<'a>>,
    /// All files, by path.
    pub(super) files: BTreeMap<&'a str, &'a [u8]>,
    /// Folder of the pages: `content/`, `src/`, `docs/`, or nothing.
    pub(super) root: String,
    /// Section that the pages go to.
    pub(super) into: String,
    /// Titles of folders that have no page of their own, by path in `content/`.
    pub(super) folders: BTreeMap<String, (String, Option<u32>)>,
}

/// The tool that a folder was made for.
pub(super) fn guess(sources: &[Source]) -> Format {
    let has = |name: &str| sources.iter().any(|s| s.path == name);
    let ends = |end: &str| sources.iter().filter(|s| s.path.ends_with(end)).count();
    let any = |start: &str| sources.iter().any(|s| s.path.starts_with(start));
    if has("book.toml") || has("SUMMARY.md") || has("src/SUMMARY.md") {
        return Format::MdBook;
    }
    if any("docusaurus.config.") || ends("_category_.json") > 0 {
        return Format::Docusaurus;
    }
    let hugo = ["hugo.toml", "hugo.yaml", "hugo.json", "config.yaml", "config/_default/hugo.toml"];
    if hugo.iter().any(|n| has(n)) || any("archetypes/") {
        return Format::Hugo;
    }
    if has("config.toml") && any("content/") {
        // Both have this file. Zola's templates are in `templates/`, Hugo's in `layouts/`.
        return if any("layouts/") { Format::Hugo } else { Format::Zola };
    }
    if ends(".md") + ends(".mdx") + ends(".markdown") > 0 {
        Format::Markdown
    } else if ends(".html") + ends(".htm") > 0 {
        Format::Html
    } else {
        Format::Text
    }
}

/// How a file of a name is written; nothing if it is no page.
fn page_format(path: &str, format: Format) -> Option<Format> {
    let end = path.rsplit('/').next().unwrap_or(path).rsplit_once('.').map_or("", |(_, e)| e);
    match end.to_ascii_lowercase().as_str() {
        "md" | "mdx" | "markdown" => Some(match format {
            Format::Html | Format::Text => Format::Markdown,
            other => other,
        }),
        "html" | "htm" if matches!(format, Format::Html | Format::Markdown | Format::Text) => {
            Some(Format::Html)
        }
        "txt" | "text" if matches!(format, Format::Html | Format::Markdown | Format::Text) => {
            Some(Format::Text)
        }
        _ => None,
    }
}

/// Folder of the pages.
fn root(files: &BTreeMap<&str, &[u8]>, format: Format) -> String {
    let under = |folder: &str| files.keys().any(|p| p.starts_with(folder));
    let root = match format {
        Format::Zola | Format::Hugo => "content/".to_owned(),
        Format::Docusaurus => "docs/".to_owned(),
        Format::MdBook => {
            let settings = files.get("book.toml").and_then(|b| std::str::from_utf8(b).ok());
            let table: Option<toml::Table> = settings.and_then(|t| t.parse().ok());
            let named = table.as_ref().and_then(|t| t.get("book")?.get("src")?.as_str().map(str::to_owned));
            format!("{}/", named.unwrap_or_else(|| "src".to_owned()).trim_matches('/'))
        }
        _ => String::new(),
    };
    if under(&root) { root } else { String::new() }
}

impl<'a> Tree<'a> {
    /// Sorts the files of an import.
    pub(super) fn of(
        sources: &'a [Source],
        format: Format,
        options: &Options<'_>,
        notes: &mut Vec<Note>,
    ) -> Self {
        let files: BTreeMap<&str, &[u8]> =
            sources.iter().map(|s| (s.path.as_str(), s.bytes.as_slice())).collect();
        let root = root(&files, format);
        let into = options.into.clone();
        let mut tree = Self { format, pages: Vec::new(), files, root, into, folders: BTreeMap::new() };
        let contents = tree.contents();
        let mut taken = BTreeSet::new();
        for (path, bytes) in tree.files.clone() {
            let Some(inside) = path.strip_prefix(&tree.root) else { continue };
            let Some(kind) = page_format(inside, format) else { continue };
            if format == Format::MdBook && inside == "SUMMARY.md" {
                continue;
            }
            // A book has the pages that its list names; others are pieces that pages include.
            if format == Format::MdBook && !contents.is_empty() && !contents.contains_key(path) {
                continue;
            }
            let (stem, lang) = language(inside, options);
            let Some(lang) = lang else {
                let what = path.to_owned();
                notes.push(Note { path: what.clone(), line: 1, kind: Kind::Language, what });
                continue;
            };
            let (mut file, number) = tree.name(&stem);
            let mut n = 1;
            while !taken.insert((file.clone(), lang.clone())) {
                n += 1;
                let (first, _) = tree.name(&stem);
                file = format!("{first}-{n}");
            }
            if n > 1 {
                let what = format!("{file}.md");
                notes.push(Note { path: path.to_owned(), line: 1, kind: Kind::Name, what });
            }
            let listed = contents.get(path);
            tree.pages.push(Page {
                source: path.to_owned(),
                bytes,
                format: kind,
                lang,
                stem: page_stem(&file),
                file,
                title: listed.map(|(_, title)| title.clone()).unwrap_or_default(),
                weight: listed.map(|(n, _)| *n).or(number),
            });
        }
        tree.name_folders();
        tree
    }

    /// Path in `content/` of a page, and the number that its name begins with.
    fn name(&self, stem: &str) -> (String, Option<u32>) {
        let parts: Vec<&str> = stem.split('/').collect();
        let mut out: Vec<String> = self.into.split('/').map(str::to_owned).collect();
        let mut number = None;
        for (i, part) in parts.iter().enumerate() {
            let last = i + 1 == parts.len();
            if last && self.is_index(part, &parts[..i]) {
                out.push("_index".to_owned());
                continue;
            }
            if last && *part == "index" {
                // A page as a folder, which may hold pictures.
                out.push("index".to_owned());
                continue;
            }
            let (found, rest) = numbered(part, self.format);
            let slug = slugify(rest);
            out.push(if slug.is_empty() { "page".to_owned() } else { slug });
            number = found;
        }
        (out.join("/"), number)
    }

    /// Whether a file speaks for its folder.
    fn is_index(&self, stem: &str, folder: &[&str]) -> bool {
        let lower = stem.to_ascii_lowercase();
        match self.format {
            Format::Zola | Format::Hugo => lower == "_index" || (lower == "index" && folder.is_empty()),
            Format::MdBook | Format::Docusaurus | Format::Markdown => {
                matches!(lower.as_str(), "readme" | "index" | "_index")
            }
            Format::Html => lower == "index",
            Format::Text => false,
        }
    }

    /// Places and titles of a list of contents: `SUMMARY.md`.
    fn contents(&self) -> BTreeMap<String, (u32, String)> {
        let mut out = BTreeMap::new();
        let path = format!("{}SUMMARY.md", self.root);
        let text = self.files.get(path.as_str()).and_then(|b| std::str::from_utf8(b).ok());
        let Some(text) = text.filter(|_| self.format == Format::MdBook) else { return out };
        let link =
            regex::Regex::new(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\(<?([^)>]+)>?\)").expect("a valid pattern");
        for (i, found) in link.captures_iter(text).enumerate() {
            let target = percent_encoding::percent_decode_str(&found[2]).decode_utf8_lossy().into_owned();
            let path = join(&self.root, target.trim_start_matches("./")).unwrap_or(target);
            let weight = u32::try_from(i + 1).unwrap_or(u32::MAX);
            out.entry(path).or_insert((weight, found[1].replace('`', "").trim().to_owned()));
        }
        out
    }

    /// Titles of folders: `_category_.json`, else their names.
    fn name_folders(&mut self) {
        let mut folders = BTreeMap::new();
        for page in &self.pages {
            let source = page.source.strip_prefix(&self.root).unwrap_or(&page.source);
            let mut there = page.file.rsplit_once('/').map_or("", |(f, _)| f);
            let mut here = source.rsplit_once('/').map_or("", |(f, _)| f);
            if page.file.ends_with("/index") {
                there = there.rsplit_once('/').map_or("", |(f, _)| f);
                here = here.rsplit_once('/').map_or("", |(f, _)| f);
            }
            while !there.is_empty() {
                let name = here.rsplit('/').next().unwrap_or(here);
                let (number, rest) = numbered(name, self.format);
                let label = self.category(here);
                let fallback = if rest.is_empty() { there } else { rest };
                let title = label.as_ref().and_then(|l| l.get("label")?.as_str().map(str::to_owned));
                let weight = label.as_ref().and_then(|l| l.get("position")?.as_u64());
                let weight = weight.and_then(|w| u32::try_from(w).ok()).or(number);
                let title = title.unwrap_or_else(|| fallback.replace(['-', '_'], " "));
                folders.entry(there.to_owned()).or_insert((title, weight));
                there = there.rsplit_once('/').map_or("", |(f, _)| f);
                here = here.rsplit_once('/').map_or("", |(f, _)| f);
            }
        }
        self.folders = folders;
    }

    fn category(&self, folder: &str) -> Option<serde_json::Value> {
        let path = format!("{}{folder}/_category_.json", self.root);
        serde_json::from_slice(self.files.get(path.as_str())?).ok()
    }

    /// The page that a path of the source means, with or without suffix, or as a folder; `lang` first.
    pub(super) fn page_at(&self, path: &str, lang: &str) -> Option<usize> {
        let path = path.trim_end_matches('/');
        let strip = |s: &str| -> String {
            let s = s.strip_suffix(".mdx").or_else(|| s.strip_suffix(".md")).unwrap_or(s);
            let s = s.strip_suffix(".markdown").or_else(|| s.strip_suffix(".html")).unwrap_or(s);
            s.strip_suffix(".htm").or_else(|| s.strip_suffix(".txt")).unwrap_or(s).to_ascii_lowercase()
        };
        let whole = strip(path);
        // The address of a folder: `cli/index.html`.
        let wanted = whole.strip_suffix("/index").unwrap_or(&whole);
        let matches = |page: &Page<'_>| {
            let stem = strip(&page.source);
            let stem = stem.strip_suffix(&format!(".{}", page.lang.to_ascii_lowercase())).unwrap_or(&stem);
            let folder = stem.rsplit_once('/').map_or("", |(f, _)| f);
            let index = ["_index", "index", "readme"].iter().any(|n| stem.rsplit('/').next() == Some(n));
            // Addresses have no numbers.
            let plain =
                stem.split('/').map(|part| numbered(part, self.format).1).collect::<Vec<_>>().join("/");
            stem == whole || stem == wanted || plain == wanted || (index && folder == wanted)
        };
        let found = || self.pages.iter().enumerate().filter(|(_, p)| matches(p));
        found().find(|(_, p)| p.lang == lang).or_else(|| found().next()).map(|(i, _)| i)
    }

    /// Copies the pictures that pages show, and reports files of the pages' folder that nobody shows.
    pub(super) fn copy(
        &self,
        shown: &BTreeMap<String, String>,
        out: &mut BTreeMap<String, Vec<u8>>,
        notes: &mut Vec<Note>,
    ) {
        for (path, bytes) in &self.files {
            if let Some(target) = shown.get(*path) {
                out.insert(format!("content/{target}"), bytes.to_vec());
                continue;
            }
            let name = path.rsplit('/').next().unwrap_or(path);
            let plumbing = name == "SUMMARY.md" || name == "_category_.json" || name == "book.toml";
            let is_page = self.pages.iter().any(|p| p.source == *path)
                || notes.iter().any(|n| n.path == *path && n.kind == Kind::Language);
            if path.starts_with(&self.root) && !is_page && !plumbing {
                let what = (*path).to_owned();
                notes.push(Note { path: what.clone(), line: 1, kind: Kind::Skipped, what });
            }
        }
    }
}

/// Stem and language of a page's path; no language if the site does not have it.
fn language(path: &str, options: &Options<'_>) -> (String, Option<String>) {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let (folder, name) = stem.rsplit_once('/').map_or(("", stem), |(f, n)| (f, n));
    let Some((rest, tag)) = name.rsplit_once('.') else {
        return (stem.to_owned(), Some(options.lang.clone()));
    };
    if !crate::config::is_language_tag(tag) {
        return (stem.to_owned(), Some(options.lang.clone()));
    }
    let stem = if folder.is_empty() { rest.to_owned() } else { format!("{folder}/{rest}") };
    let primary = |t: &str| t.split('-').next().unwrap_or(t).to_owned();
    let known = options.languages.iter().find(|l| *l == tag);
    let known = known.or_else(|| options.languages.iter().find(|l| primary(l) == primary(tag)));
    (stem, known.cloned())
}

/// A number before a name, as Docusaurus and many folders have it: `01-intro`.
fn numbered(name: &str, format: Format) -> (Option<u32>, &str) {
    if !matches!(format, Format::Docusaurus | Format::Markdown) {
        return (None, name);
    }
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = name[digits..].trim_start_matches(['-', '_', '.', ' ']);
    let separated = rest.len() < name.len() - digits;
    match name[..digits].parse() {
        // A year or a date belongs to the name.
        Ok(n) if digits < 4 && separated && !rest.is_empty() => (Some(n), rest),
        _ => (None, name),
    }
}

fn page_stem(file: &str) -> String {
    let name = file.trim_end_matches("/_index").trim_end_matches("/index");
    name.rsplit('/').next().unwrap_or(name).to_owned()
}

/// Joins a relative path to a folder (`docs/` or `docs/a`); nothing if it climbs out.
pub(super) fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}
