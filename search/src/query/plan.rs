//! Units to clauses: which terms of the dictionary each unit stands for, and what each is worth.

use super::parse::Unit;
use super::{near, syllables};
use crate::pack::{Head, Shard, field};
use crate::prelude::*;
use crate::stem::stem;
use crate::table::{Table, add, keep_best};

/// What a match is worth by field: title, lead, aka, body, pinyin, start, mention. These and the other numbers of
/// ranking were found by trying values on 150 queries over the shipped guides, and rounded: small changes of
/// any of them change little.
pub(crate) const WEIGHTS: [f32; field::COUNT] = [4.5, 1.2, 1.5, 1.8, 1.2, 0.7, 1.8];

/// What other forms of a word are worth beside the word itself.
const STEM: f32 = 0.6;
const BEGUN: f32 = 0.5;
const NEAR: f32 = 0.4;

/// How many other forms are looked for, and over how many files of terms.
const FORMS: usize = 12;
const SPREAD: usize = 1;
const NEAR_FORMS: usize = 3;

/// The files of terms that are loaded.
pub(crate) type Dictionary = Table<usize, Shard>;

/// What a page is scored by. The same tree can be given to tantivy, which is how it is tested.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// A term in the fields that have a weight.
    Term {
        key: Vec<u8>,
        weights: [f32; field::COUNT],
    },
    /// Terms at these distances from the first, in the full fields that have a weight.
    Phrase {
        terms: Vec<(u32, Vec<u8>)>,
        weights: [f32; field::COUNT],
    },
    /// The sum of all that match.
    Sum(Vec<Node>),
    /// The sum, for pages that all match.
    All(Vec<Node>),
    /// The best that matches.
    Max(Vec<Node>),
}

/// One unit, looked up.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Clause {
    pub(crate) node: Node,
    /// Whether pages without it are left out.
    pub(crate) required: bool,
    /// How much it matters that a page has it.
    pub(crate) weight: f32,
    /// The terms to mark in a passage.
    pub(crate) marks: Vec<Vec<u8>>,
    /// The word that was not found, if it is one.
    pub(crate) unknown: Option<String>,
}

fn weights(factor: f32) -> [f32; field::COUNT] {
    WEIGHTS.map(|weight| weight * factor)
}

/// Pinyin is in a field of its own; that of the title is in another too.
fn pinyin_weights() -> [f32; field::COUNT] {
    let mut all = [0.0; field::COUNT];
    all[field::PINYIN] = WEIGHTS[field::PINYIN];
    all[field::START] = WEIGHTS[field::PINYIN];
    all
}

/// The numbers of the files that a unit's terms are in. Known before any of them is read, so that all
/// files of a query can be asked for at once.
pub(crate) fn wanted(head: &Head, unit: &Unit) -> Vec<usize> {
    let of = |key: &str| head.shard_of(key.as_bytes());
    match unit {
        Unit::Pair { key, .. } | Unit::Char { key } => vec![of(key)],
        Unit::Phrase { terms } => terms.iter().map(|(_, key)| of(key)).collect(),
        Unit::Word { key, typing, .. } => {
            let mut shards = forms(head, key, *typing);
            if let Some((pairs, begun)) = syllables::terms(key, *typing) {
                shards.extend(pairs.iter().chain(&begun).map(|pair| of(pair)));
            }
            if head
                .words
                .binary_search_by(|word| word.as_slice().cmp(key.as_bytes()))
                .is_err()
            {
                let near = head
                    .words
                    .iter()
                    .filter(|word| near::is_near(key.as_bytes(), word));
                shards.extend(near.take(NEAR_FORMS).map(|word| head.shard_of(word)));
            }
            shards
        }
    }
}

/// The files with the word and what begins like it: those right after the word's own come first.
fn forms(head: &Head, key: &str, typing: bool) -> Vec<usize> {
    let own = head.shard_of(key.as_bytes());
    let root = root(key);
    let first = head.shard_of(root.as_bytes());
    let mut beyond = if typing {
        key.as_bytes().to_vec()
    } else {
        root.as_bytes().to_vec()
    };
    beyond.push(0xff);
    let last = head.shard_of(&beyond);
    let mut shards: Vec<usize> = (own..=last.min(own + SPREAD)).collect();
    if first < own {
        shards.push(own - 1);
    }
    shards
}

