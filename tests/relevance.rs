//! Search on the shipped guides: does what people type lead to the right guide?
#![allow(clippy::disallowed_methods, reason = "a test reads the shipped content")]

mod support;

use std::path::Path;

use kb::plan::{Cx, Searched};
use kb::{io, pipeline};
use kb_search::{Filters, Query, Searcher};

/// Tab-separated: language, query, kind of query, expected guide, guides that are right too.
const QUERIES: &str = include_str!("cases/queries.tsv");

/// More of them, written without looking at the guides and harder than what readers mostly type.
const MORE: &str = include_str!("cases/queries-more.tsv");

/// Written in two sets, of 100 and of 80, by people who knew the list of topics and no guide. At first sight the
/// search answered 77 of the 100 first and 89 in three; the guides' `words` were then widened. Of the 80, written
/// after that, it answered 74 first and 78 in three at first sight, and one not at all.
const INDEPENDENT: &str = include_str!("cases/queries-independent.tsv");

/// Names of authorities and terms, and other names of them: each as somebody types it who has read it somewhere.
const NAMES: &str = include_str!("cases/queries-names.tsv");

/// What share of a table's queries the first result answers, and the first three.
struct Least {
    first: f64,
    in_three: f64,
}

/// A reader may look for guides only or for anything.
const BOTH: [Option<&str>; 2] = [None, Some("guide")];

fn run(table: &str, kinds: &[Option<&str>], least: &Least) {
    let (snapshot, _) = io::read(Path::new(env!("CARGO_MANIFEST_DIR")));
    let analysis = pipeline::analyse(&snapshot, &support::options());
    let cx = Cx::new(&analysis.library, &analysis.theme);
    let searched = Searched::new(&cx);
    let pack = kb_search::write_all(&searched, &searched.synonyms()).expect("an index");
    let mut searcher = Searcher::open(&pack).expect("a readable index");
    for kind in kinds.iter().map(|kind| kind.map(str::to_owned)) {
        let (mut all, mut first, mut three, mut none) = (0, 0, 0, 0);
        let mut misses = String::new();
        for line in table.lines().skip(1).filter(|l| !l.is_empty()) {
            let columns: Vec<&str> = line.split('\t').collect();
            let (lang, text, wanted) = (columns[0], columns[1], columns[3]);
            let also: Vec<&str> = columns.get(4).map(|c| c.split([',', ' ']).collect()).unwrap_or_default();
            let query = Query {
                text: text.to_owned(),
                lang: if lang == "zh" { "zh-CN".to_owned() } else { lang.to_owned() },
                filters: Filters { kind: kind.clone(), ..Filters::default() },
                limit: 10,
            };
            let hits = searcher.search(&query).expect("an answer").hits;
            let right = |id: &str| id == wanted || also.contains(&id);
            let place = hits.iter().position(|h| right(&h.id));
            all += 1;
            first += usize::from(place == Some(0));
            three += usize::from(place.is_some_and(|p| p < 3));
            none += usize::from(hits.is_empty());
            if place != Some(0) {
                let got: Vec<&str> = hits.iter().take(3).map(|h| h.id.as_str()).collect();
                misses.push_str(&format!("{text}: wanted {wanted}, got {got:?}\n"));
            }
        }
        let share = |n: usize| n as f64 / all as f64;
        let enough = share(first) >= least.first && share(three) >= least.in_three && none == 0;
        assert!(
            enough,
            "{all} queries, kind {kind:?}: first {first}, in three {three}, nothing {none}\n{misses}"
        );
    }
}

/// The targets of the search design.
#[test]
fn the_right_guide_comes_first() {
    run(QUERIES, &BOTH, &Least { first: 0.85, in_three: 0.97 });
}

/// What holds today, less a little for guides that change: a change of ranking that loses more is noticed.
#[test]
fn harder_queries_find_their_guide_too() {
    run(MORE, &BOTH, &Least { first: 0.78, in_three: 0.87 });
}

/// The targets again, less a little.
#[test]
fn queries_of_others_find_their_guide_too() {
    run(INDEPENDENT, &BOTH, &Least { first: 0.85, in_three: 0.95 });
}

/// An authority comes first; a term after the guide that fits best.
#[test]
fn what_is_asked_for_by_its_name_comes_first() {
    let rows =
        |keep: &dyn Fn(&str) -> bool| NAMES.lines().filter(|line| keep(line)).collect::<Vec<_>>().join("\n");
    run(
        &rows(&|line| !line.contains("terms/") || line.contains("appeal")),
        &[None],
        &Least { first: 1.0, in_three: 1.0 },
    );
    run(&rows(&|line| !line.contains("authorities/")), &[None], &Least { first: 0.0, in_three: 1.0 });
}
