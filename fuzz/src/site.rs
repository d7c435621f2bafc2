//! Targets that build a small site around their input.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use axum::http::header::{HOST, IF_MATCH, IF_NONE_MATCH, IF_RANGE, RANGE};
use axum::http::{HeaderMap, HeaderValue, Uri};
use jiff::civil::date;
use kb::config::{self, Config};
use kb::diag::{UiLang, Wording, emit};
use kb::document;
use kb::library::{self, BuildOptions, Drafts, Library, Target};
use kb::plan::{self, Output, PageView};
use kb::record;
use kb::serve::{Found, Hosts, Part, find, part};
use kb::site::{OutPath, Site};
use kb::snapshot::Snapshot;
use kb::theme::{self, Theme};

use super::html::{self, Kind};

/// The site that every input is put into.
const BASE: [(&str, &str); 12] = [
    ("kb.toml", "title = \"测试\"\nbase_url = \"https://example.org\"\nlanguages = [\"zh-CN\", \"en\"]\n"),
    ("content/_index.md", "+++\ntitle = \"出了什么事？\"\n+++\n"),
    ("content/s/_index.md", "+++\ntitle = \"电信\"\n+++\n"),
    ("content/s/other.md", "+++\ntitle = \"其他\"\n+++\n\n## 步骤 {.steps}\n\n- [ ] 一\n"),
    ("content/s/other.en.md", "+++\ntitle = \"Other\"\n+++\n\n## Steps {.steps}\n\n- [ ] One\n"),
    ("content/s/p.png", "not read"),
    (
        "content/_data/sources/a.toml",
        "[[source]]\nid = \"s\"\ntitle = \"<b>S & \\\"\"\nkind = \"law\"\nurl = \"https://example.org/\"\njurisdiction = \"CN\"\n",
    ),
    (
        "content/_data/authorities/a.toml",
        "[[authority]]\nid = \"a\"\nname = \"<i>A\"\nphone = \"12315\"\njurisdiction = \"CN\"\nsources = [\"s\"]\n",
    ),
    (
        "content/_data/deadlines/a.toml",
        "[[deadline]]\nid = \"d\"\nlabel = \"<u>D\"\namount = 15\nunit = \"days\"\nwhose = \"theirs\"\njurisdiction = \"CN\"\nsources = [\"s\"]\n",
    ),
    ("content/_data/evidence/a.toml", "[[evidence]]\nid = \"e\"\nname = \"E'\"\n"),
    ("content/_data/terms/a.toml", "[[term]]\nid = \"t\"\nname = \"退款\"\ndefinition = \"T > U\"\n"),
    (
        "content/_data/ladders/a.toml",
        "[[ladder]]\nid = \"l\"\njurisdiction = \"CN\"\n[[ladder.rung]]\nauthority = \"a\"\n",
    ),
];

/// The file that an input becomes.
const GUIDE: &str = "content/s/g.md";

pub fn options() -> BuildOptions {
    BuildOptions { today: date(2026, 11, 22), base_url: None, drafts: Drafts::Shown }
}

fn with(path: &str, bytes: &[u8]) -> Snapshot {
    let mut snapshot: Snapshot = BASE.into_iter().filter(|(p, _)| *p != path).collect();
    snapshot.insert(kb::text::SourcePath::new(path), bytes);
    snapshot
}

/// The theme, which no input changes.
fn theme() -> &'static Theme {
    static THEME: OnceLock<Theme> = OnceLock::new();
    THEME.get_or_init(|| {
        let languages = ["zh-CN".to_owned(), "en".to_owned()];
        theme::load(&BASE.into_iter().collect(), "default", &languages).0
    })
}

fn linked(snapshot: &Snapshot) -> Library {
    let (config, mut all) = config::parse(snapshot);
    let (documents, found) = document::parse_all(snapshot, &config);
    all.extend(found);
    let (records, found) = record::parse_all(snapshot, &config);
    all.extend(found);
    let (library, found) = library::link(snapshot, config, documents, records, &options());
    all.extend(found);
    all.extend(kb::check::run(&library, snapshot));
    // Every place that is named lies in its file, between characters: the words can be printed.
    all.sort();
    let json = emit::json(&all, snapshot, Wording::new(UiLang::ZhCn));
    assert!(json.starts_with('{'));
    let _ = emit::human(&all, snapshot, Wording::new(UiLang::En), emit::Colour::Plain);
    for diagnostic in all.iter().take(20) {
        if let (Some((start, end)), Some(bytes)) =
            (diagnostic.location.span, snapshot.get(&diagnostic.location.path))
        {
            assert!(start <= end && end <= bytes.len(), "{diagnostic:?}");
            if let Ok(text) = std::str::from_utf8(bytes) {
                assert!(text.get(start..end).is_some(), "{diagnostic:?}");
            }
        }
    }
    library
}

/// Plans a site and looks at all HTML that its views hold.
fn plan_and_look(snapshot: &Snapshot, library: &Library) {
    let (plan, _) = plan::plan(snapshot, library, theme());
    for (path, output) in plan.outputs() {
        if let Output::Page { view, .. } = output {
            look(path, view);
        }
    }
}

