//! Deadlines: whose clock, how long, from when.

use super::source::Confidence;
use super::{Common, Context};
use crate::table::{I18n, Reader, Spanned, Table};

/// Whose clock it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The reader's: missing it loses the right.
    You,
    /// The company's.
    Company,
    /// An authority's.
    Authority,
}

impl Whose {
    /// `you`, `company` or `authority`.
    pub fn as_str(self) -> &'static str {
        match self {
            Whose::You => "you",
            Whose::Company => "company",
            Whose::Authority => "authority",
        }
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Hours.
    Hours,
    /// Every day.
    CalendarDays,
    /// Days on which offices work, by the country's calendar.
    WorkingDays,
    /// Days on which banks work.
    BusinessDays,
    /// Weeks.
    Weeks,
    /// Months.
    Months,
    /// Years.
    Years,
}

const UNITS: [(&str, Unit); 7] = [
    ("hours", Unit::Hours),
    ("calendar-days", Unit::CalendarDays),
    ("working-days", Unit::WorkingDays),
    ("business-days", Unit::BusinessDays),
    ("weeks", Unit::Weeks),
    ("months", Unit::Months),
    ("years", Unit::Years),
];

impl Unit {
    /// Its word in records.
    pub fn as_str(self) -> &'static str {
        UNITS.iter().find(|(_, u)| *u == self).map_or("", |(name, _)| name)
    }

    /// Whether its days depend on a table of holidays.
    pub fn needs_holidays(self) -> bool {
        matches!(self, Unit::WorkingDays | Unit::BusinessDays)
    }
}

/// A clock.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// Id, place, check, sources, country.
    pub common: Common,
    /// Whose it is.
    pub whose: Option<Whose>,
    /// Label of whose it is.
    pub who: I18n,
    /// What has to be done.
    pub act: I18n,
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: Option<Unit>,
    /// From when, in words.
    pub from: I18n,
    /// From which kind of event: `sent`, `received`, `statement` or `event`.
    pub counts_from: String,
    /// What happens when it is missed.
    pub missed: I18n,
    /// How it can be longer.
    pub extendable: I18n,
    /// The body that it belongs to or leads to.
    pub authority: Option<Spanned<String>>,
    /// The article.
    pub article: I18n,
    /// How well it is known.
    pub confidence: Confidence,
}

pub(super) fn read(common: Common, t: &mut Table<'_>, r: &mut Reader<'_>, cx: &Context) -> Deadline {
    if common.sources.is_empty() {
        t.missing(r, "sources");
    }
    if common.checked_on.is_none() {
        t.missing(r, "checked_on");
    }
    if !t.has("n") {
        t.missing(r, "n");
    }
    let whose = [("you", Whose::You), ("company", Whose::Company), ("authority", Whose::Authority)];
    let from = ["sent", "received", "statement", "event"].map(|w| (w, w));
    let trust = [("sourced", Confidence::Primary), ("known", Confidence::Unverified)];
    Deadline {
        whose: t.required_choice(r, "whose", &whose).map(|w| w.value),
        who: cx.text(t, r, "who"),
        act: cx.required(t, r, "act"),
        n: t.number(r, "n", 100_000).map_or(0, |n| n.value),
        unit: t.required_choice(r, "unit", &UNITS).map(|u| u.value),
        from: cx.required(t, r, "from"),
        counts_from: t.choice(r, "counts_from", &from).map(|c| c.value.to_owned()).unwrap_or_default(),
        missed: cx.text(t, r, "missed"),
        extendable: cx.text(t, r, "extendable"),
        authority: t.string(r, "authority"),
        article: cx.text(t, r, "article"),
        confidence: t.choice(r, "confidence", &trust).map_or(Confidence::Unverified, |c| c.value),
        common,
    }
}
