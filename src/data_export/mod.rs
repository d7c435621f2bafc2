//! Guides and records for other systems: JSON with its schema, NDJSON for search clusters and data
//! teams, CSV for spreadsheets, and the files under `api/v1/` of the built site.
//!
//! Everything is a function of the linked library and the theme's texts (for the words of units), so
//! the same inputs give the same bytes. The format has a version: within one, keys are only added.

mod csv;
mod guide;
mod index;
mod model;
mod plain;
mod record;
mod records;
mod row;

use std::io;

use serde::{Serialize, Serializer};

pub use csv::{guides_csv, records_csv};
pub use index::{opensearch_mapping, quickwit_index};
pub use model::{Clock, Export, Guide, GuideLink, ListItem, RecordRef, Section, Site, TodayAct, VERSION};
pub use record::{
    AuthorityRecord, Common, DeadlineRecord, EvidenceRecord, FieldRecord, LadderRecord, LetterRecord,
    RecordSet, RungRecord, SourceRecord, TermRecord,
};
pub use row::{Bulk, Row, ndjson, rows};

use crate::plan::{Cx, OutPath};
use crate::site::Content;

/// Folder of the files for machines in the built site.
const API: &str = "api/v1";

const GUIDES: &str = "guides.json";
const RECORDS: &str = "records.json";
const SCHEMA: &str = "schema.json";
const SECTIONS: &str = "sections.ndjson";

/// Files in [`API`].
const FILES: [&str; 4] = [GUIDES, RECORDS, SCHEMA, SECTIONS];

/// Guides and records in one value.
pub fn export(cx: &Cx<'_>) -> Export {
    Export {
        kb_export: VERSION,
        site: model::site(cx),
        guides: Some(guide::all(cx)),
        records: Some(records::all(cx)),
    }
}

/// The JSON Schema (2020-12) that every JSON file of this version holds to. It is made from the types by a test,
/// so that no program needs what makes it.
pub const SCHEMA_TEXT: &str = include_str!("schema.json");

/// A value as indented JSON with a line end, as people and `diff` read it.
pub fn pretty(value: &impl Serialize) -> String {
    // Strings, numbers and maps with string keys: nothing in these values can fail.
    let text = serde_json::to_string_pretty(value).expect("plain data serialises");
    format!("{text}\n")
}

/// An [`Export`] of guides that are made while they are written: all at once, they would be the largest
/// value of a build.
#[derive(Serialize)]
struct Written<'a> {
    kb_export: u32,
    site: Site,
    #[serde(serialize_with = "write_guides")]
    guides: &'a Cx<'a>,
}

fn write_guides<S: Serializer>(cx: &&Cx<'_>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(guide::each(cx))
}

/// Paths of the files that [`api`] makes.
pub fn api_paths() -> impl Iterator<Item = OutPath> {
    FILES.iter().map(|name| OutPath::new(format!("{API}/{name}")))
}

/// Makes the files under `api/v1/` of the built site, one after the other: `guides.json`, `records.json`,
/// `sections.ndjson` and `schema.json`. Those that grow with the guides are made while they are written.
pub fn api(cx: &Cx<'_>, put: &mut dyn FnMut(OutPath, Content<'_>)) {
    let mut file = |name: &str, content: Content<'_>| put(OutPath::new(format!("{API}/{name}")), content);
    file(GUIDES, &|to| write_pretty(&Written { kb_export: VERSION, site: model::site(cx), guides: cx }, to));
    let (site, records) = (model::site(cx), Some(records::all(cx)));
    let records = Export { kb_export: VERSION, site, guides: None, records };
    file(RECORDS, &|to| write_pretty(&records, to));
    file(SCHEMA, &|to| to.write_all(SCHEMA_TEXT.as_bytes()));
    file(SECTIONS, &|to| row::write(row::each(cx), &Bulk::Documents, to));
}

/// The same as [`pretty`].
fn write_pretty(value: &impl Serialize, to: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, value)?;
    to.write_all(b"\n")
}

#[cfg(test)]
mod tests;
