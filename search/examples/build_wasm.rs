//! Builds the browser's engine into `wasm/`: `cargo run -p kb-search --example build_wasm`.
//!
//! Needs `rustup target add wasm32-unknown-unknown` and nothing else. The result is committed, so that
//! building kb needs no such target; `tests/artifact.rs` fails when the sources have changed since. The same
//! toolchain makes the same bytes anywhere: no path of the machine gets into them.

#![allow(clippy::disallowed_methods)] // a program of its own, with files

#[path = "../tests/common/sources.rs"]
mod sources;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    let member = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/wasm-engine");
    same_crates(member)?;
    let wasm = fs::read(build(member, &target)?)?;
    let out = member.join("wasm");
    fs::create_dir_all(&out)?;
    let mut packed = Vec::new();
    zopfli::compress(
        zopfli::Options::default(),
        zopfli::Format::Gzip,
        wasm.as_slice(),
        &mut packed,
    )?;
    fs::write(out.join("kb_search.wasm.gz"), packed)?;
    fs::write(out.join("kb_search.wasm.js"), script(&wasm))?;
    let version = Command::new("rustc").arg("--version").output()?.stdout;
    let version = String::from_utf8(version)?;
    fs::write(
        out.join("SOURCES"),
        format!("{}\n{}", sources::digest(member)?, version),
    )?;
    Ok(())
}

/// Fails if the engine has other crates than the digest knows.
fn same_crates(member: &Path) -> Result<(), Box<dyn Error>> {
    let tree = Command::new("cargo")
        .args(["tree", "--locked", "-p", "kb-search", "-e", "normal"])
        .args(["--target", "wasm32-unknown-unknown", "--prefix", "none"])
        .current_dir(member)
        .output()?;
    let tree = String::from_utf8(tree.stdout)?;
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let mut names: Vec<&str> = names.filter(|name| *name != "kb-search").collect();
    names.sort_unstable();
    names.dedup();
    if names != sources::CRATES {
        return Err(format!("CRATES in tests/common/sources.rs should be {names:?}").into());
    }
    Ok(())
}

/// Compiles the library for the browser and says where it is.
fn build(member: &Path, target: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| home + "/.cargo"))?;
    let workspace = fs::canonicalize(member.join(".."))?;
    let registry = Path::new(&home).join("registry/src");
    let mut flags = vec![format!("--remap-path-prefix={}=", workspace.display())];
    for index in fs::read_dir(registry)? {
        flags.push(format!("--remap-path-prefix={}=", index?.path().display()));
    }
    let status = Command::new("cargo")
        .args([
            "rustc",
            "--locked",
            "-p",
            "kb-search",
            "--lib",
            "--crate-type",
            "cdylib",
        ])
        .args([
            "--profile",
            "wasm",
            "--target",
            "wasm32-unknown-unknown",
            "--target-dir",
        ])
        .arg(target)
        .current_dir(&workspace)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .status()?;
    if !status.success() {
        return Err("the engine does not compile".into());
    }
    Ok(target.join("wasm32-unknown-unknown/wasm/kb_search.wasm"))
}

/// The engine as a script, in the same clothes as the files of the index.
fn script(wasm: &[u8]) -> Vec<u8> {
    let mut out = b"kbSearchData(\"kb_search.wasm\",\"".to_vec();
    for (at, byte) in wasm.iter().enumerate() {
        match byte {
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            0 if wasm.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                out.extend_from_slice(b"\\x00")
            }
            0 => out.extend_from_slice(b"\\0"),
            byte => out.push(*byte),
        }
    }
    out.extend_from_slice(b"\")\n");
    out
}
