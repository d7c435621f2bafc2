//! An index from the last one is the index that would be made without it.

#![allow(clippy::unwrap_used)]

use kb_search::{Kind, Memory, Pack, Record, Section, write, write_again};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Words of both scripts; few, so that pages share terms, and enough for several files of them.
fn word(n: usize) -> String {
    const HAN: &str = "退款账单投诉运营商扣费合同押金快递保修发票电话证据期限起诉调解";
    let han: Vec<char> = HAN.chars().collect();
    match n % 3 {
        0 => format!("word{}", n / 3),
        1 => han.iter().cycle().skip(n).take(2 + n % 4).collect(),
        _ => format!("{}fee", ["refund", "broad", "late", "hidden"][n / 3 % 4]),
    }
}

fn record(n: usize) -> Record {
    let text = |from: usize, len: usize| {
        let words = (from..from + len).map(|w| word(w * w % 1999));
        words.collect::<Vec<_>>().join(" ")
    };
    Record {
        id: format!("s/{n}"),
        lang: if n.is_multiple_of(3) { "en" } else { "zh-CN" }.into(),
        kind: Kind::Guide,
        url: format!("s/{n}/index.html"),
        title: text(n, 3),
        sections: vec![
            Section {
                anchor: "a".into(),
                heading: text(n + 5, 2),
                text: text(n * 7, 160),
            },
            Section {
                anchor: "b".into(),
                heading: text(n + 9, 1),
                text: text(n * 11, 240),
            },
        ],
        ..Record::default()
    }
}

/// One change of the site.
fn edit(records: &mut Vec<Record>, how: usize, which: usize, with: usize) {
    let at = which % records.len();
    let text = &mut records[at].sections[with % 2].text;
    match how {
        0 => text.push_str(&format!(" {}", word(with))),
        1 => *text = text.chars().skip(with % 40).collect(),
        2 => text.insert_str(0, &format!("{} novelty{with} ", word(with))),
        3 => records[at].title = format!("{} 退款", word(with)),
        4 => records[at].mentions.push(word(with)),
        5 => text.clear(),
        6 => records.push(record(100 + with)),
        _ => drop((records.len() > 4).then(|| records.remove(at))),
    }
}

/// The files that are in one index and not, or not the same, in the other.
fn differing(a: &Pack, b: &Pack) -> BTreeSet<String> {
    let names = a.keys().chain(b.keys());
    names
        .filter(|name| a.get(*name) != b.get(*name))
        .cloned()
        .collect()
}

#[test]
fn an_edit_changes_the_files_of_its_page_and_its_words() {
    let old: Vec<Record> = (0..200).map(record).collect();
    let before = write(&old, &[]).unwrap();
    let files =
        |pack: &Pack, folder: &str| pack.keys().filter(|name| name.starts_with(folder)).count();
    assert!(files(&before, "t/") > 5 && files(&before, "d/") >= 200);

    // One more word at the end: it has no place yet, so one file of terms and its positions differ, or two when
    // the file is full.
    let mut new = old.clone();
    new[7].sections[1].text.push_str(" word3novelty");
    let after = write(&new, &[]).unwrap();
    let differ = differing(&before, &after);
    let of = |folder: &str| {
        differ
            .iter()
            .filter(|name| name.starts_with(folder))
            .count()
    };
    assert!(
        (1..=2).contains(&of("t/")) && of("p/") == of("t/"),
        "{differ:?}"
    );
    assert_eq!(of("d/"), 1, "{differ:?}");
    let rest: BTreeSet<&str> = differ
        .iter()
        .map(String::as_str)
        .filter(|name| !name.contains("/"))
        .collect();
    assert_eq!(rest, BTreeSet::from(["index.js"]));

    // Words at the beginning move all others: the page's own terms, and no file of another page.
    let mut new = old.clone();
    new[7].sections[0].text.insert_str(0, "退款 word3 ");
    let differ = differing(&before, &write(&new, &[]).unwrap());
    let pages: BTreeSet<&String> = differ
        .iter()
        .filter(|name| name.starts_with("d/"))
        .collect();
    let own: BTreeSet<&String> = before
        .keys()
        .chain(differ.iter())
        .filter(|name| pages.contains(name))
        .collect();
    assert!((1..=4).contains(&own.len()), "{differ:?}");

    // Another page is another numbering: no file of before may be taken for one of now.
    let mut new = old.clone();
    new.push(record(500));
    let after = write(&new, &[]).unwrap();
    let same: Vec<&String> = after
        .keys()
        .filter(|name| before.get(*name) == after.get(*name))
        .collect();
    assert_eq!(same, [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn an_index_from_the_last_one_is_the_same(
        edits in prop::collection::vec((0..8_usize, any::<usize>(), 0..5000_usize), 1..8),
        together in 1..3_usize,
    ) {
        let synonyms = vec![vec!["退款".to_owned(), "refundfee".to_owned()]];
        let mut records: Vec<Record> = (0..80).map(record).collect();
        let mut memory = Memory::default();
        write_again(&records, &synonyms, &mut memory).unwrap();
        for edits in edits.chunks(together) {
            for (how, which, with) in edits {
                edit(&mut records, *how, *which, *with);
            }
            let warm = write_again(&records, &synonyms, &mut memory).unwrap();
            let cold = write(&records, &synonyms).unwrap();
            prop_assert!(cold.keys().filter(|name| name.starts_with("t/")).count() > 3);
            prop_assert_eq!(warm.keys().collect::<Vec<_>>(), cold.keys().collect::<Vec<_>>());
            for (name, bytes) in &cold {
                prop_assert!(warm[name] == *bytes, "{} differs", name);
            }
        }
    }
}
