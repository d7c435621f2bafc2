//! What a site does: languages and fallbacks, redirects, pictures, links of every form, feeds.

mod support;

use support::{build, list, page};

const GUIDE: &str = "+++\ntitle = \"退款没到\"\n+++\n\n## 证据 {.evidence}\n\n文字\n";

#[test]
fn links_of_every_form_lead_to_the_readers_language() {
    let zh = "+++\ntitle = \"甲\"\n+++\n\n[一](b.md) [二](b.en.md) [三](/s/b.md#evidence) [四](../s/) [[b]] [[退款没到]] [五](b.md#evidence)\n";
    let en = "+++\ntitle = \"A\"\n+++\n\n[one](b.md) [[s/b]]\n";
    let (snapshot, built) = build(&[
        ("content/s/a.md", zh),
        ("content/s/a.en.md", en),
        ("content/s/b.md", GUIDE),
        ("content/s/b.en.md", &GUIDE.replace("退款没到", "No refund")),
    ]);
    let html = page(&snapshot, &built, "s/a/index.html");
    assert!(
        html.matches("href=\"../b/index.html\"").count()
            + html.matches("href=\"../b/index.html#evidence\"").count()
            >= 6,
        "{html}"
    );
    let html = page(&snapshot, &built, "en/s/a/index.html");
    assert!(html.contains("<a href=\"../b/index.html\">one</a>"), "{html}");
}

#[test]
fn a_missing_translation_falls_back_and_says_so() {
    let (snapshot, built) = build(&[("content/s/b.md", GUIDE)]);
    let html = page(&snapshot, &built, "en/s/b/index.html");
    assert!(html.contains("<html lang=\"en\"") && html.contains("lang=\"zh-CN\""), "{html}");
    assert!(html.contains("data-kind=\"fallback\"") && html.contains("name=\"robots\" content=\"noindex\""));
    assert!(html.contains("rel=\"canonical\" href=\"https://example.org/s/b/\""));
    let sitemap = page(&snapshot, &built, "sitemap.xml");
    assert!(sitemap.contains("https://example.org/s/b/") && !sitemap.contains("https://example.org/en/s/b/"));
}

#[test]
fn translations_know_each_other() {
    let (snapshot, built) = build(&[("content/s/b.md", GUIDE), ("content/s/b.en.md", GUIDE)]);
    let sitemap = page(&snapshot, &built, "sitemap.xml");
    assert!(sitemap.contains("hreflang=\"en\" href=\"https://example.org/en/s/b/\""));
    let html = page(&snapshot, &built, "s/b/index.html");
    assert!(html.contains("hreflang=\"en\" href=\"https://example.org/en/s/b/\""), "{html}");
}

#[test]
fn aliases_redirect() {
    let guide = GUIDE.replace("+++\n\n##", "aliases = [\"/old/place/\", \"old.html\"]\n+++\n\n##");
    let (snapshot, built) = build(&[("content/s/b.md", &guide)]);
    assert!(page(&snapshot, &built, "old/place/index.html").contains("url=../../s/b/index.html"));
    assert!(page(&snapshot, &built, "old.html").contains("url=s/b/index.html"));
    let bad = GUIDE.replace("+++\n\n##", "aliases = [\"../x\"]\n+++\n\n##");
    let (snapshot, built) = build(&[("content/s/b.md", &bad)]);
    assert!(list(&snapshot, &built.diagnostics).contains("error invalid-value content/s/b.md:3:"));
}

#[test]
fn pictures_lie_beside_their_guide() {
    let guide = "+++\ntitle = \"图\"\n+++\n\n![账单上的位置](bill.png)\n";
    let (snapshot, built) = build(&[("content/s/p/index.md", guide), ("content/s/p/bill.png", "png")]);
    let html = page(&snapshot, &built, "s/p/index.html");
    assert!(html.contains("<img src=\"bill.png\" alt=\"账单上的位置\""), "{html}");
    let html = page(&snapshot, &built, "en/s/p/index.html");
    assert!(html.contains("<img src=\"../../../s/p/bill.png\""), "{html}");
}

#[test]
fn drafts_stay_at_home() {
    let guide = GUIDE.replace("+++\n\n##", "draft = true\n+++\n\n##");
    let (_, built) = build(&[("content/s/b.md", &guide)]);
    let site = built.site.expect("a site");
    assert!(site.get(&kb::site::OutPath::new("s/b/index.html")).is_none());
}

