//! Home and sector pages.

use super::body;
use super::context::{Cx, Job};
use super::inline::Inline;
use super::page::{HeadDraft, PageCx};
use super::{Output, PageView, Planned, guide, listed, sector_print};
use crate::document::{PageId, PageKind, Urgency};
use crate::library::DocId;
use crate::record::RecordKind;
use crate::text::keep_units_together;
use crate::view::{Block, EventGroup, HomePage, Part, SectionPage, SectorCard, ToolCard};

/// Home and sector pages to plan, in every language.
pub(super) fn jobs(cx: &Cx<'_>) -> Vec<Job> {
    let mut out = Vec::new();
    for lang in &cx.library.config().languages {
        for id in cx.library.section_ids() {
            let Some(document) = cx.library.page_or_fallback(id, lang) else { continue };
            if cx.library.document(document).kind != PageKind::Guide {
                out.push(Job { document, lang: lang.clone() });
            }
        }
    }
    out
}

/// A home or sector page.
pub(super) fn output(cx: &Cx<'_>, job: &Job) -> Planned {
    let document = cx.library.document(job.document);
    let path = cx.page_path(&document.id, &job.lang);
    let page = cx.page(path.clone(), &job.lang, &document.lang);
    let output = if document.kind == PageKind::Home {
        let view = PageView::Home(Box::new(home(&page, job.document)));
        Output::Page { template: "home.html", view }
    } else {
        let view = PageView::Section(Box::new(section(&page, job.document)));
        Output::Page { template: "section.html", view }
    };
    (path, output, document.path.clone())
}

/// Parts of a page that is not a guide.
fn parts(page: &PageCx<'_>, id: DocId) -> Vec<Part> {
    let library = page.library();
    let mut inline =
        Inline::new(page, library.document(id), library.targets(id), library.usage(id).sources());
    body::parts(&mut inline)
}

fn head(page: &PageCx<'_>, id: DocId, kind: &'static str, json_ld: String) -> HeadDraft {
    let document = page.library().document(id);
    let (versions, fallbacks) = guide::versions(page.cx, &document.id);
    HeadDraft {
        kind,
        title: document.front.title.value.clone(),
        description: document.front.summary_text().to_owned(),
        json_ld,
        versions,
        fallbacks,
        breadcrumbs: page.breadcrumbs(&document.id),
        notices: guide::notices(page, id),
        canonical: None,
    }
}

fn home(page: &PageCx<'_>, id: DocId) -> HomePage {
    let document = page.library().document(id);
    let mut parts = parts(page, id);
    let urgent = parts.iter().position(|p| p.key == "urgent").map(|i| parts.remove(i));
    let events = parts.iter().position(|p| p.key == "events").map(|i| parts.remove(i));
    HomePage {
        shell: page.shell(head(page, id, "home", super::structured::site(page))),
        title_html: page.title_html(document),
        summary: keep_units_together(document.front.summary_text()),
        urgent,
        events_title: events.as_ref().map(|e| e.title_html.replace("<wbr>", "")).unwrap_or_default(),
        events: events.map(groups).unwrap_or_default(),
        parts,
        sectors: sectors(page, &document.id),
        tools: tools(page),
    }
}

fn groups(part: Part) -> Vec<EventGroup> {
    part.blocks
        .into_iter()
        .filter_map(|block| match block {
            Block::Group { title_html, blocks, .. } => Some(EventGroup { title_html, blocks }),
            _ => None,
        })
        .collect()
}

/// Groups by event of the home page, drawn on another page.
pub(super) fn events(page: &PageCx<'_>) -> Vec<EventGroup> {
    let Some(home) = page.library().page_or_fallback(&PageId::new(""), &page.lang) else { return Vec::new() };
    let part = parts(page, home).into_iter().find(|p| p.key == "events");
    part.map(groups).unwrap_or_default()
}

/// Sections under a page as cards.
pub(super) fn sectors(page: &PageCx<'_>, parent: &PageId) -> Vec<SectorCard> {
    let library = page.library();
    library
        .sections(parent, &page.lang)
        .into_iter()
        .map(|section| {
            let document = library.document(section);
            let link = page.link(section);
            SectorCard {
                title: link.title,
                href: link.href,
                icon: if document.front.icon.is_empty() {
                    "compass".to_owned()
                } else {
                    document.front.icon.clone()
                },
                words: document.front.words.clone(),
                count: library.guide_count(&document.id),
            }
        })
        .collect()
}

fn tools(page: &PageCx<'_>) -> Vec<ToolCard> {
    let wanted = [
        ("checklists", "list"),
        ("letters", "letter"),
        ("deadlines", "clock"),
        ("authorities", "phone"),
        ("terms", "book"),
        ("offline", "down"),
    ];
    let records = page.library().records();
    let there = |name: &str| match RecordKind::from_folder(name) {
        Some(kind) => !records.ids(kind).is_empty(),
        None => true,
    };
    wanted
        .iter()
        .filter(|(name, _)| there(name))
        .map(|(name, icon)| ToolCard {
            key: (*icon).to_owned(),
            title: page.t(&format!("nav_{name}")).to_owned(),
            text: page.t(&format!("tool_{name}_text")).to_owned(),
            href: page.href(&page.cx.list_path(name, &page.lang)),
        })
        .collect()
}

fn section(page: &PageCx<'_>, id: DocId) -> SectionPage {
    let library = page.library();
    let document = library.document(id);
    let guides = library.guides(&document.id, &page.lang);
    let hours = |d: &&DocId| library.document(**d).front.urgency == Urgency::Hours;
    let any_list = guides.iter().any(|d| guide::has_checklist(library.document(*d)));
    let pack = page.cx.list_path(&format!("{}/checklists", document.id), &page.lang);
    SectionPage {
        shell: page.shell(head(page, id, "section", String::new())),
        title_html: page.title_html(document),
        summary: keep_units_together(document.front.summary_text()),
        icon: if document.front.icon.is_empty() { "compass".to_owned() } else { document.front.icon.clone() },
        parts: parts(page, id),
        urgent: guides.iter().filter(hours).map(|d| listed::entry(page, *d)).collect(),
        guides: guides.iter().map(|d| listed::entry(page, *d)).collect(),
        checklists_href: if any_list { page.href(&pack) } else { String::new() },
        print_href: sector_print::path(page.cx, &document.id, &page.lang)
            .map(|path| page.href(&path))
            .unwrap_or_default(),
        sections: sectors(page, &document.id),
    }
}
