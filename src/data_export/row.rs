//! One line a section of a guide: what search clusters and data teams take.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::json;

use super::guide;
use super::model::address;
use super::plain;
use crate::document::Document;
use crate::library::{DocId, Target};
use crate::plan::Cx;

/// What may stand bare in an anchor besides letters and digits.
const IN_ANCHOR: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// A section of a guide with what is needed to find it, filter it and show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// `LANG/GUIDE#ANCHOR`: unique, and the same from build to build.
    pub id: String,
    /// Id of the guide.
    pub guide: String,
    /// Language.
    pub lang: String,
    /// Page with anchor.
    pub url: String,
    /// Title of the guide.
    pub title: String,
    /// Summary of the guide.
    pub summary: String,
    /// Id of its section of the site.
    pub sector: String,
    /// Title of its section of the site.
    pub sector_title: String,
    /// Countries whose rules the guide states.
    pub jurisdictions: Vec<String>,
    /// `none`, `days` or `hours`.
    pub urgency: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Role that is responsible.
    pub owner: String,
    /// Date of the last review as a point in time (RFC 3339, midnight UTC): what both clusters read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<String>,
    /// Key of the part; empty outside parts.
    pub part: String,
    /// Heading.
    pub heading: String,
    /// Place of the section in the guide, from 0.
    pub position: u32,
    /// Text.
    pub text: String,
    /// Records that the section names, as `kind:id`.
    pub records: Vec<String>,
}

/// How lines are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bulk {
    /// One document a line: Quickwit, DuckDB, `jq`.
    Documents,
    /// A line that says where to, then the document: the bulk interface of OpenSearch.
    OpenSearch {
        /// Name of the index.
        index: String,
    },
}

/// All sections of all guides that have text, in order.
pub fn rows(cx: &Cx<'_>) -> Vec<Row> {
    each(cx).collect()
}

/// The same, one after the other.
pub(super) fn each<'a>(cx: &'a Cx<'a>) -> impl Iterator<Item = Row> + 'a {
    guide::ids(cx).into_iter().flat_map(|id| of_guide(cx, id))
}

/// Rows as lines of JSON.
pub fn ndjson<R: Borrow<Row>>(rows: impl IntoIterator<Item = R>, bulk: &Bulk) -> String {
    let mut out = Vec::new();
    write(rows, bulk, &mut out).expect("memory takes every byte");
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// Writes rows as lines of JSON.
pub(super) fn write<R: Borrow<Row>>(
    rows: impl IntoIterator<Item = R>,
    bulk: &Bulk,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    for row in rows {
        let row = row.borrow();
        if let Bulk::OpenSearch { index } = bulk {
            let action = json!({ "index": { "_index": index, "_id": row.id } });
            writeln!(to, "{action}")?;
        }
        serde_json::to_writer(&mut *to, row)?;
        to.write_all(b"\n")?;
    }
    Ok(())
}

fn of_guide(cx: &Cx<'_>, id: DocId) -> Vec<Row> {
    let document = cx.library.document(id);
    let front = &document.front;
    let page = guide::page(cx, document);
    let url = address(cx, &page.path);
    let sector_title = cx
        .library
        .section_of(&document.id, &document.lang)
        .map(|s| cx.library.document(s).front.title.value.clone());
    let named = records(document, cx.library.targets(id));
    let sections = plain::sections(&page, id).into_iter().filter(|s| !s.text.is_empty());
    sections
        .zip(0..)
        .map(|(section, position)| Row {
            id: format!("{}/{}#{}", document.lang, document.id, section.anchor),
            guide: document.id.to_string(),
            lang: document.lang.clone(),
            url: match section.anchor.as_str() {
                "" => url.clone(),
                anchor => format!("{url}#{}", utf8_percent_encode(anchor, IN_ANCHOR)),
            },
            title: front.title.value.clone(),
            summary: front.summary_text().to_owned(),
            sector: document.id.parent().to_string(),
            sector_title: sector_title.clone().unwrap_or_default(),
            jurisdictions: super::model::values(&front.jurisdictions),
            urgency: front.urgency.as_str().to_owned(),
            tags: super::model::values(&front.tags),
            owner: front.owner.clone(),
            reviewed: front.reviewed.as_ref().map(|d| format!("{}T00:00:00Z", d.value)),
            records: named.get(section.anchor.as_str()).into_iter().flatten().cloned().collect(),
            part: section.part,
            heading: section.heading,
            position,
            text: section.text,
        })
        .collect()
}

/// Records by the anchor of the heading under which they are named.
fn records<'a>(document: &'a Document, targets: &[Target]) -> BTreeMap<&'a str, BTreeSet<String>> {
    let mut out: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (reference, target) in document.body.references.iter().zip(targets) {
        let Target::Record { kind, id } = target else { continue };
        let heading = document.body.blocks.get(reference.block).and_then(|b| b.heading);
        let anchor = heading.map_or("", |h| document.body.headings[h].anchor.as_str());
        out.entry(anchor).or_default().insert(format!("{kind}:{id}"));
    }
    out
}
