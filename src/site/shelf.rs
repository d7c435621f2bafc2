//! A site while it is made: its files are put somewhere as they are finished.

use std::fmt;
use std::io;
use std::sync::Arc;

use super::{ByPath, OutPath, Site};

/// Writes a file's bytes: the same ones whenever it is asked.
pub type Content<'w> = &'w dyn Fn(&mut dyn io::Write) -> io::Result<()>;

/// Puts finished files somewhere and gives them back: the memory ([`Memory`]) or, for a build, the folder
/// that becomes the site (`io::Staging`). The stages before see no more of it than this. It never fails:
/// a keeper that cannot keep remembers why, and says so when the site is to be published.
pub trait Keeper: Sync {
    /// Is called once, before the first file.
    fn begin(&self) {}

    /// Takes a file, which may replace one of the same path.
    fn keep(&self, path: &OutPath, bytes: Arc<[u8]>) -> Place;

    /// Takes a file that is made while it is written, because it is too large for the memory; gives its size
    /// in bytes as well.
    fn keep_written(&self, path: &OutPath, content: Content<'_>) -> (usize, Place) {
        let bytes = in_memory(content);
        (bytes.len(), self.keep(path, bytes))
    }

    /// Gives back a file that was put away. If it is gone, it is empty, and the site will not be published.
    fn fetch(&self, path: &OutPath, away: &Away) -> Arc<[u8]>;
}

fn in_memory(content: Content<'_>) -> Arc<[u8]> {
    let mut bytes = Vec::new();
    content(&mut bytes).expect("memory takes every byte");
    bytes.into()
}

/// Keeps every file in memory: for the preview and for tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory;

impl Keeper for Memory {
    fn keep(&self, _: &OutPath, bytes: Arc<[u8]>) -> Place {
        Place::Here(bytes)
    }

    fn fetch(&self, _: &OutPath, _: &Away) -> Arc<[u8]> {
        Arc::default()
    }
}

/// Where a finished file is.
#[derive(Debug, Clone)]
pub enum Place {
    /// In memory.
    Here(Arc<[u8]>),
    /// Elsewhere.
    Away(Away),
}

/// A file that was put away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// BLAKE3 of its bytes.
    pub hash: blake3::Hash,
    /// Whether it is new or differs from the file that stands published.
    pub fresh: bool,
}

/// What the list of files for offline reading needs of a file: see `offline::note`.
pub type Note = Option<[u8; 5]>;

/// Takes the note of a file when its bytes are at hand.
type TakeNote<'k> = &'k (dyn Fn(&OutPath, &[u8]) -> Note + Sync);

/// A finished file.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its size in bytes.
    pub size: usize,
    /// What was noted of it.
    pub note: Note,
    /// Where it is.
    pub place: Place,
}

/// The files of a site that are finished, by path.
#[derive(Clone)]
pub struct Shelf<'k> {
    keeper: &'k dyn Keeper,
    take_note: TakeNote<'k>,
    files: ByPath<Kept>,
}

impl<'k> Shelf<'k> {
    /// An empty shelf.
    pub fn new(keeper: &'k dyn Keeper, take_note: TakeNote<'k>) -> Self {
        Self { keeper, take_note, files: ByPath::default() }
    }

    /// Is called once, before the first file.
    pub fn begin(&self) {
        self.keeper.begin();
    }

    /// An empty shelf of the same keeper, for files that are made at the same time as others.
    pub fn beside(&self) -> Self {
        Self { files: ByPath::default(), ..*self }
    }

    /// Lists the files of a shelf that was [`Self::beside`] this one.
    pub fn append(&mut self, other: Self) {
        self.files.merge(other.files);
    }

    /// Puts a file away without listing it yet: many can be at the same time.
    pub fn keep(&self, path: &OutPath, bytes: Arc<[u8]>) -> Kept {
        let note = (self.take_note)(path, &bytes);
        self.keep_noted(path, bytes, note)
    }

