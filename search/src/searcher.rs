//! The native driver of the engine.

use crate::codec::Error;
use crate::engine::{Engine, Query, Results, Step};
use crate::write::Pack;
use std::sync::Arc;

/// More rounds than this mean that the engine asks for the same files again and again.
const ROUNDS: usize = 12;

/// Where the files of a pack are.
pub trait Source {
    /// The bytes of the file of that name, `None` if there is none.
    fn read(&self, name: &str) -> Option<Arc<[u8]>>;
}

impl Source for Pack {
    fn read(&self, name: &str) -> Option<Arc<[u8]>> {
        self.get(name).cloned()
    }
}

impl Source for &Pack {
    fn read(&self, name: &str) -> Option<Arc<[u8]>> {
        self.get(name).cloned()
    }
}

impl<F: Fn(&str) -> Option<Arc<[u8]>>> Source for F {
    fn read(&self, name: &str) -> Option<Arc<[u8]>> {
        self(name)
    }
}

/// An open index: the same engine that the browser runs, reading from a [`Source`].
pub struct Searcher<S> {
    engine: Engine,
    source: S,
}

impl<S: Source> Searcher<S> {
    /// Opens an index.
    pub fn open(source: S) -> Result<Searcher<S>, Error> {
        let head = source
            .read("index.js")
            .ok_or_else(|| Error::Missing("index.js".into()))?;
        Ok(Searcher {
            engine: Engine::open(&head)?,
            source,
        })
    }

    /// Answers a query.
    pub fn search(&mut self, query: &Query) -> Result<Results, Error> {
        let mut asked = Vec::new();
        for _ in 0..ROUNDS {
            match self.engine.step(query)? {
                Step::Done(results) => return Ok(results),
                Step::Need(files) => {
                    for name in &files {
                        let file = self.source.read(name);
                        let file = match file {
                            None if !name.starts_with("d/") => {
                                return Err(Error::Missing(name.clone()));
                            }
                            file => file.unwrap_or_default(),
                        };
                        self.engine.provide(name, &file)?;
                    }
                    asked = files;
                }
            }
        }
        Err(Error::Damaged(asked.pop().unwrap_or_default()))
    }

    /// The engine: what there is to filter by.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }
}
