//! BM25 as tantivy computes it, over the pack's postings.

use super::plan::{Dictionary, Node};
use crate::pack::{Head, Norms, Positions, Posting, field};
use crate::prelude::*;
use crate::table::Table;
use core::cmp::Ordering;

/// Pages, sorted, with the positions of one term in one field.
type Places = Vec<(u32, Vec<u32>)>;

const K1: f32 = 1.2;
const B: f32 = 0.75;

/// What scores are computed from. Languages without norms are left out.
pub(crate) struct Statistics<'a> {
    pub(crate) head: &'a Head,
    pub(crate) dictionary: &'a Dictionary,
    pub(crate) positions: &'a Table<usize, Positions>,
    pub(crate) norms: &'a Table<usize, Norms>,
}

/// What a tree gives a page that matches. Lists of them are sorted by page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Score {
    pub(crate) page: u32,
    pub(crate) score: f32,
    /// Whether the match is in the title (or another name) of the page.
    pub(crate) titled: bool,
    /// A bit for each part of the text that matches.
    pub(crate) parts: u8,
}

/// The length that a byte stands for, in tantivy's (that is Lucene's) form.
fn length(byte: u8) -> u32 {
    match byte {
        0..24 => u32::from(byte),
        _ => {
            let code = u32::from(byte) - 24;
            24 + if code < 8 {
                code
            } else {
                (code & 7 | 8) << ((code >> 3) - 1)
            }
        }
    }
}

/// The weight of a term that `count` of `pages` pages have.
pub(crate) fn idf(count: u32, pages: u32) -> f32 {
    let x = ((pages.saturating_sub(count)) as f32 + 0.5) / (count as f32 + 0.5);
    libm::logf(1.0 + x)
}

impl Statistics<'_> {
    /// The pages that match, with their scores.
    pub(crate) fn scores(&self, node: &Node) -> Vec<Score> {
        let merged = |nodes: &[Node], both: fn(f32, f32) -> f32| {
            nodes
                .iter()
                .fold(Vec::new(), |all, node| merge(all, self.scores(node), both))
        };
        match node {
            Node::Term { key, weights } => self.term(key, weights),
            Node::Phrase { terms, weights } => self.phrase(terms, weights),
            Node::Sum(nodes) => merged(nodes, |a, b| a + b),
            Node::All(nodes) => {
                let mut lists = nodes.iter().map(|node| self.scores(node));
                let first = lists.next().unwrap_or_default();
                lists.fold(first, |all, list| {
                    let mut both = merge(all.clone(), list.clone(), |a, b| a + b);
                    let has = |list: &[Score], page: u32| {
                        list.binary_search_by_key(&page, |score| score.page).is_ok()
                    };
                    both.retain(|score| has(&all, score.page) && has(&list, score.page));
                    both
                })
            }
            Node::Max(nodes) => merged(nodes, f32::max),
        }
    }

    /// The pages that have a term.
    pub(crate) fn postings(&self, key: &[u8]) -> Vec<Posting> {
        let shard = self.dictionary.get(&self.head.shard_of(key));
        shard
            .and_then(|shard| Some(shard.postings(shard.find(key)?)))
            .unwrap_or_default()
    }

    fn term(&self, key: &[u8], weights: &[f32; field::COUNT]) -> Vec<Score> {
        let postings = self.postings(key);
        let mut out = Vec::with_capacity(postings.len());
        let mut rest = postings.as_slice();
        while let Some(first) = rest.first() {
            let language = self.head.language_of(first.page);
            let end = self.head.languages[language].start + self.head.languages[language].pages;
            let (own, others) = rest.split_at(rest.partition_point(|posting| posting.page < end));
            rest = others;
            let Some(norms) = self.norms.get(&language) else {
                continue;
            };
            let mut fields = Vec::new();
            for (number, weight) in weights
                .iter()
                .enumerate()
                .filter(|(_, weight)| **weight > 0.0)
            {
                let count = own
                    .iter()
                    .filter(|posting| posting.fields & 1 << number != 0)
                    .count();
                if count > 0 {
                    fields.push((
                        number,
                        self.bm25(language, number, norms, &[count as u32], *weight),
                    ));
                }
            }
            for posting in own {
                let mut score = Score {
                    page: posting.page,
                    score: 0.0,
                    titled: false,
                    parts: posting.parts,
                };
                for (number, bm25) in fields
                    .iter()
                    .filter(|(number, _)| posting.fields & 1 << number != 0)
                {
                    let freq = posting.freqs.get(*number).copied().unwrap_or(1);
                    score.score += bm25.score(posting.page, freq);
                    score.titled |= names(*number);
                }
                if score.score > 0.0 {
                    out.push(score);
                }
            }
        }
        out
    }

    fn bm25<'n>(
        &self,
        language: usize,
        number: usize,
        norms: &'n Norms,
        counts: &[u32],
        weight: f32,
    ) -> Bm25<'n> {
        let language = &self.head.languages[language];
        let sum: f32 = counts.iter().map(|count| idf(*count, language.pages)).sum();
        Bm25 {
            weight: sum * (1.0 + K1) * weight,
            average: language.average(number),
            lengths: norms.lengths(number),
            start: language.start,
        }
    }

    fn phrase(&self, terms: &[(u32, Vec<u8>)], weights: &[f32; field::COUNT]) -> Vec<Score> {
        let lists: Vec<Vec<Posting>> = terms.iter().map(|(_, key)| self.postings(key)).collect();
        let mut out = Vec::new();
        if lists.iter().any(Vec::is_empty) {
            return out;
        }
        for number in (0..field::FULL).filter(|number| weights[*number] > 0.0) {
            let Some(positions) = self.field_positions(terms, &lists, number) else {
                return out;
            };
            let found = self.phrase_in_field(terms, &positions, number, weights[number], &lists[0]);
            out = merge(out, found, |a, b| a + b);
        }
        out
    }

    fn phrase_in_field(
        &self,
        terms: &[(u32, Vec<u8>)],
        positions: &[Places],
        number: usize,
        weight: f32,
        postings: &[Posting],
    ) -> Vec<Score> {
        let mut found = Vec::new();
        for (language, range) in self.head.languages.iter().enumerate() {
            let Some(norms) = self.norms.get(&language) else {
                continue;
            };
            let inside = |page: u32| page >= range.start && page < range.start + range.pages;
            let count =
                |list: &Places| list.iter().filter(|(page, _)| inside(*page)).count() as u32;
            let counts: Vec<u32> = positions.iter().map(count).collect();
            let bm25 = self.bm25(language, number, norms, &counts, weight);
            for (page, first) in positions[0].iter().filter(|(page, _)| inside(*page)) {
                let freq = occurrences(*page, first, terms, positions);
                if freq > 0 {
                    let at = postings.binary_search_by_key(page, |posting| posting.page);
                    let parts = at.map_or(0, |at| postings[at].parts);
                    let score = bm25.score(*page, freq);
                    found.push(Score {
                        page: *page,
                        score,
                        titled: names(number),
                        parts,
                    });
                }
            }
        }
        found
    }

    /// For each term, the pages that have it in the field, with positions.
    fn field_positions(
        &self,
        terms: &[(u32, Vec<u8>)],
        lists: &[Vec<Posting>],
        number: usize,
    ) -> Option<Vec<Places>> {
        let mut all = Vec::new();
        for ((_, key), postings) in terms.iter().zip(lists) {
            let shard = self.head.shard_of(key);
            let term = self.dictionary.get(&shard)?.find(key)?;
            let positions = self.positions.get(&shard)?.of(term, postings, number);
            let with = postings
                .iter()
                .zip(positions)
                .filter(|(_, positions)| !positions.is_empty());
            all.push(
                with.map(|(posting, positions)| (posting.page, positions))
                    .collect(),
            );
        }
        Some(all)
    }
}

