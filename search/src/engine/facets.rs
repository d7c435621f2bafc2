//! What there is to filter by.

use super::Engine;
use crate::prelude::*;
use crate::record::Kind;

impl Engine {
    /// The tags of the site's languages.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.head
            .languages
            .iter()
            .map(|language| language.tag.as_str())
    }

    /// The sectors to filter by: id, title in the given language, pages.
    pub fn sectors(&self, lang: &str) -> Vec<(&str, &str, u32)> {
        let language = self.language(lang);
        let title = |titles: &'_ Vec<String>| {
            language.filter(|number| titles.get(*number).is_some_and(|title| !title.is_empty()))
        };
        let sectors = self.head.sectors.iter().map(|sector| {
            let known = sector.titles.iter().find(|title| !title.is_empty());
            let title = title(&sector.titles)
                .map(|number| &sector.titles[number])
                .or(known);
            (
                sector.id.as_str(),
                title.map_or(sector.id.as_str(), String::as_str),
                sector.pages,
            )
        });
        sectors.collect()
    }

    /// The kinds to filter by, with their pages.
    pub fn kinds(&self) -> impl Iterator<Item = (Kind, u32)> {
        Kind::ALL
            .into_iter()
            .zip(self.head.kinds.iter().copied())
            .filter(|(_, pages)| *pages > 0)
    }

    /// The jurisdictions to filter by, with their pages.
    pub fn jurisdictions(&self) -> impl Iterator<Item = (&str, u32)> {
        self.head
            .jurisdictions
            .iter()
            .map(|(id, pages)| (id.as_str(), *pages))
    }
}
