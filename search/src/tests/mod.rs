//! Tables of cases for what has no interface of its own.

#![allow(clippy::unwrap_used)]

mod site;
mod text;
