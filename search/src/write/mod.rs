//! Writing: the records go into tantivy segments of one language each, and the pack is derived from them. A record is
//! in memory while it is indexed, a file until it is given away.
//!
//! | module | what it does |
//! |---|---|
//! | `pages` | where records come from |
//! | `parts`, `pinyin`, `synonyms` | what of a record is indexed |
//! | `index` | tantivy's index of one language |
//! | `derive` | its terms with their occurrences |
//! | `shards` | terms cut into files |
//! | `words` | words of names |
//! | `again` | the same from the last index, where few records have changed |
//! | `summary` | what head and norms say of all pages |

mod again;
mod derive;
mod index;
mod pages;
mod parts;
mod pinyin;
mod shards;
mod summary;
mod synonyms;
mod words;

pub(crate) use index::LanguageIndex;
use pages::Slice;
pub use pages::{Key, Pages, Version};

use again::Changed;
use derive::Segment;
use index::Lengths;
use parts::Parts;
use shards::{Piece, Shards};
use words::Words;

use crate::codec::Deflater;
use crate::fold::Folder;
use crate::pack::{FORMAT, Head, Language, Names, Norms, Page};
use crate::record::Record;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

/// The files of the index: path under the site's `search/` folder to bytes.
pub type Pack = BTreeMap<String, Arc<[u8]>>;

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

/// Takes each file as it is finished: its name, and its bytes. Several threads call it.
pub type Sink<'a> = &'a (dyn Fn(String, Arc<[u8]>) + Sync);

/// What an index remembers for the next one of the same site: its records and its files.
#[derive(Debug, Default)]
pub struct Memory(Option<Made>);

#[derive(Debug)]
struct Made {
    synonyms: Vec<Vec<String>>,
    numbering: [u8; 8],
    versions: Vec<Version>,
    kept: Kept,
    pack: Pack,
}

/// What the next index can use of this one.
#[derive(Debug)]
struct Kept {
    /// By page.
    records: Vec<Record>,
    terms: Terms,
    pieces: Vec<Arc<Piece>>,
}

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
///
/// # Errors
/// When tantivy fails, or a site has more of something than there is room for.
pub fn write(records: &[Record], synonyms: &[Vec<String>]) -> Result<Pack, WriteError> {
    write_all(&Slice(records), synonyms)
}

/// The same, from records that are made when they are needed.
///
/// # Errors
/// Like [`write`].
pub fn write_all(pages: &dyn Pages, synonyms: &[Vec<String>]) -> Result<Pack, WriteError> {
    let pack = Mutex::default();
    let sink = |name, bytes| drop(lock(&pack).insert(name, bytes));
    write_to(pages, synonyms, &sink)?;
    Ok(unlock(pack))
}

/// The same, to wherever the files go.
///
/// # Errors
/// Like [`write`].
pub fn write_to(
    pages: &dyn Pages,
    synonyms: &[Vec<String>],
    sink: Sink<'_>,
) -> Result<(), WriteError> {
    let writer = Writer::new(pages, synonyms);
    writer.write(Keep::Nothing, sink).map(drop)
}

/// The same, without analysing again what `memory` has, and remembers this index. The files that did not change
/// are those of the last one.
///
/// # Errors
/// Like [`write`].
pub fn write_again<'m>(
    pages: &dyn Pages,
    synonyms: &[Vec<String>],
    memory: &'m mut Memory,
) -> Result<&'m Pack, WriteError> {
    let writer = Writer::new(pages, synonyms);
    let versions = writer.versions();
    let numbering = writer.numbering;
    let fits = |made: &Made| made.numbering == numbering && made.synonyms == synonyms;
    let made = memory.0.take().filter(fits);
    let (kept, pack) = match made.map(|made| writer.change(made, &versions)) {
        Some(Ok(Some(changed))) => changed,
        Some(Err(error)) => return Err(error),
        Some(Ok(None)) | None => {
            let pack = Mutex::default();
            let sink = |name, bytes| drop(lock(&pack).insert(name, bytes));
            let kept = writer.write(Keep::All, &sink)?;
            (kept, unlock(pack))
        }
    };
    let made = Made {
        synonyms: synonyms.to_vec(),
        numbering,
        versions,
        kept,
        pack,
    };
    Ok(&memory.0.insert(made).pack)
}

