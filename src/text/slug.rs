//! Anchors from headings.

use std::collections::HashMap;

use super::nfc;

/// An anchor from a heading: letters (of every script, so Han stays) and digits in lower case,
/// everything between them one hyphen. Empty when the heading has neither.
pub fn slugify(heading: &str) -> String {
    let mut slug = String::with_capacity(heading.len());
    let mut gap = false;
    for c in nfc(heading).chars() {
        if c.is_alphanumeric() {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.extend(c.to_lowercase());
        } else if c != '\u{200b}' && c != '\u{ad}' {
            gap = true;
        }
    }
    slug
}

/// Gives each heading of a page an anchor of its own.
#[derive(Debug, Default)]
pub struct Slugs {
    taken: HashMap<String, usize>,
}

impl Slugs {
    /// The wanted anchor, or with `-2`, `-3`, … when it is taken. An empty wish becomes `section`.
    pub fn unique(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "section" } else { wanted };
        let mut n = *self.taken.get(wanted).unwrap_or(&0);
        loop {
            n += 1;
            let slug = if n == 1 { wanted.to_owned() } else { format!("{wanted}-{n}") };
            if n == 1 || !self.taken.contains_key(&slug) {
                self.taken.insert(wanted.to_owned(), n);
                self.taken.entry(slug.clone()).or_insert(1);
                return slug;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for (heading, slug) in [
            ("要收集的证据", "要收集的证据"),
            ("第 1–15 日 · 等答复", "第-1-15-日-等答复"),
            ("What's a “chargeback”?", "what-s-a-chargeback"),
            ("Überweisung", "überweisung"),
            ("！？", ""),
            ("Re\u{301}sume\u{301}", "r\u{e9}sum\u{e9}"),
        ] {
            assert_eq!(slugify(heading), slug, "{heading}");
        }
    }

    #[test]
    fn are_unique() {
        let mut slugs = Slugs::default();
        let got: Vec<_> = ["a", "a", "a-2", "a", ""].iter().map(|s| slugs.unique(s)).collect();
        assert_eq!(got, ["a", "a-2", "a-2-2", "a-3", "section"]);
    }
}