/// How often the phrase is on a page, given the positions of its first term there.
fn occurrences(page: u32, first: &[u32], terms: &[(u32, Vec<u8>)], positions: &[Places]) -> u32 {
    let follows = |start: u32| {
        terms
            .iter()
            .zip(positions)
            .skip(1)
            .all(|((distance, _), list)| {
                let at = list.binary_search_by_key(&page, |(page, _)| *page);
                at.is_ok_and(|at| list[at].1.binary_search(&(start + distance)).is_ok())
            })
    };
    first.iter().filter(|start| follows(**start)).count() as u32
}

/// The scorer of one term in one field of one language.
struct Bm25<'n> {
    weight: f32,
    average: f32,
    lengths: Option<&'n [u8]>,
    start: u32,
}

impl Bm25<'_> {
    fn score(&self, page: u32, freq: u32) -> f32 {
        let at = (page - self.start) as usize;
        let byte = self
            .lengths
            .map_or(1, |lengths| lengths.get(at).copied().unwrap_or(1));
        let norm = K1 * (1.0 - B + B * length(byte) as f32 / self.average);
        self.weight * (freq as f32 / (freq as f32 + norm))
    }
}

/// Whether a match in the field is a match in a name of the page.
fn names(number: usize) -> bool {
    matches!(number, field::TITLE | field::AKA | field::PINYIN)
}

/// Two lists as one; `both` is the score of a page that is in both.
fn merge(a: Vec<Score>, b: Vec<Score>, both: fn(f32, f32) -> f32) -> Vec<Score> {
    if a.is_empty() {
        return b;
    }
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.as_slice(), b.as_slice());
    while let (Some(x), Some(y)) = (a.first(), b.first()) {
        if x.page <= y.page {
            a = &a[1..];
        }
        if y.page <= x.page {
            b = &b[1..];
        }
        out.push(match x.page.cmp(&y.page) {
            Ordering::Less => *x,
            Ordering::Greater => *y,
            Ordering::Equal => Score {
                page: x.page,
                score: both(x.score, y.score),
                titled: x.titled || y.titled,
                parts: x.parts | y.parts,
            },
        });
    }
    out.extend_from_slice(a);
    out.extend_from_slice(b);
    out
}
