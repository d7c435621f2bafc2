//! The engine: answers a query from the files that it was given, or says which ones it needs.

use crate::prelude::*;
mod facets;
mod passage;
mod suggest;
mod types;

pub use types::{Filters, Hit, Part, Query, Results, Step, SubHit};

use crate::codec::Error;
use crate::fold::Folder;
use crate::pack::{Head, Names, Norms, Page, Positions, Shard, terms_key};
use crate::query::{
    Clause, Dictionary, Named, Ranked, Ranking, Statistics, Unit, is_vague_piece, name_key, parse,
    rank, resolve_all, wanted,
};
use crate::record::Kind;
use crate::table::{Table, add};

/// Files kept of each sort; when there are more, all are dropped before the next query.
const KEPT: usize = 600;

/// How many more pages are looked at when a query is a piece of text that its pairs alone do not find.
const MORE: usize = 6;

/// Answers queries. It does no input or output: [`Engine::step`] says which files it needs, the caller gets
/// them to [`Engine::provide`], and calls `step` again. Two rounds are usual: terms, then pages.
pub struct Engine {
    head: Head,
    folder: Folder,
    dictionary: Dictionary,
    positions: Table<usize, Positions>,
    norms: Table<usize, Norms>,
    /// Once they were needed.
    names: Option<Names>,
    /// By the numbers of their files.
    pages: Table<u32, Page>,
    /// Numbers of files that are not there.
    gone: Vec<u32>,
    /// Files of positions whose file of terms may come later.
    unread: Table<usize, Vec<u8>>,
    last: Option<(Query, Found)>,
}

/// What the first round of a query found.
#[derive(Clone)]
struct Found {
    clauses: Vec<Clause>,
    ranking: Ranking,
    /// Whether the order is settled by the pages' text: [`is_vague_piece`].
    vague: bool,
    relaxed: bool,
}

/// The outcome of a part of a step: done, or these files are missing.
type Outcome<T> = Result<Result<T, Vec<String>>, Error>;

impl Engine {
    /// Opens an index, given its `index.js`.
    pub fn open(head: &[u8]) -> Result<Engine, Error> {
        Ok(Engine {
            head: Head::read(head)?,
            folder: Folder::new(),
            dictionary: Dictionary::default(),
            positions: Table::default(),
            norms: Table::default(),
            names: None,
            pages: Table::default(),
            gone: Vec::new(),
            unread: Table::default(),
            last: None,
        })
    }

    /// Takes a file that [`Engine::step`] asked for (or will ask for). One of a page that is not there may be given
    /// empty: an older file of terms can name a part that the page's text has no more.
    pub fn provide(&mut self, name: &str, file: &[u8]) -> Result<(), Error> {
        if let Some(found) = self.language_of_norms(name) {
            self.norms
                .insert(found, Norms::read(&self.head, found, file)?);
            self.last = None;
            return Ok(());
        }
        if name == Names::FILE {
            self.names = Some(Names::read(&self.head, file)?);
            return Ok(());
        }
        let missing = || Error::Missing(name.into());
        match name.as_bytes().first() {
            Some(b't' | b'p') => {
                let number = self.head.shard_of(&terms_key(name));
                if name.starts_with('p') {
                    self.unread.insert(number, file.to_vec());
                } else {
                    let shard = Shard::read(&self.head, number, file)?;
                    self.positions.remove(&number);
                    self.dictionary.insert(number, shard);
                }
                self.last = None;
            }
            Some(b'd') => {
                let number = file_number(name).ok_or_else(missing)?;
                if !file.is_empty() {
                    let page = Page::read(&self.head, number, file)?;
                    self.pages.insert(number, page);
                } else if number.is_multiple_of(self.head.parts) {
                    return Err(missing());
                } else {
                    add(&mut self.gone, number);
                }
            }
            _ => return Err(missing()),
        }
        Ok(())
    }

    /// The file of that name in the clothes that it needs to be read, for tests of damaged content.
    #[cfg(not(target_family = "wasm"))]
    #[doc(hidden)]
    pub fn dressed(&self, name: &str, content: &[u8]) -> Vec<u8> {
        use crate::codec::wrap;
        let head = &self.head;
        let shard = head.shard_of(&terms_key(name));
        let seed = match name.as_bytes().first() {
            Some(b't') => Shard::seed(&head.numbering, head.upper(shard)),
            Some(b'p') => self
                .dictionary
                .get(&shard)
                .map_or_else(Vec::new, |terms| terms.sum.to_vec()),
            Some(_) if self.language_of_norms(name).is_some() => head.filters(),
            _ => head.numbering.to_vec(),
        };
        wrap(&seed, name, content)
    }

    /// A head with that body, for the same.
    #[cfg(not(target_family = "wasm"))]
    #[doc(hidden)]
    pub fn dressed_head(body: &[u8]) -> Vec<u8> {
        Head::dressed(&[0; 8], body)
    }

