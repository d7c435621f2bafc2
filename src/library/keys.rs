//! Hashes of everything that a page depends on, for what remembers results of pure functions.
//!
//! | of | read by every page | read by the page itself |
//! |---|---|---|
//! | files | settings, records, themes, whatever is no page; of pictures and static files the path | its own |
//! | other pages | whether any has items to tick | what they say of themselves, see [`Document::front_hash`]: those it links to or is linked from, its other languages, the pages above it, the related ones |
//! | options | all | |
//!
//! A key that leaves something out gives an old page, so `tests/incremental.rs` holds warm builds to cold ones.

use std::sync::{Arc, OnceLock};

use super::{BuildOptions, DocId, Library, Target};
use crate::config::Config;
use crate::document::{ContentFile, Document, PageId, classify};
use crate::snapshot::Snapshot;

/// Hash of what every page may depend on.
pub(super) fn common(
    snapshot: &Snapshot,
    config: &Config,
    documents: &[Arc<Document>],
    options: &BuildOptions,
) -> blake3::Hash {
    let mut hash = blake3::Hasher::new();
    let mut add = |bytes: &[u8]| {
        hash.update(&(bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    add(format!("{options:?}").as_bytes());
    add(&[u8::from(documents.iter().any(|d| !d.body.tasks.is_empty()))]);
    for (path, bytes) in snapshot.iter() {
        let content = path.strip("content").map(|rest| classify(path, rest, config));
        match content {
            Some(Ok(ContentFile::Page { .. })) => {
                // What a link of it to a removed page means depends on whose page it is.
                if snapshot.is_inherited(path) {
                    add(path.as_str().as_bytes());
                }
                continue;
            }
            // Fonts are read where papers are printed.
            _ if config.print.fonts.iter().any(|font| font == path.as_str()) => {
                add(path.as_str().as_bytes());
                add(bytes);
            }
            Some(Ok(ContentFile::Asset)) => add(path.as_str().as_bytes()),
            _ if path.strip("static").is_some() => add(path.as_str().as_bytes()),
            _ => {
                add(path.as_str().as_bytes());
                add(bytes);
            }
        }
        add(&[u8::from(snapshot.is_inherited(path))]);
    }
    hash.finalize()
}

/// Hash of a hash of each document, or of what is known of it, in order.
pub(super) fn of_all<T>(documents: &[Arc<T>], hash_of: impl Fn(&T) -> &blake3::Hash) -> blake3::Hash {
    let hashes: Vec<u8> = documents.iter().flat_map(|document| *hash_of(document).as_bytes()).collect();
    blake3::hash(&hashes)
}

/// What the keys of a document rest on besides its own text. While it stays the same, so do they.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ground {
    /// What every page may depend on.
    pub(super) common: blake3::Hash,
    /// What links to pages depend on: see [`Document::place_hash`].
    pub(super) places: blake3::Hash,
    /// What all pages say of themselves.
    pub(super) fronts: blake3::Hash,
    /// Where all pages lead, what they use and in which sentences.
    pub(super) links: blake3::Hash,
}

impl Ground {
    /// Whether links of a document that did not change lead where they led, to the same pages.
    pub(super) fn has_places_of(&self, other: &Self) -> bool {
        (self.common, self.places) == (other.common, other.places)
    }
}

/// Keys of a document, and what is found for them, each made when it is first asked for.
#[derive(Debug)]
pub(super) struct Keys {
    /// The document's own text, and that of its original.
    texts: (blake3::Hash, Option<blake3::Hash>),
    /// The hash of it, of where its references lead, and of what every page may depend on.
    base: OnceLock<blake3::Hash>,
    /// [`Library::key_of_guide`] in each language of the site.
    guide: Vec<OnceLock<blake3::Hash>>,
    /// [`Library::key_of_text`].
    text: OnceLock<blake3::Hash>,
    /// In each language of the site, the hash of what other pages show of it.
    listed: Vec<OnceLock<blake3::Hash>>,
    /// The guides that [`Library::computed_related`] found.
    pub(super) related: OnceLock<Vec<DocId>>,
}

/// Room for the keys of all documents of a library that has everything else. `old` are those of an earlier build with the
/// same [`Ground`], so of the same documents: keys of texts that are the same are taken from there.
pub(super) fn all(library: &Library, old: Option<&[Arc<Keys>]>) -> Vec<Arc<Keys>> {
    let languages = library.config.languages.len();
    let keys = |id: DocId| {
        let original = library.original_of(id).map(|original| library.document(original).hash);
        let texts = (library.document(id).hash, original);
        let known = old.and_then(|old| old.get(id.0)).filter(|keys| keys.texts == texts);
        let made = || Keys {
            texts,
            base: OnceLock::new(),
            text: OnceLock::new(),
            guide: vec![OnceLock::new(); languages],
            listed: vec![OnceLock::new(); languages],
            related: OnceLock::new(),
        };
        known.map_or_else(|| Arc::new(made()), Arc::clone)
    };
    library.ids().map(keys).collect()
}

/// A key that grows. What it hashes is gathered first: that costs less than to hash many small pieces.
struct Key<'a> {
    library: &'a Library,
    bytes: Vec<u8>,
}

impl<'a> Key<'a> {
    fn new(library: &'a Library) -> Self {
        Self { library, bytes: Vec::with_capacity(1024) }
    }

    fn hash(&mut self, hash: &blake3::Hash) {
        self.bytes.extend_from_slice(hash.as_bytes());
    }

    fn finish(self) -> blake3::Hash {
        blake3::hash(&self.bytes)
    }

    fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// What a document says of itself; that there is none.
    fn front(&mut self, id: Option<DocId>) {
        match id {
            Some(id) => self.hash(&self.library.document(id).front_hash),
            None => self.bytes.push(b'-'),
        }
    }

    /// A document as a page in `lang` shows it in a list: in that language where it exists, with the name of
    /// its section.
    fn listed(&mut self, id: DocId, lang: &str) {
        let listed = self.library.key_listed(id, lang);
        self.hash(&listed);
    }

    /// Tells a target of one kind from one of another.
    fn kind(&mut self, target: &Target) {
        let kind = match target {
            Target::Page { .. } => b"p",
            Target::Record { .. } => b"r",
            Target::External(_) => b"e",
            Target::Asset(_) => b"a",
            Target::Anchor(_) => b"#",
            Target::Broken => b"-",
        };
        self.bytes.extend_from_slice(kind);
    }

    /// Where the references of a document lead.
    fn targets(&mut self, id: DocId) {
        for target in self.library.targets(id) {
            self.kind(target);
            match target {
                Target::Page { document, anchor } => {
                    self.front(Some(*document));
                    self.text(anchor);
                }
                Target::Record { kind, id } => {
                    self.text(kind.as_str());
                    self.text(id);
                }
                Target::External(to) | Target::Asset(to) | Target::Anchor(to) => self.text(to),
                Target::Broken => {}
            }
        }
    }
}

impl Library {
    fn key(&self, id: DocId, what: &str) -> Key<'_> {
        let mut key = Key::new(self);
        key.text(what);
        key.hash(self.base(id));
        key
    }

    /// Hash of what all keys of a document have in common.
    fn base(&self, id: DocId) -> &blake3::Hash {
        self.keys[id.0].base.get_or_init(|| {
            let mut key = Key::new(self);
            key.hash(&self.ground.common);
            key.hash(&self.document(id).hash);
            key.targets(id);
            key.finish()
        })
    }

    /// Hash of what other pages in `lang` show of a document: many do.
    fn key_listed(&self, id: DocId, lang: &str) -> blake3::Hash {
        let make = || {
            let mut key = Key::new(self);
            let section = self.tree.page_of(id).section;
            key.front(Some(id));
            key.front(self.version(id, lang));
            key.front(section.and_then(|section| self.tree.pages[section].in_language(lang, &self.config)));
            key.finish()
        };
        let known =
            self.config.languages.iter().position(|l| l == lang).map(|at| &self.keys[id.0].listed[at]);
        known.map_or_else(make, |key| *key.get_or_init(make))
    }

    /// Hash of everything that the checks of a page read.
    pub fn key_of_checks(&self, id: DocId) -> blake3::Hash {
        let mut key = self.key(id, "checks");
        if let Some(original) = self.original_of(id) {
            key.hash(self.base(original));
        }
        key.finish()
    }

    /// Hash of everything that the search index has of a page.
    pub fn key_of_text(&self, id: DocId) -> blake3::Hash {
        *self.keys[id.0].text.get_or_init(|| {
            let document = self.document(id);
            let mut key = self.key(id, "text");
            key.front(self.section_of(&document.id, &document.lang));
            self.said_of(id).iter().for_each(|words| key.text(words));
            key.finish()
        })
    }

    /// Hash of everything that a guide's outputs show in `lang`.
    pub fn key_of_guide(&self, id: DocId, lang: &str) -> blake3::Hash {
        let known = self.config.languages.iter().position(|l| l == lang).map(|at| &self.keys[id.0].guide[at]);
        known.map_or_else(|| self.hash_guide(id, lang), |key| *key.get_or_init(|| self.hash_guide(id, lang)))
    }

    fn hash_guide(&self, id: DocId, lang: &str) -> blake3::Hash {
        let document = self.document(id);
        let mut key = self.key(id, "guide");
        key.text(lang);
        if let Some(original) = self.original_of(id) {
            key.text(&self.document(original).content_hash);
        }
        for lang in &self.config.languages {
            key.front(self.page(&document.id, lang));
        }
        let mut above = document.id.clone();
        while !above.as_str().is_empty() {
            above = above.parent();
            key.front(self.page_or_fallback(&above, lang));
        }
        let front = &document.front;
        for named in front.next.iter().chain(&front.related) {
            match self.page_or_fallback(&PageId::new(&named.guide.value), lang) {
                Some(id) => key.listed(id, lang),
                None => key.front(None),
            }
        }
        key.text("related");
        self.computed_related(id).iter().for_each(|id| key.listed(*id, lang));
        key.text("backlinks");
        for mention in self.backlinks(&document.id) {
            key.listed(mention.document, lang);
            key.text(&mention.sentence);
        }
        key.finish()
    }

    /// Hash of everything that the page of a section, or home, shows in `lang`: itself, and what all pages say
    /// of themselves.
    pub fn key_of_section(&self, id: DocId, lang: &str) -> blake3::Hash {
        let mut key = Key::new(self);
        key.hash(&self.key_of_guide(id, lang));
        key.hash(&self.ground.fronts);
        key.finish()
    }

    /// Hash of everything that search and the list of checklists show in `lang`: what all pages say of
    /// themselves, and the home page, of which they show a part.
    pub fn key_of_list(&self, lang: &str) -> blake3::Hash {
        let mut key = Key::new(self);
        key.hash(&self.ground.common);
        key.hash(&self.ground.fronts);
        key.text(lang);
        if let Some(home) = self.page_or_fallback(&PageId::new(""), lang) {
            key.hash(&self.key_of_guide(home, lang));
        }
        key.finish()
    }

    /// Hash of everything that the pages of a whole section show in `lang`: of the section and of its guides
    /// in every language.
    pub fn key_of_sector(&self, section: DocId, lang: &str) -> blake3::Hash {
        let mut key = self.key(section, "sector");
        key.hash(&self.key_of_guide(section, lang));
        let page = &self.document(section).id;
        for other in &self.config.languages {
            key.text(other);
            for guide in self.guides(page, other) {
                if other == lang {
                    key.hash(&self.key_of_guide(guide, lang));
                    key.listed(guide, lang);
                } else {
                    key.front(Some(guide));
                }
            }
        }
        key.finish()
    }
}
