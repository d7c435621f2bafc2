//! Every diagnostic that content can cause, as cases: `tests/cases/check/*.md`.
//!
//! A file is Markdown for people. Under each `##` heading stands one case: fenced blocks whose info
//! string is `LANGUAGE PATH` are the files of a site; the block `text expected` lists what `kb` says,
//! one line each: `code path:line:column message`. Blocks before the first `##` belong to every case of
//! the file. Sites get a `kb.toml`, a home page and section pages unless a case has its own.
//!
//! After the path may follow `escaped` (`\xNN` is a byte), `repeat=N` (the block N times) or `absent` (no
//! such file, not even the one that sites get). A block `text today` sets the date, which is otherwise
//! 2026-11-22. A block `text build` asks for a whole build, with templates and search.
//!
//! `UPDATE_CASES=1 cargo test --test diagnostics` writes the expected blocks anew: read the difference.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::print_stderr)] // reads cases from the disk

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kb::diag::{Code, Diagnostic, Diagnostics, Location, UiLang, Wording};
use kb::library::BuildOptions;
use kb::pipeline::{self, Analysis};
use kb::snapshot::Snapshot;
use kb::text::SourcePath;

/// Codes that files in memory cannot cause, with the test that has their exact message: they come from the
/// file system, the output folder, a base (see `extends.rs`) or the network.
const ELSEWHERE: [(Code, &str, &str); 18] = [
    (Code::Unreadable, "files/read.rs", "unreadable: cannot read this: permission denied"),
    (Code::SymlinkLoop, "files/read.rs", "symlink-loop: symbolic links form a loop here"),
    (
        Code::UnportableName,
        "files/read.rs",
        "unportable-name: the file name `con` cannot exist on every system",
    ),
    (Code::AccentClash, "files/read.rs", "accent-clash: there are two files named"),
    (
        Code::OutputNotOurs,
        "files/publish.rs",
        "output-not-ours: kb did not make `{path}`, and will not replace it",
    ),
    (Code::OutputNotWritable, "diagnostics.rs", "cannot write to `public`: no space left on device"),
    (Code::MissingText, "diagnostics.rs", "the interface text `retrieved` is missing in `es`"),
    (Code::SearchIndex, "diagnostics.rs", "the search index could not be made: too many pages"),
    (Code::PicturesUnavailable, "diagnostics.rs", "this program was built without pictures"),
    (
        Code::BundlesUnavailable,
        "diagnostics.rs",
        "this program was built without copies to take along, and the site asks for `zip`",
    ),
    (Code::MissingBase, "diagnostics.rs", "the base `../kb` cannot be used: there is no such folder"),
    (
        Code::LinkToRemoved,
        "diagnostics.rs",
        "this page of the base links to `s/b`, which this site goes without",
    ),
    (Code::BaseChanged, "diagnostics.rs", "the base changed since `s/a` was replaced here: steps"),
    (Code::DeadLink, "external/command.rs", "leads nowhere: the server says 404"),
    (Code::MovedLink, "external/command.rs", "has moved for good to `{url}/ok`"),
    (Code::PdfUnavailable, "paper.rs", "this kb was built without PDF, and the site asks for it"),
    (Code::PdfFailed, "diagnostics.rs", "`s/a.pdf` could not be made: no outline"),
    (Code::UncheckedLink, "external/command.rs", "could not be checked: the server says 403"),
];

const CONFIG: &str = "title = \"Test\"\ndefault_language = \"en\"\n";
const SECTION: &str = "+++\ntitle = \"Section\"\n+++\n";

/// A fenced block.
#[derive(Clone)]
struct Block {
    path: String,
    flags: Vec<String>,
    text: String,
    /// Lines of its content in the file.
    lines: std::ops::Range<usize>,
}

struct Case {
    name: String,
    blocks: Vec<Block>,
}

#[test]
fn cases_say_exactly_this() {
    let mut failures = Vec::new();
    for file in case_files() {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut fresh = Vec::new();
        for case in parse(&text) {
            let expected = case.blocks.iter().find(|b| b.path == "expected");
            let expected =
                expected.unwrap_or_else(|| panic!("{}: `{}` expects nothing", file.display(), case.name));
            let got = diagnose(&case.blocks);
            if got != expected.text {
                failures.push(format!(
                    "{} · {}\n--- expected\n{}--- got\n{got}",
                    file.display(),
                    case.name,
                    expected.text
                ));
                fresh.push((expected.lines.clone(), got));
            }
        }
        if std::env::var("UPDATE_CASES").is_ok() {
            std::fs::write(&file, updated(&text, fresh)).unwrap();
        }
    }
    assert!(failures.is_empty(), "{} case(s) differ:\n\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_code_has_a_case() {
    let mut seen = BTreeSet::new();
    for file in case_files() {
        for case in parse(&std::fs::read_to_string(&file).unwrap()) {
            let expected = case.blocks.iter().filter(|b| b.path == "expected");
            seen.extend(
                expected.flat_map(|b| b.text.lines()).filter_map(|l| Code::from_name(l.split(' ').next()?)),
            );
        }
    }
    let lacking: Vec<&str> = Code::ALL
        .iter()
        .filter(|c| !seen.contains(c) && !ELSEWHERE.iter().any(|(code, ..)| code == *c))
        .map(|c| c.as_str())
        .collect();
    assert!(lacking.is_empty(), "no case shows: {}", lacking.join(", "));
}

#[test]
fn what_is_tested_elsewhere_is_tested_there() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for (code, file, words) in ELSEWHERE {
        let text = std::fs::read_to_string(tests.join(file)).unwrap();
        // This file names the words of all; those it tests itself stand in it once more.
        let times = if file == "diagnostics.rs" { 2 } else { 1 };
        assert!(text.matches(words).count() >= times, "{file} does not say `{words}` of {code}");
    }
}

