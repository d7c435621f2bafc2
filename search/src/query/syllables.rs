//! Pinyin as people type it: letters without tones or spaces.

use crate::prelude::*;

const INITIALS: [&str; 24] = [
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r",
    "z", "c", "s", "y", "w", "",
];

const FINALS: &str = " iang iong uang ang eng ing ong ian iao uai uan ai ei ui ao ou iu ie ue ve er an en in \
    un ia ua uo a o e i u v ";

/// The terms that a word of pinyin stands for: pairs of syllables, and the beginning of one if the last
/// syllable is not complete. Nothing if it is no pinyin or if the word itself is the only such term.
pub(crate) fn terms(word: &str, typing: bool) -> Option<(Vec<String>, Option<String>)> {
    if !word.bytes().all(|b| b.is_ascii_lowercase()) || word.len() > 40 {
        return None;
    }
    if word.len() > 2 && !word.bytes().any(|b| b"aeiouv".contains(&b)) {
        let pairs = word
            .as_bytes()
            .windows(2)
            .map(|pair| pair.iter().copied().map(char::from).collect());
        return Some((pairs.collect(), None));
    }
    let syllables = split(word, typing)?;
    let complete = is_syllable(syllables.last()?);
    let mut pairs: Vec<String> = syllables.windows(2).map(|pair| pair.concat()).collect();
    let begun = if complete { None } else { pairs.pop() };
    (pairs.len() + usize::from(begun.is_some()) > 1).then_some((pairs, begun))
}

/// The word as the fewest syllables; the last may be cut short while typing.
fn split(word: &str, typing: bool) -> Option<Vec<&str>> {
    // best[i]: how the first i letters split into the fewest syllables, as the start of the last one.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; word.len() + 1];
    best[0] = Some((0, 0));
    for end in 1..=word.len() {
        for start in end.saturating_sub(6)..end {
            let Some((count, _)) = best[start] else {
                continue;
            };
            let part = &word[start..end];
            let fits = is_syllable(part) || (typing && end == word.len() && is_begun(part));
            if fits && best[end].is_none_or(|(least, _)| count + 1 < least) {
                best[end] = Some((count + 1, start));
            }
        }
    }
    let mut syllables = Vec::new();
    let mut end = word.len();
    while end > 0 {
        let (_, start) = best[end]?;
        syllables.push(&word[start..end]);
        end = start;
    }
    syllables.reverse();
    Some(syllables)
}

fn is_syllable(text: &str) -> bool {
    INITIALS.iter().any(|initial| {
        text.strip_prefix(initial).is_some_and(|rest| {
            !rest.is_empty() && FINALS.split_ascii_whitespace().any(|last| last == rest)
        })
    })
}

fn is_begun(text: &str) -> bool {
    INITIALS
        .iter()
        .any(|initial| !initial.is_empty() && *initial == text)
}
