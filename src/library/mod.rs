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
mod sentence;
mod terms;
mod upkeep;
mod usage;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

pub use holidays::Holidays;
pub use linked::Known;
use linked::Linked;
pub use mentions::{Mention, Mentions};
pub use resolve::Target;
pub use terms::TermFinder;
pub use upkeep::Due;
pub use usage::Usage;

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::document::{ContentFile, Document, PageId, PageKind, classify};
use crate::record::{RecordKind, Records};
use crate::snapshot::Snapshot;
use crate::text::SourcePath;

/// How many guides are shown as related besides those that the front matter names.
pub const COMPUTED_RELATED: usize = 3;

/// Index of a document in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId(usize);

/// A page in all its languages.
#[derive(Debug)]
struct Page {
    id: PageId,
    /// Documents by language.
    languages: BTreeMap<String, DocId>,
    /// Where the page is that it belongs to, if that is not home.
    section: Option<usize>,
}

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
    /// In order of id.
    pages: Vec<Page>,
    /// Where each is in that order: each page of a large site asks for dozens of others.
    lookup: HashMap<PageId, usize>,
    /// For each document, where its page is.
    page_of: Vec<usize>,
    /// The pages directly under each page, in order of id.
    children: BTreeMap<PageId, Vec<PageId>>,
    /// Pages that some language has as a section, or home.
    sections: Vec<PageId>,
    /// For each document, the guides that [`Library::computed_related`] found.
    related: Vec<OnceLock<Vec<DocId>>>,
    /// For each document, the hash of it, of where its references lead, and of what every page may depend on.
    bases: Vec<OnceLock<blake3::Hash>>,
    /// For each document and each of its possible languages, [`Library::key_of_guide`].
    keys: Vec<Vec<OnceLock<blake3::Hash>>>,
    /// The same, the hash of what other pages show of it.
    listed: Vec<Vec<OnceLock<blake3::Hash>>>,
    records: Records,
    /// For each document, what is linked in it.
    linked: Vec<Arc<Linked>>,
    mentions: Mentions,
    terms: TermFinder,
    holidays: BTreeMap<String, Holidays>,
    /// Files of `content/` that are copied, by path inside it.
    assets: BTreeSet<String>,
    /// Files that come from a base.
    inherited: BTreeSet<SourcePath>,
    /// Hash of what every page may depend on; see `keys`.
    common_hash: blake3::Hash,
    /// Hash of what all pages say of themselves.
    fronts_hash: blake3::Hash,
    /// Hash of what links to pages depend on.
    places_hash: blake3::Hash,
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
    if options.drafts == Drafts::Hidden {
        documents.retain(|d| !d.front.draft);
    }
    let assets = assets(snapshot, &config);
    let pages = index(&documents, &mut diagnostics);
    sections_exist(&config, &documents, &pages, &mut diagnostics);
    let holidays = holidays::parse(snapshot, &records, &mut diagnostics);
    let fronts_hash = keys::of_all(&documents, |document| &document.front_hash);
    let places_hash = keys::of_all(&documents, |document| &document.place_hash);
    let common_hash = keys::common(snapshot, &config, &documents, options);
    let lookup: HashMap<PageId, usize> = pages.keys().cloned().enumerate().map(|(at, id)| (id, at)).collect();
    let mut children: BTreeMap<PageId, Vec<PageId>> = BTreeMap::new();
    for id in pages.keys().filter(|id| !id.as_str().is_empty()) {
        children.entry(id.parent()).or_default().push(id.clone());
    }
    let page = |(id, languages): (PageId, _)| {
        let section = Some(id.parent()).filter(|parent| !parent.as_str().is_empty());
        Page { section: section.and_then(|section| lookup.get(&section).copied()), id, languages }
    };
    let pages: Vec<Page> = pages.into_iter().map(page).collect();
    let is_section = |page: &&Page| page.languages.values().any(|id| documents[id.0].kind != PageKind::Guide);
    let mut library = Library {
        sections: pages.iter().filter(is_section).map(|page| page.id.clone()).collect(),
        page_of: documents.iter().map(|document| lookup[&document.id]).collect(),
        bases: documents.iter().map(|_| OnceLock::new()).collect(),
        related: documents.iter().map(|_| OnceLock::new()).collect(),
        keys: documents.iter().map(|_| vec![OnceLock::new(); config.languages.len()]).collect(),
        listed: documents.iter().map(|_| vec![OnceLock::new(); config.languages.len()]).collect(),
        children,
        terms: TermFinder::new(&records, &config),
        config,
        today: options.today,
        documents,
        pages,
        lookup,
        records,
        linked: Vec::new(),
        mentions: Mentions::default(),
        holidays,
        assets,
        inherited: snapshot.base().inherited.keys().cloned().collect(),
        common_hash,
        fronts_hash,
        places_hash,
    };
    library.linked = linked::all(&library, known);
    library.linked.iter().for_each(|linked| diagnostics.extend_from(&linked.found));
    resolve::front_matter(&library, &mut diagnostics);
    resolve::records(&library, &mut diagnostics);
    library.mentions = Mentions::collect(&mut library.linked);
    (library, diagnostics)
}

