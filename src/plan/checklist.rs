//! The printable sheet of a guide, and its pack.

use super::cards;
use super::context::Cx;
use super::inline::Inline;
use super::page::{HeadDraft, PageCx};
use super::{OutPath, body, guide};
use crate::library::DocId;
use crate::record::RecordKind;
use crate::text::escape_html;
use crate::view::{Block, ChecklistItem, ChecklistPage, DeadlineCard, LogTable, PackPage, Part};

/// Rows of the call log; the stylesheet drops what does not fit on the page.
const CALL_ROWS: usize = 12;

/// Parts that a sheet takes something from besides the items to tick: see [`acts`] and [`remember`].
const SHEET_PARTS: [&str; 3] = ["steps", "scams", "donts"];

/// How many dates fit side by side.
const DATES: usize = 2;

/// The checklist of a guide in the guide's own language.
pub(super) fn page(cx: &Cx<'_>, id: DocId) -> (OutPath, ChecklistPage) {
    let document = cx.library.document(id);
    let path = cx.checklist_path(&document.id, &document.lang);
    let page = cx.page(path.clone(), &document.lang, &document.lang);
    let view = ChecklistPage { pdf_href: cx.paper_href(&page, &path), ..sheet(&page, id, "checklist") };
    (path, view)
}

/// The pack of a guide.
pub(super) fn pack(cx: &Cx<'_>, id: DocId) -> (OutPath, PackPage) {
    let document = cx.library.document(id);
    let path = cx.pack_path(&document.id, &document.lang);
    let page = cx.page(path.clone(), &document.lang, &document.lang);
    let usage = cx.library.usage(id);
    let sheet = sheet(&page, id, "pack");
    let mut deadlines: Vec<DeadlineCard> = Vec::new();
    let embedded = usage.embedded(RecordKind::Deadline);
    for deadline in
        embedded.chain(usage.direct().filter(|(k, _)| *k == RecordKind::Deadline).map(|(_, id)| id))
    {
        if !deadlines.iter().any(|d| d.id == deadline) {
            deadlines.extend(cards::deadline(&page, deadline));
        }
    }
    let view = PackPage {
        shell: sheet.shell.clone(),
        pdf_href: cx.paper_href(&page, &path),
        letters: usage.embedded(RecordKind::Letter).filter_map(|l| cards::letter(&page, l)).collect(),
        ladders: usage.embedded(RecordKind::Ladder).filter_map(|l| cards::ladder(&page, l)).collect(),
        deadlines,
        sheets: vec![log(&page, "calls", 26), log(&page, "evidence", 26), log(&page, "timeline", 26)],
        sheet,
    };
    (path, view)
}

/// An empty table to write in.
fn log(page: &PageCx<'_>, key: &str, rows: usize) -> LogTable {
    let columns = (1..=4).map(|n| page.content_t(&format!("log_{key}_{n}")).to_owned()).collect();
    LogTable { key: key.to_owned(), title: page.content_t(&format!("log_{key}")).to_owned(), columns, rows }
}

