//! The inputs that fuzzing kept, and what it found: each runs through its target again, on stable Rust.
//!
//! `fuzz/corpus/TARGET/` holds the smallest set of inputs that reaches all code that was reached, `fuzz/findings/TARGET/`
//! what once went wrong. How to fuzz on is in `tests/README.md`.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "reads inputs from the disk"
)]

use std::path::{Path, PathBuf};

use rayon::prelude::*;

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

fn inputs(folder: &str, target: &str) -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder).join(target);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(dir).into_iter().flatten().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn every_input_passes() {
    for (target, run) in fuzz::TARGETS {
        let corpus = inputs("corpus", target);
        assert!(corpus.len() >= 4, "{target}: {} inputs", corpus.len());
        let all: Vec<PathBuf> = corpus.into_iter().chain(inputs("findings", target)).collect();
        eprintln!("{target}: {} inputs", all.len());
        let failed: Vec<&PathBuf> = all
            .par_iter()
            .filter(|path| {
                let bytes = std::fs::read(path).unwrap();
                std::panic::catch_unwind(|| run(&bytes)).is_err()
            })
            .collect();
        assert!(failed.is_empty(), "{target}: {failed:?}");
    }
}
