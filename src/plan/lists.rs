//! Pages of the shell: search, checklists, offline, 404.

use super::context::{Cx, Job};
use super::page::{HeadDraft, PageCx};
use super::{OutPath, Output, PageView, Planned, checklist, guide, home, listed};
use crate::document::{PageId, PageKind};
use crate::library::DocId;
use crate::record::JURISDICTIONS;
use crate::text::SourcePath;
use crate::view::{CardEntry, ChecklistIndex, Download, IndexGroup, Link, PaperView, SearchPage, StaticPage};

/// Kinds of pages that search can be narrowed to.
const SEARCH_KINDS: [&str; 5] = ["guide", "checklist", "authority", "letter", "term"];

/// What stands for a file of the site where pages have none.
const MADE: &str = "the pages that kb makes";

/// A copy of the whole site that the build has made.
#[derive(Debug)]
pub(crate) struct Copied {
    /// Key of the text that says what it is.
    pub(crate) text: &'static str,
    /// The language that it is in; `None` for all.
    pub(crate) lang: Option<String>,
    /// Where it is.
    pub(crate) path: OutPath,
    /// Name under which a browser saves it.
    pub(crate) name: String,
    /// Size in bytes.
    pub(crate) bytes: usize,
}

/// The page about reading offline in every language, with the copies made so far. It is planned
/// twice: the copies hold a page that leads to no copies.
pub(crate) fn offline_pages(cx: &Cx<'_>, copies: &[Copied]) -> Vec<Planned> {
    let languages = cx.library.config().languages.iter();
    languages
        .map(|lang| {
            let path = cx.list_path("offline", lang);
            let page = cx.page(path.clone(), lang, lang);
            let mut view = fixed(&page, "offline", "nav_offline");
            view.downloads = downloads(&page, copies);
            let view = PageView::Static(Box::new(view));
            (path, Output::Page { template: "offline.html", view }, SourcePath::new(MADE))
        })
        .collect()
}

/// The small pages of the shell, in every language.
pub(super) fn outputs(cx: &Cx<'_>) -> Vec<Planned> {
    let mut out = offline_pages(cx, &[]);
    for lang in &cx.library.config().languages {
        let path = OutPath::new(format!("{}404.html", cx.library.config().prefix(lang)));
        let page = PageCx {
            base: Some(base_path(&cx.library.config().base_url)),
            ..cx.page(path.clone(), lang, lang)
        };
        let view = PageView::Static(Box::new(fixed(&page, "404", "title_404")));
        out.push((path, Output::Page { template: "404.html", view }, SourcePath::new(MADE)));
    }
    out
}

/// The page of search in a language: it lists every guide.
pub(super) fn search_output(cx: &Cx<'_>, lang: &str) -> Planned {
    let path = cx.list_path("search", lang);
    let page = cx.page(path.clone(), lang, lang);
    let view = PageView::Search(Box::new(search(&page)));
    (path, Output::Page { template: "search.html", view }, SourcePath::new(MADE))
}

/// The page of all checklists in a language, if there are any.
pub(super) fn checklists_output(cx: &Cx<'_>, lang: &str) -> Option<Planned> {
    let path = cx.list_path("checklists", lang);
    let page = cx.page(path.clone(), lang, lang);
    let view = PageView::Checklists(Box::new(checklists(&page)?));
    Some((path, Output::Page { template: "checklists.html", view }, SourcePath::new(MADE)))
}

/// Every sector with something to tick, in every language.
pub(super) fn sectors(cx: &Cx<'_>) -> Vec<Job> {
    let library = cx.library;
    let mut jobs = Vec::new();
    for lang in &library.config().languages {
        for id in library.section_ids() {
            let Some(document) = library.page_or_fallback(id, lang) else { continue };
            let is_section = library.document(document).kind == PageKind::Section;
            let has_list = |guide: DocId| guide::has_checklist(library.document(guide));
            if is_section && library.guides_by_id(id, lang).any(has_list) {
                jobs.push(Job { document, lang: lang.clone() });
            }
        }
    }
    jobs
}

/// A sector's sheets one after another, as a page and as a PDF file.
pub(super) fn sector_outputs(cx: &Cx<'_>, job: &Job) -> Vec<Planned> {
    let document = cx.library.document(job.document);
    let (path, view) = sector_pack(cx, &document.id, job.document, &job.lang);
    let mut out = Vec::new();
    if !view.pdf_href.is_empty() && !view.sheets.is_empty() {
        let paper = PaperView::Sector(Box::new(view.clone()));
        out.push((cx.paper_path(&path), Output::Paper(paper), document.path.clone()));
    }
    let view = PageView::Checklists(Box::new(view));
    out.push((path, Output::Page { template: "checklists.html", view }, document.path.clone()));
    out
}