    fn language_of_norms(&self, name: &str) -> Option<usize> {
        self.head
            .languages
            .iter()
            .position(|language| Norms::name(&language.tag) == name)
    }

    /// Answers the query, or says which files are needed first.
    pub fn step(&mut self, query: &Query) -> Result<Step, Error> {
        if self.head.pages() == 0 {
            return Ok(Step::Done(Results::default()));
        }
        let found = match &self.last {
            Some((last, found)) if last == query => found.clone(),
            _ => {
                self.forget();
                match self.find(query)? {
                    Ok(found) => found,
                    Err(files) => return Ok(Step::Need(files)),
                }
            }
        };
        let top = found
            .ranking
            .pages
            .iter()
            .map(|ranked| self.file_of(ranked));
        let mut missing: Vec<String> = top
            .filter(|file| !self.pages.has(file))
            .map(Page::name)
            .collect();
        let nothing = found.ranking.pages.is_empty();
        if nothing && self.names.is_none() && suggest::has_cjk(&self.folder, &query.text) {
            missing.push(Names::FILE.into());
        }
        self.last = Some((query.clone(), found.clone()));
        if !missing.is_empty() {
            return Ok(Step::Need(missing));
        }
        Ok(Step::Done(self.results(query, &found)))
    }

    /// The file with the part of a page that matches best.
    fn file_of(&self, ranked: &Ranked) -> u32 {
        let first = ranked.page * self.head.parts;
        let best = first + ranked.part;
        if self.gone.contains(&best) {
            first
        } else {
            best
        }
    }

    fn forget(&mut self) {
        if self.dictionary.len() > KEPT {
            self.dictionary.clear();
            self.positions.clear();
            self.unread.clear();
        }
        if self.pages.len() > KEPT {
            self.pages.clear();
            self.gone.clear();
        }
    }

    /// Ranks the pages; if a phrase is nowhere, its words are searched instead.
    fn find(&mut self, query: &Query) -> Outcome<Found> {
        let units = parse(&self.folder, &query.text, true);
        let found = self.find_units(query, &units)?;
        let phrases = units.iter().any(|unit| matches!(unit, Unit::Phrase { .. }));
        match found {
            Ok(found) if found.ranking.pages.is_empty() && phrases => {
                let units = parse(&self.folder, &query.text, false);
                let relaxed = |found| Found {
                    relaxed: true,
                    ..found
                };
                Ok(self.find_units(query, &units)?.map(relaxed))
            }
            other => Ok(other),
        }
    }

    fn find_units(&mut self, query: &Query, units: &[Unit]) -> Outcome<Found> {
        let first = self.language(&query.lang);
        let name = name_key(&self.folder, &query.text, units);
        let missing = self.first_round(query, units, name.as_deref(), first)?;
        if !missing.is_empty() {
            return Ok(Err(missing));
        }
        let clauses = resolve_all(&self.head, &self.dictionary, units);
        let statistics = Statistics {
            head: &self.head,
            dictionary: &self.dictionary,
            positions: &self.positions,
            norms: &self.norms,
        };
        let vague = is_vague_piece(units);
        let ranking = rank(
            &statistics,
            &clauses,
            name.as_deref(),
            first,
            &|page| self.kind(&query.filters, page),
            query.limit + if vague { MORE } else { 0 },
        );
        if first.is_none() || ranking.own < query.limit {
            let more = self.languages_without_norms(&clauses);
            if !more.is_empty() {
                return Ok(Err(more));
            }
        }
        Ok(Ok(Found {
            clauses,
            ranking,
            vague,
            relaxed: false,
        }))
    }

