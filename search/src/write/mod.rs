//! Writing: the records go into a tantivy index, one segment a language, and the pack is derived from it.
//!
//! | module | what it does |
//! |---|---|
//! | `parts`, `pinyin`, `synonyms` | what of a record is indexed |
//! | `index` | tantivy's index of one language |
//! | `derive` | its terms with their occurrences |
//! | `shards` | terms cut into files |
//! | `again` | the same from the last index, where few records have changed |
//! | `summary` | what head and norms say of all pages |

mod again;
mod derive;
mod index;
mod parts;
mod pinyin;
mod shards;
mod summary;
mod synonyms;

pub(crate) use index::LanguageIndex;
use index::Lengths;
use shards::{Piece, Shards, Words};

use crate::codec::wrap;
use crate::fold::Folder;
use crate::pack::{FORMAT, Head, Language, Names, Norms, Page, Positions, Shard};
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

/// What an index remembers for the next one of the same site: its records, and the content of its files.
#[derive(Debug, Default)]
pub struct Memory(Option<Made>);

#[derive(Debug)]
struct Made {
    records: Vec<Record>,
    synonyms: Vec<Vec<String>>,
    most: usize,
    terms: Terms,
    pieces: Vec<Arc<Piece>>,
    /// The parts of each page.
    pages: Vec<Parts>,
    pack: Arc<Pack>,
}

/// The content of the files of one page.
type Parts = Arc<[Vec<u8>]>;

/// What is known of all terms besides the files that they are in.
#[derive(Debug)]
struct Terms {
    languages: Vec<Language>,
    /// Of each page.
    lengths: Vec<Lengths>,
    bounds: Vec<Vec<u8>>,
    words: Words,
}

/// Writes the index of all records. Their order does not matter; the same records give the same bytes.
///
/// Each group of `synonyms` lists names of one thing: a page that says one of them is found by all.
pub fn write(records: &[Record], synonyms: &[Vec<String>]) -> Result<Pack, WriteError> {
    Writer::new(records, synonyms)
        .write(None, Keep::Nothing)
        .map(|(pack, _)| pack)
}

/// The same, without analysing again what `memory` has, and remembers this index.
pub fn write_again(
    records: &[Record],
    synonyms: &[Vec<String>],
    memory: &mut Memory,
) -> Result<Arc<Pack>, WriteError> {
    let writer = Writer::new(records, synonyms);
    let made = memory.0.take();
    let made = made.filter(|made| made.most == writer.most && made.synonyms == synonyms);
    let changed = made
        .as_ref()
        .and_then(|made| again::changed(&made.records, &writer.sorted));
    let known = made.as_ref().zip(changed.as_deref());
    let made = match known {
        Some((_, [])) => made,
        _ => {
            let (pack, kept) = writer.write(known, Keep::Contents)?;
            Some(Made {
                records: writer.sorted.iter().copied().cloned().collect(),
                synonyms: synonyms.to_vec(),
                most: writer.most,
                terms: kept.terms,
                pieces: kept.pieces,
                pages: kept.pages,
                pack: Arc::new(pack),
            })
        }
    };
    let pack = made
        .as_ref()
        .map(|made| Arc::clone(&made.pack))
        .unwrap_or_default();
    memory.0 = made;
    Ok(pack)
}

/// Whether the content of files is kept besides the files: it is half as much again.
#[derive(Clone, Copy, PartialEq)]
enum Keep {
    Nothing,
    Contents,
}

/// What the next index can use of this one.
struct Kept {
    terms: Terms,
    pieces: Vec<Arc<Piece>>,
    pages: Vec<Parts>,
}

/// An index about to be written.
struct Writer<'a> {
    sorted: Vec<&'a Record>,
    most: usize,
    folder: Arc<Folder>,
    synonyms: synonyms::Synonyms,
    build: [u8; 8],
}

