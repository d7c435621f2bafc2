//! A corpus of guides on consumer rights that anyone can make: the same bodies in the front matter and
//! link syntax of each tool.
//!
//! The same number gives the same bytes on every machine. Guide `i` has its own random stream, so its
//! prose does not depend on how many guides there are; only its links do.
//!
//! | | |
//! |---|---|
//! | layout | `SECTOR/gNNNNN-word.md`, five sectors in turn; every other block of five is Chinese |
//! | size | English 600–1,500 words, Chinese 960–2,400 characters: 7 KB a guide |
//! | body | 5–9 headings, paragraphs with emphasis and code, lists, quotes, one list of 8–12 items to tick, a table in 40 %, footnotes in 40 %, 3–8 links to other guides |
//! | Chinese | sentences of the shipped library (`zh.txt`), some with a made-up term, so that the vocabulary grows |
//! | English | words drawn by Zipf's law (s = 1.05) from 20,000: a head of real words, then made-up ones |

use std::fmt::Write;

/// Ids of the sectors, and their titles in Chinese.
const SECTORS: [(&str, &str); 5] = [
    ("telecom", "电信服务"),
    ("digital-wallets", "数字钱包"),
    ("lotteries", "彩票"),
    ("document-sites", "文档网站"),
    ("card-disputes", "银行卡争议"),
];

const TAGS_EN: &str = "refund chargeback evidence deadline regulator cancellation subscription fraud ombudsman contract \
                       warranty privacy billing dispute escalation";
const TAGS_ZH: &str = "退款 拒付 证据 期限 监管 取消 订阅 诈骗 调解 合同 保修 隐私 账单 争议 升级投诉";

/// The most frequent words.
const HEAD: &str = "the of and to a in is you that it for on are with as your be at this have from or by not but what \
                    all can will an if do how when which one their would there we about out up them then so some these \
                    time has more go no way may any after before refund company service bank card customer complaint \
                    letter payment account provider charge dispute merchant contract call email record evidence \
                    receipt date deadline regulator phone number request reply written agent manager escalate cancel \
                    subscription fee bill amount transaction wallet balance transfer fraud identity document download \
                    website purchase ticket lottery prize claim terms conditions policy notice days month statement \
                    screenshot reference copy keep send ask polite reasonable refuse offer settle court ombudsman";

const ONSETS: [&str; 22] = [
    "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "cl", "dr", "fl", "gr", "pl",
    "st", "tr",
];
const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];

/// A file: path and text.
pub(crate) type File = (String, String);

/// Whose front matter and links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    Kb,
    Hugo,
    Zola,
}

impl Flavour {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [("kb", Self::Kb), ("hugo", Self::Hugo), ("zola", Self::Zola)]
            .into_iter()
            .find(|f| f.0 == name)
            .map(|f| f.1)
    }
}

/// SplitMix64: small, fast, and the same everywhere.
struct Random(u64);

