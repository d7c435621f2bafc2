//! PDF files: what a reader's program finds in them, and what an editor is told.
//!
//! The text is read with `pdftotext` (Debian: poppler-utils); without it these tests say so, and fail in CI.
#![allow(clippy::disallowed_methods, clippy::print_stderr, reason = "runs poppler over files of a test")]

mod support;

use std::fmt::Write as _;
use std::process::Command;

use kb::diag::{Code, UiLang, Wording};
use kb::pipeline::{self, Build};
use kb::site::OutPath;
use kb::snapshot::Snapshot;

/// A guide with everything that a checklist draws, and records for the pack.
const SITE: [(&str, &str); 7] = [
    (
        "kb.toml",
        "title = { zh-CN = \"手册\", en = \"Handbook\" }\nbase_url = \"https://example.org\"\nlanguages = [\"zh-CN\", \"en\"]\n\
         [outputs]\npdf = true\n",
    ),
    ("content/s/_index.en.md", "+++\ntitle = \"Telecoms\"\n+++\n"),
    (
        "content/s/fee.md",
        "+++\ntitle = \"话费里有不明扣费怎么办\"\nsummary = \"退订并退费。今天先导出详单。\"\njurisdictions = [\"CN\"]\nreviewed = 2026-11-22\n\
         their_clock = \"reply\"\n+++\n\n## 证据 {.evidence}\n\n- [ ] 账单和详单\n- [x] “已订业务”（页面）截图\n\n\
         ## 步骤 {.steps}\n\n### 今天 · 打客服 {.act}\n\n打12300。\n\n### 明天 · 写信 {.act}\n\n写。\n\n\
         ## 期限 {.deadlines}\n\n![](deadline:reply)\n\n## 信 {.letter}\n\n![](letter:claim)\n",
    ),
    (
        "content/s/fee.en.md",
        "+++\ntitle = \"A charge you don't know\"\nsummary = \"Get it back.\"\njurisdictions = [\"CN\"]\nreviewed = 2026-11-22\n\
         translation_of = \"zh-CN\"\n+++\n\n## Evidence {.evidence}\n\n- [ ] The bill, “itemised”\n",
    ),
    (
        "content/_data/sources.toml",
        r#"
[[source]]
id = "law"
title = { zh-CN = "电信条例", en = "Telecoms rules" }
publisher = { zh-CN = "国务院", en = "State Council" }
url = "https://law.example"
kind = "regulation"
jurisdiction = "CN"
retrieved_on = 2026-11-01
confidence = "primary"
"#,
    ),
    (
        "content/_data/deadlines.toml",
        r#"
[[deadline]]
id = "reply"
jurisdiction = "CN"
whose = "company"
who = { zh-CN = "运营商", en = "The operator" }
act = { zh-CN = "答复你的投诉", en = "Answer you" }
n = 15
unit = "calendar-days"
from = { zh-CN = "收到投诉", en = "your complaint" }
sources = ["law"]
checked_on = 2026-11-01
confidence = "sourced"
"#,
    ),
    (
        "content/_data/letters.toml",
        r#"
[[letter]]
id = "claim"
name = { zh-CN = "投诉函", en = "Claim" }
purpose = "complaint"
jurisdiction = "CN"
languages = ["zh-CN"]
to = { zh-CN = "客服" }
channel = ["post"]
body = { zh-CN = """
我是{{name}}，请退费。
""" }
[[letter.fields]]
key = "name"
label = { zh-CN = "姓名" }
type = "text"
required = true
"#,
    ),
];

fn build(more: &[(&str, &str)]) -> (Snapshot, Build) {
    let files: Vec<(&str, &str)> = SITE.iter().chain(more).copied().collect();
    support::build(&files)
}

fn codes(build: &Build) -> Vec<Code> {
    build.diagnostics.iter().map(|d| d.code).collect()
}

