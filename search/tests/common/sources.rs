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

/// The crates that go into the engine.
const CRATES: [&str; 5] = ["adler2", "cfg-if", "dlmalloc", "libm", "miniz_oxide"];

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
    hash.update(
        workspace
            .split("[profile.wasm]")
            .nth(1)
            .unwrap_or_default()
            .replace('\r', "")
            .as_bytes(),
    );
    let lock = fs::read_to_string(member.join("../Cargo.lock"))?.replace('\r', "");
    for package in lock.split("[[package]]\n") {
        if CRATES
            .iter()
            .any(|name| package.starts_with(&format!("name = \"{name}\"\n")))
        {
            hash.update(package.trim().as_bytes());
        }
    }
    Ok(hash.finalize().to_hex().to_string())
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
