//! Copies to take along: the zip for a disk and the e-books.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test runs epubcheck on files, and says when it cannot"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use kb::pipeline::Build;
use kb::site::OutPath;

/// Settings that ask for every copy.
const SETTINGS: &str = "title = { zh-CN = \"测试\", en = \"Test\" }\nbase_url = \"https://example.org/help\"\n\
                        languages = [\"zh-CN\", \"en\"]\nunsafe_html = true\n[outputs]\nzip = true\nepub = true\n";

/// A guide with much that a book may stumble over: raw HTML that never ends, ids that XML refuses, a
/// picture, links that lead out of the book, characters that XML cannot hold.
const ODD: &str = "+++\ntitle = \"退款 <b> & 其他\"\nsummary = \"甲 & 乙\"\njurisdictions = [\"CN\"]\n+++\n\n\
    ## 12300 怎么打\n\n先看。\n\n## 怎么做 {.steps}\n\n### 今天 · 打电话 {.act}\n\n打 <b>12300，<i>再说</b>。[看这里](#12300-怎么打) 和[那里](b.md#没有)。\n\n\
    <div><p onclick=\"x()\">没有结尾<br>的段落\n\n![图 1](<图 1.svg>) ![坏的图](坏.png)\n\n[站外](https://例子.org/a?b={c}|d) [坏](https://[x/) [邮](mailto:a@example.org) [搜索](https://example.org/help/search/)\n\n\
    ## 要收集的证据 {.evidence}\n\n- [ ] 账单。第一项。\n    - 里面一层\n- [x] 截图\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n脚注[^1]。\n\n[^1]: 说明。\n";

fn build() -> Build {
    let files = [
        ("kb.toml", SETTINGS),
        ("content/s/a.md", ODD),
        (
            "content/s/图 1.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><title>一</title></svg>",
        ),
        ("content/s/坏.png", "not a picture"),
        ("content/s/b.md", "+++\ntitle = \"乙\"\n+++\n\n## 没有\n\n[甲](a.md#evidence)\n"),
        ("content/s/b.en.md", "+++\ntitle = \"B\"\n+++\n\nText.\n"),
        ("content/s/_index.en.md", "+++\ntitle = \"Telecom\"\n+++\n"),
    ];
    let (snapshot, build) = support::build(&files);
    assert!(build.site.is_some(), "{}", support::list(&snapshot, &build.diagnostics));
    build
}

/// The files of an archive by name.
fn unzip(build: &Build, path: &str) -> BTreeMap<String, Vec<u8>> {
    let site = build.site.as_ref().expect("a site");
    let bytes = site.get(&OutPath::new(path)).unwrap_or_else(|| panic!("no {path}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut out = BTreeMap::new();
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).expect("an entry");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        out.insert(file.name().expect("a name").to_string(), bytes);
    }
    out
}

