//! The schemas say what the reader says: the same keys, the same types, the same words.

use std::collections::BTreeSet;

use super::keys::{self, Key, Kind};
use super::record_keys;
use super::validate::validate;
use super::*;
use crate::config::{self, Config};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::document::{self, PageId, PageKind};
use crate::record;
use crate::snapshot::Snapshot;
use crate::text::SourcePath;

fn languages() -> Vec<String> {
    vec!["zh-CN".to_owned(), "en".to_owned()]
}

fn keys_of(input: Input) -> &'static [Key] {
    match input {
        Input::Config => keys::CONFIG,
        Input::FrontMatter => keys::FRONT_MATTER,
        Input::Section => keys::SECTION,
        Input::Records(kind) => record_keys::record(kind),
    }
}

/// A value of the right type, as TOML.
fn sample(kind: Kind, extra: &str) -> String {
    let text = "{ zh-CN = \"x\", en = \"x\" }";
    match kind {
        Kind::String => "\"x\"".to_owned(),
        Kind::Strings => "[\"x\"]".to_owned(),
        Kind::Bool => "true".to_owned(),
        Kind::Number(max) => max.to_string(),
        Kind::Date => "2026-11-22".to_owned(),
        Kind::Period => "\"6 months\"".to_owned(),
        Kind::Choice(words) => format!("\"{}\"", words[0]),
        Kind::Choices(words) => format!("[\"{}\"]", words[0]),
        Kind::Text | Kind::StringOrText => text.to_owned(),
        Kind::Texts => format!("[{text}]"),
        Kind::Table(keys) => format!("{{ {} }}", table(keys, ", ", extra)),
        Kind::Tables(keys) => format!("[{{ {} }}]", table(keys, ", ", extra)),
        Kind::Levels => "{ warn_ahead = \"30 days\", few-related = \"off\" }".to_owned(),
    }
}

fn table(keys: &[Key], between: &str, extra: &str) -> String {
    let lines = keys.iter().map(|k| format!("{} = {}", k.name, sample(k.kind, extra)));
    lines.chain((!extra.is_empty()).then(|| extra.to_owned())).collect::<Vec<_>>().join(between)
}

/// What the reader of a kind of file says of some TOML.
fn read(input: Input, toml: &str) -> Diagnostics {
    let config = Config { languages: languages(), ..Config::default() };
    match input {
        Input::Config => config::parse(&[("kb.toml", toml)].into_iter().collect()).1,
        Input::FrontMatter | Input::Section => {
            let kind = if input == Input::Section { PageKind::Section } else { PageKind::Guide };
            let text = format!("+++\n{toml}\n+++\n");
            let path = SourcePath::new("content/a/b.md");
            document::parse(&path, PageId::new("a/b"), "zh-CN".to_owned(), kind, false, text.as_bytes()).1
        }
        Input::Records(kind) => {
            let path = format!("content/_data/{}.toml", kind.folder());
            let text = format!("[[{}]]\n{toml}\n", kind.as_str());
            let snapshot: Snapshot = [(path, text)].into_iter().collect();
            record::parse_all(&snapshot, &config).1
        }
    }
}

fn of(diagnostics: &Diagnostics, code: Code) -> Vec<Diagnostic> {
    diagnostics.iter().filter(|d| d.code == code).cloned().collect()
}

/// Every table of a kind of file, with the names of its keys.
fn tables(keys: &'static [Key]) -> Vec<BTreeSet<String>> {
    let mut out = vec![keys.iter().map(|k| k.name.to_owned()).collect()];
    for key in keys {
        if let Kind::Table(inner) | Kind::Tables(inner) = key.kind {
            out.extend(tables(inner));
        }
    }
    out
}

#[test]
fn keys_are_those_of_the_reader() {
    for input in Input::all() {
        let found = read(input, &table(keys_of(input), "\n", "zzz = 1"));
        let mut known: Vec<BTreeSet<String>> = of(&found, Code::UnknownKey)
            .iter()
            .map(|d| d.args["known"].split(", ").map(str::to_owned).collect())
            .collect();
        let mut wanted = tables(keys_of(input));
        known.sort();
        wanted.sort();
        assert_eq!(known, wanted, "{input:?}");
    }
}

