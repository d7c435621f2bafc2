//! Indexes a folder of guides and answers queries, for trying things out:
//! `cargo run --release -p kb-search --example kb_search -- FOLDER LANG QUERY…`; with `-o DIR` instead of a
//! query it writes the pack.

#![allow(clippy::disallowed_methods)] // a program of its own, with files

mod corpus;

use kb_search::{Pack, Query, Searcher, Source, write};
use std::cell::RefCell;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// A pack that counts what is read of it.
struct Counting<'a>(&'a Pack, &'a RefCell<Vec<(String, usize)>>);

impl Source for Counting<'_> {
    fn read(&self, name: &str) -> Option<Arc<[u8]>> {
        let file = self.0.get(name).cloned()?;
        self.1.borrow_mut().push((name.into(), file.len()));
        Some(file)
    }
}

#[allow(clippy::print_stdout)]
fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("which folder?")?;
    let lang = args.next().ok_or("which language?")?;
    let records = corpus::records(Path::new(&folder))?;
    let start = Instant::now();
    let pack = write(&records, &[])?;
    println!("{} records in {:?}", records.len(), start.elapsed());
    for folder in ["index.js", "n/", "t/", "p/", "d/"] {
        let files: Vec<usize> = pack
            .iter()
            .filter(|(k, _)| k.starts_with(folder))
            .map(|(_, v)| v.len())
            .collect();
        println!(
            "{folder:9} {:6} files {:10} bytes",
            files.len(),
            files.iter().sum::<usize>()
        );
    }
    let log = RefCell::new(Vec::new());
    let mut searcher = Searcher::open(Counting(&pack, &log))?;
    let rest: Vec<String> = args.collect();
    if let [flag, dir] = rest.as_slice()
        && flag == "-o"
    {
        for (name, bytes) in &pack {
            let path = Path::new(dir).join(name);
            std::fs::create_dir_all(path.parent().ok_or("no folder")?)?;
            std::fs::write(path, bytes)?;
        }
        return Ok(());
    }
    for text in rest {
        log.borrow_mut().clear();
        let start = Instant::now();
        let query = Query {
            text: text.clone(),
            lang: lang.clone(),
            limit: 10,
            ..Query::default()
        };
        let results = searcher.search(&query)?;
        let time = start.elapsed();
        let bytes = |kind: &str| {
            let log = log.borrow();
            let sizes = log
                .iter()
                .filter(|(name, _)| name.starts_with(kind))
                .map(|(_, size)| size);
            (sizes.clone().count(), sizes.sum::<usize>())
        };
        println!(
            "\n{text}: {} pages, {time:?}, t {:?} n {:?} d {:?}",
            results.total,
            bytes("t/"),
            bytes("n/"),
            bytes("d/")
        );
        for hit in results.hits.iter().take(5) {
            let text: String = hit
                .snippet
                .iter()
                .map(|p| {
                    if p.marked {
                        format!("[{}]", p.text)
                    } else {
                        p.text.clone()
                    }
                })
                .collect();
            let title: String = hit
                .title
                .iter()
                .map(|p| {
                    if p.marked {
                        format!("[{}]", p.text)
                    } else {
                        p.text.clone()
                    }
                })
                .collect();
            println!(
                "  {:7.3} {} {title} <{}> {}",
                hit.score,
                hit.lang,
                hit.url,
                text.replace('\n', " ")
            );
        }
    }
    Ok(())
}
