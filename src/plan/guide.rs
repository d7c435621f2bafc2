//! A guide's outputs: its page, checklist, pack, Markdown copy and redirects.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::body;
use super::cards;
use super::checklist;
use super::context::{Cx, Job};
use super::inline::Inline;
use super::listed::{cited_by, related, related_entry};
use super::page::{HeadDraft, PageCx};
use super::{OutPath, Output, PageView, Planned, structured};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::document::{Document, Origin, PageId};
use crate::library::DocId;
use crate::record::RecordKind;
use crate::text::keep_units_together;
use crate::view::{
    BarItem, FactStrip, GuidePage, Link, Notice, PageFacts, PaperView, Part, RedirectPage, Review, SideCase,
    SourceCard, TocItem, Today,
};

/// Pages of one guide in one language.
pub(super) fn outputs(cx: &Cx<'_>, job: &Job) -> Vec<Planned> {
    let document = cx.library.document(job.document);
    let source = document.path.clone();
    let mut out = Vec::with_capacity(4);
    out.push(page(cx, job));
    if job.lang != document.lang {
        return out; // a stand-in links to the original's checklist
    }
    if has_checklist(document) {
        let (path, view) = checklist::page(cx, job.document);
        let pdf = cx.library.config().outputs.pdf;
        if pdf {
            let paper = PaperView::Checklist(Box::new(view.clone()));
            out.push((cx.paper_path(&path), Output::Paper(paper), source.clone()));
        }
        out.push((
            path,
            Output::Page { template: "checklist.html", view: PageView::Checklist(Box::new(view)) },
            source.clone(),
        ));
        let (path, view) = checklist::pack(cx, job.document);
        if pdf {
            let paper = PaperView::Pack(Box::new(view.clone()));
            out.push((cx.paper_path(&path), Output::Paper(paper), source.clone()));
        }
        out.push((
            path,
            Output::Page { template: "pack.html", view: PageView::Pack(Box::new(view)) },
            source.clone(),
        ));
    }
    let copy = OutPath::new(format!("{}{}/index.md", cx.library.config().prefix(&job.lang), document.id));
    out.push((copy, Output::Bytes(markdown_copy(document).into_bytes().into()), source));
    out
}

/// The page alone.
pub(super) fn page(cx: &Cx<'_>, job: &Job) -> Planned {
    let document = cx.library.document(job.document);
    let path = cx.page_path(&document.id, &job.lang);
    let view = guide_page(&cx.page(path.clone(), &job.lang, &document.lang), job.document);
    let output = Output::Page { template: "guide.html", view: PageView::Guide(Box::new(view)) };
    (path, output, document.path.clone())
}

/// Whether a guide has anything to tick.
pub(super) fn has_checklist(document: &Document) -> bool {
    !document.body.tasks.is_empty()
}

fn markdown_copy(document: &Document) -> String {
    format!("# {}\n\n{}\n\n{}", document.front.title.value, document.front.summary_text(), document.source())
}

/// Notices above the title of a document's page.
pub(super) fn notices(page: &PageCx<'_>, id: DocId) -> Vec<Notice> {
    let library = page.library();
    let document = library.document(id);
    let mut notices = Vec::new();
    let mut add = |kind: &str, text: String, href: String| {
        notices.push(Notice { kind: kind.to_owned(), text, href });
    };
    if document.front.draft {
        add("draft", page.t("notice_draft").to_owned(), String::new());
    }
    if page.lang != page.content_lang {
        add("fallback", page.t("notice_fallback").to_owned(), String::new());
    }
    if let Some(next) = library.review_due(id).map(|d| d.date).filter(|d| *d < library.today()) {
        add("stale", page.texts().fill("notice_stale", &[("date", &next.to_string())]), String::new());
    }
    if let Some(Origin::TranslationOf(lang)) =
        document.front.origin.as_ref().filter(|_| library.is_behind(id))
    {
        let href = page.href(&page.cx.page_path(&document.id, &lang.value));
        add("lagging", lagging(page, id), href);
    }
    notices
}

/// That the original has changed, and which of its parts, where that can be told.
fn lagging(page: &PageCx<'_>, id: DocId) -> String {
    let changed = page.library().changed_in_original(id);
    if changed.is_empty() {
        return page.t("notice_lagging").to_owned();
    }
    let keys = changed.iter().map(|part| format!("part_{}", part.replace('-', "_")));
    let names: Vec<String> = keys.map(|key| page.t(&key).to_owned()).collect();
    page.texts().fill("notice_lagging_in", &[("parts", &names.join(page.t("comma")))])
}

/// Paths of a page in all languages, and which of them are stand-ins.
pub(super) fn versions(cx: &Cx<'_>, id: &PageId) -> (BTreeMap<String, OutPath>, Vec<String>) {
    let languages = &cx.library.config().languages;
    let versions = languages.iter().map(|l| (l.clone(), cx.page_path(id, l))).collect();
    let fallbacks = languages.iter().filter(|l| cx.library.page(id, l).is_none()).cloned().collect();
    (versions, fallbacks)
}

