//! Writes a corpus into a content folder: `make_corpus kb|hugo|zola N DIR`. A program of its own, without
//! the rest of kb, so that it is linked in a moment.
#![allow(clippy::disallowed_methods, reason = "a program of its own, with files")]

mod corpus;

use std::error::Error;
use std::fs;
use std::path::Path;

use corpus::{CONFIG, Corpus, Flavour};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let [flavour, n, dir] = args[..] else { return Err("see benches/README.md".into()) };
    let flavour = Flavour::parse(flavour).ok_or("kb, hugo or zola")?;
    write(&Corpus::new(n.parse()?, flavour), Path::new(dir))
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
