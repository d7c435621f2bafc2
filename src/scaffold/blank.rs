//! Files of every new site that are not content: settings, theme, schemas, CI.

use super::{Language, Options, page_path};
use crate::record::RecordKind;
use crate::schema;

const GITIGNORE: &str = include_str!("files/gitignore");
const WORKFLOW: &str = include_str!("files/site.yml");
const TAPLO: &str = include_str!("files/taplo.toml");
const BASE: &str = include_str!("files/base.html");
const STYLES: &str = include_str!("files/own.css");

/// Texts in the language of the site's default.
fn in_language(lang: Language, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Language::ZhCn => zh,
        Language::En => en,
    }
}

/// A TOML string.
pub(super) fn quote(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Settings, theme, schemas, CI.
pub(super) fn files(options: &Options, languages: &[Language]) -> Vec<(String, String)> {
    let tags: Vec<String> = languages.iter().map(|l| l.tag().to_owned()).collect();
    let mut out: Vec<(String, String)> = [
        ("kb.toml", settings(options, languages)),
        (".gitignore", GITIGNORE.to_owned()),
        (".github/workflows/site.yml", WORKFLOW.replace("{install}", options.install.trim())),
        (".taplo.toml", taplo()),
        ("themes/own/base.html", BASE.to_owned()),
        ("themes/own/assets/own.css", STYLES.to_owned()),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text))
    .collect();
    out.extend(schema::files(&tags).into_iter().map(|(name, text)| (format!("schemas/{name}"), text)));
    out
}

fn settings(options: &Options, languages: &[Language]) -> String {
    let default = languages.first().copied().unwrap_or(Language::ZhCn);
    let all: Vec<String> = languages.iter().map(|l| quote(l.tag())).collect();
    let text = in_language(default, include_str!("files/kb.zh-CN.toml"), include_str!("files/kb.en.toml"));
    // The name comes last: it may contain anything, also braces.
    text.replace("{default}", default.tag())
        .replace("{languages}", &all.join(", "))
        .replace("{extends}", &extends(options, default))
        .replace("{name}", &quote(&options.name))
}

/// The lines that name a base, as comments if there is none.
fn extends(options: &Options, lang: Language) -> String {
    let (over, without) = match lang {
        Language::ZhCn => ("本站的文件盖在这份内容上；kb status 说明哪里不同", "不要的栏目、指南或记录"),
        Language::En => {
            ("your files lie over this content; kb status tells what differs", "what to leave out")
        }
    };
    let base = options.extends.as_deref().unwrap_or("kb:library");
    let mark = if options.extends.is_some() { "" } else { "# " };
    format!("{mark}extends = {}    # {over}\n# without = [\"lotteries\"]       # {without}", quote(base))
}

/// A note in the empty content folder of a site that extends a base.
pub(super) fn own_content(languages: &[Language]) -> (String, String) {
    let default = languages.first().copied().unwrap_or(Language::ZhCn);
    let text =
        in_language(default, include_str!("files/content.zh-CN.md"), include_str!("files/content.en.md"));
    ("content/README.md".to_owned(), text.to_owned())
}

/// Schemas for editors, by file.
fn taplo() -> String {
    let mut out = TAPLO.to_owned();
    for kind in RecordKind::ALL {
        let folder = kind.folder();
        out.push_str(&format!(
            "\n[[rule]]\ninclude = [\"content/_data/{folder}/**/*.toml\", \"content/_data/{folder}.toml\"]\n\
             [rule.schema]\npath = \"schemas/{}.json\"\n",
            kind.as_str()
        ));
    }
    out
}

/// Home and one section, for a site that starts from nothing.
pub(super) fn pages(languages: &[Language]) -> Vec<(String, String)> {
    languages
        .iter()
        .flat_map(|lang| {
            let home =
                in_language(*lang, include_str!("files/home.zh-CN.md"), include_str!("files/home.en.md"));
            let section = super::draft::section(
                "general",
                *lang,
                in_language(*lang, "通用方法", "Methods for every case"),
            );
            [
                (page_path("_index", *lang, languages), home.to_owned()),
                (page_path("general/_index", *lang, languages), section),
            ]
        })
        .collect()
}