#[test]
fn backlinks_carry_the_sentence() {
    let a = "+++\ntitle = \"甲\"\n+++\n\n先看账单。再按[退款那页](b.md)去做。最后等。\n";
    let (snapshot, built) = build(&[("content/s/a.md", a), ("content/s/b.md", GUIDE)]);
    let html = page(&snapshot, &built, "s/b/index.html");
    assert!(html.contains("再按退款那页去做。") && !html.contains("先看账单。再按"), "{html}");
}

#[test]
fn anchors_are_stable_and_unique() {
    let guide = "+++\ntitle = \"锚\"\n+++\n\n## 证据清单 {.evidence}\n\n## 为什么？\n\n## 为什么？\n\n## Why a “fee”? {#fee}\n";
    let (snapshot, built) = build(&[("content/s/a.md", guide)]);
    let html = page(&snapshot, &built, "s/a/index.html");
    for id in ["id=\"evidence\"", "id=\"为什么\"", "id=\"为什么-2\"", "id=\"fee\""] {
        assert!(html.contains(id), "{id} is not in {html}");
    }
}

#[test]
fn ticks_keep_their_id_through_small_edits() {
    let guide = |item: &str| format!("+++\ntitle = \"勾\"\n+++\n\n- [ ] {item}\n- [ ] 别的\n");
    let id = |item: &str| {
        let (snapshot, built) = build(&[("content/s/a.md", &guide(item))]);
        let html = page(&snapshot, &built, "s/a/index.html");
        html.split("data-tick=\"").nth(1).and_then(|r| r.split('"').next()).expect("a tick").to_owned()
    };
    assert_eq!(id("账单，6 个月"), id("账单 12 个月。"));
    assert_ne!(id("账单"), id("合同"));
}

#[test]
fn text_is_escaped_wherever_it_lands() {
    let evil = "\\\"><script>alert(1)</script>&'";
    let guide = format!(
        "+++\ntitle = \"{evil}\"\nsummary = \"{evil}\"\ngain = \"{evil}\"\nreviewed = 2026-11-22\n[today]\nact = \"{evil}\"\n+++\n\n## {{.steps}}\n\n文字\n"
    );
    let (_, built) = build(&[("content/s/a.md", &guide)]);
    let site = built.site.expect("a site");
    for (path, bytes) in
        site.iter().filter(|(p, _)| p.as_str().ends_with(".html") || p.as_str().ends_with(".xml"))
    {
        let text = std::str::from_utf8(bytes).expect("text");
        assert!(!text.contains("<script>alert"), "{path:?}");
    }
}

const OLD_SOURCE: &str = "[[source]]\nid = \"law\"\nlanguages = [\"zh-CN\"]\ntitle = { zh-CN = \"法\" }\npublisher = { zh-CN = \"部\" }\n\
    kind = \"law\"\njurisdiction = \"CN\"\nretrieved_on = 2026-03-01\nconfidence = \"primary\"\n";

#[test]
fn a_page_is_as_old_as_the_oldest_record_that_it_uses() {
    let guide = |body: &str| {
        format!("+++\ntitle = \"甲\"\nreviewed = 2026-11-01\nreview_every = \"6 months\"\n+++\n\n{body}\n")
    };
    let with = guide("依据[法](source:law)。");
    let without = guide("没有依据。");
    let (snapshot, built) = build(&[
        ("content/s/a.md", &with),
        ("content/s/b.md", &without),
        ("content/_data/sources.toml", OLD_SOURCE),
    ]);
    let html = page(&snapshot, &built, "s/a/index.html");
    // Reviewed on 1 November, but it rests on a source that was read on 1 March.
    assert!(html.contains("data-kind=\"stale\"") && html.contains("2026-09-01"), "{html}");
    let html = page(&snapshot, &built, "s/b/index.html");
    assert!(html.contains("data-next-review=\"2027-05-01\" hidden"), "the browser decides: {html}");
    // An overdue review fails a check, not a build.
    let overdue: Vec<_> =
        built.diagnostics.iter().filter(|d| d.code == kb::diag::Code::ReviewOverdue).collect();
    assert_eq!(overdue.len(), 1);
    assert_eq!(overdue[0].severity, kb::diag::Severity::Warning);
}

