//! What every planner of a page needs of the site: the library, the theme's texts, paths, and what all pages share.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::OutPath;
use super::codes::Codes;
use super::page::PageCx;
use super::shared::{hashed, search_texts, site_view};
use crate::document::{PageId, PageKind};
use crate::library::{DocId, Library};
use crate::record::RecordKind;
use crate::theme::{Texts, Theme};
use crate::view::{SharedAssets, SharedSite, SiteView};

/// Depths of folders for which the addresses of assets are kept; sites have four.
const DEPTHS: usize = 8;

/// The site as a whole.
#[derive(Debug)]
pub struct Cx<'a> {
    /// The graph.
    pub library: &'a Library,
    /// Texts and assets.
    pub theme: &'a Theme,
    pub(super) sites: BTreeMap<String, Arc<SharedSite>>,
    pub(super) assets: BTreeMap<String, OutPath>,
    /// Their addresses on pages of each depth, by language, once a page has asked.
    pub(super) asset_links: BTreeMap<String, [OnceLock<Arc<SharedAssets>>; DEPTHS]>,
    /// What search says, by language: path and bytes of a script.
    pub(super) search_texts: BTreeMap<String, (OutPath, Arc<[u8]>)>,
    /// QR codes of guides.
    pub(super) codes: Codes,
}

/// A page to plan: a document, in the language of the shell around it.
#[derive(Debug, Clone)]
pub struct Job {
    /// The document that is shown.
    pub document: DocId,
    /// Language of the shell: differs from the document's on a fallback page.
    pub lang: String,
}

impl<'a> Cx<'a> {
    /// Prepares the views that all pages share.
    pub fn new(library: &'a Library, theme: &'a Theme) -> Self {
        let config = library.config();
        let sites = config
            .languages
            .iter()
            .map(|lang| (lang.clone(), Arc::new(SharedSite::new(site_view(library, theme, lang)))))
            .collect();
        let assets = theme.assets.iter().map(|(name, bytes)| (name.clone(), hashed(name, bytes))).collect();
        let search_texts = config
            .languages
            .iter()
            .map(|lang| {
                let bytes: Arc<[u8]> = Arc::from(search_texts(theme, lang).into_bytes());
                (lang.clone(), (hashed(&format!("search-texts-{lang}.js"), &bytes), bytes))
            })
            .collect();
        let depths = || std::array::from_fn(|_| OnceLock::new());
        let asset_links = config.languages.iter().map(|lang| (lang.clone(), depths())).collect();
        Self { library, theme, sites, assets, asset_links, search_texts, codes: Codes::default() }
    }

    /// Scripts with what search says, one a language.
    pub fn search_texts(&self) -> impl Iterator<Item = &(OutPath, Arc<[u8]>)> {
        self.search_texts.values()
    }

    /// Published path of a theme asset.
    pub fn asset_path(&self, name: &str) -> OutPath {
        self.assets.get(name).cloned().unwrap_or_else(|| OutPath::new(format!("assets/{name}")))
    }

    /// The site in a language; the default one for a language that the site has not.
    pub(super) fn site(&self, lang: &str) -> &SiteView {
        let own = self.sites.get(lang).or_else(|| self.sites.get(&self.library.config().default_language));
        own.expect("every site has its default language")
    }

    /// Interface texts of a language.
    pub fn texts(&self, lang: &str) -> &'a Texts {
        let texts = &self.theme.texts;
        texts
            .get(lang)
            .or_else(|| texts.values().next())
            .expect("a theme has texts for each language of the site")
    }

    /// Every guide in every language of the site, fallbacks included.
    pub fn page_jobs(&self) -> Vec<Job> {
        let mut jobs = Vec::new();
        // Language by language, as their paths are: they are sorted later.
        for lang in &self.library.config().languages {
            for id in self.library.page_ids() {
                let Some(document) = self.library.page_or_fallback(id, lang) else { continue };
                if self.library.document(document).kind == PageKind::Guide {
                    jobs.push(Job { document, lang: lang.clone() });
                }
            }
        }
        jobs
    }

    /// Path of a page in a language.
    pub fn page_path(&self, id: &PageId, lang: &str) -> OutPath {
        OutPath::index(&format!("{}{id}", self.library.config().prefix(lang)))
    }

    /// Path of a guide's checklist in a language.
    pub fn checklist_path(&self, id: &PageId, lang: &str) -> OutPath {
        OutPath::index(&format!("{}{id}/checklist", self.library.config().prefix(lang)))
    }

    /// Path of a guide's pack in a language.
    pub fn pack_path(&self, id: &PageId, lang: &str) -> OutPath {
        OutPath::index(&format!("{}{id}/pack", self.library.config().prefix(lang)))
    }

    /// Path of the PDF of a checklist's, a pack's or a sector's page: beside it, named after what it
    /// is, so that it still says so in a folder of downloads.
    pub fn paper_path(&self, page: &OutPath) -> OutPath {
        let folder = page.folder();
        let name: Vec<&str> = folder.rsplit('/').take(2).collect();
        let name: Vec<&str> = name.into_iter().rev().collect();
        OutPath::new(format!("{folder}/{}.pdf", name.join("-")))
    }

    /// Address of the PDF of a page as the page's link; empty on a site without PDF.
    pub fn paper_href(&self, from: &PageCx<'_>, page: &OutPath) -> String {
        let made = self.library.config().outputs.pdf;
        if made { from.href(&self.paper_path(page)) } else { String::new() }
    }

    /// Path of a page of the shell: `search`, `checklists`, `authorities`, …
    pub fn list_path(&self, name: &str, lang: &str) -> OutPath {
        OutPath::index(&format!("{}{name}", self.library.config().prefix(lang)))
    }

    /// Path of a record's page.
    pub fn record_path(&self, kind: RecordKind, id: &str, lang: &str) -> OutPath {
        OutPath::index(&format!("{}{}/{id}", self.library.config().prefix(lang), kind.folder()))
    }

    /// A page's context.
    pub fn page(&'a self, path: OutPath, lang: &str, content_lang: &str) -> PageCx<'a> {
        PageCx { cx: self, path, lang: lang.to_owned(), content_lang: content_lang.to_owned(), base: None }
    }
}
