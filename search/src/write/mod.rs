//! Writing: the records go into tantivy segments of one language each, and the pack is derived from them. A record is
//! in memory while it is indexed, a file until it is given away.
//!
//! | module | what it does |
//! |---|---|
//! | `writer` | all files of an index, or those that differ from the last one's |
//! | `memory` | what an index remembers for the next one |
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
mod error;
mod index;
mod memory;
mod pages;
mod parts;
mod pinyin;
mod shards;
mod summary;
mod synonyms;
mod words;
mod writer;

pub use error::WriteError;
pub(crate) use index::LanguageIndex;
use memory::Made;
pub use memory::Memory;
use pages::Slice;
pub use pages::{Key, Pages, Version};
use writer::{Keep, Writer};

use crate::analyse::analyse;
use crate::fold::Folder;
use crate::record::Record;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The files of the index: path under the site's `search/` folder to bytes.
pub type Pack = BTreeMap<String, Arc<[u8]>>;

/// Takes each file as it is finished: its name, and its bytes. Several threads call it.
pub type Sink<'a> = &'a (dyn Fn(String, Arc<[u8]>) + Sync);

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
    let writer = Writer::new(pages, synonyms)?;
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
    let writer = Writer::new(pages, synonyms)?;
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

/// How many terms the analyser finds in some texts: the part of writing an index that comes before all else, for
/// benchmarks of it alone.
pub fn count_terms<'t>(texts: impl IntoIterator<Item = &'t str>) -> usize {
    let (folder, mut count) = (Folder::new(), 0);
    texts
        .into_iter()
        .for_each(|text| analyse(&folder, text, &mut |_| count += 1));
    count
}
