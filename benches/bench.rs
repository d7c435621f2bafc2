//! Runs a build of 20 guides up to a stage, for counting instructions: `bench count STAGE`. See
//! `benches/instructions`.

#[allow(dead_code, reason = "another program writes all flavours")]
mod corpus;

use std::error::Error;

use corpus::{CONFIG, Corpus, Flavour};
use jiff::civil::date;
use kb::library::{BuildOptions, Drafts};
use kb::plan::{Cx, Searched};
use kb::progress::Silent;
use kb::render::Brush;
use kb::site::{Memory, OutPath, Shelf};
use kb::snapshot::Snapshot;
use kb::{check, config, document, library, pipeline, plan, record, render, theme};

/// Guides of the site whose instructions are counted: enough to outweigh the start of the program.
const COUNTED: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["count", stage] => count(stage),
        _ => Err("see benches/README.md".into()),
    }
}

/// A site in memory.
fn site(n: usize) -> Snapshot {
    let corpus = Corpus::new(n, Flavour::Kb);
    let files = corpus.files().map(|(path, text)| (format!("content/{path}"), text));
    files.chain([("kb.toml".to_owned(), CONFIG.to_owned())]).collect()
}

/// Runs all stages up to one; the difference between two runs is what a stage costs.
fn count(last: &str) -> Result<(), Box<dyn Error>> {
    let options = BuildOptions { today: date(2026, 11, 22), base_url: None, drafts: Drafts::Hidden };
    let snapshot = site(COUNTED);
    let is = |stage: &str| last == stage;
    if is("corpus") {
        return Ok(());
    }
    let (config, _) = config::parse(&snapshot);
    let (theme, _) = theme::load(&snapshot, &config.theme, &config.languages);
    let (templates, _) = render::templates(&theme);
    let templates = templates.ok_or("the default theme's templates parse")?;
    if is("theme") {
        return Ok(());
    }
    let (documents, _) = document::parse_all(&snapshot, &config);
    let (records, _) = record::parse_all(&snapshot, &config);
    if is("parse") {
        return Ok(());
    }
    let (library, _) = library::link(&snapshot, config, documents, records, &options);
    if is("link") {
        return Ok(());
    }
    check::run(&library, &snapshot);
    if is("check") {
        return Ok(());
    }
    let (plan, _) = plan::plan(&snapshot, &library, &theme);
    if is("plan") {
        return Ok(());
    }
    let cx = Cx::new(&library, &theme);
    let brush = Brush { cx: &cx, templates: &templates, theme: &theme, press: None, snapshot: &snapshot };
    let no_notes = |_: &OutPath, _: &[u8]| None;
    let mut shelf = Shelf::new(&Memory, &no_notes);
    let pages = render::render(&plan, &brush, None, &Silent, &mut shelf);
    assert!(pages.count > COUNTED, "there are pages");
    if is("render") {
        return Ok(());
    }
    render::search(&Searched::new(&cx), &shelf).map_err(|_| "the index has room")?;
    if is("index") {
        return Ok(());
    }
    drop((shelf, plan));
    let build = pipeline::build(&snapshot, &options);
    assert!(build.site.is_some(), "the corpus builds without errors");
    if is("build") { Ok(()) } else { Err(format!("no stage `{last}`").into()) }
}
