//! The least that a site can cost, for comparing; `benches/run.py` runs it.
//!
//! - `floor pages CONTENT OUT`: reads each guide, runs pulldown-cmark, writes one page; one thread, no template.
//! - `floor index CONTENT`: tantivy over the same text, one thread and one segment, in memory.

#![allow(clippy::disallowed_methods)] // a program of its own, with files

use std::error::Error;
use std::fs;
use std::path::Path;
use tantivy::directory::RamDirectory;
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{NgramTokenizer, SimpleTokenizer, TextAnalyzer, TokenizerManager};
use tantivy::{Index, TantivyDocument};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["pages", content, out] => pages(Path::new(content), Path::new(out)),
        ["index", content] => index(Path::new(content)),
        _ => Err("pages CONTENT OUT, or index CONTENT".into()),
    }
}

fn pages(content: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let options = pulldown_cmark::Options::all();
    for sector in fs::read_dir(content)? {
        let sector = sector?.path();
        if !sector.is_dir() {
            continue;
        }
        for file in fs::read_dir(&sector)? {
            let file = file?;
            let text = fs::read_to_string(file.path())?;
            let body = text.splitn(3, "+++").nth(2).unwrap_or(&text);
            let mut html = String::with_capacity(body.len() * 2);
            let parser = pulldown_cmark::Parser::new_ext(body, options);
            pulldown_cmark::html::push_html(&mut html, parser);
            let folder = out
                .join(sector.file_name().unwrap_or_default())
                .join(file.file_name());
            fs::create_dir_all(&folder)?;
            fs::write(folder.join("index.html"), html)?;
        }
    }
    Ok(())
}

fn index(content: &Path) -> Result<(), Box<dyn Error>> {
    let (words, pairs) = (documents("words")?, documents("pairs")?);
    let (mut words, mut pairs) = (words, pairs);
    for sector in fs::read_dir(content)? {
        let sector = sector?.path();
        if !sector.is_dir() {
            continue;
        }
        for file in fs::read_dir(&sector)? {
            let path = file?.path();
            let target = if is_english(&path) {
                &mut words
            } else {
                &mut pairs
            };
            target.add(&fs::read_to_string(&path)?)?;
        }
    }
    words.writer.finalize()?;
    pairs.writer.finalize()?;
    Ok(())
}

fn is_english(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".en.md")
}

/// One index: English by words, Chinese by pairs of characters.
struct Documents {
    writer: tantivy::SingleSegmentIndexWriter<TantivyDocument>,
    field: tantivy::schema::Field,
}

impl Documents {
    fn add(&mut self, text: &str) -> tantivy::Result<()> {
        let mut document = TantivyDocument::new();
        document.add_text(self.field, text);
        self.writer.add_document(document)
    }
}

fn documents(tokenizer: &str) -> Result<Documents, Box<dyn Error>> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let field = schema.add_text_field(
        "text",
        TextOptions::default().set_indexing_options(indexing),
    );
    let tokenizers = TokenizerManager::new();
    tokenizers.register("words", TextAnalyzer::from(SimpleTokenizer::default()));
    tokenizers.register(
        "pairs",
        TextAnalyzer::from(NgramTokenizer::new(2, 2, false)?),
    );
    let writer = Index::builder()
        .schema(schema.build())
        .tokenizers(tokenizers)
        .single_segment_index_writer(RamDirectory::create(), 1 << 28)?;
    Ok(Documents { writer, field })
}