/// What all words of the same stem begin with.
fn root(key: &str) -> String {
    let mut root = stem(key);
    if root.ends_with('i') {
        root.pop();
    }
    let shared = root
        .bytes()
        .zip(key.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    root.truncate(shared);
    root
}

/// Looks the units up. Two characters that no page has together, and nothing else, are a slip: what begins with
/// the first of them is found instead.
pub(crate) fn resolve_all(head: &Head, dictionary: &Dictionary, units: &[Unit]) -> Vec<Clause> {
    if let [Unit::Pair { key, .. }] = units {
        let shard = dictionary.get(&head.shard_of(key.as_bytes()));
        if shard.is_some_and(|shard| shard.find(key.as_bytes()).is_none()) {
            let first = key.chars().next().map(String::from).unwrap_or_default();
            return vec![character(head, dictionary, &first, key)];
        }
    }
    units
        .iter()
        .map(|unit| resolve(head, dictionary, unit))
        .collect()
}

/// Looks a unit up.
fn resolve(head: &Head, dictionary: &Dictionary, unit: &Unit) -> Clause {
    let exact = |key: &str, factor| Node::Term {
        key: key.as_bytes().to_vec(),
        weights: weights(factor),
    };
    let clause = |node, marks| Clause {
        node,
        required: false,
        weight: 1.0,
        marks,
        unknown: None,
    };
    match unit {
        Unit::Pair { key, weight } => Clause {
            weight: *weight,
            ..clause(exact(key, *weight), vec![key.as_bytes().to_vec()])
        },
        Unit::Char { key } => character(head, dictionary, key, key),
        Unit::Phrase { terms } => {
            let terms: Vec<_> = terms
                .iter()
                .map(|(at, key)| (*at, key.as_bytes().to_vec()))
                .collect();
            let marks = terms.iter().map(|(_, key)| key.clone()).collect();
            let mut fields = weights(1.0);
            fields[field::FULL..].fill(0.0);
            let node = match terms.as_slice() {
                [(_, key)] => Node::Term {
                    key: key.clone(),
                    weights: fields,
                },
                _ => Node::Phrase {
                    terms,
                    weights: fields,
                },
            };
            Clause {
                required: true,
                ..clause(node, marks)
            }
        }
        Unit::Word {
            key,
            typing,
            weight,
        } => word(head, dictionary, key, *typing, *weight),
    }
}

/// A single character: itself, and the pairs that begin with it as far as they are at hand, in the file of `near`.
fn character(head: &Head, dictionary: &Dictionary, key: &str, near: &str) -> Clause {
    // In another file it would count only for a reader who happens to have that one.
    let is_at_hand = head.shard_of(key.as_bytes()) == head.shard_of(near.as_bytes());
    let mut found = Forms::new(if is_at_hand { key } else { near }, weights(1.0));
    if let Some(shard) = dictionary.get(&head.shard_of(near.as_bytes())) {
        found.begun(shard, key);
    }
    found.clause(1.0)
}

fn word(head: &Head, dictionary: &Dictionary, key: &str, typing: bool, weight: f32) -> Clause {
    let mut found = Forms::new(key, weights(weight));
    let root = root(key);
    let mut numbers = Vec::new();
    for number in wanted(
        head,
        &Unit::Word {
            key: key.into(),
            typing,
            weight,
        },
    ) {
        add(&mut numbers, number);
    }
    let shards: Vec<&Shard> = numbers
        .iter()
        .filter_map(|number| dictionary.get(number))
        .collect();
    for shard in &shards {
        found.known |= shard.find(key.as_bytes()).is_some();
        found.stems(shard, key, &root);
    }
    if typing {
        shards.iter().for_each(|shard| found.begun(shard, key));
    }
    if let Some((pairs, begun)) = syllables::terms(key, typing) {
        found.pinyin(&shards, &pairs, begun.as_deref());
    }
    let misspelt = !found.known && found.others.is_empty() && found.pinyin.is_none();
    if misspelt {
        shards.iter().for_each(|shard| found.near(shard, key));
    }
    let mut clause = found.clause(weight);
    if misspelt {
        clause.unknown = Some(key.into());
    }
    clause
}

/// The forms of one word that the dictionary has.
struct Forms<'a> {
    key: &'a str,
    weights: [f32; field::COUNT],
    known: bool,
    /// Factor, pages, term.
    others: Vec<(f32, u32, Vec<u8>)>,
    pinyin: Option<Node>,
}

