//! `kb import`: small sites of other tools, and texts as people scrape them.
#![allow(clippy::disallowed_methods, reason = "a test makes sites on the disk")]

mod support;

use std::fs;

use jiff::civil::date;
use kb::check::BlockList;
use kb::diag::{Diagnostics, UiLang, Wording};
use kb::import::{self, Format, Import, Kind, Options, Source};
use kb::snapshot::Snapshot;
use tempfile::TempDir;

const BLOCKED: &str = "names = [\"坏运彩\"]\nhosts = [\"bad-luck.example\"]\n";

fn run(files: &[(&str, &str)]) -> Import {
    let blocklist: Snapshot = [("content/_data/blocklist.toml", BLOCKED)].into_iter().collect();
    let blocked = BlockList::read(&blocklist, &mut Diagnostics::default());
    let sources: Vec<Source> =
        files.iter().map(|(p, t)| Source { path: (*p).to_owned(), bytes: t.as_bytes().to_vec() }).collect();
    let options = Options {
        today: date(2026, 11, 22),
        into: "old".to_owned(),
        lang: "en".to_owned(),
        default_language: "en".to_owned(),
        languages: vec!["en".to_owned(), "zh-CN".to_owned()],
        format: None,
        wording: Wording::new(UiLang::En),
        blocked: &blocked,
    };
    import::import(&sources, &options)
}

fn file<'a>(import: &'a Import, path: &str) -> &'a str {
    let bytes = import.files.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", import.files.keys()));
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// The body of a draft.
fn body<'a>(import: &'a Import, path: &str) -> &'a str {
    file(import, path).split_once("\n+++\n").expect("front matter").1.trim()
}

/// Notes as `line kind what`.
fn notes(import: &Import, path: &str) -> Vec<String> {
    let of = import.notes.iter().filter(|n| n.path == path);
    of.map(|n| format!("{} {} {}", n.line, n.kind.as_str(), n.what)).collect()
}

