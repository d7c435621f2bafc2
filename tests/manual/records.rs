//! Tables of keys: `kb.toml`, front matter and records, from the schemas that editors use.

use kb::schema::{Input, schema};
use serde_json::{Map, Value};

use crate::markdown::{Page, code, escape};

/// A page on some kinds of files.
pub(crate) fn page(inputs: &[Input]) -> String {
    let mut page = head(inputs[0]);
    for input in inputs {
        let schema = schema(*input, &[]);
        let name = input.file_name().trim_end_matches(".json").to_owned();
        let table = match input {
            Input::Records(kind) => {
                page.heading(2, &code(kind.as_str()), &name);
                page.paragraph(&format!(
                    "One `[[{0}]]` table each, in `content/_data/{1}.toml` or a file in `content/_data/{1}/`; \
                     referred to by `[text]({0}:ID)`, embedded by `![]({0}:ID)` where it can be drawn.",
                    kind.as_str(),
                    kind.folder()
                ));
                &schema["properties"][kind.as_str()]["items"]
            }
            Input::Config => &schema,
            Input::FrontMatter => {
                page.heading(2, "A guide", &name);
                &schema
            }
            Input::Section => {
                page.heading(2, "A section or the home page", &name);
                &schema
            }
        };
        keys_of(&mut page, table, &name, "");
    }
    page.finish()
}

fn head(input: Input) -> Page {
    match input {
        Input::Config => Page::new("Settings in kb.toml", "Every key of a site's settings.", 2),
        Input::FrontMatter | Input::Section => {
            Page::new("Front matter", "Every key between the +++ lines of a page.", 3)
        }
        Input::Records(_) => Page::new(
            "Fields of records",
            "Every field of authorities, deadlines, evidence, letters, ladders, terms and sources.",
            4,
        ),
    }
}

/// Names of the keys that a table may have.
pub(crate) fn keys(schema: &Value) -> Vec<&str> {
    schema["properties"].as_object().map(|p| p.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// The keys of a table, then those of the tables in it.
fn keys_of(page: &mut Page, schema: &Value, anchor: &str, path: &str) {
    // The page of the settings is one table: its heading is the page's title.
    let level = if anchor == "kb" { 2 } else { 3 };
    let empty = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&empty);
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if properties.values().all(|p| p.get("enum").is_some()) && path == "checks" {
        page.paragraph(
            "`warn_ahead` is a length of time (`\"30 days\"`); every other key is a code from \
             [the list of diagnostics](diagnostics.md) with `\"error\"`, `\"warning\"` or `\"off\"`.",
        );
        return;
    }
    let rows: Vec<Vec<String>> = properties
        .iter()
        .map(|(name, property)| {
            let must = if required.contains(&name.as_str()) { "yes" } else { "" };
            let about = property["description"].as_str().unwrap_or_default();
            vec![code(name), kind(property), must.to_owned(), escape(about)]
        })
        .collect();
    page.table(&["key", "takes", "must", "what it says"], &rows);
    for (name, property) in properties {
        let inner = if property["type"] == "array" { &property["items"] } else { property };
        if inner.get("properties").is_none() || is_text(inner) {
            continue;
        }
        let inside = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let title = if property["type"] == "array" { format!("[[{inside}]]") } else { format!("[{inside}]") };
        let id = format!("{anchor}-{}", inside.replace('.', "-"));
        page.heading(level, &code(&title), &id);
        keys_of(page, inner, anchor, &inside);
    }
}

/// Whether a table is a text by language.
fn is_text(schema: &Value) -> bool {
    schema["properties"].as_object().is_none_or(|p| p.keys().all(|k| kb::config::is_language_tag(k)))
        || schema["additionalProperties"]["type"] == "string"
}

/// What a key takes, in words.
fn kind(property: &Value) -> String {
    if let Some(any) = property["anyOf"].as_array().or_else(|| property["oneOf"].as_array()) {
        return any.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    if let Some(choices) = property["enum"].as_array() {
        return choices.iter().filter_map(Value::as_str).map(code).collect::<Vec<_>>().join(", ");
    }
    match property["type"].as_str() {
        Some("array") if property["items"].get("properties").is_some() && !is_text(&property["items"]) => {
            "list of tables".to_owned()
        }
        Some("array") => format!("list of {}", plural(&kind(&property["items"]))),
        Some("object") if is_text(property) => "text by language".to_owned(),
        Some("object") => "table".to_owned(),
        Some("boolean") => "true or false".to_owned(),
        Some("integer") => match property["maximum"].as_u64() {
            Some(most) => format!("whole number up to {most}"),
            None => "whole number".to_owned(),
        },
        Some("string") if property["format"] == "date" => "date".to_owned(),
        Some("string") => "string".to_owned(),
        Some(other) => other.to_owned(),
        None => "date".to_owned(),
    }
}

fn plural(kind: &str) -> String {
    match kind {
        "string" => "strings".to_owned(),
        "text by language" => "texts by language".to_owned(),
        other => other.to_owned(),
    }
}
