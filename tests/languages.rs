//! A third language needs no code: settings, a file of interface texts, pages. The steps are those of
//! the manual's page "Add a language".
#![allow(clippy::disallowed_methods, reason = "a test reads the manual")]

mod support;

use kb::diag::{Code, Severity};
use kb::pipeline::{self, Build};
use kb::snapshot::Snapshot;

/// A language that the default theme has no texts of.
struct Case {
    lang: &'static str,
    /// The first words of its interface, as a site begins with.
    texts: &'static str,
    title: &'static str,
    summary: &'static str,
    /// What each page of it must hold.
    wanted: &'static [&'static str],
}

const CASES: [Case; 2] = [
    Case {
        lang: "es",
        texts: "lang_name = \"Español\"\nskip = \"Ir al contenido\"\nnav_search = \"Buscar\"\ntoday = \"Hoy\"\nsources = \"Fuentes\"\n",
        title: "Un cargo que no reconoces",
        summary: "Puedes pedir que te lo devuelvan.",
        wanted: &["<html lang=\"es\"", "Ir al contenido", "<span>Buscar</span>", ">Hoy<"],
    },
    Case {
        lang: "zh-TW",
        texts: "lang_name = \"繁體中文\"\nskip = \"跳到正文\"\nnav_search = \"搜尋\"\ntoday = \"今天\"\nsources = \"來源\"\n",
        title: "話費裡有不明扣費怎麼辦",
        summary: "可以要求退訂並退費。",
        wanted: &["<html lang=\"zh-TW\"", "跳到正文", "<span>搜尋</span>", ">今天<"],
    },
];

fn site(case: &Case, texts: bool) -> (Snapshot, Build) {
    let lang = case.lang;
    let settings = format!(
        "title = {{ en = \"Handbook\", {lang} = \"{title}\" }}\nbase_url = \"https://example.org\"\n\
         default_language = \"en\"\nlanguages = [\"en\", \"{lang}\"]\ntheme = \"own\"\n",
        title = case.title
    );
    let guide = |title: &str, summary: &str, more: &str| {
        format!(
            "+++\ntitle = \"{title}\"\nsummary = \"{summary}\"\njurisdictions = [\"UK\"]\nreviewed = 2026-11-22\n{more}\n\
             [today]\nact = \"1\"\nminutes = 5\ntext = \"1\"\n+++\n\n## 1 {{.evidence}}\n\n- [ ] {title}\n"
        )
    };
    let original = guide("A charge you do not know", "You can ask for it back.", "");
    let translation = guide(case.title, case.summary, "translation_of = \"en\"");
    let translated = format!("content/s/fee.{lang}.md");
    let folder = format!("content/s/_index.{lang}.md");
    let section = format!("+++\ntitle = \"{}\"\n+++\n", case.title);
    let file = format!("themes/own/i18n/{lang}.toml");
    let mut files = vec![
        ("kb.toml", settings.as_str()),
        ("content/_index.md", "+++\ntitle = \"What happened?\"\n+++\n"),
        ("content/s/_index.md", "+++\ntitle = \"Telecoms\"\n+++\n"),
        ("content/s/fee.md", original.as_str()),
        (translated.as_str(), translation.as_str()),
        (folder.as_str(), section.as_str()),
        ("themes/own/i18n/en.toml", "nav_search = \"Search\"\n"),
    ];
    if texts {
        files.push((file.as_str(), case.texts));
    }
    let snapshot: Snapshot = files.into_iter().collect();
    let build = pipeline::build(&snapshot, &support::options());
    (snapshot, build)
}

#[test]
fn a_third_language_is_settings_texts_and_pages() {
    for case in &CASES {
        let (snapshot, build) = site(case, true);
        assert!(build.site.is_some(), "{}", support::list(&snapshot, &build.diagnostics));
        let lang = case.lang;
        let page = support::page(&snapshot, &build, &format!("{lang}/s/fee/index.html"));
        for wanted in case.wanted.iter().chain([&case.title, &case.summary]) {
            assert!(page.replace("<wbr>", "").contains(wanted), "{lang}: {wanted} in {page}");
        }
        // What is not translated yet is English, and the editor is told once, with the file to write it in.
        assert!(page.contains("Evidence") || page.contains("Applies to"), "{lang}: falls back to English");
        let told: Vec<_> = build.diagnostics.iter().filter(|d| d.code == Code::MissingText).collect();
        assert_eq!(told.len(), 1, "{lang}: {}", support::list(&snapshot, &build.diagnostics));
        assert_eq!(told[0].location.path.as_str(), format!("themes/own/i18n/{lang}.toml"));
        // Both languages lead to each other, each by its own name, and search has its words.
        let english = support::page(&snapshot, &build, "s/fee/index.html");
        assert!(english.contains(&format!("hreflang=\"{lang}\"")) && page.contains("hreflang=\"en\""));
        let name = case.texts.lines().next().and_then(|l| l.split('"').nth(1)).expect("its name");
        assert!(english.contains(name), "{lang}: {name}");
        let site = build.site.as_ref().expect("a site");
        let has = |start: &str| site.iter().any(|(p, _)| p.as_str().starts_with(start));
        assert!(has(&format!("assets/search-texts-{lang}.")) && has(&format!("{lang}/feed.xml")), "{lang}");
    }
}

#[test]
fn without_a_file_of_texts_a_language_still_builds() {
    for case in &CASES {
        let (snapshot, build) = site(case, false);
        assert!(build.site.is_some(), "{}", support::list(&snapshot, &build.diagnostics));
        assert!(build.diagnostics.iter().any(|d| d.code == Code::MissingText));
        let page = support::page(&snapshot, &build, &format!("{}/s/fee/index.html", case.lang));
        assert!(page.contains("<span>Search</span>") && page.replace("<wbr>", "").contains(case.title));
    }
}

