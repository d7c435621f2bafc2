//! The one-way dependencies of ARCHITECTURE.md, read from the `use crate::…` lines.
#![allow(clippy::disallowed_methods, reason = "a test reads the sources")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Each module, and the modules that it may know. `diag` and `text` know each other's plain types.
const MAY_USE: &[(&str, &[&str])] = &[
    ("fonts", &[]),
    ("progress", &[]),
    ("text", &[]),
    ("diag", &["text"]),
    ("snapshot", &["diag", "text"]),
    ("table", &["diag", "text"]),
    ("config", &["diag", "snapshot", "table", "text"]),
    ("record", &["config", "diag", "document", "snapshot", "table", "text"]),
    ("document", &["config", "diag", "record", "snapshot", "table", "text"]),
    ("library", &["config", "diag", "document", "record", "snapshot", "table", "text"]),
    ("site", &[]),
    ("view", &[]),
    ("theme", &["config", "diag", "snapshot", "table", "text"]),
    ("check", &["config", "diag", "document", "library", "record", "scaffold", "snapshot", "table", "text"]),
    ("status", &["config", "diag", "document", "extend", "library", "record", "snapshot", "table", "text"]),
    ("schema", &["diag", "config", "document", "record", "table", "text"]),
    ("export", &["config", "diag", "site", "text", "view", "plan", "library", "document", "record"]),
    (
        "plan",
        &[
            "config", "diag", "document", "library", "record", "site", "snapshot", "table", "text", "theme",
            "view",
        ],
    ),
    ("relevance", &["diag", "document", "library", "snapshot", "table", "text"]),
    ("pdf", &["config", "diag", "fonts", "site", "snapshot", "text", "view"]),
    ("render", &["config", "diag", "pdf", "plan", "progress", "site", "snapshot", "text", "theme", "view"]),
    ("hosting", &["config", "plan", "site"]),
    ("extend", &["config", "diag", "document", "record", "snapshot", "table", "text"]),
    ("import", &["check", "config", "diag", "document", "text"]),
    ("io", &["config", "diag", "extend", "site", "snapshot", "text"]),
    ("external", &["check", "diag", "library", "record", "snapshot", "table"]),
    ("archive", &[]),
    ("picture", &["config", "diag", "fonts", "site", "snapshot", "text", "view"]),
    ("book", &["archive", "config", "diag", "picture", "plan", "record", "render", "site", "text", "view"]),
    ("offline", &["archive", "config", "site", "text", "theme"]),
    ("serve", &["diag", "io", "site", "text"]),
    (
        "scaffold",
        &[
            "schema", "config", "diag", "document", "extend", "library", "record", "snapshot", "table",
            "text", "theme",
        ],
    ),
];

#[test]
fn modules_only_know_what_they_may() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rules: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    for (module, allowed) in rules {
        // Files of tests may know what they like.
        for file in rust_files(&src, module).into_iter().filter(|f| !f.ends_with("tests.rs")) {
            let text = fs::read_to_string(&file).expect("a source file");
            let code = text.split("#[cfg(test)]").next().unwrap_or(&text);
            for used in crate_paths(code) {
                if used != module && !allowed.contains(&used.as_str()) {
                    wrong.push(format!(
                        "{} uses crate::{used}",
                        file.strip_prefix(&src).expect("inside").display()
                    ));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_prints_or_exits() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in all_rust_files(&src) {
        let inside = file.strip_prefix(&src).expect("inside");
        if inside.starts_with("cli") || inside == Path::new("main.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a source file");
        for word in ["println!", "eprintln!", "print!(", "process::exit"] {
            assert!(!text.contains(word), "{} has {word}", inside.display());
        }
    }
}

fn rust_files(src: &Path, module: &str) -> Vec<std::path::PathBuf> {
    let single = src.join(format!("{module}.rs"));
    if single.is_file() { vec![single] } else { all_rust_files(&src.join(module)) }
}

fn all_rust_files(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            out.extend(all_rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
    out
}

/// First segments after `crate::`, outside comments.
fn crate_paths(code: &str) -> Vec<String> {
    code.lines()
        .filter(|l| !l.trim_start().starts_with("//"))
        .flat_map(|l| l.match_indices("crate::").map(move |(i, m)| &l[i + m.len()..]))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}
