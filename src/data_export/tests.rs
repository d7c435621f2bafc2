//! Exports hold to their schema, to the plan and to the index configurations.

use std::collections::BTreeSet;

use jiff::civil::date;
use serde_json::Value;

use super::*;
use crate::library::{BuildOptions, Drafts};
use crate::pipeline::{self, Analysis};
use crate::scaffold::{Contents, Options};
use crate::snapshot::Snapshot;

fn analysis(files: Vec<(String, String)>) -> Analysis {
    let snapshot: Snapshot = files.into_iter().collect();
    let options = BuildOptions { today: date(2026, 11, 22), base_url: None, drafts: Drafts::Hidden };
    pipeline::analyse(&snapshot, &options)
}

/// A site with real guides and records, as small as `kb init` makes it.
fn sample() -> Analysis {
    let options = Options {
        name: "K".to_owned(),
        languages: Vec::new(),
        contents: Contents::Full,
        extends: None,
        install: String::new(),
    };
    analysis(crate::scaffold::site(&options))
}

/// A site of one guide whose body is given.
fn one_guide(body: &str) -> Analysis {
    let deadline = "[[deadline]]\nid = \"cn-x\"\njurisdiction = \"CN\"\nwhose = \"company\"\nact = { zh-CN = \"答复\" }\nn = 15\n\
                    unit = \"calendar-days\"\nfrom = { zh-CN = \"收到\" }\nsources = [\"cn-s\"]\nchecked_on = 2026-11-22\n";
    let source = "[[source]]\nid = \"cn-s\"\njurisdiction = \"CN\"\ntitle = { zh-CN = \"=法\" }\npublisher = { zh-CN = \"院\" }\n\
                  kind = \"law\"\nretrieved_on = 2026-11-22\nconfidence = \"primary\"\n";
    let guide =
        format!("+++\ntitle = \"=1+1\"\nreviewed = 2026-11-22\nreview_every = \"6 months\"\n+++\n{body}");
    let files = [
        ("kb.toml", "title = \"站\"\n"),
        ("content/_index.md", "+++\ntitle = \"首页\"\n+++\n"),
        ("content/a/_index.md", "+++\ntitle = \"栏目\"\n+++\n"),
        ("content/a/b.md", &guide),
        ("content/_data/deadlines.toml", deadline),
        ("content/_data/sources.toml", source),
    ];
    analysis(files.map(|(p, t)| (p.to_owned(), t.to_owned())).to_vec())
}

/// The schema of the types that are written.
fn schema_of_types() -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Export>().to_value();
    schema["title"] = Value::from(format!("kb export, version {VERSION}"));
    // A reader that knows this schema must notice the next version.
    schema["properties"]["kb_export"]["const"] = Value::from(VERSION);
    schema
}

#[test]
fn the_schema_is_that_of_the_types() {
    let made = pretty(&schema_of_types());
    if std::env::var_os("KB_UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/data_export/schema.json");
        #[allow(clippy::disallowed_methods, reason = "a test keeps its file")]
        std::fs::write(path, made).unwrap();
        return;
    }
    assert_eq!(SCHEMA_TEXT, made, "KB_UPDATE=1 cargo test --lib the_schema writes it anew");
}

#[test]
fn api_files_hold_to_the_schema_and_lead_to_pages() {
    let analysis = sample();
    let cx = Cx::new(&analysis.library, &analysis.theme);
    let schema: Value = serde_json::from_str(SCHEMA_TEXT).unwrap();
    let outputs: BTreeSet<String> = analysis.plan.outputs().map(|(p, _)| p.as_str().to_owned()).collect();
    let mut values = vec![serde_json::to_value(export(&cx)).unwrap()];
    let mut files = Vec::new();
    api(&cx, &mut |path, content| {
        let mut bytes = Vec::new();
        content(&mut bytes).unwrap();
        files.push((path, bytes));
    });
    for (path, bytes) in files {
        if path.as_str().ends_with("guides.json") || path.as_str().ends_with("records.json") {
            values.push(serde_json::from_slice(&bytes).unwrap());
        }
    }
    for value in &values {
        assert_eq!(wrong(&schema, &schema, value, ""), Vec::<String>::new());
        addresses(value, &mut |url| {
            let file = if url.is_empty() || url.ends_with('/') {
                format!("{url}index.html")
            } else {
                url.to_owned()
            };
            assert!(outputs.contains(&file), "{url} is no page");
        });
    }
    assert!(values[0]["guides"].as_array().unwrap().len() == 12 && values[1].get("records").is_none());
}

/// Where a value breaks a schema, for the keywords that ours use. A validator from a registry would
/// build the search engine a second time, for the features that it switches on.
fn wrong(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut out = Vec::new();
    let keywords = [
        "$schema",
        "$defs",
        "$ref",
        "title",
        "description",
        "type",
        "const",
        "properties",
        "required",
        "items",
        "additionalProperties",
        "anyOf",
        "format",
        "minimum",
        "maximum",
    ];
    for key in schema.as_object().unwrap().keys() {
        assert!(
            keywords.contains(&key.as_str()),
            "the schema has a keyword that this test does not know: {key}"
        );
    }
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        out.extend(wrong(root, &root["$defs"][name.trim_start_matches("#/$defs/")], value, at));
    }
    if let Some(all) = schema.get("anyOf").and_then(Value::as_array)
        && all.iter().all(|s| !wrong(root, s, value, at).is_empty())
    {
        out.push(format!("{at}: fits none"));
    }
    if schema.get("const").is_some_and(|only| only != value) {
        out.push(format!("{at}: not the constant"));
    }
    let own = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let types = schema.get("type").map(|t| t.as_array().cloned().unwrap_or_else(|| vec![t.clone()]));
    if types.is_some_and(|types| !types.iter().any(|t| t == own)) {
        out.push(format!("{at}: {own}"));
    }
    for key in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        if value.get(key.as_str().unwrap()).is_none() {
            out.push(format!("{at}: no {key}"));
        }
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        let known =
            schema.get("properties").and_then(|p| p.get(key)).or_else(|| schema.get("additionalProperties"));
        if let Some(schema) = known.filter(|s| s.is_object()) {
            out.extend(wrong(root, schema, inner, &format!("{at}/{key}")));
        }
    }
    for (i, inner) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(schema) = schema.get("items") {
            out.extend(wrong(root, schema, inner, &format!("{at}/{i}")));
        }
    }
    out
}

