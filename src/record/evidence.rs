//! Evidence: what to keep, why, and how.

use super::{Common, Context};
use crate::diag::Code;
use crate::table::{I18n, Reader, Table};

/// How soon it is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Perishable {
    /// It stays.
    #[default]
    No,
    /// Within hours.
    Hours,
    /// Within days.
    Days,
    /// Within months.
    Months,
}

impl Perishable {
    /// `no`, `hours`, `days` or `months`.
    pub fn as_str(self) -> &'static str {
        match self {
            Perishable::No => "no",
            Perishable::Hours => "hours",
            Perishable::Days => "days",
            Perishable::Months => "months",
        }
    }
}

/// Something that proves.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Id, place, check.
    pub common: Common,
    /// Its name.
    pub name: I18n,
    /// Why it matters.
    pub why: I18n,
    /// How to get it.
    pub how: I18n,
    /// Original, screenshot, export.
    pub keep: I18n,
    /// How soon it is lost.
    pub perishable: Perishable,
    /// Short tag for perishable items.
    pub tag: I18n,
    /// Whether parts must be blacked out before it is sent.
    pub sensitive: bool,
    /// What to black out.
    pub hint: I18n,
    /// Legal note.
    pub legal_note: I18n,
}

pub(super) fn read(common: Common, t: &mut Table<'_>, r: &mut Reader<'_>, cx: &Context) -> Evidence {
    let perishable = [
        ("no", Perishable::No),
        ("hours", Perishable::Hours),
        ("days", Perishable::Days),
        ("months", Perishable::Months),
    ];
    let evidence = Evidence {
        name: cx.required(t, r, "name"),
        why: cx.required(t, r, "why"),
        how: cx.required(t, r, "how"),
        keep: cx.text(t, r, "keep"),
        perishable: t.choice(r, "perishable", &perishable).map(|p| p.value).unwrap_or_default(),
        tag: cx.text(t, r, "tag"),
        sensitive: t.boolean(r, "sensitive").unwrap_or(false),
        hint: cx.text(t, r, "hint"),
        legal_note: cx.text(t, r, "legal_note"),
        common,
    };
    // Either a hint of its own, or the words on keeping say what to black out.
    if evidence.sensitive && evidence.hint.texts.is_empty() && evidence.keep.texts.is_empty() {
        let (id, span) = (evidence.common.id.clone(), t.span());
        r.report_at(Code::SensitiveWithoutHint, span, |d| d.arg("key", id));
    }
    evidence
}
