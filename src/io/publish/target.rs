//! The folder to publish into: where it really is, and whether it may be one at all.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::super::FOLDERS;
use super::PublishError;

/// A folder that may be published into.
#[derive(Debug)]
pub(super) struct Target {
    /// As the user named it, for messages.
    named: PathBuf,
    /// Its parent, without links.
    parent: PathBuf,
    /// Its name in the parent.
    name: OsString,
    /// Both together.
    path: PathBuf,
}

impl Target {
    /// Finds the real place of `out`: if it is a link, the folder that it leads to is replaced, and
    /// the link stays.
    pub(super) fn resolve(out: &Path, site_dir: &Path) -> Result<Self, PublishError> {
        let not_ours = || PublishError::NotOurs { path: out.to_owned() };
        let path = real_path(out).map_err(|e| PublishError::io(out, &e))?;
        let site = site_dir.canonicalize().map_err(|e| PublishError::io(site_dir, &e))?;
        let sources = FOLDERS.iter().map(|f| site.join(f)).map(|f| f.canonicalize().unwrap_or(f));
        if site.starts_with(&path) || sources.into_iter().any(|s| path.starts_with(s)) {
            return Err(not_ours());
        }
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Err(not_ours()) };
        let (parent, name) = (parent.to_owned(), name.to_owned());
        Ok(Self { named: out.to_owned(), parent, name, path })
    }

    /// The folder.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder around it.
    pub(super) fn parent(&self) -> &Path {
        &self.parent
    }

    /// A path inside it as the user would write it.
    pub(super) fn named(&self, inside: &str) -> PathBuf {
        if inside.is_empty() { self.named.clone() } else { self.named.join(inside) }
    }

    /// An error at the folder.
    pub(super) fn error(&self, error: &io::Error) -> PublishError {
        PublishError::io(&self.named, error)
    }

    /// Makes the folders around it.
    pub(super) fn make_parent(&self) -> Result<(), PublishError> {
        fs::create_dir_all(&self.parent).map_err(|e| self.error(&e))
    }

    /// What the names of a build's own folders beside the target begin with.
    pub(super) fn prefix(&self, purpose: &str) -> OsString {
        let mut name = self.name.clone();
        name.push(format!(".kb-{purpose}-"));
        name
    }

    /// Calls `make` with one name after the other until it makes something of one.
    pub(super) fn beside(
        &self,
        purpose: &str,
        make: impl Fn(&Path) -> io::Result<()>,
    ) -> Result<PathBuf, PublishError> {
        for n in 0..1000 {
            let mut name = self.prefix(purpose);
            name.push(n.to_string());
            let path = self.parent.join(name);
            match make(&path) {
                Ok(()) => return Ok(path),
                Err(e) if is_taken(&e) => {}
                Err(e) => return Err(self.error(&e)),
            }
        }
        Err(self.error(&io::Error::from(io::ErrorKind::AlreadyExists)))
    }
}

fn is_taken(error: &io::Error) -> bool {
    use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, NotADirectory};
    matches!(error.kind(), AlreadyExists | DirectoryNotEmpty | NotADirectory)
}

/// The path without links and `..`, although its end may not exist yet.
fn real_path(path: &Path) -> io::Result<PathBuf> {
    let mut path = std::path::absolute(path)?;
    // A link to a folder that is still to be made: follow it by hand, as often as Linux would.
    for _ in 0..40 {
        match (path.canonicalize(), fs::read_link(&path)) {
            (Ok(real), _) => return Ok(real),
            (Err(e), Ok(link)) if e.kind() == io::ErrorKind::NotFound => {
                path = path.parent().unwrap_or(Path::new("/")).join(link);
            }
            (Err(e), Err(_)) if e.kind() == io::ErrorKind::NotFound => return real_parent(&path),
            (Err(e), _) => return Err(e),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

fn real_parent(path: &Path) -> io::Result<PathBuf> {
    let (Some(parent), Some(last)) = (path.parent(), path.components().next_back()) else {
        return Ok(path.to_owned());
    };
    let parent = real_path(parent)?;
    Ok(match last {
        Component::Normal(name) => parent.join(name),
        Component::ParentDir => parent.parent().unwrap_or(&parent).to_owned(),
        _ => parent,
    })
}
