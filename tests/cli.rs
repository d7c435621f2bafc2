//! The command line as people run it: exit codes, what is printed, what stays on the disk.
#![allow(clippy::disallowed_methods, reason = "a test makes sites on the disk")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A site on the disk: the base of all test sites with some files added or replaced.
fn site(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().expect("a temporary folder");
    for (path, text) in support::BASE.iter().chain(files) {
        write(dir.path(), path, text.as_bytes());
    }
    dir
}

fn write(dir: &Path, path: &str, bytes: &[u8]) {
    let file = dir.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    fs::write(file, bytes).expect("a file");
}

/// What a run printed, and its exit code.
struct Run {
    code: Option<i32>,
    stdout: Vec<u8>,
    stderr: String,
}

impl Run {
    fn with_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        self
    }
}

fn kb(dir: &Path, args: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kb"));
    command.args(args).current_dir(dir).env("LC_ALL", "C");
    let output = command.output().expect("the binary runs");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    Run { code: output.status.code(), stdout: output.stdout, stderr }
}

const GUIDE: &str =
    "+++\ntitle = \"退款没到\"\nsummary = \"先查。再催。\"\n+++\n\n## 怎么做 {.steps}\n\n- [ ] 查账单\n";

#[test]
fn builds_a_site_that_can_be_opened() {
    let dir = site(&[("content/s/refund.md", GUIDE)]);
    kb(dir.path(), &["build"]).with_code(0);
    for file in [
        "index.html",
        "s/refund/index.html",
        "s/refund/checklist/index.html",
        "search/index.html",
        "404.html",
        "sitemap.xml",
        "robots.txt",
        "feed.xml",
    ] {
        assert!(dir.path().join("public").join(file).is_file(), "{file}");
    }
    let home = fs::read_to_string(dir.path().join("public/index.html")).expect("home");
    assert!(home.contains("lang=\"zh-CN\"") && home.contains("出了什么事"));
}

#[test]
fn a_failing_build_leaves_the_last_site() {
    let dir = site(&[("content/s/refund.md", GUIDE)]);
    kb(dir.path(), &["build"]).with_code(0);
    let before = fs::read(dir.path().join("public/s/refund/index.html")).expect("a page");
    write(dir.path(), "content/s/refund.md", b"+++\ntitel = \"x\"\n+++\n[a](nowhere.md)\n");
    let output = kb(dir.path(), &["build"]).with_code(1);
    let text = output.stderr;
    // All errors of the run together, each with its place.
    for words in [
        "unknown key `titel`",
        "did you mean `title`",
        "has no `title`",
        "nowhere.md",
        "content/s/refund.md:2:1",
        "content/s/refund.md:4:1",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    assert_eq!(fs::read(dir.path().join("public/s/refund/index.html")).expect("a page"), before);
}

#[test]
fn check_prints_the_promised_json() {
    let dir = site(&[("content/s/refund.md", "+++\ntitle = \"退款\"\n+++\n\n文字 [去](b.md) 完\n")]);
    let output = kb(dir.path(), &["check", "--format", "json"]).with_code(1);
    let json: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    let list = json["diagnostics"].as_array().expect("a list");
    let link = list.iter().find(|d| d["code"] == "broken-link").expect("the broken link");
    assert_eq!(
        (link["severity"].as_str(), link["path"].as_str()),
        (Some("error"), Some("content/s/refund.md"))
    );
    assert_eq!((link["line"].as_u64(), link["column"].as_u64()), (Some(5), Some(4)));
    assert!(link["message"].is_string() && link["help"].is_string() && link["related"].is_array());
    assert!(json["errors"].as_u64() >= Some(1) && json["warnings"].is_u64());
}

#[test]
fn a_script_in_a_wrong_folder_gets_json_with_the_error() {
    let dir = site(&[("content/s/refund.md", GUIDE), ("empty/x.txt", "x")]);
    for folder in ["empty", "content", "nowhere"] {
        let output = kb(dir.path(), &["-C", folder, "check", "--format", "json"]).with_code(1);
        let json: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
        let list = json["diagnostics"].as_array().expect("a list");
        let config = list.iter().find(|d| d["code"] == "missing-config").expect("what is wrong");
        let help = config["help"].as_str().expect("what to do");
        assert!(help.contains("`kb init`") && help.contains("`-C DIR`"), "{folder}: {help}");
        assert!(json["errors"].as_u64() >= Some(1));
        assert_eq!(output.stderr, "", "{folder}");
    }
}

#[test]
fn help_speaks_the_language_of_the_editor() {
    let dir = TempDir::new().expect("a folder");
    for (args, en, zh) in [
        (&["--help"][..], "Usage: kb", "用法：kb"),
        (&["build", "--help"], "Folder to publish into", "发布到哪个文件夹"),
        (&["help", "check"], "One JSON object", "一个 JSON 对象"),
        (&["-h"], "Print errors only", "只输出错误"),
    ] {
        for (lang, words) in [("en", en), ("zh-CN", zh)] {
            let args: Vec<&str> = ["--ui-lang", lang].into_iter().chain(args.iter().copied()).collect();
            let said = kb(dir.path(), &args).with_code(0);
            let text = String::from_utf8_lossy(&said.stdout).into_owned();
            assert!(text.contains(words), "{args:?}: {text}");
        }
    }
}

#[test]
fn search_prints_the_promised_json() {
    let dir = site(&[("content/s/refund.md", GUIDE)]);
    let output = kb(dir.path(), &["search", "--json", "退款"]).with_code(0);
    let json: Value = serde_json::from_slice(&output.stdout).expect("one JSON array");
    let first = &json[0];
    assert_eq!(first["id"], "s/refund");
    assert_eq!(first["lang"], "zh-CN");
    for key in ["url", "title", "score", "snippet"] {
        assert!(!first[key].is_null(), "{key}");
    }
}

/// Name, files, and what must be said.
type Broken<'a> = (&'a str, &'a [(&'a str, &'a [u8])], &'a str);

