//! The preview over real connections, and the watcher on real folders.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod client;
mod http;
mod limits;
mod live;
mod serve;
mod watch;