fn text<'a>(files: &'a BTreeMap<String, Vec<u8>>, name: &str) -> &'a str {
    let bytes = files.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", files.keys()));
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// Values of an attribute.
fn values<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    html.split(&format!(" {name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_copy_for_a_disk_is_whole_and_leads_nowhere_else() {
    let build = build();
    let files = unzip(&build, "offline/SITE.zip");
    let top = "example.org-help/";
    assert!(files.keys().all(|name| name.starts_with(top)), "{:?}", files.keys());
    assert!(text(&files, "example.org-help/README.en.txt").contains("en/index.html"));
    let names: BTreeSet<&str> = files.keys().map(|n| &n[top.len()..]).collect();
    for wanted in ["index.html", "en/s/b/index.html", "s/图 1.svg", "search/index.js", "offline/index.html"]
    {
        assert!(names.contains(wanted), "{wanted}");
    }
    // Every link of every page leads to a file of the copy, or out of the site.
    let mut seen = 0;
    for (name, bytes) in files.iter().filter(|(n, _)| n.ends_with(".html")) {
        let from = OutPath::new(&name[top.len()..]);
        let html = String::from_utf8_lossy(bytes);
        for link in values(&html, "href").into_iter().chain(values(&html, "src")) {
            let path = link.split(['#', '?']).next().unwrap_or("");
            if path.is_empty() || path.contains(':') {
                continue;
            }
            let to = names.iter().find(|n| from.href(&OutPath::new(n)) == path);
            assert!(to.is_some(), "{from:?} leads to {link}");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn the_offline_page_names_the_copies_with_their_size() {
    let build = build();
    let site = build.site.as_ref().expect("a site");
    let page = |path: &str| {
        String::from_utf8(site.get(&OutPath::new(path)).expect("the page").to_vec()).expect("UTF-8")
    };
    let chinese = page("offline/index.html");
    assert!(chinese.contains("href=\"SITE.zip\" download=\"example.org-help.zip\""), "{chinese}");
    assert!(chinese.contains("href=\"zh-CN.epub\" download=\"example.org-help.zh-CN.epub\""));
    assert!(!chinese.contains("href=\"en.epub\"") && chinese.contains("\u{a0}kB</span>"));
    assert!(page("en/offline/index.html").contains("href=\"../../offline/en.epub\""));
    let plain = support::build(&[]).1.site.expect("a site");
    assert!(plain.iter().all(|(p, _)| !p.as_str().ends_with(".zip") && !p.as_str().ends_with(".epub")));
}

#[test]
fn a_book_links_its_chapters_and_leaves_what_it_lacks() {
    let build = build();
    let files = unzip(&build, "offline/zh-CN.epub");
    let chapter = text(&files, "EPUB/s-a.xhtml");
    let anchor = "%E6%80%8E%E4%B9%88%E6%89%93";
    for wanted in [
        "<h1>退款 &lt;b&gt; &amp; 其他</h1>",
        "id=\"_12300-怎么打\"",
        &format!("<a href=\"#_12300-{anchor}\""),
        "<a href=\"s-b.xhtml#%E6%B2%A1%E6%9C%89\"",
    ] {
        assert!(chapter.contains(wanted), "{wanted} in {chapter}");
    }
    assert!(chapter.contains("<span class=\"box done\"></span>") && !chapter.contains("onclick"));
    assert!(chapter.contains(" 坏的图"), "a broken picture is what it shows, in words");
    assert!(chapter.contains("<img src=\"picture-") && files.keys().any(|n| n.starts_with("EPUB/picture-")));
    assert!(text(&files, "EPUB/s-b.xhtml").contains("<a href=\"s-a.xhtml#evidence\""));
    // A guide that is not translated stands in the English book in its own language.
    let english = unzip(&build, "offline/en.epub");
    assert!(text(&english, "EPUB/s-a.xhtml").contains("<section lang=\"zh-CN\" xml:lang=\"zh-CN\">"));
    assert!(text(&english, "EPUB/nav.xhtml").contains("<a href=\"s-b.xhtml\">B</a>"));
    // Two books of one site are not one book; two editions are.
    let id = |files| values_of_identifier(text(files, "EPUB/package.opf")).to_owned();
    assert_ne!(id(&files), id(&english));
    assert!(text(&files, "EPUB/package.opf").contains("2026-11-22T00:00:00Z"));
}

fn values_of_identifier(package: &str) -> &str {
    let rest = package.split("<dc:identifier id=\"id\">").nth(1).expect("an identifier");
    rest.split('<').next().expect("its end")
}

#[test]
fn copies_have_the_same_bytes_each_time() {
    let (one, two) = (build(), build());
    for path in ["offline/SITE.zip", "offline/zh-CN.epub", "offline/en.epub"] {
        let bytes = |b: &Build| b.site.as_ref().and_then(|s| s.get(&OutPath::new(path)).cloned());
        assert!(bytes(&one).is_some() && bytes(&one) == bytes(&two), "{path}");
    }
}

#[test]
fn odd_content_still_makes_a_valid_book() {
    let jar = Path::new("/usr/bin/epubcheck");
    if !jar.is_file() {
        let ci = std::env::var("CI").is_ok_and(|v| v == "true");
        assert!(!ci, "no epubcheck (Debian: apt-get install epubcheck)");
        eprintln!("SKIPPED: no epubcheck (Debian: apt-get install epubcheck)");
        return;
    }
    let build = build();
    let folder = tempfile::tempdir().expect("a folder");
    for lang in ["zh-CN", "en"] {
        let site = build.site.as_ref().expect("a site");
        let bytes = site.get(&OutPath::new(format!("offline/{lang}.epub"))).expect("a book");
        let file = folder.path().join(format!("{lang}.epub"));
        fs::write(&file, bytes).expect("a file");
        let run = Command::new("java").arg("-jar").arg(jar).arg("--failonwarnings").arg(&file).output();
        let run = run.expect("epubcheck runs");
        let said =
            format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
        assert!(run.status.success(), "{said}");
    }
}
