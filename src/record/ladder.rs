//! Escalation ladders: whom to go to next, and when.

use super::{Common, Context};
use crate::table::{I18n, Reader, Spanned, Table};

/// One rung.
#[derive(Debug, Clone)]
pub struct Rung {
    /// Who, if it is not an authority with a record.
    pub actor: I18n,
    /// The authority.
    pub authority: Option<Spanned<String>>,
    /// When one may climb here.
    pub enter_when: I18n,
    /// What the reader does.
    pub you_do: I18n,
    /// The deadline for the other side.
    pub they_have: Option<Spanned<String>>,
    /// What it can do.
    pub outcome: I18n,
    /// What lets the reader climb on.
    pub next_if: I18n,
    /// When to stop.
    pub stop_if: I18n,
    /// Whether it must come before the next.
    pub mandatory: bool,
    /// Authorities that close this door when they are asked first.
    pub exclusive_with: Vec<Spanned<String>>,
    /// How they exclude each other.
    pub exclusive_note: I18n,
}

/// A ladder.
#[derive(Debug, Clone)]
pub struct Ladder {
    /// Id, place, check, sources, country.
    pub common: Common,
    /// Its name.
    pub name: I18n,
    /// The rungs, lowest first.
    pub rungs: Vec<Rung>,
}

pub(super) fn read(mut common: Common, t: &mut Table<'_>, r: &mut Reader<'_>, cx: &Context) -> Ladder {
    if let Some(sector) = t.string(r, "sector") {
        common.sectors.push(sector.value);
    }
    let rungs: Vec<Rung> = t
        .tables(r, "rungs", "[[ladder.rungs]]")
        .into_iter()
        .map(|mut rung| {
            let read = read_rung(&mut rung, r, cx);
            rung.finish(r);
            read
        })
        .collect();
    if rungs.is_empty() {
        t.missing(r, "rungs");
    }
    Ladder { name: cx.required(t, r, "name"), rungs, common }
}

fn read_rung(t: &mut Table<'_>, r: &mut Reader<'_>, cx: &Context) -> Rung {
    let authority = t.string(r, "authority");
    let actor = cx.text(t, r, "actor");
    if authority.is_none() && actor.texts.is_empty() {
        t.missing(r, "authority");
    }
    let exclusive_with = t.strings(r, "exclusive_with");
    let exclusive_note = cx.text(t, r, "exclusive_note");
    if !exclusive_with.is_empty() && exclusive_note.texts.is_empty() {
        t.missing(r, "exclusive_note");
    }
    Rung {
        actor,
        authority,
        enter_when: cx.required(t, r, "enter_when"),
        you_do: cx.required(t, r, "you_do"),
        they_have: t.string(r, "they_have"),
        outcome: cx.text(t, r, "outcome"),
        next_if: cx.text(t, r, "next_if"),
        stop_if: cx.text(t, r, "stop_if"),
        mandatory: t.boolean(r, "mandatory_before_next").unwrap_or(false),
        exclusive_with,
        exclusive_note,
    }
}
