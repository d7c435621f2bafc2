//! `kb.toml`: what a site is called, its languages, theme, outputs and levels of checks.

mod checks;
mod hosting;
mod links;

use std::collections::BTreeMap;

pub use checks::Checks;
pub(crate) use checks::adjustable;
pub use hosting::{Compression, Host, Hosting};
pub use links::Links;

use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::snapshot::Snapshot;
use crate::table::{I18n, Reader, Spanned, Table, choose, invalid};
use crate::text::SourcePath;

/// Costly outputs that a site switches on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outputs {
    /// `offline/SITE.zip`, which works when unpacked.
    pub zip: bool,
    /// One EPUB a language.
    pub epub: bool,
    /// Checklists and packs as PDF.
    pub pdf: bool,
    /// Pictures for shared links, drawn with the title.
    pub pictures: bool,
}

/// Size of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// 210 × 297 mm (ISO 216).
    #[default]
    A4,
    /// 8.5 × 11 inches (ANSI A).
    Letter,
}

/// `[print]`: how PDF files are made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Print {
    /// Paths of the regular and the bold font, relative to the site; empty means the built-in ones.
    pub fonts: Vec<String>,
    /// Paper.
    pub paper: Paper,
}

/// The organisation behind the site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Its address on the web.
    pub url: String,
    /// Where readers report an error: `mailto:…` or a web address.
    pub report: String,
}

/// A site's settings, complete and valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Title by language.
    pub title: I18n,
    /// One sentence on the site, by language; may be empty.
    pub description: I18n,
    /// One character for the seal, by language; empty means the title's first.
    pub seal: I18n,
    /// Absolute address of the published site without a trailing slash; empty if not known.
    pub base_url: String,
    /// BCP 47 tag of the language at the root.
    pub default_language: String,
    /// All languages, the default first.
    pub languages: Vec<String>,
    /// Name of the theme.
    pub theme: String,
    /// The organisation.
    pub organisation: Organisation,
    /// Costly outputs.
    pub outputs: Outputs,
    /// What hosts need besides the site.
    pub hosting: Hosting,
    /// Levels of checks.
    pub checks: Checks,
    /// How outside links are followed.
    pub links: Links,
    /// How PDF files are made.
    pub print: Print,
    /// Whether raw HTML in guides is published as it is (`unsafe_html = true`).
    pub unsafe_html: bool,
    /// The base that the site extends: a folder relative to the site, or [`LIBRARY`].
    pub extends: Option<Spanned<String>>,
    /// Sections, guides (by id) and records (`kind:id`) of the base that the site goes without.
    pub without: Vec<Spanned<String>>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: I18n::default(),
            description: I18n::default(),
            seal: I18n::default(),
            base_url: String::new(),
            default_language: "zh-CN".to_owned(),
            languages: vec!["zh-CN".to_owned()],
            theme: "default".to_owned(),
            organisation: Organisation::default(),
            outputs: Outputs::default(),
            hosting: Hosting::default(),
            checks: Checks::default(),
            links: Links::default(),
            print: Print::default(),
            unsafe_html: false,
            extends: None,
            without: Vec::new(),
        }
    }
}

impl Config {
    /// A text in a language, else in the default language.
    pub fn text<'a>(&self, text: &'a I18n, lang: &str) -> &'a str {
        text.get(lang, &self.default_language)
    }

    /// Whether the site goes without a page of its base: by its id or that of a folder around it.
    pub fn leaves_out(&self, id: &str) -> bool {
        let covers = |name: &str| id == name || id.strip_prefix(name).is_some_and(|r| r.starts_with('/'));
        self.without.iter().any(|w| covers(w.value.trim_end_matches('/')))
    }

    /// Prefix of a language's addresses: empty for the default language, `en/` for English.
    pub fn prefix(&self, lang: &str) -> String {
        if lang == self.default_language { String::new() } else { format!("{lang}/") }
    }
}

/// The value of `extends` that means the library inside the program.
pub const LIBRARY: &str = "kb:library";

/// Path of the settings in a site.
pub const CONFIG_PATH: &str = "kb.toml";

/// The newest format of a site's files that this program reads; `format` in `kb.toml`, 1 if it is not there.
/// It goes up when files of an older format would be read wrongly (`docs/content/reference/versions.md`).
pub const FORMAT: u32 = 1;

