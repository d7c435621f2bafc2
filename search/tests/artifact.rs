//! The committed engine belongs to the sources.

#![allow(clippy::disallowed_methods)] // reads files itself
#![allow(clippy::unwrap_used)]

#[path = "common/sources.rs"]
mod sources;

use std::path::Path;

#[test]
fn the_engine_was_built_from_these_sources() {
    let member = Path::new(env!("CARGO_MANIFEST_DIR"));
    let built = std::fs::read_to_string(member.join("wasm/SOURCES")).unwrap();
    let now = sources::digest(member).unwrap();
    assert_eq!(
        built.lines().next(),
        Some(now.as_str()),
        "the sources of the browser's engine have changed: run `cargo run -p kb-search --example build_wasm`"
    );
}

#[test]
fn the_engine_and_its_scripts_stay_small() {
    let mut total = 0;
    for (name, bytes) in kb_search::assets::files() {
        total += match name.rsplit_once('.') {
            Some((_, "gz")) => bytes.len(),
            _ if name.ends_with(".wasm.js") => 0,
            _ => miniz_oxide::deflate::compress_to_vec(bytes, 9).len(),
        };
    }
    assert!(total <= 60_000, "{total} bytes");
}