impl Random {
    fn new(a: u64, b: u64) -> Self {
        Self(a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// What guides are made of.
pub(crate) struct Corpus {
    n: usize,
    flavour: Flavour,
    words: Vec<String>,
    cumulative: Vec<f64>,
    sentences: Vec<&'static str>,
    characters: Vec<char>,
}

impl Corpus {
    pub(crate) fn new(n: usize, flavour: Flavour) -> Self {
        let mut random = Random::new(2024, 501);
        let mut words: Vec<String> = HEAD.split_whitespace().map(str::to_owned).collect();
        let mut seen: std::collections::BTreeSet<String> = words.iter().cloned().collect();
        while words.len() < 20_000 {
            let syllables = random.between(2, 4);
            let mut word: String = (0..syllables).map(|_| syllable(&mut random)).collect();
            word.push_str(random.pick(&["", "", "n", "r", "s", "t"]));
            if seen.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let cumulative = (0..words.len())
            .map(|k| {
                sum += 1.0 / ((k + 1) as f64).powf(1.05);
                sum
            })
            .collect();
        let sentences: Vec<&str> = include_str!("zh.txt").lines().collect();
        let mut characters: Vec<char> = sentences.iter().flat_map(|s| s.chars()).collect();
        characters.retain(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
        characters.sort_unstable();
        characters.dedup();
        Self { n, flavour, words, cumulative, sentences, characters }
    }

    /// Whose files they are.
    pub(crate) fn flavour(&self) -> Flavour {
        self.flavour
    }

    /// All files of the content folder, one after the other.
    pub(crate) fn files(&self) -> impl Iterator<Item = File> + '_ {
        let guides = (0..self.n).map(|i| (self.path(i), self.front(i) + &Guide::new(self, i).body()));
        guides.chain(self.sections())
    }

    fn sections(&self) -> Vec<File> {
        let mut out = Vec::new();
        for zh in [true, false] {
            let suffix = self.suffix(zh);
            let title = |zh_title: &str, en: &str| if zh { zh_title.to_owned() } else { en.to_owned() };
            let file = |folder: &str, title: String| {
                (format!("{folder}_index{suffix}.md"), format!("+++\ntitle = \"{title}\"\n+++\n"))
            };
            out.push(file("", title("指南", "Guides")));
            out.extend(SECTORS.iter().map(|(id, name)| file(&format!("{id}/"), title(name, id))));
        }
        out
    }

    fn suffix(&self, zh: bool) -> &'static str {
        match (self.flavour, zh) {
            (Flavour::Kb, false) => ".en",
            (Flavour::Hugo | Flavour::Zola, true) => ".zh",
            _ => "",
        }
    }

    fn name(&self, i: usize) -> String {
        let mut random = Random::new(i as u64, 5);
        format!("g{i:05}-{}{}", syllable(&mut random), syllable(&mut random))
    }

    fn path(&self, i: usize) -> String {
        format!("{}/{}{}.md", SECTORS[i % 5].0, self.name(i), self.suffix(is_zh(i)))
    }

    fn title(&self, i: usize) -> String {
        let mut random = Random::new(i as u64, 3);
        if is_zh(i) {
            let sentence = self.sentences[random.below(self.sentences.len())];
            let short: String = clause(sentence).chars().take(12).collect();
            return format!("{}{short}指南{i}", SECTORS[i % 5].1);
        }
        let words: Vec<&str> = (0..3).map(|_| self.words[30 + random.below(100)].as_str()).collect();
        format!("{} guide {i}: {}", SECTORS[i % 5].0.replace('-', " "), words.join(" "))
    }

    fn front(&self, i: usize) -> String {
        let mut random = Random::new(i as u64, 7);
        let all: Vec<&str> = (if is_zh(i) { TAGS_ZH } else { TAGS_EN }).split_whitespace().collect();
        let mut tags: Vec<&str> = (0..random.between(2, 4)).map(|_| random.pick(&all)).collect();
        tags.sort_unstable();
        tags.dedup();
        let tags = tags.iter().map(|t| format!("\"{t}\"")).collect::<Vec<_>>().join(", ");
        let date = format!("20{:02}-{:02}-{:02}", 20 + i % 6, 1 + i % 12, 1 + i % 28);
        let (title, sector) = (self.title(i), SECTORS[i % 5].0);
        match self.flavour {
            Flavour::Kb => format!(
                "+++\ntitle = \"{title}\"\nsummary = \"{title}\"\nreviewed = {date}\ntags = [{tags}]\n+++\n\n"
            ),
            Flavour::Hugo => format!(
                "+++\ntitle = \"{title}\"\ndate = {date}\ntags = [{tags}]\nsector = \"{sector}\"\n+++\n\n"
            ),
            Flavour::Zola => format!(
                "+++\ntitle = \"{title}\"\ndate = {date}\n[taxonomies]\ntags = [{tags}]\n[extra]\nsector = \"{sector}\"\n+++\n\n"
            ),
        }
    }

    /// A link from one guide to another.
    fn link(&self, from: usize, to: usize) -> String {
        let (title, path) = (self.title(to), self.path(to));
        match self.flavour {
            Flavour::Kb if from % 5 == to % 5 => {
                format!("[{title}]({})", path.rsplit('/').next().unwrap_or_default())
            }
            Flavour::Kb => format!("[{title}](../{path})"),
            Flavour::Zola => format!("[{title}](@/{path})"),
            Flavour::Hugo => {
                let lang = if is_zh(to) { "zh" } else { "en" };
                let plain = format!("{}/{}.md", SECTORS[to % 5].0, self.name(to));
                format!("[{title}]({{{{< ref path=\"/{plain}\" lang=\"{lang}\" >}}}})")
            }
        }
    }
}

fn is_zh(i: usize) -> bool {
    (i / 5).is_multiple_of(2)
}

fn syllable(random: &mut Random) -> String {
    format!("{}{}", random.pick(&ONSETS), random.pick(&VOWELS))
}

/// A sentence up to its first comma.
fn clause(sentence: &str) -> &str {
    sentence.split(['，', '、', ',', '：', ':', ' ']).next().unwrap_or(sentence)
}

/// A guide that is being written.
struct Guide<'a> {
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
    fn new(corpus: &'a Corpus, i: usize) -> Self {
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

    fn body(mut self) -> String {
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
