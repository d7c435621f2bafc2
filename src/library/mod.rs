//! The library: all documents and records as one immutable graph.
//!
//! Built once by [`link`]; after that it only answers questions. Links are resolved, and backlinks,
//! translations, uses of records and the order of pages are computed here and nowhere else.

mod holidays;
mod keys;
mod linked;
mod mentions;
mod navigation;
mod resolve;
mod said;
mod sentence;
mod terms;
mod tree;
mod upkeep;
mod usage;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

pub use holidays::Holidays;
use keys::{Ground, Keys};
pub use linked::Known;
use linked::Linked;
pub use mentions::{Mention, Mentions};
pub use resolve::Target;
pub use terms::TermFinder;
use tree::Tree;
pub use upkeep::Due;
pub use usage::Usage;

use crate::config::Config;
use crate::diag::Diagnostics;
use crate::document::{ContentFile, Document, PageId, classify};
use crate::record::{RecordKind, Records};
use crate::snapshot::Snapshot;
use crate::text::SourcePath;

/// How many guides are shown as related besides those that the front matter names.
pub const COMPUTED_RELATED: usize = 3;

/// Index of a document in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId(usize);

/// Inputs of a build that are not files.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The date that everything which depends on the date takes.
    pub today: Date,
    /// Replaces `base_url` of `kb.toml`.
    pub base_url: Option<String>,
    /// Whether drafts are published.
    pub drafts: Drafts,
}

/// What happens to pages marked `draft = true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Drafts {
    /// They are left out.
    #[default]
    Hidden,
    /// They are published with a notice.
    Shown,
}

/// The graph.
#[derive(Debug)]
pub struct Library {
    config: Config,
    today: Date,
    documents: Vec<Arc<Document>>,
    /// How many drafts were left out.
    drafts_left: usize,
    /// All pages.
    tree: Arc<Tree>,
    /// For each document, its keys: see `keys`.
    keys: Vec<Arc<Keys>>,
    records: Records,
    /// For each document, what is linked in it.
    linked: Vec<Arc<Linked>>,
    mentions: Arc<Mentions>,
    terms: TermFinder,
    holidays: BTreeMap<String, Holidays>,
    /// Files of `content/` that are copied, by path inside it.
    assets: BTreeSet<String>,
    /// Files that come from a base.
    inherited: BTreeSet<SourcePath>,
    /// What all keys rest on.
    ground: Ground,
}

/// Links documents and records to a library.
pub fn link(
    snapshot: &Snapshot,
    config: Config,
    documents: Vec<Arc<Document>>,
    records: Records,
    options: &BuildOptions,
) -> (Library, Diagnostics) {
    link_again(snapshot, config, documents, records, options, None)
}

/// The same, without linking again what an earlier build has linked.
pub fn link_again(
    snapshot: &Snapshot,
    config: Config,
    mut documents: Vec<Arc<Document>>,
    records: Records,
    options: &BuildOptions,
    known: Option<&mut Known>,
) -> (Library, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut config = config;
    if let Some(url) = &options.base_url {
        config.base_url = url.trim_end_matches('/').to_owned();
    }
    let all = documents.len();
    if options.drafts == Drafts::Hidden {
        documents.retain(|d| !d.front.draft);
    }
    let drafts_left = all - documents.len();
    let holidays = holidays::parse(snapshot, &records, &mut diagnostics);
    let (common, assets) =
        rayon::join(|| keys::common(snapshot, &config, &documents, options), || assets(snapshot, &config));
    let ground = Ground {
        common,
        places: keys::of_all(&documents, |document| &document.place_hash),
        fronts: keys::of_all(&documents, |document| &document.front_hash),
        links: blake3::hash(b""), // until they are made
    };
    let tree = linked::tree(&documents, &config, &ground, known.as_deref());
    diagnostics.extend_from(&tree.found);
    let mut library = Library {
        tree,
        keys: Vec::new(),
        terms: TermFinder::new(&records, &config),
        config,
        today: options.today,
        documents,
        drafts_left,
        records,
        linked: Vec::new(),
        mentions: Arc::default(),
        holidays,
        assets,
        inherited: snapshot.base().inherited.keys().cloned().collect(),
        ground,
    };
    linked::all(&mut library, known);
    library.linked.iter().for_each(|linked| diagnostics.extend_from(&linked.found));
    resolve::front_matter(&library, &mut diagnostics);
    resolve::records(&library, &mut diagnostics);
    (library, diagnostics)
}