fn unlock(pack: Mutex<Pack>) -> Pack {
    pack.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn lock(pack: &Mutex<Pack>) -> MutexGuard<'_, Pack> {
    pack.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether records and files are kept besides being given away.
#[derive(Clone, Copy, PartialEq)]
enum Keep {
    Nothing,
    All,
}

/// How many records are made before they are indexed.
const AHEAD: usize = 16;

/// An index about to be written.
struct Writer<'a> {
    pages: &'a dyn Pages,
    /// Each with its place in `pages`.
    keys: Vec<(Key, usize)>,
    most: usize,
    folder: Arc<Folder>,
    synonyms: synonyms::Synonyms,
    numbering: [u8; 8],
}

impl<'a> Writer<'a> {
    fn new(pages: &'a dyn Pages, groups: &[Vec<String>]) -> Writer<'a> {
        let mut keys: Vec<(Key, usize)> = pages.keys().into_iter().zip(0..).collect();
        keys.sort();
        let folder = Arc::new(Folder::new());
        let synonyms = synonyms::Synonyms::new(&folder, groups);
        let most = parts::most(keys.len());
        Writer {
            numbering: numbering(&keys, most),
            pages,
            keys,
            most,
            folder,
            synonyms,
        }
    }

    /// The record of a page.
    fn record(&self, page: usize) -> Record {
        self.pages.record(self.keys[page].1)
    }

    fn versions(&self) -> Vec<Version> {
        let versions = self.pages.versions();
        self.keys.iter().map(|(_, at)| versions[*at]).collect()
    }

    /// How many pages there are, and how many parts each may have.
    fn size(&self) -> (u32, u32) {
        (self.keys.len() as u32, self.most as u32)
    }

    fn shards<'s>(&self, sink: &'s mut dyn FnMut(Arc<Piece>)) -> Shards<'s> {
        let (pages, parts) = self.size();
        Shards::new(self.numbering, pages, parts, sink)
    }

    /// Writes all files.
    fn write(&self, keep: Keep, sink: Sink<'_>) -> Result<Kept, WriteError> {
        let mut records = Vec::with_capacity(self.keys.len());
        let segments = thread::scope(|scope| {
            let (sender, receiver) = mpsc::sync_channel(AHEAD);
            // One thread makes records and their files, the other one indexes them.
            scope.spawn(move || {
                let mut deflater = Deflater::new();
                for page in 0..self.keys.len() {
                    let record = self.record(page);
                    let parts = parts::parts(&record, self.most);
                    self.put_page(page, &record, &parts, &mut deflater, sink);
                    if sender.send((record, parts)).is_err() {
                        return;
                    }
                }
            });
            self.segments(&receiver, |record| {
                records.push(match keep {
                    Keep::All => record,
                    Keep::Nothing => summary::of(record),
                });
            })
        })?;
        let mut pieces = Vec::new();
        let mut files = |piece: Arc<Piece>| {
            for (name, bytes) in piece.files() {
                sink(name, bytes);
            }
            if keep == Keep::All {
                pieces.push(piece);
            }
        };
        let terms = self.terms(&records, segments, &mut files)?;
        self.put_summary(&records, &terms, sink)?;
        Ok(Kept {
            records,
            terms,
            pieces,
        })
    }

    /// The files of one page.
    fn put_page(
        &self,
        page: usize,
        record: &Record,
        parts: &Parts,
        deflater: &mut Deflater,
        sink: Sink<'_>,
    ) {
        for (part, sections) in parts.iter().enumerate() {
            let number = (page * self.most + part) as u32;
            let file = Page::write(&self.numbering, number, record, sections, deflater);
            sink(Page::name(number), file.into());
        }
    }

    /// tantivy's indexes of all records, which come in the order of the pages.
    fn segments(
        &self,
        records: &mpsc::Receiver<(Record, Parts)>,
        mut after: impl FnMut(Record),
    ) -> Result<Vec<Segment>, WriteError> {
        let mut segments = Vec::new();
        let mut start = 0;
        for of_language in self.keys.chunk_by(|a, b| a.0.lang == b.0.lang) {
            for some in of_language.chunks(index::SEGMENT) {
                let index = self.index(records.iter().take(some.len()), some.len(), &mut after)?;
                segments.push(Segment { start, index });
                start += some.len() as u32;
            }
        }
        Ok(segments)
    }

    /// tantivy's index of about so many records of one language.
    fn index(
        &self,
        records: impl Iterator<Item = (Record, Parts)>,
        many: usize,
        after: impl FnMut(Record),
    ) -> tantivy::Result<LanguageIndex> {
        LanguageIndex::new(records, many, &self.synonyms, &self.folder, after)
    }

    /// Gives the files of all terms to `sink`.
    fn terms(
        &self,
        records: &[Record],
        segments: Vec<Segment>,
        sink: &mut dyn FnMut(Arc<Piece>),
    ) -> Result<Terms, WriteError> {
        let mut lengths = Vec::with_capacity(records.len());
        for segment in &segments {
            lengths.extend(segment.index.lengths()?);
        }
        let languages = summary::languages(records, &segments);
        let mut shards = self.shards(sink);
        derive::each(&segments, |key, term| {
            shards.add(key, &term.postings, term.positions());
        })?;
        shards.end();
        let (bounds, words) = (shards.bounds, shards.words);
        Ok(Terms {
            languages,
            lengths,
            bounds,
            words,
        })
    }

    /// Writes the files that differ from the last index; nothing if so many do that it is made anew.
    fn change(&self, made: Made, versions: &[Version]) -> Result<Option<(Kept, Pack)>, WriteError> {
        let Made { kept, pack, .. } = made;
        let Kept {
            mut records,
            terms: known,
            pieces: old_pieces,
        } = kept;
        let mut old = Vec::new();
        let pairs = made.versions.iter().zip(versions);
        for (page, _) in pairs.enumerate().filter(|(_, (old, new))| old != new) {
            let new = self.record(page);
            if new != records[page] {
                old.push((page, std::mem::replace(&mut records[page], new)));
            }
            if old.len() > again::FEW {
                return Ok(None);
            }
        }
        if old.is_empty() {
            let kept = Kept {
                records,
                terms: known,
                pieces: old_pieces,
            };
            return Ok(Some((kept, pack)));
        }
        let changed = old.iter().map(|(page, old)| Changed {
            page: *page,
            old,
            new: &records[*page],
        });
        let changed: Vec<Changed<'_>> = changed.collect();
        let pack = Mutex::new(pack);
        let sink = |name, bytes| drop(lock(&pack).insert(name, bytes));
        let mut deflater = Deflater::new();
        for Changed { page, new, .. } in &changed {
            for part in 0..self.most {
                lock(&pack).remove(&Page::name((page * self.most + part) as u32));
            }
            let parts = parts::parts(new, self.most);
            self.put_page(*page, new, &parts, &mut deflater, &sink);
        }
        let mut pieces: Vec<Arc<Piece>> = Vec::with_capacity(old_pieces.len());
        let mut take = |piece| pieces.push(piece);
        let terms = again::terms(self, known, &old_pieces, &changed, &mut take)?;
        let mut pack = unlock(pack);
        let is_in = |piece: &Arc<Piece>, others: &[Arc<Piece>]| {
            let at = others.binary_search_by(|other| other.lower.cmp(&piece.lower));
            at.is_ok_and(|at| Arc::ptr_eq(&others[at], piece))
        };
        for piece in old_pieces.iter().filter(|piece| !is_in(piece, &pieces)) {
            piece
                .names()
                .iter()
                .for_each(|name| drop(pack.remove(name)));
        }
        for piece in pieces.iter().filter(|piece| !is_in(piece, &old_pieces)) {
            pack.extend(piece.files());
        }
        let pack = Mutex::new(pack);
        let sink = |name, bytes| drop(lock(&pack).insert(name, bytes));
        self.put_summary(&records, &terms, &sink)?;
        let kept = Kept {
            records,
            terms,
            pieces,
        };
        Ok(Some((kept, unlock(pack))))
    }

    /// Writes head, norms and names.
    fn put_summary(
        &self,
        records: &[Record],
        terms: &Terms,
        sink: Sink<'_>,
    ) -> Result<(), WriteError> {
        let mut head = Head {
            numbering: self.numbering,
            parts: self.most as u32,
            languages: terms.languages.clone(),
            bounds: terms.bounds.clone(),
            words: terms.words.best(),
            ..Head::default()
        };
        summary::fill(&mut head, records);
        let norms = summary::norms(&head, records, &terms.lengths)?;
        for (language, norms) in head.languages.iter().zip(&norms) {
            let tag = &language.tag;
            sink(Norms::name(tag), norms.write(&head, tag).into());
        }
        let names = summary::names(records, self.synonyms.members(), &self.folder);
        sink("index.js".into(), head.write().into());
        sink(Names::FILE.into(), names.write(&head).into());
        Ok(())
    }
}

/// A name for which pages there are and how they are numbered: files of different sites can not be mixed up.
fn numbering(keys: &[(Key, usize)], most: usize) -> [u8; 8] {
    let mut hash = blake3::Hasher::new();
    let mut text = |text: &str| {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    text(&format!("{FORMAT} {most}"));
    for (key, _) in keys {
        [&key.lang, &key.id, key.kind.as_str(), &key.url]
            .into_iter()
            .for_each(&mut text);
    }
    let mut id = [0; 8];
    id.copy_from_slice(&hash.finalize().as_bytes()[..8]);
    id
}
