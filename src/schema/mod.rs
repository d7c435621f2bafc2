//! JSON Schemas of what editors write: `kb.toml`, front matter, and each kind of record.
//!
//! An editor that knows them completes keys and marks slips while one types. They say less than the
//! build does (no ids, no cross-checks). The tables of keys are data; tests hold them to the reader
//! that `kb build` uses, key by key and word by word.

mod keys;
mod record_keys;

use serde_json::{Map, Value, json};

use crate::record::RecordKind;
use keys::{Key, Kind, Rule};

/// A kind of file that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// `kb.toml`.
    Config,
    /// What stands between the `+++` lines of a guide.
    FrontMatter,
    /// What stands there in an `_index.md`.
    Section,
    /// A file of records.
    Records(RecordKind),
}

impl Input {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Input> {
        [Input::Config, Input::FrontMatter, Input::Section]
            .into_iter()
            .chain(RecordKind::ALL.map(Input::Records))
    }

    /// Name of the schema's file: `kb.json`, `front-matter.json`, `section.json`, `authority.json`, …
    pub fn file_name(self) -> String {
        match self {
            Input::Config => "kb.json".to_owned(),
            Input::FrontMatter => "front-matter.json".to_owned(),
            Input::Section => "section.json".to_owned(),
            Input::Records(kind) => format!("{}.json", kind.as_str()),
        }
    }
}

/// The schemas of a site in some languages: file name and text, in the order of [`Input::all`].
/// Every bilingual text must be there in each of the languages, unless its record says `languages`.
pub fn files(languages: &[String]) -> Vec<(String, String)> {
    Input::all().map(|input| (input.file_name(), format!("{:#}\n", schema(input, languages)))).collect()
}

/// The schema of one kind of file. Draft 7: what editors for TOML read.
pub fn schema(input: Input, languages: &[String]) -> Value {
    let mut root = match input {
        Input::Config => object(keys::CONFIG, languages),
        Input::FrontMatter => object(keys::FRONT_MATTER, languages),
        Input::Section => object(keys::SECTION, languages),
        Input::Records(kind) => {
            let mut one = object(record_keys::record(kind), languages);
            if !languages.is_empty() {
                one["if"] = json!({ "not": { "required": ["languages"] } });
                one["then"] = in_every_language(record_keys::record(kind), languages);
            }
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
    let rules: Vec<Value> = keys::RULES.iter().filter_map(|r| rule(*r, keys)).collect();
    if !rules.is_empty() {
        out["allOf"] = json!(rules);
    }
    out
}

/// A rule as a schema, if it concerns a table with these keys.
fn rule(rule: Rule, keys: &[Key]) -> Option<Value> {
    let has = |name: &str| keys.iter().any(|k| k.name == name);
    match rule {
        Rule::With(a, b) if has(a) && has(b) => Some(json!({ "dependencies": { a: [b] } })),
        Rule::Either(a, b) if has(a) && has(b) => {
            Some(json!({ "anyOf": [{ "required": [a] }, { "required": [b] }] }))
        }
        Rule::NotBoth(a, b) if has(a) && has(b) => Some(json!({ "not": { "required": [a, b] } })),
        Rule::IfTrue(a, others) if has(a) => {
            let any: Vec<Value> =
                others.iter().filter(|o| has(o)).map(|o| json!({ "required": [o] })).collect();
            let yes = json!({ "properties": { a: { "const": true } }, "required": [a] });
            Some(json!({ "if": yes, "then": { "anyOf": any } }))
        }
        _ => None,
    }
}

/// Asks for all languages in the texts of a table, and of the tables inside it.
fn in_every_language(keys: &[Key], languages: &[String]) -> Value {
    let texts = keys.iter().filter_map(|k| match k.kind {
        Kind::Text => Some((k.name.to_owned(), json!({ "required": languages }))),
        Kind::Table(inner) => Some((k.name.to_owned(), in_every_language(inner, languages))),
        Kind::Tables(inner) => {
            Some((k.name.to_owned(), json!({ "items": in_every_language(inner, languages) })))
        }
        _ => None,
    });
    json!({ "properties": texts.collect::<Map<String, Value>>() })
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
        Kind::StringOrText => json!({ "anyOf": [{ "type": "string" }, text(languages)] }),
        Kind::Table(keys) => object(keys, languages),
        Kind::Tables(keys) => json!({ "type": "array", "items": object(keys, languages) }),
        Kind::Levels => levels(),
    };
    value["description"] = json!(key.about);
    value
}

/// A text by language; which must be there is said where the record does not choose its languages.
fn text(languages: &[String]) -> Value {
    let properties: Map<String, Value> =
        languages.iter().map(|l| (l.clone(), json!({ "type": "string", "minLength": 1 }))).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": { "type": "string" }, "minProperties": 1 })
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
#[cfg(test)]
mod validate;
