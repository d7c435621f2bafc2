//! How search clusters should index the rows.
//!
//! Chinese has no spaces, so each cluster cuts it in its own way: OpenSearch in pairs of characters
//! (`cjk`), Quickwit in single characters with positions (`chinese_compatible`), which finds phrases.
//! Both leave Latin words whole; OpenSearch also gets the stems of English words.

use serde_json::{Map, Value, json};

/// How a field is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Filtered by, one value.
    Filter,
    /// Filtered by, several values.
    Filters,
    /// Searched.
    Search,
    /// Shown only.
    Show,
    /// A point in time.
    Time,
    /// A number.
    Number,
}

/// The fields of a row, in its order.
const FIELDS: [(&str, Use); 18] = [
    ("id", Use::Filter),
    ("guide", Use::Filter),
    ("lang", Use::Filter),
    ("url", Use::Show),
    ("title", Use::Search),
    ("summary", Use::Search),
    ("sector", Use::Filter),
    ("sector_title", Use::Show),
    ("jurisdictions", Use::Filters),
    ("urgency", Use::Filter),
    ("tags", Use::Filters),
    ("owner", Use::Filter),
    ("reviewed", Use::Time),
    ("part", Use::Filter),
    ("heading", Use::Search),
    ("position", Use::Number),
    ("text", Use::Search),
    ("records", Use::Filters),
];

/// Names of the fields, for a test against the rows.
#[cfg(test)]
pub(super) fn fields() -> Vec<&'static str> {
    FIELDS.iter().map(|(name, _)| *name).collect()
}

/// Body of `PUT /INDEX` for OpenSearch 2 and later (also Elasticsearch 7 and later), without plug-ins.
pub fn opensearch_mapping() -> Value {
    let properties: Map<String, Value> = FIELDS
        .iter()
        .map(|(name, how)| {
            let field = match how {
                Use::Filter | Use::Filters => json!({ "type": "keyword" }),
                Use::Search => json!({
                    "type": "text",
                    "analyzer": "cjk",
                    "fields": { "en": { "type": "text", "analyzer": "english" } }
                }),
                Use::Show => json!({ "type": "keyword", "index": false, "doc_values": false }),
                Use::Time => json!({ "type": "date" }),
                Use::Number => json!({ "type": "integer" }),
            };
            ((*name).to_owned(), field)
        })
        .collect();
    json!({ "mappings": { "dynamic": "strict", "properties": properties } })
}

/// Index configuration of Quickwit (format 0.8) as YAML.
pub fn quickwit_index(index_id: &str) -> String {
    let mut out = format!(
        "version: \"0.8\"\nindex_id: \"{index_id}\"\ndoc_mapping:\n  mode: strict\n  field_mappings:\n"
    );
    for (name, how) in FIELDS {
        let rest: &[&str] = match how {
            Use::Filter => &["type: text", "tokenizer: raw", "fast: true"],
            Use::Filters => &["type: array<text>", "tokenizer: raw", "fast: true"],
            Use::Search => {
                &["type: text", "tokenizer: chinese_compatible", "record: position", "fieldnorms: true"]
            }
            Use::Show => &["type: text", "indexed: false"],
            Use::Time => &["type: datetime", "input_formats: [rfc3339]", "fast: true"],
            Use::Number => &["type: u64", "fast: true"],
        };
        out.push_str(&format!("    - name: {name}\n"));
        for line in rest {
            out.push_str(&format!("      {line}\n"));
        }
    }
    let search: Vec<&str> =
        FIELDS.iter().filter(|(_, how)| *how == Use::Search).map(|(name, _)| *name).collect();
    out.push_str(&format!("search_settings:\n  default_search_fields: [{}]\n", search.join(", ")));
    out
}
