//! `kb check --external` against servers that answer badly.
#![cfg(feature = "links")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test has a server and a disk")]

#[path = "../support/mod.rs"]
mod support;

mod command;
mod server;
mod visit;
