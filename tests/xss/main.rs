//! Known attacks in guides and records: whatever a volunteer writes, nothing that is published runs it.
//!
//! `tests/cases/xss/README.md` says what the attacks are. This test looks at the files; the site is left in
//! `target/tmp/xss-site`, where `tests/browser/xss.test.mjs` opens its pages in a browser.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test writes a site"
)]

mod attacks;
mod formats;
#[path = "../../fuzz/src/html.rs"]
mod html;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::path::Path;

use attacks::{Built, MARKDOWN, attacks, built, copies, lines};
use formats::{book, calendar, cells, paper};
use html::{Kind, problems};
use kb::diag::Code;
use kb::io::{Durability, Options, publish};
use kb::library::Library;
use kb::pipeline::{self, Analysis};
use kb::plan::Cx;
use kb::snapshot::Snapshot;
use kb::text::control_character;
use kb::theme::Theme;
use kb::{data_export, status};
use pulldown_cmark::{Event, Parser, Tag};

/// What a refused guide may be refused for.
const REFUSALS: [Code; 8] = [
    Code::HeadingOne,
    Code::ExternalPicture,
    Code::UnsafeUrl,
    Code::BrokenLink,
    Code::LinkOutside,
    Code::BackslashLink,
    Code::UnknownRecordKind,
    Code::UnknownPart,
];

fn library() -> (Library, Theme) {
    let Analysis { library, theme, .. } = pipeline::analyse(&built().snapshot, &support::options());
    (library, theme)
}

/// Files of the site with one of these endings, as text.
fn files(endings: &'static [&str]) -> impl Iterator<Item = (&'static str, &'static str)> {
    built().site.iter().filter_map(move |(path, bytes)| {
        let ending = path.as_str().rsplit('.').next().unwrap_or_default();
        endings.contains(&ending).then(|| (path.as_str(), std::str::from_utf8(bytes).expect("text")))
    })
}

#[test]
fn attacks_are_refused_or_published_as_text() {
    let Built { snapshot, refused, .. } = built();
    for (path, code) in refused {
        let text = String::from_utf8(attacks().get(path).unwrap().to_vec()).unwrap();
        let expected = match code {
            Code::ControlCharacter => control_character(&text).is_some() || text.contains("\\u00"),
            // `{{ … }}` in a letter is one of its fields.
            Code::LetterFieldMissing => path.as_str().contains("_data/letters"),
            // What refers to a refused record.
            Code::UnknownRecord | Code::UnknownGuide => true,
            code => REFUSALS.contains(code) && path.as_str().starts_with("content/m/"),
        };
        assert!(expected, "{path}: {code}: values are text, and no error");
    }
    let guides = snapshot.folder("content/m").count() - 1;
    eprintln!("{guides} guides with attacks are published, {} are refused", refused.len());
    assert!(guides > 300 && refused.len() > 60);
    // Every address that runs code stops the build, in whatever form a link has it.
    let addresses = lines(MARKDOWN).iter().take_while(|l| !l.contains("attacker.example")).count();
    let unsafe_urls = refused.values().filter(|code| **code == Code::UnsafeUrl).count();
    assert!(unsafe_urls > 40, "{unsafe_urls} of {addresses}");
}

#[test]
fn no_page_has_anything_that_runs() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (path, page) in files(&["html"]) {
        seen += 1;
        let found = problems(page, Kind::Page);
        wrong.extend(found.into_iter().map(|p| format!("{path}: {p}")));
        // What a script is: a file of the site, or data.
        for script in page.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or_default();
            if let Some(data) = tag.contains("ld+json").then(|| script.split_once('>').unwrap().1) {
                let data = data.split("</script").next().unwrap();
                assert!(serde_json::from_str::<serde_json::Value>(data).is_ok(), "{path}: {data}");
            } else if !tag.contains("src=\"") || tag.contains("://") || tag.contains("src=\"//") {
                wrong.push(format!("{path}: <script{tag}>"));
            }
        }
        assert!(page.contains("Content-Security-Policy"), "{path}");
    }
    assert!(seen > 800, "{seen} pages");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

