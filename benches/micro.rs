//! What single stages cost: `cargo bench --bench micro`. For comparing two versions of one stage; the
//! figures of whole builds come from `benches/run.py`.

#[allow(dead_code, reason = "the other program writes all flavours")]
mod corpus;

use std::hint::black_box;
use std::path::PathBuf;

use corpus::{Corpus, Flavour};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use jiff::civil::date;
use kb::config::Config;
use kb::document::Document;
use kb::io::{self, Durability};
use kb::library::{BuildOptions, Drafts, Library};
use kb::plan::{Cx, Plan, Searched};
use kb::progress::Silent;
use kb::render::Brush;
use kb::site::{Memory, OutPath, Shelf};
use kb::snapshot::Snapshot;
use kb::theme::Theme;
use kb::{check, config, document, library, pipeline, plan, record, render, theme};
use kb_search::{Pages, Record};

/// Guides of the site.
const GUIDES: usize = 100;

fn main() {
    divan::main();
}

fn options() -> BuildOptions {
    BuildOptions { today: date(2026, 11, 22), base_url: None, drafts: Drafts::Hidden }
}

fn snapshot() -> Snapshot {
    let corpus = Corpus::new(GUIDES, Flavour::Kb);
    let toml = "title = \"x\"\nlanguages = [\"zh-CN\", \"en\"]\n".to_owned();
    let files = corpus.files().map(|(path, text)| (format!("content/{path}"), text));
    files.chain([("kb.toml".to_owned(), toml)]).collect()
}

/// A site read, linked and planned.
struct Made {
    snapshot: Snapshot,
    config: Config,
    theme: Theme,
    documents: Vec<std::sync::Arc<Document>>,
    library: Library,
    plan: Plan,
}

fn made() -> Made {
    let snapshot = snapshot();
    let (config, _) = config::parse(&snapshot);
    let (theme, _) = theme::load(&snapshot, &config.theme, &config.languages);
    let (documents, _) = document::parse_all(&snapshot, &config);
    let (records, _) = record::parse_all(&snapshot, &config);
    let (library, _) = library::link(&snapshot, config.clone(), documents.clone(), records, &options());
    let (plan, _) = plan::plan(&snapshot, &library, &theme);
    Made { snapshot, config, theme, documents, library, plan }
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let m = made();
    bencher.counter(ItemsCount::new(GUIDES)).bench(|| document::parse_all(black_box(&m.snapshot), &m.config));
}

#[divan::bench]
fn link(bencher: Bencher<'_, '_>) {
    let m = made();
    let inputs = || (m.config.clone(), m.documents.clone(), record::parse_all(&m.snapshot, &m.config).0);
    bencher.counter(ItemsCount::new(GUIDES)).with_inputs(inputs).bench_values(
        |(config, documents, records)| library::link(&m.snapshot, config, documents, records, &options()),
    );
}

#[divan::bench]
fn editorial_checks(bencher: Bencher<'_, '_>) {
    let m = made();
    bencher.counter(ItemsCount::new(GUIDES)).bench(|| check::run(black_box(&m.library), &m.snapshot));
}

#[divan::bench]
fn plan_pages(bencher: Bencher<'_, '_>) {
    let m = made();
    bencher
        .counter(ItemsCount::new(GUIDES))
        .bench(|| plan::plan(black_box(&m.snapshot), &m.library, &m.theme));
}

#[divan::bench]
fn render_pages(bencher: Bencher<'_, '_>) {
    let m = made();
    let templates = render::templates(&m.theme).0.expect("the default theme parses");
    let cx = Cx::new(&m.library, &m.theme);
    let (theme, snapshot) = (&m.theme, &m.snapshot);
    let brush = Brush { cx: &cx, templates: &templates, theme, press: None, snapshot };
    let no_notes = |_: &OutPath, _: &[u8]| None;
    bencher.counter(ItemsCount::new(GUIDES)).bench(|| {
        let mut shelf = Shelf::new(&Memory, &no_notes);
        render::render(black_box(&m.plan), &brush, None, &Silent, &mut shelf).count
    });
}

/// The analyser alone, on all texts of the index.
#[divan::bench]
fn tokenise(bencher: Bencher<'_, '_>) {
    let m = made();
    let cx = Cx::new(&m.library, &m.theme);
    let searched = Searched::new(&cx);
    let records: Vec<Record> = (0..searched.keys().len()).map(|at| searched.record(at)).collect();
    let texts = || records.iter().flat_map(|r| &r.sections).map(|section| section.text.as_str());
    let bytes: usize = texts().map(str::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| kb_search::count_terms(texts()));
}

#[divan::bench]
fn index(bencher: Bencher<'_, '_>) {
    let m = made();
    let cx = Cx::new(&m.library, &m.theme);
    let searched = Searched::new(&cx);
    let no_notes = |_: &OutPath, _: &[u8]| None;
    let shelf = Shelf::new(&Memory, &no_notes);
    bencher.counter(ItemsCount::new(GUIDES)).bench(|| render::search(black_box(&searched), &shelf));
}

/// Onto the disk, without waiting for it.
#[divan::bench]
fn publish(bencher: Bencher<'_, '_>) {
    let site = pipeline::build(&snapshot(), &options()).site.expect("the corpus has no errors");
    let dir = tempfile::tempdir().expect("a folder");
    let options = io::Options { site_dir: dir.path(), durability: Durability::Memory };
    let mut n = 0;
    let mut out = || -> PathBuf {
        n += 1;
        dir.path().join(format!("public{n}"))
    };
    bencher
        .counter(ItemsCount::new(site.len()))
        .with_inputs(&mut out)
        .bench_local_values(|out| io::publish(&site, &out, &options).map(|p| p.written));
}
