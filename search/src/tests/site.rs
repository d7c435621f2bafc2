//! A small site, asked good and odd things.

use crate::engine::{Filters, Part, Query, Results};
use crate::record::{Kind, Record, Section};
use crate::searcher::Searcher;
use crate::write::{Pack, write};
use proptest::prelude::*;

pub(super) fn site() -> Pack {
    let page = |id: &str, lang: &str, title: &str, text: &str| Record {
        id: id.into(),
        lang: lang.into(),
        kind: if id.ends_with("list") {
            Kind::Checklist
        } else {
            Kind::Guide
        },
        url: format!("{id}/"),
        title: title.into(),
        summary: format!("{title}。"),
        sector: id.split('/').next().unwrap_or_default().into(),
        sector_title: "部门".into(),
        jurisdictions: vec![if lang == "en" { "us" } else { "cn" }.into()],
        aliases: vec![],
        mentions: vec![],
        today: "今天".into(),
        deadline: "15 日".into(),
        sections: vec![
            Section {
                anchor: String::new(),
                heading: String::new(),
                text: title.into(),
            },
            Section {
                anchor: "how".into(),
                heading: "怎么办".into(),
                text: text.into(),
            },
        ],
    };
    let records = [
        page(
            "telecom/fees",
            "zh-CN",
            "话费里有不明扣费",
            "先打客服电话，要求退订并退款。再向工信部申诉。",
        ),
        page(
            "telecom/fees-list",
            "zh-CN",
            "不明扣费清单",
            "详单、录音、身份证。",
        ),
        page(
            "bank/chargeback",
            "zh-CN",
            "向银行申请拒付",
            "信用卡拒付的流程和期限，重庆的银行也一样。",
        ),
        page(
            "bank/chargeback",
            "en",
            "Chargeback and Section 75",
            "Ask your bank for the money back. Refunds take days.",
        ),
        page(
            "telecom/porting",
            "en",
            "Keep your number when you move",
            "Personal data stays with you: complain if not.",
        ),
    ];
    write(
        &records,
        &[
            vec!["拒付".into(), "chargeback".into()],
            vec!["退订".into(), "取消订阅".into()],
        ],
    )
    .unwrap()
}

pub(super) fn ask(pack: &Pack, lang: &str, text: &str) -> Results {
    let query = Query {
        text: text.into(),
        lang: lang.into(),
        limit: 10,
        ..Query::default()
    };
    Searcher::open(pack).unwrap().search(&query).unwrap()
}

#[test]
fn queries_find_pages() {
    let pack = site();
    for (lang, text, first) in [
        ("zh-CN", "不明扣费", "telecom/fees"),
        ("zh-CN", "退款", "telecom/fees"),
        ("zh-CN", "申訴", "telecom/fees"),
        ("zh-CN", "取消订阅", "telecom/fees"),
        ("zh-CN", "拒", "bank/chargeback"),
        ("zh-CN", "信用卡聚付流程", "bank/chargeback"),
        ("zh-CN", "拒讣", "bank/chargeback"),
        ("zh-CN", "jufu", "bank/chargeback"),
        ("zh-CN", "yinhang jufu", "bank/chargeback"),
        ("zh-CN", "koufei", "telecom/fees"),
        ("zh-CN", "chargeback", "bank/chargeback"),
        ("zh-CN", "详单", "telecom/fees-list"),
        ("en", "refund", "bank/chargeback"),
        ("en", "persnal", "telecom/porting"),
        ("en", "chargebakc", "bank/chargeback"),
        ("en", "complaining ", "telecom/porting"),
        ("en", "numb", "telecom/porting"),
        ("en", "\"section 75\"", "bank/chargeback"),
        ("en", "拒付", "bank/chargeback"),
        ("en", "详单", "telecom/fees-list"),
        ("fr", "详单", "telecom/fees-list"),
    ] {
        let found = ask(&pack, lang, text);
        assert_eq!(
            found.hits.first().map(|hit| hit.id.as_str()),
            Some(first),
            "{text}"
        );
    }
}

#[test]
fn the_readers_language_comes_first_and_others_are_marked() {
    let pack = site();
    for (lang, first) in [
        ("zh-CN", "zh-CN"),
        ("en", "en"),
        ("zh-TW", "zh-CN"),
        ("en-GB", "en"),
    ] {
        let found = ask(&pack, lang, "chargeback");
        let seen: Vec<(&str, bool)> = found
            .hits
            .iter()
            .map(|hit| (hit.lang.as_str(), hit.other))
            .collect();
        let other = if first == "en" { "zh-CN" } else { "en" };
        assert_eq!(seen, [(first, false), (other, true)], "{lang}");
    }
}

