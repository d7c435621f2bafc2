//! The manual in `docs/`: its reference is made from the program, its examples are run.
//!
//! `KB_UPDATE=1 cargo test --test manual` writes the reference anew; read the diff before you commit it.
#![allow(clippy::disallowed_methods, reason = "a test reads and writes files and runs the program")]

mod components;
mod examples;
mod markdown;
mod records;
mod reference;
mod templates;

use std::fs;
use std::path::PathBuf;

/// Folder of the manual.
fn docs() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs")
}

#[test]
fn the_reference_says_what_the_program_does() {
    let update = std::env::var_os("KB_UPDATE").is_some();
    let mut stale = Vec::new();
    for (name, text) in reference::pages() {
        let path = docs().join("content/reference").join(&name);
        if update {
            fs::write(&path, &text).expect("a page of the reference");
        } else if fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n") != text {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "{stale:?}: `KB_UPDATE=1 cargo test --test manual` writes them anew");
}

#[test]
fn the_manual_is_a_site_without_a_warning() {
    let (snapshot, found) = kb::io::read(&docs());
    assert!(found.is_empty(), "the manual can be read");
    let options = kb::library::BuildOptions {
        today: jiff::civil::date(2026, 11, 27),
        base_url: None,
        drafts: kb::library::Drafts::Hidden,
    };
    let built = kb::pipeline::build(&snapshot, &options);
    let wrong: Vec<String> = built
        .diagnostics
        .iter()
        .map(|d| format!("{} {} {:?}", d.location.at(&snapshot), d.code, d.args))
        .collect();
    assert!(wrong.is_empty() && built.site.is_some(), "{}", wrong.join("\n"));
}

#[test]
fn what_people_read_first_is_in_both_languages() {
    for folder in ["tutorial", "how-to", "explanation"] {
        for entry in fs::read_dir(docs().join("content").join(folder)).expect("a folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(stem) = name.strip_suffix(".md").filter(|n| !n.ends_with(".zh-CN")) {
                let chinese = entry.path().with_file_name(format!("{stem}.zh-CN.md"));
                assert!(chinese.is_file(), "{folder}/{stem}.zh-CN.md is missing");
            }
        }
    }
}
