//! What `kb` is made of: licences, where packages come from, versions of one package beside each other, and no `unsafe`.
//!
//! The rules are those of `deny.toml`. `tests/deny` applies them by `cargo deny`, and looks for advisories; here they are applied to
//! everything in `Cargo.lock` from `cargo metadata`, which needs no tool and no network.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test reads the sources"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const DENY: &str = include_str!("../deny.toml");

fn metadata() -> Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked", "--all-features"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn rules(table: &str, key: &str) -> BTreeSet<String> {
    let rules: toml::Table = DENY.parse().unwrap();
    let list = rules[table].get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let name = |v: &toml::Value| v.as_str().or_else(|| v.get("crate")?.as_str()).unwrap().to_owned();
    list.iter().map(name).collect()
}

/// Whether an SPDX expression can be met with allowed licences; `/` is the old way to write `OR`.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let expression = expression.replace(['(', ')'], " ").replace('/', " OR ");
    // Without brackets `AND` binds closer; an expression with both is met if each licence of one branch is allowed.
    expression
        .split(" OR ")
        .any(|branch| branch.split(" AND ").all(|licence| allowed.contains(licence.trim())))
}

#[test]
fn expressions() {
    let allowed: BTreeSet<String> = ["MIT", "Apache-2.0", "Unicode-3.0"].map(str::to_owned).into();
    for (expression, fine) in [
        ("MIT", true),
        ("MIT OR GPL-3.0", true),
        ("MIT/GPL-3.0", true),
        ("GPL-3.0", false),
        ("MIT AND GPL-3.0", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), fine, "{expression}");
    }
}

#[test]
fn every_package_has_an_allowed_licence_and_a_known_source() {
    let metadata = metadata();
    let (allowed, sources) = (rules("licenses", "allow"), rules("sources", "allow-registry"));
    let exceptions = rules("licenses", "exceptions");
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "{} packages", packages.len());
    let mut wrong = Vec::new();
    for package in packages {
        let (name, version) = (package["name"].as_str().unwrap(), package["version"].as_str().unwrap());
        let licence = package["license"].as_str().unwrap_or_default();
        if !is_allowed(licence, &allowed) && !exceptions.contains(name) {
            wrong.push(format!("{name} {version}: licence {licence:?}"));
        }
        // Packages of this repository have no source.
        let source = package["source"].as_str().map(|s| s.trim_start_matches("registry+"));
        if source.is_some_and(|s| !sources.contains(s)) {
            wrong.push(format!("{name} {version}: from {source:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_package_is_there_twice() {
    let metadata = metadata();
    let known = rules("bans", "skip");
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        versions.entry(name).or_default().insert(package["version"].as_str().unwrap());
    }
    let twice = versions.iter().filter(|(_, v)| v.len() > 1);
    let new: Vec<_> =
        twice.filter(|(name, _)| !known.iter().any(|k| k.split('@').next() == Some(**name))).collect();
    assert!(new.is_empty(), "add them to deny.toml with the reason, or bring the versions together: {new:?}");
}

/// `unsafe` is forbidden by attribute in both crates; only the WebAssembly boundary may have it.
#[test]
fn unsafe_code_is_forbidden() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (file, attribute) in [
        ("src/lib.rs", "#![forbid(unsafe_code)]"),
        ("src/main.rs", "#![forbid(unsafe_code)]"),
        ("search/src/lib.rs", "#![cfg_attr(not(target_family = \"wasm\"), forbid(unsafe_code))]"),
    ] {
        assert!(std::fs::read_to_string(root.join(file)).unwrap().contains(attribute), "{file}");
    }
    for folder in ["src", "search/src"] {
        for entry in walkdir::WalkDir::new(root.join(folder)).into_iter().map(Result::unwrap) {
            let path = entry.path();
            if path.extension().is_some_and(|e| e == "rs") && !path.starts_with(root.join("search/src/wasm"))
            {
                let text = std::fs::read_to_string(path).unwrap();
                let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
                let found = code
                    .filter(|l| {
                        l.contains("unsafe {") || l.contains("unsafe fn") || l.contains("unsafe impl")
                    })
                    .count();
                assert_eq!(found, 0, "{}", path.display());
            }
        }
    }
}