#[test]
fn filters_keep_what_they_name() {
    let pack = site();
    let some = |text: &str| Some(text.to_owned());
    for (filters, expected) in [
        (
            Filters {
                kind: some("checklist"),
                ..Filters::default()
            },
            vec!["telecom/fees-list"],
        ),
        (
            Filters {
                kind: some("guide"),
                ..Filters::default()
            },
            vec!["telecom/fees"],
        ),
        (
            Filters {
                sector: some("telecom"),
                ..Filters::default()
            },
            vec!["telecom/fees-list", "telecom/fees"],
        ),
        (
            Filters {
                sector: some("bank"),
                ..Filters::default()
            },
            vec![],
        ),
        (
            Filters {
                sector: some("nowhere"),
                ..Filters::default()
            },
            vec![],
        ),
        (
            Filters {
                jurisdiction: some("us"),
                ..Filters::default()
            },
            vec![],
        ),
        (
            Filters {
                jurisdiction: some("cn"),
                kind: some("guide"),
                ..Filters::default()
            },
            vec!["telecom/fees"],
        ),
    ] {
        let query = Query {
            text: "不明扣费".into(),
            lang: "zh-CN".into(),
            limit: 10,
            filters: filters.clone(),
        };
        let found = Searcher::open(&pack).unwrap().search(&query).unwrap();
        let mut ids: Vec<&str> = found.hits.iter().map(|hit| hit.id.as_str()).collect();
        ids.sort_by_key(|id| std::cmp::Reverse(id.len()));
        assert_eq!(ids, expected, "{filters:?}");
        assert_eq!(found.total, expected.len(), "{filters:?}");
    }
}

#[test]
fn a_hit_shows_the_passage_and_points_at_its_section() {
    let found = ask(&site(), "zh-CN", "退款");
    let hit = &found.hits[0];
    let marked: Vec<&str> = hit
        .snippet
        .iter()
        .filter(|part| part.marked)
        .map(|part| part.text.as_str())
        .collect();
    assert_eq!(
        (hit.url.as_str(), hit.heading.as_str(), marked),
        ("telecom/fees/#how", "怎么办", vec!["退款"])
    );
    assert_eq!(
        (hit.today.as_str(), hit.deadline.as_str()),
        ("今天", "15 日")
    );
    let text: String = hit.snippet.iter().map(|part| part.text.as_str()).collect();
    assert!(text.contains("要求退订并退款"), "{text}");
}

#[test]
fn a_phrase_is_required_unless_it_is_nowhere() {
    let pack = site();
    let found = ask(&pack, "zh-CN", "\"要求退订\"");
    assert_eq!((found.total, found.relaxed), (1, false));
    let found = ask(&pack, "zh-CN", "\"退订要求\"");
    assert!(found.relaxed && found.hits[0].id == "telecom/fees");
}

#[test]
fn a_jumble_of_keys_finds_nothing() {
    for text in ["zzzzqqqq", "qwrtpl", "hjkl", "asdfghjkl", "魑魅魍魉"] {
        for lang in ["zh-CN", "en"] {
            assert_eq!(ask(&site(), lang, text).hits, [], "{text}");
        }
    }
    // Initials of words that are there do find them.
    assert!(!ask(&site(), "zh-CN", "bmkf").hits.is_empty());
}

#[test]
fn a_wrong_character_brings_names_that_share_the_others() {
    let near = ask(&site(), "zh-CN", "清讣单");
    assert_eq!(near.hits, []);
    assert!(
        near.suggestions.contains(&"不明扣费清单".to_owned()),
        "{near:?}"
    );
    assert_eq!(ask(&site(), "zh-CN", "魑魅魍魉").suggestions, [""; 0]);
}

#[test]
fn what_others_say_of_a_page_finds_it() {
    let page = |id: &str, mention: &str| Record {
        id: id.into(),
        lang: "zh-CN".into(),
        title: "被盗刷".into(),
        mentions: vec![mention.into()],
        ..Record::default()
    };
    let pack = write(&[page("a", "卡还在身上"), page("b", "账单有错")], &[]).unwrap();
    let found = ask(&pack, "zh-CN", "卡在身上");
    assert_eq!(found.hits[0].id, "a");
    assert_eq!(found.total, 1);
}

#[test]
fn a_misspelt_word_brings_suggestions() {
    assert_eq!(ask(&site(), "en", "chargebakc").suggestions, ["chargeback"]);
    assert_eq!(ask(&site(), "en", "xyzzyx").hits, []);
}

#[test]
fn the_same_records_give_the_same_bytes() {
    assert_eq!(site(), site());
}

#[test]
fn an_empty_site_answers() {
    let pack = write(&[], &[]).unwrap();
    assert_eq!(ask(&pack, "en", "refund"), Results::default());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_query_is_too_odd(text in "\\PC*|[退款流程\"“”a-z0-9 \u{0}-\u{1f}\u{202e}🙂]{0,60}") {
        let pack = PACK.with(Clone::clone);
        let found = ask(&pack, "zh-CN", &text);
        for part in found.hits.iter().flat_map(|hit| &hit.snippet) {
            prop_assert!(!part.text.is_empty());
        }
    }

    #[test]
    fn passages_are_pieces_of_the_text(text in "[退款流程银行。，a-z ]{1,300}", query in "[退款银a-z]{1,6}") {
        let record = Record {
            id: "a".into(), lang: "zh-CN".into(), title: "标题".into(),
            sections: vec![Section { text: text.clone(), ..Section::default() }], ..Record::default()
        };
        let pack = write(&[record], &[]).unwrap();
        for hit in ask(&pack, "zh-CN", &query).hits {
            let shown = |part: &&Part| part.text != "…";
            let passage: String = hit.snippet.iter().filter(shown).map(|part| part.text.as_str()).collect();
            prop_assert!(text.contains(&passage), "{passage}");
        }
    }
}

thread_local! {
    pub(super) static PACK: Pack = site();
}
