//! One spelling for characters that Unicode can write in two ways.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// Text in the composed form (NFC, Unicode Standard Annex 15): `é` is one character, not `e` and an accent.
///
/// Old file systems of macOS, and archives made there, write names in the other form, and keyboards this one: a link
/// and the file that it means look the same and are different bytes.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { ComposingNormalizerBorrowed::new_nfc().normalize(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_one() {
        for (text, composed) in [
            ("plain", "plain"),
            ("退款", "退款"),
            ("cafe\u{301}", "caf\u{e9}"),
            ("caf\u{e9}", "caf\u{e9}"),
            ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"),
            ("ﬁ Ａ", "ﬁ Ａ"), // look-alikes stay what they are
        ] {
            assert_eq!(nfc(text), composed, "{text}");
        }
    }
}
