//! Terms in running text: their first use on a page becomes a link to the glossary.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::config::Config;
use crate::record::Records;
use crate::text::is_cjk;

/// Finds the names of terms in text of one language.
#[derive(Debug)]
pub struct TermFinder {
    by_lang: BTreeMap<String, (AhoCorasick, Vec<String>)>,
}

impl TermFinder {
    /// Collects the names of all terms, by language.
    pub(super) fn new(records: &Records, config: &Config) -> Self {
        let mut by_lang = BTreeMap::new();
        for lang in &config.languages {
            let chinese = lang.starts_with("zh");
            let mut names: BTreeMap<String, String> = BTreeMap::new();
            for term in records.terms.values() {
                let own = term.name.texts.get(lang).into_iter();
                let split = own.flat_map(|n| names_in(n));
                let aliases = term.aliases.iter().map(String::as_str);
                for name in split.chain(aliases.filter(|a| a.chars().any(is_cjk) == chinese)) {
                    let name = name.trim().to_lowercase();
                    if name.chars().count() >= 2 {
                        names.entry(name).or_insert_with(|| term.common.id.clone());
                    }
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

    /// Uses of terms in a text: byte range and id of the term. In languages with spaces only whole
    /// words count.
    pub fn find<'a>(&'a self, lang: &str, text: &'a str) -> impl Iterator<Item = (Range<usize>, &'a str)> {
        self.by_lang.get(lang).into_iter().flat_map(move |(finder, ids)| {
            finder
                .find_iter(text)
                .filter(move |m| is_whole(text, m.range()))
                .map(move |m| (m.range(), ids[m.pattern().as_usize()].as_str()))
        })
    }
}

/// The names in a record's name. One with a gloss in brackets, 拒付（退单）, is also its parts. In languages
/// with spaces only an abbreviation is a gloss, "dispute resolution (ADR)"; other words in brackets are a
/// scope, "account dispute (China)", and would make every China a link.
fn names_in(name: &str) -> impl Iterator<Item = &str> {
    let scope = |part: &&str| {
        let in_brackets = name.contains(&format!("({part})"));
        !in_brackets || part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || is_cjk(c))
    };
    name.split(['（', '）', '(', ')', '/', '、']).filter(scope)
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
        let names = |n| names_in(n).map(str::trim).filter(|p| !p.is_empty()).collect::<Vec<_>>();
        assert_eq!(names("Account dispute (China)"), ["Account dispute"]);
        assert_eq!(names("Alternative dispute resolution (ADR)"), ["Alternative dispute resolution", "ADR"]);
        assert_eq!(names("拒付（退单）"), ["拒付", "退单"]);
    }
}
