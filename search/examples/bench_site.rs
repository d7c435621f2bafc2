//! Writes what `benches/wire.mjs` measures: `cargo run --release -p kb-search --example bench_site -- GUIDES DIR`
//! puts the index of a folder of guides with the browser's files into `DIR/search`, and the same guides as
//! plain HTML pages, for other search engines, into `DIR/html`.

#![allow(clippy::disallowed_methods)] // a program of its own, with files

mod corpus;

use kb_search::{Record, assets, write};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

#[allow(clippy::print_stdout)]
fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [guides, out] = args.as_slice() else {
        return Err("which guides, and where to?".into());
    };
    let (records, out) = (corpus::records(Path::new(guides))?, Path::new(out));
    let start = Instant::now();
    let pack = write(&records, &[])?;
    println!(
        "{} pages indexed in {:.2} s",
        records.len(),
        start.elapsed().as_secs_f64()
    );
    let assets = assets::files().map(|(name, bytes)| (name.to_owned(), bytes.into()));
    for (name, bytes) in pack.into_iter().chain(assets) {
        put(&out.join("search").join(name), &bytes)?;
    }
    for record in &records {
        put(
            &out.join("html").join(&record.url).join("index.html"),
            html(record).as_bytes(),
        )?;
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

fn html(record: &Record) -> String {
    let text = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let lang = if record.lang == "en" { "en" } else { "zh" };
    let title = text(&record.title);
    let mut out = format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body><main>\
         <h1>{title}</h1>"
    );
    for section in &record.sections {
        if !section.heading.is_empty() {
            out += &format!(
                "<h2 id=\"{}\">{}</h2>",
                section.anchor,
                text(&section.heading)
            );
        }
        for line in section.text.lines().filter(|line| !line.trim().is_empty()) {
            out += &format!("<p>{}</p>\n", text(line));
        }
    }
    out + "</main></body></html>\n"
}
