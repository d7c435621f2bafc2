//! One page: its place, its links, and what stands around its content.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::OutPath;
use super::context::Cx;
use crate::config::language_names;
use crate::document::{Document, PageId};
use crate::library::{DocId, Library};
use crate::record::RecordKind;
use crate::site::encode;
use crate::text::title_breaks;
use crate::theme::Texts;
use crate::view::{LanguageLink, Link, Notice, PageHead, SharedAssets, Shell};

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
