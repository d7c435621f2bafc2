//! The tree of pages: which documents are one page, and where it stands among the others.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::DocId;
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::document::{Document, PageId, PageKind};
use crate::text::SourcePath;

/// All pages of a site.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// In order of id.
    pub(super) pages: Vec<Page>,
    /// Where each is in that order: each page of a large site asks for dozens of others.
    lookup: HashMap<PageId, usize>,
    /// For each document, where its page is.
    page_of: Vec<usize>,
    /// The pages directly under each page, in order of id.
    children: HashMap<PageId, Vec<usize>>,
    /// Pages that some language has as a section, or home.
    pub(super) sections: Vec<PageId>,
    /// What is wrong with it.
    pub(super) found: Diagnostics,
}

/// A page in all its languages.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) id: PageId,
    /// Documents by language.
    pub(super) languages: BTreeMap<String, DocId>,
    /// Where the page is that it belongs to, if that is not home.
    pub(super) section: Option<usize>,
}

impl Tree {
    /// The tree of some documents. Of each it reads its path, and what that says.
    pub(super) fn new(documents: &[Arc<Document>], config: &Config) -> Self {
        let mut found = Diagnostics::default();
        let index = index(documents, &mut found);
        sections_exist(config, documents, &index, &mut found);
        let lookup: HashMap<PageId, usize> =
            index.keys().cloned().enumerate().map(|(at, id)| (id, at)).collect();
        let mut children: HashMap<PageId, Vec<usize>> = HashMap::new();
        let mut pages = Vec::with_capacity(index.len());
        for (at, (id, languages)) in index.into_iter().enumerate() {
            let mut section = None;
            if !id.as_str().is_empty() {
                let parent = id.parent();
                section = lookup.get(&parent).copied().filter(|_| !parent.as_str().is_empty());
                children.entry(parent).or_default().push(at);
            }
            pages.push(Page { id, languages, section });
        }
        let is_section =
            |page: &&Page| page.languages.values().any(|id| documents[id.0].kind != PageKind::Guide);
        let sections = pages.iter().filter(is_section).map(|page| page.id.clone()).collect();
        let page_of = documents.iter().map(|document| lookup[&document.id]).collect();
        Self { pages, lookup, page_of, children, sections, found }
    }

    /// A page.
    pub(super) fn find(&self, id: &PageId) -> Option<&Page> {
        self.lookup.get(id).map(|at| &self.pages[*at])
    }

    /// Where the page of a document is in the order of pages.
    pub(super) fn place_of(&self, id: DocId) -> usize {
        self.page_of[id.0]
    }

    /// The page of a document.
    pub(super) fn page_of(&self, id: DocId) -> &Page {
        &self.pages[self.page_of[id.0]]
    }

    /// The pages directly under a page, in order of id.
    pub(super) fn children(&self, parent: &PageId) -> impl Iterator<Item = &Page> {
        self.children.get(parent).into_iter().flatten().map(|at| &self.pages[*at])
    }
}

impl Page {
    /// Its document in a language, else in the default language, else in any.
    pub(super) fn in_language(&self, lang: &str, config: &Config) -> Option<DocId> {
        let languages = &self.languages;
        let wanted = languages.get(lang).or_else(|| languages.get(&config.default_language));
        wanted.or_else(|| languages.values().next()).copied()
    }
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
