//! Guides as other pages list them: in sections, as related, as those that speak of something.

use super::guide::{clock, has_checklist, jurisdictions};
use super::page::PageCx;
use crate::document::PageId;
use crate::library::{DocId, Mention};
use crate::text::keep_units_together;
use crate::view::{CitedBy, Example, GuideEntry};

/// A guide in a list.
pub(super) fn entry(page: &PageCx<'_>, id: DocId) -> GuideEntry {
    let library = page.library();
    let document = library.document(id);
    let front = &document.front;
    let sector =
        library.section_of(&document.id, &page.lang).map(|s| library.document(s).front.title.value.clone());
    let has = has_checklist(document);
    GuideEntry {
        id: document.id.to_string(),
        title: front.title.value.clone(),
        href: page.href(&page.cx.page_path(&document.id, &page.lang)),
        lang: page.foreign(&document.lang),
        summary: keep_units_together(front.summary_text()),
        today: front.today.as_ref().map(|t| keep_units_together(&t.act)).unwrap_or_default(),
        urgency: front.urgency.as_str().to_owned(),
        your_clock: clock(page, &front.your_clock),
        their_clock: clock(page, &front.their_clock),
        sector: sector.unwrap_or_default(),
        jurisdictions: jurisdictions(page, document),
        checklist_href: if has {
            page.href(&page.cx.checklist_path(&document.id, &document.lang))
        } else {
            String::new()
        },
        checklist_count: document.body.tasks.len(),
        pdf_href: if has {
            page.cx.paper_href(page, &page.cx.checklist_path(&document.id, &document.lang))
        } else {
            String::new()
        },
    }
}

pub(super) fn related_entry(page: &PageCx<'_>, guide: &str, reason: &str) -> Option<Example> {
    let document = page.library().page_or_fallback(&PageId::new(guide), &page.lang)?;
    Some(Example { guide: entry(page, document), reason: keep_units_together(reason) })
}

pub(super) fn related(page: &PageCx<'_>, id: DocId) -> Vec<Example> {
    let library = page.library();
    let front = &library.document(id).front;
    let named = front.related.iter().filter_map(|g| related_entry(page, &g.guide.value, &g.reason));
    let computed = library.computed_related(id).iter().map(|d| {
        let document = library.page_or_fallback(&library.document(*d).id, &page.lang).unwrap_or(*d);
        Example { guide: entry(page, document), reason: String::new() }
    });
    named.chain(computed).collect()
}

/// Pages that speak of something, for a list. `authority` gives the rung on which it stands there.
pub(super) fn cited_by(page: &PageCx<'_>, mentions: &[Mention], authority: Option<&str>) -> Vec<CitedBy> {
    let library = page.library();
    let mut seen = std::collections::BTreeSet::new();
    let mut out = Vec::new();
    // A page in the reader's language stands for its other languages.
    let own = mentions.iter().filter(|m| library.document(m.document).lang == page.lang);
    let other = mentions.iter().filter(|m| library.document(m.document).lang != page.lang);
    for mention in own.chain(other) {
        let document = library.document(mention.document);
        if !seen.insert(&document.id) {
            continue;
        }
        // The sentence is shown only in the language that the page shows.
        let shown = library.page_or_fallback(&document.id, &page.lang).unwrap_or(mention.document);
        let sector = library
            .section_of(&document.id, &page.lang)
            .map(|s| library.document(s).front.title.value.clone());
        let link = page.link(shown);
        out.push(CitedBy {
            title: link.title,
            href: link.href,
            lang: link.lang,
            sector: sector.unwrap_or_default(),
            sentence: if shown == mention.document {
                keep_units_together(&mention.sentence)
            } else {
                String::new()
            },
            rung: authority.map_or(0, |a| library.usage(shown).rung(a)),
        });
    }
    out
}