/// A guide as its page shows it.
pub(super) fn guide_page(page: &PageCx<'_>, id: DocId) -> GuidePage {
    let cx = page.cx;
    let library = page.library();
    let document = library.document(id);
    let front = &document.front;
    let usage = library.usage(id);
    let mut inline = Inline::new(page, document, library.targets(id), usage.sources());
    let parts = body::parts(&mut inline);
    let (urgent, parts): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|p| p.key == "urgent");
    let checklist_path = cx.checklist_path(&document.id, &document.lang);
    let has = has_checklist(document);
    let (versions, fallbacks) = versions(cx, &document.id);
    let strip = strip(page, document);
    let sources: Vec<SourceCard> =
        usage.sources().iter().enumerate().filter_map(|(i, s)| cards::source(page, s, i + 1)).collect();
    let address = address(page, &document.id);
    let (qr_path, qr_size) = checklist::qr(page, &cx.page_path(&document.id, &page.lang));
    GuidePage {
        shell: page.shell(HeadDraft {
            kind: "guide",
            title: front.title.value.clone(),
            description: front.summary_text().to_owned(),
            json_ld: structured::guide(page, id),
            canonical: (page.lang != page.content_lang).then(|| cx.page_path(&document.id, &document.lang)),
            versions,
            fallbacks,
            breadcrumbs: page.breadcrumbs(&document.id),
            notices: notices(page, id),
        }),
        id: format!("{}:{}", document.lang, document.id),
        sector: sector(page, &document.id),
        title_html: page.title_html(document),
        summary_html: crate::text::escape_html(&keep_units_together(front.summary_text())),
        facts: PageFacts {
            jurisdictions: jurisdictions(page, document),
            reviewed: front.reviewed.as_ref().map(|d| d.value.to_string()).unwrap_or_default(),
            source_count: sources.len(),
        },
        has_strip: [&strip.gain, &strip.cost, &strip.their_clock, &strip.your_clock]
            .iter()
            .any(|s| !s.is_empty()),
        strip,
        today: front.today.as_ref().map(|t| Today {
            act: keep_units_together(&t.act),
            minutes: t.minutes,
            text: keep_units_together(&t.text),
        }),
        toc: toc(document),
        bar: bar(page, &parts),
        side: side(page, id),
        checklist_href: if has { page.href(&checklist_path) } else { String::new() },
        pack_href: if has { page.href(&cx.pack_path(&document.id, &document.lang)) } else { String::new() },
        letter_href: first_letter(page, id, &parts),
        pdf_href: if has { cx.paper_href(page, &checklist_path) } else { String::new() },
        markdown_href: page.href(&OutPath::new(format!(
            "{}{}/index.md",
            library.config().prefix(&document.lang),
            document.id
        ))),
        next: front.next.as_ref().and_then(|g| related_entry(page, &g.guide.value, &g.reason)),
        related: related(page, id),
        backlinks: cited_by(page, library.backlinks(&document.id), None),
        review: review(page, id),
        share_text: share_text(page, document),
        address,
        qr_path,
        qr_size,
        sources,
        fallback: page.lang != page.content_lang,
        urgent: urgent.into_iter().next(),
        parts,
    }
}

/// The address of a page to print: without scheme if the site has one, else its path.
pub(super) fn address(page: &PageCx<'_>, id: &PageId) -> String {
    let base = &page.library().config().base_url;
    let short = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://")).unwrap_or(base);
    let prefix = page.library().config().prefix(&page.content_lang);
    format!("{short}/{prefix}{id}/")
}

/// Names of a document's countries.
pub(super) fn jurisdictions(page: &PageCx<'_>, document: &Document) -> Vec<String> {
    document.front.jurisdictions.iter().map(|j| cards::jurisdiction(page, &j.value)).collect()
}

fn sector(page: &PageCx<'_>, id: &PageId) -> Link {
    match page.library().section_of(id, &page.lang) {
        Some(section) => page.link(section),
        None => page.home_crumb().pop().unwrap_or(Link {
            title: String::new(),
            href: String::new(),
            lang: String::new(),
        }),
    }
}

/// Length of a clock as words; empty if there is none.
pub(super) fn clock(page: &PageCx<'_>, id: &Option<crate::table::Spanned<String>>) -> String {
    let deadline = id.as_ref().and_then(|id| page.library().records().deadlines.get(&id.value));
    deadline.map(|d| cards::length(page, d)).unwrap_or_default()
}

fn strip(page: &PageCx<'_>, document: &Document) -> FactStrip {
    let front = &document.front;
    FactStrip {
        gain: keep_units_together(&front.gain),
        cost: keep_units_together(&front.cost),
        their_clock: clock(page, &front.their_clock),
        your_clock: clock(page, &front.your_clock),
    }
}

fn toc(document: &Document) -> Vec<TocItem> {
    document
        .body
        .headings
        .iter()
        .filter(|h| h.level == 2)
        .map(|h| TocItem { id: h.anchor.clone(), title: h.text.clone(), key: h.class.clone() })
        .collect()
}

