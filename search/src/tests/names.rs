//! Pages that are asked for by their names, and names that are suggested.

use super::site::ask;
use crate::engine::{Filters, Query};
use crate::record::{Kind, Record, Section};
use crate::searcher::Searcher;
use crate::write::{Pack, write};

fn record(kind: Kind, id: &str, lang: &str, title: &str, aliases: &[&str]) -> Record {
    let section = |text: &str| Section {
        text: text.into(),
        ..Section::default()
    };
    Record {
        id: id.into(),
        lang: lang.into(),
        kind,
        url: format!("{lang}/{id}/"),
        title: title.into(),
        aliases: aliases.iter().map(|name| (*name).into()).collect(),
        sections: vec![section("诉讼时效 small claims ombudsman 第75条")],
        ..Record::default()
    }
}

/// Guides say everything, often: without names they come first.
fn site() -> Pack {
    let guide = |id: &str, lang: &str, title: &str| {
        record(
            Kind::Guide,
            id,
            lang,
            title,
            &["诉讼时效", "ombudsman", "small claims"],
        )
    };
    let records = [
        guide("g1", "en", "An ombudsman, small claims, or neither"),
        guide("g2", "en", "Going to court"),
        guide("g3", "zh-CN", "诉讼时效快到了怎么办"),
        guide("g4", "zh-CN", "人民法院调解"),
        record(
            Kind::Term,
            "limit",
            "zh-CN",
            "诉讼时效",
            &["訴訟期間", "人民調解"],
        ),
        record(
            Kind::Term,
            "limit",
            "en",
            "Limitation",
            &["statute of limitations", "诉讼时效"],
        ),
        record(Kind::Term, "claims", "en", "Small claims", &[]),
        record(
            Kind::Authority,
            "fos",
            "en",
            "Ombudsman Service",
            &["Ombudsman", "FOS"],
        ),
        record(
            Kind::Authority,
            "county",
            "en",
            "County court",
            &["small claims", "court"],
        ),
        record(Kind::Authority, "state", "en", "State court", &["court"]),
        record(Kind::Letter, "letter", "en", "Going to court", &[]),
    ];
    write(&records, &[]).unwrap()
}

#[test]
fn a_page_asked_for_by_its_whole_name_comes_first() {
    let pack = site();
    for (lang, text, first) in [
        ("zh-CN", "诉讼时效", &["g3", "limit"][..]),
        ("zh-CN", "訴訟 時效", &["g3", "limit"]),
        ("zh-CN", "诉讼期间", &["g3", "limit"]),
        ("en", "诉讼时效", &["g1", "limit"]),
        ("en", "OMBUDSMAN", &["fos"]),
        ("en", "ombudsman   service!", &["fos"]),
        ("en", "ｆｏｓ", &["fos"]),
        // A title means its page, also if others are called so too; but a guide helps more than a definition.
        ("en", "small claims", &["g1", "claims"]),
        // Of several the usual order decides: a guide so called comes first.
        ("en", "court", &["county", "state", "g2"]),
        ("en", "going to court", &["g2", "letter"]),
        // A part of a name is none, and a guide's words are no names.
        ("en", "limitations ombudsman", &["g1"]),
        ("zh-CN", "时效", &["g3"]),
    ] {
        let found = ask(&pack, lang, text);
        let ids: Vec<&str> = found.hits.iter().map(|hit| hit.id.as_str()).collect();
        assert_eq!(ids.get(..first.len()), Some(first), "{text}: {ids:?}");
    }
}

#[test]
fn a_title_that_the_filters_leave_out_is_not_meant() {
    let query = Query {
        text: "small claims".into(),
        lang: "en".into(),
        filters: Filters {
            kind: Some("authority".into()),
            ..Filters::default()
        },
        limit: 10,
    };
    let found = Searcher::open(&site()).unwrap().search(&query).unwrap();
    assert_eq!(found.hits[0].id, "county");
}

#[test]
fn names_are_no_forms_of_words() {
    // "small claims" is a term after "claims", which begins like "claim".
    let found = ask(&site(), "en", "claim");
    assert!(found.hits.len() > 2);
    assert_eq!(found.suggestions, [""; 0]);
}

#[test]
fn suggestions_are_written_as_the_readers_language_is() {
    let pack = site();
    let near = |lang: &str, text: &str| ask(&pack, lang, text).suggestions;
    // 人民調解 is for searching, and is the title's 调 in other clothes.
    assert_eq!(near("zh-CN", "解民讣人"), ["人民法院调解"]);
    assert_eq!(near("en", "效讣诉"), ["诉讼时效"]);
    // One character of four is chance.
    assert_eq!(near("zh-CN", "火星移民"), [""; 0]);
}
