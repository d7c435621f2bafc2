//! Lines and columns of many places: each file is read once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::super::{Location, Sources};
use crate::text::{Lines, Position, SourcePath};

/// The places of a report.
pub(super) struct Places<'s> {
    sources: &'s dyn Sources,
    files: RefCell<HashMap<SourcePath, Option<Rc<Lines<'s>>>>>,
}

impl<'s> Places<'s> {
    pub(super) fn new(sources: &'s dyn Sources) -> Self {
        Self { sources, files: RefCell::default() }
    }

    /// Where a location starts; a file as a whole starts at 1:1.
    pub(super) fn position(&self, location: &Location) -> Position {
        match (location.span, self.lines(&location.path)) {
            (Some((start, _)), Some(lines)) => lines.position(start),
            _ => Position { line: 1, column: 1 },
        }
    }

    /// The lines of a file; nothing of one without text.
    pub(super) fn lines(&self, path: &SourcePath) -> Option<Rc<Lines<'s>>> {
        if let Some(known) = self.files.borrow().get(path) {
            return known.clone();
        }
        let lines = self.sources.text(path).map(|text| Rc::new(Lines::new(text)));
        self.files.borrow_mut().insert(path.clone(), lines.clone());
        lines
    }

    /// See [`Sources::shown`].
    pub(super) fn shown(&self, path: &'s SourcePath) -> &'s str {
        self.sources.shown(path)
    }
}