#[test]
fn a_translation_that_lags_names_what_changed() {
    let zh = |steps: &str| {
        format!(
            "+++\ntitle = \"甲\"\n+++\n\n## 证据 {{.evidence}}\n\n账单\n\n## 怎么做 {{.steps}}\n\n{steps}\n"
        )
    };
    let en = |hash: &str| {
        format!("+++\ntitle = \"A\"\ntranslation_of = \"zh-CN\"\noriginal_hash = \"{hash}\"\n+++\n\nText\n")
    };
    let before = support::site(&[("content/s/a.md", &zh("查。")), ("content/s/a.en.md", &en("x"))]);
    let library = kb::pipeline::analyse(&before, &support::options()).library;
    let path = kb::text::SourcePath::new("content/s/a.en.md");
    let accepted = kb::status::accept(&library, &before, &path).expect("a translation");
    let (snapshot, built) = build(&[("content/s/a.md", &zh("查。")), ("content/s/a.en.md", &accepted)]);
    assert!(!page(&snapshot, &built, "en/s/a/index.html").contains("data-kind=\"lagging\""));
    let (snapshot, built) = build(&[("content/s/a.md", &zh("查两次。")), ("content/s/a.en.md", &accepted)]);
    let html = page(&snapshot, &built, "en/s/a/index.html");
    assert!(
        html.contains("data-kind=\"lagging\"") && html.contains("The original has changed in: steps."),
        "{html}"
    );
    // What nobody recorded may have changed: it is said, too.
    let never = en("x").replace("original_hash = \"x\"\n", "");
    let (snapshot, built) = build(&[("content/s/a.md", &zh("查。")), ("content/s/a.en.md", &never)]);
    assert!(page(&snapshot, &built, "en/s/a/index.html").contains("data-kind=\"lagging\""));
}

#[test]
fn an_evidence_item_lists_the_checklists_that_ask_for_it() {
    let item = "[[evidence]]\nid = \"bill\"\nlanguages = [\"zh-CN\"]\nname = { zh-CN = \"账单\" }\nwhy = { zh-CN = \"看清\" }\n\
        how = { zh-CN = \"导出\" }\nkeep = { zh-CN = \"原件\" }\nperishable = \"months\"\n";
    let asks = "+++\ntitle = \"要它\"\n+++\n\n- [ ] [账单](evidence:bill)，6 个月\n";
    let speaks = "+++\ntitle = \"说起它\"\n+++\n\n没有[账单](evidence:bill)也行。\n";
    let (snapshot, built) =
        build(&[("content/s/a.md", asks), ("content/s/b.md", speaks), ("content/_data/evidence.toml", item)]);
    let html = page(&snapshot, &built, "evidence/bill/index.html");
    let (lists, others) = html.split_once("id=\"guides\"").unwrap_or_else(|| panic!("{html}"));
    assert!(
        lists.contains("href=\"../../s/a/checklist/index.html\"") && lists.contains("账单，6 个月"),
        "{html}"
    );
    assert!(!lists.contains("说起它") && others.contains("href=\"../../s/b/index.html\""), "{html}");
    assert!(page(&snapshot, &built, "evidence/index.html").contains("1\u{a0}张清单要它"));
}

#[test]
fn who_speaks_is_what_begins_a_quote_of_a_script() {
    let turn = |quote: &str| {
        let head = "+++\ntitle = \"甲\"\nreviewed = 2026-11-22\n+++\n\n## 步骤 {.steps}\n\n### 今天 {.act}";
        let guide = format!("{head}\n\n#### 电话里 {{.script}}\n\n> {quote}\n");
        let (snapshot, build) = build(&[("content/s/a.md", guide.as_str())]);
        let html = page(&snapshot, &build, "s/a/index.html");
        let start = html.find("<ol class=\"turns\">").expect("turns");
        let list = &html[start..start + html[start..].find("</ol>").expect("an end")];
        list.split_once("<p>").map(|(_, said)| said.split("</p>").next().unwrap_or_default().to_owned())
    };
    for (quote, said) in [
        ("**你说：**请退费。", "请退费。"),
        ("**他们说：**“不行。”", "“不行。”"),
        // Nested, as a slip of the hand makes it: the label goes to its own end.
        ("**你 **你说：** 请退费。** 谢谢。", "谢谢。"),
        // Inside something else it is no label: that would lose its beginning.
        ("***你说：**请退费。*", "<em><strong>你说：</strong>请退费。</em>"),
        ("请**立刻**退费。", "请<strong>立刻</strong>退费。"),
    ] {
        assert_eq!(turn(quote).as_deref(), Some(said), "{quote}");
    }
}

