//! What every planner of a page needs: the library, the theme's texts, and the page's own place.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::OutPath;
use super::codes::Codes;
use super::shared::{hashed, search_texts, site_view};
use crate::config::language_names;
use crate::document::{Document, PageId, PageKind};
use crate::library::{DocId, Library};
use crate::record::RecordKind;
use crate::site::encode;
use crate::text::title_breaks;
use crate::theme::{Texts, Theme};
use crate::view::{LanguageLink, Link, Notice, PageHead, SharedAssets, SharedSite, Shell, SiteView};

/// Depths of folders for which the addresses of assets are kept; sites have four.
const DEPTHS: usize = 8;

/// The site as a whole.
#[derive(Debug)]
pub struct Cx<'a> {
    /// The graph.
    pub library: &'a Library,
    /// Texts and assets.
    pub theme: &'a Theme,
    sites: BTreeMap<String, Arc<SharedSite>>,
    assets: BTreeMap<String, OutPath>,
    /// Their addresses on pages of each depth, by language, once a page has asked.
    asset_links: BTreeMap<String, [OnceLock<Arc<SharedAssets>>; DEPTHS]>,
    /// What search says, by language: path and bytes of a script.
    search_texts: BTreeMap<String, (OutPath, Arc<[u8]>)>,
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

/// One page: where it is, in which language its shell and its content are.
#[derive(Debug, Clone)]
pub struct PageCx<'a> {
    /// The site.
    pub cx: &'a Cx<'a>,
    /// Path of the page.
    pub path: OutPath,
    /// Language of header, footer and labels.
    pub lang: String,
    /// Language of the content.
    pub content_lang: String,
    /// Path of the site on its host, for a page that is shown at any address (404); others link
    /// relative to themselves.
    pub base: Option<String>,
}

/// Content security policy of pages: what search needs, and nothing else.
pub(crate) const CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self' 'wasm-unsafe-eval'; \
                   connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'";

/// Policy of letter pages: what the reader writes cannot leave.
const LETTER_CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
                          connect-src 'none'; base-uri 'none'; form-action 'none'";

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

/// What a page says of itself; the rest of its head is computed.
#[derive(Debug, Clone, Default)]
pub struct HeadDraft {
    /// Kind: names the body's class.
    pub kind: &'static str,
    /// Title.
    pub title: String,
    /// Description.
    pub description: String,
    /// JSON-LD.
    pub json_ld: String,
    /// The page as a whole (id under the language prefix), for the links to other languages: maps a
    /// language to the path of the same page; absent languages fall back to their home page.
    pub versions: BTreeMap<String, OutPath>,
    /// Languages whose version is a fallback, which search engines should not list.
    pub fallbacks: Vec<String>,
    /// Pages above.
    pub breadcrumbs: Vec<Link>,
    /// Lines above the title.
    pub notices: Vec<Notice>,
    /// Canonical path if it is not the page's own.
    pub canonical: Option<OutPath>,
}

