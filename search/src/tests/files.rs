//! Files of an index that do not belong together, or are damaged.

use super::site::{PACK, ask, site};
use crate::codec::Error;
use crate::engine::{Engine, Query, Step};
use crate::record::{Record, Section};
use crate::searcher::Searcher;
use crate::write::{Pack, write};
use proptest::prelude::*;

#[test]
fn files_of_another_build_or_damaged_ones_are_refused() {
    let pack = site();
    let other = write(
        &[Record {
            id: "x".into(),
            lang: "zh-CN".into(),
            title: "退款".into(),
            ..Record::default()
        }],
        &[],
    )
    .unwrap();
    let head = &pack["index.js"];
    for (name, file) in pack.iter().filter(|(name, _)| *name != "index.js") {
        let provide = |bytes: &[u8]| Engine::open(head).unwrap().provide(name, bytes);
        if !name.starts_with("p/") {
            if let Some(stale) = other.get(name) {
                assert_eq!(provide(stale), Err(Error::Version(name.clone())), "{name}");
            }
            assert_eq!(
                provide(&file[..file.len() / 2]),
                Err(Error::Damaged(name.clone())),
                "{name}"
            );
            assert!(provide(b"<!doctype html>").is_err(), "{name}");
            assert!(provide(&[]).is_err(), "{name}");
        }
        assert_eq!(provide(file), Ok(()), "{name}");
    }
    assert!(matches!(Engine::open(&head[..40]), Err(Error::Damaged(_))));
    assert!(matches!(Engine::open(b""), Err(Error::Damaged(_))));
    let mut missing = pack.clone();
    missing.retain(|name, _| !name.starts_with("t/"));
    let query = Query {
        text: "退款".into(),
        lang: "zh-CN".into(),
        limit: 5,
        ..Query::default()
    };
    assert!(matches!(
        Searcher::open(&missing).unwrap().search(&query),
        Err(Error::Missing(_))
    ));
}

/// A site whose second page has that text, in as many sections.
fn edited(text: &str, sections: usize) -> Pack {
    let page = |id: &str, title: &str, texts: Vec<String>| Record {
        id: id.into(),
        lang: "zh-CN".into(),
        url: format!("{id}/"),
        title: title.into(),
        sections: texts
            .into_iter()
            .map(|text| Section {
                text,
                ..Section::default()
            })
            .collect(),
        ..Record::default()
    };
    let text = (0..sections)
        .map(|n| format!("{text}，第{n}节。"))
        .collect();
    let records = [
        page("a", "话费", vec!["退款要书面提出。".into()]),
        page("b", "宽带", text),
        page("c", "快递", vec!["退款到账要几天。".into()]),
    ];
    write(&records, &[]).unwrap()
}

#[test]
fn files_of_before_an_edit_serve_after_it() {
    let long = "网速不达标可以要求退款或者解除合同并且不付违约金".repeat(40);
    let old = edited(&long, 5);
    let new = edited("网速慢，可以退款", 1);
    let files = |pack: &Pack, folder| pack.keys().filter(|name| name.starts_with(folder)).count();
    assert!(
        files(&old, "d/") > files(&new, "d/"),
        "the text has fewer parts"
    );
    // Each file that both have, and the head, from before.
    for (name, file) in &old {
        let mut mixed = new.clone();
        mixed.insert(name.clone(), file.clone());
        for text in ["退款", "网速", "违约金", "宽带", "解除合同"] {
            let found = ask(&mixed, "zh-CN", text);
            for hit in found.hits {
                let title: String = hit.title.iter().map(|part| part.text.as_str()).collect();
                let right = [("a", "话费"), ("b", "宽带"), ("c", "快递")];
                assert!(
                    right.contains(&(hit.id.as_str(), title.as_str())),
                    "{name}: {title}"
                );
            }
        }
    }
    // All of before but the pages' text.
    let mut mixed = old.clone();
    mixed.retain(|name, _| !name.starts_with("d/"));
    mixed.extend(
        new.iter()
            .filter(|(name, _)| name.starts_with("d/"))
            .map(|(n, f)| (n.clone(), f.clone())),
    );
    let found = ask(&mixed, "zh-CN", "第4节");
    assert_eq!(found.hits[0].id, "b");
}

#[test]
fn positions_and_terms_of_two_days_are_both_asked_for_again() {
    let (old, new) = (
        edited("网速慢，可以退款", 1),
        edited("网速很慢，一样可以退款", 1),
    );
    let query = Query {
        text: "\"可以退款\"".into(),
        lang: "zh-CN".into(),
        limit: 5,
        ..Query::default()
    };
    for stale in ["t/", "p/"] {
        let mut engine = Engine::open(&new["index.js"]).unwrap();
        let need = |engine: &mut Engine| match engine.step(&query) {
            Ok(Step::Need(files)) => files,
            other => panic!("{other:?}"),
        };
        let asked = need(&mut engine);
        for name in &asked {
            let pack = if name.starts_with(stale) { &old } else { &new };
            engine.provide(name, &pack[name]).unwrap();
        }
        let error = engine.step(&query).unwrap_err();
        assert_eq!(error.code(), "version-mismatch");
        let again = need(&mut engine);
        assert!(
            ["t/", "p/"]
                .iter()
                .all(|folder| again.iter().any(|name| name.starts_with(folder)))
        );
        for name in &again {
            engine.provide(name, &new[name]).unwrap();
        }
        let pages = need(&mut engine);
        assert!(pages.iter().all(|name| name.starts_with("d/")), "{pages:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_is_too_odd(at in any::<prop::sample::Index>(), byte in any::<u8>(), file in any::<prop::sample::Index>()) {
        let mut pack = PACK.with(Clone::clone);
        let names: Vec<String> = pack.keys().cloned().collect();
        let file = pack.get_mut(file.get(&names)).unwrap();
        let mut bytes = file.to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        *file = bytes.into();
        let query = Query { text: "\"退款\" chargeback".into(), lang: "en".into(), limit: 5, ..Query::default() };
        if let Ok(mut searcher) = Searcher::open(&pack) {
            let _ = searcher.search(&query);
        }
    }
}
