//! Which files of a folder concern a site, and what an event says about them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RemoveKind, RenameMode};
use notify::{Event, RecursiveMode};
use walkdir::{DirEntry, WalkDir};

use crate::io::{CONFIG_PATH, FOLDERS, LOCK_PATH, base_place, is_skipped};

/// What happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// A file of the site changed.
    pub(super) files: bool,
    /// A folder came or went.
    pub(super) folders: bool,
    /// The system lost events.
    pub(super) lost: bool,
    /// Whether the file is as it was meant to be, if that is known.
    pub(super) file: Option<State>,
}

/// How far the writing of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It has been written and closed, or moved to its place.
    Whole,
    /// It is being written, or gone: perhaps for a moment only.
    Partial,
}

impl State {
    fn of(kind: EventKind) -> Option<Self> {
        match kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)) => Some(Self::Whole),
            // Rights and times, which editors set after closing.
            EventKind::Modify(ModifyKind::Metadata(_)) => None,
            _ => Some(Self::Partial),
        }
    }
}

impl Change {
    /// Both changes together; the other one is the later.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            files: self.files || other.files,
            folders: self.folders || other.folders,
            lost: self.lost || other.lost,
            file: other.file.or(self.file),
        }
    }

    /// Whether an event is about reading only.
    pub(super) fn is_noise(event: &Event) -> bool {
        let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
        matches!(event.kind, EventKind::Access(_)) && event.kind != written && !event.need_rescan()
    }
}

/// Folders to watch.
type Watch = BTreeMap<PathBuf, RecursiveMode>;

/// The files of a site on the disk.
#[derive(Debug)]
pub(super) struct Scope {
    /// The site's folder, without links.
    dir: PathBuf,
    /// Folders in it that are nobody's business, such as the output.
    ignored: Vec<PathBuf>,
    /// Where the site's files really are: `kb.toml` and the folders, and where links in them lead;
    /// with the name to judge what is in them by.
    trees: Vec<(PathBuf, &'static str)>,
    /// The links in them.
    links: BTreeSet<PathBuf>,
    /// Whether everything that the site names is there.
    whole: bool,
}

impl Scope {
    /// The site in a folder.
    pub(super) fn new(dir: &Path, ignored: &[PathBuf]) -> io::Result<Self> {
        let dir = dir.canonicalize()?;
        let ignored = ignored.iter().map(|path| {
            let path = dir.join(path);
            path.canonicalize().unwrap_or(path)
        });
        Ok(Self { ignored: ignored.collect(), trees: Vec::new(), links: BTreeSet::new(), whole: true, dir })
    }

    /// Looks where the site's files are now, and gives the folders to watch.
    pub(super) fn look(&mut self) -> Watch {
        self.trees.clear();
        self.links.clear();
        self.whole = true;
        let dir = self.dir.clone();
        let mut watch = BTreeMap::from([(dir.clone(), RecursiveMode::NonRecursive)]);
        for name in FOLDERS.into_iter().chain([CONFIG_PATH, LOCK_PATH]) {
            self.tree(&dir, dir.join(name), name, &mut watch);
        }
        match base_place(&dir) {
            Ok(Some(base)) => {
                watch.entry(base.site.clone()).or_insert(RecursiveMode::NonRecursive);
                self.trees.push((base.site.join(CONFIG_PATH), CONFIG_PATH));
                self.tree(&base.site, base.content, "content", &mut watch);
            }
            Ok(None) => {}
            Err(_) => self.whole = false,
        }
        watch
    }

