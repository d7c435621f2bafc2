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

/// A lock file with these other versions of a crate, and these optional dependencies of it.
fn lock(other: &str, optional: &str) -> String {
    format!(
        "version = 4\n\n[[package]]\nname = \"adler2\"\nversion = \"2.0.1\"\nchecksum = \"aa\"\n\n\
         [[package]]\nname = \"kb\"\nversion = \"0.1.0\"\ndependencies = [\n \"kb-search\",\n]\n\n\
         [[package]]\nname = \"kb-search\"\nversion = \"0.1.0\"\ndependencies = [\n \"{}\",\n \"tantivy\",\n]\n\n\
         {other}[[package]]\nname = \"miniz_oxide\"\nversion = \"0.9.1\"\nchecksum = \"bb\"\n\
         dependencies = [\n \"adler2\",\n{optional}]\n\n",
        if other.is_empty() {
            "miniz_oxide"
        } else {
            "miniz_oxide 0.9.1"
        }
    )
}

#[test]
fn only_crates_of_the_engine_count() {
    let plain = sources::resolved(&lock("", ""));
    assert_eq!(plain, "adler2 2.0.1 aa\nminiz_oxide 0.9.1 bb\n");
    let other = "[[package]]\nname = \"miniz_oxide\"\nversion = \"0.8.0\"\nchecksum = \"cc\"\n\n";
    assert_eq!(
        sources::resolved(&lock(other, " \"simd-adler32\",\n")),
        plain
    );
    let newer = lock("", "").replace("2.0.1", "2.0.2");
    assert_ne!(sources::resolved(&newer), plain);
}

#[test]
fn only_the_engines_profile_counts() {
    let wasm = "[profile.wasm]\nopt-level = \"z\"\n";
    let more =
        format!("[profile.dev]\ndebug = 1\n\n# small\n{wasm}\n[profile.bench]\nlto = true\n");
    assert_eq!(sources::profile(&more), "opt-level = \"z\"");
    assert_eq!(sources::profile(wasm), sources::profile(&more));
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
