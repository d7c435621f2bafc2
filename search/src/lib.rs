//! The search index of kb: one crate that writes it natively and reads it natively and in the browser.
//!
//! [`write`] feeds a tantivy index, one segment a language, and derives a [`Pack`] from it: the same terms,
//! postings, positions and field lengths, cut into small files that a browser can fetch from any dumb host
//! or load from a disk. [`Engine`] answers queries from such files without doing any input or output: it
//! says which files it needs and is called again. [`Searcher`] drives it natively, `wasm` and the scripts
//! in `client/` drive it in the browser, so that a query has the same results everywhere.
//!
//! | module | what it does | may use |
//! |---|---|---|
//! | `record`, `codec`, `fold`, `table` | what is indexed; bits and files; characters; small collections | |
//! | `analyse` | text to terms, the same on both sides | fold |
//! | `pack` | the files: head, pages' norms, terms, positions, pages' text | codec |
//! | `query` | text to a tree of scored clauses, and the tree's scores | analyse, pack |
//! | `engine` | which files, which order, which passage | query, pack |
//! | `write` | tantivy, and the pack derived from it (native) | all above but engine |
//! | `searcher`, `assets` | the native driver; the browser's files (native) | engine |
//! | `wasm` | the browser's entry, the only unsafe code | engine |

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
// Without the standard library there are no panic messages to download.
#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

mod analyse;
mod codec;
#[cfg(all(test, not(target_family = "wasm")))]
extern crate self as kb_search;
#[cfg(all(test, not(target_family = "wasm")))]
#[path = "../examples/corpus/mod.rs"]
mod corpus;
#[cfg(all(test, not(target_family = "wasm")))]
mod differential;
mod engine;
mod fold;
mod pack;
mod query;
mod record;
mod stem;
mod table;
#[cfg(all(test, not(target_family = "wasm")))]
mod tests;

/// What the standard library's prelude has and `core`'s has not.
mod prelude {
    pub(crate) use alloc::borrow::ToOwned;
    pub(crate) use alloc::string::String;
    pub(crate) use alloc::vec;
    pub(crate) use alloc::vec::Vec;
}

#[cfg(not(target_family = "wasm"))]
pub mod assets;
#[cfg(not(target_family = "wasm"))]
mod searcher;
#[cfg(target_family = "wasm")]
mod wasm;
#[cfg(not(target_family = "wasm"))]
mod write;

pub use codec::Error;
pub use engine::{Engine, Filters, Hit, Part, Query, Results, Step, SubHit};
pub use record::{Kind, Record, Section};

#[cfg(not(target_family = "wasm"))]
pub use searcher::{Searcher, Source};
#[cfg(not(target_family = "wasm"))]
pub use write::{
    Key, Memory, Pack, Pages, Sink, Version, WriteError, count_terms, write, write_again,
    write_all, write_to,
};
