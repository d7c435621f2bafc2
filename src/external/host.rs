//! Politeness: a host is asked by one request at a time, with a pause between two.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use super::Why;
use super::visit::Reply;

/// So many requests without any answer, one after the other, and a host is taken for gone: it is not
/// asked again in this run. Four requests are made for one silent link; three links may be unlucky.
const SILENT_REQUESTS: u32 = 12;

/// Whose turn it is, by host.
pub(super) struct Hosts {
    turns: Mutex<BTreeMap<String, Arc<Mutex<Turn>>>>,
    pause: Duration,
}

#[derive(Default)]
struct Turn {
    free_at: Option<Instant>,
    silent: u32,
    gone: Option<Why>,
}

impl Hosts {
    /// Hosts that are given a pause between two requests.
    pub(super) fn new(pause: Duration) -> Self {
        Self { turns: Mutex::default(), pause }
    }

    /// Waits until the host of an address may be asked, and asks.
    pub(super) fn ask(&self, url: &Url, request: impl FnOnce() -> Reply) -> Reply {
        let turn = self.turn(url);
        // Held while the request runs: the next one waits here.
        let mut turn = lock(&turn);
        if let Some(why) = &turn.gone {
            return Reply::Failed(why.clone());
        }
        if let Some(free_at) = turn.free_at {
            thread::sleep(free_at.saturating_duration_since(Instant::now()));
        }
        let reply = request();
        turn.free_at = Some(Instant::now() + self.pause);
        match &reply {
            Reply::Failed(why) if why.is_silence() => {
                turn.silent += 1;
                turn.gone = (turn.silent >= SILENT_REQUESTS).then(|| why.clone());
            }
            _ => turn.silent = 0,
        }
        reply
    }

    /// Leaves a host alone for a while.
    pub(super) fn rest(&self, url: &Url, pause: Duration) {
        let turn = self.turn(url);
        let mut turn = lock(&turn);
        turn.free_at = turn.free_at.max(Some(Instant::now() + pause));
    }

    fn turn(&self, url: &Url) -> Arc<Mutex<Turn>> {
        let host = format!("{}:{}", url.host_str().unwrap_or(""), url.port_or_known_default().unwrap_or(0));
        Arc::clone(lock(&self.turns).entry(host).or_default())
    }
}

/// A thread that panicked leaves nothing half done here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
