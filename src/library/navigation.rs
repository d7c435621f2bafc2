//! The order of pages: sections of the home page, guides of a section, related guides.

use std::cmp::Reverse;

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
        let children = self.children.get(parent).into_iter().flatten();
        let shown = children.filter_map(move |id| self.page_or_fallback(id, lang));
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
        self.pages
            .range(PageId::new(&prefix)..)
            .take_while(|(id, _)| id.as_str().starts_with(&prefix))
            .filter(|(_, langs)| langs.values().any(|d| self.document(*d).kind == PageKind::Guide))
            .count()
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
        self.related[id.0].get_or_init(|| self.find_related(id))
    }

    fn find_related<'s>(&'s self, id: DocId) -> Vec<DocId> {
        let document = self.document(id);
        let named = |other: &PageId| {
            let front = &document.front;
            front.related.iter().chain(&front.next).any(|r| r.guide.value == other.as_str())
        };
        let mut points: Vec<(&PageId, usize)> = Vec::new();
        let mut add = |page: &'s PageId, more: usize| {
            if *page != document.id && !named(page) {
                points.push((page, more));
            }
        };
        for target in self.targets(id) {
            if let Target::Page { document: to, .. } = target {
                add(&self.document(*to).id, 3);
            }
        }
        for mention in self.backlinks(&document.id) {
            add(&self.document(mention.document).id, 2);
        }
        for (kind, record) in self.usage(id).direct() {
            let users = self.mentions(kind, record);
            // A record that everybody uses tells nothing about kinship.
            if users.len() <= 12 {
                for mention in users {
                    add(&self.document(mention.document).id, 2);
                }
            }
        }
        points.sort_unstable_by_key(|(page, _)| *page);
        let mut best: Vec<(usize, bool, &PageId)> = points
            .chunk_by(|(a, _), (b, _)| a == b)
            .map(|same| {
                let page = same[0].0;
                (same.iter().map(|(_, more)| more).sum(), page.parent() == document.id.parent(), page)
            })
            .collect();
        best.sort_unstable_by_key(|(points, same, page)| (Reverse(*points), Reverse(*same), *page));
        best.into_iter()
            .filter_map(|(_, _, page)| self.page_or_fallback(page, &document.lang))
            .filter(|d| self.document(*d).kind == PageKind::Guide)
            .take(COMPUTED_RELATED)
            .collect()
    }
}
