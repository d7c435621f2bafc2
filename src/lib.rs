//! `kb` turns an organisation's Markdown guides on consumer rights into a static knowledge base.
//!
//! Read [`pipeline`] first: it composes the stages, in this order.
//!
//! 1. [`io`] reads a site's folder into a [`snapshot::Snapshot`]; [`extend`] lays it over its base.
//! 2. [`config`], [`document`], [`record`] and [`theme`] read each file alone.
//! 3. [`library`] links them to one graph; [`check`] applies the editorial rules to it.
//! 4. [`plan`] lists every output as data, pages as [`view`]s.
//! 5. [`render`] turns the plan into a [`site::Site`], `book` makes e-books of it, [`offline`] adds the copy
//!    for a disk and what a service worker needs; [`io`] publishes it.
//!
//! [`status`] lists what editors have to look at.
//! [`external`] follows outside links when asked to: the one module that asks other servers.
//! [`diag`], [`table`] and [`text`] serve all of them; [`cli`] is the only module that prints.

#![forbid(unsafe_code)]
// A program without its optional parts has code that only those parts use.
#![cfg_attr(not(feature = "bundles"), allow(dead_code, unused_imports))]

#[cfg(feature = "bundles")]
mod archive;
#[cfg(feature = "bundles")]
mod book;
pub mod check;
pub mod cli;
pub mod config;
pub mod data_export;
pub mod diag;
pub mod document;
pub mod extend;
#[cfg(feature = "links")]
pub mod external;
#[cfg(feature = "fonts")]
pub mod fonts;
pub mod hosting;
#[cfg(feature = "import")]
pub mod import;
pub mod io;
pub mod library;
pub mod offline;
pub mod pdf;
mod picture;
pub mod pipeline;
pub mod plan;
pub mod progress;
pub mod record;
pub mod relevance;
pub mod render;
pub mod scaffold;
pub mod schema;
#[cfg(feature = "serve")]
pub mod serve;
pub mod site;
pub mod snapshot;
pub mod status;
pub mod table;
pub mod text;
pub mod theme;
pub mod view;
