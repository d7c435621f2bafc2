//! Versions of a page in other languages: missing, older than their original, or resting on other
//! records.

use std::collections::BTreeSet;

use super::page::{Finding, Page};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::document::{Document, Origin};
use crate::library::{DocId, Library};
use crate::record::RecordKind;

/// Checks a page against its original.
pub(super) fn check(page: &Page<'_>, out: &mut Vec<Finding>) {
    let front = &page.document.front;
    let Some(origin) = &front.origin else { return };
    let (Origin::TranslationOf(lang) | Origin::AdaptedFrom(lang)) = origin;
    let Some(original) = page.library.original_of(page.id) else {
        // A language of the site that the page lacks is reported for the page.
        let of_site =
            page.library.config().languages.contains(&lang.value) && lang.value != page.document.lang;
        if of_site {
            return;
        }
        let d = page.at(Code::TranslationMissing, lang.span.clone()).arg("lang", lang.value.clone());
        out.push(Finding { block: None, diagnostic: d });
        return;
    };
    let other = page.library.document(original);
    if page.library.is_behind(page.id) {
        let span = front.original_hash.as_ref().map_or(lang.span.clone(), |h| h.span.clone());
        let d = page.at(Code::TranslationLags, span).arg("path", page.document.path.as_str());
        let diagnostic = d.related("original_here", Location::file(&other.path));
        out.push(Finding { block: None, diagnostic });
    }
    if matches!(origin, Origin::TranslationOf(_)) {
        differing_records(page, original, out);
    }
}

fn differing_records(page: &Page<'_>, original: DocId, out: &mut Vec<Finding>) {
    let ours: BTreeSet<_> = page.usage().direct().collect();
    let theirs: BTreeSet<_> = page.library.usage(original).direct().collect();
    let other = page.library.document(original);
    for (kind, id) in ours.symmetric_difference(&theirs) {
        let (with, at) =
            if ours.contains(&(*kind, *id)) { (page.document, None) } else { (other, Some(other)) };
        let place = reference_to(with, *kind, id);
        let diagnostic = match (at, place) {
            // Only the translation refers to it: point there, and at the original as a whole.
            (None, Some(place)) => Diagnostic::new(Code::TranslationDiffers, place)
                .related("original_here", Location::file(&other.path)),
            (None, None) => page.at_title(Code::TranslationDiffers),
            (Some(_), place) => {
                let there = place.unwrap_or_else(|| Location::file(&other.path));
                page.at_title(Code::TranslationDiffers).related("original_here", there)
            }
        };
        let diagnostic = diagnostic.arg("kind", kind.as_str()).arg("id", *id);
        let block =
            diagnostic.location.span.filter(|_| at.is_none()).and_then(|(start, _)| page.block_at(start));
        out.push(Finding { block, diagnostic });
    }
}

/// Where a document first refers to a record in its text.
fn reference_to(document: &Document, kind: RecordKind, id: &str) -> Option<Location> {
    let written = format!("{}:{id}", kind.as_str());
    let reference = document.body.references.iter().find(|r| r.written == written)?;
    Some(Location::new(&document.path, reference.span.clone()))
}

/// Reports each page that lacks a language of the site, at one of its versions.
pub(super) fn missing(library: &Library, out: &mut Diagnostics) {
    for (id, lang) in library.missing_versions() {
        let document = library.document(id);
        let title = &document.front.title.span;
        let at = Location::new(&document.path, title.clone());
        out.push(Diagnostic::new(Code::TranslationMissing, at).arg("lang", lang));
    }
}