/// The sheet of a guide, drawn on some page: its own, the pack's or the sector's.
pub(super) fn sheet(page: &PageCx<'_>, id: DocId, kind: &'static str) -> ChecklistPage {
    let library = page.library();
    let document = library.document(id);
    let front = &document.front;
    // Rendered for the page that shows the sheet: links are relative to it.
    let mut inline = Inline::new(page, document, library.targets(id), library.usage(id).sources());
    let parts = &body::parts_where(&mut inline, |key, events| {
        SHEET_PARTS.contains(&key) || document.body.tasks.iter().any(|t| events.contains(&t.event))
    });
    let mut items = Vec::new();
    for part in parts {
        collect_items(&part.blocks, &mut items);
    }
    let (evidence, mut steps): (Vec<ChecklistItem>, Vec<ChecklistItem>) =
        items.into_iter().partition(|i| i.evidence);
    if steps.is_empty() {
        steps = acts(parts);
    }
    let target = page.cx.page_path(&document.id, &document.lang);
    let (qr_path, qr_size) = qr(page, &target);
    let key = if kind == "pack" { "pack_of" } else { "checklist_of" };
    let title = page.texts().fill(key, &[("title", &front.title.value)]);
    let mut trail = page.breadcrumbs(&document.id);
    trail.push(page.link(id));
    let versions = library
        .languages_of(&document.id)
        .filter(|(_, d)| guide::has_checklist(library.document(*d)))
        .map(|(lang, _)| {
            (
                lang.to_owned(),
                if kind == "pack" {
                    page.cx.pack_path(&document.id, lang)
                } else {
                    page.cx.checklist_path(&document.id, lang)
                },
            )
        })
        .collect();
    let clocks = [&front.their_clock, &front.your_clock];
    let sources = library.usage(id).sources().iter().map(|s| cards::name(page, RecordKind::Source, s));
    ChecklistPage {
        shell: page.shell(HeadDraft {
            kind,
            description: front.summary_text().to_owned(),
            title,
            versions,
            breadcrumbs: trail,
            notices: guide::notices(page, id),
            ..HeadDraft::default()
        }),
        guide_id: format!("{}:{}", document.lang, document.id),
        pdf_href: String::new(),
        guide: page.link(id),
        title_html: page.title_html(document),
        jurisdictions: guide::jurisdictions(page, document),
        reviewed: front.reviewed.as_ref().map(|d| d.value.to_string()).unwrap_or_default(),
        address: guide::address(page, &document.id),
        qr_path,
        qr_size,
        blanks: ["name", "phone", "account", "amount", "date", "reference"]
            .iter()
            .map(|b| page.content_t(&format!("blank_{b}")).to_owned())
            .collect(),
        evidence,
        steps,
        dates: clocks
            .into_iter()
            .flatten()
            .filter_map(|d| cards::deadline(page, &d.value))
            .take(DATES)
            .collect(),
        log: log(page, "calls", CALL_ROWS),
        remember_html: remember(parts),
        sources: sources.take(6).collect(),
    }
}

fn collect_items(blocks: &[Block], items: &mut Vec<ChecklistItem>) {
    for block in blocks {
        match block {
            Block::Checklist { items: found } => items.extend(found.iter().cloned()),
            Block::Group { blocks, .. } | Block::Step { blocks, .. } | Block::Script { blocks, .. } => {
                collect_items(blocks, items);
            }
            _ => {}
        }
    }
}

/// The steps of a guide as items to tick.
fn acts(parts: &[Part]) -> Vec<ChecklistItem> {
    let steps = parts.iter().filter(|p| p.key == "steps").flat_map(|p| &p.blocks);
    steps
        .filter_map(|block| match block {
            Block::Step { id, when, title_html, .. } => Some(ChecklistItem {
                id: format!("step-{id}"),
                lead_html: title_html.clone(),
                hint_html: escape_html(when),
                text: format!("{when} {title_html}").replace("<wbr>", ""),
                checked: false,
                evidence: false,
                href: String::new(),
                tags: Vec::new(),
            }),
            _ => None,
        })
        .collect()
}

/// Two lines to remember: the first don't and the first scam.
fn remember(parts: &[Part]) -> Vec<String> {
    ["scams", "donts"]
        .iter()
        .filter_map(|key| {
            let part = parts.iter().find(|p| p.key == *key)?;
            part.blocks.iter().find_map(|b| match b {
                Block::Html { html } => first_item(html),
                _ => None,
            })
        })
        .collect()
}

/// HTML of the first list item, its links unwrapped: paper cannot be clicked.
fn first_item(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("<li>")?;
    let (item, _) = rest.split_once("</li>")?;
    let mut out = String::with_capacity(item.len());
    let mut rest = item.trim().trim_start_matches("<p>").trim_end_matches("</p>").trim();
    while let Some((before, after)) = rest.split_once("<a ") {
        out.push_str(before);
        rest = after.split_once('>').map_or("", |(_, r)| r);
    }
    out.push_str(rest);
    Some(out.replace("</a>", ""))
}

/// QR code of a page's absolute address, and its side in modules; empty without `base_url`.
pub(super) fn qr(page: &PageCx<'_>, target: &OutPath) -> (String, usize) {
    let base = &page.library().config().base_url;
    if base.is_empty() { (String::new(), 0) } else { page.cx.codes.of(&target.absolute(base)) }
}
