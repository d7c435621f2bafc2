//! How long the index takes as a whole and after an edit of one guide:
//! `cargo run --release -p kb-search --example edit_time -- FOLDER`. Wall times, for comparing two versions.

#![allow(clippy::disallowed_methods)] // a program of its own, with files and a clock

mod corpus;

use kb_search::{Memory, write_again, write_to};
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

/// Edits of each sort, of which the fastest counts: other programs only make it slower.
const ROUNDS: usize = 9;

#[allow(clippy::print_stdout)]
fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let mut records = corpus::records(Path::new(&folder))?;
    let start = Instant::now();
    write_to(&records, &[], &|_, _| {})?;
    println!(
        "{} records, given away: {:?}",
        records.len(),
        start.elapsed()
    );
    let mut memory = Memory::default();
    let start = Instant::now();
    let before = write_again(&records, &[], &mut memory)?.clone();
    println!("remembered: {:?}", start.elapsed());
    let middle = records.len() / 2;
    for (what, text) in [
        ("at the end", "付款记录要留好。"),
        ("at the beginning", "补在前面的一句话。"),
    ] {
        let sections = &mut records[middle].sections;
        if what == "at the end" {
            sections.last_mut().ok_or("no section")?.text.push_str(text);
        } else {
            sections[0].text.insert_str(0, text);
        }
        let (mut least, mut after) = (Duration::MAX, before.clone());
        for round in 0..ROUNDS {
            if round > 0 {
                records[middle].sections[0].text.insert(0, '再');
            }
            let start = Instant::now();
            let pack = write_again(&records, &[], &mut memory)?;
            least = least.min(start.elapsed());
            if round == 0 {
                after = pack.clone();
            }
        }
        let changed = after
            .iter()
            .filter(|(name, bytes)| before.get(*name) != Some(*bytes));
        let (files, bytes) =
            changed.fold((0, 0), |(n, sum), (_, bytes)| (n + 1, sum + bytes.len()));
        println!(
            "a sentence {what}: {least:?} at best, {files} of {} files ({bytes} bytes) differ",
            after.len()
        );
    }
    Ok(())
}
