//! New sites and new files: what `kb init` and `kb new` write.
//!
//! Everything here is text by path; whoever calls it decides where it goes and overwrites nothing.
//! The guides and records of a new site are cut out of the shipped library, so that they are never
//! older than it.

mod blank;
mod cut;
mod draft;
mod pages;
mod shipped;
mod subset;

pub use draft::{
    Draft, Hints, guide, guide_path, placeholders, record, record_path, section, section_path, title_of,
};

/// A language in which the shipped library is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// Simplified Chinese.
    ZhCn,
    /// English.
    En,
}

impl Language {
    /// Both, the shipped library's default first.
    pub const ALL: [Language; 2] = [Language::ZhCn, Language::En];

    /// BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::ZhCn => "zh-CN",
            Language::En => "en",
        }
    }

    /// The language of a tag; for `zh-…` Chinese, for anything else English.
    pub fn of(tag: &str) -> Self {
        if tag.starts_with("zh") { Language::ZhCn } else { Language::En }
    }
}

/// How much a new site starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Contents {
    /// A guide a sector in each language, with the records that they rest on.
    #[default]
    Full,
    /// A home page and one empty section.
    Bare,
    /// Nothing of its own yet: all pages and records come from a base.
    Extending,
}

/// What a new site is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Title of the site and name of the organisation.
    pub name: String,
    /// Languages, the default first; empty means both.
    pub languages: Vec<Language>,
    /// How much it starts with.
    pub contents: Contents,
    /// The base for `extends` in kb.toml; none unless the contents are [`Contents::Extending`].
    pub extends: Option<String>,
    /// The command by which the CI workflow gets `kb`, such as `cargo install --locked kb`.
    pub install: String,
}

/// The files of a new site: path inside its folder and text, in order of path. It builds as it is,
/// without a warning, on any day before the reviews of the shipped guides fall due.
pub fn site(options: &Options) -> Vec<(String, String)> {
    let languages =
        if options.languages.is_empty() { Language::ALL.to_vec() } else { options.languages.clone() };
    let mut files = blank::files(options, &languages);
    match options.contents {
        Contents::Full => files.extend(subset::files(&languages)),
        Contents::Bare => files.extend(blank::pages(&languages)),
        Contents::Extending => files.push(blank::own_content(&languages)),
    }
    files.sort();
    files
}

/// Path of a page of `content/` in a language: the default language has no tag in its name.
fn page_path(id: &str, lang: Language, languages: &[Language]) -> String {
    match languages.first() {
        Some(first) if *first != lang => format!("content/{id}.{}.md", lang.tag()),
        _ => format!("content/{id}.md"),
    }
}

#[cfg(test)]
mod tests;
