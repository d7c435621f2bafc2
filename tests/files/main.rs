//! Reading and publishing on real disks, with real faults.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod faults;
mod kill;
mod publish;
mod read;
mod staging;
mod support;