    /// The reader's language: the one of that tag, or the first that begins like it.
    fn language(&self, tag: &str) -> Option<usize> {
        let primary = |tag: &str| {
            tag.split('-')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        let languages = &self.head.languages;
        languages
            .iter()
            .position(|language| language.tag.eq_ignore_ascii_case(tag))
            .or_else(|| {
                languages
                    .iter()
                    .position(|language| primary(&language.tag) == primary(tag))
            })
    }

    /// The files that the units, the name and the likely languages need and that are not here.
    fn first_round(
        &mut self,
        query: &Query,
        units: &[Unit],
        name: Option<&str>,
        first: Option<usize>,
    ) -> Result<Vec<String>, Error> {
        let mut missing = Vec::new();
        // Almost always that of one of the units.
        let shard = name.map(|name| self.head.shard_of(name.as_bytes()));
        if let Some(shard) = shard.filter(|shard| !self.dictionary.has(shard)) {
            add(&mut missing, Shard::name(self.head.lower(shard)));
        }
        for unit in units {
            for shard in wanted(&self.head, unit) {
                if !self.dictionary.has(&shard) {
                    add(&mut missing, Shard::name(self.head.lower(shard)));
                }
                if matches!(unit, Unit::Phrase { .. }) && !self.read_positions(shard)? {
                    add(&mut missing, Positions::name(self.head.lower(shard)));
                }
            }
        }
        let han = query.text.chars().any(|c| c > '\u{2e7f}');
        let latin = query.text.chars().any(|c| c.is_ascii_alphabetic());
        for (number, language) in self.head.languages.iter().enumerate() {
            let east = ["zh", "ja", "ko"]
                .iter()
                .any(|tag| language.tag.starts_with(tag));
            let likely = Some(number) == first || if east { han } else { latin };
            if !units.is_empty() && likely && !self.norms.has(&number) {
                add(&mut missing, Norms::name(&language.tag));
            }
        }
        Ok(missing)
    }

    /// Whether the positions of a shard are here; reads them if they have come.
    fn read_positions(&mut self, shard: usize) -> Result<bool, Error> {
        if let (Some(terms), Some(file)) = (self.dictionary.get(&shard), self.unread.get(&shard)) {
            let read = Positions::read(self.head.lower(shard), terms, file);
            self.unread.remove(&shard);
            if read.is_err() {
                // Either may be the old one: both are asked for again.
                self.dictionary.remove(&shard);
            }
            self.positions.insert(shard, read?);
        }
        Ok(self.positions.has(&shard) || self.unread.has(&shard))
    }

    /// The norms of languages that have a match and that were not likely to.
    fn languages_without_norms(&self, clauses: &[Clause]) -> Vec<String> {
        let mut names = Vec::new();
        for key in clauses.iter().flat_map(|clause| &clause.marks) {
            let Some(shard) = self.dictionary.get(&self.head.shard_of(key)) else {
                continue;
            };
            let Some(term) = shard.find(key) else {
                continue;
            };
            for posting in shard.postings(term) {
                let language = self.head.language_of(posting.page);
                if !self.norms.has(&language) {
                    add(&mut names, Norms::name(&self.head.languages[language].tag));
                }
            }
        }
        names
    }

    /// What a page is, `None` if the filters leave it out.
    fn kind(&self, filters: &Filters, page: u32) -> Option<Kind> {
        let language = self.head.language_of(page);
        let norms = self.norms.get(&language)?;
        let at = (page - self.head.languages[language].start) as usize;
        let sector = filters.sector.as_ref().is_none_or(|wanted| {
            let number = usize::from(norms.sectors[at]);
            number > 0
                && self
                    .head
                    .sectors
                    .get(number - 1)
                    .is_some_and(|sector| sector.id == *wanted)
        });
        let kind = Kind::from_code(norms.kinds[at]);
        let of_kind = filters
            .kind
            .as_ref()
            .is_none_or(|wanted| kind.as_str() == wanted);
        let jurisdiction = filters.jurisdiction.as_ref().is_none_or(|wanted| {
            let set = norms.sets.get(usize::from(norms.jurisdictions[at]));
            set.into_iter().flatten().any(|number| {
                self.head
                    .jurisdictions
                    .get(usize::from(*number))
                    .is_some_and(|(id, _)| id == wanted)
            })
        });
        (sector && of_kind && jurisdiction).then_some(kind)
    }

    fn results(&self, query: &Query, found: &Found) -> Results {
        let passages = passage::Passages::new(&self.folder, &found.clauses);
        let first = self.language(&query.lang);
        let mut pages = found.ranking.pages.clone();
        if found.vague {
            // Pages with the piece come first, but none before those in the reader's language, or those so named.
            let mut front = 0;
            for at in 0..pages.len() {
                let ranked = pages[at];
                if at > 0 && ranked.own != pages[at - 1].own {
                    front = at;
                }
                let page = self.pages.get(&self.file_of(&ranked));
                if ranked.named != Named::No || page.is_some_and(|page| passages.as_typed(&page.0))
                {
                    pages.remove(at);
                    pages.insert(front, ranked);
                    front += 1;
                }
            }
            pages.truncate(query.limit);
        }
        let hits = pages.into_iter().filter_map(|ranked| {
            let page = self.pages.get(&self.file_of(&ranked))?;
            let other = Some(self.head.language_of(ranked.page)) != first;
            Some(passages.hit(&page.0, ranked.score, other))
        });
        let mut suggestions = self.near_words(&found.clauses);
        if found.ranking.pages.is_empty() && suggestions.is_empty() {
            suggestions = self.near_names(&query.text, first);
        }
        Results {
            total: found.ranking.total,
            hits: hits.collect(),
            suggestions,
            relaxed: found.relaxed,
        }
    }
}

/// The number in the name of a numbered file.
fn file_number(name: &str) -> Option<u32> {
    let digits = name.get(2..)?.strip_suffix(".js")?;
    if digits.is_empty() || digits.len() > 5 {
        return None;
    }
    digits
        .chars()
        .try_fold(0, |number, c| Some(number * 36 + c.to_digit(36)?))
}
