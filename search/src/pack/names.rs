//! The short names of things: what a reader may have meant who found nothing. Read only then.

use super::Head;
use crate::codec::{ByteReader, Error, inflate, unwrap_file};
use crate::prelude::*;

/// The content of `names.js`: the names in each language, in the order of the languages, each with an empty one
/// after them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Names(pub(crate) Vec<String>);

impl Names {
    /// The file's name.
    pub(crate) const FILE: &str = "names.js";

    /// Reads the file.
    pub(crate) fn read(head: &Head, file: &[u8]) -> Result<Names, Error> {
        let content = inflate(
            &unwrap_file(&head.numbering, Names::FILE, file)?,
            Names::FILE,
        )?;
        Ok(Names(ByteReader::new(&content, Names::FILE).texts()?))
    }

    /// The bytes of the file.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn write(&self, head: &Head) -> Vec<u8> {
        use crate::codec::{ByteWriter, deflate, wrap};
        let mut out = ByteWriter::default();
        out.texts(&self.0);
        wrap(&head.numbering, Names::FILE, &deflate(&out.bytes))
    }
}
