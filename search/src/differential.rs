//! The reader against tantivy's own searcher: the same tree must give the same pages the same scores.

#![allow(clippy::unwrap_used)]

use crate::fold::Folder;
use crate::pack::{Head, Norms, Positions, Shard, field};
use crate::query::{Dictionary, Node, Statistics, Unit, parse, resolve_all, wanted};
use crate::record::{Record, Section};
use crate::table::Table;
use crate::write::{LanguageIndex, Pack, write};
use proptest::prelude::*;
use std::sync::Arc;
use tantivy::collector::TopDocs;
use tantivy::query::{
    BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, PhraseQuery, TermQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

/// One language's pages, written both ways.
struct Both {
    head: Head,
    pack: Pack,
    tantivy: LanguageIndex,
    searcher: Searcher,
    folder: Arc<Folder>,
}

fn both(records: &[Record]) -> Both {
    let folder = Arc::new(Folder::new());
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by_key(|record| &record.id);
    let tantivy = LanguageIndex::of_records(&sorted, &folder).unwrap();
    let pack = write(records, &[]).unwrap();
    let head = Head::read(&pack["index.js"]).unwrap();
    let searcher = tantivy.index.reader().unwrap().searcher();
    Both {
        head,
        pack,
        tantivy,
        searcher,
        folder,
    }
}

impl Both {
    /// The scores that the reader gives, by page.
    fn ours(
        &self,
        node: &Node,
        dictionary: &Dictionary,
        positions: &Table<usize, Positions>,
    ) -> Vec<(u32, f32)> {
        let mut norms = Table::default();
        let name = Norms::name(&self.head.languages[0].tag);
        norms.insert(0, Norms::read(&self.head, 0, &self.pack[&name]).unwrap());
        let statistics = Statistics {
            head: &self.head,
            dictionary,
            positions,
            norms: &norms,
        };
        statistics
            .scores(node)
            .into_iter()
            .map(|score| (score.page, score.score))
            .collect()
    }

    /// The scores that tantivy gives, by page.
    fn theirs(&self, node: &Node) -> Vec<(u32, f32)> {
        let limit = TopDocs::with_limit(self.head.pages() as usize).order_by_score();
        let found = self.searcher.search(&*self.query(node), &limit).unwrap();
        let mut found: Vec<(u32, f32)> = found
            .into_iter()
            .map(|(score, at)| (at.doc_id, score))
            .collect();
        found.sort_by_key(|(page, _)| *page);
        found.retain(|(_, score)| *score > 0.0);
        found
    }

    fn query(&self, node: &Node) -> Box<dyn tantivy::query::Query> {
        let term = |number: usize, key: &[u8]| {
            Term::from_field_text(
                self.tantivy.fields[number],
                std::str::from_utf8(key).unwrap(),
            )
        };
        let fields = |weights: &[f32; field::COUNT],
                      one: &dyn Fn(usize) -> Box<dyn tantivy::query::Query>| {
            let with = weights
                .iter()
                .enumerate()
                .filter(|(_, weight)| **weight > 0.0);
            let boosted = with.map(|(number, weight)| {
                let query: Box<dyn tantivy::query::Query> =
                    Box::new(BoostQuery::new(one(number), *weight));
                (Occur::Should, query)
            });
            Box::new(BooleanQuery::new(boosted.collect()))
        };
        match node {
            Node::Term { key, weights } => fields(weights, &|number| {
                let option = if number < field::FULL {
                    IndexRecordOption::WithFreqs
                } else {
                    IndexRecordOption::Basic
                };
                Box::new(TermQuery::new(term(number, key), option))
            }),
            Node::Phrase { terms, weights } => fields(weights, &|number| {
                let terms = terms
                    .iter()
                    .map(|(at, key)| (*at as usize, term(number, key)));
                Box::new(PhraseQuery::new_with_offset(terms.collect()))
            }),
            Node::Sum(nodes) => Box::new(BooleanQuery::new(
                nodes
                    .iter()
                    .map(|node| (Occur::Should, self.query(node)))
                    .collect(),
            )),
            Node::All(nodes) => Box::new(BooleanQuery::new(
                nodes
                    .iter()
                    .map(|node| (Occur::Must, self.query(node)))
                    .collect(),
            )),
            Node::Max(nodes) => Box::new(DisjunctionMaxQuery::new(
                nodes.iter().map(|n| self.query(n)).collect(),
            )),
        }
    }

    /// Reads the files that a query's units need.
    fn files(&self, units: &[Unit]) -> (Dictionary, Table<usize, Positions>) {
        let (mut dictionary, mut positions) = (Dictionary::default(), Table::default());
        for number in units.iter().flat_map(|unit| wanted(&self.head, unit)) {
            let lower = self.head.lower(number);
            let shard = Shard::read(&self.head, number, &self.pack[&Shard::name(lower)]).unwrap();
            let file = &self.pack[&Positions::name(lower)];
            positions.insert(number, Positions::read(lower, &shard, file).unwrap());
            dictionary.insert(number, shard);
        }
        (dictionary, positions)
    }

    /// Asks both and compares.
    fn check(&self, text: &str) {
        let units = parse(&self.folder, text, true);
        let (dictionary, positions) = self.files(&units);
        let mut all = Vec::new();
        for clause in resolve_all(&self.head, &dictionary, &units) {
            let node = clause.node;
            let (ours, theirs) = (
                self.ours(&node, &dictionary, &positions),
                self.theirs(&node),
            );
            let pages =
                |found: &[(u32, f32)]| found.iter().map(|(page, _)| *page).collect::<Vec<_>>();
            assert_eq!(pages(&ours), pages(&theirs), "`{text}`: pages of {node:?}");
            for ((page, a), (_, b)) in ours.iter().zip(&theirs) {
                assert!(
                    same(*a, *b),
                    "`{text}`: page {page} has {a}, tantivy says {b}: {node:?}"
                );
            }
            all.push(node);
        }
        self.check_order(text, &Node::Sum(all), &dictionary, &positions);
    }

    /// The whole query: the same order, but where tantivy's own scores are the same.
    fn check_order(
        &self,
        text: &str,
        node: &Node,
        dictionary: &Dictionary,
        positions: &Table<usize, Positions>,
    ) {
        let best_first = |mut found: Vec<(u32, f32)>| {
            found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            found
        };
        let ours = best_first(self.ours(node, dictionary, positions));
        let theirs = best_first(self.theirs(node));
        assert_eq!(ours.len(), theirs.len(), "`{text}`");
        for (place, ((page, a), (other, b))) in ours.iter().zip(&theirs).enumerate() {
            assert!(
                same(*a, *b),
                "`{text}`: place {place} has page {page} with {a}, tantivy has {other} with {b}"
            );
            let tied = theirs
                .iter()
                .any(|(tied, score)| tied == page && same(*score, *b));
            assert!(
                page == other || tied,
                "`{text}`: place {place} has page {page}, tantivy has {other}"
            );
        }
    }
}

/// Sums of the same numbers in another order differ in the last digits.
fn same(a: f32, b: f32) -> bool {
    (a - b).abs() <= b.abs() * 1e-5
}

/// Words that make pages alike enough for ranks to matter.
const WORDS: [&str; 24] = [
    "退款",
    "退款流程",
    "消费者",
    "权益",
    "保护",
    "。",
    ",",
    "银行",
    "不明扣费",
    "12315",
    "s75",
    "refund",
    "refunds",
    "refunded",
    "complaint",
    "complain",
    "charge",
    "charged",
    "the",
    "to",
    "重庆",
    "账单",
    "CXXZ",
    "café",
];

fn page(number: usize, title: &[usize], text: &[usize]) -> Record {
    let join = |words: &[usize]| {
        words
            .iter()
            .map(|word| WORDS[word % WORDS.len()])
            .collect::<Vec<_>>()
            .join(if number.is_multiple_of(2) { "" } else { " " })
    };
    let middle = text.len() / 2;
    let section = |heading: &[usize], text: &[usize]| Section {
        anchor: "a".into(),
        heading: join(heading),
        text: join(text).replace('。', "。\n"),
    };
    Record {
        id: format!("s/{number:04}"),
        lang: "zh-CN".into(),
        title: join(title),
        summary: join(&text[..text.len().min(3)]),
        aliases: vec![join(&title[..title.len().min(1)])],
        sections: vec![
            section(&[], &text[..middle]),
            section(title, &text[middle..]),
        ],
        ..Record::default()
    }
}

fn pages() -> impl Strategy<Value = Vec<Record>> {
    let words = |most| prop::collection::vec(0..WORDS.len(), 1..most);
    prop::collection::vec((words(6), words(400)), 1..30).prop_map(|pages| {
        pages
            .iter()
            .enumerate()
            .map(|(n, (title, text))| page(n, title, text))
            .collect()
    })
}

/// The shipped guides of one language.
fn shipped(lang: &str) -> Both {
    let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let mut records = crate::corpus::records(&content).unwrap();
    records.retain(|record| record.lang == lang);
    assert!(records.len() > 20, "no guides in {content:?}");
    both(&records)
}

/// Pieces of the guides' own text: as they are, with a character lost, two joined, in quotes.
fn pieces(lang: &'static str) -> impl Strategy<Value = String> {
    let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let mut text = String::new();
    for record in crate::corpus::records(&content).unwrap() {
        let sections = record.sections.iter().map(|section| section.text.as_str());
        if record.lang == lang {
            text.extend([record.title.as_str()].into_iter().chain(sections));
        }
    }
    let text: Arc<Vec<char>> = Arc::new(text.chars().collect());
    let piece = (0..text.len(), 1_usize..14)
        .prop_map(move |(at, length)| text[at..].iter().take(length).collect::<String>());
    (piece.clone(), piece, 0_usize..10, 0_u8..6).prop_map(|(a, b, lost, how)| match how {
        0 => format!("\"{a}\""),
        1 => format!("{a}{b}"),
        2 => format!("{a} \"{b}\""),
        3 => a
            .chars()
            .enumerate()
            .filter(|(at, _)| *at != lost)
            .map(|(_, c)| c)
            .collect(),
        4 => format!("{b} {a}"),
        _ => a,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_the_shipped_guides_score_as_in_tantivy(
        chinese in prop::collection::vec(pieces("zh-CN"), 60),
        english in prop::collection::vec(pieces("en"), 60),
    ) {
        for (lang, queries) in [("zh-CN", chinese), ("en", english)] {
            let both = shipped(lang);
            queries.iter().for_each(|text| both.check(text));
        }
    }
}

#[test]
fn every_sort_of_query_scores_as_in_tantivy() {
    let text: Vec<usize> = (0..900).map(|n| n * n * 7 + n / 5).collect();
    let records: Vec<Record> = (0..60)
        .map(|n| page(n, &text[n..n + 4], &text[n * 7..n * 7 + 40 + n * 5]))
        .collect();
    let both = both(&records);
    for text in [
        "退款",
        "退款流程",
        "消费者权益保护",
        "refund",
        "refund complaint",
        "refun",
        "refnud",
        "chrage",
        "12315",
        "S75",
        "cxxz",
        "tuikuan",
        "tk",
        "yinhang",
        "chongqing",
        "退",
        "\"退款流程\"",
        "“消费者权益”",
        "\"refund complaint\"",
        "\"the refund\" 银行",
        "\"退款\" refunds",
        "不明扣费12315",
        "re",
        "CAFE",
        "帳單",
        "nothing like it",
    ] {
        both.check(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_query_scores_as_in_tantivy(
        records in pages(),
        queries in prop::collection::vec(prop::collection::vec(0..WORDS.len(), 1..5), 1..8),
        quoted in any::<bool>(),
        cut in 0_usize..12,
    ) {
        let both = both(&records);
        for words in queries {
            let text: String = words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(if cut.is_multiple_of(2) { "" } else { " " });
            let text: String = text.chars().skip(cut / 4).collect();
            both.check(&if quoted { format!("\"{text}\"") } else { text });
        }
    }
}