#[test]
fn types_are_those_of_the_reader() {
    for input in Input::all() {
        let found = read(input, &table(keys_of(input), "\n", ""));
        for code in [Code::WrongType, Code::MissingKey, Code::UnknownKey, Code::InvalidToml] {
            assert_eq!(of(&found, code), [], "{input:?}");
        }
        for key in keys_of(input) {
            let id =
                if key.name == "id" || !matches!(input, Input::Records(_)) { "" } else { "id = \"x\"\n" };
            let found = read(input, &format!("{id}{} = 1.5", key.name));
            let wrong = of(&found, Code::WrongType).iter().any(|d| d.args["key"] == key.name);
            assert!(wrong, "{input:?} {}", key.name);
        }
    }
}

#[test]
fn required_keys_are_those_of_the_reader() {
    for input in Input::all() {
        for key in keys_of(input) {
            let others: Vec<Key> = keys_of(input).iter().filter(|k| k.name != key.name).copied().collect();
            // Trust in a phone is needed because there is a phone.
            let others: Vec<Key> =
                others.into_iter().filter(|k| key.name != "phone_confidence" || k.name != "phone").collect();
            let found = read(input, &table(&others, "\n", ""));
            let missing = of(&found, Code::MissingKey).iter().any(|d| d.args["key"] == key.name);
            assert_eq!(missing, key.required, "{input:?} {}", key.name);
        }
    }
}

#[test]
fn words_are_those_of_the_reader() {
    let expected = |found: &Diagnostics, key: &str| {
        let mut all = found.iter().filter(|d| d.code == Code::InvalidValue && d.args["key"] == key);
        all.next().map(|d| d.args["expected"].clone())
    };
    for input in Input::all() {
        for key in keys_of(input) {
            let (written, words) = match key.kind {
                Kind::Choice(words) => ("\"zzz\"", words),
                Kind::Choices(words) => ("[\"zzz\"]", words),
                _ => continue,
            };
            let found = read(input, &format!("id = \"x\"\n{} = {written}", key.name));
            assert_eq!(expected(&found, key.name), Some(words.join(", ")), "{input:?} {}", key.name);
        }
    }
}

#[test]
fn a_schema_says_what_a_text_needs() {
    let schema = schema(Input::Records(RecordKind::Term), &languages());
    let term = &schema["properties"]["term"]["items"];
    assert_eq!(term["then"]["properties"]["name"]["required"], json!(["zh-CN", "en"]));
    assert_eq!(term["required"], json!(["id", "name", "definition"]));
    assert_eq!(term["additionalProperties"], json!(false));
}

/// All tables of a kind of file that records or front matter are made of, each with TOML around it.
fn with_nested(input: Input) -> Vec<(&'static [Key], Option<&'static Key>)> {
    let outer = keys_of(input);
    let inner = outer.iter().filter_map(|k| match k.kind {
        Kind::Table(keys) | Kind::Tables(keys) => Some((keys, Some(k))),
        _ => None,
    });
    std::iter::once((outer, None)).chain(inner).collect()
}

/// What the reader says of a complete file in which one table is replaced.
fn read_with(input: Input, place: Option<&'static Key>, pairs: &[(&str, String)]) -> Diagnostics {
    let written =
        |between: &str| pairs.iter().map(|(k, v)| format!("{k} = {v}")).collect::<Vec<_>>().join(between);
    let Some(place) = place else { return read(input, &written("\n")) };
    let inline = match place.kind {
        Kind::Tables(_) => format!("[{{ {} }}]", written(", ")),
        _ => format!("{{ {} }}", written(", ")),
    };
    let others: Vec<Key> = keys_of(input).iter().filter(|k| k.name != place.name).copied().collect();
    read(input, &format!("{}\n{} = {inline}", table(&others, "\n", ""), place.name))
}

fn pairs(keys: &[Key], without: &[&str]) -> Vec<(&'static str, String)> {
    keys.iter().filter(|k| !without.contains(&k.name)).map(|k| (k.name, sample(k.kind, ""))).collect()
}

#[test]
fn required_keys_of_inner_tables_are_those_of_the_reader() {
    for input in Input::all() {
        for (keys, place) in with_nested(input).into_iter().filter(|(_, place)| place.is_some()) {
            for key in keys {
                let found = read_with(input, place, &pairs(keys, &[key.name]));
                let missing = of(&found, Code::MissingKey).iter().any(|d| d.args["key"] == key.name);
                let by_rule = keys::RULES.iter().any(|r| matches!(r, Rule::With(_, b) if *b == key.name));
                assert_eq!(missing, key.required || by_rule, "{input:?} {}", key.name);
            }
        }
    }
}

