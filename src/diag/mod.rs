//! Diagnostics: what is wrong with a site's files, as data.
//!
//! A stage returns its value and its diagnostics; nothing stops at the first error and nothing here
//! prints. A [`Diagnostic`] is a [`Code`] with the places and the names concerned; the words live in
//! `wording/LANG.toml`, one table for each language of the editors. [`emit`] has one renderer each
//! for people, JSON, SARIF and CI annotations.

mod code;
pub mod emit;
mod filled;
mod wording;

use std::ops::Range;
use std::sync::Arc;

pub use code::{Code, Severity};
pub use filled::Filled;
use rayon::prelude::*;
pub use wording::{UiLang, Wording};

use crate::text::{Position, SourcePath};

/// A place in an input file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file.
    pub path: SourcePath,
    /// Byte range in the file; the whole file if absent.
    pub span: Option<(usize, usize)>,
}

impl Location {
    /// A byte range of a file.
    pub fn new(path: &SourcePath, span: Range<usize>) -> Self {
        Self { path: path.clone(), span: Some((span.start, span.end)) }
    }

    /// A file as a whole.
    pub fn file(path: &SourcePath) -> Self {
        Self { path: path.clone(), span: None }
    }

    /// The place as `path:line:column`; 1:1 for a file as a whole.
    pub fn at(&self, sources: &dyn Sources) -> String {
        let position = match (self.span, sources.text(&self.path)) {
            (Some((start, _)), Some(text)) => Position::of(text, start),
            _ => Position { line: 1, column: 1 },
        };
        format!("{}:{}:{}", sources.shown(&self.path), position.line, position.column)
    }
}

/// Another place that the diagnostic speaks of, such as the first definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// The place.
    pub location: Location,
    /// Key of the words under `[labels]` in the wording: `first_here`, `used_here`, …
    pub label: &'static str,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where.
    pub location: Location,
    /// What.
    pub code: Code,
    /// How bad; starts as the code's default and is set by `[checks]` in `kb.toml`.
    pub severity: Severity,
    /// Names for the wording, by placeholder.
    pub args: Filled<String>,
    /// Placeholders that are filled with words: keys under `[phrases]`, which have placeholders of their own.
    pub phrases: Filled<&'static str>,
    /// Other culprits.
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// A diagnostic at a place, with its code's default severity.
    pub fn new(code: Code, location: Location) -> Self {
        Self {
            location,
            code,
            severity: code.default_severity(),
            args: Filled::default(),
            phrases: Filled::default(),
            related: Vec::new(),
        }
    }

    /// Fills a placeholder of the wording.
    #[must_use]
    pub fn arg(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.args.insert(key, value.into());
        self
    }

    /// Fills a placeholder if there is something to fill it with.
    #[must_use]
    pub fn maybe_arg(self, key: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.arg(key, value),
            None => self,
        }
    }

    /// Fills a placeholder of the wording with words: the key of a phrase.
    #[must_use]
    pub fn phrase(mut self, key: &'static str, phrase: &'static str) -> Self {
        self.phrases.insert(key, phrase);
        self
    }

    /// Points at another culprit.
    #[must_use]
    pub fn related(mut self, label: &'static str, location: Location) -> Self {
        self.related.push(Related { location, label });
        self
    }
}

/// Diagnostics of one or more stages, in no particular order until [`Diagnostics::sort`].
#[derive(Debug, Default, Clone)]
pub struct Diagnostics {
    // Shared with what the preview remembers: a large site has a hundred thousand.
    list: Vec<Arc<Diagnostic>>,
    /// Whether nothing was added or changed since they were sorted.
    is_sorted: bool,
}

impl PartialEq for Diagnostics {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Eq for Diagnostics {}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(Arc::new(diagnostic));
        self.is_sorted = false;
    }

    /// Adds those of another stage.
    pub fn extend(&mut self, other: Diagnostics) {
        if !other.is_empty() {
            self.list.extend(other.list);
            self.is_sorted = false;
        }
    }

    /// Adds those of another stage, which somebody else remembers.
    pub fn extend_from(&mut self, other: &Diagnostics) {
        if !other.is_empty() {
            self.list.extend_from_slice(&other.list);
            self.is_sorted = false;
        }
    }

    /// Puts them in the order in which people read: by file, place and code. Parallel stages finish
    /// in any order; after this, the output does not depend on it.
    pub fn sort(&mut self) {
        if !self.is_sorted {
            // In pieces that are sorted already; what takes long is to look at each.
            self.list.par_sort();
            if self.list.par_windows(2).any(|two| two[0] == two[1]) {
                self.list.dedup();
            }
            self.is_sorted = true;
        }
    }

    /// Sets severities as `kb.toml` asks, and drops those that are off. Gives how many are errors then.
    pub fn apply_levels(&mut self, level: impl Fn(Code) -> Option<Severity>) -> usize {
        let mut errors = 0;
        self.list.retain_mut(|d| match level(d.code) {
            Some(severity) => {
                set(d, severity);
                errors += usize::from(severity == Severity::Error);
                true
            }
            None => false,
        });
        errors
    }

    /// Sets the severity of some.
    pub fn set_severity(&mut self, severity: impl Fn(&Diagnostic) -> Severity) {
        for d in &mut self.list {
            let severity = severity(d);
            set(d, severity);
        }
        self.is_sorted = false;
    }

    /// Whether any is an error.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }

    /// How many are errors, and how many warnings.
    pub fn counts(&self) -> (usize, usize) {
        let add = |(errors, warnings), d: &Arc<Diagnostic>| match d.severity {
            Severity::Error => (errors + 1, warnings),
            Severity::Warning => (errors, warnings + 1),
        };
        self.list.iter().fold((0, 0), add)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter().map(|d| &**d)
    }

    /// Keeps some.
    pub fn retain(&mut self, mut keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(|d| keep(d));
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }
}

fn set(diagnostic: &mut Arc<Diagnostic>, severity: Severity) {
    if diagnostic.severity != severity {
        Arc::make_mut(diagnostic).severity = severity;
    }
}

/// Texts of the input files, for renderers that quote lines.
pub trait Sources {
    /// Text of a file, or nothing if it has none.
    fn text(&self, path: &SourcePath) -> Option<&str>;

    /// Where a file really lies, as people should be told: a file of the base that a site extends does
    /// not lie in the site.
    fn shown<'a>(&'a self, path: &'a SourcePath) -> &'a str {
        path.as_str()
    }
}
