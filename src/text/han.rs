//! Classes of characters that Chinese text needs.

/// Whether a character is a Han ideograph (Unicode blocks of CJK unified ideographs, their
/// extensions and compatibility forms, and 々〇).
pub fn is_han(c: char) -> bool {
    matches!(c as u32,
        0x3005 | 0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

/// Whether a character belongs to a script that is written without spaces between words: Han,
/// kana, bopomofo, and the punctuation of the CJK and full-width blocks. Hangul is left out:
/// Korean separates words by spaces.
pub fn is_cjk(c: char) -> bool {
    is_han(c)
        || matches!(c as u32,
            0x2E80..=0x2FDF | 0x3000..=0x312F | 0x31A0..=0x31FF | 0x3200..=0x33FF
            | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF)
}

/// Like [`is_cjk`], with the curly quotes, dashes and ellipses that Chinese shares with Latin text
/// but sets as wide as a character.
pub fn is_cjk_or_wide_punctuation(c: char) -> bool {
    is_cjk(c) || matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}
