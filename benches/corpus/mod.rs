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

mod guide;
mod random;

use guide::Guide;
use random::Random;

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

/// Settings of the site for kb.
pub(crate) const CONFIG: &str = "title = { \"zh-CN\" = \"指南\", en = \"Guides\" }\nbase_url = \"https://example.org\"\n\
                                 default_language = \"zh-CN\"\nlanguages = [\"zh-CN\", \"en\"]\n";

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