    /// The same of a file that nobody else needs: it is not copied where it goes to a disk.
    pub fn keep_once(&self, path: &OutPath, bytes: &[u8]) -> Kept {
        let note = (self.take_note)(path, bytes);
        let (size, place) = self.keeper.keep_written(path, &|to| to.write_all(bytes));
        Kept { size, note, place }
    }

    /// The same of a file of which the note is known.
    pub fn keep_noted(&self, path: &OutPath, bytes: Arc<[u8]>, note: Note) -> Kept {
        Kept { size: bytes.len(), note, place: self.keeper.keep(path, bytes) }
    }

    /// Lists a file that was put away, in the place of one of the same path. For many there is [`Self::list_all`].
    pub fn list(&mut self, path: OutPath, kept: Kept) {
        self.files.insert(path, kept);
    }

    /// The same of many files, in any order.
    pub fn list_all(&mut self, files: impl IntoIterator<Item = (OutPath, Kept)>) {
        self.files.merge(files.into_iter().collect());
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, path: OutPath, bytes: Arc<[u8]>) {
        let kept = self.keep(&path, bytes);
        self.list(path, kept);
    }

    /// Puts away a file that is made while it is written, without listing it yet.
    pub fn keep_written(&self, path: &OutPath, content: Content<'_>) -> Kept {
        // What is noted of a file is taken from its bytes.
        if (self.take_note)(path, &[]).is_some() {
            return self.keep(path, in_memory(content));
        }
        let (size, place) = self.keeper.keep_written(path, content);
        Kept { size, note: None, place }
    }

    /// Adds or replaces a file that is made while it is written.
    pub fn write(&mut self, path: OutPath, content: Content<'_>) {
        let kept = self.keep_written(&path, content);
        self.list(path, kept);
    }

    /// Bytes of a file.
    pub fn get(&self, path: &OutPath) -> Option<Arc<[u8]>> {
        self.files.get(path).map(|kept| self.bytes(path, kept))
    }

    /// What is known of a file.
    pub fn kept(&self, path: &OutPath) -> Option<&Kept> {
        self.files.get(path)
    }

    /// Bytes of a file of this shelf.
    pub fn bytes(&self, path: &OutPath, kept: &Kept) -> Arc<[u8]> {
        match &kept.place {
            Place::Here(bytes) => Arc::clone(bytes),
            Place::Away(away) => self.keeper.fetch(path, away),
        }
    }

    /// Whether there is such a file.
    pub fn has(&self, path: &OutPath) -> bool {
        self.files.get(path).is_some()
    }

    /// All files in order of path.
    pub fn iter(&self) -> impl Iterator<Item = (&OutPath, &Kept)> {
        self.files.iter()
    }

    /// The files under a folder, in order of path.
    pub fn folder(&self, name: &str) -> impl Iterator<Item = (&OutPath, &Kept)> {
        let prefix = format!("{name}/");
        let files = self.files.iter_from(&OutPath::new(&prefix));
        files.take_while(move |(path, _)| path.as_str().starts_with(&prefix))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Size of all files in bytes.
    pub fn size(&self) -> usize {
        self.iter().map(|(_, kept)| kept.size).sum()
    }

    /// All files as a value.
    pub fn into_site(self) -> Site {
        let keeper = self.keeper;
        let bytes = |path: &OutPath, place: Place| match place {
            Place::Here(bytes) => bytes,
            Place::Away(away) => keeper.fetch(path, &away),
        };
        let files = self.files.into_iter();
        files.map(|(path, kept)| (path.clone(), bytes(&path, kept.place))).collect()
    }

    /// The same, shared with the shelf, with other files, some of which may be in the place of its own.
    pub fn site_with(&self, others: &[(OutPath, Arc<[u8]>)]) -> Site {
        let own = self.iter().map(|(path, kept)| (path.clone(), self.bytes(path, kept)));
        let mut site: Site = own.collect();
        site.files.merge(others.iter().cloned().collect());
        site
    }
}

impl fmt::Debug for Shelf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf").field("files", &self.files).finish_non_exhaustive()
    }
}
