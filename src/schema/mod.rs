//! JSON Schemas of what editors write: `kb.toml`, front matter, and each kind of record.
//!
//! An editor that knows them completes keys and marks slips while one types. They say less than the
//! build does (no ids, no cross-checks). The tables of keys are data; tests hold them to the reader
//! that `kb build` uses, key by key and word by word.

mod keys;

use serde_json::{Map, Value, json};

use crate::record::RecordKind;
use keys::{Key, Kind};

/// A kind of file that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// `kb.toml`.
    Config,
    /// What stands between the `+++` lines of a guide.
    FrontMatter,
    /// A file of records.
    Records(RecordKind),
}

impl Input {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Input> {
        [Input::Config, Input::FrontMatter].into_iter().chain(RecordKind::ALL.map(Input::Records))
    }

    /// Name of the schema's file: `kb.json`, `front-matter.json`, `authority.json`, …
    pub fn file_name(self) -> String {
        match self {
            Input::Config => "kb.json".to_owned(),
            Input::FrontMatter => "front-matter.json".to_owned(),
            Input::Records(kind) => format!("{}.json", kind.as_str()),
        }
    }
}

/// The schemas of a site in some languages: file name and text, in the order of [`Input::all`].
/// Every bilingual text must be there in each of the languages.
pub fn files(languages: &[String]) -> Vec<(String, String)> {
    Input::all().map(|input| (input.file_name(), format!("{:#}\n", schema(input, languages)))).collect()
}

/// The schema of one kind of file. Draft 7: what editors for TOML read.
pub fn schema(input: Input, languages: &[String]) -> Value {
    let mut root = match input {
        Input::Config => object(keys::CONFIG, languages),
        Input::FrontMatter => object(keys::FRONT_MATTER, languages),
        Input::Records(kind) => {
            let one = object(keys::record(kind), languages);
            let mut properties = Map::new();
            properties.insert(kind.as_str().to_owned(), json!({ "type": "array", "items": one }));
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
    };
    root["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    root
}

fn object(keys: &[Key], languages: &[String]) -> Value {
    let properties: Map<String, Value> =
        keys.iter().map(|k| (k.name.to_owned(), property(k, languages))).collect();
    let required: Vec<&str> = keys.iter().filter(|k| k.required).map(|k| k.name).collect();
    let mut out = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        out["required"] = json!(required);
    }
    out
}

fn property(key: &Key, languages: &[String]) -> Value {
    let mut value = match key.kind {
        Kind::String => json!({ "type": "string" }),
        Kind::Strings => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Number(max) => json!({ "type": "integer", "minimum": 0, "maximum": max }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Period => json!({ "type": "string", "pattern": "^[1-9][0-9]* (day|week|month|year)s?$" }),
        Kind::Choice(words) => json!({ "type": "string", "enum": words }),
        Kind::Choices(words) => json!({ "type": "array", "items": { "type": "string", "enum": words } }),
        Kind::Text => text(languages),
        Kind::Texts => json!({ "type": "array", "items": text(languages) }),
        Kind::StringOrText => json!({ "anyOf": [{ "type": "string" }, text(&[])] }),
        Kind::Table(keys) => object(keys, languages),
        Kind::Tables(keys) => json!({ "type": "array", "items": object(keys, languages) }),
        Kind::Levels => levels(),
    };
    value["description"] = json!(key.about);
    value
}

/// A text by language.
fn text(languages: &[String]) -> Value {
    let properties: Map<String, Value> =
        languages.iter().map(|l| (l.clone(), json!({ "type": "string", "minLength": 1 }))).collect();
    let mut out =
        json!({ "type": "object", "properties": properties, "additionalProperties": { "type": "string" } });
    if !languages.is_empty() {
        out["required"] = json!(languages);
    }
    out
}

/// `[checks]`: a level for each code that may have one.
fn levels() -> Value {
    let level = json!({ "type": "string", "enum": ["error", "warning", "off"] });
    let codes = crate::diag::Code::ALL.iter().filter(|c| crate::config::adjustable(**c));
    let mut properties: Map<String, Value> = codes.map(|c| (c.as_str().to_owned(), level.clone())).collect();
    let ahead = Key {
        name: "warn_ahead",
        kind: Kind::Period,
        required: false,
        about: "How long before a review is due it is reported.",
    };
    properties.insert(ahead.name.to_owned(), property(&ahead, &[]));
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

#[cfg(test)]
mod tests;
