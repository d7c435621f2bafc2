//! Terms: words with their definition, and what they are not.

use super::{Common, Context, JURISDICTIONS};
use crate::table::{I18n, Reader, Spanned, Table, choose};

/// A word.
#[derive(Debug, Clone)]
pub struct Term {
    /// Id, place, check, sources.
    pub common: Common,
    /// Its name.
    pub name: I18n,
    /// Other names in any language, for links and search.
    pub aliases: Vec<String>,
    /// What readers type, for search alone: ordinary words that would be wrong as links.
    pub words: Vec<String>,
    /// What it means.
    pub definition: I18n,
    /// Terms that it is mixed up with.
    pub not_to_confuse_with: Vec<Spanned<String>>,
    /// Countries where it means this; empty for everywhere.
    pub jurisdictions: Vec<String>,
}

pub(super) fn read(common: Common, t: &mut Table<'_>, r: &mut Reader<'_>, cx: &Context) -> Term {
    let known = JURISDICTIONS.map(|j| (j, j));
    let written = t.strings(r, "jurisdictions");
    Term {
        name: cx.required(t, r, "name"),
        aliases: t.strings(r, "aliases").into_iter().map(|s| s.value).collect(),
        words: t.strings(r, "words").into_iter().map(|s| s.value).collect(),
        definition: cx.required(t, r, "definition"),
        not_to_confuse_with: t.strings(r, "not_to_confuse_with"),
        jurisdictions: written
            .iter()
            .filter_map(|j| choose(r, "jurisdictions", j, &known))
            .map(str::to_owned)
            .collect(),
        common,
    }
}
