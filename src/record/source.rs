//! Sources: where it is written, and how far it can be trusted.

use jiff::civil::Date;

use super::{Common, Context};
use crate::table::{I18n, Reader, Spanned, Table};

/// How far something can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// The text itself was read.
    Primary,
    /// Somebody who read it was read.
    Secondary,
    /// To be checked.
    Unverified,
}

impl Confidence {
    /// `primary`, `secondary` or `unverified`.
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Primary => "primary",
            Confidence::Secondary => "secondary",
            Confidence::Unverified => "unverified",
        }
    }
}

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// A law.
    Law,
    /// A regulation.
    Regulation,
    /// A court's binding interpretation.
    JudicialInterpretation,
    /// A page of an authority.
    AgencyPage,
    /// A rule of a card scheme.
    SchemeRule,
    /// A newspaper.
    News,
    /// A standard.
    Standard,
    /// Anything else that reports a primary text.
    Secondary,
}

const KINDS: [(&str, SourceKind); 8] = [
    ("law", SourceKind::Law),
    ("regulation", SourceKind::Regulation),
    ("judicial-interpretation", SourceKind::JudicialInterpretation),
    ("agency-page", SourceKind::AgencyPage),
    ("scheme-rule", SourceKind::SchemeRule),
    ("news", SourceKind::News),
    ("standard", SourceKind::Standard),
    ("secondary", SourceKind::Secondary),
];

impl SourceKind {
    /// Its word in records.
    pub fn as_str(self) -> &'static str {
        KINDS.iter().find(|(_, k)| *k == self).map_or("", |(name, _)| name)
    }
}

/// A text that a number rests on.
#[derive(Debug, Clone)]
pub struct Source {
    /// Id, place, country.
    pub common: Common,
    /// Its title.
    pub title: I18n,
    /// Who published it.
    pub publisher: I18n,
    /// Its address, if there is one to link.
    pub url: Option<Spanned<String>>,
    /// Address of an archived copy.
    pub archived: Option<Spanned<String>>,
    /// What it is.
    pub kind: Option<SourceKind>,
    /// When it was published.
    pub published: Option<Spanned<Date>>,
    /// From when it is in force.
    pub in_force_from: Option<Spanned<Date>>,
    /// Until when it is in force.
    pub in_force_to: Option<Spanned<Date>>,
    /// What replaced it.
    pub superseded_by: Option<Spanned<String>>,
    /// When it was read.
    pub retrieved_on: Option<Spanned<Date>>,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// A note.
    pub note: I18n,
}

pub(super) fn read(common: Common, t: &mut Table<'_>, r: &mut Reader<'_>, cx: &Context) -> Source {
    let trust = [
        ("primary", Confidence::Primary),
        ("secondary", Confidence::Secondary),
        ("unverified", Confidence::Unverified),
    ];
    let (url, archived) = (super::web_address(t, r, "url"), super::web_address(t, r, "archived"));
    if !t.has("retrieved_on") {
        t.missing(r, "retrieved_on");
    }
    Source {
        title: cx.required(t, r, "title"),
        publisher: cx.required(t, r, "publisher"),
        url,
        archived,
        kind: t.required_choice(r, "kind", &KINDS).map(|k| k.value),
        published: t.date(r, "published"),
        in_force_from: t.date(r, "in_force_from"),
        in_force_to: t.date(r, "in_force_to"),
        superseded_by: t.string(r, "superseded_by"),
        retrieved_on: t.date(r, "retrieved_on"),
        confidence: t.required_choice(r, "confidence", &trust).map_or(Confidence::Unverified, |c| c.value),
        note: cx.text(t, r, "note"),
        common,
    }
}
