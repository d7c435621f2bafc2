//! Writing a new site beside the old one, file by file, while it is made.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use super::journal::Journal;
use super::lock::Lock;
use super::manifest::{Entry, MANIFEST, Manifest, is_inside};
use super::old::Old;
use super::stage::{self, Folder};
use super::target::Target;
use super::{Options, PublishError, Published, leftover, retire, swap, tally};
use crate::site::{Away, Content, Keeper, OutPath, Place, Shelf};

/// When a build keeps others from publishing into its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// While it publishes: two builds can be made at the same time.
    AtTheEnd,
    /// From its first file on: nothing can overtake it.
    Whole,
}

/// A site on its way into an output folder. Files are written into a folder beside it as they are made,
/// but for those that stand published already. Nothing is on the disk before the first file, and the
/// folder is removed again if the site is not published.
#[derive(Debug)]
pub struct Staging<'a> {
    out: &'a Path,
    options: Options<'a>,
    turn: Turn,
    opened: OnceLock<Result<Opened, PublishError>>,
    /// The first thing that went wrong since.
    trouble: Mutex<Option<PublishError>>,
    /// Whether another build replaced a file that this one wanted to take over.
    overtaken: AtomicBool,
}

/// An output folder that may be published into.
#[derive(Debug)]
struct Opened {
    target: Target,
    standing: Option<Standing>,
    folder: OnceLock<Result<Folder, PublishError>>,
    lock: Option<Lock>,
}

/// The site that stands published.
#[derive(Debug)]
struct Standing {
    text: String,
    manifest: Manifest,
    finished: SystemTime,
}

impl Keeper for Staging<'_> {
    fn begin(&self) {
        // What is wrong is said by `publish`.
        let _ = self.opened();
    }

    fn keep(&self, path: &OutPath, bytes: Arc<[u8]>) -> Place {
        let entry = Entry { size: bytes.len() as u64, hash: blake3::hash(&bytes) };
        let fresh = self.put(path, &bytes, entry).unwrap_or_else(|error| {
            self.fail(error);
            true
        });
        Place::Away(Away { hash: entry.hash, fresh })
    }

    fn keep_written(&self, path: &OutPath, content: Content<'_>) -> (usize, Place) {
        let (entry, fresh) = self.put_content(path, content).unwrap_or_else(|error| {
            self.fail(error);
            (Entry { size: 0, hash: blake3::hash(b"") }, true)
        });
        let size = usize::try_from(entry.size).unwrap_or(usize::MAX);
        (size, Place::Away(Away { hash: entry.hash, fresh }))
    }

    fn fetch(&self, path: &OutPath, away: &Away) -> Arc<[u8]> {
        self.read(path, away).unwrap_or_else(|error| {
            self.fail(error);
            Arc::default()
        })
    }
}

impl<'a> Staging<'a> {
    /// A site for the folder `out`, which is made if it is not there.
    pub fn new(out: &'a Path, options: Options<'a>, turn: Turn) -> Self {
        let (opened, trouble) = (OnceLock::new(), Mutex::new(None));
        Self { out, options, turn, opened, trouble, overtaken: AtomicBool::new(false) }
    }

    fn opened(&self) -> Result<&Opened, PublishError> {
        let opened = self.opened.get_or_init(|| Opened::new(self.out, &self.options, self.turn));
        opened.as_ref().map_err(Clone::clone)
    }

    fn fail(&self, error: PublishError) {
        self.trouble().get_or_insert(error);
    }

    fn trouble(&self) -> std::sync::MutexGuard<'_, Option<PublishError>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a file unless it stands published. Gives whether it does not.
    fn put(&self, path: &OutPath, bytes: &[u8], entry: Entry) -> Result<bool, PublishError> {
        if self.trouble().is_some() {
            return Ok(true);
        }
        let opened = self.opened_for(path)?;
        if opened.stands(path.as_str(), entry) {
            return Ok(false);
        }
        opened.folder()?.write(path.as_str(), bytes).map_err(|e| opened.error(path, &e))?;
        Ok(true)
    }