/// The page of a sector's sheets and its PDF file, not planned.
pub(super) fn left(cx: &Cx<'_>, job: &Job) -> Vec<Planned> {
    let document = cx.library.document(job.document);
    let page = sheets_path(cx, &document.id, &job.lang);
    let has_paper = cx.library.config().outputs.pdf && !sheets(cx, &document.id, &job.lang).is_empty();
    let paper = has_paper.then(|| cx.paper_path(&page));
    let output = |path| (path, Output::Left, document.path.clone());
    std::iter::once(page).chain(paper).map(output).collect()
}

/// Guides with a sheet in a sector's pack. Sheets are printed in one language: guides that only exist in another
/// one are left to its pack.
fn sheets(cx: &Cx<'_>, sector: &PageId, lang: &str) -> Vec<DocId> {
    let library = cx.library;
    let has_sheet =
        |g: &DocId| library.document(*g).lang == lang && guide::has_checklist(library.document(*g));
    library.guides(sector, lang).into_iter().filter(has_sheet).collect()
}

fn sheets_path(cx: &Cx<'_>, sector: &PageId, lang: &str) -> OutPath {
    cx.list_path(&format!("{sector}/checklists"), lang)
}

/// Path of the site on its host: hosts show the 404 page at the address that was asked for, at any
/// depth, so its links cannot be relative to itself.
fn base_path(base_url: &str) -> String {
    let rest = base_url.split_once("://").map_or("", |(_, rest)| rest);
    match rest.split_once('/') {
        Some((_, path)) => format!("/{}/", path.trim_matches('/')),
        None => "/".to_owned(),
    }
}

fn search(page: &PageCx<'_>) -> SearchPage {
    let library = page.library();
    let links = |items: Vec<(String, String)>| {
        items.into_iter().map(|(title, href)| Link { title, href, lang: String::new() }).collect()
    };
    let sections = library.sections(&PageId::new(""), &page.lang);
    let sectors = sections.iter().map(|s| {
        let d = library.document(*s);
        (d.front.title.value.clone(), d.id.to_string())
    });
    let used = |code: &str| {
        library.ids().any(|d| library.document(d).front.jurisdictions.iter().any(|j| j.value == code))
    };
    let kinds = SEARCH_KINDS.iter().map(|k| (page.t(&format!("kind_{k}")).to_owned(), (*k).to_owned()));
    let places = JURISDICTIONS.iter().filter(|j| used(j));
    let places = places.map(|j| (page.t(&format!("jurisdiction_{j}")).to_owned(), (*j).to_lowercase()));
    SearchPage {
        shell: page.shell(HeadDraft {
            kind: "search",
            title: page.t("nav_search").to_owned(),
            description: page.t("intro_search").to_owned(),
            versions: page.list_versions("search"),
            breadcrumbs: page.home_crumb(),
            ..HeadDraft::default()
        }),
        sectors: links(sectors.collect()),
        kinds: links(kinds.collect()),
        jurisdictions: links(places.collect()),
        groups: groups(page, |page, guide| CardEntry {
            guide: Some(listed::entry(page, guide)),
            ..CardEntry::default()
        }),
        events: home::events(page),
    }
}

/// One group a sector, with an entry for each guide in it; guides without a sector come last.
fn groups(page: &PageCx<'_>, entry: impl Fn(&PageCx<'_>, DocId) -> CardEntry) -> Vec<IndexGroup> {
    let library = page.library();
    let mut out = Vec::new();
    let mut sections: Vec<(String, String, PageId)> = Vec::new();
    for id in library.page_ids() {
        let Some(found) = library.page_or_fallback(id, &page.lang) else { continue };
        if library.document(found).kind == PageKind::Section {
            let link = page.link(found);
            sections.push((link.title, link.href, id.clone()));
        }
    }
    sections.sort_by_key(|(title, _, id)| {
        let weight = library.page_or_fallback(id, &page.lang).and_then(|d| library.document(d).front.weight);
        (weight.unwrap_or(u32::MAX), title.clone())
    });
    sections.push((page.t("all_guides").to_owned(), String::new(), PageId::new("")));
    for (title, href, id) in sections {
        let entries: Vec<CardEntry> =
            library.guides(&id, &page.lang).into_iter().map(|g| entry(page, g)).collect();
        if !entries.is_empty() {
            let anchor =
                if id.as_str().is_empty() { "other".to_owned() } else { id.as_str().replace('/', "-") };
            out.push(IndexGroup { title, id: anchor, href, entries });
        }
    }
    out
}