fn assets(snapshot: &Snapshot, config: &Config) -> BTreeSet<String> {
    snapshot
        .folder("content")
        .filter(|(path, rest, _)| matches!(classify(path, rest, config), Ok(ContentFile::Asset)))
        .map(|(_, rest, _)| rest.to_owned())
        .collect()
}

impl Library {
    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The date of the build.
    pub fn today(&self) -> Date {
        self.today
    }

    /// How many drafts were left out.
    pub fn drafts_left(&self) -> usize {
        self.drafts_left
    }

    /// All records.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// All documents, in order of path.
    pub fn ids(&self) -> impl Iterator<Item = DocId> + use<> {
        (0..self.documents.len()).map(DocId)
    }

    /// A document.
    pub fn document(&self, id: DocId) -> &Document {
        &self.documents[id.0]
    }

    /// The document of a page in a language.
    pub fn page(&self, id: &PageId, lang: &str) -> Option<DocId> {
        self.tree.find(id)?.languages.get(lang).copied()
    }

    /// The document of a page in a language, else in the default language, else in any.
    pub fn page_or_fallback(&self, id: &PageId, lang: &str) -> Option<DocId> {
        self.tree.find(id)?.in_language(lang, &self.config)
    }

    /// The same of the page of a document.
    fn version(&self, id: DocId, lang: &str) -> Option<DocId> {
        self.tree.page_of(id).in_language(lang, &self.config)
    }

    /// Languages in which a page is written.
    pub fn languages_of(&self, id: &PageId) -> impl Iterator<Item = (&str, DocId)> {
        let languages = self.tree.find(id).into_iter().flat_map(|page| &page.languages);
        languages.map(|(lang, document)| (lang.as_str(), *document))
    }

    /// Ids of all pages, in order.
    pub fn page_ids(&self) -> impl Iterator<Item = &PageId> {
        self.tree.pages.iter().map(|page| &page.id)
    }

    /// Ids of home and of all sections, in order. A language may have a guide where another has a section.
    pub fn section_ids(&self) -> impl Iterator<Item = &PageId> {
        self.tree.sections.iter()
    }

    /// Where the references of a document lead, in their order.
    pub fn targets(&self, id: DocId) -> &[Target] {
        &self.linked[id.0].targets
    }

    /// Which records a document uses.
    pub fn usage(&self, id: DocId) -> &Usage {
        &self.linked[id.0].usage
    }

    /// Who speaks of a page.
    pub fn backlinks(&self, id: &PageId) -> &[Mention] {
        self.mentions.of_page(id)
    }

    /// Who speaks of a record.
    pub fn mentions(&self, kind: RecordKind, id: &str) -> &[Mention] {
        self.mentions.of_record(kind, id)
    }

    /// Finds terms in text.
    pub fn terms(&self) -> &TermFinder {
        &self.terms
    }

    /// Sources of the tables of holidays.
    pub fn holiday_sources(&self) -> impl Iterator<Item = &str> {
        self.holidays.values().flat_map(|h| &h.sources).map(String::as_str)
    }

    /// Days off of a country, if the site has a table of them.
    pub fn holidays(&self, jurisdiction: &str) -> Option<&Holidays> {
        self.holidays.get(jurisdiction)
    }

    /// Files of `content/` that are copied, by path inside it.
    pub fn assets(&self) -> &BTreeSet<String> {
        &self.assets
    }
}
