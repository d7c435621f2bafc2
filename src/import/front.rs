//! Front matter of other tools: TOML, YAML, JSON.

use serde_json::{Map, Value};

use super::{Draft, Kind, Notes};

/// Keys that say nothing which a draft needs, and how the other tools call them: the tool's own layout
/// and bookkeeping. Everything else that is not carried over is reported.
const QUIET: [&str; 8] =
    ["draft", "template", "page_template", "layout", "type", "sort_by", "id", "insert_anchor_links"];

/// Splits a page into its front matter and the line (from 0) at which the body starts, and fills a
/// draft with what it can carry over.
pub(super) fn read(text: &str, draft: &mut Draft, notes: &mut Notes<'_>) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let Some(first) = lines.first().map(|l| l.trim_end()) else { return 0 };
    let (end, values) = match first {
        "+++" | "---" => {
            let Some(end) = lines.iter().skip(1).position(|l| l.trim_end() == first).map(|i| i + 1) else {
                // A line of hyphens is also a rule.
                if first == "+++" {
                    notes.add(1, Kind::FrontMatter, first);
                }
                return 0;
            };
            let inside = lines[1..end].join("\n");
            let values = if first == "+++" { toml_values(&inside) } else { yaml_values(&inside) };
            (end + 1, values)
        }
        "{" => {
            let Some(end) = lines.iter().position(|l| l.trim_end() == "}") else { return 0 };
            let values = serde_json::from_str(&lines[..=end].join("\n")).map_err(|e| e.to_string());
            (end + 1, values)
        }
        _ => return 0,
    };
    match values {
        Ok(Value::Object(values)) => fill(&values, &lines[..end], draft, notes),
        Ok(Value::Null) => {}
        Ok(_) => notes.add(1, Kind::FrontMatter, first),
        Err(why) => notes.add(1, Kind::FrontMatter, &why),
    }
    end
}

fn toml_values(text: &str) -> Result<Value, String> {
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| e.message().to_owned())?;
    serde_json::to_value(table).map_err(|e| e.to_string())
}

fn yaml_values(text: &str) -> Result<Value, String> {
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    serde_saphyr::from_str(text).map_err(|e| e.to_string())
}

fn fill(values: &Map<String, Value>, lines: &[&str], draft: &mut Draft, notes: &mut Notes<'_>) {
    for (key, value) in values {
        let text = value.as_str().map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "));
        let taken = match (key.as_str(), text) {
            ("title", Some(text)) => set(&mut draft.title, text),
            ("description" | "summary" | "excerpt", Some(text)) => set(&mut draft.summary, text),
            ("weight" | "sidebar_position" | "order", _) => {
                let number = value.as_u64().or_else(|| value.as_f64().map(|f| f.max(0.0).ceil() as u64));
                draft.weight = number.and_then(|n| u32::try_from(n).ok());
                draft.weight.is_some()
            }
            ("tags" | "keywords", _) => strings(value, &mut draft.tags),
            ("aliases" | "redirect_from" | "path" | "slug" | "permalink" | "url", _) => {
                let mut found = Vec::new();
                let taken = strings(value, &mut found);
                // Only a whole address says where the page was.
                let (whole, others): (Vec<String>, Vec<String>) =
                    found.into_iter().partition(|a| a.starts_with('/') || key == "aliases");
                draft.aliases.extend(whole.iter().map(|a| a.trim_matches('/').to_owned()));
                taken && others.is_empty()
            }
            ("taxonomies", _) => value
                .as_object()
                .is_some_and(|lists| lists.values().filter(|v| !strings(v, &mut draft.tags)).count() == 0),
            (key, _) => QUIET.contains(&key),
        };
        if !taken {
            let line = lines.iter().position(|l| named(l, key)).unwrap_or(0) + 1;
            let value = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            notes.add(line, Kind::Key, &format!("{key} = {value}"));
        }
    }
    draft.aliases.retain(|a| !a.is_empty());
}

/// Whether a line of front matter begins with a key, or opens its table.
fn named(line: &str, key: &str) -> bool {
    let line = line.trim_start_matches(['[', ' ', '"']);
    line.strip_prefix(key).is_some_and(|rest| rest.starts_with([' ', ':', '=', ']', '.', '"']))
}

fn set(to: &mut String, text: String) -> bool {
    *to = text;
    true
}

/// Strings of a list, or of one string with commas; false if there is anything else.
fn strings(value: &Value, to: &mut Vec<String>) -> bool {
    match value {
        Value::String(text) => {
            to.extend(text.split(',').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()));
            true
        }
        Value::Array(items) => {
            to.extend(items.iter().filter_map(|i| i.as_str().map(str::to_owned)));
            items.iter().all(Value::is_string)
        }
        _ => false,
    }
}
