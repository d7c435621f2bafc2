//! A file of a page: what a result shows, and the part of the text that its passage is cut from.

use super::{Head, file_name};
#[cfg(not(target_family = "wasm"))]
use crate::codec::Deflater;
use crate::codec::{ByteReader, Error, inflate, unwrap_file};
use crate::prelude::*;
use crate::record::{Kind, Record, Section};

/// The content of `d/N.js`: the record with some of its sections, without what only the index needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page(pub(crate) Record);

impl Page {
    /// The file's name.
    pub(crate) fn name(number: u32) -> String {
        file_name('d', number as usize)
    }

    /// Reads the file of that number.
    pub(crate) fn read(head: &Head, number: u32, file: &[u8]) -> Result<Page, Error> {
        let name = Page::name(number);
        let content = inflate(&unwrap_file(&head.numbering, &name, file)?, &name)?;
        let mut reader = ByteReader::new(&content, &name);
        let mut text = || reader.text();
        let mut record = Record {
            id: text()?,
            url: text()?,
            title: text()?,
            summary: text()?,
            sector: text()?,
            sector_title: text()?,
            today: text()?,
            deadline: text()?,
            ..Record::default()
        };
        record.lang = head
            .languages
            .get(head.language_of(number / head.parts))
            .map_or_else(String::new, |l| l.tag.clone());
        record.kind = Kind::from_code(reader.byte()?);
        record.jurisdictions = reader.texts()?;
        record.sections = reader.list(|reader| {
            Ok(Section {
                anchor: reader.text()?,
                heading: reader.text()?,
                text: reader.text()?,
            })
        })?;
        Ok(Page(record))
    }

    /// The bytes of the file with that part of a record's sections.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn write(
        numbering: &[u8],
        number: u32,
        record: &Record,
        sections: &[Section],
        deflater: &mut Deflater,
    ) -> Vec<u8> {
        use crate::codec::{ByteWriter, wrap};
        let mut out = ByteWriter::default();
        let r = record;
        for text in [
            &r.id,
            &r.url,
            &r.title,
            &r.summary,
            &r.sector,
            &r.sector_title,
            &r.today,
            &r.deadline,
        ] {
            out.text(text);
        }
        out.byte(r.kind.code());
        out.texts(&r.jurisdictions);
        out.size(sections.len());
        for section in sections {
            out.text(&section.anchor);
            out.text(&section.heading);
            out.text(&section.text);
        }
        wrap(
            numbering,
            &Page::name(number),
            &deflater.deflate(&out.bytes),
        )
    }
}
