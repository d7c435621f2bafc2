//! Pinyin of names, as terms: `tuikuan` and `tk` for 退款.
//!
//! Like the characters, syllables go in overlapping pairs, and so do their initials; a single syllable is
//! a term too. A character with several readings has them all, unless a word of the list decides.

use crate::analyse::{Shape, analyse};
use crate::fold::Folder;
use pinyin::{ToPinyin, ToPinyinMulti};
use std::collections::{BTreeMap, BTreeSet};

/// Words whose reading the characters alone do not tell.
const WORDS: &[(&str, &str)] = &[
    ("银行", "yin hang"),
    ("行业", "hang ye"),
    ("重庆", "chong qing"),
    ("重新", "chong xin"),
    ("重复", "chong fu"),
    ("还款", "huan kuan"),
    ("还钱", "huan qian"),
    ("退还", "tui huan"),
    ("账单", "zhang dan"),
    ("订单", "ding dan"),
    ("单子", "dan zi"),
    ("调解", "tiao jie"),
    ("调查", "diao cha"),
    ("长期", "chang qi"),
    ("会员", "hui yuan"),
    ("会计", "kuai ji"),
    ("音乐", "yin yue"),
    ("中奖", "zhong jiang"),
    ("处理", "chu li"),
    ("提供", "ti gong"),
    ("参加", "can jia"),
    ("差评", "cha ping"),
    ("出差", "chu chai"),
    ("发卡", "fa ka"),
    ("便宜", "pian yi"),
    ("方便", "fang bian"),
    ("数据", "shu ju"),
    ("打折", "da zhe"),
    ("角色", "jue se"),
    ("大厦", "da sha"),
];

/// More readings than this in one pair are not worth their bytes.
const READINGS: usize = 3;

/// The readings of words.
pub(crate) struct Pinyin {
    words: BTreeMap<&'static str, [&'static str; 2]>,
}

impl Pinyin {
    pub(crate) fn new() -> Pinyin {
        let words = WORDS.iter().filter_map(|(word, reading)| {
            let (first, second) = reading.split_once(' ')?;
            Some((*word, [first, second]))
        });
        Pinyin {
            words: words.collect(),
        }
    }

    /// The terms of these names, separated by spaces.
    pub(crate) fn terms(&self, names: &[&str], folder: &Folder) -> String {
        let mut terms = BTreeSet::new();
        for name in names {
            let mut pairs: Vec<String> = Vec::new();
            analyse(folder, name, &mut |token| match token.shape {
                Shape::Pair => pairs.push(token.key.to_owned()),
                Shape::Last => self.run(&std::mem::take(&mut pairs), &mut terms),
                Shape::Single | Shape::Word => {}
            });
        }
        Vec::from_iter(terms).join(" ")
    }

    /// Adds the terms of a run of characters, given as its overlapping pairs.
    fn run(&self, pairs: &[String], terms: &mut BTreeSet<String>) {
        let mut readings: Vec<Vec<&'static str>> = Vec::new();
        for (at, pair) in pairs.iter().enumerate() {
            let mut chars = pair.chars();
            let (Some(first), Some(second)) = (chars.next(), chars.next()) else {
                continue;
            };
            if at == 0 {
                readings.push(of_char(first));
            }
            readings.push(of_char(second));
        }
        for (at, pair) in pairs.iter().enumerate() {
            if let Some([first, second]) = self.words.get(pair.as_str()) {
                readings[at] = vec![first];
                readings[at + 1] = vec![second];
            }
        }
        for pair in readings.windows(2) {
            for first in &pair[0] {
                terms.insert((*first).to_owned());
                for second in &pair[1] {
                    terms.insert(format!("{first}{second}"));
                    terms.insert(format!("{}{}", &first[..1], &second[..1]));
                }
            }
        }
        terms.extend(
            readings
                .last()
                .into_iter()
                .flatten()
                .map(|last| (*last).to_owned()),
        );
    }
}

fn of_char(c: char) -> Vec<&'static str> {
    let mut readings: Vec<&'static str> = Vec::new();
    let mut add = |reading: &'static str| {
        if reading.is_ascii() && !readings.contains(&reading) && readings.len() < READINGS {
            readings.push(reading);
        }
    };
    if let Some(usual) = c.to_pinyin() {
        add(usual.plain());
    }
    if let Some(all) = c.to_pinyin_multi() {
        all.into_iter().for_each(|reading| add(reading.plain()));
    }
    readings
}
