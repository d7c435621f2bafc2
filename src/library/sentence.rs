//! The sentence around a place in a text.

/// The sentence of `text` around the first occurrence of `needle`; the whole text if it is short
/// or the needle is not in it.
pub(super) fn around(text: &str, needle: &str) -> String {
    let text = text.trim();
    let at = if needle.is_empty() { None } else { text.find(needle) };
    let Some(at) = at else { return clip(text) };
    let start = text[..at].char_indices().rev().find(|(i, c)| ends(*c, &text[i + c.len_utf8()..]));
    let start = start.map_or(0, |(i, c)| i + c.len_utf8());
    let tail = at + needle.len();
    let end = text[tail..].char_indices().find(|(i, c)| ends(*c, &text[tail + i + c.len_utf8()..]));
    let end = end.map_or(text.len(), |(i, c)| tail + i + c.len_utf8());
    clip(text[start..end].trim())
}

/// Whether a character ends a sentence, given what follows it.
fn ends(c: char, after: &str) -> bool {
    match c {
        '。' | '！' | '？' | '；' => true,
        '.' | '!' | '?' => after.is_empty() || after.starts_with(char::is_whitespace),
        _ => false,
    }
}

/// At most 160 characters, cut at a character with an ellipsis.
fn clip(text: &str) -> String {
    match text.char_indices().nth(160) {
        None => text.to_owned(),
        Some((i, _)) => format!("{}…", &text[..i]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_sentence() {
        for (text, needle, want) in [
            ("先投诉。再找12300申诉。最后起诉。", "12300", "再找12300申诉。"),
            ("First ask. Then see the v1.2 form here. Done.", "form", "Then see the v1.2 form here."),
            ("短", "不在", "短"),
        ] {
            assert_eq!(around(text, needle), want);
        }
    }
}
