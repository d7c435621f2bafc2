//! Writing: the records go into a tantivy index, one segment a language, and the pack is derived from it.

mod derive;
mod index;
mod parts;
mod pinyin;
mod summary;
mod synonyms;

pub(crate) use index::LanguageIndex;

use crate::fold::Folder;
use crate::pack::{FORMAT, Head, Names, Norms, Page};
use crate::record::Record;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::thread;

/// The files of the index: path under the site's `search/` folder to bytes.
pub type Pack = BTreeMap<String, Vec<u8>>;

/// Why no index could be written.
#[derive(Debug)]
pub enum WriteError {
    /// tantivy refused.
    Index(tantivy::TantivyError),
    /// The term dictionary could not be read back.
    Read(std::io::Error),
    /// More of something than the format has room for.
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many there may be.
        most: usize,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Index(error) => write!(out, "the search index could not be made: {error}"),
            WriteError::Read(error) => {
                write!(out, "the search index could not be read back: {error}")
            }
            WriteError::TooMany { what, most } => write!(out, "search has room for {most} {what}"),
        }
    }
}

impl std::error::Error for WriteError {}

impl From<tantivy::TantivyError> for WriteError {
    fn from(error: tantivy::TantivyError) -> WriteError {
        WriteError::Index(error)
    }
}

impl From<std::io::Error> for WriteError {
    fn from(error: std::io::Error) -> WriteError {
        WriteError::Read(error)
    }
}

/// Writes the index of all records. Their order does not matter; the same records give the same bytes.
///
/// Each group of `synonyms` lists names of one thing: a page that says one of them is found by all.
pub fn write(records: &[Record], synonyms: &[Vec<String>]) -> Result<Pack, WriteError> {
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by_key(|r| (&r.lang, &r.id, r.kind, &r.url));
    let folder = Arc::new(Folder::new());
    let synonyms = synonyms::Synonyms::new(&folder, synonyms);

    let most = parts::most(sorted.len());
    let mut head = Head {
        build: build_id(&sorted, &synonyms),
        parts: most as u32,
        ..Head::default()
    };
    // The pages do not depend on the index: two threads halve the time.
    let (pages, terms) = thread::scope(|scope| {
        let (build, sorted) = (head.build, &sorted);
        let pages = scope.spawn(move || pages(sorted, most, build));
        let terms = terms(&mut head, sorted, most, &synonyms, &folder);
        (pages.join(), terms)
    });
    let names = summary::names(&sorted, synonyms.members(), &folder);
    let mut pack = terms?;
    pack.extend(pages.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
    pack.insert("index.js".into(), head.write());
    pack.insert(Names::FILE.into(), names.write(&head.build));
    Ok(pack)
}

/// The files of all pages.
fn pages(sorted: &[&Record], most: usize, build: [u8; 8]) -> Pack {
    let mut pack = Pack::new();
    for (page, record) in sorted.iter().enumerate() {
        for (part, sections) in parts::parts(record, most).iter().enumerate() {
            let number = (page * most + part) as u32;
            pack.insert(
                Page::name(number),
                Page::write(record, sections, &build, number),
            );
        }
    }
    pack
}

/// The files of all terms and norms, from one tantivy index a language; completes the head.
fn terms(
    head: &mut Head,
    sorted: &[&Record],
    most: usize,
    synonyms: &synonyms::Synonyms,
    folder: &Arc<Folder>,
) -> Result<Pack, WriteError> {
    let mut indexes = Vec::new();
    for range in languages(sorted) {
        indexes.push(LanguageIndex::new(&sorted[range], most, synonyms, folder)?);
    }
    summary::fill(head, sorted, &indexes);
    let norms = summary::norms(head, sorted, &indexes)?;
    let mut pack = derive::terms(head, &indexes)?;
    for (language, norms) in head.languages.iter().zip(&norms) {
        pack.insert(
            Norms::name(&language.tag),
            norms.write(&head.build, &language.tag),
        );
    }
    Ok(pack)
}

/// The ranges of records of one language each.
fn languages(sorted: &[&Record]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for chunk in sorted.chunk_by(|a, b| a.lang == b.lang) {
        let start = ranges.last().map_or(0, |range| range.end);
        ranges.push(start..start + chunk.len());
    }
    ranges
}

/// A name for this build: files of different builds can not be mixed up.
fn build_id(sorted: &[&Record], synonyms: &synonyms::Synonyms) -> [u8; 8] {
    let mut hash = blake3::Hasher::new();
    let mut text = |text: &str| {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    text(&FORMAT.to_string());
    synonyms.members().for_each(&mut text);
    for r in sorted {
        let head = [
            &r.id,
            &r.lang,
            &r.url,
            &r.title,
            &r.summary,
            &r.sector,
            &r.sector_title,
            &r.today,
        ];
        head.into_iter()
            .chain([&r.deadline])
            .for_each(|part| text(part));
        text(r.kind.as_str());
        for list in [&r.jurisdictions, &r.aliases, &r.mentions] {
            text(&list.len().to_string());
            list.iter().for_each(|item| text(item));
        }
        for s in &r.sections {
            [&s.anchor, &s.heading, &s.text]
                .into_iter()
                .for_each(|part| text(part));
        }
    }
    let mut id = [0; 8];
    id.copy_from_slice(&hash.finalize().as_bytes()[..8]);
    id
}
