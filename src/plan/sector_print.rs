//! A sector's guides on one page, one after another, to be printed with a page of contents.
//!
//! Only the frame is planned: the guides are taken from their own pages when those are drawn
//! (`render::unite`).

use std::collections::BTreeMap;

use super::context::Cx;
use super::page::HeadDraft;
use super::{OutPath, Output, PageView, Planned, guide};
use crate::document::{PageId, PageKind};
use crate::library::{DocId, Library};
use crate::text::keep_units_together;
use crate::view::{SectorPrintGuide, SectorPrintPage};

/// A sector to plan for paper, in one language.
#[derive(Debug)]
pub(super) struct Job {
    path: OutPath,
    section: DocId,
    lang: String,
}

/// The printed sectors, in every language.
pub(super) fn jobs(cx: &Cx<'_>) -> Vec<Job> {
    let mut out = Vec::new();
    for lang in &cx.library.config().languages {
        for id in cx.library.section_ids() {
            let Some(section) = cx.library.page_or_fallback(id, lang) else { continue };
            if cx.library.document(section).kind != PageKind::Section {
                continue;
            }
            let Some(path) = path(cx, id, lang) else { continue };
            out.push(Job { path, section, lang: lang.clone() });
        }
    }
    out
}

/// Plans a printed sector.
pub(super) fn output(cx: &Cx<'_>, job: &Job) -> Planned {
    let view = PageView::SectorPrint(Box::new(sector(cx, &job.path, job.section, &job.lang)));
    let source = cx.library.document(job.section).path.clone();
    (job.path.clone(), Output::Page { template: "sector-print.html", view }, source)
}

/// A printed sector that is not planned.
pub(super) fn left(cx: &Cx<'_>, job: &Job) -> Planned {
    (job.path.clone(), Output::Left, cx.library.document(job.section).path.clone())
}

impl Job {
    /// Hash of everything that it shows.
    pub(super) fn key(&self, library: &Library) -> blake3::Hash {
        library.key_of_sector(self.section, &self.lang)
    }
}

/// Guides of a sector that are in the language of the print: paper has one language.
fn guides(cx: &Cx<'_>, id: &PageId, lang: &str) -> Vec<DocId> {
    let guides = cx.library.guides(id, lang).into_iter();
    guides.filter(|g| cx.library.document(*g).lang == lang).collect()
}

/// Path of a sector's guides on one page; none if it would be empty.
pub(super) fn path(cx: &Cx<'_>, id: &PageId, lang: &str) -> Option<OutPath> {
    let is_own = |guide: DocId| cx.library.document(guide).lang == lang;
    cx.library.guides_by_id(id, lang).any(is_own).then(|| cx.list_path(&format!("{id}/print"), lang))
}

/// The same in the other languages that have one.
fn versions(cx: &Cx<'_>, id: &PageId) -> BTreeMap<String, OutPath> {
    let languages = cx.library.config().languages.iter();
    languages.filter_map(|lang| Some((lang.clone(), path(cx, id, lang)?))).collect()
}

fn sector(cx: &Cx<'_>, path: &OutPath, section: DocId, lang: &str) -> SectorPrintPage {
    let document = cx.library.document(section);
    let page = cx.page(path.clone(), lang, lang);
    let guides = guides(cx, &document.id, lang);
    let any_list = guides.iter().any(|g| guide::has_checklist(cx.library.document(*g)));
    let pack = cx.list_path(&format!("{}/checklists", document.id), lang);
    let mut trail = page.breadcrumbs(&document.id);
    trail.push(page.link(section));
    SectorPrintPage {
        shell: page.shell(HeadDraft {
            kind: "sector-print",
            title: page.texts().fill("sector_print_of", &[("title", &document.front.title.value)]),
            description: document.front.summary_text().to_owned(),
            versions: versions(cx, &document.id),
            breadcrumbs: trail,
            ..HeadDraft::default()
        }),
        title_html: page.title_html(document),
        summary: keep_units_together(document.front.summary_text()),
        address: guide::address(&page, &document.id),
        checklists_href: if any_list { page.href(&pack) } else { String::new() },
        guides: guides
            .into_iter()
            .map(|g| {
                let guide = cx.library.document(g);
                let today = guide.front.today.as_ref();
                SectorPrintGuide {
                    slug: guide.id.as_str().rsplit('/').next().unwrap_or_default().to_owned(),
                    page: cx.page_path(&guide.id, lang).as_str().to_owned(),
                    title_html: page.title_html(guide),
                    act: today.map(|t| keep_units_together(&t.act)).unwrap_or_default(),
                    address: guide::address(&page, &guide.id),
                }
            })
            .collect(),
    }
}
