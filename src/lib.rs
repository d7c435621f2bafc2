//! `kb` turns an organisation's Markdown guides on consumer rights into a static knowledge base.
pub mod config;
pub mod diag;
pub mod document;
pub mod io;
pub mod library;
pub mod record;
pub mod site;
pub mod snapshot;
pub mod table;
pub mod text;
pub mod theme;
pub mod view;
