//! Forms of one English word.
//!
//! Stems are compared when a query is made and never stored or shown, so a light stemmer does: it undoes
//! plurals, -ed and -ing, and the commonest nouns made from verbs. The full Snowball algorithm would be a
//! tenth of what a reader downloads, and would bring the standard library with it.

use crate::prelude::*;

/// What is cut off, longest first, and what is put in its place. The rest must be long enough to be a word.
const ENDINGS: [(&str, &str); 26] = [
    ("ications", "y"),
    ("ication", "y"),
    ("ellations", "el"),
    ("ellation", "el"),
    ("izations", "iz"),
    ("ization", "iz"),
    ("isations", "iz"),
    ("isation", "iz"),
    ("ations", ""),
    ("ation", ""),
    ("ating", ""),
    ("ated", ""),
    ("ates", ""),
    ("ate", ""),
    ("ments", ""),
    ("ment", ""),
    ("ings", ""),
    ("ing", ""),
    ("ions", ""),
    ("ion", ""),
    ("ies", "y"),
    ("ied", "y"),
    ("ers", ""),
    ("ed", ""),
    ("er", ""),
    ("es", ""),
];

/// The stem of a folded word; whatever is not a word of English letters is its own stem.
pub(crate) fn stem(word: &str) -> String {
    let mut stem = String::from(word);
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return stem;
    }
    let kept = |cut: &str| &word[..word.len() - cut.len()];
    let fits = |cut: &str| {
        let rest = kept(cut);
        rest.len() > if cut.starts_with("at") { 3 } else { 2 }
            && rest.bytes().any(|b| b"aeiouy".contains(&b))
    };
    let ending = ENDINGS
        .iter()
        .find(|(cut, _)| word.ends_with(cut) && fits(cut));
    if let Some((cut, put)) = ending {
        stem.truncate(word.len() - cut.len());
        stem.push_str(put);
        undouble(&mut stem);
    } else if word.ends_with('s')
        && !word.ends_with("ss")
        && !word.ends_with("us")
        && !word.ends_with("is")
    {
        stem.pop();
    }
    if stem.len() > 3 && stem.ends_with('e') {
        stem.pop();
    }
    stem
}

/// `cancell` (of `cancelled`) is `cancel`, but `bill` (of `billed`) stays.
fn undouble(stem: &mut String) {
    let bytes = stem.as_bytes();
    if let [.., a, b] = bytes
        && a == b
        && (!b"lsz".contains(b) || (*b == b'l' && bytes.len() > 5))
        && !b"aeiou".contains(b)
    {
        stem.pop();
    }
}