fn assets(snapshot: &Snapshot, config: &Config) -> BTreeSet<String> {
    snapshot
        .folder("content")
        .filter(|(path, rest, _)| matches!(classify(path, rest, config), Ok(ContentFile::Asset)))
        .map(|(_, rest, _)| rest.to_owned())
        .collect()
}

fn index(
    documents: &[Arc<Document>],
    diagnostics: &mut Diagnostics,
) -> BTreeMap<PageId, BTreeMap<String, DocId>> {
    let mut pages: BTreeMap<PageId, BTreeMap<String, DocId>> = BTreeMap::new();
    for (i, document) in documents.iter().enumerate() {
        let languages = pages.entry(document.id.clone()).or_default();
        match languages.get(&document.lang) {
            None => {
                languages.insert(document.lang.clone(), DocId(i));
            }
            Some(first) => {
                let d = Diagnostic::new(Code::DuplicateUrl, Location::file(&document.path))
                    .arg("url", format!("{}/", document.id))
                    .related("first_here", Location::file(&documents[first.0].path));
                diagnostics.push(d);
            }
        }
    }
    pages
}

/// Home exists, and every folder with pages has a section page.
fn sections_exist(
    config: &Config,
    documents: &[Arc<Document>],
    pages: &BTreeMap<PageId, BTreeMap<String, DocId>>,
    diagnostics: &mut Diagnostics,
) {
    let home = PageId::new("");
    let in_default = |id: &PageId| pages.get(id).is_some_and(|l| l.contains_key(&config.default_language));
    if !in_default(&home) {
        let path = SourcePath::new("content/_index.md");
        diagnostics.push(Diagnostic::new(Code::MissingHome, Location::file(&path)));
    }
    let mut reported = BTreeSet::new();
    for document in documents {
        let mut folder = document.id.parent();
        if document.kind == PageKind::Guide && document.folder && document.id.as_str() == folder.as_str() {
            folder = folder.parent();
        }
        while !folder.as_str().is_empty() {
            if !pages.contains_key(&folder) && reported.insert(folder.clone()) {
                let d = Diagnostic::new(Code::MissingSection, Location::file(&document.path));
                diagnostics.push(d.arg("folder", format!("content/{folder}")));
            }
            folder = folder.parent();
        }
    }
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

    fn find(&self, id: &PageId) -> Option<&Page> {
        self.lookup.get(id).map(|at| &self.pages[*at])
    }

    /// The document of a page in a language.
    pub fn page(&self, id: &PageId, lang: &str) -> Option<DocId> {
        self.find(id)?.languages.get(lang).copied()
    }

    /// The document of a page in a language, else in the default language, else in any.
    pub fn page_or_fallback(&self, id: &PageId, lang: &str) -> Option<DocId> {
        self.find(id)?.in_language(lang, &self.config)
    }

    /// The same of the page of a document.
    fn version(&self, id: DocId, lang: &str) -> Option<DocId> {
        self.pages[self.page_of[id.0]].in_language(lang, &self.config)
    }

    /// Languages in which a page is written.
    pub fn languages_of(&self, id: &PageId) -> impl Iterator<Item = (&str, DocId)> {
        let languages = self.find(id).into_iter().flat_map(|page| &page.languages);
        languages.map(|(lang, document)| (lang.as_str(), *document))
    }

    /// Ids of all pages, in order.
    pub fn page_ids(&self) -> impl Iterator<Item = &PageId> {
        self.pages.iter().map(|page| &page.id)
    }

    /// Ids of home and of all sections, in order. A language may have a guide where another has a section.
    pub fn section_ids(&self) -> impl Iterator<Item = &PageId> {
        self.sections.iter()
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

impl Page {
    fn in_language(&self, lang: &str, config: &Config) -> Option<DocId> {
        let languages = &self.languages;
        let wanted = languages.get(lang).or_else(|| languages.get(&config.default_language));
        wanted.or_else(|| languages.values().next()).copied()
    }
}