/// All drafts of an import as a site: it must be one that `kb` reads without an error.
fn reads_without_an_error(import: &Import) {
    let mut snapshot: Snapshot = [
        ("kb.toml", "title = \"T\"\ndefault_language = \"en\"\nlanguages = [\"en\", \"zh-CN\"]\n"),
        ("content/_index.md", "+++\ntitle = \"T\"\n+++\n"),
    ]
    .into_iter()
    .collect();
    for (path, bytes) in &import.files {
        snapshot.insert(kb::text::SourcePath::new(path), bytes.clone());
    }
    let options = kb::library::BuildOptions { drafts: kb::library::Drafts::Shown, ..support::options() };
    let found = kb::pipeline::analyse(&snapshot, &options).diagnostics;
    let errors: Vec<String> = support::list(&snapshot, &found)
        .lines()
        .filter(|l| l.starts_with("error") || l.contains("html-removed"))
        .map(str::to_owned)
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn a_zola_site() {
    let page = "+++\ntitle = \"Refunds\"\ndescription = \"Get it back.\"\nweight = 3\ntemplate = \"page.html\"\n\
        [taxonomies]\ntags = [\"money\"]\n[extra]\nhero = \"x\"\n+++\n\n# First {.fancy}\n\nSee [the other](@/help/other.md#what-s-next) \
        and ![a bill](bill.png).\n\n{{ youtube(id=\"abc\") }}\n\n{% quote(author=\"B\") %}\nKept words.\n{% end %}\n\n\
        Code `{{ stays() }}`.\n\n```\n{{ stays(too=1) }}\n# no heading\n```\n\n[[not a wikilink]]\n";
    let import = run(&[
        ("config.toml", "base_url = \"x\"\n"),
        ("content/_index.md", "+++\ntitle = \"Home\"\n+++\n"),
        ("content/help/_index.md", "+++\ntitle = \"Help\"\nsort_by = \"weight\"\n+++\n"),
        ("content/help/refunds/index.md", page),
        ("content/help/refunds/bill.png", "png"),
        ("content/help/refunds/unused.png", "png"),
        ("content/help/other.md", "+++\ntitle = \"Other\"\n+++\n\n## What's next?\n\nText.\n"),
        ("content/help/other.zh.md", "+++\ntitle = \"另一篇\"\n+++\n"),
        ("content/help/other.fr.md", "+++\ntitle = \"Autre\"\n+++\n"),
        ("templates/page.html", "<html>"),
    ]);
    assert_eq!((import.format, import.pages), (Format::Zola, 5));
    let path = "content/old/help/refunds/index.md";
    let draft = file(&import, path);
    for words in [
        "title = \"Refunds\"\n",
        "summary = \"Get it back.\"\n",
        "weight = 3\n",
        "tags = [\"money\"]\n",
        "draft = true",
        "jurisdictions = []",
        "imported from content/help/refunds/index.md on 2026-11-22",
    ] {
        assert!(draft.contains(words), "{words} is not in\n{draft}");
    }
    assert_eq!(
        body(&import, path),
        "## First\n\nSee [the other](../other.md#what-s-next) and ![a bill](bill.png).\n\nKept words.\n\nCode `{{ stays() }}`.\n\n\
         ```\n{{ stays(too=1) }}\n# no heading\n```\n\n\\[[not a wikilink]]"
    );
    assert_eq!(
        notes(&import, "content/help/refunds/index.md"),
        [
            "8 key extra = {\"hero\":\"x\"}",
            "12 attributes First {.fancy}",
            "16 shortcode {{ youtube(id=\"abc\") }}",
            "18 shortcode {% quote(author=\"B\") %}",
        ]
    );
    assert_eq!(notes(&import, "content/help/other.fr.md").len(), 1);
    assert_eq!(notes(&import, "content/help/refunds/unused.png").len(), 1);
    assert!(import.files.contains_key("content/old/help/refunds/bill.png"));
    assert!(file(&import, "content/old/help/other.zh-CN.md").contains("另一篇"));
    assert!(notes(&import, "templates/page.html").is_empty(), "a template is no page");
    reads_without_an_error(&import);
}

#[test]
fn an_mdbook() {
    let import = run(&[
        ("book.toml", "[book]\nsrc = \"text\"\n"),
        (
            "text/SUMMARY.md",
            "# Summary\n\n[Start](README.md)\n- [Second](b/second.md)\n    - [First](a.md)\n",
        ),
        (
            "text/README.md",
            "# Start here\n\nGo to [b](b/second.html#two-words), [nowhere](gone.md), `{{#include x}}`.\n",
        ),
        (
            "text/a.md",
            "A heading\n=========\n\n> [!WARNING]\n> Careful.\n\n{{#include piece.md}}\n\n{{#include gone.md}}\n",
        ),
        (
            "text/b/second.md",
            "# Second\n\n## Two `words` {#two-words}\n\n```rust\n{{#include ../code.rs:2:3}}\n```\n<style>\np { color: red }\n</style>\n",
        ),
        ("text/piece.md", "Included **text**.\n"),
        ("text/code.rs", "one\ntwo\nthree\nfour\n"),
    ]);
    assert_eq!((import.format, import.pages), (Format::MdBook, 3));
    assert!(
        file(&import, "content/old/a.md").contains("title = \"A heading\"")
            && file(&import, "content/old/a.md").contains("weight = 3")
    );
    assert!(file(&import, "content/old/b/second.md").contains("weight = 2"));
    assert_eq!(body(&import, "content/old/a.md"), "> **Warning**\n>\n> Careful.\n\nIncluded **text**.");
    assert_eq!(
        body(&import, "content/old/b/second.md"),
        "## Two `words` {#two-words}\n\n```rust\ntwo\nthree\n```"
    );
    assert_eq!(
        body(&import, "content/old/_index.md"),
        "Go to [b](b/second.md#two-words), nowhere, `{{#include x}}`."
    );
    assert_eq!(notes(&import, "text/README.md"), ["3 link gone.md"]);
    assert_eq!(notes(&import, "text/a.md"), ["9 include {{#include gone.md}}"]);
    assert_eq!(notes(&import, "text/b/second.md"), ["8 html <style>"]);
    // A folder without a page of its own gets one.
    assert!(file(&import, "content/old/b/_index.md").contains("title = \"b\""));
    reads_without_an_error(&import);
}

#[test]
fn a_hugo_site() {
    let page = "---\ntitle: \"Slow line\"\ndate: 2024-01-02\ntags: [line, speed]\nslug: slow\naliases:\n  - /old/slow/\n---\n\n\
        {{< notice warning >}}\nMind **this**.\n{{< /notice >}}\n\nSee [rules]({{< ref \"rules.md\" >}}).\n\n\
        {{< figure src=\"/img/Line Test.png\" alt=\"A test\" >}}\n\n{{% expand \"More\" %}}\nInside.\n{{% /expand %}}\n";
    let import = run(&[
        ("hugo.toml", ""),
        ("content/posts/slow.md", page),
        ("content/posts/rules.md", "---\ntitle: Rules\n---\nText.\n"),
        ("content/posts/broken.md", "---\ntitle: [a\n---\nText.\n"),
        ("static/img/Line Test.png", "png"),
    ]);
    assert_eq!(import.format, Format::Hugo);
    assert_eq!(
        body(&import, "content/old/posts/slow.md"),
        "> **Warning**\n>\n> Mind **this**.\n\nSee [rules](rules.md).\n\n![A test](../img/line-test.png)\n\nInside."
    );
    let draft = file(&import, "content/old/posts/slow.md");
    assert!(
        draft.contains("tags = [\"line\", \"speed\"]") && draft.contains("aliases = [\"old/slow\"]"),
        "{draft}"
    );
    assert_eq!(
        notes(&import, "content/posts/slow.md"),
        [
            "3 key date = 2024-01-02",
            "5 key slug = slow",
            "18 shortcode {{% expand \"More\" %}}",
            "20 shortcode {{% /expand %}}"
        ]
    );
    assert!(notes(&import, "content/posts/broken.md")[0].starts_with("1 front_matter "));
    assert!(import.files.contains_key("content/old/img/line-test.png"));
    reads_without_an_error(&import);
}

#[test]
fn a_docusaurus_site() {
    let page = "---\nsidebar_position: 2\nsidebar_label: X\n---\nimport Tabs from '@theme/Tabs';\n\n# Complain\n\n:::danger Take care\n\nRead first.\n\n:::\n\n\
        <Tabs>\n  <TabItem value=\"a\">Tab text</TabItem>\n</Tabs>\n\nSee [b](./02-second.mdx) and [c](/docs/guides/second#top).\n";
    let import = run(&[
        ("docusaurus.config.js", ""),
        ("docs/guides/_category_.json", "{\"label\": \"All guides\", \"position\": 7}"),
        ("docs/guides/01-complain.md", page),
        ("docs/guides/02-second.mdx", "# Second\n"),
    ]);
    assert_eq!(import.format, Format::Docusaurus);
    assert_eq!(
        body(&import, "content/old/guides/complain.md"),
        "> **Take care**\n>\n>\n> Read first.\n>\n\nTab text\n\nSee [b](second.md) and [c](second.md)."
    );
    assert!(file(&import, "content/old/guides/_index.md").contains("title = \"All guides\"\nweight = 7"));
    assert_eq!(
        notes(&import, "docs/guides/01-complain.md"),
        [
            "3 key sidebar_label = X",
            "5 component import Tabs from '@theme/Tabs';",
            "15 component <Tabs>",
            "16 component <TabItem value=\"a\">",
            "19 anchor /docs/guides/second#top",
        ]
    );
    reads_without_an_error(&import);
}

#[test]
fn web_pages() {
    let page = "<!doctype html><html><head><title>Refunds | A site</title>\n<meta name=description content=\"How to.\">\n<style>p{}</style></head>\n\
        <body><nav><a href=/>Home</a> Menu</nav>\n<main><h1>Your refund</h1>\n<p>First <b>ask</b> the <a href=\"other.html\">shop</a>.\n<p>Then * wait &amp; see.\n\
        <ol><li>One<ul><li>Sub</li></ul></li><li>Two <code>x_y</code></li></ol>\n<table><tr><th>A<th>B</tr><tr><td>1|2<td>3</table>\n<form><input name=q>Search</form>\n\
        <h2 id=more>More</h2><pre>a\n b</pre><blockquote>Said.</blockquote><img src=\"bill.png\" alt=\"Bill\"><script>alert(1)</script>\n<p>Share this on X</p></main>\n<footer>© A site</footer></body></html>";
    let import = run(&[
        ("refund.html", page),
        ("other.html", "<h1>Shop</h1><p>Text.</p>"),
        ("bill.png", "png"),
        ("latin.html", "<p>x</p>"),
    ]);
    assert_eq!((import.format, import.pages), (Format::Html, 3));
    assert_eq!(
        body(&import, "content/old/refund.md"),
        "First **ask** the [shop](other.md).\n\nThen \\* wait & see.\n\n1. One\n   -  Sub\n2. Two `x_y`\n\n| A | B |\n| --- | --- |\n| 1\\|2 | 3 |\n\n\
         ## More {#more}\n\n```\na\n b\n```\n\n> Said.\n\n![Bill](bill.png)"
    );
    assert!(
        file(&import, "content/old/refund.md").contains("title = \"Your refund\"\nsummary = \"How to.\"")
    );
    let said = notes(&import, "refund.html");
    let kinds: Vec<&str> = said.iter().filter_map(|n| n.split(' ').nth(1)).collect();
    assert_eq!(kinds, ["navigation", "html", "boilerplate", "navigation"], "{said:?}");
    assert!(said[0].contains("Home Menu") && said[3].contains("© A site"), "{said:?}");
    reads_without_an_error(&import);
}

/// Texts in the shapes in which people find them.
#[test]
fn scraped_text() {
    let text = "- 1、本站所有内容均由网友上传，本站不对其完整性负责，侵权必究。\n宽带太慢怎么办指南,如何投诉宽带太慢怎么办\n本文目录导读:\n引言:先别急\n很多人遇到网速不达标的时候，第一反应是打电话吵架，其实应该先测速、留证据，再去谈。\n\
        一、先做准备\n1.整理证据:\n*测速截图三次。\n*账单一份。\n2.想好诉求:\n*退费还是提速。\n（一）打电话\n第一步：拨打客服电话\n接通之后先报工单号，再说清楚问题，并请对方复述一遍，避免以后说不清。\n第二步：要一个书面答复，写明处理结果和时间，没有就记下工号、日期和对方的说法，并把录音保存好。\n\
        二、还不行\n-\n找监管部门。\n-\n找消协。\n1. 先写信给公司，写清楚金额和日期。\n2. 再写信给监管部门，附上公司的答复。\n玩坏运彩的人也来看 www.bad-luck.example 。\n宽带太慢怎么办指南,如何投诉\n\
        最近有一部电影上映了，导演说这部电影拍了十年，演员也都是第一次合作，非常...\n您可能关注的文档\n- 别的东西.pdf VIP\n发表评论\n";
    let import = run(&[("a.txt", text)]);
    assert_eq!(import.format, Format::Text);
    assert!(file(&import, "content/old/a.md").contains("title = \"宽带太慢怎么办指南,如何投诉\""));
    assert_eq!(
        body(&import, "content/old/a.md"),
        "## 引言:先别急\n\n很多人遇到网速不达标的时候，第一反应是打电话吵架，其实应该先测速、留证据，再去谈。\n\n\
         ## 先做准备\n\n### 整理证据\n\n- 测速截图三次。\n- 账单一份。\n\n### 想好诉求\n\n- 退费还是提速。\n\n### 打电话\n\n### 第一步：拨打客服电话\n\n\
         接通之后先报工单号，再说清楚问题，并请对方复述一遍，避免以后说不清。\n\n1. 要一个书面答复，写明处理结果和时间，没有就记下工号、日期和对方的说法，并把录音保存好。\n\n\
         ## 还不行\n\n- 找监管部门。\n- 找消协。\n\n1. 先写信给公司，写清楚金额和日期。\n1. 再写信给监管部门，附上公司的答复。\n\n玩坏运彩的人也来看 www.bad-luck.example 。"
    );
    let said: Vec<(usize, Kind)> = import.notes.iter().map(|n| (n.line, n.kind)).collect();
    let lines = text.lines().count();
    assert_eq!(
        said,
        [
            (1, Kind::Boilerplate),
            (2, Kind::Stuffing),
            (3, Kind::Boilerplate),
            (23, Kind::Gambling),
            (23, Kind::Gambling),
            (24, Kind::Stuffing),
            (25, Kind::Teaser),
            (26, Kind::Navigation),
            (27, Kind::Boilerplate),
            (lines, Kind::Boilerplate),
        ]
    );
}

#[test]
fn every_kind_has_words_in_each_language() {
    for lang in [UiLang::En, UiLang::ZhCn] {
        for kind in Kind::ALL {
            for part in ["kind", "hint"] {
                let key = format!("import_{part}_{}", kind.as_str());
                assert_ne!(Wording::new(lang).phrase(&key, &[]), key, "{lang:?}");
            }
        }
    }
}

#[test]
fn the_command_writes_once_and_never_over_a_file() {
    let dir = TempDir::new().expect("a temporary folder");
    let (code, _, said) = support::kb(dir.path(), &["init", "site", "--bare", "--lang", "en"]);
    assert_eq!(code, Some(0), "{said}");
    let site = dir.path().join("site");
    fs::create_dir_all(dir.path().join("in")).expect("a folder");
    fs::write(
        dir.path().join("in/a.txt"),
        "How to complain\nWrite a letter to the company and keep a copy of it for later.\n",
    )
    .expect("a file");
    fs::write(dir.path().join("in/gbk.txt"), [0xcd, 0xcb, 0xbf, 0xee]).expect("a file");
    let (code, report, said) = support::kb(&site, &["import", "../in", "--dry-run", "--format", "json"]);
    assert_eq!(code, Some(1), "{said}");
    let json: serde_json::Value = serde_json::from_str(&report).expect("one JSON object");
    assert_eq!(
        (json["format"].as_str(), json["notes"][0]["kind"].as_str()),
        (Some("text"), Some("not_utf8"))
    );
    assert!(!site.join("content/imported").exists(), "a dry run writes nothing");
    fs::remove_file(dir.path().join("in/gbk.txt")).expect("a file");
    let (code, _, said) = support::kb(&site, &["import", "../in", "--into", "old"]);
    assert!(code == Some(0) && said.contains("kb serve --drafts"), "{said}");
    assert_eq!(support::kb(&site, &["check"]).0, Some(0));
    fs::write(site.join("content/old/a.md"), "mine").expect("a file");
    let (code, _, said) = support::kb(&site, &["import", "../in", "--into", "old"]);
    assert!(code == Some(1) && said.contains("content/old/a.md is already there"), "{said}");
    assert_eq!(fs::read_to_string(site.join("content/old/a.md")).expect("a file"), "mine");
    for (args, words) in [
        (&["import", "../nowhere"][..], "../nowhere"),
        (&["import", "../in", "--into", "../x"], "lower-case"),
        (&["import", "../in", "--lang", "fr"], "languages"),
        (&["import", "../in", "--from", "jekyll"], "docusaurus"),
        (&["import", "schemas"], "Markdown"),
        (&["-C", "..", "import", "in"], "did you mean"),
    ] {
        let (code, _, said) = support::kb(&site, args);
        assert!(code == Some(2) && said.contains(words), "{args:?}: {said}");
    }
}
