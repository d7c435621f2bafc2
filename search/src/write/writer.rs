//! An index about to be written, and how.

use super::again::{self, Changed};
use super::derive::{self, Segment};
use super::index::{self, LanguageIndex};
use super::memory::{Kept, Made, Terms};
use super::pages::{Key, Pages, Version};
use super::parts::{self, Parts};
use super::shards::{Piece, Shards};
use super::{Pack, Sink, WriteError, lock, summary, synonyms, unlock};
use crate::codec::Deflater;
use crate::fold::Folder;
use crate::pack::{FORMAT, Head, MOST_PARTS, Names, Norms, Page};
use crate::record::Record;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

/// Whether records and files are kept besides being given away.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Keep {
    Nothing,
    All,
}

/// How many records are made before they are indexed.
const AHEAD: usize = 16;

/// An index about to be written.
pub(super) struct Writer<'a> {
    pages: &'a dyn Pages,
    /// Each with its place in `pages`.
    keys: Vec<(Key, usize)>,
    pub(super) most: usize,
    folder: Arc<Folder>,
    synonyms: synonyms::Synonyms,
    pub(super) numbering: [u8; 8],
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        pages: &'a dyn Pages,
        groups: &[Vec<String>],
    ) -> Result<Writer<'a>, WriteError> {
        let mut keys: Vec<(Key, usize)> = pages.keys().into_iter().zip(0..).collect();
        keys.sort();
        let folder = Arc::new(Folder::new());
        let synonyms = synonyms::Synonyms::new(&folder, groups);
        let most = parts::most(keys.len());
        if keys.len() * most > MOST_PARTS as usize {
            return Err(WriteError::TooMany {
                what: "pages",
                most: MOST_PARTS as usize,
            });
        }
        Ok(Writer {
            numbering: numbering(&keys, most),
            pages,
            keys,
            most,
            folder,
            synonyms,
        })
    }

    /// The record of a page.
    fn record(&self, page: usize) -> Record {
        self.pages.record(self.keys[page].1)
    }

    pub(super) fn versions(&self) -> Vec<Version> {
        let versions = self.pages.versions();
        self.keys.iter().map(|(_, at)| versions[*at]).collect()
    }

    /// How many pages there are, and how many parts each may have.
    pub(super) fn size(&self) -> (u32, u32) {
        (self.keys.len() as u32, self.most as u32)
    }

    pub(super) fn shards<'s>(&self, sink: &'s mut dyn FnMut(Arc<Piece>)) -> Shards<'s> {
        let (pages, parts) = self.size();
        Shards::new(self.numbering, pages, parts, sink)
    }

    /// Writes all files.
    pub(super) fn write(&self, keep: Keep, sink: Sink<'_>) -> Result<Kept, WriteError> {
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
    pub(super) fn index(
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
    pub(super) fn change(
        &self,
        made: Made,
        versions: &[Version],
    ) -> Result<Option<(Kept, Pack)>, WriteError> {
        let Made { kept, pack, .. } = made;
        let Kept {
            mut records,
            terms: known,
            pieces: old_pieces,
        } = kept;
        let Some(old) = self.replace(&mut records, &made.versions, versions) else {
            return Ok(None);
        };
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
        let mut pack = self.put_pages(pack, &changed);
        let mut pieces: Vec<Arc<Piece>> = Vec::with_capacity(old_pieces.len());
        let mut take = |piece| pieces.push(piece);
        let terms = again::terms(self, known, &old_pieces, &changed, &mut take)?;
        replace_pieces(&mut pack, &old_pieces, &pieces);
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

    /// Puts the records that differ from the last index in the places of those, which it returns with their
    /// pages; nothing if they are many.
    fn replace(
        &self,
        records: &mut [Record],
        known: &[Version],
        versions: &[Version],
    ) -> Option<Vec<(usize, Record)>> {
        let mut old = Vec::new();
        let pairs = known.iter().zip(versions);
        for (page, _) in pairs.enumerate().filter(|(_, (old, new))| old != new) {
            let new = self.record(page);
            if new != records[page] {
                old.push((page, std::mem::replace(&mut records[page], new)));
            }
            if old.len() > again::FEW {
                return None;
            }
        }
        Some(old)
    }

    /// Writes the files of pages that have changed.
    fn put_pages(&self, mut pack: Pack, changed: &[Changed<'_>]) -> Pack {
        for page in changed.iter().map(|changed| changed.page) {
            for part in 0..self.most {
                pack.remove(&Page::name((page * self.most + part) as u32));
            }
        }
        let pack = Mutex::new(pack);
        let sink = |name, bytes| drop(lock(&pack).insert(name, bytes));
        let mut deflater = Deflater::new();
        for Changed { page, new, .. } in changed {
            let parts = parts::parts(new, self.most);
            self.put_page(*page, new, &parts, &mut deflater, &sink);
        }
        unlock(pack)
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
        let names = summary::names(&head, records, &self.folder);
        sink("index.js".into(), head.write().into());
        sink(Names::FILE.into(), names.write(&head).into());
        Ok(())
    }
}

/// Puts the files of pieces that are new in the places of those that are no more.
fn replace_pieces(pack: &mut Pack, old: &[Arc<Piece>], new: &[Arc<Piece>]) {
    let is_in = |piece: &Arc<Piece>, others: &[Arc<Piece>]| {
        let at = others.binary_search_by(|other| other.lower.cmp(&piece.lower));
        at.is_ok_and(|at| Arc::ptr_eq(&others[at], piece))
    };
    for name in old
        .iter()
        .filter(|piece| !is_in(piece, new))
        .flat_map(|piece| piece.names())
    {
        pack.remove(&name);
    }
    for piece in new.iter().filter(|piece| !is_in(piece, old)) {
        pack.extend(piece.files());
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