    /// The same for a file that is made while it is written. If there is one in its place, it is made once
    /// to see whether it is another one.
    fn put_content(&self, path: &OutPath, content: Content<'_>) -> Result<(Entry, bool), PublishError> {
        if let Some(error) = self.trouble().clone() {
            return Err(error);
        }
        let opened = self.opened_for(path)?;
        if opened.standing.as_ref().is_some_and(|s| s.manifest.files().contains_key(path.as_str())) {
            let entry = tally::measure(content).map_err(|e| opened.error(path, &e))?;
            if opened.stands(path.as_str(), entry) {
                return Ok((entry, false));
            }
        }
        let written = opened.folder()?.write_content(path.as_str(), content);
        Ok((written.map_err(|e| opened.error(path, &e))?, true))
    }

    fn opened_for(&self, path: &OutPath) -> Result<&Opened, PublishError> {
        let opened = self.opened()?;
        if !is_inside(path) {
            let detail = format!("`{}` is not a path inside a site", path.as_str());
            return Err(PublishError::NotWritable { path: opened.target.named(""), detail });
        }
        Ok(opened)
    }

    fn read(&self, path: &OutPath, away: &Away) -> Result<Arc<[u8]>, PublishError> {
        if self.trouble().is_some() {
            return Ok(Arc::default());
        }
        let opened = self.opened()?;
        let folder = if away.fresh { opened.folder()?.path() } else { opened.target.path() };
        match fs::read(folder.join(path.as_str())) {
            // Another build may have published since the file was looked at.
            found if !away.fresh && !found.as_ref().is_ok_and(|f| blake3::hash(f) == away.hash) => {
                self.overtaken.store(true, Ordering::Relaxed);
                Ok(Arc::default())
            }
            found => found.map(Arc::from).map_err(|e| opened.error(path, &e)),
        }
    }

    /// Publishes what was kept: the files of a shelf of this keeper. Gives nothing if another build has
    /// published since this one began; it has then to be made again, best with [`Turn::Whole`].
    ///
    /// # Errors
    /// When the folder is not ours to replace, or could not be written; it is then as it was.
    pub fn publish(&self, shelf: &Shelf<'_>) -> Result<Option<Published>, PublishError> {
        let opened = self.opened()?;
        if let Some(error) = self.trouble().clone() {
            return Err(error);
        }
        let target = &opened.target;
        let manifest = Manifest::of(shelf);
        let lock = match &opened.lock {
            Some(_) => None,
            None => Some(Lock::acquire(target)?),
        };
        leftover::recover(target)?;
        if self.overtaken.load(Ordering::Relaxed) || !opened.is_current() {
            return Ok(None);
        }
        let changes = Changes::of(shelf, opened.standing.as_ref().map(|s| &s.manifest), &manifest);
        if changes.fresh.is_empty() && changes.removed == 0 && opened.standing.is_some() {
            return Ok(Some(changes.published(None)));
        }
        let old = Old::inspect(target)?;
        old.refuse_conflicts(&manifest, target)?;
        old.refuse_read_only(target)?;
        let folder = match (&opened.folder.get(), lock.is_some()) {
            (None, true) => {
                opened.folder.get_or_init(|| Folder::new(target)).as_ref().map_err(Clone::clone)?
            }
            _ => opened.folder()?,
        };
        stage::complete(folder, &manifest, &changes, &old, target, self.options.durability)?;
        let replaced = swap::put_in_place(folder, &old, target)?;
        let left = replaced.and_then(|path| retire::retire(&path, target.path()).err().map(|_| path));
        Ok(Some(changes.published(left)))
    }
}

impl Opened {
    fn new(out: &Path, options: &Options<'_>, turn: Turn) -> Result<Self, PublishError> {
        let target = Target::resolve(out, options.site_dir)?;
        target.make_parent()?;
        let lock = Lock::acquire(&target)?;
        leftover::recover(&target)?;
        Old::refuse_foreign(&target)?;
        let standing = Standing::look(&target);
        let lock = Some(lock).filter(|_| turn == Turn::Whole);
        Ok(Self { target, standing, folder: OnceLock::new(), lock })
    }