/// Bad input: files, and what must be said. None is a panic; nothing is published.
#[test]
fn bad_input_is_a_clear_error() {
    let cases: &[Broken] = &[
        ("invalid TOML", &[("content/s/a.md", b"+++\ntitle = x\n+++\n")], "content/s/a.md:2:"),
        ("not UTF-8", &[("content/s/a.md", b"+++\ntitle = \"\xff\"\n+++\n")], "not-utf8"),
        ("empty file", &[("content/s/a.md", b"")], "empty-file"),
        ("only a BOM", &[("content/s/a.md", b"\xef\xbb\xbf")], "empty-file"),
        ("no front matter", &[("content/s/a.md", b"# T\n")], "missing-front-matter"),
        ("unclosed front matter", &[("content/s/a.md", b"+++\ntitle = \"a\"\n")], "unclosed-front-matter"),
        ("no section page", &[("content/t/a.md", b"+++\ntitle = \"a\"\n+++\n")], "missing-section"),
        (
            "two files on one URL",
            &[
                ("content/s/a.md", b"+++\ntitle = \"a\"\n+++\n"),
                ("content/s/a/index.md", b"+++\ntitle = \"b\"\n+++\n"),
            ],
            "duplicate-url",
        ),
        (
            "a link that climbs out",
            &[("content/s/a.md", b"+++\ntitle = \"a\"\n+++\n[x](../../../etc/passwd)\n")],
            "link-outside",
        ),
        ("a missing anchor", &[("content/s/a.md", b"+++\ntitle = \"a\"\n+++\n[x](#nix)\n")], "broken-anchor"),
        (
            "an unsafe scheme",
            &[("content/s/a.md", b"+++\ntitle = \"a\"\n+++\n[x](javascript:alert(1))\n")],
            "unsafe-url",
        ),
        (
            "a missing theme",
            &[("kb.toml", b"title = \"t\"\ntheme = \"nix\"\nlanguages = [\"zh-CN\", \"en\"]\n")],
            "missing-theme",
        ),
        ("an unknown key in kb.toml", &[("kb.toml", b"titel = \"t\"\n")], "unknown-key"),
        ("a template error", &[("themes/default/home.html", b"{% if %}")], "template-error"),
        ("an unknown language", &[("content/s/a.fr.md", b"+++\ntitle = \"a\"\n+++\n")], "unknown-language"),
        (
            "an unknown record",
            &[("content/s/a.md", b"+++\ntitle = \"a\"\n+++\n[x](deadline:nix)\n")],
            "unknown-record",
        ),
        ("a file of no kind", &[("content/_data/autorities.toml", b"")], "unknown-record-file"),
    ];
    let mut wrong = String::new();
    for (name, files, want) in cases {
        let dir = site(&[]);
        for (path, bytes) in *files {
            write(dir.path(), path, bytes);
        }
        let output = kb(dir.path(), &["build"]);
        let text = &output.stderr;
        let ok = output.code == Some(1) && text.contains(want) && !text.contains("panicked");
        if !ok || dir.path().join("public").exists() {
            wrong.push_str(&format!("{name}: wanted {want}, exit {:?}\n{text}\n", output.code));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Paths and bytes of all files in a folder.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let found = walkdir::WalkDir::new(dir).into_iter().map(|e| e.expect("an entry"));
    found
        .filter(|e| e.file_type().is_file())
        .map(|e| {
            let name = e.path().strip_prefix(dir).expect("inside").display().to_string();
            (name, fs::read(e.path()).expect("a file"))
        })
        .collect()
}

/// A new site with everything that text can be: settings, guides and translations, records, queries, templates,
/// texts and styles of a theme. (`reproducible.rs` does the same with the shipped site.)
#[test]
fn crlf_and_bom_change_nothing_that_is_published() {
    let dir = TempDir::new().expect("a temporary folder");
    kb(dir.path(), &["init", "desk", "--name", "帮助 Desk", "--lang", "zh-CN,en"]).with_code(0);
    let site = dir.path().join("desk");
    write(
        &site,
        "content/_data/queries.toml",
        "[[query]]\ntext = \"refund\"\nlang = \"en\"\nguide = \"lotteries/fake-platform-scam\"\n".as_bytes(),
    );
    write(&site, "themes/own/i18n/en.toml", "nav_footer = \"Ours\"\n".as_bytes());
    let said = |dir: &Path| kb(dir, &["check", "--format", "json", "--today", "2026-11-22"]).stdout;
    let build = |dir: &Path| {
        kb(dir, &["build", "--today", "2026-11-22", "-o", "public"]).with_code(0);
        files(&dir.join("public"))
    };
    let (unix_said, unix) = (said(&site), build(&site));
    let mut changed = 0;
    for (name, bytes) in files(&site) {
        let text = ["md", "toml", "html", "css"].iter().any(|e| name.ends_with(&format!(".{e}")));
        if text && !name.starts_with("public") {
            let text = String::from_utf8(bytes).expect("UTF-8");
            write(&site, &name, format!("\u{feff}{}", text.replace('\n', "\r\n")).as_bytes());
            changed += 1;
        }
    }
    assert!(changed > 20 && !unix.is_empty(), "{changed} files changed, {} published", unix.len());
    assert_eq!(String::from_utf8_lossy(&said(&site)), String::from_utf8_lossy(&unix_said));
    let windows = build(&site);
    let differ: Vec<_> = unix.iter().filter(|(name, bytes)| windows.get(*name) != Some(bytes)).collect();
    assert!(
        differ.is_empty() && windows.len() == unix.len(),
        "{:?}",
        differ.iter().map(|d| d.0).collect::<Vec<_>>()
    );
}

/// macOS may store `é` as `e` and an accent (NFD); people and other systems write one character (NFC).
#[test]
fn names_and_links_need_not_write_accents_in_the_same_way() {
    let page = |head: &str, text: &str| format!("+++\ntitle = \"{head}\n+++\n\n{text}\n");
    let dir = site(&[
        (
            "content/s/cafe\u{301}.md",
            &page("一\"", "## Re\u{301}sume\u{301}\n\n[二](th\u{e9}.md) ![图](e\u{301}.png)"),
        ),
        (
            "content/s/th\u{e9}.md",
            &page("二\"", "[一](caf\u{e9}.md#r\u{e9}sum\u{e9}) [一](caf%C3%A9.md) [一](cafe\u{301}.md)"),
        ),
        (
            "content/s/cafe\u{301}.en.md",
            &page("One\"\ntranslation_of = \"zh-CN\"", "## Résumé\n\n[Two](th\u{e9}.md)"),
        ),
    ]);
    write(dir.path(), "content/s/\u{e9}.png", include_bytes!("../docs/images/screenshot.png"));
    let run = kb(dir.path(), &["build"]).with_code(0);
    assert!(!run.stderr.contains("broken") && !run.stderr.contains("error"), "{}", run.stderr);
    for file in ["s/caf\u{e9}/index.html", "s/th\u{e9}/index.html", "en/s/caf\u{e9}/index.html"] {
        assert!(dir.path().join("public").join(file).is_file(), "{file}");
    }
    // What is written back goes into the file that is there.
    kb(dir.path(), &["status", "--accept", "content/s/caf\u{e9}.en.md"]).with_code(0);
    let there = fs::read_to_string(dir.path().join("content/s/cafe\u{301}.en.md")).expect("the translation");
    assert!(there.contains("original_hash") && !dir.path().join("content/s/caf\u{e9}.en.md").exists());

    fs::copy(dir.path().join("content/s/cafe\u{301}.md"), dir.path().join("content/s/caf\u{e9}.md"))
        .expect("a copy");
    let run = kb(dir.path(), &["check"]).with_code(1);
    assert!(run.stderr.contains("accent-clash"), "{}", run.stderr);
}

#[test]
fn a_folder_that_kb_did_not_make_is_left_alone() {
    let dir = site(&[]);
    write(dir.path(), "public/precious.txt", b"mine");
    let output = kb(dir.path(), &["build"]).with_code(2);
    assert!(output.stderr.contains("output-not-ours"));
    assert_eq!(fs::read(dir.path().join("public/precious.txt")).expect("still there"), b"mine");
}

#[test]
fn usage_errors_exit_with_two_and_help() {
    let dir = TempDir::new().expect("a temporary folder");
    for (args, words) in [
        (&["biuld"][..], "build"),
        (&["build", "--todya", "x"], "--today"),
        (&["explain", "brokn-link"], "broken-link"),
    ] {
        let output = kb(dir.path(), args).with_code(2);
        assert!(output.stderr.contains(words), "{args:?}");
    }
    let output = kb(dir.path(), &["build"]).with_code(1);
    assert!(output.stderr.contains("kb init"));
}

#[test]
fn explain_knows_every_code() {
    let dir = TempDir::new().expect("a temporary folder");
    let output = kb(dir.path(), &["explain"]).with_code(0);
    let list = String::from_utf8_lossy(&output.stdout).into_owned();
    for code in kb::diag::Code::ALL {
        assert!(list.contains(code.as_str()), "{code}");
    }
    kb(dir.path(), &["explain", "broken-link"]).with_code(0);
}

#[test]
fn init_makes_a_site_that_builds_without_a_warning() {
    let dir = TempDir::new().expect("a temporary folder");
    let run = kb(dir.path(), &["init", "our-site", "--name", "我们的站"]).with_code(0);
    assert!(run.stderr.contains("kb serve"), "{}", run.stderr);
    let site = dir.path().join("our-site");
    kb(&site, &["check", "--deny-warnings", "--today", "2026-11-22"]).with_code(0);
    kb(&site, &["build"]).with_code(0);
    assert!(fs::read_to_string(site.join("public/index.html")).expect("home").contains("我们的站"));
    // A second init changes nothing and says why.
    let again = kb(&site, &["init"]).with_code(2);
    assert!(again.stderr.contains("kb.toml"), "{}", again.stderr);
}

#[test]
fn new_writes_what_parses_and_never_overwrites() {
    let dir = TempDir::new().expect("a temporary folder");
    kb(dir.path(), &["init", "."]).with_code(0);
    let made = kb(dir.path(), &["new", "guide", "telecom/a-new-one"]).with_code(0);
    assert!(made.stderr.contains("`kb serve --drafts` shows it"), "{}", made.stderr);
    let file = dir.path().join("content/telecom/a-new-one.md");
    let guide = fs::read_to_string(&file).expect("the new guide");
    let today = guide.lines().find_map(|l| l.strip_prefix("reviewed = ")).expect("its date");
    for kind in ["authority", "deadline", "evidence", "letter", "ladder", "term", "source"] {
        let made = kb(dir.path(), &["new", kind, &format!("cn-new-{kind}")]).with_code(0);
        assert!(!made.stderr.contains("draft"), "{}", made.stderr);
        // On the day that is set below nobody can have looked at it today.
        let folder = made.stderr.trim().rsplit_once("_data/").expect("a path of records").1;
        let record = dir.path().join("content/_data").join(folder);
        let text = fs::read_to_string(&record).expect("the new record");
        fs::write(&record, text.replace(today, "2026-11-22")).expect("a file");
    }
    let checked = kb(dir.path(), &["check", "--today", "2026-11-22"]).with_code(0);
    assert!(checked.stderr.contains("1 draft(s) not looked at; `kb check --drafts`"), "{}", checked.stderr);
    let checked = kb(dir.path(), &["check", "--today", "2026-11-22", "--drafts"]);
    assert!(!checked.stderr.contains("not looked at"), "{}", checked.stderr);
    fs::write(&file, "mine").expect("a file");
    kb(dir.path(), &["new", "guide", "telecom/a-new-one"]).with_code(2);
    assert_eq!(fs::read_to_string(&file).expect("a file"), "mine");
    for args in [
        &["new", "tern", "x"][..],
        &["new", "guide", "../x"],
        &["new", "guide", "Telecom/X"],
        &["new", "term", "a/b"],
    ] {
        kb(dir.path(), args).with_code(2);
    }
}