const TERMS: &str = "[[term]]\nid = \"push\"\nname = { zh-CN = \"转账诈骗（英国）\", en = \"Push payment (APP) scam\" }\naliases = [\"APP\"]\n\
    words = [\"transfer\"]\ndefinition = { zh-CN = \"骗\", en = \"A fraud\" }\nsources = [\"cn-law\", \"uk-law\"]\n\n\
    [[term]]\nid = \"withdrawal\"\nname = { zh-CN = \"撤回（撤单）\", en = \"Withdrawal (EU)\" }\naliases = [\"ADR\", \"hold\"]\nwords = [\"Hold\", \"撤单\"]\n\
    definition = { zh-CN = \"撤\", en = \"Taking back\" }\n\n\
    [[term]]\nid = \"breach\"\nname = { zh-CN = \"举报\", en = \"Breach\" }\ndefinition = { zh-CN = \"报\", en = \"Telling\" }\njurisdictions = [\"CN\"]\n";

/// Sources that the terms and a guide cite.
fn laws() -> String {
    let law = |id: &str| {
        let place = id[..2].to_uppercase();
        format!(
            "[[source]]\nid = \"{id}\"\njurisdiction = \"{place}\"\ntitle = {{ zh-CN = \"{id}\", en = \"{id}\" }}\n\
             publisher = {{ zh-CN = \"部\", en = \"P\" }}\nkind = \"law\"\nretrieved_on = 2026-11-01\nconfidence = \"primary\"\n\n"
        )
    };
    ["cn-law", "uk-law", "uk-own"].map(law).concat()
}

/// A guide's page, from its file's name, the country whose rules it states, and its text.
fn guide_with_terms(name: &str, place: &str, text: &str) -> String {
    let guide = format!("+++\ntitle = \"T\"\njurisdictions = [\"{place}\"]\n+++\n\n{text}\n");
    let laws = laws();
    let records = [("content/_data/terms/t.toml", TERMS), ("content/_data/sources/s.toml", &laws)];
    let (snapshot, built) = build(&[(name, guide.as_str()), records[0], records[1]]);
    page(&snapshot, &built, if name.contains(".en.") { "en/s/t/index.html" } else { "s/t/index.html" })
}

#[test]
fn only_what_means_the_term_becomes_a_link() {
    for (name, place, words, want) in [
        // An abbreviation is written so; its small letters are another word.
        ("content/s/t.en.md", "UK", &["the app", "an adr", "APP"][..], &["APP"][..]),
        ("content/s/t.en.md", "UK", &["ADR"], &["ADR"]),
        // A bracket that names a place, or stands within a name, is no name; nor is what comes after it.
        ("content/s/t.en.md", "EU", &["EU", "a scam", "withdrawal"], &["withdrawal"]),
        ("content/s/t.en.md", "UK", &["push payment scam"], &["push payment scam"]),
        ("content/s/t.md", "UK", &["在英国", "转账诈骗"], &["转账诈骗"]),
        // Words for search alone, also where the name or the aliases say them.
        ("content/s/t.en.md", "UK", &["hold this", "a transfer"], &[]),
        ("content/s/t.md", "UK", &["撤单", "撤回"], &["撤回"]),
        // A word of another country's law.
        ("content/s/t.en.md", "UK", &["breach"], &[]),
        ("content/s/t.md", "CN", &["举报"], &["举报"]),
    ] {
        let html = guide_with_terms(name, place, &words.join("\n\n"));
        let links = html.split("<a class=\"term\"").skip(1).filter_map(|rest| rest.split(['<', '>']).nth(1));
        assert_eq!(links.collect::<Vec<_>>(), want, "{place}: {words:?}");
    }
}

#[test]
fn sources_of_a_linked_word_come_last_and_only_of_the_guides_countries() {
    let text = "[诈骗](term:push)，见[法](source:uk-own)。";
    let html = guide_with_terms("content/s/t.md", "UK", text);
    let ids = ["cn-law", "uk-law", "uk-own"];
    let in_item =
        |rest: &str| ids.into_iter().find(|id| rest.split("</li>").next().is_some_and(|li| li.contains(id)));
    let listed: Vec<&str> = html.split("id=\"source-").skip(1).filter_map(in_item).collect();
    assert_eq!(listed, ["uk-own", "uk-law"], "{html}");
    assert!(html.contains("href=\"#source-1\""), "{html}");
}
