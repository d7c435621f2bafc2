//! The part of the shipped library that new sites are cut from.

use super::Language;
use crate::config::Config;
use crate::document;
use crate::extend;
use crate::library::{self, BuildOptions, Drafts, Library};
use crate::record;
use crate::snapshot::Snapshot;
use crate::text::SourcePath;

/// The guides of a new site, one a sector: together they show every part of a guide, and they link
/// to each other.
pub(super) const GUIDES: [&str; 6] = [
    "telecom/unexplained-charges",
    "digital-wallets/account-stolen",
    "lotteries/fake-platform-scam",
    "document-sites/wrong-or-empty-file",
    "card-disputes/unauthorised",
    "general/avoid-scams",
];

macro_rules! pages {
    ($($id:literal)*) => {
        [$(
            ($id, Language::ZhCn, include_str!(concat!("../../content/", $id, ".md"))),
            ($id, Language::En, include_str!(concat!("../../content/", $id, ".en.md"))),
        )*]
    };
}

/// A page as shipped.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// Its file without language and suffix: `telecom/_index`.
    pub(super) file: &'static str,
    /// Its language.
    pub(super) lang: Language,
    /// Its text.
    pub(super) text: &'static str,
}

/// Home, sections and guides.
pub(super) fn pages() -> impl Iterator<Item = Page> {
    let all = pages! {
        "_index"
        "telecom/_index" "digital-wallets/_index" "lotteries/_index"
        "document-sites/_index" "card-disputes/_index" "general/_index"
        "telecom/unexplained-charges" "digital-wallets/account-stolen" "lotteries/fake-platform-scam"
        "document-sites/wrong-or-empty-file" "card-disputes/unauthorised" "general/avoid-scams"
    };
    all.into_iter().map(|(file, lang, text)| Page { file, lang, text })
}

/// Files of records: path inside `content/_data/`, and text.
pub(super) fn records() -> Vec<(String, &'static str)> {
    extend::library_files()
        .into_iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix("_data/")?.to_owned(), bytes)))
        .filter(|(path, _)| path.ends_with(".toml"))
        .filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?)))
        .collect()
}

/// The pages in some languages and all records as a graph. Its links to pages that are not here
/// lead nowhere; what is wrong is not reported, because the shipped library is checked by itself.
pub(super) fn library(languages: &[Language]) -> Library {
    let tags = Language::ALL.map(|l| l.tag().to_owned());
    let config = Config { default_language: tags[0].clone(), languages: tags.to_vec(), ..Config::default() };
    let mut snapshot = Snapshot::default();
    for page in pages().filter(|p| languages.contains(&p.lang)) {
        let path = super::page_path(page.file, page.lang, &Language::ALL);
        snapshot.insert(SourcePath::new(path), page.text.as_bytes());
    }
    for (path, text) in records() {
        snapshot.insert(SourcePath::new(format!("content/_data/{path}")), text.as_bytes());
    }
    let (documents, _) = document::parse_all(&snapshot, &config);
    let (records, _) = record::parse_all(&snapshot, &config);
    // No date: nothing here depends on the day.
    let options = BuildOptions { today: jiff::civil::Date::MIN, base_url: None, drafts: Drafts::Hidden };
    library::link(&snapshot, config, documents, records, &options).0
}
