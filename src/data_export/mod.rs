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

use schemars::generate::SchemaSettings;
use serde_json::Value;

pub use csv::{guides_csv, records_csv};
pub use index::{opensearch_mapping, quickwit_index};
pub use model::{Clock, Export, Guide, GuideLink, ListItem, RecordRef, Section, Site, TodayAct, VERSION};
pub use record::{
    AuthorityRecord, Common, DeadlineRecord, EvidenceRecord, FieldRecord, LadderRecord, LetterRecord,
    RecordSet, RungRecord, SourceRecord, TermRecord,
};
pub use row::{Bulk, Row, ndjson, rows};

use crate::plan::{Cx, OutPath};

/// Folder of the files for machines in the built site.
const API: &str = "api/v1";

/// Guides and records in one value.
pub fn export(cx: &Cx<'_>) -> Export {
    Export {
        kb_export: VERSION,
        site: model::site(cx),
        guides: Some(guide::all(cx)),
        records: Some(records::all(cx)),
    }
}

/// The JSON Schema (2020-12) that every JSON file of this version holds to.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Export>().to_value();
    schema["title"] = Value::from(format!("kb export, version {VERSION}"));
    // A reader that knows this schema must notice the next version.
    schema["properties"]["kb_export"]["const"] = Value::from(VERSION);
    schema
}

/// A value as indented JSON with a line end, as people and `diff` read it.
pub fn pretty(value: &impl serde::Serialize) -> String {
    // Strings, numbers and maps with string keys: nothing in these values can fail.
    let text = serde_json::to_string_pretty(value).expect("plain data serialises");
    format!("{text}\n")
}

/// The files under `api/v1/` of the built site: `guides.json`, `records.json`, `sections.ndjson` and
/// `schema.json`.
pub fn api(cx: &Cx<'_>) -> Vec<(OutPath, Vec<u8>)> {
    let site = || model::site(cx);
    let guides = Export { kb_export: VERSION, site: site(), guides: Some(guide::all(cx)), records: None };
    let records = Export { kb_export: VERSION, site: site(), guides: None, records: Some(records::all(cx)) };
    let file = |name: &str, text: String| (OutPath::new(format!("{API}/{name}")), text.into_bytes());
    vec![
        file("guides.json", pretty(&guides)),
        file("records.json", pretty(&records)),
        file("schema.json", pretty(&schema())),
        file("sections.ndjson", ndjson(&rows(cx), &Bulk::Documents)),
    ]
}

#[cfg(test)]
mod tests;
