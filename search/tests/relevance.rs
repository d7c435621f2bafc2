//! What people type finds the guide that helps them: a table of queries over the shipped guides.
//!
//! `relevance.tsv` is not to be tuned to: it samples what readers ask. The thresholds are on the whole.

#![allow(clippy::disallowed_methods)] // reads files itself
#![allow(clippy::unwrap_used)]

#[path = "../examples/corpus/mod.rs"]
mod corpus;

use kb_search::{Query, Searcher, write};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every string in quotes on the lines of records that name things: `aka` and `name`.
fn synonyms(data: &Path) -> Vec<Vec<String>> {
    let mut groups = Vec::new();
    for folder in ["authorities", "terms", "letters", "evidence"] {
        for file in fs::read_dir(data.join(folder))
            .into_iter()
            .flatten()
            .flatten()
        {
            let text = fs::read_to_string(file.path()).unwrap();
            for record in text.split("\n[[") {
                let named = record
                    .lines()
                    .filter(|line| line.starts_with("aka =") || line.starts_with("aliases ="));
                let mut group: Vec<String> = named
                    .flat_map(|line| line.split('"').skip(1).step_by(2))
                    .map(str::to_owned)
                    .collect();
                if let Some(name) = record.lines().find(|line| line.starts_with("name =")) {
                    group.extend(name.split('"').skip(1).step_by(2).map(str::to_owned));
                }
                groups.push(group);
            }
        }
    }
    groups
}

#[test]
fn readers_find_the_right_guide() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let content = root.join("../content");
    let records: Vec<_> = corpus::records(&content)
        .unwrap()
        .into_iter()
        .filter(|r| !r.id.starts_with("review/"))
        .collect();
    let pack = write(&records, &synonyms(&content.join("_data"))).unwrap();
    let mut searcher = Searcher::open(&pack).unwrap();
    let table = fs::read_to_string(root.join("tests/relevance.tsv")).unwrap();
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    let mut asked = 0;
    let mut report = String::new();
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let lang = if cells[0] == "zh" { "zh-CN" } else { cells[0] };
        let right = |id: &str| {
            id == cells[4]
                || cells
                    .get(6)
                    .is_some_and(|ok| ok.split([',', ' ']).any(|ok| ok == id))
        };
        let query = Query {
            text: cells[1].into(),
            lang: lang.into(),
            limit: 10,
            ..Query::default()
        };
        let results = searcher.search(&query).unwrap();
        let place = results
            .hits
            .iter()
            .position(|hit| right(&hit.id))
            .map_or(99, |at| at + 1);
        *places.entry(place).or_default() += 1;
        asked += 1;
        if place > 1 {
            let found: Vec<String> = results
                .hits
                .iter()
                .take(3)
                .map(|hit| format!("{} {:.1}", hit.id, hit.score))
                .collect();
            report += &format!(
                "{place:3} {}: not {} but {}\n",
                cells[1],
                cells[4],
                found.join(", ")
            );
        }
    }
    let within = |most: usize| {
        places.range(..=most).map(|(_, count)| count).sum::<usize>() as f64 / asked as f64
    };
    assert!(
        within(1) >= 0.85 && within(3) >= 0.97,
        "first {:.2}, in three {:.2}\n{report}",
        within(1),
        within(3)
    );
}
