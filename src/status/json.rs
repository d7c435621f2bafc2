//! For scripts.

use serde::Serialize;

use super::{State, Status};

#[derive(Serialize)]
struct Report<'a> {
    today: String,
    entries: Vec<Item<'a>>,
    /// What differs from the base that the site extends.
    base: Vec<BaseItem<'a>>,
}

#[derive(Serialize)]
struct BaseItem<'a> {
    state: &'static str,
    /// A file, a record as `kind:id`, or what `without` names.
    name: &'a str,
    own: &'a str,
    base: &'a str,
    /// Parts of a page or keys of a record that the base changed.
    changed: &'a [String],
}

#[derive(Serialize)]
struct Item<'a> {
    owner: &'a str,
    state: &'static str,
    date: Option<String>,
    path: &'a str,
    id: &'a str,
    lang: &'a str,
    title: &'a str,
    /// `kind:id` of the record that makes the review earlier.
    because: Option<&'a str>,
    /// Of a page that is behind its original: what changed there.
    changed: &'a [&'static str],
    /// Of a page that is not written in a language of the site: that language.
    missing: Option<&'a str>,
}

/// The status as one JSON object: `{today, entries: [{owner, state, date, path, id, lang, title, because,
/// changed, missing}], base: [{state, name, own, base, changed}]}`. Pages that need no work are in it with the state `later`.
pub fn json(status: &Status) -> String {
    let entries = status
        .entries
        .iter()
        .map(|e| Item {
            owner: &e.owner,
            state: e.state.as_str(),
            date: e.date.map(|d| d.to_string()),
            path: e.path.as_str(),
            id: &e.page,
            lang: &e.lang,
            title: &e.title,
            because: e.because.as_deref(),
            changed: match &e.state {
                State::Behind(changed) => changed,
                _ => &[],
            },
            missing: match &e.state {
                State::Missing(lang) => Some(lang),
                _ => None,
            },
        })
        .collect();
    let base = status
        .base
        .iter()
        .map(|d| BaseItem {
            state: d.state.as_str(),
            name: &d.name,
            own: &d.own,
            base: &d.base,
            changed: match &d.state {
                crate::extend::State::Changed(parts) => parts,
                _ => &[],
            },
        })
        .collect();
    let report = Report { today: status.today.to_string(), entries, base };
    let mut text = serde_json::to_string_pretty(&report).expect("strings always serialise");
    text.push('\n');
    text
}
