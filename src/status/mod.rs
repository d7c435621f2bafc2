//! `kb status`: what editors have to look at, by owner, as data.
//!
//! [`collect`] asks the library; [`text`], [`json`], [`csv`] and [`ics`] render the answer; [`accept`]
//! records in a translation that it is up to date. Nothing here reads or writes files.

mod accept;
mod base;
mod csv;
mod ics;
mod json;
mod text;

use jiff::civil::Date;

pub use accept::{NotAccepted, accept};
pub use base::base;
pub use csv::csv;
pub use ics::ics;
pub use json::json;
pub use text::text;

use crate::diag::Sources;
use crate::document::PageKind;
use crate::extend::Difference;
use crate::library::{DocId, Due, Library};
use crate::text::SourcePath;

/// How a page stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Its review date has passed.
    Overdue,
    /// Its review date comes within `warn_ahead`.
    Due,
    /// Its original changed; with what changed, if that can be told.
    Behind(Vec<&'static str>),
    /// It is not written in a language of the site.
    Missing(String),
    /// It is a guide without `reviewed` or `review_every`.
    Undated,
    /// Its review date is further away.
    Later,
}

impl State {
    /// `overdue`, `due`, `behind`, `missing`, `undated` or `later`.
    pub fn as_str(&self) -> &'static str {
        match self {
            State::Overdue => "overdue",
            State::Due => "due",
            State::Behind(_) => "behind",
            State::Missing(_) => "missing",
            State::Undated => "undated",
            State::Later => "later",
        }
    }

    /// Whether somebody has to do something.
    pub fn needs_work(&self) -> bool {
        *self != State::Later
    }
}

/// One thing to know about a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Who is responsible; empty if nobody is named.
    pub owner: String,
    /// How the page stands.
    pub state: State,
    /// When the review is or was due.
    pub date: Option<Date>,
    /// Its file; of a missing version, the file to translate.
    pub path: SourcePath,
    /// Its path without language and suffix.
    pub page: String,
    /// Its language; of a missing version, the language that it is written in.
    pub lang: String,
    /// Its title.
    pub title: String,
    /// The record (`kind:id`) whose age makes the review earlier than the page's own date would.
    pub because: Option<String>,
}

/// Everything that editors have to look at, by owner, state and date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The date that it is computed for.
    pub today: Date,
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// What the site has different from the base that it extends.
    pub base: Vec<Difference>,
}

impl Status {
    /// Names files of the base by where they really lie, and adds what differs from it.
    #[must_use]
    pub fn over_base(mut self, sources: &dyn Sources, base: Vec<Difference>) -> Self {
        for entry in &mut self.entries {
            entry.path = SourcePath::new(sources.shown(&entry.path));
        }
        self.base = base;
        self
    }

    /// What one owner has to look at.
    #[must_use]
    pub fn of_owner(mut self, owner: &str) -> Self {
        self.entries.retain(|e| e.owner == owner);
        self
    }
}

/// Collects the status of all pages of a library.
pub fn collect(library: &Library) -> Status {
    let mut entries = Vec::new();
    for id in library.ids() {
        let due = library.review_due(id);
        match due {
            Some(due) => entries.push(review(library, id, due)),
            None if library.document(id).kind == PageKind::Guide => {
                entries.push(entry(library, id, State::Undated))
            }
            None => {}
        }
        if library.is_behind(id) {
            entries.push(entry(library, id, State::Behind(library.changed_in_original(id))));
        }
    }
    for (id, lang) in library.missing_versions() {
        entries.push(entry(library, id, State::Missing(lang.to_owned())));
    }
    entries.sort();
    Status { today: library.today(), entries, base: Vec::new() }
}

fn review(library: &Library, id: DocId, due: Due) -> Entry {
    let today = library.today();
    let state = if due.date < today {
        State::Overdue
    } else if due.date <= library.config().checks.warn_ahead.after(today) {
        State::Due
    } else {
        State::Later
    };
    let because = due.because.map(|(kind, record)| format!("{kind}:{record}"));
    Entry { date: Some(due.date), because, ..entry(library, id, state) }
}

fn entry(library: &Library, id: DocId, state: State) -> Entry {
    let document = library.document(id);
    Entry {
        owner: document.front.owner.clone(),
        state,
        date: None,
        path: document.path.clone(),
        page: document.id.to_string(),
        lang: document.lang.clone(),
        title: document.front.title.value.clone(),
        because: None,
    }
}
