//! Inputs that are made to cost more than they weigh: each build ends within bounded time and memory, and says what
//! is wrong where something is.
//!
//! Sizes are a 32nd of what a page may have; `KB_LONG=1` takes the full size, and 100,000 files. The limits are those of
//! the process (CPU seconds, address space), so a busy machine changes nothing.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test writes sites"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// CPU seconds of one build, without optimisation.
const SECONDS: usize = 60;

/// Address space of one build in KiB: 3 GiB; a site of two pages takes 0.3 GiB of it for the stacks of threads.
const KIB: usize = 3 << 20;

fn is_long() -> bool {
    std::env::var_os("KB_LONG").is_some()
}

/// Bytes of a bomb: a page may have 2 MiB.
fn size() -> usize {
    if is_long() { (2 << 20) - 200 } else { 64 << 10 }
}

fn repeat(text: &str) -> String {
    text.repeat(size() / text.len())
}

fn numbered(line: impl Fn(usize) -> String) -> String {
    let mut out = String::new();
    for i in 0.. {
        let next = line(i);
        if out.len() + next.len() > size() {
            break;
        }
        out.push_str(&next);
    }
    out
}

/// A site with one page, built under the limits: its exit code and the codes of what is wrong.
fn build(front: &str, body: &str) -> (Option<i32>, Vec<String>) {
    let dir = TempDir::new().unwrap();
    site(dir.path());
    fs::write(dir.path().join("content/s/g.md"), format!("+++\ntitle = \"T\"\n{front}\n+++\n\n{body}\n"))
        .unwrap();
    run(dir.path())
}

fn site(dir: &Path) {
    fs::create_dir_all(dir.join("content/s")).unwrap();
    fs::write(dir.join("kb.toml"), "title = \"T\"\ndefault_language = \"en\"\n").unwrap();
    for page in ["content/_index.md", "content/s/_index.md"] {
        fs::write(dir.join(page), "+++\ntitle = \"S\"\n+++\n").unwrap();
    }
}

fn run(dir: &Path) -> (Option<i32>, Vec<String>) {
    let limits =
        format!("ulimit -t {SECONDS}; ulimit -v {KIB}; exec \"$0\" -C \"$1\" build -q --out \"$1/public\"");
    let output =
        Command::new("sh").arg("-c").arg(limits).arg(env!("CARGO_BIN_EXE_kb")).arg(dir).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked") && !said.contains("overflow"), "{said}");
    let codes =
        said.lines().filter_map(|l| l.strip_prefix("error[")?.split_once(']').map(|(c, _)| c.to_owned()));
    let mut codes: Vec<String> = codes.collect();
    codes.sort();
    codes.dedup();
    (output.status.code(), codes)
}