    /// The folder for new files.
    fn folder(&self) -> Result<&Folder, PublishError> {
        let made = self.folder.get_or_init(|| {
            // A build that looks for leftovers must not find the folder before its journal is locked.
            let _lock = match &self.lock {
                Some(_) => None,
                None => Some(Lock::acquire(&self.target)?),
            };
            Folder::new(&self.target)
        });
        made.as_ref().map_err(Clone::clone)
    }

    fn error(&self, path: &OutPath, error: &io::Error) -> PublishError {
        PublishError::io(&self.target.named(path.as_str()), error)
    }

    /// Whether a file of the published site has the bytes that it should have. The manifest says so of
    /// every file that nobody touched since it was finished; others are read.
    fn stands(&self, path: &str, new: Entry) -> bool {
        let Some(standing) = &self.standing else { return false };
        if standing.manifest.files().get(path) != Some(&new) {
            return false;
        }
        let file = self.target.path().join(path);
        let Ok(meta) = fs::symlink_metadata(&file) else { return false };
        let untouched = || meta.modified().is_ok_and(|at| at < standing.finished);
        meta.is_file()
            && meta.len() == new.size
            && (untouched() || fs::read(&file).is_ok_and(|found| blake3::hash(&found) == new.hash))
    }

    /// Whether the site that was looked at still stands.
    fn is_current(&self) -> bool {
        let now = fs::read_to_string(self.target.path().join(MANIFEST)).ok();
        now.as_deref() == self.standing.as_ref().map(|s| s.text.as_str())
    }
}

impl Standing {
    fn look(target: &Target) -> Option<Self> {
        let path = target.path().join(MANIFEST);
        let text = fs::read_to_string(&path).ok()?;
        let manifest = Manifest::parse(&text)?;
        let finished = fs::symlink_metadata(&path).and_then(|meta| meta.modified()).ok()?;
        Some(Self { text, manifest, finished })
    }
}

/// The difference of two sites.
#[derive(Debug)]
pub(super) struct Changes<'s> {
    /// Files that were written.
    pub(super) fresh: Vec<&'s OutPath>,
    /// Files to take over.
    pub(super) reuse: Vec<&'s OutPath>,
    /// How many files fall away.
    removed: usize,
}

impl<'s> Changes<'s> {
    fn of(shelf: &'s Shelf<'_>, old: Option<&Manifest>, new: &Manifest) -> Self {
        let is_reused = |place: &Place| matches!(place, Place::Away(Away { fresh: false, .. }));
        let (reuse, fresh): (Vec<_>, Vec<_>) = shelf.iter().partition(|(_, kept)| is_reused(&kept.place));
        let paths = |list: Vec<(&'s OutPath, _)>| list.into_iter().map(|(path, _)| path).collect();
        let gone = |old: &Manifest| old.files().keys().filter(|p| !new.files().contains_key(*p)).count();
        Self { fresh: paths(fresh), reuse: paths(reuse), removed: old.map_or(0, gone) }
    }

    /// What publishing did.
    fn published(&self, left: Option<PathBuf>) -> Published {
        Published { written: self.fresh.len(), reused: self.reuse.len(), removed: self.removed, left }
    }
}

/// Makes a file in a folder; the folders around it are made when they are found to be missing.
pub(super) fn with_folders<T>(file: &Path, make: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
    match make(file) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(file.parent().unwrap_or(file))?;
            make(file)
        }
        made => made,
    }
}

/// Writes a file, in the place of one that this build wrote before. Links to published files are made
/// after all files are written, so that none is written through.
pub(super) fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    with_folders(file, |file| File::create(file))?.write_all(bytes)
}

impl Folder {
    fn new(target: &Target) -> Result<Self, PublishError> {
        let path = target.beside("staging", |path| fs::create_dir(path))?;
        let journal = Journal::begin(&path);
        if journal.is_err() {
            // Empty, it is in nobody's way even if it stays.
            let _ = fs::remove_dir(&path);
        }
        journal.map(|journal| Folder::with(path, journal)).map_err(|e| target.error(&e))
    }
}