#[cfg(not(feature = "pdf"))]
#[test]
fn a_program_without_pdf_says_so() {
    let (_, build) = build(&[]);
    let wording = Wording::new(UiLang::En);
    let said: Vec<String> = build.diagnostics.iter().map(|d| wording.message(d)).collect();
    assert!(said.contains(&"this kb was built without PDF, and the site asks for it".to_owned()), "{said:?}");
    assert!(build.site.is_none());
    let (_, build) = support::build(&[("kb.toml", "title = \"x\"\n")]);
    assert!(!codes(&build).contains(&Code::PdfUnavailable));
}

#[cfg(feature = "pdf")]
mod with_pdf {
    use super::*;

    const CHECKLIST: &str = "s/fee/checklist/fee-checklist.pdf";
    const PACK: &str = "s/fee/pack/fee-pack.pdf";
    const SECTOR: &str = "s/checklists/s-checklists.pdf";

    fn file(snapshot: &Snapshot, build: &Build, path: &str) -> Vec<u8> {
        let site =
            build.site.as_ref().unwrap_or_else(|| panic!("{}", support::list(snapshot, &build.diagnostics)));
        site.get(&OutPath::new(path)).unwrap_or_else(|| panic!("no {path}")).to_vec()
    }

    /// How many pages a file has; the writer leaves the objects of pages uncompressed.
    fn pages(pdf: &[u8]) -> usize {
        let text = String::from_utf8_lossy(pdf);
        text.matches("/Type/Page/").count()
    }

    /// What a program of poppler says of a file; nothing where it is not installed.
    fn poppler(program: &str, flags: &[&str], pdf: &[u8]) -> Option<String> {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("x.pdf");
        std::fs::write(&path, pdf).expect("a file");
        let output = Command::new(program)
            .args(flags)
            .arg(&path)
            .arg(if program == "pdftotext" { "-" } else { "--" })
            .output();
        let Ok(output) = output else {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "FAILED: no {program} (Debian: poppler-utils)"
            );
            eprintln!("SKIPPED: no {program} (Debian: poppler-utils): the text of PDF files is not read");
            return None;
        };
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The text without white space, which readers of PDF guess.
    fn words(pdf: &[u8]) -> Option<String> {
        poppler("pdftotext", &[], pdf).map(|t| t.split_whitespace().collect())
    }

    #[test]
    fn chinese_text_can_be_searched_and_copied() {
        let (snapshot, build) = build(&[]);
        let Some(text) = words(&file(&snapshot, &build, CHECKLIST)) else { return };
        for want in [
            "核对清单：话费里有不明扣费怎么办",
            "适用中国大陆",
            "2026-11-22核对过",
            "example.org/s/fee/",
            "账单和详单",
            "“已订业务”（页面）截图",
            "打客服今天",
            "加15个自然日",
            "第1页，共1页",
        ] {
            assert!(text.contains(want), "{want} is not in {text}");
        }
        let pack = words(&file(&snapshot, &build, PACK)).expect("poppler is there");
        for want in ["投诉函", "我是，请退费。", "姓名", "答复你的投诉", "电信条例", "时间线"]
        {
            assert!(pack.contains(want), "{want} is not in {pack}");
        }
    }

    #[test]
    fn no_space_is_found_where_nobody_wrote_one() {
        let long = "运营商收到投诉后15日内要答复你，你打12300也可以，写App里的在线客服也可以，要留下每一次的编号和日期。".repeat(3);
        let guide = SITE[2].1.replace("## 期限", &format!("## 不要 {{.donts}}\n\n- {long}\n\n## 期限"));
        let (snapshot, build) = build(&[("content/s/fee.md", &guide)]);
        let pdf = file(&snapshot, &build, CHECKLIST);
        let Some(text) = poppler("pdftotext", &["-raw"], &pdf) else { return };
        let joined: String = text.lines().collect();
        assert!(joined.contains("收到投诉后15日内要答复你，你打12300也可以，写App里的在线客服"), "{text}");
    }

    #[test]
    fn english_has_narrow_quotation_marks_and_its_own_words() {
        let (snapshot, build) = build(&[]);
        let pdf = file(&snapshot, &build, "en/s/fee/checklist/fee-checklist.pdf");
        let Some(text) = poppler("pdftotext", &[], &pdf) else { return };
        for want in
            ["A charge you don't know", "The bill, “itemised”", "Page 1 of 1", "Applies to Mainland China"]
        {
            assert!(text.contains(want), "{want} is not in {text}");
        }
    }

