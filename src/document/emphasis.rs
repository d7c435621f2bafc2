//! Emphasis between Chinese characters.
//!
//! CommonMark decides whether `**` opens or closes by what stands beside it: a run after
//! punctuation and before a letter opens. Chinese has no spaces, so `这是**重点。**后文` and
//! `请拨打**“12315”**热线` keep their asterisks. The released Markdown parser follows the letter of
//! the specification; the proposed amendment for CJK text says when such a run may close or open.
//!
//! The amendment is applied *before* parsing: where it allows a run to open or close, an invisible
//! mark is put between the run and the punctuation, which then is no punctuation to the parser. The
//! mark is taken out of every event again, and offsets are mapped back, so nothing else changes.

use std::borrow::Cow;

use crate::text::is_cjk;

/// A noncharacter (Unicode 23.7: for internal use, never interchanged). The parser takes it for
/// neither white space nor punctuation.
pub(super) const MARK: char = '\u{fdd0}';

/// Text with marks, and where they were put.
#[derive(Debug)]
pub(super) struct Marked<'a> {
    /// The text to parse.
    pub(super) text: Cow<'a, str>,
    /// Offsets of the marks in it, ascending.
    marks: Vec<usize>,
}

impl Marked<'_> {
    /// The offset in the author's text of an offset in the marked text.
    pub(super) fn original(&self, offset: usize) -> usize {
        let before = self.marks.partition_point(|m| *m < offset);
        offset - before * MARK.len_utf8()
    }
}

/// Puts marks where the amendment lets a run open or close.
pub(super) fn mark(text: &str) -> Marked<'_> {
    let mut out = String::new();
    let mut marks = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find(['*', '~']) {
        let start = at + found;
        let c = text[start..].chars().next().expect("the search found a character");
        let end = start + text[start..].len() - text[start..].trim_start_matches(c).len();
        at = end;
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let (Some(before), Some(after)) = (before, after) else { continue };
        if before == '\\' || before.is_whitespace() || after.is_whitespace() {
            continue;
        }
        // A run that already has two letters, or no CJK neighbour, needs no help.
        let closes = is_punctuation(before) && (is_cjk(before) || is_cjk(after));
        let opens = is_punctuation(after) && (is_cjk(after) || is_cjk(before));
        if closes {
            out.push_str(&text[copied..start]);
            copied = start;
            marks.push(out.len());
            out.push(MARK);
        }
        if opens {
            out.push_str(&text[copied..end]);
            copied = end;
            marks.push(out.len());
            out.push(MARK);
        }
    }
    if marks.is_empty() {
        return Marked { text: Cow::Borrowed(text), marks };
    }
    out.push_str(&text[copied..]);
    Marked { text: Cow::Owned(out), marks }
}

/// Unicode punctuation and symbols, as far as they occur beside emphasis: ASCII, Latin-1, the
/// general, CJK and full-width blocks.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c as u32,
            0xA1..=0xA9 | 0xAB..=0xAC | 0xAE..=0xB1 | 0xB4 | 0xB6..=0xB8 | 0xBB | 0xBF | 0xD7 | 0xF7
            | 0x2010..=0x2027 | 0x2030..=0x205E | 0x20A0..=0x20CF | 0x2100..=0x2BFF
            | 0x3001..=0x3004 | 0x3008..=0x3020 | 0x3030 | 0x30FB
            | 0xFE30..=0xFE6B | 0xFF01..=0xFF0F | 0xFF1A..=0xFF20 | 0xFF3B..=0xFF40 | 0xFF5B..=0xFF65 | 0xFFE0..=0xFFE6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_map_back() {
        let text = "这是**重点。**后文";
        let marked = mark(text);
        assert!(marked.text.contains(MARK));
        let at = marked.text.find("后文").unwrap();
        assert_eq!(marked.original(at), text.find("后文").unwrap());
        assert_eq!(marked.original(0), 0);
    }

    #[test]
    fn leaves_other_text_alone() {
        for text in ["plain **bold** text", "* item", "2 * 3 * 4", "***", "\\*。后", "**粗体**文字"] {
            assert!(matches!(mark(text).text, Cow::Borrowed(_)), "{text}");
        }
    }
}
