//! The editorial checks on pages that nobody would write: no panic, and every place is in its file.

#![allow(clippy::unwrap_used)]

mod support;

use kb::diag::{Sources, UiLang, Wording};
use kb::snapshot::Snapshot;

/// Pieces that the checks, the parser or both look for.
const PIECES: [&str; 48] = [
    "15 日",
    "30 days",
    "within three weeks",
    "三个月内",
    "十",
    "第 1–15 日",
    "£1,000.",
    "500 元",
    "¥",
    "400-123-4567",
    "12300",
    "拨打 110",
    "call 911",
    "尽快",
    "保证",
    "guaranteed",
    "as soon as\npossible",
    "“",
    "”",
    "《",
    "》",
    "【",
    "】",
    "**",
    "*",
    "`",
    "[",
    "](deadline:cn-a)",
    "](source:cn-b)",
    "![](ladder:x)",
    "[](authority:y)",
    "\n",
    "\n\n",
    "> ",
    "- [ ] ",
    "1. ",
    "| a | b |\n|---|---|\n| 7 天 | ",
    "## Steps {.steps}\n\n",
    "### Today · Ring {.act}\n\n",
    "#### Say {.script}\n\n",
    "<!-- kb-allow vague-word: x -->",
    "<!-- kb-allow",
    "&amp;",
    "\\*",
    "。",
    ". ",
    "\u{feff}",
    "👩‍👩‍👧",
];

const RECORDS: &str = "[[source]]\nid = \"cn-b\"\ntitle = { en = \"x\" }\npublisher = { en = \"x\" }\nkind = \"law\"\n\
    jurisdiction = \"CN\"\nretrieved_on = 2026-11-22\nconfidence = \"primary\"\n";

const DEADLINES: &str = "[[deadline]]\nid = \"cn-a\"\njurisdiction = \"CN\"\nwhose = \"you\"\nact = { en = \"x\" }\nn = 15\n\
    unit = \"working-days\"\nfrom = { en = \"x\" }\nsources = [\"cn-b\"]\nchecked_on = 2026-11-22\n";

/// Small numbers that are the same in every run (splitmix64, Steele and others 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }
}

#[test]
fn no_page_breaks_the_checks() {
    let mut numbers = Numbers(1);
    for round in 0..600 {
        let count = numbers.below(40);
        let body: String = (0..count).map(|_| PIECES[numbers.below(PIECES.len())]).collect();
        check(&body, if round % 2 == 0 { "content/lotteries/a.zh-CN.md" } else { "content/lotteries/a.md" });
    }
}

fn check(body: &str, path: &str) {
    let title = body.lines().next().unwrap_or_default().replace(['"', '\\', '\u{feff}'], "");
    let dates = "reviewed = 2026-01-01\nreview_every = \"1 month\"";
    let page = format!("+++\ntitle = \"{title}\"\nsummary = \"{title}\"\n{dates}\n+++\n{body}");
    let snapshot: Snapshot = [
        ("kb.toml", "title = \"T\"\ndefault_language = \"en\"\nlanguages = [\"zh-CN\"]\n"),
        (path, page.as_str()),
        ("content/_data/sources/a.toml", RECORDS),
        ("content/_data/deadlines/a.toml", DEADLINES),
        ("content/_data/blocklist.toml", "names = [\"500 元\", \"ring\"]\n"),
    ]
    .into_iter()
    .collect();
    let (config, _) = kb::config::parse(&snapshot);
    let (documents, _) = kb::document::parse_all(&snapshot, &config);
    let (records, _) = kb::record::parse_all(&snapshot, &config);
    let (library, _) = kb::library::link(&snapshot, config, documents, records, &support::options());
    for d in kb::check::run(&library, &snapshot).iter() {
        let text = snapshot.text(&d.location.path).unwrap();
        if let Some((start, end)) = d.location.span {
            assert!(text.get(start..end).is_some(), "{} {start}..{end} in {body:?}", d.code);
        }
        assert!(!Wording::new(UiLang::En).message(d).is_empty());
    }
}