    /// Whether everything that the site names was there at the last look: its base, and what its links lead to.
    /// What is not there cannot be watched, only looked for again.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Adds a file or folder of a site in `root`, and what its links lead to.
    fn tree(&mut self, root: &Path, path: PathBuf, name: &'static str, watch: &mut Watch) {
        let entries = WalkDir::new(&path).into_iter().filter_map(Result::ok);
        let links: Vec<PathBuf> = entries.filter(|e| e.path_is_symlink()).map(DirEntry::into_path).collect();
        if path.is_dir() && !path.is_symlink() {
            watch.insert(path.clone(), RecursiveMode::Recursive);
        }
        self.trees.push((path, name));
        for link in links {
            match link.canonicalize() {
                Ok(target) => self.linked(root, target, name, watch),
                Err(_) => self.whole = false,
            }
            self.links.insert(link);
        }
    }

    /// Adds what a link leads to, if that is in the site and not watched already.
    fn linked(&mut self, root: &Path, target: PathBuf, name: &'static str, watch: &mut Watch) {
        let watched = |path: &Path| {
            path.ancestors().any(|a| watch.get(a).is_some_and(|m| *m == RecursiveMode::Recursive))
        };
        if !target.starts_with(root) || target == *root || watched(&target) {
            return;
        }
        if target.is_dir() {
            watch.insert(target.clone(), RecursiveMode::Recursive);
        } else if let Some(parent) = target.parent() {
            // Not the file: an editor that replaces it would take the watch away with it.
            watch.entry(parent.to_owned()).or_insert(RecursiveMode::NonRecursive);
        }
        self.trees.push((target, name));
    }

    /// What an event means for the site.
    pub(super) fn change(&self, event: &Event) -> Change {
        if event.need_rescan() {
            return Change { lost: true, ..Change::default() };
        }
        if Change::is_noise(event) {
            return Change::default();
        }
        let files = event.paths.iter().any(|path| self.concerns(path));
        // A link that comes or goes changes what is to be watched, as a folder does.
        let is_link = || event.paths.iter().any(|path| self.links.contains(path) || path.is_symlink());
        let is_folder = match event.kind {
            EventKind::Create(kind) => kind != CreateKind::File || is_link(),
            EventKind::Remove(kind) => kind != RemoveKind::File || is_link(),
            // An editor that replaces a file renames one; that moves no folder.
            EventKind::Modify(ModifyKind::Name(_)) => {
                let is_tree = |path: &Path| path.is_dir() || self.trees.iter().any(|(tree, _)| tree == path);
                event.paths.iter().any(|path| is_tree(path)) || is_link()
            }
            _ => false,
        };
        let gone = event.paths.contains(&self.dir);
        // The settings may name another base.
        let settings = event.paths.iter().any(|path| *path == self.dir.join(CONFIG_PATH));
        let folders = settings || (is_folder && (files || gone));
        let file = files.then(|| State::of(event.kind)).flatten();
        Change { files: files || gone, folders, lost: false, file }
    }

    /// Whether a path is a file or folder of the site.
    fn concerns(&self, path: &Path) -> bool {
        if self.ignored.iter().any(|folder| path.starts_with(folder)) {
            return false;
        }
        self.trees.iter().any(|(tree, name)| {
            let Ok(inside) = path.strip_prefix(tree) else { return false };
            let mut so_far = (*name).to_owned();
            inside.components().all(|part| {
                so_far.push('/');
                so_far.push_str(&part.as_os_str().to_string_lossy());
                !is_skipped(&so_far)
            })
        })
    }

    /// A hash of names, sizes and times of all files of the site.
    pub(super) fn fingerprint(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        for (tree, _) in &self.trees {
            for entry in WalkDir::new(tree).sort_by_file_name().into_iter().filter_map(Result::ok) {
                let Ok(meta) = entry.metadata() else { continue };
                let time = meta.modified().ok().and_then(|t| t.duration_since(SystemTime::UNIX_EPOCH).ok());
                hasher.update(entry.path().as_os_str().as_encoded_bytes());
                hasher.update(&meta.len().to_le_bytes());
                hasher.update(&time.map_or(0, |t| t.as_nanos()).to_le_bytes());
            }
        }
        hasher.finalize()
    }
}
