//! Which files of a folder concern a site, and what an event says about them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RemoveKind, RenameMode};
use notify::{Event, RecursiveMode};
use walkdir::WalkDir;

use crate::io::{CONFIG_PATH, FOLDERS, base_folder, is_skipped};

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
}

impl Scope {
    /// The site in a folder.
    pub(super) fn new(dir: &Path, ignored: &[PathBuf]) -> io::Result<Self> {
        let dir = dir.canonicalize()?;
        let ignored = ignored.iter().map(|path| {
            let path = dir.join(path);
            path.canonicalize().unwrap_or(path)
        });
        Ok(Self { ignored: ignored.collect(), trees: Vec::new(), dir })
    }

    /// Looks where the site's files are now, and gives the folders to watch.
    pub(super) fn look(&mut self) -> BTreeMap<PathBuf, RecursiveMode> {
        self.trees.clear();
        let mut watch = BTreeMap::from([(self.dir.clone(), RecursiveMode::NonRecursive)]);
        for name in FOLDERS.into_iter().chain([CONFIG_PATH]) {
            let path = self.dir.join(name);
            self.trees.push((path.clone(), name));
            let links =
                WalkDir::new(&path).into_iter().filter_map(Result::ok).filter(|e| e.path_is_symlink());
            let links: Vec<PathBuf> = links.filter_map(|e| e.path().canonicalize().ok()).collect();
            if path.is_dir() && !path.is_symlink() {
                watch.insert(path, RecursiveMode::Recursive);
            }
            for target in links {
                self.linked(target, name, &mut watch);
            }
        }
        // The base that the site extends: what its links lead to lies in it, too.
        if let Some(base) = base_folder(&self.dir) {
            watch.insert(base.clone(), RecursiveMode::Recursive);
            self.trees.push((base, "content"));
        }
        watch
    }

    /// Adds what a link leads to, if that is in the site and not watched already.
    fn linked(&mut self, target: PathBuf, name: &'static str, watch: &mut BTreeMap<PathBuf, RecursiveMode>) {
        let watched = |path: &Path| {
            path.ancestors().any(|a| watch.get(a).is_some_and(|m| *m == RecursiveMode::Recursive))
        };
        if !target.starts_with(&self.dir) || target == self.dir || watched(&target) {
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
        let is_folder = match event.kind {
            EventKind::Create(kind) => kind != CreateKind::File,
            EventKind::Remove(kind) => kind != RemoveKind::File,
            // An editor that replaces a file renames one; that moves no folder.
            EventKind::Modify(ModifyKind::Name(_)) => event
                .paths
                .iter()
                .any(|path| path.is_dir() || self.trees.iter().any(|(tree, _)| tree == path)),
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