impl<'a> Writer<'a> {
    fn new(records: &'a [Record], groups: &[Vec<String>]) -> Writer<'a> {
        let mut sorted: Vec<&Record> = records.iter().collect();
        sorted.sort_by_key(|r| (&r.lang, &r.id, r.kind, &r.url));
        let folder = Arc::new(Folder::new());
        let synonyms = synonyms::Synonyms::new(&folder, groups);
        let build = build_id(&sorted, &synonyms);
        let most = parts::most(sorted.len());
        Writer {
            sorted,
            most,
            folder,
            synonyms,
            build,
        }
    }

    /// Writes all files. `known` is the last index, with the numbers of the records that have changed.
    fn write(
        &self,
        known: Option<(&Made, &[usize])>,
        keep: Keep,
    ) -> Result<(Pack, Kept), WriteError> {
        let mut pieces = Vec::new();
        // The pages do not depend on the index: two threads halve the time.
        let (pages, terms) = thread::scope(|scope| {
            let pages = scope.spawn(move || self.pages(known, keep));
            let mut pack = Pack::new();
            let mut count = 0;
            let mut sink = |piece: Arc<Piece>| {
                let (terms, positions) = (Shard::name(count), Positions::name(count));
                pack.insert(terms.clone(), wrap(&self.build, &terms, &piece.terms));
                pack.insert(
                    positions.clone(),
                    wrap(&self.build, &positions, &piece.positions),
                );
                count += 1;
                if keep == Keep::Contents {
                    pieces.push(piece);
                }
            };
            let terms = match known {
                Some((made, changed)) => again::terms(self, made, changed, &mut sink),
                None => self.terms(&mut sink),
            };
            (pages.join(), terms.map(|terms| (pack, terms)))
        });
        let (mut pack, terms) = terms?;
        let (files, pages) = pages.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        pack.extend(files);
        self.add_summary(&mut pack, &terms)?;
        Ok((
            pack,
            Kept {
                terms,
                pieces,
                pages,
            },
        ))
    }

    /// The files of all pages, and their content. Of pages that did not change, the content is known.
    fn pages(&self, known: Option<(&Made, &[usize])>, keep: Keep) -> (Pack, Vec<Parts>) {
        let mut pack = Pack::new();
        let mut kept = Vec::new();
        for (page, record) in self.sorted.iter().enumerate() {
            let same = known.filter(|(_, changed)| changed.binary_search(&page).is_err());
            let parts: Parts = match same {
                Some((made, _)) => Arc::clone(&made.pages[page]),
                None => {
                    let parts = parts::parts(record, self.most);
                    parts
                        .iter()
                        .map(|sections| Page::write(record, sections))
                        .collect()
                }
            };
            for (part, content) in parts.iter().enumerate() {
                let name = Page::name((page * self.most + part) as u32);
                pack.insert(name.clone(), wrap(&self.build, &name, content));
            }
            if keep == Keep::Contents {
                kept.push(parts);
            }
        }
        (pack, kept)
    }

    /// Gives the files of all terms to `sink`, from one tantivy index a language.
    fn terms(&self, sink: &mut dyn FnMut(Arc<Piece>)) -> Result<Terms, WriteError> {
        let sorted = &self.sorted;
        let mut indexes = Vec::new();
        let mut lengths = Vec::with_capacity(sorted.len());
        for range in languages(sorted) {
            let index = self.index(&sorted[range])?;
            lengths.extend(index.lengths()?);
            indexes.push(index);
        }
        let languages = summary::languages(sorted, &indexes);
        let mut shards = Shards::new(sorted.len() as u32, self.most as u32, sink);
        derive::each(&languages, &indexes, |key, term| {
            shards.add(key, &term.postings, term.positions());
        })?;
        shards.close();
        let (bounds, words) = (shards.bounds, shards.words);
        Ok(Terms {
            languages,
            lengths,
            bounds,
            words,
        })
    }

    /// tantivy's index of records of one language.
    fn index(&self, records: &[&Record]) -> tantivy::Result<LanguageIndex> {
        LanguageIndex::new(records, self.most, &self.synonyms, &self.folder)
    }

    /// Adds head, norms and names.
    fn add_summary(&self, pack: &mut Pack, terms: &Terms) -> Result<(), WriteError> {
        let mut head = Head {
            build: self.build,
            parts: self.most as u32,
            languages: terms.languages.clone(),
            bounds: terms.bounds.clone(),
            words: terms.words.best(),
            ..Head::default()
        };
        summary::fill(&mut head, &self.sorted);
        let norms = summary::norms(&head, &self.sorted, &terms.lengths)?;
        for (language, norms) in head.languages.iter().zip(&norms) {
            let name = Norms::name(&language.tag);
            pack.insert(name, norms.write(&self.build, &language.tag));
        }
        let names = summary::names(&self.sorted, self.synonyms.members(), &self.folder);
        pack.insert("index.js".into(), head.write());
        pack.insert(Names::FILE.into(), names.write(&self.build));
        Ok(())
    }
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
