//! What a file of `content/` is, by its path alone.

use std::fmt;
use std::sync::Arc;

use crate::config::{Config, is_language_tag};
use crate::diag::{Code, Diagnostic, Location};
use crate::record::RecordKind;
use crate::text::{SourcePath, nearest};

/// A page's path without language and suffix: `telecom/slow-broadband`; empty for home.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(Arc<str>);

impl PageId {
    /// Takes a `/`-separated path without language and suffix.
    pub fn new(id: impl AsRef<str>) -> Self {
        Self(Arc::from(id.as_ref()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder around the page: the section that it belongs to; home for a page at the top.
    pub fn parent(&self) -> PageId {
        PageId::new(self.0.rsplit_once('/').map_or("", |(folder, _)| folder))
    }
}

impl fmt::Debug for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a Markdown file makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageKind {
    /// `content/_index.md`.
    Home,
    /// `_index.md` of a folder: a sector.
    Section,
    /// Any other Markdown file.
    Guide,
}

/// What a file of `content/` is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentFile {
    /// A page.
    Page {
        /// Its path without language and suffix.
        id: PageId,
        /// Its language.
        lang: String,
        /// What it makes.
        kind: PageKind,
        /// Whether it is an `index.md`.
        folder: bool,
    },
    /// Records of one kind.
    Records(RecordKind),
    /// `_data/queries.toml`, `_data/holidays.toml`, `_data/blocklist.toml`: by name.
    Data(String),
    /// Copied to the same place of the site.
    Asset,
    /// For authors, not for readers: `README.md`, `REVIEW.md`, `LICENSE…`, hidden files.
    Ignored,
}

/// Files of data that are not records.
const DATA_FILES: [&str; 3] = ["queries.toml", "holidays.toml", "blocklist.toml"];

/// Tells what a file is. `rest` is its path inside `content/`.
///
/// # Errors
/// A diagnostic when the name asks for a language or a kind of record that does not exist.
pub fn classify(path: &SourcePath, rest: &str, config: &Config) -> Result<ContentFile, Box<Diagnostic>> {
    if let Some(data) = rest.strip_prefix("_data/") {
        return data_file(path, data);
    }
    let (folder, name) = rest.rsplit_once('/').unwrap_or(("", rest));
    let hidden =
        |part: &str| part.starts_with('.') || (part.starts_with('_') && !part.starts_with("_index."));
    if folder.split('/').any(hidden) || hidden(name) {
        return Ok(ContentFile::Ignored);
    }
    if ["README", "REVIEW", "LICENSE", "CONTRIBUTING"].iter().any(|n| name.split('.').next() == Some(n)) {
        return Ok(ContentFile::Ignored);
    }
    let Some(stem) = name.strip_suffix(".md") else { return Ok(ContentFile::Asset) };
    let (stem, lang) = match stem.rsplit_once('.') {
        Some((s, tag)) if config.languages.iter().any(|l| l == tag) => (s, tag.to_owned()),
        Some((_, tag)) if is_language_tag(tag) => {
            let near = nearest(tag, config.languages.iter().map(String::as_str));
            let d = Diagnostic::new(Code::UnknownLanguage, Location::file(path));
            return Err(Box::new(d.arg("lang", tag).maybe_arg("nearest", near)));
        }
        _ => (stem, config.default_language.clone()),
    };
    let (id, kind, is_folder) = match stem {
        "_index" if folder.is_empty() => (String::new(), PageKind::Home, true),
        "_index" => (folder.to_owned(), PageKind::Section, true),
        "index" if !folder.is_empty() => (folder.to_owned(), PageKind::Guide, true),
        _ if folder.is_empty() => (stem.to_owned(), PageKind::Guide, false),
        _ => (format!("{folder}/{stem}"), PageKind::Guide, false),
    };
    Ok(ContentFile::Page { id: PageId::new(id), lang, kind, folder: is_folder })
}

fn data_file(path: &SourcePath, data: &str) -> Result<ContentFile, Box<Diagnostic>> {
    let name = data.split('/').next().unwrap_or(data);
    if !data.ends_with(".toml") || name.starts_with('.') {
        return Ok(ContentFile::Ignored);
    }
    if DATA_FILES.contains(&data) {
        return Ok(ContentFile::Data(data.trim_end_matches(".toml").to_owned()));
    }
    let folder = name.trim_end_matches(".toml");
    RecordKind::from_folder(folder).map(ContentFile::Records).ok_or_else(|| {
        let near = nearest(folder, RecordKind::ALL.iter().map(|k| k.folder()));
        let d = Diagnostic::new(Code::UnknownRecordFile, Location::file(path));
        Box::new(d.arg("name", folder).maybe_arg("nearest", near))
    })
}