    #[test]
    fn files_are_tagged_and_say_what_they_are() {
        let (snapshot, build) = build(&[]);
        let pdf = file(&snapshot, &build, PACK);
        let raw = String::from_utf8_lossy(&pdf).into_owned();
        for want in [
            "/Marked true",
            "/Lang(zh-CN)",
            "/Outlines",
            "/StructTreeRoot",
            "pdfuaid:part",
            "/S/Table",
            "/S/TH",
        ] {
            assert!(raw.contains(want), "no {want}");
        }
        assert!(raw.contains("(https://example.org/s/fee/)"), "a link to the guide");
        let Some(info) = poppler("pdfinfo", &[], &pdf) else { return };
        assert!(info.contains("全套材料：话费里有不明扣费怎么办"), "{info}");
        assert!(info.contains("Tagged:          yes") && info.contains("(A4)"), "{info}");
        let tree = poppler("pdfinfo", &["-struct-text"], &pdf).expect("poppler is there");
        let (mut at, mut missing) = (0, String::new());
        // In reading order: title, facts, things to take along with their boxes, the log as a table.
        for want in [
            "H1",
            "话费里有不明扣费",
            "Link",
            "Figure",
            "H2",
            "LI",
            "Lbl",
            "账单和详单",
            "Table",
            "THead",
            "日期时间",
        ] {
            match tree[at..].find(want) {
                Some(found) => at += found,
                None => _ = write!(missing, "{want} "),
            }
        }
        assert!(missing.is_empty(), "not in order: {missing}in\n{tree}");
    }

    #[test]
    fn the_same_site_gives_the_same_bytes() {
        let (snapshot, first) = build(&[]);
        let (_, second) = build(&[]);
        for path in [CHECKLIST, PACK, SECTOR] {
            assert!(file(&snapshot, &first, path) == file(&snapshot, &second, path), "{path} differs");
        }
    }

    #[test]
    fn a_checklist_is_one_page_as_long_as_that_can_be_read() {
        for (items, paper, want) in [(3, "a4", 1), (14, "a4", 1), (14, "letter", 1), (150, "a4", 3)] {
            let list: String = (0..items).fold(String::new(), |mut out, i| {
                _ = writeln!(out, "- [ ] 第{i}件：账单、详单、截图和录音都要一份");
                out
            });
            let guide = SITE[2].1.replace("- [ ] 账单和详单\n", &list);
            let toml = format!("{}[print]\npaper = \"{paper}\"\n", SITE[0].1);
            let (snapshot, build) = build(&[("content/s/fee.md", &guide), ("kb.toml", &toml)]);
            let pdf = file(&snapshot, &build, CHECKLIST);
            assert_eq!(pages(&pdf), want, "{items} items on {paper}");
            let Some(text) = words(&pdf) else { continue };
            let last = format!("第{}件", items - 1);
            assert!(text.contains(&last), "{last} is lost");
        }
    }

    #[test]
    fn a_sector_has_its_contents_and_every_sheet() {
        let (snapshot, build) = build(&[]);
        let pdf = file(&snapshot, &build, SECTOR);
        assert_eq!(pages(&pdf), 2);
        let Some(text) = poppler("pdftotext", &["-layout"], &pdf) else { return };
        let entry = text.lines().find(|l| l.contains("话费里有不明扣费怎么办")).unwrap_or_default();
        assert!(entry.trim_end().ends_with(" 2"), "the page of the sheet: {text}");
    }

