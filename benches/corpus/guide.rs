//! The text of a guide.

use std::fmt::Write;

use super::random::Random;
use super::{Corpus, clause, is_zh, syllable};

/// A guide that is being written.
pub(super) struct Guide<'a> {
    corpus: &'a Corpus,
    i: usize,
    random: Random,
    /// Links come from another stream, because they depend on the number of guides.
    links: Random,
    zh: bool,
    /// Words or characters so far.
    count: usize,
}

impl<'a> Guide<'a> {
    pub(super) fn new(corpus: &'a Corpus, i: usize) -> Self {
        let random = Random::new(i as u64, 1);
        let links = Random::new(i as u64, corpus.n as u64);
        Self { corpus, i, random, links, zh: is_zh(i), count: 0 }
    }

    /// A term that hardly any other guide has.
    fn term(&mut self) -> String {
        let random = &mut self.random;
        if self.zh {
            let characters = &self.corpus.characters;
            (0..random.between(2, 4)).map(|_| characters[random.below(characters.len())]).collect()
        } else {
            let syllables: String = (0..4).map(|_| syllable(random)).collect();
            format!("{syllables}{}", self.i % 97)
        }
    }

    fn words(&mut self, k: usize) -> Vec<String> {
        let total = self.corpus.cumulative.last().copied().unwrap_or(1.0);
        let cumulative = &self.corpus.cumulative;
        let mut draw = || {
            let at = self.random.unit() * total;
            self.corpus.words[cumulative.partition_point(|c| *c < at).min(cumulative.len() - 1)].clone()
        };
        (0..k).map(|_| draw()).collect()
    }

    fn sentence(&mut self, low: usize, high: usize) -> String {
        if self.zh {
            let mut text: Vec<char> =
                self.corpus.sentences[self.random.below(self.corpus.sentences.len())].chars().collect();
            if self.random.chance(0.3) {
                let at = self.random.below(text.len());
                let term: Vec<char> = self.term().chars().collect();
                text.splice(at..at, term);
            }
            self.count += text.len();
            let strong = self.random.chance(0.15) && text.len() > 8;
            let text: String = text.into_iter().collect();
            let cut = text.char_indices().nth(4).map_or(text.len(), |(at, _)| at);
            return if strong {
                format!("**{}**{}。", &text[..cut], &text[cut..])
            } else {
                format!("{text}。")
            };
        }
        let k = self.random.between(low, high);
        let mut words = self.words(k);
        if self.random.chance(0.125) {
            let term = self.term();
            let middle = words.len() / 2;
            words[middle] = term;
        }
        self.count += words.len();
        for (p, at, mark) in [(0.15, 1, "**"), (0.10, k - 1, "*"), (0.05, 2, "`")] {
            if self.random.chance(p) {
                words[at] = format!("{mark}{}{mark}", words[at]);
            }
        }
        let text = words.join(" ");
        let mut letters = text.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        format!("{first}{}.", letters.as_str())
    }

    /// A heading, list item or table cell.
    fn short(&mut self, zh: usize, en: usize) -> String {
        if self.zh {
            let sentence = self.corpus.sentences[self.random.below(self.corpus.sentences.len())];
            let text: String = clause(sentence).chars().take(zh).collect();
            self.count += zh.min(text.chars().count());
            return text;
        }
        let k = self.random.between(2, en);
        self.count += k;
        self.words(k).join(" ")
    }

    fn see_also(&mut self) -> String {
        let mut to = self.i;
        for _ in 0..20 {
            to = self.links.below(self.corpus.n);
            if to != self.i && (is_zh(to) == self.zh || self.links.chance(0.25)) {
                break;
            }
        }
        let link = self.corpus.link(self.i, to);
        if self.zh { format!("另请参阅{link}。") } else { format!("See also {link}.") }
    }

    fn list(&mut self, mark: &str, low: usize, high: usize) -> String {
        (0..self.random.between(low, high)).map(|_| format!("{mark} {}\n", self.sentence(4, 10))).collect()
    }

    fn table(&mut self) -> String {
        let mut row = || (0..3).map(|_| self.short(8, 3)).collect::<Vec<_>>().join(" | ");
        let mut out = format!("| {} |\n|---|---|---|\n", row());
        for _ in 0..4 {
            let _ = writeln!(out, "| {} |", row());
        }
        out
    }

    fn paragraph(&mut self, links: usize, note: Option<usize>) -> String {
        let mut sentences: Vec<String> =
            (0..self.random.between(2, 5)).map(|_| self.sentence(7, 18)).collect();
        if let (Some(note), Some(first)) = (note, sentences.first_mut()) {
            let _ = write!(first, "[^{note}]");
        }
        sentences.extend((0..links).map(|_| self.see_also()));
        sentences.join(if self.zh { "" } else { " " }) + "\n"
    }

    pub(super) fn body(mut self) -> String {
        let goal = if self.zh { self.random.between(960, 2400) } else { self.random.between(600, 1500) };
        let heads = self.random.between(5, 9);
        let links: Vec<usize> = (0..self.links.between(3, 8)).map(|_| self.links.below(heads)).collect();
        let notes = [0, 0, 0, 1, 3][self.random.below(5)];
        let table_at = self.random.chance(0.4).then(|| self.random.below(heads));
        let check_at = self.random.between(1, heads - 1);
        let (mut out, mut noted) = (String::new(), 0);
        for h in 0..heads {
            let level = if h > 0 && self.random.chance(0.3) { "###" } else { "##" };
            let _ = writeln!(out, "{level} {}\n", self.short(14, 6));
            let note = (noted < notes && h % 2 == 0).then(|| noted + 1);
            noted = note.unwrap_or(noted);
            let first = self.paragraph(links.iter().filter(|l| **l == h).count(), note);
            out.push_str(&first);
            while self.count < goal * (h + 1) / heads {
                out.push('\n');
                let block = match self.random.below(10) {
                    0..6 => self.paragraph(0, None),
                    6 | 7 => self.list("-", 3, 5),
                    8 => self.list("1.", 3, 5),
                    _ => format!("> {}\n", self.sentence(7, 18)),
                };
                out.push_str(&block);
            }
            out.push('\n');
            if h == check_at {
                let list = self.list("- [ ]", 8, 12);
                out.push_str(&list);
                out.push('\n');
            }
            if table_at == Some(h) {
                let table = self.table();
                out.push_str(&table);
                out.push('\n');
            }
        }
        for note in 1..=noted {
            let text = self.sentence(7, 18);
            let _ = writeln!(out, "[^{note}]: {text}\n");
        }
        out
    }
}
