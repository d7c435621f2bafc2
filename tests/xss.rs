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

#[path = "../fuzz/src/html.rs"]
mod html;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use html::{Kind, problems};
use kb::diag::{Code, Severity};
use kb::io::{Durability, Options, publish};
use kb::library::{BuildOptions, Library};
use kb::pipeline::{self, Analysis};
use kb::plan::Cx;
use kb::site::Site;
use kb::snapshot::Snapshot;
use kb::text::{SourcePath, control_character};
use kb::theme::Theme;
use kb::{data_export, status};
use pulldown_cmark::{Event, Parser, Tag};

const MARKDOWN: &str = include_str!("cases/xss/markdown.txt");
const HTML: &str = include_str!("cases/xss/dompurify.json");
const VALUES: &str = include_str!("cases/xss/values.txt");
const TEMPLATE: &str = include_str!("cases/xss/site.txt");

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

/// Lines of a file of attacks, with `⏎`, `⇥` and `⟦NN⟧` undone.
fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|l| !l.is_empty() && !l.starts_with("# "));
    lines
        .map(|line| {
            let mut out = String::new();
            let mut rest = line;
            while let Some((before, after)) = rest.split_once('⟦') {
                let (code, after) = after.split_once('⟧').unwrap();
                out.push_str(before);
                out.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
                rest = after;
            }
            (out + rest).replace('⏎', "\n").replace('⇥', "\t")
        })
        .collect()
}

/// A guide with an attack in a line, an item to tick, a quote, a cell, a letter's line, and as a block.
fn guide(number: usize, attack: &str) -> String {
    let line = attack.replace('\n', " ");
    format!(
        "+++\ntitle = \"Attack {number}\"\n+++\n\n## One {{.evidence}}\n\nA {line} b\n\n- [ ] {line}. Then more.\n\n> q {line}\n\n\
         ### Say {{.script}}\n\n> **You**: {line}\n\n## Two\n\n{attack}\n"
    )
}

/// A value as the inside of a TOML string.
fn toml(value: &str) -> String {
    let escaped = value.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    });
    escaped.collect()
}

fn attacks() -> Snapshot {
    let mut files: BTreeMap<String, String> = BTreeMap::from([
        (
            "kb.toml".to_owned(),
            "title = \"X\"\nbase_url = \"https://example.org\"\ndefault_language = \"en\"\n".to_owned(),
        ),
        ("content/_index.md".to_owned(), "+++\ntitle = \"Home\"\n+++\n".to_owned()),
        ("content/v/_index.md".to_owned(), "+++\ntitle = \"Values\"\n+++\n".to_owned()),
        ("content/m/_index.md".to_owned(), "+++\ntitle = \"Markdown\"\n+++\n".to_owned()),
    ]);
    let html: Vec<String> = serde_json::from_str(HTML).unwrap();
    for (i, attack) in lines(MARKDOWN).iter().chain(&html).enumerate() {
        files.insert(format!("content/m/g{i}.md"), guide(i, attack));
    }
    for (i, value) in lines(VALUES).iter().enumerate() {
        for file in TEMPLATE.split("\n=== ").skip(1) {
            let (path, text) = file.split_once('\n').unwrap();
            let text = text.replace("@N@", &i.to_string()).replace("@V@", &toml(value));
            files.insert(path.replace("@N@", &i.to_string()), text + "\n");
        }
    }
    files.into_iter().collect()
}

fn options() -> BuildOptions {
    support::options()
}

/// What is left of the attacks once the refused files are away, built.
struct Built {
    snapshot: Snapshot,
    site: Site,
    refused: BTreeMap<SourcePath, Code>,
}

fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut snapshot = attacks();
        let mut refused = BTreeMap::new();
        loop {
            let build = pipeline::build(&snapshot, &options());
            if let Some(site) = build.site {
                return Built { snapshot, site, refused };
            }
            let before = refused.len();
            for d in build.diagnostics.iter().filter(|d| d.severity == Severity::Error) {
                refused.entry(d.location.path.clone()).or_insert(d.code);
            }
            assert!(refused.len() > before, "{}", support::list(&snapshot, &build.diagnostics));
            let kept = snapshot.iter().filter(|(path, _)| !refused.contains_key(*path));
            snapshot = kept.map(|(path, bytes)| (path.as_str().to_owned(), bytes.clone())).collect();
        }
    })
}