/// Calls back with every address of a page.
fn addresses(value: &Value, found: &mut impl FnMut(&str)) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match key.as_str() {
                    "url" | "markdown_url" => found(value.as_str().unwrap()),
                    "urls" => value.as_object().unwrap().values().for_each(|v| found(v.as_str().unwrap())),
                    _ => addresses(value, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|v| addresses(v, found)),
        _ => {}
    }
}

#[test]
fn a_schema_says_no_to_another_shape() {
    let analysis = sample();
    let schema: Value = serde_json::from_str(SCHEMA_TEXT).unwrap();
    let mut value = serde_json::to_value(export(&Cx::new(&analysis.library, &analysis.theme))).unwrap();
    value["guides"][0].as_object_mut().unwrap().remove("title");
    value["records"]["deadlines"][0]["n"] = Value::from("15");
    assert_eq!(wrong(&schema, &schema, &value, "").len(), 2);
}

#[test]
fn sections_are_plain_text_with_references_written_out() {
    let body = "开头 **重点**。\n\n## 期限 {.deadlines}\n\n它有 [](deadline:cn-x) 答复。<!-- 注 -->\n\n- 一\n- 二 `码`\n\n\
                | 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n### 细节\n\n见 [条款](source:cn-s)。\n\n![](deadline:cn-x)\n";
    let analysis = one_guide(body);
    let cx = Cx::new(&analysis.library, &analysis.theme);
    let rows = rows(&cx);
    let shown: Vec<(&str, &str, &str, &str)> =
        rows.iter().map(|r| (r.id.as_str(), r.part.as_str(), r.heading.as_str(), r.text.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("zh-CN/a/b#", "", "", "开头 重点。"),
            (
                "zh-CN/a/b#deadlines",
                "deadlines",
                "期限",
                "它有 15 个自然日 答复。\n一\n二 码\n甲 | 乙\n1 | 2"
            ),
            ("zh-CN/a/b#细节", "deadlines", "细节", "见 条款。\n15 个自然日"),
        ]
    );
    assert_eq!(rows[1].records, ["deadline:cn-x"]);
    assert_eq!(rows[2].records, ["deadline:cn-x", "source:cn-s"]);
    assert_eq!(rows[2].url, "a/b/#%E7%BB%86%E8%8A%82");
    assert_eq!(rows[0].reviewed.as_deref(), Some("2026-11-22T00:00:00Z"));
}

#[test]
fn rows_have_the_fields_that_the_indexes_know() {
    let analysis = sample();
    let cx = Cx::new(&analysis.library, &analysis.theme);
    let rows = rows(&cx);
    let ids: BTreeSet<&str> = rows.iter().map(|r| r.id.as_str()).collect();
    assert!(rows.len() > 150 && ids.len() == rows.len(), "{} of {} ids", ids.len(), rows.len());
    let lines = ndjson(&rows, &Bulk::Documents);
    let mapping = opensearch_mapping();
    let quickwit = quickwit_index("kb");
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let keys: BTreeSet<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, index::fields().into_iter().collect());
    }
    for field in index::fields() {
        assert!(mapping["mappings"]["properties"].get(field).is_some(), "{field}");
        assert!(quickwit.contains(&format!("- name: {field}\n")), "{field}");
    }
    let bulk = ndjson(&rows, &Bulk::OpenSearch { index: "kb".to_owned() });
    assert_eq!(bulk.lines().count(), 2 * rows.len());
    let action: Value = serde_json::from_str(bulk.lines().next().unwrap()).unwrap();
    assert_eq!(action["index"]["_id"], rows[0].id);
}

#[test]
fn tables_have_a_row_each() {
    let analysis = one_guide("## 期限 {.deadlines}\n\n[](deadline:cn-x)\n");
    let cx = Cx::new(&analysis.library, &analysis.theme);
    let guides = guides_csv(&cx);
    let lines: Vec<&str> = guides.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[1].starts_with("\"a/b\",\"zh-CN\",\"'=1+1\","), "{}", lines[1]);
    let records = records_csv(&cx);
    let lines: Vec<&str> = records.lines().collect();
    assert_eq!(lines.len(), 3);
    let deadline = "\"deadline\",\"cn-x\",\"CN\",\"\",\"答复\",\"\",\"15 个自然日\",\"\",\"false\",\"2026-11-22\",\"cn-s\",\"1\",\"deadlines/cn-x/\"";
    assert_eq!(lines[1], deadline);
    assert!(lines[2].starts_with("\"source\",\"cn-s\",\"CN\",\"\",\"'=法\""), "{}", lines[2]);
}