#[test]
fn rules_are_those_of_the_reader() {
    for input in Input::all() {
        for (keys, place) in with_nested(input) {
            let has = |name: &str| keys.iter().any(|k| k.name == name);
            for rule in keys::RULES {
                let (without, code): (Vec<&str>, Code) = match rule {
                    Rule::With(a, b) if has(a) && has(b) => (vec![b], Code::MissingKey),
                    Rule::Either(a, b) if has(a) && has(b) => (vec![a, b], Code::MissingKey),
                    Rule::NotBoth(a, b) if has(a) && has(b) => (vec![], Code::InvalidValue),
                    Rule::IfTrue(a, others) if has(a) => (others.to_vec(), Code::SensitiveWithoutHint),
                    _ => continue,
                };
                let found = read_with(input, place, &pairs(keys, &without));
                assert!(!of(&found, code).is_empty(), "{input:?}: {rule:?} is not the reader's");
            }
        }
    }
}

#[test]
fn the_shipped_content_fits() {
    let mut seen = 0;
    for (path, value) in shipped() {
        let input =
            match path.strip_prefix("_data/").map(|data| data.split(['/', '.']).next().unwrap_or_default()) {
                Some(folder) => match RecordKind::from_folder(folder) {
                    Some(kind) => Input::Records(kind),
                    None => continue,
                },
                None if path.contains("_index.") => Input::Section,
                None => Input::FrontMatter,
            };
        let mut errors = Vec::new();
        validate(&schema(input, &languages()), &value, "", &mut errors);
        assert_eq!(errors, Vec::<String>::new(), "{path}");
        seen += 1;
    }
    assert!(seen > 100, "only {seen} files were found");
}

#[test]
fn a_wrong_file_does_not_fit() {
    let letter = |more: &str| {
        let text = format!(
            "[[letter]]\nid = \"us-x\"\njurisdiction = \"US\"\npurpose = \"complaint\"\nname = {{ en = \"x\" }}\nto = {{ en = \"x\" }}\n\
             body = {{ en = \"x\" }}\n{more}"
        );
        let mut errors = Vec::new();
        let value = json_of(toml::from_str(&text).unwrap());
        validate(&schema(Input::Records(RecordKind::Letter), &languages()), &value, "", &mut errors);
        errors.sort();
        errors
    };
    // A letter in one language says so.
    assert_eq!(letter("languages = [\"en\"]"), Vec::<String>::new());
    let missing = ["/letter/0/body: no zh-CN", "/letter/0/name: no zh-CN", "/letter/0/to: no zh-CN"];
    assert_eq!(letter(""), missing.map(str::to_owned));
}

/// Front matter and records of `content/` as JSON, by path inside it.
#[allow(clippy::disallowed_methods, reason = "a test reads the shipped content")]
fn shipped() -> Vec<(String, Value)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let mut out = Vec::new();
    for entry in
        walkdir::WalkDir::new(&root).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file())
    {
        let name = entry.path().strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let text = || std::fs::read_to_string(entry.path()).unwrap();
        let toml = match name.rsplit('.').next() {
            Some("toml") => text(),
            // Notes for authors have no front matter.
            Some("md") => match text().strip_prefix("+++\n").and_then(|t| t.split_once("\n+++")) {
                Some((front, _)) => front.to_owned(),
                None => continue,
            },
            _ => continue,
        };
        out.push((name, json_of(toml::from_str(&toml).unwrap())));
    }
    out
}

/// TOML as editors hand it to a schema: dates are strings.
fn json_of(value: toml::Value) -> Value {
    match value {
        toml::Value::String(s) => s.into(),
        toml::Value::Integer(i) => i.into(),
        toml::Value::Float(f) => f.into(),
        toml::Value::Boolean(b) => b.into(),
        toml::Value::Datetime(d) => d.to_string().into(),
        toml::Value::Array(a) => a.into_iter().map(json_of).collect(),
        toml::Value::Table(t) => Value::Object(t.into_iter().map(|(k, v)| (k, json_of(v))).collect()),
    }
}