/// A site in English and Spanish with a guide in both, a term and a letter in English, and these checks.
fn half_translated(checks: &str, term: &str) -> (Snapshot, Build) {
    let settings = format!(
        "title = \"Handbook\"\nbase_url = \"https://example.org\"\ndefault_language = \"en\"\n\
         languages = [\"en\", \"es\"]\ntheme = \"own\"\n[checks]\n{checks}\n"
    );
    let term = format!("[[term]]\nid = \"fee\"\n{term}\n");
    let letter = "[[letter]]\nid = \"uk-fee\"\nname = { en = \"Ask for a fee\" }\npurpose = \"complaint\"\njurisdiction = \"UK\"\n\
        to = { en = \"The firm\" }\nbody = { en = \"Dear {{firm}}\", es = \" \" }\n\
        [[letter.fields]]\nkey = \"firm\"\nlabel = { en = \"Name of the firm\" }\ntype = \"text\"\n";
    let guide = |title: &str| {
        format!(
            "+++\ntitle = \"{title}\"\njurisdictions = [\"UK\"]\nreviewed = 2026-11-22\n+++\n\n\
             ## 1 {{.letter}}\n\n[](term:fee)\n\n![](letter:uk-fee)\n"
        )
    };
    let (english, spanish) = (guide("A fee"), guide("Un cargo"));
    let files = [
        ("kb.toml", settings.as_str()),
        ("content/_index.md", "+++\ntitle = \"What happened?\"\n+++\n"),
        ("content/s/_index.md", "+++\ntitle = \"Telecoms\"\n+++\n"),
        ("content/s/fee.md", &english),
        ("content/s/fee.es.md", &spanish),
        ("content/_data/terms.toml", &term),
        ("content/_data/letters.toml", letter),
        ("themes/own/i18n/es.toml", "lang_name = \"Español\"\n"),
    ];
    let snapshot: Snapshot = files.into_iter().collect();
    let build = pipeline::build(&snapshot, &support::options());
    (snapshot, build)
}

const ENGLISH_TERM: &str = "name = { en = \"Fee\" }\ndefinition = { en = \"A sum\", es = \"\" }";

#[test]
fn a_site_may_be_published_while_its_records_are_translated() {
    let (_, strict) = half_translated("", ENGLISH_TERM);
    let missing: Vec<_> = strict.diagnostics.iter().filter(|d| d.code == Code::MissingLanguage).collect();
    assert!(missing.len() == 6 && missing.iter().all(|d| d.severity == Severity::Error), "{missing:?}");
    assert!(strict.site.is_none());

    let (snapshot, mild) = half_translated("missing-language = \"warning\"", ENGLISH_TERM);
    let term = support::page(&snapshot, &mild, "es/terms/fee/index.html");
    let letter = support::page(&snapshot, &mild, "es/letters/uk-fee/index.html");
    for page in [&term, &letter] {
        for wanted in
            ["<html lang=\"es\"", "tabindex=\"-1\" lang=\"en\"", "data-kind=\"fallback\"", "noindex"]
        {
            assert!(page.contains(wanted), "{wanted} is not in {page}");
        }
    }
    assert!(term.contains("<h1>Fee</h1>") && term.contains("A sum"), "{term}");
    assert!(letter.contains("Dear ") && letter.contains("Name of the firm"), "{letter}");
    // A guide in Spanish says which language the letter in it is.
    let guide = support::page(&snapshot, &mild, "es/s/fee/index.html");
    assert!(guide.contains(">Fee</a>") && guide.contains("id=\"letter-uk-fee\" lang=\"en\""), "{guide}");
    let list = support::page(&snapshot, &mild, "es/letters/index.html");
    assert!(list.contains("lang=\"en\">Ask for a fee</a>"), "{list}");
    let sitemap = support::page(&snapshot, &mild, "sitemap.xml");
    assert!(
        sitemap.contains("/es/s/fee/")
            && sitemap.contains("/terms/fee/")
            && !sitemap.contains("es/terms/fee")
    );
    let english = support::page(&snapshot, &mild, "terms/fee/index.html");
    assert!(!english.contains("noindex") && !english.contains("hreflang=\"es\" href=\"https"), "{english}");
}

#[test]
fn a_text_that_is_in_no_language_is_always_an_error() {
    let term = "name = { en = \"\", es = \" \" }\ndefinition = { es = \"Una suma\" }";
    let (snapshot, build) = half_translated("missing-language = \"off\"", term);
    let found = support::list(&snapshot, &build.diagnostics);
    assert!(
        build.site.is_none() && found.contains("error missing-key content/_data/terms.toml:1:1"),
        "{found}"
    );
}

#[test]
fn the_manual_names_the_same_steps() {
    // Page, the language that it adds, the file that it translates, and what it calls a theme of one's own.
    for (page, lang, file, own) in [
        ("add-a-language.md", "es", "slow-broadband.es.md", "YOURS"),
        ("add-a-language.zh-CN.md", "zh-TW", "slow-broadband.en.md", "你的主题"),
    ] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/how-to").join(page);
        let text = std::fs::read_to_string(path).expect("the page of the manual");
        let original = if lang == "es" { "en" } else { "zh-CN" };
        for step in [
            format!("\"{lang}\"]"),
            file.to_owned(),
            format!("translation_of = \"{original}\""),
            format!("themes/{own}/i18n/{lang}.toml"),
            "lang_name".to_owned(),
            format!("kb theme eject i18n/{original}.toml"),
        ] {
            assert!(text.contains(&step), "{page} names {step}");
        }
    }
}