    #[test]
    fn pages_link_to_their_pdf() {
        let (snapshot, build) = build(&[]);
        for (page, href) in [
            ("s/fee/checklist/index.html", "href=\"fee-checklist.pdf\""),
            ("s/fee/pack/index.html", "href=\"fee-pack.pdf\""),
            ("s/fee/index.html", "href=\"checklist/fee-checklist.pdf\""),
            ("s/checklists/index.html", "href=\"s-checklists.pdf\""),
        ] {
            assert!(support::page(&snapshot, &build, page).contains(href), "{page} has no {href}");
        }
        let (snapshot, build) = support::build(&SITE[1..]);
        let html = support::page(&snapshot, &build, "s/fee/checklist/index.html");
        assert!(!html.contains(".pdf"), "a site without PDF has no links to it");
        assert!(build.site.expect("a site").get(&OutPath::new(CHECKLIST)).is_none());
    }

    fn messages(snapshot: &Snapshot, build: &Build, code: Code) -> Vec<String> {
        let wording = Wording::new(UiLang::En);
        let found = build.diagnostics.iter().filter(|d| d.code == code);
        found.map(|d| format!("{} {}", d.location.at(snapshot), wording.message(d))).collect()
    }

    #[test]
    fn a_character_without_a_glyph_is_named_with_its_place() {
        let guide = SITE[2].1.replace("账单和详单", "𠮷野家的账单");
        let (snapshot, build) = build(&[("content/s/fee.md", &guide)]);
        assert!(build.site.is_none(), "a PDF with a gap must not be published");
        let line = guide.lines().position(|l| l.contains('𠮷')).expect("it is there") + 1;
        let want = format!(
            "content/s/fee.md:{line}:7 `𠮷` (U+20BB7) of content/s/fee.md is not in the font Noto Sans SC Bold, so its PDF would have a gap"
        );
        assert!(
            messages(&snapshot, &build, Code::MissingGlyph).contains(&want),
            "{:?}",
            messages(&snapshot, &build, Code::MissingGlyph)
        );
    }

    #[test]
    fn a_character_of_a_record_is_found_in_the_record() {
        let records = SITE[5].1.replace("收到投诉", "收到𠮷的投诉");
        let (snapshot, build) = build(&[("content/_data/deadlines.toml", &records)]);
        let found = messages(&snapshot, &build, Code::MissingGlyph);
        assert!(found.iter().any(|m| m.starts_with("content/_data/deadlines.toml:10:")), "{found:?}");
    }

    #[test]
    fn fonts_of_the_site_are_used_or_named() {
        let with = |fonts: &str| {
            let toml = format!("{}[print]\nfonts = {fonts}\n", SITE[0].1);
            let snapshot: Snapshot =
                support::BASE.iter().chain(&SITE).chain(&[("kb.toml", toml.as_str())]).copied().collect();
            snapshot
        };
        let regular = include_bytes!("../src/fonts/NotoSansSC-Regular.subset.ttf");
        let mut snapshot = with("[\"themes/default/fonts/R.ttf\", \"themes/default/fonts/B.ttf\"]");
        let build = pipeline::build(&snapshot, &support::options());
        assert_eq!(messages(&snapshot, &build, Code::FontMissing).len(), 2);
        for name in ["R", "B"] {
            snapshot.insert(
                kb::text::SourcePath::new(format!("themes/default/fonts/{name}.ttf")),
                regular.as_slice(),
            );
        }
        let build = pipeline::build(&snapshot, &support::options());
        let pdf = file(&snapshot, &build, CHECKLIST);
        assert!(
            !String::from_utf8_lossy(&pdf).contains("NotoSansSC-Bold"),
            "both weights are the regular font"
        );
        let site = build.site.expect("a site");
        assert!(!site.iter().any(|(p, _)| p.as_str().ends_with(".ttf")), "fonts are not published");
        snapshot.insert(kb::text::SourcePath::new("themes/default/fonts/B.ttf"), b"no font".as_slice());
        let build = pipeline::build(&snapshot, &support::options());
        assert_eq!(
            messages(&snapshot, &build, Code::FontUnusable),
            ["kb.toml:1:1 `themes/default/fonts/B.ttf` is not a font that can be used"]
        );
        let snapshot = with("[\"themes/default/fonts/R.ttf\"]");
        let build = pipeline::build(&snapshot, &support::options());
        assert!(codes(&build).contains(&Code::InvalidValue));
    }
}
