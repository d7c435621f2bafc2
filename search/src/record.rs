//! What can be searched: one record a page.

use crate::prelude::*;

/// What sort of page a record is; readers filter by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A guide.
    #[default]
    Guide,
    /// A printable checklist.
    Checklist,
    /// Whom to complain to.
    Authority,
    /// A letter to fill in.
    Letter,
    /// An entry of the glossary.
    Term,
    /// A deadline.
    Deadline,
    /// An item of evidence.
    Evidence,
    /// A source of law or advice.
    Source,
    /// Any other page.
    Page,
}

impl Kind {
    /// Every kind, in the order of their codes in the index.
    pub const ALL: [Kind; 9] = [
        Kind::Guide,
        Kind::Checklist,
        Kind::Authority,
        Kind::Letter,
        Kind::Term,
        Kind::Deadline,
        Kind::Evidence,
        Kind::Source,
        Kind::Page,
    ];

    /// The name that filters and results use.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Guide => "guide",
            Kind::Checklist => "checklist",
            Kind::Authority => "authority",
            Kind::Letter => "letter",
            Kind::Term => "term",
            Kind::Deadline => "deadline",
            Kind::Evidence => "evidence",
            Kind::Source => "source",
            Kind::Page => "page",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What a match counts for: a guide says what to do; the other pages are short, so a match in them scores
    /// high, and they are what a guide embeds. One that is asked for by its very name still comes first.
    pub(crate) fn worth(self) -> f32 {
        match self {
            Kind::Guide => 1.0,
            Kind::Page => 0.5,
            Kind::Authority | Kind::Term | Kind::Letter => 0.25,
            Kind::Checklist | Kind::Deadline | Kind::Evidence | Kind::Source => 0.2,
        }
    }

    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn code(self) -> u8 {
        self as u8
    }

    pub(crate) fn from_code(code: u8) -> Kind {
        Kind::ALL
            .get(usize::from(code))
            .copied()
            .unwrap_or(Kind::Page)
    }
}

/// One page of the site, as the search sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The page's path without language and suffix, such as `telecom/slow-broadband`.
    pub id: String,
    /// The page's language, such as `zh-CN` or `en`.
    pub lang: String,
    /// What sort of page it is.
    pub kind: Kind,
    /// Where it is, relative to the site's root, such as `en/telecom/slow-broadband/`.
    pub url: String,
    /// Its title.
    pub title: String,
    /// A sentence or two about it; shown where no passage of the text matches.
    pub summary: String,
    /// The sector's id, empty if it belongs to none.
    pub sector: String,
    /// The sector's name in the page's language.
    pub sector_title: String,
    /// Where it applies, such as `cn` or `us-ca`.
    pub jurisdictions: Vec<String>,
    /// Other names that people search it by: a guide's are words that lead to it, any other page's are its names, and
    /// one that is the whole query puts the page first.
    pub aliases: Vec<String>,
    /// What other pages say where they link to this one: searched, never shown.
    pub mentions: Vec<String>,
    /// The first thing to do, shown in a result; may be empty.
    pub today: String,
    /// The reader's clock, shown in a result; may be empty.
    pub deadline: String,
    /// The text, section by section, in order.
    pub sections: Vec<Section>,
}

impl Record {
    /// What the page is called besides its title.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn other_names(&self) -> impl Iterator<Item = &str> {
        let names = self.aliases.iter().filter(|_| self.kind != Kind::Guide);
        names.map(String::as_str)
    }
}

/// A part of a page that a link can point at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading's id; empty for the top of the page.
    pub anchor: String,
    /// The heading; empty for the top of the page.
    pub heading: String,
    /// The plain text.
    pub text: String,
}
