//! Clauses to an order of pages.

use super::plan::Clause;
use super::score::{Statistics, idf};
use crate::pack::{Posting, field};
use crate::prelude::*;
use crate::record::Kind;
use crate::table::keep_best;

/// How much of a score depends on how much of the query a page has, and one part of its text has; and what the
/// title adds.
const COVERED: f32 = 0.6;
const TOGETHER: f32 = 0.6;
const TITLED: f32 = 0.4;

/// Whether the query is a name of a page, as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Named {
    /// It is not.
    No,
    /// It is another name, and no page has it as its title.
    Also,
    /// It is the title.
    Titled,
}

/// A page with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ranked {
    pub(crate) page: u32,
    /// The part of its text with the most of the query.
    pub(crate) part: u32,
    pub(crate) score: f32,
    /// Whether it is in the reader's language.
    pub(crate) own: bool,
    /// Whether it is asked for by its name.
    pub(crate) named: Named,
    pub(crate) kind: Kind,
}

/// The pages that match.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Ranking {
    /// The best of them, the reader's language first, and there those whose name is the query.
    pub(crate) pages: Vec<Ranked>,
    /// How many there are.
    pub(crate) total: usize,
    /// How many are in the reader's language.
    pub(crate) own: usize,
}

/// Scores every page and finds the best `limit` of those that match. `name` is the query as the term of a name;
/// `first` is the reader's language;
/// `kind` is what a page is, which counts for its score; `None` to leave the page out.
pub(crate) fn rank(
    statistics: &Statistics<'_>,
    clauses: &[Clause],
    name: Option<&str>,
    first: Option<usize>,
    kind: &dyn Fn(u32) -> Option<Kind>,
    limit: usize,
) -> Ranking {
    let head = statistics.head;
    let pages = head.pages() as usize;
    let mut base = vec![0.0_f32; pages];
    let mut covered = vec![0.0_f32; pages];
    let mut titled = vec![0.0_f32; pages];
    let mut missing = vec![false; pages];
    let most = head.parts as usize;
    let mut in_parts = vec![0.0_f32; pages * most];
    let mut totals = vec![0.0_f32; head.languages.len()];
    for clause in clauses {
        let scores = statistics.scores(&clause.node);
        let mut matched = vec![false; if clause.required { pages } else { 0 }];
        let mut counts = vec![0_u32; head.languages.len()];
        scores
            .iter()
            .for_each(|score| counts[head.language_of(score.page)] += 1);
        let weights: Vec<f32> = counts
            .iter()
            .zip(&head.languages)
            .map(|(count, language)| match count {
                0 => 0.0,
                _ => clause.weight * idf(*count, language.pages),
            })
            .collect();
        totals
            .iter_mut()
            .zip(&weights)
            .for_each(|(total, weight)| *total += weight);
        for score in scores {
            let (page, weight) = (score.page as usize, weights[head.language_of(score.page)]);
            if let Some(matched) = matched.get_mut(page) {
                *matched = true;
            }
            base[page] += score.score;
            covered[page] += weight;
            titled[page] += if score.titled { weight } else { 0.0 };
            for part in (0..most).filter(|part| score.parts >> part & 1 != 0) {
                in_parts[page * most + part] += weight;
            }
        }
        if clause.required {
            missing
                .iter_mut()
                .zip(matched)
                .for_each(|(missing, matched)| *missing |= !matched);
        }
    }
    let names = name.map_or_else(Vec::new, |name| statistics.postings(name.as_bytes()));
    let matching = (0..head.pages()).filter(|page| {
        let at = *page as usize;
        base[at] > 0.0 && !missing[at]
    });
    let mut ranked: Vec<Ranked> = matching
        .filter_map(|page| {
            let kind = kind(page)?;
            let at = page as usize;
            let total = totals[head.language_of(page)];
            let (covered, titled) = (covered[at] / total, titled[at] / total);
            let parts = &in_parts[at * most..(at + 1) * most];
            let part = (0..most)
                .rev()
                .max_by(|a, b| parts[*a].total_cmp(&parts[*b]))
                .unwrap_or(0) as u32;
            let together = parts[part as usize] / total;
            let score = base[at]
                * (1.0 - COVERED + COVERED * covered)
                * (1.0 - TOGETHER + TOGETHER * together)
                * (1.0 + TITLED * titled * titled);
            let own = first.is_none_or(|first| head.language_of(page) == first);
            Some(Ranked {
                page,
                part,
                score: score * kind.worth(),
                own,
                named: named(&names, page),
                kind,
            })
        })
        .collect();
    keep_titled(&mut ranked);
    let total = ranked.len();
    let in_own = ranked.iter().filter(|ranked| ranked.own).count();
    keep_best(&mut ranked, limit, |a, b| {
        if a.own != b.own {
            a.own
        } else if a.named != b.named {
            a.named > b.named
        } else {
            a.score > b.score
        }
    });
    guide_before_term(&mut ranked);
    Ranking {
        pages: ranked,
        total,
        own: in_own,
    }
}

/// Puts the best guide before a term that is asked for by its name: who types the word for a trouble has it, and looks
/// for a way out before its definition.
fn guide_before_term(ranked: &mut [Ranked]) {
    let Some(first) = ranked.first() else { return };
    if first.named == Named::No || first.kind != Kind::Term {
        return;
    }
    let own = first.own;
    let guide = ranked
        .iter()
        .position(|page| page.own == own && page.kind == Kind::Guide);
    if let Some(at) = guide {
        ranked[..=at].rotate_right(1);
    }
}

/// Whether a page has the name, given the pages that do. The term of a name is in the field of the title's pinyin if
/// it is the title, in that of all pinyin if it is another name.
fn named(names: &[Posting], page: u32) -> Named {
    match names.iter().find(|posting| posting.page == page) {
        Some(posting) if posting.fields & 1 << field::START != 0 => Named::Titled,
        Some(_) => Named::Also,
        None => Named::No,
    }
}

/// Where a page has the name as its title, others of the group are not meant: pages that have it among other names
/// are many, and would stand before the guides about it.
fn keep_titled(ranked: &mut [Ranked]) {
    let mut best = [Named::No; 2];
    for page in ranked.iter() {
        let best = &mut best[usize::from(page.own)];
        *best = page.named.max(*best);
    }
    for page in ranked {
        if page.named != best[usize::from(page.own)] {
            page.named = Named::No;
        }
    }
}
