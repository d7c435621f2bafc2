//! The head: what a query needs before it can ask for anything else.

use super::field;
use crate::codec::{ByteReader, Error, inflate, unwrap_file};
use crate::prelude::*;

/// How many parts of pages a site may have. A query needs some bytes of memory for each, so that a head that tells
/// of more must not be believed; a site of 100,000 guides has a fifth of it.
pub(crate) const MOST_PARTS: u32 = 1 << 20;

/// The version of the files' format and of the analyser. Raise it with every change of either: an engine
/// refuses files of another version.
pub(crate) const FORMAT: u64 = 4;

const NAME: &str = "index.js";
const MAGIC: &[u8] = b"kb";

/// A language of the site: a range of page numbers with its own statistics.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Language {
    pub(crate) tag: String,
    /// The first page's number.
    pub(crate) start: u32,
    /// How many pages it has.
    pub(crate) pages: u32,
    /// Tokens by field in all its pages.
    pub(crate) tokens: [u64; field::COUNT],
}

/// A sector to filter by.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sector {
    pub(crate) id: String,
    /// Its title by language, in the order of the languages; empty where unknown.
    pub(crate) titles: Vec<String>,
    pub(crate) pages: u32,
}

/// The content of `index.js`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Head {
    /// Which pages there are and how they are numbered: files of two numberings can not be mixed.
    pub(crate) numbering: [u8; 8],
    /// How many parts the text of a page may have: page N has the files from N times this on.
    pub(crate) parts: u32,
    pub(crate) languages: Vec<Language>,
    pub(crate) sectors: Vec<Sector>,
    /// Jurisdictions and how many pages have each.
    pub(crate) jurisdictions: Vec<(String, u32)>,
    /// Pages by kind, in the order of the kinds' codes.
    pub(crate) kinds: Vec<u32>,
    /// The least key of each file of terms but the first, sorted.
    pub(crate) bounds: Vec<Vec<u8>>,
    /// Words of many titles and headings, sorted: what a misspelt word may have meant.
    pub(crate) words: Vec<Vec<u8>>,
}

impl Head {
    /// All pages.
    pub(crate) fn pages(&self) -> u32 {
        self.languages
            .last()
            .map_or(0, |last| last.start + last.pages)
    }

    /// The language that a page is in. Asked for every posting of a query, and languages are few: a loop is
    /// faster than a search.
    pub(crate) fn language_of(&self, page: u32) -> usize {
        let mut number = 0;
        for language in &self.languages {
            if page < language.start + language.pages {
                break;
            }
            number += 1;
        }
        number
    }

    /// The number of the file that has this key if any has.
    pub(crate) fn shard_of(&self, key: &[u8]) -> usize {
        self.bounds.partition_point(|bound| bound.as_slice() <= key)
    }

    /// The least key of the file of that number; empty for the first.
    pub(crate) fn lower(&self, shard: usize) -> &[u8] {
        let bound = shard.checked_sub(1).and_then(|at| self.bounds.get(at));
        bound.map_or(&[], Vec::as_slice)
    }

    /// The least key of the file after it; empty for the last.
    pub(crate) fn upper(&self, shard: usize) -> &[u8] {
        self.bounds.get(shard).map_or(&[], Vec::as_slice)
    }

    /// What files must fit that name sectors and jurisdictions by their numbers.
    pub(crate) fn filters(&self) -> Vec<u8> {
        let mut seed = self.numbering.to_vec();
        let sectors = self.sectors.iter().map(|sector| &sector.id);
        for id in sectors.chain(self.jurisdictions.iter().map(|(id, _)| id)) {
            seed.extend_from_slice(id.as_bytes());
            seed.push(0);
        }
        seed
    }

    /// Reads `index.js`.
    pub(crate) fn read(file: &[u8]) -> Result<Head, Error> {
        let content = unwrap_file(b"", NAME, file).map_err(|_| Error::Damaged(NAME.into()))?;
        let mut outer = ByteReader::new(&content, NAME);
        if outer.raw(MAGIC.len())? != MAGIC {
            return Err(outer.damaged());
        }
        if outer.number()? != FORMAT {
            return Err(Error::Version(NAME.into()));
        }
        let mut head = Head::default();
        head.numbering.copy_from_slice(outer.raw(8)?);
        let body = inflate(outer.rest(), NAME)?;
        head.read_body(&mut ByteReader::new(&body, NAME))?;
        Ok(head)
    }