fn fixed(page: &PageCx<'_>, kind: &'static str, title: &'static str) -> StaticPage {
    let versions = if kind == "offline" { page.list_versions("offline") } else { Default::default() };
    StaticPage {
        shell: page.shell(HeadDraft {
            kind,
            title: page.t(title).to_owned(),
            versions,
            breadcrumbs: page.home_crumb(),
            ..HeadDraft::default()
        }),
        title: page.t(title).to_owned(),
        sectors: home::sectors(page, &PageId::new("")),
        events: home::events(page),
        downloads: Vec::new(),
    }
}

/// The copies that concern a page's language.
fn downloads(page: &PageCx<'_>, copies: &[Copied]) -> Vec<Download> {
    let own = copies.iter().filter(|c| c.lang.as_ref().is_none_or(|lang| *lang == page.lang));
    own.map(|c| Download {
        title: page.t(c.text).to_owned(),
        href: page.href(&c.path),
        name: c.name.clone(),
        size: size(c.bytes),
    })
    .collect()
}

/// A size as readers of data plans count it: kB of 1000 bytes rounded up, from 0.1 MB with one decimal.
fn size(bytes: usize) -> String {
    if bytes < 100_000 {
        format!("{}\u{a0}kB", bytes.div_ceil(1000))
    } else {
        format!("{:.1}\u{a0}MB", bytes as f64 / 1e6)
    }
}

/// Guides with something to tick, by sector. Each group leads to the sector's sheets, to be printed in one go.
fn checklist_groups(page: &PageCx<'_>) -> Vec<IndexGroup> {
    let entry = |page: &PageCx<'_>, guide: DocId| CardEntry {
        guide: Some(listed::entry(page, guide)),
        ..CardEntry::default()
    };
    let mut all = groups(page, entry);
    for group in &mut all {
        group.entries.retain(|e| e.guide.as_ref().is_some_and(|g| !g.checklist_href.is_empty()));
        if let Some(folder) = group.href.strip_suffix("index.html") {
            group.href = format!("{folder}checklists/index.html");
        }
    }
    all.retain(|g| !g.entries.is_empty());
    all
}

/// The list of all checklists, if there are any.
fn checklists(page: &PageCx<'_>) -> Option<ChecklistIndex> {
    let groups = checklist_groups(page);
    if groups.is_empty() {
        return None;
    }
    let shell = page.shell(HeadDraft {
        kind: "checklists",
        title: page.t("nav_checklists").to_owned(),
        description: page.t("intro_checklists").to_owned(),
        versions: page.list_versions("checklists"),
        breadcrumbs: page.home_crumb(),
        ..HeadDraft::default()
    });
    let (title, intro) = (page.t("nav_checklists").to_owned(), page.t("intro_checklists").to_owned());
    Some(ChecklistIndex { shell, title, intro, groups, pdf_href: String::new(), sheets: Vec::new() })
}

fn sector_pack(cx: &Cx<'_>, id: &PageId, section: DocId, lang: &str) -> (OutPath, ChecklistIndex) {
    let library = cx.library;
    let name = format!("{id}/checklists");
    let path = sheets_path(cx, id, lang);
    let page = cx.page(path.clone(), lang, lang);
    let title = library.document(section).front.title.value.clone();
    let guides = sheets(cx, id, lang);
    let entries = guides
        .iter()
        .map(|g| CardEntry { guide: Some(listed::entry(&page, *g)), ..CardEntry::default() })
        .collect();
    let pdf_href = if guides.is_empty() { String::new() } else { cx.paper_href(&page, &path) };
    let sheets = guides.iter().map(|g| checklist::sheet(&page, *g, "checklists")).collect();
    let mut trail = page.breadcrumbs(id);
    trail.push(page.link(section));
    let shell = page.shell(HeadDraft {
        kind: "checklists",
        title: page.texts().fill("checklist_of", &[("title", &title)]),
        versions: page.list_versions(&name),
        breadcrumbs: trail,
        ..HeadDraft::default()
    });
    let title_text = page.texts().fill("checklist_of", &[("title", &title)]);
    let group = IndexGroup { title, id: id.as_str().replace('/', "-"), href: String::new(), entries };
    let intro = page.t("intro_checklists").to_owned();
    (path, ChecklistIndex { shell, title: title_text, intro, groups: vec![group], pdf_href, sheets })
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes() {
        for (bytes, want) in [(1, "1 kB"), (99_999, "100 kB"), (100_000, "0.1 MB"), (12_345_678, "12.3 MB")] {
            assert_eq!(size(bytes).replace('\u{a0}', " "), want);
        }
    }
}
