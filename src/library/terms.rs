//! Terms in running text: their first use on a page becomes a link to the glossary.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::config::Config;
use crate::document::Document;
use crate::record::{Records, Term, begins_with_country};
use crate::text::is_cjk;

/// Finds the names of terms in text of one language.
#[derive(Debug)]
pub struct TermFinder {
    by_lang: BTreeMap<String, (AhoCorasick, Vec<Vec<Name>>)>,
}

/// A name of a term. Several terms may share one, where they mean it in different countries.
#[derive(Debug)]
struct Name {
    term: String,
    /// How it must be written, if not in any letters: "APP" is a kind of fraud, "app" is not.
    exactly: Option<String>,
    /// Countries where it means this; none for everywhere.
    jurisdictions: Vec<String>,
}

impl Name {
    /// Whether words in a document are this name.
    fn fits(&self, document: &Document, words: &str) -> bool {
        let stated = &document.front.jurisdictions;
        let here = |j: &String| stated.iter().any(|s| s.value == *j);
        self.exactly.as_ref().is_none_or(|e| e == words)
            && (stated.is_empty() || self.jurisdictions.is_empty() || self.jurisdictions.iter().any(here))
    }
}

impl TermFinder {
    /// Collects the names of all terms, by language.
    pub(super) fn new(records: &Records, config: &Config) -> Self {
        let mut by_lang = BTreeMap::new();
        for lang in &config.languages {
            let mut names: BTreeMap<String, Vec<Name>> = BTreeMap::new();
            for term in records.terms.values() {
                for name in names_of(term, lang) {
                    names.entry(name.to_lowercase()).or_default().push(Name {
                        term: term.common.id.clone(),
                        exactly: is_abbreviation(&name).then_some(name),
                        jurisdictions: term.jurisdictions.clone(),
                    });
                }
            }
            let finder = AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .ascii_case_insensitive(true)
                .build(names.keys());
            if let Ok(finder) = finder {
                by_lang.insert(lang.clone(), (finder, names.into_values().collect()));
            }
        }
        Self { by_lang }
    }

    /// Uses of terms in a text of a document: byte range and id of the term. In languages with spaces only
    /// whole words count. A document that states the rules of some countries uses no words of others.
    pub fn find<'a>(
        &'a self,
        document: &'a Document,
        text: &'a str,
    ) -> impl Iterator<Item = (Range<usize>, &'a str)> {
        self.by_lang.get(&document.lang).into_iter().flat_map(move |(finder, names)| {
            finder.find_iter(text).filter(move |m| is_whole(text, m.range())).filter_map(move |m| {
                let mut meant = names[m.pattern().as_usize()].iter();
                let name = meant.find(|n| n.fits(document, &text[m.range()]))?;
                Some((m.range(), name.term.as_str()))
            })
        })
    }
}

/// The names by which a term is found in a language's text, each once: its name, what that has in brackets,
/// and its other names, without those that are for search only.
fn names_of(term: &Term, lang: &str) -> BTreeSet<String> {
    let chinese = lang.starts_with("zh");
    let own = term.name.texts.get(lang).into_iter().flat_map(|n| names_in(n));
    let aliases = term.aliases.iter().filter(|a| a.chars().any(is_cjk) == chinese).cloned();
    let never = |name: &String| term.words.iter().any(|w| w.trim().to_lowercase() == name.to_lowercase());
    own.chain(aliases)
        .map(|name| name.trim().to_owned())
        .filter(|name| name.chars().count() >= 2 && !never(name))
        .collect()
}

/// The names in a record's name. One with a gloss in brackets at its end, 拒付（退单）, is also its parts. In
/// languages with spaces only an abbreviation is a gloss, "dispute resolution (ADR)"; other words in brackets
/// are a scope, "account dispute (telecom)", and so is a country everywhere: "withdrawal function (EU)" would
/// make every EU a link. A bracket inside a name, "push payment (APP) scam", stands for words of it.
fn names_in(name: &str) -> Vec<String> {
    let name = name.replace('（', "(").replace('）', ")");
    let Some((before, rest)) = name.split_once('(') else { return parts(&name) };
    let (inside, after) = rest.rsplit_once(')').unwrap_or((rest, ""));
    if !after.trim().is_empty() {
        return parts(&format!("{} {}", before.trim(), after.trim()));
    }
    let gloss = |p: &String| (is_abbreviation(p) || p.chars().any(is_cjk)) && !begins_with_country(p);
    let glosses = parts(inside).into_iter().filter(gloss);
    parts(before).into_iter().chain(glosses).collect()
}

/// What a name lists.
fn parts(name: &str) -> Vec<String> {
    name.split(['/', '、']).map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// Whether a name is capitals, which mean something else in small letters.
fn is_abbreviation(name: &str) -> bool {
    name.chars().any(|c| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '&'))
}

fn is_whole(text: &str, range: Range<usize>) -> bool {
    let word = |c: char| c.is_alphanumeric() && !is_cjk(c);
    let inside = &text[range.clone()];
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let starts = !inside.starts_with(word) || !before.is_some_and(word);
    let ends = !inside.ends_with(word) || !after.is_some_and(word);
    starts && ends
}

#[cfg(test)]
mod tests {
    use super::names_in;

    #[test]
    fn a_scope_in_brackets_is_no_name() {
        let cases: &[(&str, &[&str])] = &[
            ("Account dispute (telecom)", &["Account dispute"]),
            ("Alternative dispute resolution (ADR)", &["Alternative dispute resolution", "ADR"]),
            ("Withdrawal function (EU)", &["Withdrawal function"]),
            ("Authorised push payment (APP) scam", &["Authorised push payment scam"]),
            ("拒付（退单）", &["拒付", "退单"]),
            ("授权（免密、代扣）", &["授权", "免密", "代扣"]),
            ("第 75 条（英国）", &["第 75 条"]),
            ("账单差错（美国法）", &["账单差错"]),
        ];
        for (name, want) in cases {
            assert_eq!(names_in(name), *want, "{name}");
        }
    }
}
