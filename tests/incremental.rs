//! A build that remembers makes the same bytes as one that does not: random edits of the golden site, with
//! its records and translations and a theme of its own, warm and cold side by side.
#![allow(clippy::disallowed_methods, reason = "a test reads the golden site")]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use kb::io::{self, Durability};
use kb::pipeline::{self, Build, Copies, Memo, Run};
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
const CHANGES: [(&str, &str, &str); 12] = [
    ("content/telecom/charges.md", "不明扣费怎么办", "乱扣费怎么办"),
    ("content/telecom/charges.md", "乱扣费怎么办", "不明扣费怎么办"),
    ("content/telecom/charges.md", "urgency = \"days\"", "urgency = \"hours\""),
    ("content/telecom/human.md", "title = \"", "title = \"再谈"),
    ("content/_data/authorities.toml", "zh-CN = \"公安报警\"", "zh-CN = \"警察\""),
    ("content/_data/deadlines.toml", "zh-CN = \"答复你\"", "zh-CN = \"书面答复你\""),
    ("content/_data/terms.toml", "aliases = [\"退钱\"]", "aliases = [\"返还\"]"),
    ("content/telecom/_index.md", "title = \"", "title = \"新"),
    ("kb.toml", "某消费者组织", "另一个组织"),
    ("content/telecom/human.md", "先看[证据]", "先读[证据]"),
    ("content/telecom/human.md", "投诉和退款不是一回事", "退款和投诉是两回事"),
    ("content/telecom/human.en.md", "See [the charges guide]", "Read [the charges guide]"),
];

/// What is added to the end of a guide.
const ADDED: [&str; 7] = [
    "\n要求退钱。\n",
    "\n- 一\n- 二\n",
    "\n拨打[电话](authority:cn-110)。\n",
    "\n见[另一篇](human.md)，要求退款。\n",
    "\n- [ ] 截图 <b>两张</b>\n",
    "\n| 一 | 二 |\n|---|---|\n| 三 | 四 |\n",
    "\n> 引用[^9]\n\n[^9]: 投诉的注\n",
];

/// What no build accepts: a link to nowhere, a record that nobody wrote, front matter that never ends. Added to
/// a guide, or put in the place of one of its texts.
const BROKEN: [(&str, &str); 3] =
    [("", "\n[断了](nowhere.md)\n"), ("", "\n[谁](authority:nobody)\n"), ("+++\n\n", "\n\n")];

