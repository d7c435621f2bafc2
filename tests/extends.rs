//! A site over a base: what is taken over, what replaces what, and what the editor is told.
#![allow(clippy::disallowed_methods, reason = "a test makes sites on the disk")]

mod support;

use std::fs;
use std::path::Path;

use kb::diag::{Code, Diagnostics, UiLang, Wording, emit};
use kb::extend::{self, Lock, State};
use kb::io;
use kb::pipeline::{self, Build};
use kb::site::OutPath;
use kb::snapshot::Snapshot;
use kb::text::SourcePath;
use tempfile::TempDir;

const PAGE: &str = "+++\ntitle = \"T\"\n+++\n";
const TERMS: &str = "# words\n[[term]]\nid = \"one\"\nname = { zh-CN = \"一号词\", en = \"first word\" }\n\
    definition = { zh-CN = \"底本一。\", en = \"base one\" }\n\n[[term]]\nid = \"two\"\nname = { zh-CN = \"二号词\", en = \"second word\" }\n\
    definition = { zh-CN = \"底本二。\", en = \"base two\" }\n";

/// Base and site beside each other; the site's kb.toml extends `../base`.
fn sites(base: &[(&str, &str)], own: &[(&str, &str)], settings: &str) -> TempDir {
    let dir = TempDir::new().expect("a temporary folder");
    let common = [
        ("kb.toml", "title = \"底本\"\nlanguages = [\"zh-CN\", \"en\"]\n"),
        ("content/_index.md", "+++\ntitle = \"底本首页\"\n+++\n\n[甲](s/a.md)\n"),
        ("content/s/_index.md", PAGE),
        ("content/s/a.md", "+++\ntitle = \"底本甲\"\n+++\n\n甲文。[乙](b.md)\n"),
        ("content/s/b.md", "+++\ntitle = \"底本乙\"\n+++\n\n乙文。\n"),
        ("content/s/a.en.md", "+++\ntitle = \"Base A\"\n+++\n\nText. [](term:two)\n"),
        ("content/s/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("content/_data/terms/all.toml", TERMS),
    ];
    for (path, text) in common.iter().chain(base) {
        write(&dir.path().join("base"), path, text);
    }
    let config = format!(
        "title = \"本站\"\nlanguages = [\"zh-CN\", \"en\"]\n{settings}\n[checks]\ntranslation-missing = \"off\"\n"
    );
    write(&dir.path().join("own"), "kb.toml", &config);
    for (path, text) in own {
        write(&dir.path().join("own"), path, text);
    }
    dir
}

fn write(dir: &Path, path: &str, text: &str) {
    let file = dir.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    fs::write(file, text).expect("a file");
}

fn build(dir: &TempDir) -> (Snapshot, Build) {
    let (snapshot, found) = io::read(&dir.path().join("own"));
    let mut build = pipeline::build(&snapshot, &support::options());
    build.diagnostics.extend(found);
    build.diagnostics.sort();
    (snapshot, build)
}

fn page(build: &Build, path: &str) -> String {
    let bytes = build.site.as_ref().expect("a site").get(&OutPath::new(path)).expect(path);
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn of(list: &Diagnostics, code: Code) -> usize {
    list.iter().filter(|d| d.code == code).count()
}

#[test]
fn own_files_lie_over_the_base_file_by_file() {
    let own = [
        ("content/s/a.md", "+++\ntitle = \"自己的甲\"\n+++\n\n[乙](b.md)\n"),
        ("content/s/c.md", "+++\ntitle = \"自己的丙\"\n+++\n\n[乙](b.md)\n"),
        ("content/s/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"own\"/>"),
    ];
    // A site or its content folder: both name the same base.
    for extends in ["../base", "../base/content", "../base/"] {
        let dir = sites(&[], &own, &format!("extends = \"{extends}\""));
        let (snapshot, build) = build(&dir);
        assert!(build.site.is_some(), "{extends}: {}", support::list(&snapshot, &build.diagnostics));
        assert!(page(&build, "s/a/index.html").contains("自己的甲"));
        assert!(page(&build, "s/b/index.html").contains("底本乙"));
        assert!(page(&build, "s/c/index.html").contains("自己的丙"));
        assert!(page(&build, "en/s/a/index.html").contains("Base A"));
        assert!(page(&build, "index.html").contains("底本首页"));
        assert!(page(&build, "s/pic.svg").contains("id=\"own\""));
    }
}

#[test]
fn records_are_replaced_one_by_one() {
    let own = "[[term]]\nid = \"two\"\nname = { zh-CN = \"二号词\", en = \"second word\" }\ndefinition = { zh-CN = \"自己二。\", en = \"own two\" }\n";
    // In a file of the same name, of another one, and of the flat form.
    for path in ["content/_data/terms/all.toml", "content/_data/terms/own.toml", "content/_data/terms.toml"] {
        let dir = sites(&[], &[(path, own)], "extends = \"../base\"");
        let (snapshot, build) = build(&dir);
        assert!(build.site.is_some(), "{path}: {}", support::list(&snapshot, &build.diagnostics));
        assert!(page(&build, "terms/index.html").contains("底本一"), "{path}");
        assert!(page(&build, "terms/index.html").contains("自己二"), "{path}");
        assert!(!page(&build, "terms/index.html").contains("底本二"), "{path}");
    }
}

#[test]
fn what_is_wrong_is_named_where_it_lies() {
    let broken = "+++\ntitle = \"甲\"\n+++\n\n文字 [去](nowhere.md)\n";
    let bad = format!("{TERMS}\n[[term]]\nid = \"three\"\n");
    let own = "[[term]]\nid = \"one\"\nname = { zh-CN = \"一\", en = \"one\" }\ndefinition = { zh-CN = \"一。\", en = \"one\" }\n";
    let dir = sites(
        &[("content/s/a.md", broken), ("content/_data/terms/all.toml", &bad)],
        &[("content/_data/terms/all.toml", own)],
        "extends = \"../base\"",
    );
    let (snapshot, build) = build(&dir);
    assert!(build.site.is_none());
    let list = support::list(&snapshot, &build.diagnostics);
    assert!(list.contains("error broken-link ../base/content/s/a.md:5:4"), "{list}");
    // The blanked record keeps the lines of those below it.
    assert!(list.contains("error missing-key ../base/content/_data/terms/all.toml:12:1"), "{list}");
    let wording = Wording::new(UiLang::En);
    for text in [
        emit::json(&build.diagnostics, &snapshot, wording),
        emit::github(&build.diagnostics, &snapshot, wording),
        emit::sarif(&build.diagnostics, &snapshot, wording),
        emit::human(&build.diagnostics, &snapshot, wording, emit::Colour::Plain),
    ] {
        assert!(text.contains("../base/content/s/a.md"), "{text}");
        assert!(!text.contains("terms/base/"), "{text}");
    }
    let human = emit::human(&build.diagnostics, &snapshot, wording, emit::Colour::Plain);
    assert!(human.contains("文字 [去](nowhere.md)"), "{human}");
}

#[test]
fn a_site_goes_without_what_it_names() {
    let dir = sites(&[], &[], "extends = \"../base\"\nwithout = [\"s/b\"]");
    let (snapshot, built) = build(&dir);
    assert!(built.site.is_some(), "{}", support::list(&snapshot, &built.diagnostics));
    let gone = built.site.as_ref().is_some_and(|s| s.get(&OutPath::new("s/b/index.html")).is_none());
    assert!(gone);
    // The base's page that links there leads to the section, and the editor is told.
    let list = support::list(&snapshot, &built.diagnostics);
    assert!(list.contains("warning link-to-removed ../base/content/s/a.md:5:4"), "{list}");
    // An own page that links there is wrong.
    let own = [("content/s/c.md", "+++\ntitle = \"丙\"\n+++\n\n[乙](b.md)\n")];
    let (_, built) = build(&sites(&[], &own, "extends = \"../base\"\nwithout = [\"s/b\"]"));
    assert_eq!(of(&built.diagnostics, Code::BrokenLink), 1);
    // Records, too; and a slip is told with what may be meant.
    let (snapshot, built) =
        build(&sites(&[], &[], "extends = \"../base\"\nwithout = [\"term:one\", \"s/bb\"]"));
    let list = support::list(&snapshot, &built.diagnostics);
    assert!(list.contains("error invalid-value kb.toml:4:24"), "{list}");
    assert!(built.diagnostics.iter().any(|d| d.args.get("nearest").is_some_and(|n| n == "s/b")));
    let (_, built) = build(&sites(&[], &[], "extends = \"../base\"\nwithout = [\"term:one\"]"));
    assert!(!page(&built, "terms/index.html").contains("底本一"));
}

/// Whose a page is decides what its link to a removed page means, also where its bytes stay the same; a build that
/// remembers, and one that asks whether anything changed, see it.
#[test]
fn a_page_that_is_taken_over_as_it_is_is_the_site_s_own() {
    let settings = "extends = \"../base\"\nwithout = [\"s/b\"]";
    let dir = sites(&[], &[], settings);
    let taken = fs::read_to_string(dir.path().join("base/content/s/a.md")).expect("a page");
    let mut memo = pipeline::Memo::default();
    let mut again = || {
        let (snapshot, _) = io::read(&dir.path().join("own"));
        let run = pipeline::Run {
            copies: pipeline::Copies::Left,
            memo: Some(&mut memo),
            progress: &kb::progress::Silent,
            pages: &mut |_| {},
        };
        let warm = pipeline::build_again(&snapshot, &support::options(), run);
        let cold = pipeline::build(&snapshot, &support::options());
        assert_eq!(support::list(&snapshot, &warm.diagnostics), support::list(&snapshot, &cold.diagnostics));
        (snapshot.fingerprint(), cold.site.is_some())
    };
    let (inherited, is_good) = again();
    assert!(is_good, "a link of the base to what the site goes without is no error");
    write(&dir.path().join("own"), "content/s/a.md", &taken);
    let (own, is_good) = again();
    assert!(!is_good, "the site's own is");
    assert_ne!(inherited, own, "the same bytes, but not the same inputs");
    fs::remove_file(dir.path().join("own/content/s/a.md")).expect("removed");
    assert_eq!(again(), (inherited, true));
}

/// What the base says where the site says something else is an input, too: the editor is told when it changes.
#[test]
fn what_a_site_replaces_is_among_its_inputs() {
    let dir =
        sites(&[], &[("content/s/a.md", "+++\ntitle = \"本站甲\"\n+++\n\n甲。\n")], "extends = \"../base\"");
    let inputs = || io::read(&dir.path().join("own")).0.fingerprint();
    let before = inputs();
    write(&dir.path().join("base"), "content/s/a.md", "+++\ntitle = \"底本甲\"\n+++\n\n改了。\n");
    assert_ne!(inputs(), before);
}

#[test]
fn languages_are_the_site_s() {
    let dir = sites(&[], &[], "extends = \"../base\"");
    write(
        &dir.path().join("own"),
        "kb.toml",
        "title = \"Own\"\ndefault_language = \"en\"\nlanguages = [\"en\"]\nextends = \"../base\"\n",
    );
    write(&dir.path().join("own"), "content/_index.md", PAGE);
    write(&dir.path().join("own"), "content/s/_index.md", PAGE);
    let (snapshot, build) = build(&dir);
    assert!(build.site.is_some(), "{}", support::list(&snapshot, &build.diagnostics));
    assert!(page(&build, "s/a/index.html").contains("Base A"));
    assert!(build.site.as_ref().is_some_and(|s| s.get(&OutPath::new("s/b/index.html")).is_none()));
}

#[test]
fn a_base_that_cannot_be_used_is_an_error_that_says_why() {
    for (extends, why) in [
        ("../nowhere", "no such file"),
        ("../base/kb.toml", "not a folder"),
        (".", "this site itself"),
        ("../base/content/s", "neither pages nor records"),
        ("../third", "extends another site"),
    ] {
        let dir = sites(&[], &[("content/x.md", PAGE)], &format!("extends = \"{extends}\""));
        write(&dir.path().join("third"), "kb.toml", "title = \"x\"\nextends = \"../base\"\n");
        write(&dir.path().join("third"), "content/_index.md", PAGE);
        if extends.ends_with("/s") {
            fs::remove_file(dir.path().join("base/content/s/_index.md")).expect("a file");
        }
        let (_, build) = build(&dir);
        let found = build.diagnostics.iter().find(|d| d.code == Code::MissingBase).expect(extends);
        assert!(found.args["detail"].contains(why), "{extends}: {:?}", found.args);
    }
}

fn differences(dir: &TempDir) -> Vec<(String, State)> {
    let (snapshot, _) = io::read(&dir.path().join("own"));
    let config = kb::config::parse(&snapshot).0;
    extend::differences(&snapshot, &config).into_iter().map(|d| (d.name, d.state)).collect()
}

fn accept(dir: &TempDir, path: &str) -> usize {
    let (snapshot, _) = io::read(&dir.path().join("own"));
    let config = kb::config::parse(&snapshot).0;
    let mut lock = Lock::read(&snapshot);
    let count = extend::accept(&mut lock, &snapshot, &config, &SourcePath::new(path));
    write(&dir.path().join("own"), "kb.lock", &lock.text());
    count
}

#[test]
fn the_editor_is_told_what_the_base_changed_underneath() {
    let term = "[[term]]\nid = \"two\"\nname = { zh-CN = \"二号词\", en = \"second word\" }\ndefinition = { zh-CN = \"自己二。\", en = \"own two\" }\n";
    let own = [
        ("content/s/a.md", "+++\ntitle = \"自己的甲\"\n+++\n\n[乙](b.md)\n"),
        ("content/s/b.md", "+++\ntitle = \"底本乙\"\n+++\n\n乙文。\n"),
        ("content/s/c.md", PAGE),
        ("content/_data/terms/own.toml", term),
    ];
    let dir = sites(&[], &own, "extends = \"../base\"\nwithout = [\"term:one\"]");
    let a = || "content/s/a.md".to_owned();
    let state =
        |name: &str, dir: &TempDir| differences(dir).into_iter().find(|(n, _)| n == name).map(|d| d.1);
    assert_eq!(state(&a(), &dir), Some(State::Unrecorded));
    assert_eq!(state("content/s/b.md", &dir), Some(State::Identical));
    assert_eq!(state("content/s/c.md", &dir), Some(State::Added));
    assert_eq!(state("term:one", &dir), Some(State::Removed));
    assert_eq!(state("term:two", &dir), Some(State::Unrecorded));
    assert_eq!((accept(&dir, &a()), accept(&dir, "content/_data/terms/own.toml")), (1, 1));
    assert_eq!(accept(&dir, "content/s/c.md"), 0);
    assert_eq!(state(&a(), &dir), Some(State::Same));
    assert_eq!(state("term:two", &dir), Some(State::Same));
    let (_, built) = build(&dir);
    assert_eq!(of(&built.diagnostics, Code::BaseChanged), 0);

    // The base changes: where is told, and the check warns at the site's own files.
    let base = dir.path().join("base");
    write(&base, "content/s/a.md", "+++\ntitle = \"底本甲（新）\"\n+++\n\n甲文。[乙](b.md)\n");
    write(
        &base,
        "content/_data/terms/all.toml",
        &TERMS.replace("底本二。", "底本二，改了。").replace("# words", "# w\n\n"),
    );
    assert_eq!(state(&a(), &dir), Some(State::Changed(vec!["title".to_owned()])));
    assert_eq!(state("term:two", &dir), Some(State::Changed(vec!["definition".to_owned()])));
    let (snapshot, built) = build(&dir);
    let list = support::list(&snapshot, &built.diagnostics);
    assert!(list.contains("warning base-changed content/s/a.md:1:1"), "{list}");
    assert!(list.contains("warning base-changed content/_data/terms/own.toml:2:6"), "{list}");
    assert!(built.site.is_some());

    // Only its front matter, and then the base drops it.
    accept(&dir, &a());
    write(
        &base,
        "content/s/a.md",
        "+++\ntitle = \"底本甲（新）\"\ntags = [\"x\"]\n+++\n\n甲文。[乙](b.md)\n",
    );
    assert_eq!(state(&a(), &dir), Some(State::Changed(vec!["front matter".to_owned()])));
    fs::remove_file(base.join("content/s/a.md")).expect("a file");
    assert_eq!(state(&a(), &dir), Some(State::Gone));
    assert_eq!(accept(&dir, &a()), 1);
    assert_eq!(state(&a(), &dir), Some(State::Added));
}

#[test]
fn the_shipped_library_is_a_base() {
    for (languages, home) in [("\"en\"", "en"), ("\"en\", \"zh-CN\"", "en")] {
        let dir = TempDir::new().expect("a temporary folder");
        let config = format!(
            "title = \"T\"\ndefault_language = \"{home}\"\nlanguages = [{languages}]\nextends = \"kb:library\"\nwithout = [\"lotteries/lucky-draws\"]\n"
        );
        let own = dir.path().join("own");
        write(&own, "kb.toml", &config.replace("\nwithout = [\"lotteries/lucky-draws\"]", ""));
        let (snapshot, built) = build(&dir);
        let said = emit::human(&built.diagnostics, &snapshot, Wording::new(UiLang::En), emit::Colour::Plain);
        assert_eq!(said, "", "{languages}");
        assert!(built.pages > 90, "{languages}: {}", built.pages);
    }
}

#[test]
fn an_organisation_starts_from_a_base_and_takes_pages_over() {
    let dir = sites(&[], &[], "extends = \"../base\"");
    // The name is seen from the working folder, kb.toml has it as seen from the site.
    let (code, _, said) =
        support::kb(dir.path(), &["init", "deep/er/new", "--extends", "base", "--lang", "zh-CN,en"]);
    assert_eq!(code, Some(0), "{said}");
    let new = dir.path().join("deep/er/new");
    let config = fs::read_to_string(new.join("kb.toml")).expect("settings");
    assert!(config.contains("\nextends = \"../../../base\""), "{config}");
    assert_eq!(support::kb(&new, &["build"]).0, Some(0));
    assert!(fs::read_to_string(new.join("public/s/a/index.html")).expect("a page").contains("底本甲"));
    let (code, _, said) = support::kb(dir.path(), &["init", "other", "--extends", "no/where"]);
    assert!(code == Some(2) && said.contains("no/where"), "{said}");

    // `kb new` takes over what the base has, and remembers from which version.
    for (args, file) in [
        (&["new", "guide", "s/a"][..], "content/s/a.md"),
        (&["new", "s/a", "--lang", "en"], "content/s/a.en.md"),
        (&["new", "term", "two"], "content/_data/terms/two.toml"),
    ] {
        let (code, _, said) = support::kb(&new, args);
        assert!(code == Some(0) && said.contains("../../../base/content/"), "{args:?}: {said}");
        let lock = fs::read_to_string(new.join("kb.lock")).expect("a lock");
        assert!(lock.contains(if file.contains("_data") { "term:two" } else { file }), "{lock}");
        // A second time nothing is overwritten.
        fs::write(new.join(file), fs::read_to_string(new.join(file)).expect("text") + "\n").expect("a file");
        let mine = fs::read(new.join(file)).expect("a file");
        support::kb(&new, args);
        assert_eq!(fs::read(new.join(file)).expect("a file"), mine, "{file}");
    }
    assert!(fs::read_to_string(new.join("content/s/a.md")).expect("a page").contains("底本甲"));
    write(&dir.path().join("base"), "content/s/a.md", "+++\ntitle = \"改了\"\n+++\n\n甲文。[乙](b.md)\n");
    let (_, status, _) = support::kb(&new, &["status"]);
    assert!(status.contains("content/s/a.md  the base changed since you replaced it: title"), "{status}");
    assert!(status.contains("../../../base/content/s/b.md  no review date"), "{status}");
    let (_, json, _) = support::kb(&new, &["status", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let changed = json["base"].as_array().expect("a list").iter().find(|d| d["state"] == "changed");
    assert_eq!(changed.expect("a change")["changed"][0], "title");
    let (code, _, said) = support::kb(&new, &["status", "--accept", "content/s/a.md"]);
    assert!(code == Some(0) && said.contains("as it is now"), "{said}");
    assert!(!support::kb(&new, &["status"]).1.contains("the base changed"));
}