/// The system's own words differ and the index has no input that breaks it: the words of `kb` are tested.
#[test]
fn words_of_what_a_test_cannot_cause_everywhere() {
    let at = Location::file(&SourcePath::new("public"));
    let wording = Wording::new(UiLang::En);
    for (d, want) in [
        (
            Diagnostic::new(Code::OutputNotWritable, at.clone())
                .arg("path", "public")
                .arg("detail", "no space left on device"),
            "cannot write to `public`: no space left on device",
        ),
        (Diagnostic::new(Code::PicturesUnavailable, at.clone()), "this program was built without pictures"),
        (
            Diagnostic::new(Code::BundlesUnavailable, at.clone()).arg("what", "zip"),
            "this program was built without copies to take along, and the site asks for `zip`",
        ),
        (
            Diagnostic::new(Code::MissingBase, at.clone())
                .arg("path", "../kb")
                .arg("detail", "there is no such folder"),
            "the base `../kb` cannot be used: there is no such folder",
        ),
        (
            Diagnostic::new(Code::LinkToRemoved, at.clone()).arg("id", "s/b"),
            "this page of the base links to `s/b`, which this site goes without",
        ),
        (
            Diagnostic::new(Code::BaseChanged, at.clone()).arg("name", "s/a").arg("changed", "steps"),
            "the base changed since `s/a` was replaced here: steps",
        ),
        (
            Diagnostic::new(Code::SearchIndex, at.clone()).arg("detail", "too many pages"),
            "the search index could not be made: too many pages",
        ),
        (
            Diagnostic::new(Code::PdfFailed, at.clone()).arg("path", "s/a.pdf").arg("detail", "no outline"),
            "`s/a.pdf` could not be made: no outline",
        ),
    ] {
        assert_eq!(wording.message(&d), want);
    }
}

/// All texts but one: a case would have to hold them all.
#[test]
fn a_text_that_a_language_lacks() {
    let texts = include_str!("../themes/default/i18n/en.toml");
    let but_one: String =
        texts.lines().filter(|l| !l.starts_with("retrieved = ")).map(|l| format!("{l}\n")).collect();
    let config = "title = \"Test\"\ndefault_language = \"es\"\ntheme = \"own\"\n";
    let files = [("kb.toml", config), ("content/_index.md", SECTION), ("themes/own/i18n/es.toml", &but_one)];
    let snapshot: Snapshot = files.into_iter().collect();
    let found = pipeline::analyse(&snapshot, &support::options()).diagnostics;
    let wording = Wording::new(UiLang::En);
    let said: Vec<String> = found.iter().map(|d| wording.message(d)).collect();
    assert_eq!(said, ["the interface text `retrieved` is missing in `es`"]);
}

/// `kb explain` tells what a code means, with a bad and a good example that differ.
#[test]
fn every_code_is_explained_with_examples() {
    for lang in [UiLang::En, UiLang::ZhCn] {
        for code in Code::ALL {
            let (explain, bad, good) = Wording::new(lang).explain(*code);
            assert!(
                !explain.is_empty() && !bad.is_empty() && !good.is_empty() && bad != good,
                "{lang:?} {code}"
            );
        }
    }
}

#[test]
fn messages_have_no_unfilled_places() {
    for file in case_files() {
        for case in parse(&std::fs::read_to_string(&file).unwrap()) {
            let (list, _) = run(&case.blocks);
            let wording = Wording::new(UiLang::En);
            for d in list.iter() {
                for text in [wording.message(d), wording.help(d)] {
                    let place =
                        text.split('{').skip(1).filter_map(|t| t.split_once('}')).map(|(name, _)| name);
                    let unfilled: Vec<&str> = place
                        .filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
                        .collect();
                    // A letter's blank is written {{key}}.
                    let blank = text.contains("{{");
                    assert!(unfilled.is_empty() || blank, "{} · {}: {text}", file.display(), case.name);
                }
            }
        }
    }
}

