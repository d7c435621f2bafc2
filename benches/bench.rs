//! The programs of the benchmarks; `benches/README.md` tells how they are run.
//!
//! ```text
//! bench corpus kb|hugo|zola N DIR   writes a corpus into a content folder
//! bench count STAGE                 runs a build of 20 guides up to a stage, for counting instructions
//! ```
#![allow(clippy::disallowed_methods, clippy::print_stderr, reason = "a program of its own, with files")]

mod corpus;

use std::error::Error;
use std::fs;
use std::path::Path;

use corpus::{Corpus, Flavour};
use jiff::civil::date;
use kb::library::{BuildOptions, Drafts};
use kb::progress::Silent;
use kb::snapshot::Snapshot;
use kb::{check, config, document, library, pipeline, plan, record, render, theme};

/// Guides of the site whose instructions are counted: enough to outweigh the start of the program.
const COUNTED: usize = 20;

const CONFIG: &str = "title = { \"zh-CN\" = \"指南\", en = \"Guides\" }\nbase_url = \"https://example.org\"\n\
                      default_language = \"zh-CN\"\nlanguages = [\"zh-CN\", \"en\"]\n";

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["corpus", flavour, n, dir] => {
            let flavour = Flavour::parse(flavour).ok_or("kb, hugo or zola")?;
            write(&Corpus::new(n.parse()?, flavour), Path::new(dir))
        }
        ["count", stage] => count(stage),
        _ => Err("see benches/README.md".into()),
    }
}

fn write(corpus: &Corpus, dir: &Path) -> Result<(), Box<dyn Error>> {
    for (path, text) in corpus.files() {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap_or(dir))?;
        fs::write(path, text)?;
    }
    if corpus.flavour() == Flavour::Kb {
        fs::write(dir.with_file_name("kb.toml"), CONFIG)?;
    }
    Ok(())
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
    let (pages, _) = render::render(&plan, &templates, &theme, None, &Silent);
    assert!(pages.len() > COUNTED, "there are pages");
    if is("render") {
        return Ok(());
    }
    render::search(&plan).map_err(|_| "the index has room")?;
    if is("index") {
        return Ok(());
    }
    drop((pages, plan));
    let build = pipeline::build(&snapshot, &options);
    assert!(build.site.is_some(), "the corpus builds without errors");
    if is("build") { Ok(()) } else { Err(format!("no stage `{last}`").into()) }
}
