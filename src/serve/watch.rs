//! Noticing changes of a site's files.
//!
//! An editor's save is several events, a checkout is thousands; both are one change once it is calm.
//! Only `kb.toml` and the folders that are read are watched, so that builds, repositories and other
//! programs in the site's folder wake nobody up.
//!
//! Opening a file is an event, too, and reading a large site may open more files than the system
//! keeps events for. It then says only that it lost some; [`Watcher`] compares the files themselves
//! before it believes that something changed, or a rebuild would cause the next one for ever.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use notify::{Config, ErrorKind, Event, PollWatcher, RecommendedWatcher, RecursiveMode};

use super::scope::{Change, Scope, State};

/// How long it must be calm after a few events. Editors write a file within a few milliseconds.
const CALM: Duration = Duration::from_millis(25);

/// The same where the last file is known to be whole: long enough for the next of several files that are saved at once.
const CALM_AFTER_WHOLE: Duration = Duration::from_millis(8);

/// How long it must be calm after many: a checkout on a slow disk pauses in between, and half of it
/// is not worth a build.
const CALM_AFTER_MANY: Duration = Duration::from_millis(100);

/// How many events are many: more than saving all files of an editor.
const MANY: usize = 50;

/// The longest wait while changes go on and on.
const PATIENCE: Duration = Duration::from_millis(300);

/// How often to look for a folder that is gone, or that could not be watched as a whole.
const RETRY: Duration = Duration::from_millis(500);

/// How often to look at all files where the system does not report changes.
const POLL: Duration = Duration::from_secs(1);

/// How changes are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The system reports them; if it has no room for so many folders, by looking.
    #[default]
    System,
    /// By looking at all files every second: for network disks, which report nothing.
    Polling,
}

/// What a watcher tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Some files of the site changed.
    Changed,
    /// The system has no room for so many folders: from now on, changes are noticed a second later.
    Polling,
}

/// Watches until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    sender: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.sender.send(Message::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// How long it must be calm after so many events, which are a change together.
fn calm_after(change: Change, events: usize) -> Duration {
    match change.file {
        _ if events >= MANY => CALM_AFTER_MANY,
        Some(State::Whole) if !change.folders => CALM_AFTER_WHOLE,
        _ => CALM,
    }
}

enum Message {
    Event(Event),
    Error(notify::Error),
    Stop,
}

/// Watches the files of the site in `dir`, but nothing in the `ignored` folders, and calls `notice`
/// once for each burst of changes, on a thread of its own.
///
/// # Errors
/// When the folder cannot be watched at all.
pub fn watch(
    dir: &Path,
    ignored: &[PathBuf],
    method: Method,
    notice: impl FnMut(Notice) + Send + 'static,
) -> std::io::Result<Watcher> {
    let (sender, receiver) = channel();
    let mut watching = Watching {
        scope: Scope::new(dir, ignored)?,
        backend: backend(method, sender.clone()).map_err(std::io::Error::other)?,
        method,
        sender: sender.clone(),
        watched: BTreeMap::new(),
        whole: true,
        print: None,
        notice: Box::new(notice),
    };
    watching.rewatch();
    let thread = thread::Builder::new().name("watch".to_owned()).spawn(move || watching.run(&receiver))?;
    Ok(Watcher { sender, thread: Some(thread) })
}

type Backend = Box<dyn notify::Watcher + Send>;

fn backend(method: Method, sender: Sender<Message>) -> notify::Result<Backend> {
    let handler = move |event: notify::Result<Event>| {
        // Reading causes a flood of these; they never get further.
        let message = match event {
            Ok(event) if Change::is_noise(&event) => return,
            Ok(event) => Message::Event(event),
            Err(error) => Message::Error(error),
        };
        let _ = sender.send(message);
    };
    // Links are followed by `Scope`, which knows where they may lead.
    let config = Config::default().with_follow_symlinks(false).with_poll_interval(POLL);
    Ok(match method {
        Method::System => Box::new(RecommendedWatcher::new(handler, config)?),
        Method::Polling => Box::new(PollWatcher::new(handler, config)?),
    })
}

