//! What needs care: when reviews are due, and how versions of a page in other languages stand.

use jiff::civil::Date;

use super::{DocId, Library};
use crate::document::{Origin, PageKind};
use crate::record::RecordKind;
use crate::table::Spanned;

/// When the next review of a page is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The date.
    pub date: Date,
    /// The oldest record, if it is older than the page's own review and so makes the review earlier.
    pub because: Option<(RecordKind, String)>,
}

impl Library {
    /// When the next review of a page is due; nothing without `reviewed` and `review_every`. A page is
    /// as old as the oldest record that it rests on.
    pub fn review_due(&self, id: DocId) -> Option<Due> {
        let front = &self.document(id).front;
        let (reviewed, every) = (front.reviewed.as_ref()?.value, front.review_every?);
        let dates = self
            .usage(id)
            .all()
            .filter_map(|(kind, record)| Some((self.record_checked(kind, record)?.value, kind, record)));
        Some(match dates.filter(|(date, _, _)| *date < reviewed).min() {
            Some((date, kind, record)) => {
                Due { date: every.after(date), because: Some((kind, record.to_owned())) }
            }
            None => Due { date: every.after(reviewed), because: None },
        })
    }

    /// When a record was last checked, or, for a source, last read.
    pub fn record_checked(&self, kind: RecordKind, id: &str) -> Option<&Spanned<Date>> {
        let read = match kind {
            RecordKind::Source => self.records.sources.get(id)?.retrieved_on.as_ref(),
            _ => None,
        };
        let checked = self.records.common(kind, id)?.checked_on.as_ref();
        checked.into_iter().chain(read).min_by_key(|d| d.value)
    }

    /// The document from which a translation or an adaptation was made, if it exists.
    pub fn original_of(&self, id: DocId) -> Option<DocId> {
        let document = self.document(id);
        let lang = match document.front.origin.as_ref()? {
            Origin::TranslationOf(lang) | Origin::AdaptedFrom(lang) => lang,
        };
        self.page(&document.id, &lang.value).filter(|o| *o != id)
    }

    /// Whether a page was made from another state of its original than the present one. A translation
    /// that never recorded its original counts: nobody can know. An adaptation to another country's law
    /// is only held to what it recorded.
    pub fn is_behind(&self, id: DocId) -> bool {
        let front = &self.document(id).front;
        let Some(original) = self.original_of(id) else { return false };
        match (&front.original_hash, &front.origin) {
            (Some(hash), _) => !self.document(original).is_content(&hash.value),
            (None, origin) => matches!(origin, Some(Origin::TranslationOf(_))),
        }
    }

    /// What changed in the original since a page was made from it: `title`, `summary`, keys of parts,
    /// `other`; empty if nothing did or it cannot be told.
    pub fn changed_in_original(&self, id: DocId) -> Vec<&'static str> {
        let recorded = self.document(id).front.original_hash.as_ref();
        match (self.original_of(id), recorded) {
            (Some(original), Some(hash)) => self.document(original).changed_since(&hash.value),
            _ => Vec::new(),
        }
    }

    /// Pages that lack a language of the site: one of their versions, with the language.
    pub fn missing_versions(&self) -> Vec<(DocId, &str)> {
        let default = &self.config.default_language;
        let mut out = Vec::new();
        for id in self.page_ids() {
            let Some(version) = self.page_or_fallback(id, default) else { continue };
            let kind = self.document(version).kind;
            for lang in &self.config.languages {
                // A missing home page is an error of its own in the default language.
                let reported = kind == PageKind::Home && lang == default;
                if self.page(id, lang).is_none() && !reported {
                    out.push((version, lang.as_str()));
                }
            }
        }
        out
    }
}
