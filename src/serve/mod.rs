//! The preview: a site in memory, served on loopback, rebuilt when its files change.
//!
//! Two things run at the same time and share only a [`Preview`]: the HTTP server, which answers from
//! the site that the preview holds, and the builder, which waits for changes and puts a new site
//! there. Nothing is served from the disk, so no request can reach a file outside the site.
//!
//! Live reload is added to answers here and is not in the site: what is previewed is what is shipped.
#![allow(clippy::disallowed_methods)]

mod answer;
mod compress;
mod connection;
mod hosts;
mod later;
mod live;
mod path;
mod preview;
mod range;
mod scope;
mod watch;

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::runtime;

use crate::site::Site;

pub use connection::Limits;
pub use hosts::Hosts;
pub use later::Later;
pub use path::{Found, find};
pub use preview::{BuildOutcome, Preview, Report};
pub use range::{Part, part};
pub use watch::{Method, Notice, Watcher, watch};

/// What to preview, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The site's folder.
    pub site_dir: PathBuf,
    /// Folders in it that are not watched, such as the output; relative to it or absolute.
    pub ignored: Vec<PathBuf>,
    /// Addresses to listen on: the first that is free is taken.
    pub addresses: Vec<SocketAddr>,
    /// Names under which browsers may ask for the preview, besides `localhost` and the address.
    pub hosts: Vec<String>,
    /// How changes are found.
    pub method: Method,
    /// Limits of connections.
    pub limits: Limits,
    /// Where a build may show its pages before it is done.
    pub early: Early,
}

/// Shows pages of a build that is not done: its search index is still made. Clones show at the same
/// place.
#[derive(Debug, Clone, Default)]
pub struct Early(Arc<OnceLock<Preview>>);

impl Early {
    /// Shows a site; the diagnostics stay as they were. Does nothing before the preview has started.
    pub fn show(&self, site: Site) {
        if let Some(preview) = self.0.get() {
            preview.show_early(Arc::new(site));
        }
    }
}

impl Options {
    /// A preview of the site in a folder, on the first free port of a loopback address.
    pub fn new(site_dir: impl Into<PathBuf>, addresses: Vec<SocketAddr>) -> Self {
        Self {
            site_dir: site_dir.into(),
            ignored: Vec::new(),
            addresses,
            hosts: Vec::new(),
            method: Method::default(),
            limits: Limits::default(),
            early: Early::default(),
        }
    }
}

/// What happens while a site is previewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The preview can be opened; the first build has begun.
    Listening {
        /// Where: `http://127.0.0.1:4040/`.
        url: String,
    },
    /// A build is done and shown.
    Rebuilt {
        /// How long it took.
        time: Duration,
        /// How many errors there are; if any, the last good site is still shown.
        errors: usize,
        /// How many warnings there are.
        warnings: usize,
    },
    /// A build panicked: a mistake of the program. The last good site is still shown.
    Crashed {
        /// What it said.
        message: String,
    },
    /// The system cannot watch so many folders: changes are noticed up to a second later.
    Polling,
}

/// Why there is no preview.
#[derive(Debug)]
pub enum ServeError {
    /// None of the addresses can be listened on.
    Address {
        /// The last one that was tried; none if there was none to try.
        address: Option<SocketAddr>,
        /// Why not.
        source: io::Error,
    },
    /// The site's folder cannot be watched.
    Watch(io::Error),
    /// The system gives no threads.
    Threads(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { address: Some(address), source } => {
                write!(f, "cannot listen on {address}: {source}")
            }
            Self::Address { address: None, source } => write!(f, "cannot listen: {source}"),
            Self::Watch(source) => write!(f, "cannot watch the site's folder: {source}"),
            Self::Threads(source) => write!(f, "cannot start: {source}"),
        }
    }
}

impl std::error::Error for ServeError {}