impl<'a> PageCx<'a> {
    /// The library.
    pub fn library(&self) -> &'a Library {
        self.cx.library
    }

    /// Link to a path of the site.
    pub fn href(&self, to: &OutPath) -> String {
        match &self.base {
            Some(base) => format!("{base}{}", encode(to.as_str())),
            None => self.path.href(to),
        }
    }

    /// An interface text in the shell's language.
    pub fn t<'k>(&self, key: &'k str) -> &'k str
    where
        'a: 'k,
    {
        self.cx.texts(&self.lang).get(key)
    }

    /// An interface text in the content's language.
    pub fn content_t<'k>(&self, key: &'k str) -> &'k str
    where
        'a: 'k,
    {
        self.cx.texts(&self.content_lang).get(key)
    }

    /// Interface texts in the content's language.
    pub fn content_texts(&self) -> &'a Texts {
        self.cx.texts(&self.content_lang)
    }

    /// Interface texts in the shell's language.
    pub fn texts(&self) -> &'a Texts {
        self.cx.texts(&self.lang)
    }

    /// A language tag if it is not the one of the page's content, else empty.
    pub fn foreign(&self, lang: &str) -> String {
        if lang == self.lang { String::new() } else { lang.to_owned() }
    }

    /// Link to a document's page in the shell's language.
    pub fn link(&self, document: DocId) -> Link {
        let d = self.library().document(document);
        Link {
            title: d.front.title.value.clone(),
            href: self.href(&self.cx.page_path(&d.id, &self.lang)),
            lang: self.foreign(&d.lang),
        }
    }

    /// Home and sections above a page.
    pub fn breadcrumbs(&self, id: &PageId) -> Vec<Link> {
        let mut links = Vec::new();
        let mut at = id.clone();
        while !at.as_str().is_empty() {
            at = at.parent();
            if let Some(document) = self.library().page_or_fallback(&at, &self.lang) {
                links.push(self.link(document));
            }
        }
        links.reverse();
        if let Some(home) = links.first_mut() {
            home.title = self.cx.sites[&self.lang].title.clone();
        }
        links
    }

    /// A one-link trail to home.
    pub fn home_crumb(&self) -> Vec<Link> {
        self.breadcrumbs(&PageId::new("x"))
    }

    /// Header, footer and head of the page.
    pub fn shell(&self, draft: HeadDraft) -> Shell {
        let config = self.library().config();
        let base = &config.base_url;
        let canonical = draft.canonical.as_ref().unwrap_or(&self.path);
        let root = self.base.clone().unwrap_or_else(|| self.path.to_root());
        let is_fallback = self.lang != self.content_lang;
        let languages = self.languages(&draft);
        let pictures = config.outputs.pictures && !base.is_empty();
        let og = if pictures {
            super::picture::path_for(self.cx, draft.kind, &self.path, &self.lang)
        } else {
            OutPath::new("og.png")
        };
        let csp = if draft.kind == "letter" { LETTER_CSP } else { CSP };
        let has_og = pictures || self.cx.theme.statics.contains_key(og.as_str()) && !base.is_empty();
        Shell {
            site: Arc::clone(&self.cx.sites[&self.lang]),
            page: PageHead {
                kind: draft.kind.to_owned(),
                title: draft.title,
                description: draft.description,
                content_lang: self.content_lang.clone(),
                canonical: if base.is_empty() { String::new() } else { canonical.absolute(base) },
                path: self.path.as_str().to_owned(),
                noindex: is_fallback || matches!(draft.kind, "404" | "offline" | "search" | "sector-print"),
                json_ld: draft.json_ld,
                csp: csp.to_owned(),
                og_image: if has_og { og.absolute(base) } else { String::new() },
                og_drawn: pictures,
            },
            home: self.href(&self.cx.page_path(&PageId::new(""), &self.lang)),
            nav: self.navigation(),
            languages,
            assets: self.assets(),
            breadcrumbs: draft.breadcrumbs,
            notices: draft.notices,
            search_base: format!("{root}search/"),
            built_on: self.library().today().to_string(),
            root,
        }
    }

    /// Addresses of assets, which are the same on all pages of a depth.
    fn assets(&self) -> Arc<SharedAssets> {
        let depth = self.path.as_str().matches('/').count();
        let known = self.cx.asset_links.get(&self.lang).and_then(|depths| depths.get(depth));
        match known.filter(|_| self.base.is_none()) {
            Some(known) => Arc::clone(known.get_or_init(|| self.link_assets())),
            None => self.link_assets(),
        }
    }

    fn link_assets(&self) -> Arc<SharedAssets> {
        let own = self.cx.search_texts.get(&self.lang).map(|(path, _)| ("search-texts.js".to_owned(), path));
        let all = self.cx.assets.iter().map(|(name, path)| (name.clone(), path)).chain(own);
        // By way of the root, so that it does not matter which page of a depth comes first.
        let root = self.base.clone().unwrap_or_else(|| self.path.to_root());
        let href = |path: &OutPath| format!("{root}{}", encode(path.as_str()));
        Arc::new(SharedAssets::new(all.map(|(name, path)| (name, href(path))).collect()))
    }

    fn languages(&self, draft: &HeadDraft) -> Vec<LanguageLink> {
        let config = self.library().config();
        let home = PageId::new("");
        let names = language_names();
        config
            .languages
            .iter()
            .map(|lang| {
                let version = draft.versions.get(lang);
                let target = version.cloned().unwrap_or_else(|| self.cx.page_path(&home, lang));
                let listed =
                    version.is_some() && !draft.fallbacks.contains(lang) && !config.base_url.is_empty();
                let own_name = names.get(lang.as_str()).map(|n| (*n).to_owned());
                LanguageLink {
                    lang: lang.clone(),
                    name: own_name.unwrap_or_else(|| self.cx.texts(lang).get("lang_name").to_owned()),
                    href: self.href(&target),
                    canonical: if listed { target.absolute(&config.base_url) } else { String::new() },
                    current: *lang == self.lang,
                }
            })
            .collect()
    }

    fn navigation(&self) -> BTreeMap<String, String> {
        let records = self.library().records();
        let present = |kind: RecordKind| !records.ids(kind).is_empty();
        let mut nav = BTreeMap::new();
        let mut add = |key: &str, there: bool| {
            if there {
                nav.insert(key.to_owned(), self.href(&self.cx.list_path(key, &self.lang)));
            }
        };
        add("search", true);
        add("checklists", self.library().ids().any(|d| !self.library().document(d).body.tasks.is_empty()));
        add("offline", true);
        for kind in RecordKind::ALL {
            add(kind.folder(), kind.has_pages() && present(kind));
        }
        let feed = OutPath::new(format!("{}feed.xml", self.library().config().prefix(&self.lang)));
        nav.insert("feed".to_owned(), self.href(&feed));
        let manifest =
            OutPath::new(format!("{}manifest.webmanifest", self.library().config().prefix(&self.lang)));
        nav.insert("manifest".to_owned(), self.href(&manifest));
        nav
    }

    /// A document's title with places to break.
    pub fn title_html(&self, document: &Document) -> String {
        title_breaks(&document.front.title.value)
    }

    /// Path of the same list page in every language.
    pub fn list_versions(&self, name: &str) -> BTreeMap<String, OutPath> {
        let languages = &self.library().config().languages;
        languages.iter().map(|l| (l.clone(), self.cx.list_path(name, l))).collect()
    }
}
