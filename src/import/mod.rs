//! `kb import`: pages of other tools as draft guides.
//!
//! Texts in, files and a report out: nothing here reads or writes the disk.
//!
//! 1. [`tree`] tells which tool a folder belongs to, and what becomes of each file's name.
//! 2. [`front`] reads front matter (TOML, YAML, JSON); [`markdown`], [`html`] and [`text`] turn a page into
//!    plain Markdown, line by line, each with the line that it comes from.
//! 3. [`links`] leads links, anchors and pictures to where things are now.
//! 4. [`page`] writes the drafts.
//!
//! Whatever cannot be carried over is a [`Note`] with its file and line: nothing is dropped in silence.

mod front;
mod html;
mod inline;
mod junk;
mod links;
mod markdown;
mod page;
mod report;
mod text;
mod tree;
mod writer;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::check::BlockList;
use crate::diag::Wording;

pub use report::{json, text as report};

/// A tool whose pages can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Zola: TOML front matter, `@/` links, shortcodes.
    Zola,
    /// Hugo: YAML or TOML front matter, `{{< >}}` shortcodes.
    Hugo,
    /// mdBook: `SUMMARY.md`, `{{#include}}`.
    MdBook,
    /// Docusaurus: YAML front matter, `:::note`, components.
    Docusaurus,
    /// Any folder of Markdown.
    Markdown,
    /// Web pages.
    Html,
    /// Plain text, as scraped from somewhere.
    Text,
}

impl Format {
    /// `zola`, `hugo`, `mdbook`, `docusaurus`, `markdown`, `html` or `text`.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Zola => "zola",
            Format::Hugo => "hugo",
            Format::MdBook => "mdbook",
            Format::Docusaurus => "docusaurus",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::Text => "text",
        }
    }
}

/// A file to import.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path inside the imported folder, `/`-separated.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// How to import.
#[derive(Debug)]
pub struct Options<'a> {
    /// The date that is written into the drafts.
    pub today: Date,
    /// Section that the pages go to: `imported`.
    pub into: String,
    /// Language of pages whose name says none.
    pub lang: String,
    /// The site's default language, whose files have no tag.
    pub default_language: String,
    /// All languages of the site.
    pub languages: Vec<String>,
    /// The tool; guessed if absent.
    pub format: Option<Format>,
    /// The words of comments in the drafts.
    pub wording: Wording,
    /// Names of unlicensed gambling, which are reported wherever they stand.
    pub blocked: &'a BlockList,
}

/// What could not be carried over as it was. The names are part of the report's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A file that is not UTF-8.
    NotUtf8,
    /// A file that is no page and that no page shows.
    Skipped,
    /// A page in a language that the site does not have.
    Language,
    /// Two pages with one name: the second got a number.
    Name,
    /// Front matter that cannot be read.
    FrontMatter,
    /// A key of front matter without a counterpart.
    Key,
    /// A shortcode or template tag.
    Shortcode,
    /// A component, or an import of one.
    Component,
    /// An include whose file is not there.
    Include,
    /// Classes and attributes of a heading.
    Attributes,
    /// HTML that guides cannot have.
    Html,
    /// A link that leads nowhere in the import: its text stays.
    Link,
    /// An anchor that the page does not have: the link leads to its top.
    Anchor,
    /// A picture that is not there: its description stays.
    Image,
    /// Junk: what sites put around a text.
    Boilerplate,
    /// Junk: beginnings of other articles.
    Teaser,
    /// Junk: words repeated for search engines.
    Stuffing,
    /// Junk: menus and the like.
    Navigation,
    /// A page without a title.
    Title,
    /// A paragraph so long that it hides headings and lists.
    LongParagraph,
    /// The name or host of unlicensed gambling.
    Gambling,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 21] = [
        Kind::NotUtf8,
        Kind::Skipped,
        Kind::Language,
        Kind::Name,
        Kind::FrontMatter,
        Kind::Key,
        Kind::Shortcode,
        Kind::Component,
        Kind::Include,
        Kind::Attributes,
        Kind::Html,
        Kind::Link,
        Kind::Anchor,
        Kind::Image,
        Kind::Boilerplate,
        Kind::Teaser,
        Kind::Stuffing,
        Kind::Navigation,
        Kind::Title,
        Kind::LongParagraph,
        Kind::Gambling,
    ];

    /// The name in the report, and (after `import_`) of its words in the wording.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::NotUtf8 => "not_utf8",
            Kind::Skipped => "skipped",
            Kind::Language => "language",
            Kind::Name => "name",
            Kind::FrontMatter => "front_matter",
            Kind::Key => "key",
            Kind::Shortcode => "shortcode",
            Kind::Component => "component",
            Kind::Include => "include",
            Kind::Attributes => "attributes",
            Kind::Html => "html",
            Kind::Link => "link",
            Kind::Anchor => "anchor",
            Kind::Image => "image",
            Kind::Boilerplate => "boilerplate",
            Kind::Teaser => "teaser",
            Kind::Stuffing => "stuffing",
            Kind::Navigation => "navigation",
            Kind::Title => "title",
            Kind::LongParagraph => "long_paragraph",
            Kind::Gambling => "gambling",
        }
    }

    /// Whether the import lacks something that only a person can supply: a file, or a decision.
    pub fn is_serious(self) -> bool {
        matches!(self, Kind::NotUtf8 | Kind::FrontMatter | Kind::Gambling)
    }
}

