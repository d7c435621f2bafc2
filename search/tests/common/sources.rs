//! A digest of everything that the browser's engine is made from.

#![allow(clippy::disallowed_methods)] // reads files itself

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What only the native side has.
const NATIVE: [&str; 5] = [
    "src/write",
    "src/searcher.rs",
    "src/assets.rs",
    "src/differential.rs",
    "src/tests",
];

/// The crates that go into the engine; `build_wasm` fails when cargo says otherwise.
pub(crate) const CRATES: [&str; 5] = ["adler2", "cfg-if", "dlmalloc", "libm", "miniz_oxide"];

/// The digest, given the folder of this crate.
pub(crate) fn digest(member: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    walk(&member.join("src"), &mut files)?;
    let native: Vec<PathBuf> = NATIVE.iter().map(|path| member.join(path)).collect();
    files.retain(|file| !native.iter().any(|path| file.starts_with(path)));
    files.sort();
    let mut hash = blake3::Hasher::new();
    for file in files {
        let name = file
            .strip_prefix(member)
            .unwrap_or(&file)
            .to_string_lossy()
            .replace('\\', "/");
        hash.update(name.as_bytes());
        // Line ends do not matter: a checkout may have changed them.
        let bytes = fs::read(&file)?;
        let bytes: Vec<u8> = match file.extension().is_some_and(|end| end == "rs") {
            true => bytes.into_iter().filter(|byte| *byte != b'\r').collect(),
            false => bytes,
        };
        hash.update(blake3::hash(&bytes).as_bytes());
    }
    let workspace = fs::read_to_string(member.join("../Cargo.toml"))?;
    hash.update(profile(&workspace).as_bytes());
    let lock = fs::read_to_string(member.join("../Cargo.lock"))?;
    hash.update(resolved(&lock).as_bytes());
    Ok(hash.finalize().to_hex().to_string())
}

/// How the engine is compiled: the lines of its profile that say something.
pub(crate) fn profile(manifest: &str) -> String {
    let lines = manifest.lines().map(str::trim);
    let section = lines.skip_while(|line| *line != "[profile.wasm]").skip(1);
    let section = section.take_while(|line| !line.starts_with('['));
    let said = section.filter(|line| !line.is_empty() && !line.starts_with('#'));
    said.collect::<Vec<_>>().join("\n")
}

/// The versions and checksums of the engine's crates in a lock file. Nothing else of an entry: what optional
/// dependencies it lists changes with what other members of the workspace switch on.
pub(crate) fn resolved(lock: &str) -> String {
    let lock = lock.replace('\r', "");
    let packages: Vec<Entry<'_>> = lock.split("[[package]]\n").skip(1).map(Entry::of).collect();
    let mut found: Vec<&Entry<'_>> = Vec::new();
    let mut open: Vec<&Entry<'_>> = packages
        .iter()
        .filter(|package| package.name == "kb-search")
        .collect();
    while let Some(package) = open.pop() {
        for needed in &package.dependencies {
            // `name`, or `name version` where the lock file has several.
            let mut words = needed.split(' ');
            let (name, version) = (words.next(), words.next());
            let entry = packages.iter().find(|other| {
                Some(other.name) == name && version.is_none_or(|version| other.version == version)
            });
            let Some(entry) = entry.filter(|entry| CRATES.contains(&entry.name)) else {
                continue;
            };
            if !found.iter().any(|other| std::ptr::eq(*other, entry)) {
                found.push(entry);
                open.push(entry);
            }
        }
    }
    let lines = found.iter().map(|package| {
        format!(
            "{} {} {}\n",
            package.name, package.version, package.checksum
        )
    });
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines.concat()
}

/// A package of a lock file.
struct Entry<'a> {
    name: &'a str,
    version: &'a str,
    checksum: &'a str,
    dependencies: Vec<&'a str>,
}

impl Entry<'_> {
    fn of(text: &str) -> Entry<'_> {
        let value = |key: &str| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
            line.unwrap_or_default().trim_matches('"')
        };
        let listed = text
            .split_once("dependencies = [\n")
            .map_or("", |(_, rest)| rest);
        let dependencies = listed.lines().map_while(|line| line.strip_prefix(" \""));
        Entry {
            name: value("name"),
            version: value("version"),
            checksum: value("checksum"),
            dependencies: dependencies
                .map(|line| line.trim_end_matches(['"', ',']))
                .collect(),
        }
    }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => walk(&path, files)?,
            false => files.push(path),
        }
    }
    Ok(())
}
