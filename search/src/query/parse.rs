//! Text to units: what a reader asked for, before the dictionary is known.

use crate::analyse::{Shape, analyse};
use crate::fold::Folder;
use crate::prelude::*;

/// What is read of a query; a pasted page is cut here.
const LONGEST: usize = 600;

/// How many units are looked up. Every one may cost a file.
const MOST: usize = 18;

/// English words that say nothing about a guide.
const STOP_WORDS: &str = " a about after again all also am an and any anything are arent as at be because been \
    before but by can cant could couldnt did didnt do does doesnt doing dont for from get getting going gonna got \
    had has hasnt have havent having he hello help her hi his i id if ill im in into is isnt it its ive just know \
    let like me my need no not now of off on or our out please she should shouldnt so some someone something \
    still than thanks that thats the their them then there theres these they theyre this those to too tried \
    trying very want wants was wasnt we were weve whats will with wont would wouldnt you your youre ";

/// English words that ask: they may be in the title of the guide that answers.
const ASKING: &str = " how what when where which who why ";

/// What such a word counts for.
const ASKS: f32 = 0.5;

/// Chinese pairs that say nothing about a guide.
const STOP_PAIRS: &str = " 什么 怎么 怎样 么办 如何 多少 哪些 为什 可以 是否 请问 一个 这个 那个 我们 他们 你们 \
    还是 是不 不是 有没 没有 能不 应该 该怎 我的 的话 ";

/// Characters that are in many pairs and tell little.
const STOP_CHARS: &str = "的了吗呢吧啊么嘛呀着";

/// What a pair with such a character counts for.
const TELLS_LITTLE: f32 = 0.4;

/// One thing that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Unit {
    /// A word or code; the last one of the text may be incomplete.
    Word {
        key: String,
        typing: bool,
        weight: f32,
    },
    /// Two adjacent characters.
    Pair { key: String, weight: f32 },
    /// One character alone.
    Char { key: String },
    /// Words in quotes, each with its distance from the first.
    Phrase { terms: Vec<(u32, String)> },
}

fn listed(list: &str, key: &str) -> bool {
    list.split_ascii_whitespace().any(|word| word == key)
}

impl Unit {
    fn is_stop(&self) -> bool {
        match self {
            Unit::Word { key, typing, .. } => !typing && listed(STOP_WORDS, key),
            Unit::Pair { key, .. } => listed(STOP_PAIRS, key),
            _ => false,
        }
    }

    fn weight(&self) -> f32 {
        match self {
            Unit::Word { weight, .. } | Unit::Pair { weight, .. } => *weight,
            Unit::Char { .. } | Unit::Phrase { .. } => 1.0,
        }
    }
}

/// Whether the units are one short piece of Chinese text with a pair that tells little: many pages have all its
/// pairs somewhere, and few have the piece. (In a longer one, enough other pairs tell them apart.)
pub(crate) fn is_vague_piece(units: &[Unit]) -> bool {
    let pair = |unit: &Unit| matches!(unit, Unit::Pair { .. });
    (2..=6).contains(&units.len())
        && units.iter().all(pair)
        && units.iter().any(|unit| unit.weight() < 1.0)
}

/// The units of a text. `quotes` is false to read phrases as plain words.
pub(crate) fn parse(folder: &Folder, text: &str, quotes: bool) -> Vec<Unit> {
    let cut = text
        .char_indices()
        .nth(LONGEST)
        .map_or(text.len(), |(at, _)| at);
    let mut units = Vec::new();
    let mut rest = &text[..cut];
    while let Some((before, inside, after)) = quoted(rest).filter(|_| quotes) {
        words(folder, before, false, &mut units);
        phrase(folder, inside, &mut units);
        rest = after;
    }
    words(folder, rest, true, &mut units);
    select(units)
}

/// Splits a text at its first pair of quotes.
fn quoted(text: &str) -> Option<(&str, &str, &str)> {
    let is_quote = |c: char| {
        matches!(
            c,
            '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '＂'
        )
    };
    let open = text.find(is_quote)?;
    let (before, rest) = text.split_at(open);
    let rest = &rest[rest.chars().next()?.len_utf8()..];
    let close = rest.find(is_quote)?;
    let (inside, rest) = rest.split_at(close);
    let after = &rest[rest.chars().next()?.len_utf8()..];
    Some((before, inside, after))
}

fn words(folder: &Folder, text: &str, last: bool, units: &mut Vec<Unit>) {
    analyse(folder, text, &mut |token| {
        let key = token.key.to_owned();
        let typing = last && token.span.end == text.len() && key.len() > 1;
        match token.shape {
            Shape::Word => {
                let weight = if listed(ASKING, &key) { ASKS } else { 1.0 };
                units.push(Unit::Word {
                    key,
                    typing,
                    weight,
                });
            }
            Shape::Pair => {
                let little = key.chars().any(|c| STOP_CHARS.contains(c));
                let weight = if little { TELLS_LITTLE } else { 1.0 };
                units.push(Unit::Pair { key, weight });
            }
            Shape::Single => units.push(Unit::Char { key }),
            Shape::Last => {}
        }
    });
}

fn phrase(folder: &Folder, text: &str, units: &mut Vec<Unit>) {
    let mut terms: Vec<(u32, String)> = Vec::new();
    let mut first = None;
    analyse(folder, text, &mut |token| {
        if token.shape != Shape::Last {
            let first = *first.get_or_insert(token.position);
            terms.push((token.position - first, token.key.to_owned()));
        }
    });
    terms.truncate(MOST);
    if !terms.is_empty() {
        units.push(Unit::Phrase { terms });
    }
}

/// Leaves out what is asked twice, what says nothing if anything else does, and what is too much.
fn select(units: Vec<Unit>) -> Vec<Unit> {
    let mut kept: Vec<Unit> = Vec::new();
    for unit in units {
        if !kept.contains(&unit) {
            kept.push(unit);
        }
    }
    if kept.iter().any(|unit| !unit.is_stop()) {
        kept.retain(|unit| !unit.is_stop());
    }
    if kept.len() > MOST {
        kept.retain(|unit| unit.weight() >= 1.0);
    }
    if kept.len() > MOST {
        // Every so many: of overlapping pairs, every other one still covers the text.
        let count = kept.len();
        let mut at = 0;
        kept.retain(|_| {
            at += 1;
            at * MOST / count != (at - 1) * MOST / count
        });
    }
    kept
}