/// The bar on phones: contents, evidence, letter, whom to go to, as far as the guide has them.
fn bar(page: &PageCx<'_>, parts: &[Part]) -> Vec<BarItem> {
    let wanted = [
        ("evidence", "evidence", "bar_evidence"),
        ("letter", "letter", "bar_letter"),
        ("escalation", "who", "bar_who"),
    ];
    let mut bar: Vec<BarItem> = wanted
        .iter()
        .filter_map(|(key, icon, text)| {
            let part = parts.iter().find(|p| p.key == *key)?;
            let title = page.t(text).to_owned();
            Some(BarItem { key: (*icon).to_owned(), title, href: format!("#{}", part.id) })
        })
        .collect();
    if !bar.is_empty() {
        let title = page.t("bar_contents").to_owned();
        bar.insert(0, BarItem { key: "contents".to_owned(), title, href: "#contents".to_owned() });
    }
    bar
}

fn side(page: &PageCx<'_>, id: DocId) -> SideCase {
    let library = page.library();
    let front = &library.document(id).front;
    let clock = |id: &Option<crate::table::Spanned<String>>| {
        id.as_ref().and_then(|d| cards::deadline(page, &d.value))
    };
    let ladder = library.usage(id).embedded(RecordKind::Ladder).next();
    let rungs = ladder.and_then(|l| library.records().ladders.get(l)).map(|l| &l.rungs);
    let authority = rungs.into_iter().flatten().find_map(|r| r.authority.as_ref());
    SideCase {
        your_clock: clock(&front.your_clock),
        their_clock: clock(&front.their_clock),
        authority: authority.and_then(|a| cards::authority(page, &a.value)),
    }
}

fn first_letter(page: &PageCx<'_>, id: DocId, parts: &[Part]) -> String {
    match page.library().usage(id).embedded(RecordKind::Letter).next() {
        Some(letter) => page.href(&page.cx.record_path(RecordKind::Letter, letter, &page.lang)),
        None => parts.iter().find(|p| p.key == "letter").map(|p| format!("#{}", p.id)).unwrap_or_default(),
    }
}

fn review(page: &PageCx<'_>, id: DocId) -> Review {
    let library = page.library();
    let document = library.document(id);
    let front = &document.front;
    // As old as the oldest record that the guide uses.
    let next = library.review_due(id).map(|d| d.date);
    Review {
        jurisdictions: jurisdictions(page, document),
        reviewed: front.reviewed.as_ref().map(|d| d.value.to_string()).unwrap_or_default(),
        oldest_check: library.usage(id).oldest_check().map(|d| d.to_string()).unwrap_or_default(),
        next: next.map(|d| d.to_string()).unwrap_or_default(),
        owner: front.owner.clone(),
        overdue: next.is_some_and(|d| d < library.today()),
    }
}

/// Title, answer, what to do today, and the whole address, which chats turn into a link; the last is
/// left to the browser where the site does not know its own.
fn share_text(page: &PageCx<'_>, document: &Document) -> String {
    let front = &document.front;
    let today = front
        .today
        .as_ref()
        .map(|t| format!("\n{}{}{}", page.content_t("today"), page.content_t("colon"), t.act));
    let base = &page.library().config().base_url;
    let path = page.cx.page_path(&document.id, &page.content_lang);
    let address = if base.is_empty() { String::new() } else { format!("\n{}", path.absolute(base)) };
    format!("{}\n{}{}{address}", front.title.value, front.summary_text(), today.unwrap_or_default())
}

/// Redirects from former addresses.
pub(super) fn redirects(cx: &Cx<'_>, diagnostics: &mut Diagnostics) -> Vec<Planned> {
    let mut out = Vec::new();
    for id in cx.library.ids() {
        let document = cx.library.document(id);
        for alias in &document.front.aliases {
            let clean = alias.value.trim_matches('/');
            let valid = !clean.is_empty()
                && !clean.split('/').any(|p| p.is_empty() || p == "." || p == "..")
                && !clean.contains('\\');
            if !valid {
                let at = Location::new(&document.path, alias.span.clone());
                let d = Diagnostic::new(Code::InvalidValue, at)
                    .arg("key", "aliases")
                    .arg("value", alias.value.clone());
                diagnostics.push(d.arg("expected", "a path of the site such as \"/old/page/\""));
                continue;
            }
            let path = if clean.ends_with(".html") { OutPath::new(clean) } else { OutPath::index(clean) };
            let target = cx.page_path(&document.id, &document.lang);
            let base = &cx.library.config().base_url;
            let view = RedirectPage {
                lang: document.lang.clone(),
                title: document.front.title.value.clone(),
                href: path.href(&target),
                canonical: if base.is_empty() { String::new() } else { target.absolute(base) },
                target: target.as_str().to_owned(),
            };
            let output = Output::Page { template: "redirect.html", view: PageView::Redirect(Box::new(view)) };
            out.push((path, output, document.path.clone()));
        }
    }
    out
}

/// Bytes of a text output.
pub(super) fn bytes(text: String) -> Output {
    Output::Bytes(Arc::from(text.into_bytes()))
}
