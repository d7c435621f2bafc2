//! Reading a site's folder: the one place where its files come from a disk.
//!
//! What a guide's folder holds is written by many hands, so the reader trusts none of it: a symbolic
//! link may not lead out of the site or into what is hidden in it, only regular files are opened (a
//! pipe would wait for ever), and a file has an upper size.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::plain::plain;
use super::publish::MANIFEST;
use super::stamp::{Known, Stamped};
use super::{FOLDERS, detail, is_skipped, portability};
use crate::config::CONFIG_PATH;
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::extend::LOCK_PATH;
use crate::snapshot::Snapshot;
use crate::text::SourcePath;

/// Largest file in bytes: 512 MiB. Files are held in memory, and no static host takes larger ones.
pub(super) const MAX_BYTES: u64 = 512 << 20;

/// Deepest folder, counted from `content/` and its like. Windows cannot open paths much deeper.
const MAX_DEPTH: usize = 64;

/// Reads `kb.toml`, `content/`, `static/` and `themes/` of a site, and the content of the base that it
/// extends. What cannot be read is a
/// diagnostic, and the rest stands. A folder that is not there gives no files.
pub fn read(dir: &Path) -> (Snapshot, Diagnostics) {
    read_again(dir, &mut Known::default())
}

/// The same, without opening the site's files that are as they were the last time.
pub fn read_again(dir: &Path, known: &mut Known) -> (Snapshot, Diagnostics) {
    let mut walk = Walk::default();
    match dir.canonicalize() {
        Ok(base) => {
            walk.tree(&base, CONFIG_PATH);
            if base.join(LOCK_PATH).is_file() {
                walk.files.push((SourcePath::new(LOCK_PATH), base.join(LOCK_PATH)));
            }
            for folder in FOLDERS {
                walk.tree(&base, folder);
            }
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        Err(e) => walk.unreadable(CONFIG_PATH, detail(&e)),
    }
    let (files, mut diagnostics) = walk.load(known);
    let mut snapshot = Snapshot::default();
    for (name, _, file) in &files {
        snapshot.insert_file(name.clone(), file.file.clone());
    }
    known.learn(files.into_iter().map(|(_, path, file)| (path, file)));
    diagnostics.extend(super::base::lay(dir, &mut snapshot));
    (snapshot, diagnostics)
}

/// Files of a folder by name.
pub(super) type Files = Vec<(SourcePath, Arc<[u8]>)>;

/// Reads the files of one folder under the name `top`; links in it may not lead out of `base`.
pub(super) fn read_folder(base: &Path, root: &Path, top: &str) -> (Files, Diagnostics) {
    let mut walk = Walk::default();
    walk.tree_at(base, root, top);
    let (files, diagnostics) = walk.load(&Known::default());
    let bytes = |(name, _, file): Loaded| (name, Arc::clone(file.file.bytes()));
    (files.into_iter().map(bytes).collect(), diagnostics)
}

/// A file that was read: its name, where it lies, its bytes.
type Loaded = (SourcePath, PathBuf, Stamped);

/// Files found, and what is wrong with the others.
#[derive(Default)]
struct Walk {
    files: Vec<(SourcePath, PathBuf)>,
    diagnostics: Diagnostics,
}

impl Walk {
    /// Finds the files of one tree below the site's real folder.
    fn tree(&mut self, base: &Path, top: &str) {
        self.tree_at(base, &base.join(top), top);
    }

    /// Loads what was found, but for what is known.
    fn load(self, known: &Known) -> (Vec<Loaded>, Diagnostics) {
        let Walk { files, mut diagnostics } = self;
        let one =
            |(name, path): &(SourcePath, PathBuf)| known.find(path).map_or_else(|| load(name, path), Ok);
        let read: Vec<_> = files.par_iter().map(one).collect();
        let mut loaded = Vec::with_capacity(files.len());
        let mut taken = BTreeSet::new();
        for ((name, path), result) in files.into_iter().zip(read) {
            match result {
                // `SourcePath` composes accents, so names that differ only in that are one; the first stands.
                Ok(_) if !taken.insert(name.clone()) => {
                    let d = Diagnostic::new(Code::AccentClash, Location::file(&name));
                    diagnostics.push(d.arg("path", name.as_str()));
                }
                Ok(file) => loaded.push((name, path, file)),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
        (loaded, diagnostics)
    }

    /// Finds the files of one tree under a name.
    fn tree_at(&mut self, base: &Path, root: &Path, top: &str) {
        let root = root.to_owned();
        let Ok(canonical) = root.canonicalize().or_else(|_| root.symlink_metadata().map(|_| root.clone()))
        else {
            return;
        };
        let tree = Tree { base, root: &root, canonical: &canonical, top };
        let mut walker = WalkDir::new(&root).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = walker.next() {
            match entry {
                Ok(entry) => {
                    let folder = entry.file_type().is_dir();
                    if !self.visit(&tree, &entry) && folder {
                        walker.skip_current_dir();
                    }
                }
                Err(error) => self.failed(&tree, &error),
            }
        }
    }

    /// Takes a file, or says what is wrong with it. Returns whether to look inside a folder.
    fn visit(&mut self, tree: &Tree<'_>, entry: &DirEntry) -> bool {
        let name = tree.name(entry.path());
        if entry.depth() > 0 && is_skipped(&name) {
            return false;
        }
        let path = SourcePath::new(&name);
        if entry.path_is_symlink()
            && let Err(problem) = tree.check_link(entry)
        {
            self.diagnostics.push(problem.diagnostic(&path));
            return false;
        }
        let utf8 = entry.file_name().to_str().is_some();
        if !utf8 || portability(path.file_name()).is_some() {
            let d = Diagnostic::new(Code::UnportableName, Location::file(&path));
            self.diagnostics.push(d.arg("name", path.file_name()));
        }
        if !utf8 {
            return false;
        }
        let folder = entry.file_type().is_dir();
        if entry.file_type().is_file() {
            self.files.push((path, entry.path().to_owned()));
        } else if !folder || tree.top == CONFIG_PATH {
            self.unreadable(&name, "it is not a regular file".to_owned());
        } else if entry.depth() >= MAX_DEPTH {
            self.unreadable(&name, format!("the folder lies deeper than {MAX_DEPTH} levels"));
        }
        folder && entry.depth() < MAX_DEPTH && tree.top != CONFIG_PATH
    }

    /// A folder that cannot be listed, or a link that leads nowhere.
    fn failed(&mut self, tree: &Tree<'_>, error: &walkdir::Error) {
        let Some(path) = error.path() else { return };
        let name = tree.name(path);
        if error.depth() > 0 && is_skipped(&name) {
            return;
        }
        let source = SourcePath::new(&name);
        let io = error.io_error();
        let problem = if error.loop_ancestor().is_some() || io.is_some_and(is_link_loop) {
            Problem::Loop
        } else if let Ok(target) = fs::read_link(path)
            && io.is_some_and(|e| e.kind() == io::ErrorKind::NotFound)
        {
            Problem::Link(format!("the symbolic link leads to `{}`, which is not there", target.display()))
        } else {
            Problem::Link(io.map_or_else(|| error.to_string(), detail))
        };
        self.diagnostics.push(problem.diagnostic(&source));
    }

    fn unreadable(&mut self, name: &str, why: String) {
        self.diagnostics.push(Problem::Link(why).diagnostic(&SourcePath::new(name)));
    }
}

/// A tree that is being walked.
struct Tree<'a> {
    /// The site's folder, without links in its path.
    base: &'a Path,
    /// The tree's top below it, which may be a link.
    root: &'a Path,
    /// Where that leads.
    canonical: &'a Path,
    /// Its name: `content`.
    top: &'a str,
}

impl Tree<'_> {
    /// Path from the site's folder, `/`-separated; what is not UTF-8 becomes `�`.
    fn name(&self, path: &Path) -> String {
        let mut name = self.top.to_owned();
        for part in path.strip_prefix(self.root).into_iter().flat_map(Path::components) {
            name.push('/');
            name.push_str(&part.as_os_str().to_string_lossy());
        }
        name
    }

    /// A link may lead to a file or folder of the site that is not hidden and no output. A linked
    /// folder may not lead on to others: links to each other would multiply without end.
    fn check_link(&self, entry: &DirEntry) -> Result<(), Problem> {
        let unreadable = |e: io::Error| Problem::Link(detail(&e));
        let target = entry.path().canonicalize().map_err(unreadable)?;
        let parent = entry.path().parent().unwrap_or(self.base);
        let folder = parent.canonicalize().map_err(unreadable)?;
        let leads = |to: &str| {
            let link = fs::read_link(entry.path()).unwrap_or_default();
            Err(Problem::Link(format!("the symbolic link `{}` leads {to}", link.display())))
        };
        let Ok(inside) = target.strip_prefix(self.base) else { return leads("out of the site") };
        if folder.starts_with(&target) {
            return Err(Problem::Loop);
        }
        if inside.components().any(is_hidden) {
            return leads("to a hidden file");
        }
        if is_output(self.base, &target) {
            return leads("into a published site");
        }
        let lexical = parent.strip_prefix(self.root).map_or(folder.clone(), |rest| self.canonical.join(rest));
        if entry.file_type().is_dir() && lexical != folder {
            return leads("from one linked folder to another");
        }
        Ok(())
    }
}

fn is_hidden(part: Component<'_>) -> bool {
    part.as_os_str().to_string_lossy().starts_with('.')
}

/// Whether a path lies in a folder that `kb` published.
fn is_output(base: &Path, target: &Path) -> bool {
    target.ancestors().take_while(|a| *a != base).any(|a| a.join(MANIFEST).is_file())
}

/// Links that lead to each other; the operating system says so by a number of its own.
fn is_link_loop(error: &io::Error) -> bool {
    #[cfg(unix)]
    let code = rustix::io::Errno::LOOP.raw_os_error();
    #[cfg(not(unix))]
    let code = 1921; // ERROR_CANT_RESOLVE_FILENAME
    error.raw_os_error() == Some(code)
}

enum Problem {
    Loop,
    Link(String),
}

impl Problem {
    fn diagnostic(self, path: &SourcePath) -> Diagnostic {
        match self {
            Problem::Loop => Diagnostic::new(Code::SymlinkLoop, Location::file(path)),
            Problem::Link(why) => Diagnostic::new(Code::Unreadable, Location::file(path)).arg("detail", why),
        }
    }
}

/// Bytes of a regular file.
fn load(name: &SourcePath, path: &Path) -> Result<Stamped, Box<Diagnostic>> {
    Stamped::read(path, || match load_bounded(path) {
        Ok((_, Some(bytes))) => Ok(plain(name.as_str(), bytes)),
        Ok((size, None)) => {
            let d = Diagnostic::new(Code::TooLarge, Location::file(name));
            let mib = |bytes: u64| format!("{} MiB", bytes >> 20);
            Err(Box::new(d.arg("size", mib(size)).arg("limit", mib(MAX_BYTES))))
        }
        Err(e) => Err(Box::new(Problem::Link(detail(&e)).diagnostic(name))),
    })
}

/// Size of a file, and its bytes unless it is too large.
pub(super) fn load_bounded(path: &Path) -> io::Result<(u64, Option<Vec<u8>>)> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    if size > MAX_BYTES {
        return Ok((size, None));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    // A file that grows while it is read stays bounded, too.
    let read = file.take(MAX_BYTES + 1).read_to_end(&mut bytes)? as u64;
    Ok((read, (read <= MAX_BYTES).then_some(bytes)))
}