fn look(path: &OutPath, view: &PageView) {
    let value = serde_json::to_value(view).expect("a view is data");
    let mut pieces = BTreeSet::new();
    collect("", &value, &mut pieces);
    for piece in pieces {
        let problems = html::problems(piece, Kind::Fragment);
        assert!(problems.is_empty(), "{path:?}: {problems:?} in {piece}");
    }
}

/// Strings whose key says that they are HTML.
fn collect<'a>(key: &str, value: &'a serde_json::Value, out: &mut BTreeSet<&'a str>) {
    match value {
        serde_json::Value::String(text) if key == "html" || key.ends_with("_html") => drop(out.insert(text)),
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(key, item, out)),
        serde_json::Value::Object(map) => map.iter().for_each(|(key, item)| collect(key, item, out)),
        _ => {}
    }
}

/// A guide's front matter; an input that begins with `#` is a whole `kb.toml`.
pub fn front_matter(data: &[u8]) {
    if data.first() == Some(&b'#') {
        let snapshot = with("kb.toml", data);
        let (config, _) = config::parse(&snapshot);
        let _: &Config = &config;
        return;
    }
    let text = [b"+++\n", data, b"\n+++\n\n## a\n\ntext\n"].concat();
    let snapshot = with(GUIDE, &text);
    plan_and_look(&snapshot, &linked(&snapshot));
}

/// A guide's body.
pub fn markdown(data: &[u8]) {
    let text = [b"+++\ntitle = \"T\"\n+++\n\n", data].concat();
    let snapshot = with(GUIDE, &text);
    plan_and_look(&snapshot, &linked(&snapshot));
}

/// A file of records: the first byte says of which kind.
pub fn records(data: &[u8]) {
    const KINDS: [&str; 7] =
        ["authorities", "deadlines", "evidence", "letters", "ladders", "terms", "sources"];
    let Some((first, rest)) = data.split_first() else { return };
    let kind = KINDS[usize::from(*first) % KINDS.len()];
    let snapshot = with(&format!("content/_data/{kind}/z.toml"), rest);
    plan_and_look(&snapshot, &linked(&snapshot));
}

/// Addresses of links, one a line: in each form that Markdown has.
pub fn links(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut body = String::from("+++\ntitle = \"T\"\n+++\n\n## h {#h}\n\n");
    for (i, line) in text.lines().take(20).enumerate() {
        let _ = document::RawTarget::parse(line);
        let _ = document::RawTarget::wiki(line);
        body.push_str(&format!(
            "[a]({line}) ![b](<{line}>) [[{line}]] <{line}> [c][r{i}] <a href=\"{line}\">d</a>\n\n[r{i}]: {line}\n\n"
        ));
    }
    let snapshot = with(GUIDE, body.as_bytes());
    let library = linked(&snapshot);
    for id in library.ids() {
        assert_eq!(library.targets(id).len(), library.document(id).body.references.len());
        for target in library.targets(id) {
            match target {
                Target::External(url) => assert!(html::is_safe(url), "{url}"),
                Target::Asset(path) => assert!(library.assets().contains(path), "{path}"),
                Target::Record { kind, id } => assert!(library.records().common(*kind, id).is_some()),
                Target::Page { .. } | Target::Anchor(_) | Target::Broken => {}
            }
        }
    }
    plan_and_look(&snapshot, &library);
}

/// The path, `Host` and ranges of a request, one a line.
pub fn serve_path(data: &[u8]) {
    static SITE: OnceLock<Site> = OnceLock::new();
    let files =
        ["index.html", "404.html", "en/404.html", "en/a/index.html", "退款/index.html", "a b.txt", "x%2e"];
    let site =
        SITE.get_or_init(|| files.iter().map(|f| (OutPath::new(f), b"0123456789"[..].into())).collect());
    let mut lines = data.split(|b| *b == b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let (path, host, range, tag) = (next(), next(), next(), next());
    if let Ok(path) = std::str::from_utf8(path) {
        match find(site, path) {
            Found::File(found) => assert!(site.get(&found).is_some()),
            Found::Folder(to) => {
                assert!(to.starts_with('/') && !to.starts_with("//") && to.ends_with('/'), "{to}");
                assert!(HeaderValue::from_str(&to).is_ok(), "{to}");
            }
            Found::Nothing(page) => assert!(page.is_none_or(|p| site.get(&p).is_some())),
            Found::Malformed => {}
        }
    }
    let mut headers = HeaderMap::new();
    for (name, value) in
        [(HOST, host), (RANGE, range), (IF_RANGE, tag), (IF_MATCH, tag), (IF_NONE_MATCH, tag)]
    {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.insert(name, value);
        }
    }
    for size in [0, 1, 10] {
        if let Part::Bytes(first, last) = part(&headers, size, "\"e\"") {
            assert!(first <= last && last < size, "{first}-{last} of {size}");
        }
    }
    let hosts = Hosts::new([127, 0, 0, 1].into(), &[]);
    if hosts.check(&Uri::from_static("/"), &headers).is_ok() {
        let host = std::str::from_utf8(host).unwrap_or_default().to_ascii_lowercase();
        let name = host.trim_start_matches('[');
        let own = ["127.", "::", "0:", "0"].iter().any(|start| name.starts_with(start));
        assert!(own || name.contains("localhost"), "{host}");
    }
}