    fn read_body(&mut self, reader: &mut ByteReader<'_>) -> Result<(), Error> {
        self.parts = u32::from(reader.byte()?.clamp(1, 8));
        let mut start = 0_u32;
        self.languages = reader.list(|reader| {
            let mut language = Language {
                tag: reader.text()?,
                start,
                ..Language::default()
            };
            language.pages = reader.size()? as u32;
            start += language.pages;
            if u64::from(start) * u64::from(self.parts) > u64::from(MOST_PARTS) {
                return Err(reader.damaged());
            }
            for tokens in &mut language.tokens {
                *tokens = reader.number()?;
            }
            Ok(language)
        })?;
        self.sectors = reader.list(|reader| {
            let (id, titles) = (reader.text()?, reader.texts()?);
            Ok(Sector {
                id,
                titles,
                pages: reader.size()? as u32,
            })
        })?;
        self.jurisdictions = reader.list(|reader| Ok((reader.text()?, reader.size()? as u32)))?;
        self.kinds = reader.list(|reader| Ok(reader.size()? as u32))?;
        self.bounds = reader.sorted()?;
        self.words = reader.sorted()?;
        Ok(())
    }

    /// The bytes of `index.js`.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn write(&self) -> Vec<u8> {
        use crate::codec::ByteWriter;
        let mut body = ByteWriter::default();
        body.byte(self.parts as u8);
        body.size(self.languages.len());
        for language in &self.languages {
            body.text(&language.tag);
            body.number(u64::from(language.pages));
            language
                .tokens
                .iter()
                .for_each(|tokens| body.number(*tokens));
        }
        body.size(self.sectors.len());
        for sector in &self.sectors {
            body.text(&sector.id);
            body.texts(&sector.titles);
            body.number(u64::from(sector.pages));
        }
        body.size(self.jurisdictions.len());
        for (jurisdiction, pages) in &self.jurisdictions {
            body.text(jurisdiction);
            body.number(u64::from(*pages));
        }
        body.size(self.kinds.len());
        self.kinds
            .iter()
            .for_each(|pages| body.number(u64::from(*pages)));
        body.sorted(self.bounds.iter().map(Vec::as_slice));
        body.sorted(self.words.iter().map(Vec::as_slice));
        Head::dressed(&self.numbering, &body.bytes)
    }

    /// The bytes of `index.js`, given what is compressed in it.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn dressed(numbering: &[u8; 8], body: &[u8]) -> Vec<u8> {
        use crate::codec::{ByteWriter, deflate, wrap};
        let mut outer = ByteWriter {
            bytes: MAGIC.to_vec(),
        };
        outer.number(FORMAT);
        outer.bytes.extend_from_slice(numbering);
        outer.bytes.extend(deflate(body));
        wrap(b"", NAME, &outer.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(parts: u32, pages: &[u32]) -> Head {
        let language = |(start, pages): (u32, u32)| Language {
            tag: "en".into(),
            start,
            pages,
            ..Language::default()
        };
        let starts = pages.iter().scan(0, |start, pages| {
            let own = *start;
            *start += pages;
            Some((own, *pages))
        });
        Head {
            parts,
            languages: starts.map(language).collect(),
            ..Head::default()
        }
    }

    #[test]
    fn no_more_pages_are_believed_than_there_is_memory_for() {
        for (parts, pages, fits) in [
            (1, &[MOST_PARTS][..], true),
            (1, &[MOST_PARTS + 1], false),
            (8, &[MOST_PARTS / 8], true),
            (8, &[MOST_PARTS / 8 + 1], false),
            (1, &[MOST_PARTS, 1], false),
            (1, &[(1 << 28) - 1, (1 << 28) - 1], false),
        ] {
            let head = head(parts, pages);
            let read = Head::read(&head.write());
            assert_eq!(read.is_ok(), fits, "{parts} {pages:?}");
        }
    }
}
