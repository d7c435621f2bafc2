//! BM25 as tantivy computes it, over the pack's postings.

use crate::prelude::*;
use super::plan::{Dictionary, Node};
use crate::pack::{Head, Norms, Positions, Posting, field};
use crate::table::Table;

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

/// What a tree gives every page.
pub(crate) struct Scores {
    pub(crate) scores: Vec<f32>,
    /// Whether the match is in the title (or another name) of the page.
    pub(crate) titled: Vec<bool>,
    /// A bit for each part of the text that matches.
    pub(crate) parts: Vec<u8>,
}

/// The length that a byte stands for, in tantivy's (that is Lucene's) form.
fn length(byte: u8) -> u32 {
    match byte {
        0..24 => u32::from(byte),
        _ => {
            let code = u32::from(byte) - 24;
            24 + if code < 8 { code } else { (code & 7 | 8) << ((code >> 3) - 1) }
        }
    }
}

/// The weight of a term that `count` of `pages` pages have.
pub(crate) fn idf(count: u32, pages: u32) -> f32 {
    let x = ((pages.saturating_sub(count)) as f32 + 0.5) / (count as f32 + 0.5);
    libm::logf(1.0 + x)
}

impl Statistics<'_> {
    /// The scores of every page; 0 for those that do not match.
    pub(crate) fn scores(&self, node: &Node) -> Scores {
        let pages = self.head.pages() as usize;
        let mut out = Scores { scores: vec![0.0; pages], titled: vec![false; pages], parts: vec![0; pages] };
        self.eval(node, &mut out);
        out
    }

    fn eval(&self, node: &Node, out: &mut Scores) {
        match node {
            Node::Term { key, weights } => self.term(key, weights, out),
            Node::Phrase { terms, weights } => self.phrase(terms, weights, out),
            Node::Sum(nodes) => nodes.iter().for_each(|node| self.eval(node, out)),
            Node::Max(nodes) => {
                for node in nodes {
                    let one = self.scores(node);
                    for (best, score) in out.scores.iter_mut().zip(&one.scores) {
                        *best = best.max(*score);
                    }
                    for (any, titled) in out.titled.iter_mut().zip(&one.titled) {
                        *any |= titled;
                    }
                    for (all, parts) in out.parts.iter_mut().zip(&one.parts) {
                        *all |= parts;
                    }
                }
            }
        }
    }

    fn postings(&self, key: &[u8]) -> Vec<Posting> {
        let shard = self.dictionary.get(&self.head.shard_of(key));
        shard.and_then(|shard| Some(shard.postings(shard.find(key)?))).unwrap_or_default()
    }

    fn term(&self, key: &[u8], weights: &[f32; field::COUNT], out: &mut Scores) {
        let postings = self.postings(key);
        out.mark_parts(&postings);
        let mut rest = postings.as_slice();
        while let Some(first) = rest.first() {
            let language = self.head.language_of(first.page);
            let end = self.head.languages[language].start + self.head.languages[language].pages;
            let (own, others) = rest.split_at(rest.partition_point(|posting| posting.page < end));
            rest = others;
            let Some(norms) = self.norms.get(&language) else { continue };
            for (number, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
                let with = own.iter().filter(|posting| posting.fields & 1 << number != 0);
                let count = with.clone().count() as u32;
                let bm25 = self.bm25(language, number, norms, &[count], *weight);
                for posting in with {
                    let freq = posting.freqs.get(number).copied().unwrap_or(1);
                    out.add(posting.page, number, bm25.score(posting.page, freq));
                }
            }
        }
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

    fn phrase(&self, terms: &[(u32, Vec<u8>)], weights: &[f32; field::COUNT], out: &mut Scores) {
        let lists: Vec<Vec<Posting>> = terms.iter().map(|(_, key)| self.postings(key)).collect();
        if lists.iter().any(Vec::is_empty) {
            return;
        }
        out.mark_parts(&lists[0]);
        for number in (0..field::FULL).filter(|number| weights[*number] > 0.0) {
            let Some(positions) = self.field_positions(terms, &lists, number) else { return };
            for (language, norms) in self.norms.iter() {
                let range = &self.head.languages[*language];
                let end = range.start + range.pages;
                let inside = |page: u32| page >= range.start && page < end;
                let count = |list: &Places| list.iter().filter(|(page, _)| inside(*page)).count() as u32;
                let counts: Vec<u32> = positions.iter().map(count).collect();
                let bm25 = self.bm25(*language, number, norms, &counts, weights[number]);
                for (page, first) in positions[0].iter().filter(|(page, _)| inside(*page)) {
                    let freq = occurrences(*page, first, terms, &positions);
                    if freq > 0 {
                        out.add(*page, number, bm25.score(*page, freq));
                    }
                }
            }
        }
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
            let with = postings.iter().zip(positions).filter(|(_, positions)| !positions.is_empty());
            all.push(with.map(|(posting, positions)| (posting.page, positions)).collect());
        }
        Some(all)
    }
}

/// How often the phrase is on a page, given the positions of its first term there.
fn occurrences(
    page: u32,
    first: &[u32],
    terms: &[(u32, Vec<u8>)],
    positions: &[Places],
) -> u32 {
    let follows = |start: u32| {
        terms.iter().zip(positions).skip(1).all(|((distance, _), list)| {
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
        let byte = self.lengths.map_or(1, |lengths| lengths.get(at).copied().unwrap_or(1));
        let norm = K1 * (1.0 - B + B * length(byte) as f32 / self.average);
        self.weight * (freq as f32 / (freq as f32 + norm))
    }
}

impl Scores {
    fn mark_parts(&mut self, postings: &[Posting]) {
        for posting in postings {
            if let Some(parts) = self.parts.get_mut(posting.page as usize) {
                *parts |= posting.parts;
            }
        }
    }

    fn add(&mut self, page: u32, number: usize, score: f32) {
        if let Some(sum) = self.scores.get_mut(page as usize) {
            *sum += score;
            self.titled[page as usize] |= matches!(number, field::TITLE | field::AKA | field::PINYIN);
        }
    }
}
