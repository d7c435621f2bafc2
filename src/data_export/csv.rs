//! Tables for spreadsheets: RFC 4180, UTF-8 with a byte order mark, because that is how spreadsheet
//! programs know that it is UTF-8.
//!
//! A cell that a spreadsheet would take for a formula begins with an apostrophe. Texts come from
//! volunteers and from letters of strangers: a title must not run anything on an editor's machine.

use super::guide;
use super::model::{Guide, address};
use crate::plan::{Cx, cards};
use crate::record::{Common, Confidence, RecordKind};
use crate::table::{I18n, Spanned};

/// Characters at which spreadsheet programs begin a formula (source: OWASP, “CSV Injection”), with
/// their full-width forms, which East Asian versions accept.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A table of all guides, a row a guide and language.
pub fn guides_csv(cx: &Cx<'_>) -> String {
    let head = [
        "id",
        "lang",
        "title",
        "summary",
        "url",
        "sector",
        "jurisdictions",
        "urgency",
        "reviewed",
        "next_review",
        "oldest_check",
        "owner",
        "tags",
        "their_clock",
        "your_clock",
        "checklist_items",
        "sources",
    ];
    let rows = guide::all(cx).into_iter().map(guide_row);
    table(&head.map(str::to_owned), rows)
}

fn guide_row(guide: Guide) -> Vec<String> {
    let length = |clock: Option<super::Clock>| clock.map(|c| c.length).unwrap_or_default();
    vec![
        guide.id,
        guide.lang,
        guide.title,
        guide.summary,
        guide.url,
        guide.sector,
        guide.jurisdictions.join(" "),
        guide.urgency,
        guide.reviewed.unwrap_or_default(),
        guide.next_review.unwrap_or_default(),
        guide.oldest_check.unwrap_or_default(),
        guide.owner,
        guide.tags.join(" "),
        length(guide.their_clock),
        length(guide.your_clock),
        guide.checklist.len().to_string(),
        guide.sources.join(" "),
    ]
}

/// A table of all records of all kinds, a row a record, with its name in each language of the site.
pub fn records_csv(cx: &Cx<'_>) -> String {
    let languages = &cx.library.config().languages;
    let mut head = vec!["kind".to_owned(), "id".to_owned(), "jurisdiction".to_owned(), "sectors".to_owned()];
    head.extend(languages.iter().map(|lang| format!("name_{lang}")));
    head.extend(
        ["phone", "length", "website", "sourced", "checked_on", "sources", "guides", "url"]
            .map(str::to_owned),
    );
    let ids = RecordKind::ALL
        .into_iter()
        .flat_map(|kind| cx.library.records().ids(kind).into_iter().map(move |id| (kind, id)));
    table(&head, ids.filter_map(|(kind, id)| record_row(cx, kind, id)))
}

/// What the kinds of records have in different places.
struct Details<'a> {
    name: Option<&'a I18n>,
    phone: &'a str,
    website: &'a str,
    sourced: Option<bool>,
}

fn web(url: Option<&Spanned<String>>) -> &str {
    url.map_or("", |u| u.value.as_str())
}

fn details<'a>(cx: &Cx<'a>, kind: RecordKind, id: &str) -> Details<'a> {
    let all = cx.library.records();
    let mut out = Details { name: None, phone: "", website: "", sourced: None };
    match kind {
        RecordKind::Authority => {
            let r = &all.authorities[id];
            out.name = Some(&r.name);
            out.phone = r.phone.as_ref().map_or("", |p| p.value.as_str());
            out.website = web(r.url.as_ref());
            out.sourced = Some(r.confidence == Confidence::Primary);
        }
        RecordKind::Deadline => {
            out.name = Some(&all.deadlines[id].act);
            out.sourced = Some(all.deadlines[id].confidence == Confidence::Primary);
        }
        RecordKind::Source => {
            let r = &all.sources[id];
            out.name = Some(&r.title);
            out.website = web(r.url.as_ref());
            out.sourced = Some(r.confidence == Confidence::Primary);
        }
        RecordKind::Evidence => out.name = Some(&all.evidence[id].name),
        RecordKind::Letter => out.name = Some(&all.letters[id].name),
        RecordKind::Ladder => out.name = Some(&all.ladders[id].name),
        RecordKind::Term => out.name = Some(&all.terms[id].name),
    }
    out
}

fn record_row(cx: &Cx<'_>, kind: RecordKind, id: &str) -> Option<Vec<String>> {
    let config = cx.library.config();
    let common: &Common = cx.library.records().common(kind, id)?;
    let own = details(cx, kind, id);
    let path = cx.record_path(kind, id, &config.default_language);
    let length = cx.library.records().deadlines.get(id).filter(|_| kind == RecordKind::Deadline);
    let length = length.map(|d| {
        cards::length(&cx.page(path.clone(), &config.default_language, &config.default_language), d)
    });
    let mut row =
        vec![kind.to_string(), id.to_owned(), common.jurisdiction.clone(), common.sectors.join(" ")];
    let name = |lang: &String| own.name.and_then(|n| n.texts.get(lang)).cloned().unwrap_or_default();
    row.extend(config.languages.iter().map(name));
    row.extend([
        own.phone.to_owned(),
        super::plain::spaces(&length.unwrap_or_default()),
        own.website.to_owned(),
        own.sourced.map(|s| s.to_string()).unwrap_or_default(),
        common.checked_on.as_ref().map(|d| d.value.to_string()).unwrap_or_default(),
        super::model::values(&common.sources).join(" "),
        cx.library.mentions(kind, id).len().to_string(),
        if kind.has_pages() { address(cx, &path) } else { String::new() },
    ]);
    Some(row)
}

fn table(head: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = String::from('\u{feff}');
    for row in std::iter::once(head.to_vec()).chain(rows) {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// A cell: always in quotes, never a formula.
fn quoted(cell: &str) -> String {
    // White space and control characters in front do not stop a spreadsheet.
    let first = cell.chars().find(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{feff}');
    let guard = if first.is_some_and(|c| FORMULA.contains(&c)) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn cells_are_no_formulas() {
        for (cell, want) in [
            ("话费", "\"话费\""),
            ("=HYPERLINK(\"http://evil.example\")", "\"'=HYPERLINK(\"\"http://evil.example\"\")\""),
            (" +1", "\"' +1\""),
            ("\t@SUM(A1)", "\"'\t@SUM(A1)\""),
            ("＝1＋1", "\"'＝1＋1\""),
            ("\r\n=1", "\"'\r\n=1\""),
            ("a=b", "\"a=b\""),
            ("", "\"\""),
            ("12300", "\"12300\""),
        ] {
            assert_eq!(quoted(cell), want, "{cell:?}");
        }
    }
}
