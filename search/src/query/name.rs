//! Names as terms: a page whose whole title, or another of its names, is the query comes first.
//!
//! The scores can not tell: to them a short name is some words that longer pages have more often. So each name is
//! a term of its own, made of one of its words and a hash of all: it stands right after that word, in the file that
//! a query for the name reads anyway.

use super::parse::Unit;
use crate::fold::{Class, Folder, class};
use crate::pack::NAME;
use crate::prelude::*;

/// The digits of the hash, of six bits each. Only names with the same word can be taken for each other.
const DIGITS: u32 = 3;

/// The term of a text as a name, given its units. Case, width, variants of characters, spaces and punctuation make
/// no other name.
pub(crate) fn name_key<'u>(folder: &Folder, text: &str, units: &'u [Unit]) -> Option<String> {
    // The longest word tells most; of equals the last, which a query of many units keeps.
    let mut word = "";
    let mut take = |key: &'u String| {
        if key.len() >= word.len() {
            word = key;
        }
    };
    for unit in units {
        match unit {
            Unit::Word { key, .. } | Unit::Pair { key, .. } | Unit::Char { key } => take(key),
            Unit::Phrase { terms } => terms.iter().for_each(|(_, key)| take(key)),
        }
    }
    if word.is_empty() {
        return None;
    }
    let mut key = String::from(word);
    key.push(NAME);
    let hash = hash(folder, text);
    for digit in 1..=DIGITS {
        key.push(char::from(b'0' + (hash >> (32 - 6 * digit) & 63) as u8));
    }
    Some(key)
}

/// A hash (FNV-1a) of the characters that are in words.
fn hash(folder: &Folder, text: &str) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for c in text.chars() {
        let (c, second) = folder.fold(c);
        if matches!(class(c), Class::Word | Class::Cjk) {
            hash = (hash ^ u32::from(c)).wrapping_mul(0x0100_0193);
            if let Some(c) = second {
                hash = (hash ^ u32::from(c)).wrapping_mul(0x0100_0193);
            }
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn the_same_name_is_the_same_term() {
        let folder = Folder::new();
        let key = |text: &str| name_key(&folder, text, &parse(&folder, text, true));
        for (a, b) in [
            ("Section 75", " section  75. "),
            ("Section 75", "ＳＥＣＴＩＯＮ　７５"),
            ("诉讼时效", "訴訟時效"),
            ("诉讼时效", "诉讼 时效"),
            ("“一经付费概不退款”有效吗", "一经付费概不退款有效吗"),
            (
                "Final right of interpretation",
                "“Final right of interpretation”",
            ),
            ("退款迟迟未到账怎么办", "退款迟迟未到账怎么办？"),
        ] {
            assert!(key(a).is_some() && key(a) == key(b), "{a} {b}");
        }
        for (a, b) in [
            ("Section 75", "Section 75A"),
            ("Section 75", "75"),
            ("诉讼时效", "时效"),
        ] {
            assert_ne!(key(a), key(b));
        }
        for text in ["", " ", "！？"] {
            assert_eq!(key(text), None);
        }
    }
}