fn library() -> (Library, Theme) {
    let Analysis { library, theme, .. } = pipeline::analyse(&built().snapshot, &options());
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

/// The attacks as e-book and paper: those that the fonts cannot print are left out, as a site would have to.
fn copies() -> Site {
    let mut snapshot: BTreeMap<String, Vec<u8>> =
        built().snapshot.iter().map(|(path, bytes)| (path.as_str().to_owned(), bytes.to_vec())).collect();
    let settings = snapshot.get_mut("kb.toml").unwrap();
    settings.extend(b"[outputs]\nepub = true\npdf = true\n");
    loop {
        let files: Snapshot = snapshot.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        let build = pipeline::build(&files, &options());
        if let Some(site) = build.site {
            let kept = snapshot.keys().filter(|path| path.starts_with("content/m/")).count();
            assert!(kept > 200, "only {kept} guides with attacks are left");
            return site;
        }
        let before = snapshot.len();
        for d in build.diagnostics.iter().filter(|d| d.severity == Severity::Error) {
            assert!(matches!(d.code, Code::MissingGlyph | Code::UnknownRecord | Code::UnknownGuide), "{d:?}");
            match d.location.path.as_str().strip_suffix("_index.md") {
                // A character that no file has as it is comes from an entity, or from an escape of TOML.
                Some(folder) => snapshot.retain(|path, bytes| {
                    let is_suspect = bytes.contains(&b'&') || find(bytes, b"\\u").is_some();
                    !is_suspect || path.ends_with("_index.md") || !path.starts_with(folder)
                }),
                None => drop(snapshot.remove(d.location.path.as_str())),
            }
        }
        assert!(snapshot.len() < before, "{}", support::list(&files, &build.diagnostics));
    }
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

/// Looks at each chapter of an e-book; how many there are.
fn book(bytes: &[u8]) -> usize {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut chapters = 0;
    for i in 0..zip.len() {
        let mut text = String::new();
        let mut file = zip.by_index(i).unwrap();
        let name = file.name().unwrap().into_owned();
        if !name.ends_with(".xhtml") {
            continue;
        }
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let document = roxmltree::Document::parse_with_options(&text, options).unwrap();
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let element = node.tag_name().name();
            assert!(
                !matches!(element, "script" | "iframe" | "object" | "embed" | "form" | "base" | "style"),
                "{name}: <{element}>"
            );
            for attribute in node.attributes() {
                let value = attribute.value().trim_start().to_ascii_lowercase();
                assert!(!attribute.name().to_ascii_lowercase().starts_with("on"), "{name}: {attribute:?}");
                assert!(
                    !["javascript:", "vbscript:", "data:", "file:"].iter().any(|s| value.starts_with(s)),
                    "{name}: {attribute:?}"
                );
            }
        }
        chapters += 1;
    }
    chapters
}

/// Looks at every object of a PDF file, also at those in compressed streams; how many addresses it links to.
fn paper(path: &str, bytes: &[u8]) -> usize {
    let mut all = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream\n") {
        all.extend(&rest[..at]);
        let data = &rest[at + b"stream\n".len()..];
        let mut inflated = Vec::new();
        let _ = std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(data), &mut inflated);
        // Objects are text; fonts and pictures are not, and any three bytes stand in them somewhere.
        if std::str::from_utf8(&inflated).is_ok() {
            all.extend(inflated);
        }
        let end = find(data, b"endstream").expect("a stream ends");
        rest = &data[end + b"endstream".len()..];
    }
    all.extend(rest);
    for forbidden in [
        "/JavaScript",
        "/JS ",
        "/JS(",
        "/JS<",
        "/Launch",
        "/EmbeddedFile",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
    ] {
        let at = find(&all, forbidden.as_bytes());
        let around = at.map(|at| String::from_utf8_lossy(&all[at.saturating_sub(60)..at + 20]).into_owned());
        assert!(around.is_none(), "{path}: {around:?}");
    }
    let mut links = 0;
    let mut rest = &all[..];
    while let Some(at) = find(rest, b"/URI") {
        rest = &rest[at + b"/URI".len()..];
        let value = rest.trim_ascii_start();
        if let Some(address) = value.strip_prefix(b"(") {
            let known = [&b"https:"[..], b"http:", b"mailto:", b"tel:"];
            let shown = String::from_utf8_lossy(&address[..address.len().min(60)]);
            assert!(known.iter().any(|s| address.starts_with(s)), "{path}: {shown}");
            links += 1;
        } else {
            // The other places of the word: the name of the action.
            assert!(!value.starts_with(b"<"), "{path}: an address in hexadecimal");
        }
    }
    links
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|w| w == word)
}

/// Every line is a property or continues one, and what begins also ends.
fn calendar(path: &str, text: &str) {
    let mut open = Vec::new();
    for line in text.split_terminator("\r\n") {
        assert!(!line.contains(['\n', '\r']), "{path}: {line:?}");
        if line.starts_with(' ') {
            continue;
        }
        let name: String = line.chars().take_while(|c| !matches!(c, ':' | ';')).collect();
        assert!(
            name.chars().all(|c| c.is_ascii_uppercase() || c == '-' || c.is_ascii_digit()),
            "{path}: {line:?}"
        );
        assert_ne!(name, "ATTACH", "{path}: {line:?}");
        match name.as_str() {
            "BEGIN" => open.push(line[6..].to_owned()),
            "END" => assert_eq!(open.pop().as_deref(), Some(&line[4..]), "{path}"),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{path}: {open:?}");
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

/// Rows of a table (RFC 4180).
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
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
        let build = pipeline::build(&snapshot, &options());
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
