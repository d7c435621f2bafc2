//! What every page has: head, header, footer.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// A link as templates draw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Text of the link.
    pub title: String,
    /// Address relative to the page that shows it.
    pub href: String,
    /// Language of the target when it differs from the page's own, else empty.
    pub lang: String,
}

/// The same page in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LanguageLink {
    /// BCP 47 tag, such as `zh-CN`.
    pub lang: String,
    /// The language's name in itself.
    pub name: String,
    /// Address relative to the page; falls back to that language's home page.
    pub href: String,
    /// Absolute address for `hreflang`; empty when the other language has no such page.
    pub canonical: String,
    /// Whether this is the page itself.
    pub current: bool,
}

/// One line above the title: a stale page, a fallback language, a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// `stale`, `fallback`, `lagging` or `draft`.
    pub kind: String,
    /// What the reader is told.
    pub text: String,
    /// Where to go instead; empty if nowhere.
    pub href: String,
}

/// What a page says of itself in `<head>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageHead {
    /// The template's name without suffix: `guide`, `home`, `section`, …
    pub kind: String,
    /// Title without the site's name.
    pub title: String,
    /// One or two sentences for search engines and shared links.
    pub description: String,
    /// Language of the content: differs from the shell's language on a fallback page.
    pub content_lang: String,
    /// Absolute address of the page; empty without `base_url`.
    pub canonical: String,
    /// Path of the page under the site's root, `/`-separated, without a leading slash.
    pub path: String,
    /// Keep out of search engines (fallback pages, redirects, 404).
    pub noindex: bool,
    /// JSON-LD, ready to be put into a `script type="application/ld+json"`; empty if none.
    pub json_ld: String,
    /// `letter` pages forbid every connection; other pages allow what search needs.
    pub csp: String,
    /// Address of the picture for shared links; empty if none.
    pub og_image: String,
    /// Whether the build has drawn that picture: then it is 1200 by 630 pixels and shows the title.
    pub og_drawn: bool,
}

/// Hashed asset addresses, relative to the page, by logical name (`site.css`, `site.js`).
pub type Assets = BTreeMap<String, String>;

/// The site as every page shows it, in the page's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteView {
    /// Title of the site.
    pub title: String,
    /// One character or letter for the seal in the header.
    pub seal: String,
    /// One sentence on what the site is; may be empty.
    pub description: String,
    /// Organisation's name; may be empty.
    pub organisation: String,
    /// Organisation's address on the web; may be empty.
    pub organisation_url: String,
    /// Where readers report an error (a `mailto:` or a web address); may be empty.
    pub report_url: String,
    /// Absolute base address without a trailing slash; empty if not configured.
    pub base_url: String,
    /// Short host and path printed on paper, such as `example.org`; empty if not configured.
    pub short_address: String,
    /// Interface language of the page.
    pub lang: String,
    /// Interface texts of the page's language, by key, from `i18n/LANG.toml`.
    pub t: Arc<BTreeMap<String, String>>,
    /// The texts that scripts read, as attributes: ` data-copy="…" data-copied="…"`. They stand
    /// on every page, so they are written once.
    pub script_texts_html: String,
}

/// A view in the template engine's own form: what every page has was converted again for each page, and some
/// hundreds of texts took longer than drawing the page.
#[derive(Debug, Clone)]
pub struct Shared<T> {
    view: T,
    value: tera::Value,
    hash: [u8; 32],
}

/// The site as every page has it.
pub type SharedSite = Shared<SiteView>;

/// Addresses of assets as every page of a folder's depth has them.
pub type SharedAssets = Shared<Assets>;

impl<T: Serialize + Debug> Shared<T> {
    /// Converts a view.
    pub fn new(view: T) -> Self {
        let value = tera::Value::from_serializable(&view);
        let hash = *blake3::hash(format!("{view:?}").as_bytes()).as_bytes();
        Self { view, value, hash }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.view
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.view == other.view
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<T> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.value.serialize(serializer)
        } else {
            // A compact form is made to be compared: the hash says as much as the texts.
            self.hash.serialize(serializer)
        }
    }
}

/// Header and footer of one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shell {
    /// The site, in the page's language; shared between pages.
    pub site: Arc<Shared<SiteView>>,
    /// What the page says of itself.
    pub page: PageHead,
    /// Relative prefix to the site's root: `""`, `"../"`, `"../../"`, …
    pub root: String,
    /// Relative address of the home page in this language.
    pub home: String,
    /// Relative addresses of the pages of the shell in this language: `search`, `checklists`,
    /// `letters`, `deadlines`, `authorities`, `terms`, `evidence`, `sources`, `offline`, `feed`,
    /// `manifest`.
    /// A key is absent when the site has nothing of that kind.
    pub nav: BTreeMap<String, String>,
    /// The page in all languages of the site, the page's own included.
    pub languages: Vec<LanguageLink>,
    /// Hashed assets.
    pub assets: Arc<Shared<Assets>>,
    /// From the home page down to, and without, the page itself.
    pub breadcrumbs: Vec<Link>,
    /// Lines above the title.
    pub notices: Vec<Notice>,
    /// Folder of the search files, relative to the page, with a trailing slash.
    pub search_base: String,
    /// The build's date ("today" as given), ISO.
    pub built_on: String,
}