/// Reads `kb.toml`. What is wrong is reported, and the rest stands with its defaults.
pub fn parse(snapshot: &Snapshot) -> (Config, Diagnostics) {
    let path = SourcePath::new(CONFIG_PATH);
    let mut config = Config::default();
    let Some(bytes) = snapshot.get(&path) else {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(Diagnostic::new(Code::MissingConfig, Location::file(&path)));
        return (config, diagnostics);
    };
    let mut r = Reader::new(&path, 0);
    let Ok(text) = std::str::from_utf8(bytes) else {
        r.diagnostics.push(Diagnostic::new(Code::NotUtf8, Location::file(&path)));
        return (config, r.diagnostics);
    };
    let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut r2 = Reader::new(&path, bom);
    let mut table = r2.parse(&text[bom..], CONFIG_PATH);
    languages(&mut table, &mut r2, &mut config);
    texts(&mut table, &mut r2, &mut config);
    organisation(&mut table, &mut r2, &mut config);
    if let Some(mut t) = table.subtable(&mut r2, "outputs", "[outputs]") {
        config.outputs.zip = t.boolean(&mut r2, "zip").unwrap_or(false);
        config.outputs.epub = t.boolean(&mut r2, "epub").unwrap_or(false);
        config.outputs.pdf = t.boolean(&mut r2, "pdf").unwrap_or(false);
        config.outputs.pictures = t.boolean(&mut r2, "pictures").unwrap_or(false);
        t.finish(&mut r2);
    }
    if let Some(mut t) = table.subtable(&mut r2, "print", "[print]") {
        config.print = print(&mut t, &mut r2);
        t.finish(&mut r2);
    }
    if let Some(t) = table.subtable(&mut r2, "hosting", "[hosting]") {
        config.hosting = hosting::parse(t, &mut r2);
    }
    if let Some(t) = table.subtable(&mut r2, "checks", "[checks]") {
        config.checks = checks::parse(t, &mut r2);
    }
    if let Some(t) = table.subtable(&mut r2, "links", "[links]") {
        config.links = links::parse(t, &mut r2);
    }
    format(&mut table, &mut r2);
    config.unsafe_html = table.boolean(&mut r2, "unsafe_html").unwrap_or(false);
    // Read again by the command line, which speaks before anything is parsed.
    table.choice(&mut r2, "ui_lang", &[("zh-CN", ()), ("en", ())]);
    config.extends = table.string(&mut r2, "extends").filter(|e| !e.value.trim().is_empty());
    config.without = table.strings(&mut r2, "without");
    if let Some(theme) = table.string(&mut r2, "theme") {
        config.theme = theme.value;
    }
    table.finish(&mut r2);
    r.diagnostics.extend(r2.diagnostics);
    (config, r.diagnostics)
}

/// Refuses a format that only a newer program knows.
fn format(table: &mut Table<'_>, r: &mut Reader<'_>) {
    let Some(format) = table.number(r, "format", u32::MAX) else { return };
    if format.value == 0 {
        invalid(r, "format", "0", format.span, &format!("a number from 1 to {FORMAT}"), None);
    } else if format.value > FORMAT {
        let said = |d: Diagnostic| d.arg("format", format.value.to_string()).arg("known", FORMAT.to_string());
        r.report_at(Code::NewerFormat, format.span, said);
    }
}

/// Reads `[print]`.
fn print(table: &mut Table<'_>, r: &mut Reader<'_>) -> Print {
    let mut print = Print::default();
    if let Some(paper) = table.string(r, "paper") {
        let papers = [("a4", Paper::A4), ("letter", Paper::Letter)];
        print.paper = choose(r, "paper", &paper, &papers).unwrap_or_default();
    }
    let fonts = table.strings(r, "fonts");
    match fonts.as_slice() {
        [] | [_, _] => print.fonts = fonts.into_iter().map(|s| s.value).collect(),
        [.., last] => {
            let expected = "two paths: the font of running text and the one of headings";
            invalid(r, "fonts", &last.value, last.span.clone(), expected, None);
        }
    }
    print
}

fn languages(table: &mut Table<'_>, r: &mut Reader<'_>, config: &mut Config) {
    if let Some(lang) = table.string(r, "default_language") {
        if is_language_tag(&lang.value) {
            config.default_language = lang.value;
        } else {
            let expected = "a language tag such as \"zh-CN\" or \"en\"";
            invalid(r, "default_language", &lang.value, lang.span, expected, None);
        }
    }
    let mut all = vec![config.default_language.clone()];
    for lang in table.strings(r, "languages") {
        if !is_language_tag(&lang.value) {
            let expected = "language tags such as \"zh-CN\" or \"en\"";
            invalid(r, "languages", &lang.value, lang.span, expected, None);
        } else if !all.contains(&lang.value) {
            all.push(lang.value);
        }
    }
    config.languages = all;
}

/// Whether a text has the form of a BCP 47 tag with a language of two or three letters.
pub fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or("");
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn texts(table: &mut Table<'_>, r: &mut Reader<'_>, config: &mut Config) {
    let default = config.default_language.clone();
    if !table.has("title") {
        table.missing(r, "title");
    }
    config.title = table.text_or_i18n(r, "title", &default);
    config.description = table.text_or_i18n(r, "description", &default);
    config.seal = table.text_or_i18n(r, "seal", &default);
    if let Some(url) = table.string(r, "base_url") {
        let trimmed = url.value.trim_end_matches('/');
        let host = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"));
        let clean = !trimmed.contains(|c: char| c.is_whitespace() || c == '"' || c == '<' || c == '>');
        match host {
            _ if trimmed.is_empty() => {}
            Some(host) if !host.is_empty() && clean => config.base_url = trimmed.to_owned(),
            _ => {
                let expected = "the full address of the site, such as \"https://example.org/help\"";
                invalid(r, "base_url", &url.value, url.span, expected, None);
            }
        }
    }
}

fn organisation(table: &mut Table<'_>, r: &mut Reader<'_>, config: &mut Config) {
    let Some(mut t) = table.subtable(r, "organisation", "[organisation]") else { return };
    let mut get =
        |key: &'static str, r: &mut Reader<'_>| t.string(r, key).map(|s| s.value).unwrap_or_default();
    config.organisation = Organisation { name: get("name", r), url: get("url", r), report: get("report", r) };
    t.finish(r);
}

/// Names of the site's languages in themselves, for the switch in the header; other languages are
/// named by `lang_name` in their interface texts.
pub fn language_names() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([("zh-CN", "简体中文"), ("zh-TW", "繁體中文"), ("en", "English"), ("es", "Español")])
}
