//! The schemas say what the reader says: the same keys, the same types, the same words.

use std::collections::BTreeSet;

use super::keys::{self, Key, Kind};
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
        Input::Records(kind) => keys::record(kind),
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
        Input::FrontMatter => {
            let text = format!("+++\n{toml}\n+++\n");
            let path = SourcePath::new("content/a/b.md");
            document::parse(
                &path,
                PageId::new("a/b"),
                "zh-CN".to_owned(),
                PageKind::Guide,
                false,
                text.as_bytes(),
            )
            .1
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
    assert_eq!(term["properties"]["name"]["required"], json!(["zh-CN", "en"]));
    assert_eq!(term["required"], json!(["id", "name", "definition"]));
    assert_eq!(term["additionalProperties"], json!(false));
}