/// Previews a site until Ctrl-C. `rebuild` reads and builds it; it is called at once and after each
/// burst of changes, on a thread of its own, never twice at a time. `report` is told what happens.
///
/// # Errors
/// When the preview cannot start.
pub fn serve(
    options: &Options,
    rebuild: impl FnMut() -> BuildOutcome + Send + 'static,
    report: impl FnMut(Event) + Send + 'static,
) -> Result<(), ServeError> {
    serve_until(options, rebuild, report, async {
        // Without a handler for Ctrl-C the system ends the program itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// Previews a site until `shutdown` is ready.
///
/// # Errors
/// When the preview cannot start.
pub fn serve_until(
    options: &Options,
    rebuild: impl FnMut() -> BuildOutcome + Send + 'static,
    report: impl FnMut(Event) + Send + 'static,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let runtime = runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(ServeError::Threads)?;
    let served = runtime.block_on(async {
        let listener = listen(&options.addresses).await?;
        let address = listener.local_addr().map_err(ServeError::Threads)?;
        let preview = Preview::new(Hosts::new(address.ip(), &options.hosts), options.limits);
        let _ = options.early.0.set(preview.clone());
        let report = Reporter(Arc::new(Mutex::new(report)));
        // Watched before it is built: a change during the first build is not missed.
        let (changed, changes) = sync_channel(1);
        let _watcher = start_watching(options, changed, report.clone())?;
        report.tell(Event::Listening { url: url(address) });
        let shown = preview.clone();
        let builder = thread::Builder::new().name("build".to_owned());
        // Not joined: whoever stops a preview does not wait for a build that nobody will see.
        builder.spawn(move || build(rebuild, &shown, &changes, &report)).map_err(ServeError::Threads)?;
        preview.run(listener, pin!(shutdown)).await;
        Ok(())
    });
    // Nobody waits for a copy that is being made for a request: that may take as long as the whole site.
    runtime.shutdown_background();
    served
}

async fn listen(addresses: &[SocketAddr]) -> Result<TcpListener, ServeError> {
    let mut failed = ServeError::Address { address: None, source: io::ErrorKind::AddrNotAvailable.into() };
    for address in addresses {
        match TcpListener::bind(address).await {
            Ok(listener) => return Ok(listener),
            Err(source) => failed = ServeError::Address { address: Some(*address), source },
        }
    }
    Err(failed)
}

/// Where a browser on this machine finds the preview.
fn url(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V6(ip) if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V6(ip) => format!("[{ip}]"),
        IpAddr::V4(ip) => ip.to_string(),
    };
    format!("http://{ip}:{}/", address.port())
}

struct Reporter<R>(Arc<Mutex<R>>);

impl<R> Clone for Reporter<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R: FnMut(Event)> Reporter<R> {
    fn tell(&self, event: Event) {
        (self.0.lock().unwrap_or_else(PoisonError::into_inner))(event);
    }
}

fn start_watching(
    options: &Options,
    changed: SyncSender<()>,
    report: Reporter<impl FnMut(Event) + Send + 'static>,
) -> Result<Watcher, ServeError> {
    let notice = move |notice| match notice {
        // A full channel means that a build is waiting to begin: it will see this change, too.
        Notice::Changed => drop(changed.try_send(())),
        Notice::Polling => report.tell(Event::Polling),
    };
    watch(&options.site_dir, &options.ignored, options.method, notice).map_err(ServeError::Watch)
}

/// Builds at once and after each change, until nobody watches any more.
fn build(
    mut rebuild: impl FnMut() -> BuildOutcome,
    preview: &Preview,
    changes: &Receiver<()>,
    report: &Reporter<impl FnMut(Event)>,
) {
    loop {
        let start = Instant::now();
        match catch_unwind(AssertUnwindSafe(&mut rebuild)) {
            Ok(outcome) => {
                let (errors, warnings) = (outcome.errors, outcome.warnings);
                preview.show(outcome);
                report.tell(Event::Rebuilt { time: start.elapsed(), errors, warnings });
            }
            Err(panic) => {
                preview.give_up();
                let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
                let message = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
                report.tell(Event::Crashed { message });
            }
        }
        if changes.recv().is_err() {
            return;
        }
    }
}