#[test]
fn files_for_machines_stay_whole() {
    for (path, text) in files(&["xml", "svg"]) {
        let parsed = roxmltree::Document::parse(text);
        assert!(parsed.is_ok(), "{path}: {}", parsed.unwrap_err());
    }
    for (path, text) in files(&["json", "webmanifest"]) {
        assert!(serde_json::from_str::<serde_json::Value>(text).is_ok(), "{path}");
    }
    for (path, text) in files(&["ics", "vcf"]) {
        calendar(path, text);
    }
    let feed = files(&["xml"]).find(|(path, _)| *path == "feed.xml").unwrap().1;
    assert!(
        roxmltree::Document::parse(feed).unwrap().descendants().filter(|n| n.has_tag_name("entry")).count()
            < 51
    );
}

#[cfg(feature = "pdf")]
#[test]
fn no_book_and_no_paper_has_anything_that_runs() {
    let site = copies();
    let (mut chapters, mut links) = (0, 0);
    for (path, bytes) in site.iter() {
        if path.as_str().ends_with(".epub") {
            chapters += book(bytes);
        } else if path.as_str().ends_with(".pdf") {
            links += paper(path.as_str(), bytes);
        }
    }
    eprintln!("{chapters} chapters and {links} links on paper");
    assert!(chapters > 250 && links > 100, "{chapters} chapters, {links} links");
}

#[test]
fn a_calendar_has_the_events_that_it_should() {
    let (library, _) = library();
    let text = status::ics(&status::collect(&library));
    calendar("status", &text);
    let guides = built().snapshot.folder("content/v").count() - 1;
    assert_eq!(text.matches("\r\nBEGIN:VEVENT\r\n").count(), guides);
}

#[test]
fn no_cell_is_a_formula() {
    let (library, theme) = library();
    let cx = Cx::new(&library, &theme);
    let status = status::csv(&status::collect(&library));
    let tables = [
        ("guides", data_export::guides_csv(&cx)),
        ("records", data_export::records_csv(&cx)),
        ("status", status),
    ];
    for (name, table) in tables {
        let rows = cells(table.trim_start_matches('\u{feff}'));
        assert!(rows.len() > 40, "{name}: {} rows", rows.len());
        for row in &rows {
            assert_eq!(row.len(), rows[0].len(), "{name}: {row:?}");
            for cell in row {
                let start = cell.trim_start_matches([' ', '\u{a0}']);
                let formula = start.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
                assert!(!formula, "{name}: {cell:?}");
            }
        }
    }
}

#[test]
fn the_map_for_language_models_has_only_its_own_links() {
    let text = files(&["txt"]).find(|(path, _)| *path == "llms.txt").unwrap().1;
    let mut links = 0;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                links += 1;
                assert!(dest_url.starts_with("https://example.org/"), "{dest_url}");
            }
            Event::Start(Tag::Image { dest_url, .. }) => panic!("a picture: {dest_url}"),
            Event::Html(html) | Event::InlineHtml(html) => panic!("HTML: {html}"),
            _ => {}
        }
    }
    let guides = built().site.iter().filter(|(path, _)| path.as_str().ends_with("/index.md")).count();
    assert_eq!(links, guides);
}

/// The setting that switches the filter off is the site's own, and says so.
#[test]
fn only_the_setting_lets_raw_html_through() {
    let page = |setting: &str| {
        let toml = format!("title = \"X\"\ndefault_language = \"en\"\n{setting}");
        let guide =
            "+++\ntitle = \"G\"\n+++\n\n## A\n\n<video src=\"a.mp4\"></video>\n\n> ## b {onclick=alert(1)}\n";
        let files = [
            ("kb.toml", toml.as_str()),
            ("content/_index.md", "+++\ntitle = \"H\"\n+++\n"),
            ("content/s/_index.md", "+++\ntitle = \"S\"\n+++\n"),
            ("content/s/g.md", guide),
        ];
        let snapshot: Snapshot = files.into_iter().collect();
        let build = pipeline::build(&snapshot, &support::options());
        support::page(&snapshot, &build, "s/g/index.html")
    };
    assert!(!page("").contains("<video"));
    assert!(page("unsafe_html = true\n").contains("<video"));
    for setting in ["", "unsafe_html = true\n"] {
        assert!(!page(setting).contains("onclick"), "a heading's attributes are Markdown, not raw HTML");
    }
}

#[test]
fn the_site_is_left_for_the_browser() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("xss-site");
    let names: BTreeSet<&str> = built().site.iter().map(|(path, _)| path.as_str()).collect();
    let options =
        Options { site_dir: Path::new(env!("CARGO_TARGET_TMPDIR")), durability: Durability::Memory };
    publish(&built().site, &out, &options).unwrap();
    assert!(names.contains("m/index.html") && out.join("m/index.html").is_file());
}