/// Something that could not be carried over, or should be looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// File inside the imported folder.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
    /// The words concerned, as they stand there.
    pub what: String,
}

/// The files that an import makes, and its report.
#[derive(Debug)]
pub struct Import {
    /// The tool that the pages were made for.
    pub format: Format,
    /// Files by path in the site.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How many of them are pages that were imported.
    pub pages: usize,
    /// What could not be carried over, by file and line.
    pub notes: Vec<Note>,
}

/// Notes of one file.
#[derive(Debug)]
pub(in crate::import) struct Notes<'a> {
    path: &'a str,
    list: &'a mut Vec<Note>,
}

impl Notes<'_> {
    fn add(&mut self, line: usize, kind: Kind, what: &str) {
        let what = shortened(what.trim());
        self.list.push(Note { path: self.path.to_owned(), line, kind, what });
    }
}

/// A text short enough for one line of a report.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 100;
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST).chain(['…']).collect()
}

/// A line of a page with the line of its source that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct Line {
    text: String,
    source: usize,
}

impl Line {
    fn new(text: impl Into<String>, source: usize) -> Self {
        Self { text: text.into(), source }
    }
}

/// A page on its way: what its source says, as plain Markdown.
#[derive(Debug, Clone, Default)]
pub(in crate::import) struct Draft {
    title: String,
    summary: String,
    weight: Option<u32>,
    tags: Vec<String>,
    aliases: Vec<String>,
    lines: Vec<Line>,
}

/// Imports files.
pub fn import(sources: &[Source], options: &Options<'_>) -> Import {
    let format = options.format.unwrap_or_else(|| tree::guess(sources));
    let mut list = Vec::new();
    let tree = tree::Tree::of(sources, format, options, &mut list);
    let mut drafts: Vec<Draft> = Vec::new();
    for page in &tree.pages {
        let mut notes = Notes { path: &page.source, list: &mut list };
        let Ok(text) = std::str::from_utf8(page.bytes) else {
            notes.add(1, Kind::NotUtf8, &page.source);
            drafts.push(Draft::default());
            continue;
        };
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        gambling(&text, options, &mut notes);
        let mut draft = match page.format {
            Format::Html => html::read(&text, &mut notes),
            Format::Text => text::read(&text, &mut notes),
            _ => markdown::read(&text, page, &tree, &mut notes),
        };
        if draft.title.is_empty() {
            draft.title = page.title.clone();
        }
        if draft.title.is_empty() {
            draft.title = page.stem.replace(['-', '_'], " ");
            notes.add(1, Kind::Title, &draft.title.clone());
        }
        draft.weight = page.weight.or(draft.weight);
        drafts.push(draft);
    }
    let shown = links::rewrite(&mut drafts, &tree, &mut list);
    let mut files = page::write(&drafts, &tree, options);
    let pages = files.len();
    page::sections(&tree, options, &mut files);
    tree.copy(&shown, &mut files, &mut list);
    list.sort();
    list.dedup();
    Import { format, files, pages, notes: list }
}

/// Names and hosts of unlicensed gambling, wherever they stand in a source.
fn gambling(text: &str, options: &Options<'_>, notes: &mut Notes<'_>) {
    for (i, line) in text.lines().enumerate() {
        for found in options.blocked.find(line) {
            notes.add(i + 1, Kind::Gambling, &line[found]);
        }
    }
}
