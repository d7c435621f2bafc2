//! What goes into the engine and what comes out.

use crate::prelude::*;

/// A query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What the reader typed.
    pub text: String,
    /// The reader's language, such as `zh-CN`: its pages come first.
    pub lang: String,
    /// Which pages to leave out.
    pub filters: Filters,
    /// How many hits are wanted.
    pub limit: usize,
}

/// Which pages to keep; `None` keeps all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// The id of a sector.
    pub sector: Option<String>,
    /// The name of a [`Kind`](crate::Kind).
    pub kind: Option<String>,
    /// A jurisdiction's id.
    pub jurisdiction: Option<String>,
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// These files are needed, all at once; then step again.
    Need(Vec<String>),
    /// The answer.
    Done(Results),
}

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// How many pages match.
    pub total: usize,
    /// The best of them, the reader's language first.
    pub hits: Vec<Hit>,
    /// Words that a misspelt one may have meant.
    pub suggestions: Vec<String>,
    /// Whether a quoted phrase was not found and its words were searched instead.
    pub relaxed: bool,
}

/// A page that matches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hit {
    /// The page's path without language and suffix.
    pub id: String,
    /// Its language.
    pub lang: String,
    /// Whether that is not the reader's.
    pub other: bool,
    /// The name of its [`Kind`](crate::Kind).
    pub kind: &'static str,
    /// Where the best passage is, relative to the site's root.
    pub url: String,
    /// The title, with what matches marked.
    pub title: Vec<Part>,
    /// The best passage, or the summary if the text has none.
    pub snippet: Vec<Part>,
    /// The heading of the section that `url` points at; empty for the top of the page.
    pub heading: String,
    /// The page's summary.
    pub summary: String,
    /// The sector's id.
    pub sector: String,
    /// The sector's name.
    pub sector_title: String,
    /// Where the page applies.
    pub jurisdictions: Vec<String>,
    /// The first thing to do.
    pub today: String,
    /// The reader's clock.
    pub deadline: String,
    /// How well it matches: comparable within one answer only.
    pub score: f32,
    /// Further sections that match.
    pub sub_results: Vec<SubHit>,
}

/// A further section of a page that matches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SubHit {
    /// Where it is, relative to the site's root.
    pub url: String,
    /// Its heading.
    pub heading: String,
    /// Its best passage.
    pub snippet: Vec<Part>,
}

/// A piece of text, marked if it matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Plain text, not HTML.
    pub text: String,
    /// Whether the query matches here.
    pub marked: bool,
}
