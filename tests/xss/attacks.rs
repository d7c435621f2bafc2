//! The attacks as a site, and what is built of it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use kb::diag::{Code, Severity};
use kb::pipeline;
use kb::site::Site;
use kb::snapshot::Snapshot;
use kb::text::SourcePath;

use crate::formats::find;
use crate::support;

/// Attacks in Markdown, one a line.
pub(crate) const MARKDOWN: &str = include_str!("../cases/xss/markdown.txt");
const HTML: &str = include_str!("../cases/xss/dompurify.json");
const VALUES: &str = include_str!("../cases/xss/values.txt");
const TEMPLATE: &str = include_str!("../cases/xss/site.txt");

/// Lines of a file of attacks, with `⏎`, `⇥` and `⟦NN⟧` undone.
pub(crate) fn lines(text: &str) -> Vec<String> {
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

/// All attacks as a site.
pub(crate) fn attacks() -> Snapshot {
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

/// What is left of the attacks once the refused files are away, built.
pub(crate) struct Built {
    /// Its inputs.
    pub(crate) snapshot: Snapshot,
    /// What was built of them.
    pub(crate) site: Site,
    /// Files that were refused, and for what.
    pub(crate) refused: BTreeMap<SourcePath, Code>,
}

/// The site of all attacks, built once.
pub(crate) fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut snapshot = attacks();
        let mut refused = BTreeMap::new();
        loop {
            let build = pipeline::build(&snapshot, &support::options());
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

/// The attacks as e-book and paper: those that the fonts cannot print are left out, as a site would have to.
pub(crate) fn copies() -> Site {
    let mut snapshot: BTreeMap<String, Vec<u8>> =
        built().snapshot.iter().map(|(path, bytes)| (path.as_str().to_owned(), bytes.to_vec())).collect();
    let settings = snapshot.get_mut("kb.toml").unwrap();
    settings.extend(b"[outputs]\nepub = true\npdf = true\n");
    loop {
        let files: Snapshot = snapshot.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        let build = pipeline::build(&files, &support::options());
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