/// Words that the program fills in must not stay English in a Chinese message; names and the errors of
/// TOML and of templates may.
#[test]
fn words_that_are_filled_in_are_translated() {
    let mut english = BTreeSet::new();
    for file in case_files() {
        for case in parse(&std::fs::read_to_string(&file).unwrap()) {
            let (list, _) = run(&case.blocks);
            for d in list.iter().filter(|d| !matches!(d.code, Code::InvalidToml | Code::TemplateError)) {
                let zh = Wording::new(UiLang::ZhCn);
                let said = zh.message(d) + &zh.help(d);
                let filled = ["expected", "found", "detail"].iter().filter_map(|k| d.args.get(k));
                // A list of words to choose from has no spaces but those behind its commas.
                let words = |text: &str| text.split(", ").any(|p| p.is_ascii() && p.contains(' '));
                english.extend(filled.filter(|t| words(t) && said.contains(t.as_str())).cloned());
            }
        }
    }
    assert!(english.is_empty(), "add to [details] in zh-CN.toml: {english:#?}");
}

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/check");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "md"));
    files.sort();
    files
}

fn parse(text: &str) -> Vec<Case> {
    let mut shared = Vec::new();
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case { name: name.to_owned(), blocks: shared.clone() });
            continue;
        }
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks < 3 {
            continue;
        }
        let mut info = line[ticks..].split_whitespace().skip(1).map(str::to_owned);
        let path = info.next().unwrap_or_default();
        let mut block = Block { path, flags: info.collect(), text: String::new(), lines: 0..0 };
        for (i, inside) in lines.by_ref() {
            if inside == &line[..ticks] {
                block.lines.end = i;
                break;
            }
            block.text.push_str(inside);
            block.text.push('\n');
        }
        block.lines.start = block.lines.end - block.text.lines().count();
        let blocks = cases.last_mut().map_or(&mut shared, |c| &mut c.blocks);
        blocks.retain(|b| b.path != block.path);
        blocks.push(block);
    }
    cases
}

fn updated(text: &str, mut fresh: Vec<(std::ops::Range<usize>, String)>) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    fresh.reverse();
    for (range, got) in &fresh {
        lines.splice(range.clone(), got.lines());
    }
    lines.join("\n") + "\n"
}

fn diagnose(blocks: &[Block]) -> String {
    let (list, snapshot) = run(blocks);
    let wording = Wording::new(UiLang::En);
    list.iter().map(|d| format!("{} {} {}\n", d.code, d.location.at(&snapshot), wording.message(d))).collect()
}

/// All that `kb` knows before it renders; on demand, also what it finds out then.
fn run(blocks: &[Block]) -> (Diagnostics, Snapshot) {
    let snapshot = snapshot(blocks);
    let today = blocks.iter().find(|b| b.path == "today").map(|b| b.text.trim().parse().unwrap());
    let options = support::options();
    let options = BuildOptions { today: today.unwrap_or(options.today), ..options };
    if blocks.iter().any(|b| b.path == "build") {
        let built = pipeline::build(&snapshot, &options).diagnostics;
        // `kb check` finds what `kb build` does, though it keeps no files.
        assert_eq!(
            pipeline::examine(&snapshot, &options).diagnostics,
            built,
            "{}",
            support::list(&snapshot, &built)
        );
        return (built, snapshot);
    }
    let Analysis { library, mut diagnostics, .. } = pipeline::analyse(&snapshot, &options);
    diagnostics.apply_levels(|code| library.config().checks.level(code));
    diagnostics.sort();
    (diagnostics, snapshot)
}

fn snapshot(blocks: &[Block]) -> Snapshot {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    files.insert("kb.toml".into(), CONFIG.into());
    files.insert("content/_index.md".into(), SECTION.into());
    for block in blocks.iter().filter(|b| b.path.starts_with("content/") && b.path.ends_with(".md")) {
        let folder = block.path.rsplit_once('/').map_or("", |(f, _)| f);
        files.insert(format!("{folder}/_index.md"), SECTION.into());
    }
    for block in blocks.iter().filter(|b| b.path.contains(['/', '.'])) {
        if block.flags.iter().any(|f| f == "absent") {
            files.remove(&block.path);
        } else {
            files.insert(block.path.clone(), bytes(block));
        }
    }
    files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect()
}

fn bytes(block: &Block) -> Vec<u8> {
    let repeat = block.flags.iter().find_map(|f| f.strip_prefix("repeat=")).map_or(1, |n| n.parse().unwrap());
    if !block.flags.iter().any(|f| f == "escaped") {
        return block.text.repeat(repeat).into_bytes();
    }
    let mut out = Vec::new();
    let mut rest = block.text.as_str();
    while let Some((before, after)) = rest.split_once("\\x") {
        out.extend_from_slice(before.as_bytes());
        out.push(u8::from_str_radix(&after[..2], 16).unwrap());
        rest = &after[2..];
    }
    out.extend_from_slice(rest.as_bytes());
    out.repeat(repeat)
}
