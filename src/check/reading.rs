//! Sentences that can be read on a phone, by a reader in trouble.

use std::ops::Range;

use super::lang::{Lang, Sentence};
use super::page::{Finding, Page};
use crate::diag::Code;
use crate::document::TextKind;
use crate::text::is_han;

/// Checks the sentences of a page, one by one and, where the language asks for it, on average.
pub(super) fn check(page: &Page<'_>, out: &mut Vec<Finding>) {
    let Some(lang) = page.lang else { return };
    let mut lengths = Vec::new();
    for (index, block, _) in page.blocks() {
        if matches!(block.kind, TextKind::Heading | TextKind::Row) {
            continue;
        }
        for sentence in sentences(block.text, &lang.sentence) {
            let length = length(&block.text[sentence.clone()], lang);
            lengths.push(length);
            if length > lang.sentence.limit {
                let diagnostic =
                    too_long(page, lang, page.locate(&block, sentence), length, lang.sentence.limit);
                out.push(Finding { block: Some(index), diagnostic });
            }
        }
    }
    let Some(limit) = lang.sentence.average.filter(|_| page.is_guide() && !lengths.is_empty()) else {
        return;
    };
    let average = lengths.iter().sum::<usize>().div_ceil(lengths.len());
    if average > limit {
        let diagnostic = too_long(page, lang, page.document.front.title.span.clone(), average, limit)
            .arg("unit", format!("{} on average", lang.sentence.unit));
        out.push(Finding { block: None, diagnostic });
    }
}

fn too_long(
    page: &Page<'_>,
    lang: &Lang,
    span: Range<usize>,
    length: usize,
    limit: usize,
) -> crate::diag::Diagnostic {
    page.at(Code::LongSentence, span)
        .arg("length", length.to_string())
        .arg("limit", limit.to_string())
        .arg("unit", lang.sentence.unit.clone())
}

/// Length in words; of Chinese in characters, where a Latin word, a number, the name of a law 《…》
/// and a blank 【…】 count as one: nobody can write them shorter.
fn length(sentence: &str, lang: &Lang) -> usize {
    if lang.sentence.unit == "words" {
        return sentence.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count();
    }
    let mut count = 0;
    let mut in_word = false;
    let mut fixed: Option<char> = None;
    for c in sentence.chars() {
        match (fixed, c) {
            (Some(close), c) if c == close => fixed = None,
            (None, '《') => fixed = Some('》'),
            (None, '【') => fixed = Some('】'),
            (Some(_), _) => continue,
            _ => {}
        }
        count += usize::from(fixed.is_some());
        let letter = c.is_alphanumeric() && !is_han(c);
        count += usize::from(is_han(c) || (letter && !in_word));
        in_word = letter;
    }
    count
}

/// The sentences of a text, without white space around them.
fn sentences(text: &str, rules: &Sentence) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        // Nearly all characters are letters, which end no sentence; a list is longer to look through.
        if is_han(c) || c.is_ascii_alphanumeric() || !rules.ends.contains(c) {
            continue;
        }
        let mut end = i + c.len_utf8();
        while let Some((j, next)) = chars.peek().copied().filter(|(_, n)| rules.closers.contains(*n)) {
            end = j + next.len_utf8();
            chars.next();
        }
        if c.is_ascii() && c != ';' && !ends_sentence(&text[start..end], &text[end..]) {
            continue;
        }
        push(text, start..end, &mut out);
        start = end;
    }
    push(text, start..text.len(), &mut out);
    out
}

/// Whether an ASCII mark ends a sentence: a space follows, then no small letter, and it does not
/// belong to a short form such as “Art. 5” or “e.g.”.
fn ends_sentence(before: &str, after: &str) -> bool {
    // First what costs nothing: looking for the last word of `before` may go back over a whole page of `![`.
    if !after.is_empty() && !after.starts_with(char::is_whitespace) {
        return false;
    }
    let next = after.trim_start().chars().next();
    if next.is_none() {
        return true;
    }
    let word = before.trim_end_matches(['.', '”', '"', ')']).rsplit([' ', '(', '“']).next().unwrap_or("");
    let short = word.chars().count() <= 3 && before.ends_with('.') && word.starts_with(char::is_uppercase);
    !next.is_some_and(|c| c.is_lowercase() || (short && c.is_ascii_digit()))
}

fn push(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let start = range.start + piece.len() - piece.trim_start().len();
    let end = start + piece.trim().len();
    if end > start {
        out.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::lang;

    #[test]
    fn splits_and_counts() {
        for (tag, text, want) in [
            ("zh-CN", "先投诉。再打 12300 申诉！", vec![3, 5]),
            ("zh-CN", "“够了。”他说；走吧", vec![2, 2, 2]),
            ("en", "See Art. 5 here. Then go, e.g. home. Done", vec![4, 4, 1]),
            ("en", "Write to the U.S. regulator. It costs $1.50.", vec![5, 3]),
        ] {
            let lang = lang::of(tag).unwrap();
            let found = sentences(text, &lang.sentence);
            let got: Vec<usize> = found.into_iter().map(|r| length(&text[r], lang)).collect();
            assert_eq!(got, want, "{text}");
        }
    }
}
