//! Guides as data.

use super::model::{Clock, Guide, GuideLink, ListItem, RecordRef, TodayAct, address, date, values};
use super::plain;
use crate::document::{Document, GuideRef, Origin, PageKind};
use crate::library::DocId;
use crate::plan::{Cx, OutPath, PageCx, cards};
use crate::table::Spanned;

/// All guides, in order of id, then of language.
pub(super) fn all(cx: &Cx<'_>) -> Vec<Guide> {
    each(cx).collect()
}

/// The same, one after the other.
pub(super) fn each<'a>(cx: &'a Cx<'a>) -> impl Iterator<Item = Guide> + 'a {
    ids(cx).into_iter().map(|id| one(cx, id))
}

/// Documents that are guides, in the order of an export.
pub(super) fn ids(cx: &Cx<'_>) -> Vec<DocId> {
    let library = cx.library;
    let mut ids: Vec<DocId> =
        library.ids().filter(|d| library.document(*d).kind == PageKind::Guide).collect();
    ids.sort_by_key(|d| (library.document(*d).id.clone(), library.document(*d).lang.clone()));
    ids
}

/// The context of a guide's own page.
pub(super) fn page<'a>(cx: &'a Cx<'a>, document: &Document) -> PageCx<'a> {
    cx.page(cx.page_path(&document.id, &document.lang), &document.lang, &document.lang)
}

fn one(cx: &Cx<'_>, id: DocId) -> Guide {
    let document = cx.library.document(id);
    let front = &document.front;
    let usage = cx.library.usage(id);
    let page = page(cx, document);
    let copy =
        OutPath::new(format!("{}{}/index.md", cx.library.config().prefix(&document.lang), document.id));
    let (translation_of, adapted_from) = match &front.origin {
        Some(Origin::TranslationOf(lang)) => (Some(lang.value.clone()), None),
        Some(Origin::AdaptedFrom(lang)) => (None, Some(lang.value.clone())),
        None => (None, None),
    };
    Guide {
        id: document.id.to_string(),
        lang: document.lang.clone(),
        url: address(cx, &page.path),
        markdown_url: address(cx, &copy),
        title: front.title.value.clone(),
        summary: front.summary_text().to_owned(),
        sector: document.id.parent().to_string(),
        jurisdictions: values(&front.jurisdictions),
        urgency: front.urgency.as_str().to_owned(),
        reviewed: date(front.reviewed.as_ref()),
        next_review: cx.library.review_due(id).map(|d| d.date.to_string()),
        oldest_check: usage.oldest_check().map(|d| d.to_string()),
        owner: front.owner.clone(),
        tags: values(&front.tags),
        gain: front.gain.clone(),
        cost: front.cost.clone(),
        their_clock: clock(&page, front.their_clock.as_ref()),
        your_clock: clock(&page, front.your_clock.as_ref()),
        today: front.today.as_ref().map(|t| TodayAct {
            act: t.act.clone(),
            minutes: t.minutes,
            text: t.text.clone(),
        }),
        next: front.next.as_ref().map(link),
        related: front.related.iter().map(link).collect(),
        translation_of,
        adapted_from,
        fingerprint: document.content_hash.clone(),
        sections: plain::sections(&page, id),
        checklist: document
            .body
            .tasks
            .iter()
            .map(|t| ListItem { id: t.id.clone(), text: t.text.clone(), evidence: t.evidence.clone() })
            .collect(),
        records: usage
            .direct()
            .map(|(kind, id)| RecordRef { kind: kind.to_string(), id: id.to_owned() })
            .collect(),
        sources: usage.sources().to_vec(),
    }
}

fn link(guide: &GuideRef) -> GuideLink {
    GuideLink { id: guide.guide.value.clone(), reason: guide.reason.clone() }
}

fn clock(page: &PageCx<'_>, id: Option<&Spanned<String>>) -> Option<Clock> {
    let id = &id?.value;
    let deadline = page.library().records().deadlines.get(id)?;
    Some(Clock { id: id.clone(), length: plain::spaces(&cards::length(page, deadline)) })
}
