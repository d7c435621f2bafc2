//! The order of pages: sections of the home page, guides of a section, related guides.

use std::cmp::Reverse;

use super::tree::Page;
use super::{COMPUTED_RELATED, DocId, Library, Target};
use crate::document::{PageId, PageKind};

impl Library {
    /// Sections directly under a page, in the order of `weight`, then of title, each in the wanted
    /// language or its fallback.
    pub fn sections(&self, parent: &PageId, lang: &str) -> Vec<DocId> {
        self.children(parent, lang, PageKind::Section)
    }

    /// Guides directly in a section, in the order of `weight`, then of title.
    pub fn guides(&self, section: &PageId, lang: &str) -> Vec<DocId> {
        self.children(section, lang, PageKind::Guide)
    }

    /// The same in the order of ids, which costs no sorting.
    pub fn guides_by_id(&self, section: &PageId, lang: &str) -> impl Iterator<Item = DocId> {
        self.children_by_id(section, lang, PageKind::Guide)
    }

    fn children_by_id(&self, parent: &PageId, lang: &str, kind: PageKind) -> impl Iterator<Item = DocId> {
        let shown = self.tree.children(parent).filter_map(move |page| page.in_language(lang, &self.config));
        shown.filter(move |d| self.document(*d).kind == kind)
    }

    fn children(&self, parent: &PageId, lang: &str, kind: PageKind) -> Vec<DocId> {
        let mut children: Vec<DocId> = self.children_by_id(parent, lang, kind).collect();
        let order = |d: &DocId| {
            let front = &self.document(*d).front;
            (front.weight.unwrap_or(u32::MAX), front.title.value.as_str())
        };
        children.sort_by(|a, b| order(a).cmp(&order(b)));
        children
    }

    /// Guides under a section at any depth.
    pub fn guide_count(&self, section: &PageId) -> usize {
        let prefix = if section.as_str().is_empty() { String::new() } else { format!("{section}/") };
        let first = self.tree.pages.partition_point(|page| page.id.as_str() < prefix.as_str());
        let under = self.tree.pages[first..].iter().take_while(|page| page.id.as_str().starts_with(&prefix));
        let is_guide =
            |page: &&Page| page.languages.values().any(|d| self.document(*d).kind == PageKind::Guide);
        under.filter(is_guide).count()
    }

    /// The section that a page belongs to, in a language or its fallback.
    pub fn section_of(&self, id: &PageId, lang: &str) -> Option<DocId> {
        let parent = id.parent();
        if parent.as_str().is_empty() { None } else { self.page_or_fallback(&parent, lang) }
    }

    /// Guides related by what they share, best first: the ones that this page's front matter does
    /// not name. Links count most, then records in common, then tags; a guide of the same section
    /// breaks ties. At most [`COMPUTED_RELATED`].
    pub fn computed_related(&self, id: DocId) -> &[DocId] {
        self.keys[id.0].related.get_or_init(|| self.find_related(id))
    }

    fn find_related(&self, id: DocId) -> Vec<DocId> {
        let document = self.document(id);
        let own = self.tree.place_of(id);
        let named = |page: usize| {
            let (front, page) = (&document.front, self.tree.pages[page].id.as_str());
            front.related.iter().chain(&front.next).any(|r| r.guide.value == page)
        };
        // Pages by their number, which is their order.
        let mut points: Vec<(usize, usize)> = Vec::new();
        let mut add = |other: DocId, more: usize| {
            let page = self.tree.place_of(other);
            if page != own {
                points.push((page, more));
            }
        };
        for target in self.targets(id) {
            if let Target::Page { document: to, .. } = target {
                add(*to, 3);
            }
        }
        for mention in self.backlinks(&document.id) {
            add(mention.document, 2);
        }
        for (kind, record) in self.usage(id).direct() {
            let users = self.mentions(kind, record);
            // A record that everybody uses tells nothing about kinship.
            if users.len() <= 12 {
                for mention in users {
                    add(mention.document, 2);
                }
            }
        }
        points.sort_unstable_by_key(|(page, _)| *page);
        let same = |(a, _): &(usize, usize), (b, _): &(usize, usize)| a == b;
        let mut best: Vec<(usize, bool, usize)> = points
            .chunk_by(same)
            .filter(|of_page| !named(of_page[0].0))
            .map(|of_page| {
                let page = of_page[0].0;
                let in_section = self.tree.pages[page].section == self.tree.pages[own].section;
                (of_page.iter().map(|(_, more)| more).sum(), in_section, page)
            })
            .collect();
        best.sort_unstable_by_key(|(points, same, page)| (Reverse(*points), Reverse(*same), *page));
        best.into_iter()
            .filter_map(|(_, _, page)| self.tree.pages[page].in_language(&document.lang, &self.config))
            .filter(|d| self.document(*d).kind == PageKind::Guide)
            .take(COMPUTED_RELATED)
            .collect()
    }
}
