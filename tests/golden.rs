//! One golden site: what a small site with everything in it becomes, byte for byte.
//!
//! `KB_UPDATE=1 cargo test --test golden` accepts what changed; read the diff before you commit it.
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its golden files")]

mod support;

use std::fs;
use std::path::PathBuf;

use kb::{io, pipeline};

/// Pages that are compared as a whole; of all other files only the path is.
const PAGES: [&str; 10] = [
    "index.html",
    "en/index.html",
    "telecom/index.html",
    "telecom/charges/index.html",
    "telecom/charges/checklist/index.html",
    "en/telecom/charges/index.html",
    "old/charges/index.html",
    "authorities/cn-110/index.html",
    "feed.xml",
    "sitemap.xml",
];

#[test]
fn the_golden_site_is_as_it_was() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let (snapshot, read) = io::read(&folder.join("site"));
    let build = pipeline::build(&snapshot, &support::options());
    assert!(read.is_empty(), "the golden site can be read");
    let site = build.site.unwrap_or_else(|| panic!("{}", support::list(&snapshot, &build.diagnostics)));
    // Names of hashed assets and of parts of the index change with every change of theme or ranking.
    let hash = |text: &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("assets/") {
            let (before, after) = rest.split_at(at + "assets/".len());
            out.push_str(before);
            let name: Vec<&str> = after.splitn(3, '.').collect();
            if let [stem, hash, tail] = name[..]
                && hash.len() == 10
            {
                out.push_str(&format!("{stem}.HASH."));
                rest = tail;
            } else {
                rest = after;
            }
        }
        out + rest
    };
    let paths =
        site.iter().map(|(p, _)| p.as_str()).filter(|p| !p.starts_with("search/") || p.ends_with(".html"));
    let mut got: Vec<(String, String)> =
        vec![("files.txt".to_owned(), paths.map(|p| hash(p) + "\n").collect())];
    for page in PAGES {
        let bytes = site.get(&kb::site::OutPath::new(page)).unwrap_or_else(|| panic!("no {page}"));
        let text = String::from_utf8(bytes.to_vec()).expect("pages are UTF-8");
        got.push((page.replace('/', "~"), hash(&text)));
    }
    let update = std::env::var_os("KB_UPDATE").is_some();
    let mut wrong = Vec::new();
    for (name, text) in got {
        let file = folder.join("expected").join(&name);
        if update {
            fs::create_dir_all(folder.join("expected")).expect("a folder");
            fs::write(&file, &text).expect("a golden file");
        } else if fs::read_to_string(&file).unwrap_or_default() != text {
            let old = fs::read_to_string(&file).unwrap_or_default();
            let line = old.lines().zip(text.lines()).find(|(a, b)| a != b);
            wrong.push(format!("{name}: first difference {line:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nKB_UPDATE=1 accepts them", wrong.join("\n"));
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/site");
    let (snapshot, _) = io::read(&folder);
    let build = || pipeline::build(&snapshot, &support::options()).site.expect("a site");
    let (first, second) = (build(), build());
    let differ: Vec<&str> =
        first.iter().filter(|(p, b)| second.get(p) != Some(*b)).map(|(p, _)| p.as_str()).collect();
    assert!(differ.is_empty(), "{differ:?}");
    assert_eq!(first.len(), second.len());
}