impl<'a> Forms<'a> {
    fn new(key: &'a str, weights: [f32; field::COUNT]) -> Forms<'a> {
        Forms {
            key,
            weights,
            known: false,
            others: Vec::new(),
            pinyin: None,
        }
    }

    fn push(&mut self, factor: f32, shard: &Shard, term: usize) {
        let key = shard.key(term);
        if key != self.key.as_bytes() && !self.others.iter().any(|(.., other)| other == key) {
            self.others.push((factor, shard.count(term), key.to_vec()));
        }
    }

    fn stems(&mut self, shard: &Shard, key: &str, root: &str) {
        let wanted = stem(key);
        for term in shard.with_prefix(root.as_bytes()) {
            if core::str::from_utf8(shard.key(term)).is_ok_and(|other| stem(other) == wanted) {
                self.push(STEM, shard, term);
            }
        }
    }

    fn begun(&mut self, shard: &Shard, key: &str) {
        let mut terms = shard.with_prefix(key.as_bytes());
        keep_best(&mut terms, FORMS, |a, b| shard.count(*a) > shard.count(*b));
        terms.iter().for_each(|term| self.push(BEGUN, shard, *term));
    }

    fn near(&mut self, shard: &Shard, key: &str) {
        for term in 0..shard.len() {
            let other = shard.key(term);
            if other.is_ascii() && near::is_near(key.as_bytes(), other) {
                self.push(NEAR, shard, term);
            }
        }
        keep_best(&mut self.others, NEAR_FORMS, |a, b| a.1 > b.1);
    }

    fn pinyin(&mut self, shards: &[&Shard], pairs: &[String], begun: Option<&str>) {
        let field = |key: &[u8]| Node::Term {
            key: key.to_vec(),
            weights: pinyin_weights(),
        };
        let known = |key: &str| {
            shards
                .iter()
                .any(|shard| shard.find(key.as_bytes()).is_some())
        };
        let initials = pairs.iter().all(|pair| pair.len() == 2);
        if initials && !pairs.iter().all(|pair| known(pair)) {
            return;
        }
        let mut nodes: Vec<Node> = pairs
            .iter()
            .filter(|pair| known(pair))
            .map(|pair| field(pair.as_bytes()))
            .collect();
        if let Some(begun) = begun {
            let keys = shards.iter().flat_map(|shard| {
                shard
                    .with_prefix(begun.as_bytes())
                    .into_iter()
                    .map(|term| shard.key(term))
                    .take(FORMS)
            });
            let begun: Vec<Node> = keys.map(field).collect();
            if !begun.is_empty() {
                nodes.push(Node::Max(begun));
            }
        }
        // Letters alone say little: a page must have them all, or every jumble of keys would find something.
        if !nodes.is_empty() {
            self.pinyin = Some(if initials {
                Node::All(nodes)
            } else {
                Node::Sum(nodes)
            });
        }
    }

    fn clause(self, weight: f32) -> Clause {
        let term = |key: &[u8], factor: f32| Node::Term {
            key: key.to_vec(),
            weights: self.weights.map(|weight| weight * factor),
        };
        let mut marks = vec![self.key.as_bytes().to_vec()];
        let mut nodes = vec![term(self.key.as_bytes(), 1.0)];
        for (factor, _, key) in &self.others {
            nodes.push(term(key, *factor));
            marks.push(key.clone());
        }
        nodes.extend(self.pinyin);
        let node = if nodes.len() == 1 {
            nodes.remove(0)
        } else {
            Node::Max(nodes)
        };
        Clause {
            node,
            required: false,
            weight,
            marks,
            unknown: None,
        }
    }
}
