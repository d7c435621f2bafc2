//! Authorities: who helps, with what, and what they refuse.

use super::source::Confidence;
use super::{Common, Context};
use crate::table::{I18n, Reader, Spanned, Table};

/// What an authority is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorityKind {
    /// A regulator.
    Regulator,
    /// An ombudsman.
    Ombudsman,
    /// Another body of dispute resolution.
    Adr,
    /// A line to call.
    Hotline,
    /// Police.
    Police,
    /// A consumer organisation.
    ConsumerOrg,
    /// A court.
    Court,
    /// Self-regulation of an industry.
    SelfRegulatory,
    /// A company.
    Company,
}

const KINDS: [(&str, AuthorityKind); 9] = [
    ("regulator", AuthorityKind::Regulator),
    ("ombudsman", AuthorityKind::Ombudsman),
    ("adr", AuthorityKind::Adr),
    ("hotline", AuthorityKind::Hotline),
    ("police", AuthorityKind::Police),
    ("consumer-org", AuthorityKind::ConsumerOrg),
    ("court", AuthorityKind::Court),
    ("self-regulatory", AuthorityKind::SelfRegulatory),
    ("company", AuthorityKind::Company),
];

impl AuthorityKind {
    /// Its word in records.
    pub fn as_str(self) -> &'static str {
        KINDS.iter().find(|(_, k)| *k == self).map_or("", |(name, _)| name)
    }
}

/// Whether it still answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Active {
    /// It does.
    #[default]
    Yes,
    /// It is becoming part of another one.
    Merging,
    /// It has closed.
    Closed,
}

impl Active {
    /// `yes`, `merging` or `closed`.
    pub fn as_str(self) -> &'static str {
        match self {
            Active::Yes => "yes",
            Active::Merging => "merging",
            Active::Closed => "closed",
        }
    }
}

/// A body to which a reader can turn.
#[derive(Debug, Clone)]
pub struct Authority {
    /// Id, place, check, sources.
    pub common: Common,
    /// Its name.
    pub name: I18n,
    /// Other names, for search.
    pub aka: Vec<String>,
    /// What it is.
    pub kind: Option<AuthorityKind>,
    /// Its phone.
    pub phone: Option<Spanned<String>>,
    /// Whether the phone comes from a source (else the page says that it is to be checked).
    pub phone_sourced: bool,
    /// Its address on the web.
    pub url: Option<Spanned<String>>,
    /// What it handles.
    pub handles: I18n,
    /// What it refuses.
    pub not_handles: I18n,
    /// What it needs first.
    pub precondition: I18n,
    /// `free`, `fee` or empty.
    pub cost: String,
    /// What it can order.
    pub can_order: I18n,
    /// Its clocks.
    pub deadlines: Vec<Spanned<String>>,
    /// Whether one turns to its office in the province or state.
    pub local_offices: bool,
    /// Whether it still answers.
    pub active: Active,
    /// Who took over.
    pub replaced_by: Option<Spanned<String>>,
    /// Whether the record as a whole is sourced.
    pub confidence: Confidence,
}

pub(super) fn read(common: Common, t: &mut Table<'_>, r: &mut Reader<'_>, cx: &Context) -> Authority {
    let phone = t.string(r, "phone");
    let trust = [("sourced", Confidence::Primary), ("known", Confidence::Unverified)];
    let phone_confidence = t.choice(r, "phone_confidence", &trust);
    if phone.is_some() && phone_confidence.is_none() {
        t.missing(r, "phone_confidence");
    }
    if common.sources.is_empty() {
        t.missing(r, "sources");
    }
    if common.checked_on.is_none() {
        t.missing(r, "checked_on");
    }
    let url = super::web_address(t, r, "url");
    Authority {
        name: cx.required(t, r, "name"),
        aka: t.strings(r, "aka").into_iter().map(|s| s.value).collect(),
        kind: t.required_choice(r, "kind", &KINDS).map(|k| k.value),
        phone_sourced: phone_confidence.is_some_and(|c| c.value == Confidence::Primary),
        phone,
        url,
        handles: cx.required(t, r, "handles"),
        not_handles: cx.required(t, r, "not_handles"),
        precondition: cx.text(t, r, "precondition"),
        cost: t
            .choice(r, "cost", &[("free", "free"), ("fee", "fee")])
            .map(|c| c.value.to_owned())
            .unwrap_or_default(),
        can_order: cx.text(t, r, "can_order"),
        deadlines: t.strings(r, "deadlines"),
        local_offices: t.boolean(r, "local_offices").unwrap_or(false),
        active: t
            .choice(
                r,
                "active",
                &[("yes", Active::Yes), ("merging", Active::Merging), ("closed", Active::Closed)],
            )
            .map(|a| a.value)
            .unwrap_or_default(),
        replaced_by: t.string(r, "replaced_by"),
        confidence: t.choice(r, "confidence", &trust).map_or(Confidence::Unverified, |c| c.value),
        common,
    }
}
