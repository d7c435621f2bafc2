//! What the head and the norms say about all pages.

use super::WriteError;
use super::derive::Segment;
use super::index::Lengths;
use crate::fold::{Folder, is_cjk};
use crate::pack::{Head, Language, Names, Norms, Sector};
use crate::record::{Kind, Record};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers below this fit the byte that a page has for a sector, a jurisdiction or a set of them.
const MOST: usize = 255;

/// The longest name, in characters, that is offered to a reader who found nothing, and how many a language may have.
const NAME: usize = 12;
const NAMES: usize = 2000;

/// What is said here of a record, without its text.
pub(super) fn of(record: Record) -> Record {
    Record {
        id: String::new(),
        url: String::new(),
        summary: String::new(),
        mentions: Vec::new(),
        today: String::new(),
        deadline: String::new(),
        sections: Vec::new(),
        ..record
    }
}

/// Names of things with a Chinese character in them, as the site writes them: titles, then other names and the words
/// that readers type, of these such as are written as titles are.
pub(super) fn names(head: &Head, sorted: &[Record], folder: &Folder) -> Names {
    let of_language = |language: &Language| {
        let start = language.start as usize;
        names_of(&sorted[start..start + language.pages as usize], folder)
    };
    Names(head.languages.iter().flat_map(of_language).collect())
}

/// Of one language, and an empty one.
fn names_of(records: &[Record], folder: &Folder) -> Vec<String> {
    let titles = records
        .iter()
        .flat_map(|record| [record.title.as_str(), &record.sector_title]);
    let written = Written::new(titles.clone(), folder);
    let others = records
        .iter()
        .flat_map(|record| record.aliases.iter().map(String::as_str))
        .filter(|name| written.fits(name, folder));
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for name in titles.chain(others) {
        let name = name.trim();
        let short = (2..=NAME).contains(&name.chars().count());
        if short && name.chars().any(is_cjk) && names.len() < NAMES {
            let folded: String = name.chars().map(|c| folder.fold(c).0).collect();
            names.entry(folded).or_insert_with(|| name.to_owned());
        }
    }
    names.into_values().chain([String::new()]).collect()
}

/// The characters of a language's titles: they tell which variants it is written in.
struct Written {
    as_is: BTreeSet<char>,
    folded: BTreeSet<char>,
}

impl Written {
    fn new<'a>(titles: impl Iterator<Item = &'a str>, folder: &Folder) -> Written {
        let as_is: BTreeSet<char> = titles.flat_map(str::chars).filter(|c| is_cjk(*c)).collect();
        let folded = as_is.iter().map(|c| folder.fold(*c).0).collect();
        Written { as_is, folded }
    }

    /// Whether a name has no character that titles write otherwise. One that no title has must be a simplified one.
    fn fits(&self, name: &str, folder: &Folder) -> bool {
        name.chars().filter(|c| is_cjk(*c)).all(|c| {
            let plain = folder.fold(c).0;
            self.as_is.contains(&c) || (plain == c && !self.folded.contains(&plain))
        })
    }
}

/// The languages of all pages: where each begins, and how much it has of each field.
pub(super) fn languages(sorted: &[Record], segments: &[Segment]) -> Vec<Language> {
    let mut languages: Vec<Language> = Vec::new();
    for Segment { start, index } in segments {
        let tag = &sorted[*start as usize].lang;
        if languages.last().is_none_or(|last| last.tag != *tag) {
            languages.push(Language {
                tag: tag.clone(),
                start: *start,
                ..Language::default()
            });
        }
        if let Some(language) = languages.last_mut() {
            language.pages += index.segment.max_doc();
            for (all, tokens) in language.tokens.iter_mut().zip(index.tokens()) {
                *all += tokens;
            }
        }
    }
    languages
}

/// Fills in what there is to filter by.
pub(super) fn fill(head: &mut Head, sorted: &[Record]) {
    let mut sectors: BTreeMap<&str, Sector> = BTreeMap::new();
    let mut jurisdictions: BTreeMap<&str, u32> = BTreeMap::new();
    head.kinds = vec![0; Kind::ALL.len()];
    for (page, record) in sorted.iter().enumerate() {
        head.kinds[usize::from(record.kind.code())] += 1;
        record
            .jurisdictions
            .iter()
            .for_each(|j| *jurisdictions.entry(j).or_default() += 1);
        if !record.sector.is_empty() {
            let language = head.language_of(page as u32);
            let sector = sectors.entry(&record.sector).or_default();
            sector.pages += 1;
            sector.titles.resize(head.languages.len(), String::new());
            if sector.titles[language].is_empty() {
                sector.titles[language].clone_from(&record.sector_title);
            }
        }
    }
    let with_id = |(id, sector): (&str, Sector)| Sector {
        id: id.into(),
        ..sector
    };
    head.sectors = sectors.into_iter().map(with_id).collect();
    head.jurisdictions = jurisdictions
        .into_iter()
        .map(|(id, pages)| (id.to_owned(), pages))
        .collect();
}

/// The norms of every language.
pub(super) fn norms(
    head: &Head,
    sorted: &[Record],
    lengths: &[Lengths],
) -> Result<Vec<Norms>, WriteError> {
    let fits = |count: usize, what| match count {
        0..MOST => Ok(()),
        _ => Err(WriteError::TooMany {
            what,
            most: MOST - 1,
        }),
    };
    fits(head.sectors.len(), "sectors")?;
    fits(head.jurisdictions.len(), "jurisdictions")?;
    let mut all = Vec::new();
    for language in &head.languages {
        let range = language.start as usize..(language.start + language.pages) as usize;
        let mut norms = filters(head, &sorted[range.clone()]);
        fits(norms.sets.len(), "combinations of jurisdictions")?;
        for (number, of_field) in norms.lengths.iter_mut().enumerate() {
            *of_field = lengths[range.clone()]
                .iter()
                .map(|page| page[number])
                .collect();
        }
        all.push(norms);
    }
    Ok(all)
}

fn filters(head: &Head, records: &[Record]) -> Norms {
    let mut norms = Norms::default();
    let mut sets: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for record in records {
        let sector = head
            .sectors
            .binary_search_by_key(&record.sector.as_str(), |s| &s.id);
        norms
            .sectors
            .push(sector.map_or(0, |number| number as u8 + 1));
        norms.kinds.push(record.kind.code());
        let number = |id: &String| {
            head.jurisdictions
                .binary_search_by_key(&id, |(j, _)| j)
                .ok()
        };
        let mut set: Vec<u8> = record
            .jurisdictions
            .iter()
            .filter_map(number)
            .map(|n| n as u8)
            .collect();
        set.sort_unstable();
        set.dedup();
        let next = sets.len();
        let set = *sets.entry(set).or_insert(next);
        norms.jurisdictions.push(set as u8);
    }
    norms.sets = vec![Vec::new(); sets.len()];
    for (set, number) in sets {
        norms.sets[number] = set;
    }
    norms
}