use notify::Watcher as _;

struct Watching {
    scope: Scope,
    backend: Backend,
    method: Method,
    sender: Sender<Message>,
    watched: BTreeMap<PathBuf, RecursiveMode>,
    /// Whether everything that should be watched is.
    whole: bool,
    /// Hash of names, sizes and times of all files when the system could not be relied on.
    print: Option<blake3::Hash>,
    notice: Box<dyn FnMut(Notice) + Send>,
}

impl Watching {
    fn run(mut self, receiver: &Receiver<Message>) {
        loop {
            let Some(first) = self.wait(receiver) else { return };
            let Some(change) = self.collect(receiver, first) else { return };
            if change.folders || change.lost || !self.whole {
                self.rewatch();
            }
            if change.files || change.folders || (change.lost && self.differs()) {
                (self.notice)(Notice::Changed);
            }
        }
    }

    /// Waits for a change; nothing when it is time to stop.
    fn wait(&mut self, receiver: &Receiver<Message>) -> Option<Change> {
        loop {
            let message = if self.whole {
                receiver.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                receiver.recv_timeout(RETRY)
            };
            let change = match message {
                Ok(message) => self.judge(message)?,
                Err(RecvTimeoutError::Timeout) => {
                    self.rewatch();
                    Change { files: self.differs(), ..Change::default() }
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            };
            if change != Change::default() {
                return Some(change);
            }
        }
    }

    /// Adds what follows until it is calm.
    fn collect(&mut self, receiver: &Receiver<Message>, first: Change) -> Option<Change> {
        let (mut change, mut count, start) = (first, 1, Instant::now());
        let mut calm = start + calm_after(change, count);
        loop {
            let now = Instant::now();
            let end = calm.min(start + PATIENCE);
            if now >= end {
                return Some(change);
            }
            match receiver.recv_timeout(end - now) {
                Ok(message) => {
                    let more = self.judge(message)?;
                    if more != Change::default() {
                        change = change.and(more);
                        count += 1;
                        calm = Instant::now() + calm_after(change, count);
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Some(change),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// What a message means; nothing when it is time to stop.
    fn judge(&mut self, message: Message) -> Option<Change> {
        match message {
            Message::Stop => None,
            Message::Event(event) => Some(self.scope.change(&event)),
            Message::Error(error) => {
                if matches!(error.kind, ErrorKind::MaxFilesWatch) {
                    self.poll_instead();
                }
                Some(Change { lost: true, ..Change::default() })
            }
        }
    }

    /// Whether the files themselves differ from the last time that this was asked.
    fn differs(&mut self) -> bool {
        let print = self.scope.fingerprint();
        self.print.replace(print) != Some(print)
    }

    /// Watches what is there now. A folder that was deleted and made again needs a new watch, and a
    /// folder that vanished while it was added may have left others out.
    fn rewatch(&mut self) {
        let wanted = self.scope.look();
        for path in self.watched.keys().filter(|path| !wanted.contains_key(*path)) {
            let _ = self.backend.unwatch(path);
        }
        self.whole = self.scope.is_whole();
        for (path, mode) in &wanted {
            match self.backend.watch(path, *mode) {
                Ok(()) => {}
                Err(e) if matches!(e.kind, ErrorKind::MaxFilesWatch) && self.method == Method::System => {
                    return self.poll_instead();
                }
                Err(_) => self.whole = false,
            }
        }
        self.watched = wanted;
    }

    fn poll_instead(&mut self) {
        if self.method == Method::Polling {
            return;
        }
        if let Ok(backend) = backend(Method::Polling, self.sender.clone()) {
            self.method = Method::Polling;
            self.backend = backend;
            self.watched.clear();
            (self.notice)(Notice::Polling);
            self.rewatch();
        }
    }
}
