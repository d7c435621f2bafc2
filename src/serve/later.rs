//! Files that a preview has not made: PDF files, e-books, the zip, pictures for shared links.
//!
//! They cost more than everything else and are seldom looked at, so that no edit waits for them. A page is made
//! alone when it is asked for; the first request for another file has the site built as `kb build` does, from the
//! same files, and all come from that site until the next edit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::site::{OutPath, Site};

type Make = dyn Fn() -> Option<Site> + Send + Sync;

type MakePage = dyn Fn(&OutPath) -> Option<Arc<[u8]>> + Send + Sync;

/// What is made when somebody asks.
pub struct Later {
    paths: BTreeSet<OutPath>,
    make: Box<Make>,
    made: OnceLock<Option<Site>>,
    make_page: Box<MakePage>,
    pages: Mutex<BTreeMap<OutPath, Arc<[u8]>>>,
}

impl Later {
    /// Files on `paths`, to be taken from the site that `make` gives: the whole one, or none when it has
    /// errors that only these files show.
    pub fn new(paths: BTreeSet<OutPath>, make: impl Fn() -> Option<Site> + Send + Sync + 'static) -> Self {
        let (make, make_page) = (Box::new(make), Box::new(|_: &OutPath| None));
        Self { paths, make, made: OnceLock::new(), make_page, pages: Mutex::default() }
    }

    /// The same, with pages that can be made alone: `make_page` gives nothing of other files.
    #[must_use]
    pub fn with_pages(
        self,
        make_page: impl Fn(&OutPath) -> Option<Arc<[u8]>> + Send + Sync + 'static,
    ) -> Self {
        Self { make_page: Box::new(make_page), ..self }
    }

    /// Whether a file is made later.
    pub(super) fn has(&self, path: &OutPath) -> bool {
        self.paths.contains(path)
    }

    /// Whether somebody has asked already, so that a file is there.
    pub(super) fn is_made(&self, path: &OutPath) -> bool {
        self.made.get().is_some() || self.pages().contains_key(path)
    }

    fn pages(&self) -> std::sync::MutexGuard<'_, BTreeMap<OutPath, Arc<[u8]>>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes of a file; the first time this takes as long as building the site. Whoever asks meanwhile
    /// waits for the same build.
    pub(super) fn get(&self, path: &OutPath) -> Option<Arc<[u8]>> {
        if self.made.get().is_none() {
            // Two requests at once make a page twice, and it is the same.
            let known = self.pages().get(path).cloned();
            if let Some(page) = known.or_else(|| (self.make_page)(path)) {
                self.pages().insert(path.clone(), Arc::clone(&page));
                return Some(page);
            }
        }
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
