//! Unlicensed gambling: its names and hosts stand nowhere on the site, and guides on gambling have no
//! outside links of their own.
//!
//! The list is `content/_data/blocklist.toml`:
//!
//! ```toml
//! names = ["…"]    # as people write them; Latin names as whole words, in any case
//! hosts = ["…"]    # with all their sub-domains
//! ```

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::page::{Finding, Page};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::document::{ContentFile, classify};
use crate::library::{Library, Target};
use crate::snapshot::Snapshot;
use crate::table::{Reader, invalid};
use crate::text::{SourcePath, is_cjk};

/// Path of the list in a site.
const PATH: &str = "content/_data/blocklist.toml";

/// Sector and tag of guides on gambling.
const SECTOR: &str = "lotteries";
const TAG: &str = "gambling";

/// Names and hosts that must not be printed.
#[derive(Debug, Default)]
pub struct BlockList {
    finder: Option<AhoCorasick>,
    /// The first patterns are names, the others are hosts.
    first_host: usize,
}

impl BlockList {
    /// Reads the list, if the site has one.
    pub fn read(snapshot: &Snapshot, diagnostics: &mut Diagnostics) -> Self {
        let path = SourcePath::new(PATH);
        let Some(bytes) = snapshot.get(&path) else { return Self::default() };
        let mut r = Reader::new(&path, 0);
        let Ok(text) = std::str::from_utf8(bytes) else {
            diagnostics.push(Diagnostic::new(Code::NotUtf8, Location::file(&path)));
            return Self::default();
        };
        let mut table = r.parse(text, "blocklist.toml");
        let mut entries = |key: &'static str, r: &mut Reader<'_>| {
            let mut kept = Vec::new();
            for entry in table.strings(r, key) {
                // A single letter would block half of the site.
                if entry.value.trim().chars().count() < 2 {
                    invalid(r, key, &entry.value, entry.span, "names of two characters or more", None);
                } else {
                    kept.push(entry.value.trim().to_lowercase());
                }
            }
            kept
        };
        let names = entries("names", &mut r);
        let hosts = entries("hosts", &mut r);
        table.finish(&mut r);
        diagnostics.extend(r.diagnostics);
        let finder =
            AhoCorasick::builder().ascii_case_insensitive(true).build(names.iter().chain(&hosts)).ok();
        Self { finder, first_host: names.len() }
    }

    /// Whether a text holds a name or a host of the list.
    pub fn names(&self, text: &str) -> bool {
        self.find(text).next().is_some()
    }

    /// Names and hosts of the list in a text.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let finder = self.finder.iter();
        finder
            .flat_map(move |f| f.find_iter(text))
            .filter(|m| {
                let is_host = m.pattern().as_usize() >= self.first_host;
                stands_alone(text, &m.range(), is_host)
            })
            .map(|m| m.range())
    }
}

/// Whether a match is no piece of a longer word. A host may follow a dot (its sub-domains) and must
/// not go on with one (`bet.example` is not in `bet.example.org`).
fn stands_alone(text: &str, range: &Range<usize>, is_host: bool) -> bool {
    let word = |c: char| (c.is_alphanumeric() && !is_cjk(c)) || (is_host && c == '-');
    let before = text[..range.start].chars().next_back();
    let mut after = text[range.end..].chars();
    let next = after.next();
    let goes_on = is_host && next == Some('.') && after.next().is_some_and(word);
    let inside = &text[range.clone()];
    let starts = inside.starts_with(word) && before.is_some_and(word);
    let ends = inside.ends_with(word) && (next.is_some_and(word) || goes_on);
    !starts && !ends
}

/// Checks a page: no name of the list in its file, and no outside link in a guide on gambling.
pub(super) fn check(page: &Page<'_>, list: &BlockList, out: &mut Vec<Finding>) {
    for found in list.find(page.text) {
        let text = page.text[found.clone()].to_owned();
        let block = page.block_at(found.start);
        out.push(Finding { block, diagnostic: page.at(Code::GamblingName, found).arg("text", text) });
    }
    let tagged = page.document.front.tags.iter().any(|t| t.value == TAG);
    if page.sector() != SECTOR && !tagged {
        return;
    }
    let references = page.document.body.references.iter().zip(page.library.targets(page.id));
    for (reference, target) in references {
        if let Target::External(url) = target {
            let diagnostic = page.at(Code::GamblingLink, reference.span.clone()).arg("target", url.clone());
            out.push(Finding { block: Some(reference.block), diagnostic });
        }
    }
}

/// Checks the files of records.
pub(super) fn records(library: &Library, snapshot: &Snapshot, list: &BlockList, out: &mut Diagnostics) {
    for (path, rest, bytes) in snapshot.folder("content") {
        let is_records = matches!(classify(path, rest, library.config()), Ok(ContentFile::Records(_)));
        let Some(text) = is_records.then(|| std::str::from_utf8(bytes).ok()).flatten() else { continue };
        for found in list.find(text) {
            let name = text[found.clone()].to_owned();
            out.push(Diagnostic::new(Code::GamblingName, Location::new(path, found)).arg("text", name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_whole_names_and_sub_domains() {
        let list = r#"
            names = ["发发彩", "Lucky Ace"]
            hosts = ["bet.example"]
        "#;
        let snapshot: Snapshot = [(PATH, list)].into_iter().collect();
        let list = BlockList::read(&snapshot, &mut Diagnostics::default());
        for (text, want) in [
            ("玩发发彩的人", 1),
            ("at LUCKY ACE!", 1),
            ("unlucky aces", 0),
            ("see https://www.bet.example/x", 1),
            ("alphabet.example", 0),
            ("bet.example.org", 0),
            ("at bet.example.", 1),
        ] {
            assert_eq!(list.find(text).count(), want, "{text}");
        }
    }
}