fn edit(files: &mut Files, random: &mut Random, original: &Files) {
    let guide = random.pick(&[
        "content/telecom/charges.md",
        "content/telecom/human.md",
        "content/telecom/human.en.md",
    ]);
    match random.below(13) {
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
        9 | 10 => {
            // A mistake, which the next edits of the same guide may take back.
            let (from, to) = BROKEN[random.below(BROKEN.len())];
            if let Some(text) = files.get_mut(guide) {
                *text = if from.is_empty() { format!("{text}{to}") } else { text.replacen(from, to, 1) };
            }
        }
        11 => files.clone_from(original),
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
    /// Pages that a preview makes alone.
    late: usize,
    /// Builds that had errors, and sites that were built after one that had.
    broken: usize,
    mended: usize,
}

/// What builds of one site remember.
#[derive(Default)]
struct Memos {
    all: Memo,
    preview: Memo,
    was_broken: bool,
}

fn build(snapshot: &Snapshot, copies: Copies, memo: &mut Memo) -> (Build, Option<Site>) {
    let mut early: Option<Site> = None;
    let pages = &mut |site| early = Some(site);
    let run = Run { copies, memo: Some(memo), progress: &Silent, pages };
    let build = pipeline::build_again(snapshot, &support::options(), run);
    (build, early)
}

fn compare(snapshot: &Snapshot, memos: &mut Memos, at: &str, compared: &mut Compared) {
    let (warm, early) = build(snapshot, Copies::Made, &mut memos.all);
    let (preview, _) = build(snapshot, Copies::Left, &mut memos.preview);
    let cold = pipeline::build(snapshot, &support::options());
    assert_eq!(
        support::list(snapshot, &warm.diagnostics),
        support::list(snapshot, &cold.diagnostics),
        "{at}"
    );
    assert_eq!(warm.site.is_some(), cold.site.is_some(), "{at}");
    assert_eq!(preview.site.is_some(), cold.site.is_some(), "{at}");
    let was_broken = std::mem::replace(&mut memos.was_broken, cold.site.is_none());
    let (Some(warm), Some(cold)) = (warm.site, cold.site) else {
        compared.broken += 1;
        return; // a mistake stops the build, warm and cold
    };
    compared.sites += 1;
    compared.mended += usize::from(was_broken);
    for (path, bytes) in cold.iter() {
        assert!(warm.get(path) == Some(bytes), "{at}: {}", path.as_str());
    }
    assert_eq!(warm.len(), cold.len(), "{at}");
    compare_preview(&preview, &cold, at);
    for path in &preview.left {
        if let Some(page) = pipeline::late_page(snapshot, &support::options(), path) {
            compared.late += 1;
            assert!(cold.get(path) == Some(&page), "{at}: late {}", path.as_str());
        }
    }
    // What is shown before the index is done are the new pages.
    if let Some(early) = early {
        compared.early += 1;
        // The offline pages name copies of the whole site, which come last.
        let last = |path: &str| path.ends_with("offline/index.html");
        let pages = cold.iter().filter(|(p, _)| p.as_str().ends_with("index.html") && !last(p.as_str()));
        for (path, bytes) in pages {
            assert!(early.get(path) == Some(bytes), "{at}: early {}", path.as_str());
        }
    }
}

/// A preview has every file of the site, now or when it is asked for; those that it has now are the site's.
fn compare_preview(preview: &Build, cold: &Site, at: &str) {
    let site = preview.site.as_ref().expect("the caller has seen it");
    for (path, bytes) in cold.iter() {
        let made = site.get(path).filter(|_| !preview.left.contains(path));
        let is_right = made.map_or(preview.left.contains(path), |made| made == bytes);
        assert!(is_right, "{at}: preview {}", path.as_str());
    }
    let stray = site.iter().map(|(path, _)| path).chain(&preview.left).find(|p| cold.get(p).is_none());
    assert_eq!(stray, None, "{at}: preview");
}

#[test]
fn warm_builds_equal_cold_ones() {
    let original = golden();
    let mut compared = Compared::default();
    for seed in 0..SEQUENCES {
        let mut random = Random(seed);
        // One of the sites has copies that its preview makes when somebody asks.
        let mut original = original.clone();
        if seed == 0 {
            let toml = original.entry("kb.toml".to_owned()).or_default();
            toml.push_str("\n[outputs]\nzip = true\npdf = true\n");
        }
        let mut files = original.clone();
        let mut memos = Memos::default();
        for step in 0..EDITS {
            let snapshot: Snapshot = files.iter().collect();
            compare(&snapshot, &mut memos, &format!("seed {seed}, step {step}"), &mut compared);
            edit(&mut files, &mut random, &original);
        }
    }
    // Mistakes stop some builds, and are mended; most must get through, or little was compared.
    let Compared { sites, early, late, broken, mended } = compared;
    assert!(sites > SEQUENCES as usize * EDITS / 3, "only {sites} sites were built");
    assert!(early > 0, "no pages were shown before the index");
    assert!(late > sites, "only {late} pages were made alone");
    assert!(broken > 3, "only {broken} builds had mistakes");
    assert!(mended > 1, "only {mended} sites were built after a mistake");
}

/// Edits of one guide after which another page differs, one after the other: what is added, or what is put in
/// the place of a text.
const SEEN_ELSEWHERE: [(&str, &str); 6] = [
    // Words around a link, which the index has of the guide that it leads to.
    ("", "\n见[另一篇](human.md)，要快。今天就去。\n"),
    ("今天就去", "明天就去"),
    // The sentence of a link, which that guide shows.
    ("要快", "别慌"),
    ("", "\n再看[它](human.md)。\n"),
    // Where a guide of the list of related ones comes from.
    ("", "\n拨打[电话](authority:cn-110)。\n"),
    ("见[另一篇](human.md)", "见另一篇"),
];

#[test]
fn what_another_page_shows_of_a_guide_follows_each_edit() {
    let mut files = golden();
    let (mut memos, mut compared) = (Memos::default(), Compared::default());
    for (from, to) in SEEN_ELSEWHERE {
        let snapshot: Snapshot = files.iter().collect();
        compare(&snapshot, &mut memos, &format!("before {to:?}"), &mut compared);
        let text = files.get_mut("content/telecom/charges.md").expect("the guide");
        assert!(text.contains(from), "nothing to change: {from}");
        *text = if from.is_empty() { format!("{text}{to}") } else { text.replacen(from, to, 1) };
    }
    compare(&files.iter().collect(), &mut memos, "at the end", &mut compared);
    assert!(compared.sites > SEEN_ELSEWHERE.len() - 1, "{} had errors", compared.broken);
}

/// Two builds of one site into one folder, with a sentence added to one guide between them: only what shows the
/// guide is written again, and of the search index only its text, its words and the lists of all pages.
#[test]
fn an_edited_guide_rewrites_only_what_differs() {
    let mut files = golden();
    let disk = tempfile::tempdir().expect("a folder");
    let options = io::Options { site_dir: disk.path(), durability: Durability::Memory };
    let out = disk.path().join("public");
    let publish = |files: &Files| {
        let site = pipeline::build(&files.iter().collect(), &support::options()).site.expect("no mistakes");
        let published = io::publish(&site, &out, &options).expect("there is room");
        (site, published.written)
    };
    let (old, all) = publish(&files);
    assert_eq!(all, old.len());
    assert_eq!(publish(&files).1, 0);
    let guide = "content/telecom/human.md";
    files.entry(guide.to_owned()).and_modify(|text| text.push_str("\n还要说清楚。\n"));
    let (new, written) = publish(&files);
    let changed: Vec<&str> = new
        .iter()
        .filter(|(path, bytes)| old.get(path) != Some(bytes))
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(written, changed.len(), "{changed:?}");
    let is_text = |path: &&&str| path.starts_with("search/d/");
    assert_eq!(changed.iter().filter(is_text).count(), 1, "{changed:?}");
    let texts = old.iter().filter(|(path, _)| path.as_str().starts_with("search/d/")).count();
    assert!(texts > 8, "{texts} texts");
}
