//! What the checks know of a language: words, phrases, forms of numbers. All of it is data in
//! `lang/TAG.toml`; a language without a file is checked for structure only.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use serde::Deserialize;

use super::figure::has_digits;
use crate::text::is_cjk;

/// How sentences end, and how long they may be.
#[derive(Debug, Deserialize)]
pub(super) struct Sentence {
    /// Characters that end one.
    pub(super) ends: String,
    /// Characters that may follow the end and still belong to it.
    pub(super) closers: String,
    /// Longest sentence, in `unit`.
    pub(super) limit: usize,
    /// Longest average of a page, in `unit`; none where single sentences are enough.
    #[serde(default)]
    pub(super) average: Option<usize>,
    /// What is counted, for the message.
    pub(super) unit: String,
}

/// How long a title may be.
#[derive(Debug, Deserialize)]
pub(super) struct Title {
    /// Longest title; a wide (Han) character counts one.
    pub(super) limit: usize,
    /// How many other characters take the room of one.
    pub(super) narrow: usize,
    /// What is counted, for the message.
    pub(super) unit: String,
}

/// How the reader's own words in a script begin.
#[derive(Debug, Deserialize)]
pub(super) struct Script {
    /// Lower-case beginnings.
    pub(super) own: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct WordList {
    words: Vec<String>,
    unless: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Parts {
    call: Vec<String>,
    write: Vec<String>,
    rule: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Patterns {
    duration: String,
    written: String,
    not_after: String,
    not_before: String,
    sum: String,
    sum_marks: Vec<String>,
    phone: String,
    short_phone: String,
}

/// Words of units, by what they mean; the first that a unit contains decides.
#[derive(Debug, Deserialize)]
pub(super) struct UnitWords {
    pub(super) working: Vec<String>,
    pub(super) calendar: Vec<String>,
    pub(super) hours: Vec<String>,
    pub(super) days: Vec<String>,
    pub(super) weeks: Vec<String>,
    pub(super) months: Vec<String>,
    pub(super) years: Vec<String>,
    /// Words for days that leave open which days they are.
    pub(super) loose: Vec<String>,
}

impl UnitWords {
    fn all(&self) -> impl Iterator<Item = &str> {
        let lists =
            [&self.working, &self.calendar, &self.hours, &self.days, &self.weeks, &self.months, &self.years];
        lists.into_iter().flatten().map(String::as_str)
    }
}

#[derive(Debug, Deserialize)]
struct File {
    sentence: Sentence,
    title: Title,
    script: Script,
    promise: WordList,
    vague: WordList,
    parts: Parts,
    number: Patterns,
    units: UnitWords,
    numerals: BTreeMap<String, u32>,
}

/// A list of words to find, with the longer phrases in which they are harmless.
#[derive(Debug)]
pub(super) struct Words {
    finder: AhoCorasick,
    /// The first patterns are words, the others are exceptions.
    words: usize,
}

impl Words {
    fn new(words: &[String], unless: &[String]) -> Self {
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(words.iter().chain(unless))
            .expect("word lists are part of the program and small");
        Self { finder, words: words.len() }
    }

    /// Whole words of the list in a text.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        self.finder
            .find_iter(text)
            .filter(|m| m.pattern().as_usize() < self.words)
            .map(|m| m.range())
            .filter(|r| is_whole(text, r))
    }
}

/// Whether a match is not a piece of a longer word of letters.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let word = |c: char| c.is_alphanumeric() && !is_cjk(c);
    let inside = &text[range.clone()];
    let before = text[..range.start].chars().next_back().is_some_and(word);
    let after = text[range.end..].chars().next().is_some_and(word);
    let cut = (inside.starts_with(word) && before) || (inside.ends_with(word) && after);
    !cut
}

/// Forms of numbers that a guide may only give with a record.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) duration: Regex,
    pub(super) written: Regex,
    pub(super) not_after: Regex,
    pub(super) not_before: Regex,
    pub(super) sum: Regex,
    pub(super) phone: Regex,
    pub(super) short_phone: Regex,
    pub(super) units: UnitWords,
    pub(super) numerals: BTreeMap<String, u32>,
    /// Words of which each length of time has one.
    unit_words: AhoCorasick,
    /// Words and characters of which each written-out number has one.
    numeral_words: AhoCorasick,
    /// Signs and words of which each sum has one.
    sum_marks: AhoCorasick,
}

impl Numbers {
    /// Whether a text can have a sum of money at all.
    pub(super) fn has_money(&self, text: &str) -> bool {
        self.sum_marks.is_match(text)
    }

    /// Whether a text can have a length of time at all: it needs a unit, and a number in digits or
    /// words. Saves nearly all of the far more costly searches for the forms.
    pub(super) fn may_have_length(&self, text: &str) -> bool {
        self.unit_words.is_match(text) && (has_digits(text, 1) || self.numeral_words.is_match(text))
    }
}

/// A finder of any of some words, in either case.
fn any_of<'a>(words: impl Iterator<Item = &'a str>) -> AhoCorasick {
    let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(words);
    finder.expect("word lists are part of the program and small")
}

/// A language.
#[derive(Debug)]
pub(super) struct Lang {
    pub(super) sentence: Sentence,
    pub(super) title: Title,
    pub(super) script: Script,
    pub(super) promise: Words,
    pub(super) vague: Words,
    /// Words of steps that are a call.
    pub(super) call: Words,
    /// Words of steps that are a letter.
    pub(super) write: Words,
    /// Words that make a rule of a piece of advice.
    pub(super) rule: Words,
    pub(super) numbers: Numbers,
}

static ZH: LazyLock<Lang> = LazyLock::new(|| load(include_str!("lang/zh-CN.toml")));
static EN: LazyLock<Lang> = LazyLock::new(|| load(include_str!("lang/en.toml")));

/// What is known of the language of a BCP 47 tag, if anything.
pub(super) fn of(tag: &str) -> Option<&'static Lang> {
    match tag.split('-').next() {
        Some("zh") => Some(&ZH),
        Some("en") => Some(&EN),
        _ => None,
    }
}

fn load(text: &str) -> Lang {
    let file: File =
        toml::from_str(text).expect("the language files are part of the program and covered by tests");
    let regex = |pattern: &str| {
        Regex::new(pattern).expect("the patterns are part of the program and covered by tests")
    };
    let list = |l: &WordList| Words::new(&l.words, &l.unless);
    let plain = |words: &[String]| Words::new(words, &[]);
    Lang {
        promise: list(&file.promise),
        vague: list(&file.vague),
        call: plain(&file.parts.call),
        write: plain(&file.parts.write),
        rule: plain(&file.parts.rule),
        numbers: Numbers {
            duration: regex(&file.number.duration),
            written: regex(&file.number.written),
            not_after: regex(&file.number.not_after),
            not_before: regex(&file.number.not_before),
            sum: regex(&file.number.sum),
            phone: regex(&file.number.phone),
            short_phone: regex(&file.number.short_phone),
            unit_words: any_of(file.units.all()),
            sum_marks: any_of(file.number.sum_marks.iter().map(String::as_str)),
            // 十 makes numbers of other numerals and alone.
            numeral_words: any_of(file.numerals.keys().map(String::as_str).chain(["十"])),
            units: file.units,
            numerals: file.numerals,
        },
        sentence: file.sentence,
        title: file.title,
        script: file.script,
    }
}
