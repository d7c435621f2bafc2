//! A build that remembers makes the same bytes as one that does not: random edits of the golden site, with
//! its records and translations and a theme of its own, warm and cold side by side.
#![allow(clippy::disallowed_methods, reason = "a test reads the golden site")]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use kb::io;
use kb::pipeline::{self, Memo, Run};
use kb::progress::Silent;
use kb::site::Site;
use kb::snapshot::Snapshot;

/// Sequences of edits, and edits in each.
const SEQUENCES: u64 = 3;
const EDITS: usize = 16;

type Files = BTreeMap<String, String>;

/// A small generator, so that a failure names the seed that repeats it.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n as u64) as usize
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// Text that one edit puts in the place of another. What is not there any more stays as it is.
const CHANGES: [(&str, &str, &str); 9] = [
    ("content/telecom/charges.md", "不明扣费怎么办", "乱扣费怎么办"),
    ("content/telecom/charges.md", "乱扣费怎么办", "不明扣费怎么办"),
    ("content/telecom/charges.md", "urgency = \"days\"", "urgency = \"hours\""),
    ("content/telecom/human.md", "title = \"", "title = \"再谈"),
    ("content/_data/authorities.toml", "zh-CN = \"公安报警\"", "zh-CN = \"警察\""),
    ("content/_data/deadlines.toml", "zh-CN = \"答复你\"", "zh-CN = \"书面答复你\""),
    ("content/_data/terms.toml", "aliases = [\"退钱\"]", "aliases = [\"返还\"]"),
    ("content/telecom/_index.md", "title = \"", "title = \"新"),
    ("kb.toml", "某消费者组织", "另一个组织"),
];

/// What is added to the end of a guide; the last one is an error.
const ADDED: [&str; 8] = [
    "\n要求退钱。\n",
    "\n- 一\n- 二\n",
    "\n拨打[电话](authority:cn-110)。\n",
    "\n见[另一篇](human.md)，要求退款。\n",
    "\n- [ ] 截图 <b>两张</b>\n",
    "\n| 一 | 二 |\n|---|---|\n| 三 | 四 |\n",
    "\n> 引用[^9]\n\n[^9]: 投诉的注\n",
    "\n[断了](nowhere.md)\n",
];

fn edit(files: &mut Files, random: &mut Random, original: &Files) {
    let guide = random.pick(&[
        "content/telecom/charges.md",
        "content/telecom/human.md",
        "content/telecom/human.en.md",
    ]);
    match random.below(10) {
        0..4 => {
            let (path, from, to) = CHANGES[random.below(CHANGES.len())];
            if let Some(text) = files.get_mut(path) {
                *text = text.replacen(from, to, 1);
            }
        }
        4 | 5 => {
            let added = ADDED[random.below(ADDED.len())];
            if let Some(text) = files.get_mut(guide) {
                text.push_str(added);
            }
        }
        6 => drop(files.insert(guide.to_owned(), original[guide].clone())),
        7 => {
            // A translation comes or goes.
            let path = "content/telecom/charges.en.md";
            let text = "+++\ntitle = \"Charges\"\nsummary = \"Ask for a refund.\"\nreviewed = 2026-11-22\n+++\n\n## Steps {.steps}\n\nAsk for a refund.\n";
            if files.remove(path).is_none() {
                files.insert(path.to_owned(), text.to_owned());
            }
        }
        8 => {
            let path = "themes/own/guide.html";
            let foot = random.pick(&["one", "two"]);
            let text = format!(
                "{{% extends \"default/guide.html\" %}}{{% block after %}}{foot}{{% endblock after %}}"
            );
            if random.below(3) == 0 || files.insert(path.to_owned(), text).is_none() {
                files.remove(path);
            }
        }
        _ => {
            let text = format!("skip = \"Skip {}\"\n", random.below(3));
            files.insert("themes/own/i18n/en.toml".to_owned(), text);
        }
    }
}

fn golden() -> Files {
    let (snapshot, _) = io::read(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/site"));
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the golden site is text");
    let mut files: Files = snapshot.iter().map(|(p, b)| (p.as_str().to_owned(), text(b))).collect();
    let toml = format!("theme = \"own\"\n{}", files["kb.toml"]);
    files.insert("kb.toml".to_owned(), toml);
    files.insert("themes/own/i18n/en.toml".to_owned(), "skip = \"Skip\"\n".to_owned());
    files
}

/// Counts of what was compared.
#[derive(Default)]
struct Compared {
    sites: usize,
    early: usize,
}

fn compare(snapshot: &Snapshot, memo: &mut Memo, at: &str, compared: &mut Compared) {
    let mut early: Option<Site> = None;
    let run = Run { memo: Some(memo), progress: &Silent, pages: &mut |site| early = Some(site) };
    let warm = pipeline::build_again(snapshot, &support::options(), run);
    let cold = pipeline::build(snapshot, &support::options());
    assert_eq!(
        support::list(snapshot, &warm.diagnostics),
        support::list(snapshot, &cold.diagnostics),
        "{at}"
    );
    assert_eq!(warm.site.is_some(), cold.site.is_some(), "{at}");
    let (Some(warm), Some(cold)) = (warm.site, cold.site) else {
        return; // an edit that breaks a link stops the build, warm and cold
    };
    for (path, bytes) in cold.iter() {
        assert_eq!(warm.get(path), Some(bytes), "{at}: {}", path.as_str());
    }
    assert_eq!(warm.len(), cold.len(), "{at}");
    compared.sites += 1;
    // What is shown before the index is done are the new pages.
    if let Some(early) = early {
        compared.early += 1;
        // The offline pages name copies of the whole site, which come last.
        let last = |path: &str| path.ends_with("offline/index.html");
        let pages = cold.iter().filter(|(p, _)| p.as_str().ends_with("index.html") && !last(p.as_str()));
        for (path, bytes) in pages {
            assert_eq!(early.get(path), Some(bytes), "{at}: early {}", path.as_str());
        }
    }
}

#[test]
fn warm_builds_equal_cold_ones() {
    let original = golden();
    let mut compared = Compared::default();
    for seed in 0..SEQUENCES {
        let mut random = Random(seed);
        let mut files = original.clone();
        let mut memo = Memo::default();
        for step in 0..EDITS {
            let snapshot: Snapshot = files.iter().collect();
            compare(&snapshot, &mut memo, &format!("seed {seed}, step {step}"), &mut compared);
            edit(&mut files, &mut random, &original);
        }
    }
    // A broken link stops some builds; most must get through, or little was compared.
    assert!(compared.sites > SEQUENCES as usize * EDITS / 3, "only {} sites were built", compared.sites);
    assert!(compared.early > 0, "no pages were shown before the index");
}
