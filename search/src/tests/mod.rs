//! Tables of cases for what has no interface of its own.

#![allow(clippy::unwrap_used)]

mod files;
mod names;
mod piece;
mod site;
mod text;
