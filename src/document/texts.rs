//! Texts of a document that mostly stand in its file: they are kept as places in it, not as copies.

use std::sync::Arc;

/// A text: bytes of the file, or bytes behind its end for what no file says in one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Piece {
    start: u32,
    len: u32,
}

impl Piece {
    /// The two numbers, for lists of numbers.
    pub(super) fn numbers(self) -> [u32; 2] {
        [self.start, self.len]
    }

    /// A text by its two numbers.
    pub(super) fn of([start, len]: [u32; 2]) -> Self {
        Self { start, len }
    }
}

/// What pieces are pieces of.
#[derive(Debug, Default)]
pub(super) struct Texts {
    file: Arc<str>,
    more: Box<str>,
}

impl Texts {
    /// A piece's text.
    pub(super) fn get(&self, piece: Piece) -> &str {
        let (start, len) = (piece.start as usize, piece.len as usize);
        match start.checked_sub(self.file.len()) {
            None => &self.file[start..start + len],
            Some(start) => &self.more[start..start + len],
        }
    }

    /// Bytes of the file.
    pub(super) fn bytes(&self, start: u32, end: u32) -> &str {
        &self.file[start as usize..end as usize]
    }
}

/// Collects texts.
#[derive(Debug)]
pub(super) struct Gather {
    file: Arc<str>,
    more: String,
}

impl Gather {
    /// Of a file.
    pub(super) fn new(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), more: String::new() }
    }

    /// Whether bytes of the file are a text.
    pub(super) fn says(&self, start: usize, text: &str) -> bool {
        start.checked_add(text.len()).and_then(|end| self.file.get(start..end)) == Some(text)
    }

    /// Keeps a text that may stand at a byte of the file.
    pub(super) fn keep(&mut self, text: &str, place: Option<usize>) -> Piece {
        if text.is_empty() {
            return Piece::default();
        }
        let start = place.filter(|start| self.says(*start, text)).unwrap_or_else(|| {
            let behind = self.file.len() + self.more.len();
            self.more.push_str(text);
            behind
        });
        Piece { start: number(start), len: number(text.len()) }
    }

    /// Whether the file has all texts so far.
    #[cfg(test)]
    pub(super) fn is_all_in_file(&self) -> bool {
        self.more.is_empty()
    }

    /// All of them.
    pub(super) fn finish(self) -> Arc<Texts> {
        Arc::new(Texts { file: self.file, more: self.more.into_boxed_str() })
    }
}

/// An offset in a document's texts, or a count of its elements. Files of more than 2 MiB are refused before
/// they are parsed, and no text is kept more often than it has elements around it.
pub(super) fn number(number: usize) -> u32 {
    u32::try_from(number).expect("a document has far less than 4 GiB of text")
}