/// Runs cases; `""` expects a site, another text that code.
fn all(cases: Vec<(&str, String, String, &str)>) {
    let mut wrong = Vec::new();
    for (name, front, body, want) in cases {
        let (status, codes) = build(&front, &body);
        let fine = match want {
            "" => status == Some(0),
            code => status == Some(1) && codes.iter().any(|c| c == code),
        };
        if !fine {
            wrong.push(format!("{name}: exit {status:?}, {codes:?}, wanted {want:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn bodies(cases: Vec<(&'static str, String, &'static str)>) {
    all(cases.into_iter().map(|(name, body, want)| (name, String::new(), body, want)).collect());
}

#[test]
fn nesting() {
    let deep_list: String = (0..700).map(|i| format!("{}- a\n", "  ".repeat(i))).collect();
    bodies(vec![
        ("quotes", repeat("> "), "too-deep"),
        ("lists in a line", repeat("1. "), "too-deep"),
        ("lists in lines", deep_list, "too-deep"),
        ("emphasis", repeat("*a _b "), ""),
        ("emphasis that alternates", repeat("*_"), ""),
        ("Chinese emphasis", repeat("。**"), ""),
        ("brackets", repeat("["), ""),
        ("double brackets", repeat("[["), ""),
        ("half links", repeat("[a]("), ""),
        ("half references", repeat("[a]["), ""),
        ("half pictures", repeat("!["), ""),
        ("angle brackets", repeat("<a "), ""),
        ("half comments", repeat("<!--"), ""),
        ("declarations", repeat("a <!A "), ""),
        ("back ticks", (1..700).map(|i| "`".repeat(i) + " ").collect(), ""),
        ("HTML", repeat("<div>"), "too-deep"),
        ("HTML in a line", format!("x {}", repeat("<b>")), "too-deep"),
        ("HTML to be repaired", format!("x {}", repeat("<a><table>")), "too-deep"),
        ("footnotes in footnotes", numbered(|i| format!("[^a{i}]: [^a{}]\n\n", i + 1)), "too-many"),
    ]);
}

#[test]
fn too_much_of_one_thing() {
    let table = |rows: String| format!("| a |\n|---|\n{rows}");
    bodies(vec![
        ("headings", repeat("## a\n\n"), "too-many"),
        ("headings of two levels", repeat("### a\n#### b\n"), "too-many"),
        ("steps", repeat("### Today · a {.act}\n"), "too-many"),
        ("items to tick", repeat("- [ ] a\n"), "too-many"),
        ("rows", table(repeat("| b |\n")), "too-many"),
        ("columns", format!("|{}\n|{}\n", "a|".repeat(60_000), "-|".repeat(60_000)), ""),
        (
            "short rows of a wide table",
            format!("|{}\n|{}\n{}", "a|".repeat(20_000), "-|".repeat(20_000), "|b\n".repeat(9_000)),
            "",
        ),
        ("links", repeat("[a](b.md) "), "too-many"),
        ("wiki links", repeat("[[x]] "), "too-many"),
        ("pictures", repeat("![a](p.png) "), "too-many"),
        ("footnotes", numbered(|i| format!("[^a{i}]: b\n\n")), "too-many"),
        ("anchors", format!("{}{}", "## a\n\n".repeat(1_000), "[a](#zz) ".repeat(4_900)), "broken-anchor"),
        ("one link, a megabyte long", format!("[a]({}.md)", "b".repeat(size())), "broken-link"),
        ("definitions", numbered(|i| format!("[a{i}]: b\n")), ""),
        (
            "a long address, often",
            format!("[a]: https://example.org/{}\n\n{}", "x".repeat(100_000), "[a] ".repeat(4_900)),
            "",
        ),
        ("definitions of each other", "[a]: [b]\n[b]: [a]\n\n[a][b] [b][a]\n".to_owned(), "broken-link"),
        ("quotes of a script", format!("## S {{.script}}\n\n{}", repeat("> **a**: b\n\n")), "too-many"),
        ("notes", repeat("> [!NOTE]\n> a\n\n"), "too-many"),
        ("promises", repeat("guaranteed refund. "), ""),
        (
            "excuses",
            repeat("<!-- kb-allow x: y -->\n\n"),
            if is_long() { "too-many" } else { "invalid-excuse" },
        ),
        ("numbers of days", repeat("15 日 "), ""),
        ("phone numbers", repeat("12345678 "), ""),
        ("links of a Chinese keyboard", repeat("[a]（term:b）"), "full-width-link"),
        ("halves of them", repeat("]（"), ""),
        ("halves with words", repeat("[a](b]（c"), ""),
        ("words of a new guide", repeat("Say how. "), "placeholder"),
        ("one part", "## a {.rights}\n\n".repeat(900), ""),
        ("parts without a dot", "## a {right}\n\n".repeat(900), "part-mark"),
        ("classes", format!("## a {{{}}}", repeat(".a ")), "unknown-part"),
    ]);
}

#[test]
fn long_lines() {
    bodies(vec![
        ("letters", repeat("a"), ""),
        ("Chinese", repeat("退"), ""),
        ("stops", repeat("。"), ""),
        ("an item to tick", format!("- [ ] ({}", repeat("a。")), ""),
        ("digits", repeat("1"), ""),
        ("line breaks", repeat("退\n"), ""),
        ("entities", repeat("&amp;"), ""),
    ]);
}

#[test]
fn tables_of_settings() {
    let n = size() / 20;
    let fronts = vec![
        ("arrays", format!("a = {}{}", "[".repeat(n), "]".repeat(n)), "invalid-toml"),
        ("tables", format!("a = {}1{}", "{a=".repeat(n), "}".repeat(n)), "invalid-toml"),
        ("dotted keys", format!("{}a = 1", "a.".repeat(n)), "invalid-toml"),
        ("dotted heads", format!("[{}a]", "a.".repeat(n)), "invalid-toml"),
        ("keys", numbered(|i| format!("k{i} = 1\n")), "unknown-key"),
        ("a text", format!("summary = \"{}\"", repeat("a")), ""),
        ("sources", format!("sources = [{}]", repeat("\"a\",")), "unknown-record"),
        ("guides", repeat("[[related]]\nguide = \"x\"\nreason = \"y\"\n"), "unknown-guide"),
        ("control characters", format!("tags = [{}]", repeat("\"\\u0000\",")), "control-character"),
        ("old addresses", format!("aliases = [{}]", numbered(|i| format!("\"x/{i}\","))), ""),
    ];
    all(fronts.into_iter().map(|(name, front, want)| (name, front, "text".to_owned(), want)).collect());
}

#[test]
fn large_files() {
    let dir = TempDir::new().unwrap();
    site(dir.path());
    for path in ["content/s/g.md", "content/_data/terms/t.toml"] {
        let file = dir.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::File::create(&file).unwrap().set_len(100 << 20).unwrap();
        assert_eq!(run(dir.path()), (Some(1), vec!["too-large".to_owned()]), "{path}");
        fs::remove_file(file).unwrap();
    }
    let file = dir.path().join("static/disk.img");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::File::create(&file).unwrap().set_len(600 << 20).unwrap();
    assert_eq!(run(dir.path()), (Some(1), vec!["too-large".to_owned()]));
}

/// A picture that claims to have 60,000 × 60,000 points in 100 bytes: nothing decodes it, it is copied.
#[test]
fn pictures_are_copied_as_they_are() {
    let dir = TempDir::new().unwrap();
    site(dir.path());
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(60_000_u32.to_be_bytes());
    png.extend(60_000_u32.to_be_bytes());
    png.extend(b"\x08\x06\0\0\0\0\0\0\0\0\0\0\0IEND\xaeB`\x82");
    fs::write(dir.path().join("content/s/p.png"), &png).unwrap();
    fs::write(dir.path().join("content/s/g.md"), "+++\ntitle = \"T\"\n+++\n\n![A picture](p.png)\n").unwrap();
    assert_eq!(run(dir.path()), (Some(0), Vec::new()));
    assert_eq!(fs::read(dir.path().join("public/s/p.png")).unwrap(), png);
}

#[test]
fn many_files() {
    let count = if is_long() { 100_000 } else { 3_000 };
    let dir = TempDir::new().unwrap();
    site(dir.path());
    for i in 0..count {
        let folder = dir.path().join(format!("static/{}", i % 300));
        if i < 300 {
            fs::create_dir_all(&folder).unwrap();
        }
        fs::write(folder.join(format!("{i}.txt")), "x").unwrap();
    }
    assert_eq!(run(dir.path()), (Some(0), Vec::new()));
    assert!(dir.path().join(format!("public/{}/{}.txt", (count - 1) % 300, count - 1)).is_file());
}
