//! Lines of a text, looked up by byte offset.

use std::ops::Range;

use super::Position;

/// Bytes of a piece of text of which the characters are counted beforehand.
const PIECE: usize = 1 << 10;

/// Where the lines of a text are. Reads it once, whatever many positions are asked for.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    /// Where each line starts, in bytes.
    starts: Vec<usize>,
    /// How many characters begin before each piece.
    characters: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// The lines of a text.
    pub fn new(text: &'t str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(ends.map(|end| end + 1)).collect();
        let mut before = 0;
        let pieces = text.as_bytes().chunks(PIECE).map(|piece| {
            let here = before;
            before += characters(piece);
            here
        });
        let characters = pieces.collect();
        Self { text, starts, characters }
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Position of a byte offset; an offset behind the end or inside a character is moved back.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.floor(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let column = self.before(offset) - self.before(self.starts[line - 1]) + 1;
        // A byte order mark is not a column that an editor shows.
        let mark = usize::from(line == 1 && self.text.starts_with('\u{feff}') && column > 1);
        Position { line, column: column - mark }
    }

    /// The bytes of the line of an offset, without its end.
    pub fn line(&self, offset: usize) -> Range<usize> {
        let line = self.starts.partition_point(|start| *start <= offset.min(self.text.len()));
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        self.starts[line - 1]..end
    }

    /// An offset that is no longer behind the end or inside a character.
    pub fn floor(&self, offset: usize) -> usize {
        self.text.floor_char_boundary(offset)
    }

    /// How many characters begin before an offset.
    fn before(&self, offset: usize) -> usize {
        let piece = offset / PIECE;
        let known = self.characters.get(piece).copied();
        // At the very end, behind the last piece, there is none to count in.
        let (piece, known) = known.map_or_else(
            || piece.checked_sub(1).map_or((0, 0), |last| (last, self.characters[last])),
            |known| (piece, known),
        );
        known + characters(&self.text.as_bytes()[piece * PIECE..offset])
    }
}

/// How many characters begin in some bytes of a text.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same, counted from the beginning.
    fn counted(text: &str, offset: usize) -> Position {
        let (mut line, mut column) = (1, 1);
        for (at, c) in text.char_indices() {
            if at + c.len_utf8() > offset {
                break;
            }
            let is_mark = at == 0 && c == '\u{feff}';
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + usize::from(!is_mark)) };
        }
        Position { line, column }
    }

    #[test]
    fn positions_are_those_of_a_text_read_from_its_beginning() {
        for unit in ["", "a", "退款", "\n", "a退\n\n😀b\r\n", "\u{feff}长\n", "x退"] {
            for times in [1, 2, 170, 171, 342, 1100] {
                let text = unit.repeat(times);
                let lines = Lines::new(&text);
                for offset in (0..text.len() + 3).step_by(1 + times / 40) {
                    assert_eq!(lines.position(offset), counted(&text, offset), "{unit:?} {times} {offset}");
                }
            }
        }
    }

    #[test]
    fn a_line_has_no_end() {
        let lines = Lines::new("退款\n\nab");
        for (offset, want) in [(0, "退款"), (6, "退款"), (7, ""), (8, "ab"), (9, "ab"), (99, "ab")] {
            assert_eq!(&lines.text()[lines.line(offset)], want, "{offset}");
        }
        assert_eq!(Lines::new("").line(0), 0..0);
    }
}
