//! What every page of a language has and every query may need: field lengths and filters.

use super::{Head, Language, field};
use crate::codec::{ByteReader, Error, inflate, unwrap_file};
use crate::prelude::*;

/// The content of `n/L.js`, by page of the language.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Norms {
    /// Lengths of the measured fields, in tantivy's one-byte form.
    pub(crate) lengths: [Vec<u8>; field::MEASURED.len()],
    /// Codes of the kinds.
    pub(crate) kinds: Vec<u8>,
    /// The sector's number in the head plus one, 0 for none.
    pub(crate) sectors: Vec<u8>,
    /// A number of `sets`.
    pub(crate) jurisdictions: Vec<u8>,
    /// Sets of jurisdictions, as numbers of the head's list.
    pub(crate) sets: Vec<Vec<u8>>,
}

impl Norms {
    /// The file's name.
    ///
    /// It follows from the language alone, so that a page can ask for it before it has the head.
    pub(crate) fn name(tag: &str) -> String {
        let mut name = String::from("n/");
        name.extend(
            tag.chars()
                .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }),
        );
        name.push_str(".js");
        name
    }

    /// Reads the file of that language.
    pub(crate) fn read(head: &Head, language: usize, file: &[u8]) -> Result<Norms, Error> {
        let name = Norms::name(head.languages.get(language).map_or("", |l| &l.tag));
        let content = inflate(&unwrap_file(&head.filters(), &name, file)?, &name)?;
        let mut reader = ByteReader::new(&content, &name);
        let pages = head.languages.get(language).map_or(0, |l| l.pages) as usize;
        let mut norms = Norms::default();
        for lengths in &mut norms.lengths {
            *lengths = reader.raw(pages)?.to_vec();
        }
        norms.kinds = reader.raw(pages)?.to_vec();
        norms.sectors = reader.raw(pages)?.to_vec();
        norms.jurisdictions = reader.raw(pages)?.to_vec();
        norms.sets = reader.list(|reader| reader.blob().map(<[u8]>::to_vec))?;
        Ok(norms)
    }

    /// The lengths of a field, if it is a measured one.
    pub(crate) fn lengths(&self, number: usize) -> Option<&[u8]> {
        let at = field::MEASURED.iter().position(|field| *field == number)?;
        self.lengths.get(at).map(Vec::as_slice)
    }

    /// The bytes of the file.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn write(&self, head: &Head, tag: &str) -> Vec<u8> {
        use crate::codec::{ByteWriter, deflate, wrap};
        let mut out = ByteWriter::default();
        for column in self
            .lengths
            .iter()
            .chain([&self.kinds, &self.sectors, &self.jurisdictions])
        {
            out.bytes.extend_from_slice(column);
        }
        out.size(self.sets.len());
        self.sets.iter().for_each(|set| out.blob(set));
        wrap(&head.filters(), &Norms::name(tag), &deflate(&out.bytes))
    }
}

impl Language {
    /// The average length of a field, as tantivy's searcher has it.
    pub(crate) fn average(&self, field: usize) -> f32 {
        self.tokens[field] as f32 / self.pages as f32
    }
}
