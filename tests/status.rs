//! `kb status` as data: one site, seen by each renderer, and a translation that is accepted.

mod support;

use kb::diag::{UiLang, Wording};
use kb::library::Library;
use kb::pipeline;
use kb::snapshot::Snapshot;
use kb::status::{self, NotAccepted};
use kb::text::SourcePath;

const CONFIG: &str = "title = \"T\"\ndefault_language = \"en\"\nlanguages = [\"en\", \"zh-CN\"]\n";
const PAGE: &str = "+++\ntitle = \"Section\"\n+++\n";

fn library(snapshot: &Snapshot) -> Library {
    pipeline::analyse(snapshot, &support::options()).library
}

fn guide(title: &str, keys: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n{keys}\n+++\n\n{body}\n")
}

fn site() -> Snapshot {
    let review = |reviewed: &str, owner: &str| {
        format!("reviewed = {reviewed}\nreview_every = \"6 months\"\nowner = \"{owner}\"")
    };
    let files = [
        ("kb.toml".to_owned(), CONFIG.to_owned()),
        ("content/_index.md".into(), PAGE.into()),
        ("content/_index.zh-CN.md".into(), PAGE.into()),
        ("content/a/_index.md".into(), PAGE.into()),
        ("content/a/_index.zh-CN.md".into(), PAGE.into()),
        ("content/a/late.md".into(), guide("=Late, very", &review("2026-01-01", "desk"), "Text.")),
        ("content/a/soon.md".into(), guide("Soon", &review("2026-06-01", "desk"), "Text.")),
        ("content/a/later.md".into(), guide("Later", &review("2026-11-22", "desk"), "Text.")),
        ("content/a/later.zh-CN.md".into(), guide("以后", "translation_of = \"en\"\nowner = \"译者\"", "文字。")),
        ("content/a/late.zh-CN.md".into(), guide("晚", &review("2026-11-22", "译者"), "文字。")),
        ("content/a/old-law.md".into(), guide("Old law", &review("2026-11-22", ""), "[Law](source:us-law).")),
        (
            "content/_data/sources/a.toml".into(),
            "[[source]]\nid = \"us-law\"\nlanguages = [\"en\"]\ntitle = { en = \"Law\" }\npublisher = { en = \"C\" }\nkind = \"law\"\n\
             jurisdiction = \"US\"\nretrieved_on = 2026-05-30\nconfidence = \"primary\"\n"
                .into(),
        ),
    ];
    files.into_iter().collect()
}

#[test]
fn text_names_what_needs_work_by_owner() {
    let text = status::text(&status::collect(&library(&site())), Wording::new(UiLang::En));
    let want = "\
(no owner)
  content/a/old-law.md  due on 2026-11-30 (source:us-law was checked last before the page)
  content/a/old-law.md  not written in zh-CN

desk
  content/a/late.md  overdue since 2026-07-01
  content/a/soon.md  due on 2026-12-01
  content/a/soon.md  not written in zh-CN

译者
  content/a/later.zh-CN.md  the original changed
  content/a/later.zh-CN.md  no review date
";
    assert_eq!(text, want);
}

#[test]
fn nothing_to_do_is_said() {
    let status = status::collect(&library(&site())).of_owner("nobody");
    assert_eq!(status::text(&status, Wording::new(UiLang::En)), "everything is reviewed and up to date\n");
}

#[test]
fn json_has_every_page() {
    let text = status::json(&status::collect(&library(&site())));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["today"], "2026-11-22");
    let states: Vec<&str> =
        value["entries"].as_array().unwrap().iter().map(|e| e["state"].as_str().unwrap()).collect();
    assert_eq!(
        states,
        ["due", "missing", "overdue", "due", "missing", "later", "behind", "undated", "later"]
    );
    assert_eq!(value["entries"][0]["because"], "source:us-law");
    assert_eq!(value["entries"][1]["missing"], "zh-CN");
    assert_eq!(value["entries"][2]["id"], "a/late");
}

#[test]
fn csv_runs_no_formula() {
    let text = status::csv(&status::collect(&library(&site())));
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert_eq!(lines[0], "owner,state,date,path,lang,title,detail");
    assert_eq!(lines[1], ",due,2026-11-30,content/a/old-law.md,en,Old law,source:us-law");
    assert_eq!(lines[3], "desk,overdue,2026-07-01,content/a/late.md,en,\"'=Late, very\",");
    assert_eq!(lines.last(), Some(&""));
}

#[test]
fn the_calendar_is_well_formed_and_the_same_each_time() {
    let text = status::ics(&status::collect(&library(&site())));
    assert_eq!(text, status::ics(&status::collect(&library(&site()))));
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "only CRLF");
    assert!(text.split("\r\n").all(|l| l.len() <= 75));
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 5);
    assert!(text.contains(
        "DTSTAMP:20261122T000000Z\r\nDTSTART;VALUE=DATE:20260701\r\nDTEND;VALUE=DATE:20260702\r\n"
    ));
    assert!(text.contains("SUMMARY:=Late\\, very (content/a/late.md)\r\n"));
    let uids: std::collections::BTreeSet<&str> = text.lines().filter(|l| l.starts_with("UID:")).collect();
    assert_eq!(uids.len(), 5);
}

#[test]
fn an_accepted_translation_is_up_to_date_until_its_original_changes() {
    let mut site = site();
    let path = SourcePath::new("content/a/later.zh-CN.md");
    let text = status::accept(&library(&site), &site, &path).unwrap();
    assert!(
        text.starts_with(
            "+++\ntitle = \"以后\"\ntranslation_of = \"en\"\nowner = \"译者\"\noriginal_hash = \""
        )
    );
    assert!(text.ends_with("\"\n+++\n\n文字。\n"));
    site.insert(path.clone(), text.into_bytes());
    let state = |site: &Snapshot| {
        let status = status::collect(&library(site)).of_owner("译者");
        status::text(&status, Wording::new(UiLang::En))
    };
    assert!(!state(&site).contains("the original"));

    let changed = guide(
        "Later",
        "reviewed = 2026-11-22\nreview_every = \"6 months\"",
        "## Steps {.steps}\n\nOther text.",
    );
    site.insert(SourcePath::new("content/a/later.md"), changed.into_bytes());
    assert!(
        state(&site).contains("content/a/later.zh-CN.md  the original changed: steps, other\n"),
        "{}",
        state(&site)
    );
    // Accepting again is always possible, and changes only the one value.
    let again = status::accept(&library(&site), &site, &path).unwrap();
    assert_eq!(again.matches("original_hash").count(), 1);
}

#[test]
fn only_translations_can_be_accepted() {
    let site = site();
    let library = library(&site);
    for (path, want) in [
        ("content/a/nowhere.md", NotAccepted::NoSuchPage),
        ("content/a/late.zh-CN.md", NotAccepted::NoOriginal),
    ] {
        assert_eq!(status::accept(&library, &site, &SourcePath::new(path)), Err(want), "{path}");
    }
}
