//! What is shown: the last good site, and what is wrong with the files since.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::SystemTime;

use tokio::sync::{Semaphore, watch};

use super::compress::Compressed;
use super::path::{Found, find_where};
use super::{Hosts, Later, Limits};
use crate::site::{OutPath, Site};

type Write = Box<dyn FnOnce() -> String + Send + Sync>;

/// A report that is written when somebody wants to read it: nobody waits for the thousands of warnings of a
/// large site before an edit is shown.
#[derive(Debug, Clone)]
pub struct Report(Arc<LazyLock<String, Write>>);

impl Report {
    /// What `write` will write.
    pub fn new(write: impl FnOnce() -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(write))))
    }

    /// Its text.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl Default for Report {
    fn default() -> Self {
        Self::new(String::new)
    }
}

/// What a build came to.
#[derive(Debug, Clone, Default)]
pub struct BuildOutcome {
    /// The new site; none while there are errors.
    pub site: Option<Arc<Site>>,
    /// Files that the site has besides, once somebody asks for them.
    pub later: Arc<Later>,
    /// All diagnostics as the JSON object of `kb check --format json`.
    pub diagnostics: Report,
    /// How many of them are errors.
    pub errors: usize,
    /// How many of them are warnings.
    pub warnings: usize,
    /// What is freed once the site is shown.
    pub spent: Option<Arc<dyn Any + Send + Sync>>,
}

/// A preview; clones show the same.
#[derive(Debug, Clone)]
pub struct Preview {
    pub(super) shared: Arc<Shared>,
}

/// What all connections share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) hosts: Hosts,
    pub(super) limits: Limits,
    /// Places for streams of events.
    pub(super) streams: Arc<Semaphore>,
    pub(super) compressed: Compressed,
    state: watch::Sender<Arc<State>>,
    /// Differs from one run of the program to the next.
    run: u128,
}

/// What is shown at a time. It never changes; another one takes its place.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// Counts the sites.
    number: u64,
    /// Counts the builds whose diagnostics have been shown.
    pub(super) build: u64,
    /// The last good site, or the pages of a build that may become it.
    pub(super) shown: Option<Arc<Shown>>,
    /// The last site that is finished and good.
    finished: Option<Arc<Shown>>,
    /// The last build's diagnostics as JSON; empty before the first.
    pub(super) diagnostics: Report,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// Whether what is shown are the pages of a build that is not done.
    early: bool,
}

/// A site and the hashes of its files.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) site: Arc<Site>,
    later: Arc<Later>,
    hashes: Mutex<BTreeMap<OutPath, Arc<str>>>,
}

impl Preview {
    /// A preview that shows nothing yet.
    pub fn new(hosts: Hosts, limits: Limits) -> Self {
        let run = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |t| t.as_nanos());
        let shared = Shared {
            hosts,
            limits,
            streams: Arc::new(Semaphore::new(limits.streams)),
            compressed: Compressed::default(),
            state: watch::Sender::new(Arc::default()),
            run,
        };
        Self { shared: Arc::new(shared) }
    }

    /// Shows what a build came to: its site, or its errors over the last good one. Open pages reload
    /// if the site differs.
    pub fn show(&self, outcome: BuildOutcome) {
        let mut before = None;
        self.shared.state.send_modify(|state| {
            let old = state.shown.as_ref();
            let differs = |new: &Arc<Site>| old.is_none_or(|old| old.site != *new);
            // Whoever sees a build's pages already need not reload when its index is there; but if it
            // came to nothing, they are no site, and the last good one is back.
            let is_news = outcome.site.as_ref().map_or(state.early, |new| !state.early && differs(new));
            let number = state.number + u64::from(is_news);
            let finished = outcome.site.map(|site| Shown::new(site, outcome.later));
            let finished = finished.or_else(|| state.finished.clone());
            let shown = finished.clone();
            let (errors, warnings) = (outcome.errors, outcome.warnings);
            let diagnostics = outcome.diagnostics;
            let build = state.build + 1;
            let new = State { number, build, shown, finished, diagnostics, errors, warnings, early: false };
            before = Some(std::mem::replace(state, Arc::new(new)));
        });
        let_go((before, outcome.spent));
    }

    /// Shows the last finished site again if a build showed its pages and then broke down.
    pub(super) fn give_up(&self) {
        self.shared.state.send_if_modified(|state| {
            if state.early {
                let (number, shown) = (state.number + 1, state.finished.clone());
                *state = Arc::new(State { number, shown, early: false, ..State::clone(state) });
                return true;
            }
            false
        });
    }

    /// Shows the pages of a build that is not done; its diagnostics come with [`Preview::show`].
    pub(super) fn show_early(&self, site: Arc<Site>) {
        let mut before = None;
        self.shared.state.send_if_modified(|state| {
            if state.shown.as_ref().is_some_and(|old| old.site == site) {
                return false;
            }
            let later = state.shown.as_ref().map(|old| Arc::clone(&old.later)).unwrap_or_default();
            let (number, shown) = (state.number + 1, Some(Shown::new(site, later)));
            let new = State { number, shown, early: true, ..State::clone(state) };
            before = Some(std::mem::replace(state, Arc::new(new)));
            true
        });
        let_go(before);
    }
}

/// Frees what is no longer needed, beside the builder: of a large site that takes longer than most of a build's stages.
fn let_go(spent: impl Send + 'static) {
    // Without a thread it is freed here.
    let _ = thread::Builder::new().name("free".to_owned()).spawn(move || drop(spent));
}

impl Shared {
    /// What is shown now.
    pub(super) fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.borrow())
    }

    /// Wakes up whenever something else is shown.
    pub(super) fn changes(&self) -> watch::Receiver<Arc<State>> {
        self.state.subscribe()
    }

    /// Names the site that is shown; another site, or another run of the program, has another name.
    pub(super) fn version(&self, state: &State) -> String {
        format!("{:x}-{}", self.run, state.number)
    }
}

impl Shown {
    fn new(site: Arc<Site>, later: Arc<Later>) -> Arc<Self> {
        Arc::new(Self { site, later, hashes: Mutex::default() })
    }

    /// What a path leads to.
    pub(super) fn find(&self, raw: &str) -> Found {
        find_where(&|path| self.site.get(path).is_some() || self.later.has(path), raw)
    }

    /// Whether a file is made when it is asked for.
    pub(super) fn is_late(&self, path: &OutPath) -> bool {
        self.later.has(path)
    }

    /// Whether a file can be read at once.
    pub(super) fn is_at_hand(&self, path: &OutPath) -> bool {
        !self.is_late(path) || self.later.is_made(path)
    }

    /// Bytes of a file, and a hash of them. One that is late may take as long as building the site.
    pub(super) fn file(&self, path: &OutPath) -> Option<(Arc<[u8]>, Arc<str>)> {
        let bytes = if self.is_late(path) { self.later.get(path)? } else { Arc::clone(self.site.get(path)?) };
        let lock = || self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(path).cloned();
        let hash = known.unwrap_or_else(|| {
            let hash: Arc<str> = Arc::from(&blake3::hash(&bytes).to_hex()[..32]);
            lock().insert(path.clone(), Arc::clone(&hash));
            hash
        });
        Some((bytes, hash))
    }
}
