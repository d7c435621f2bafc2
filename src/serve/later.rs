//! Files that a preview has not made: PDF files, e-books, the zip, pictures for shared links.
//!
//! They cost more than everything else and are seldom looked at, so that no edit waits for them. The first
//! request for one has the site built as `kb build` does, from the same files, and all come from that site
//! until the next edit.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::site::{OutPath, Site};

type Make = dyn Fn() -> Option<Site> + Send + Sync;

/// What is made when somebody asks.
pub struct Later {
    paths: BTreeSet<OutPath>,
    make: Box<Make>,
    made: OnceLock<Option<Site>>,
}

impl Later {
    /// Files on `paths`, to be taken from the site that `make` gives: the whole one, or none when it has
    /// errors that only these files show.
    pub fn new(paths: BTreeSet<OutPath>, make: impl Fn() -> Option<Site> + Send + Sync + 'static) -> Self {
        Self { paths, make: Box::new(make), made: OnceLock::new() }
    }

    /// Whether a file is made later.
    pub(super) fn has(&self, path: &OutPath) -> bool {
        self.paths.contains(path)
    }

    /// Whether somebody has asked already, so that the files are there.
    pub(super) fn is_made(&self) -> bool {
        self.made.get().is_some()
    }

    /// The bytes of a file; the first time this takes as long as building the site. Whoever asks meanwhile
    /// waits for the same build.
    pub(super) fn get(&self, path: &OutPath) -> Option<Arc<[u8]>> {
        self.made.get_or_init(|| (self.make)()).as_ref()?.get(path).map(Arc::clone)
    }
}

impl Default for Later {
    fn default() -> Self {
        Self::new(BTreeSet::new(), || None)
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Later").field("paths", &self.paths).finish_non_exhaustive()
    }
}
