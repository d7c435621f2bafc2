//! New files with every required part and key in place: what `kb new` writes.
//!
//! A new guide is a draft: it is not published, and not checked, until its author deletes one line.

use jiff::civil::Date;

use super::Language;
use super::blank::quote;
use crate::config::Config;
use crate::document::{PageId, PageKind};
use crate::library::Library;
use crate::record::{JURISDICTIONS, RecordKind};

/// Ids that fit a new file, so that it can name real ones. Empty lists leave a comment in their place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Other guides.
    pub guides: Vec<String>,
    /// Evidence that guides ask for most.
    pub evidence: Vec<String>,
    /// Ladders of the section.
    pub ladders: Vec<String>,
    /// Letters of the section.
    pub letters: Vec<String>,
    /// Deadlines of the section.
    pub deadlines: Vec<String>,
    /// Sources of the country.
    pub sources: Vec<String>,
}

/// How many ids of a kind a hint names.
const NAMED: usize = 6;

impl Hints {
    /// What a library has for a new page in a section, or for a new record, of a country.
    pub fn of(library: &Library, section: &str, jurisdiction: &str) -> Self {
        let records = library.records();
        let fitting = |kind: RecordKind| -> Vec<String> {
            let fits = |id: &&str| {
                let common = records.common(kind, id);
                common.is_some_and(|c| {
                    c.jurisdiction == jurisdiction
                        && (kind == RecordKind::Source || c.sectors.iter().any(|s| s == section))
                })
            };
            records.ids(kind).into_iter().filter(fits).take(NAMED).map(str::to_owned).collect()
        };
        let mut evidence = records.ids(RecordKind::Evidence);
        evidence.sort_by_key(|id| std::cmp::Reverse(library.mentions(RecordKind::Evidence, id).len()));
        let lang = &library.config().default_language;
        let guides = |section: &PageId| -> Vec<String> {
            library.guides(section, lang).into_iter().map(|d| library.document(d).id.to_string()).collect()
        };
        let mut near = guides(&PageId::new(section));
        for other in library.page_ids() {
            let is_section = library
                .page_or_fallback(other, lang)
                .is_some_and(|d| library.document(d).kind == PageKind::Section);
            if is_section && other.as_str() != section {
                near.extend(guides(other));
            }
        }
        near.truncate(NAMED);
        Self {
            guides: near,
            evidence: evidence.into_iter().take(NAMED).map(str::to_owned).collect(),
            ladders: fitting(RecordKind::Ladder),
            letters: fitting(RecordKind::Letter),
            deadlines: fitting(RecordKind::Deadline),
            sources: fitting(RecordKind::Source),
        }
    }
}

/// A file to be made.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    /// Id: `telecom/slow-broadband` for a page, `cn-telecom-reply` for a record.
    pub id: &'a str,
    /// Title of a page; empty takes it from the id. Records have placeholders.
    pub title: &'a str,
    /// Language of a page, and of the hints.
    pub lang: Language,
    /// Languages of the site, in which the texts of records must be written.
    pub languages: &'a [String],
    /// Date of the file.
    pub today: Date,
    /// Ids that it may name.
    pub hints: &'a Hints,
}

impl Draft<'_> {
    /// Country of a record by the beginning of its id, of a page by its language.
    pub fn jurisdiction(&self) -> &'static str {
        let prefix = self.id.split('-').next().unwrap_or("");
        let known =
            JURISDICTIONS.into_iter().find(|j| j.eq_ignore_ascii_case(prefix) && !self.id.contains('/'));
        known.unwrap_or(match self.lang {
            Language::ZhCn => "CN",
            Language::En => "US",
        })
    }

    fn title(&self) -> String {
        if self.title.is_empty() { title_of(self.id) } else { self.title.to_owned() }
    }
}

/// The title of a new page until its author has a better one: `telecom/slow-broadband` gives `Slow broadband`.
pub fn title_of(id: &str) -> String {
    let words = id.rsplit('/').next().unwrap_or(id).replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Path of a new page: `content/telecom/slow-broadband.en.md`.
pub fn guide_path(id: &str, lang: &str, config: &Config) -> String {
    if lang == config.default_language {
        format!("content/{id}.md")
    } else {
        format!("content/{id}.{lang}.md")
    }
}

/// Path of a section's page.
pub fn section_path(id: &str, lang: &str, config: &Config) -> String {
    guide_path(&format!("{id}/_index"), lang, config)
}

/// Path of a new record: a file of its own in its kind's folder.
pub fn record_path(kind: RecordKind, id: &str) -> String {
    format!("content/_data/{}/{id}.toml", kind.folder())
}

/// A section's page; an empty title takes it from the id.
pub fn section(id: &str, lang: Language, title: &str) -> String {
    let none = Hints::default();
    let draft = Draft { id, title, lang, languages: &[], today: Date::MIN, hints: &none };
    let (summary, hint) = match lang {
        Language::ZhCn => ("这个栏目讲什么，两句话以内。", "栏目卡片上的词，最多四个"),
        Language::En => (
            "What this section is about, in at most two sentences.",
            "words on the section's card, at most four",
        ),
    };
    let title = quote(&draft.title());
    format!(
        "+++\ntitle = {title}\nsummary = \"{summary}\"\nweight = 99\nicon = \"compass\"\nwords = []                 # {hint}\n+++\n"
    )
}

/// Marks around words that an author is to replace: in the templates and below, and nowhere in what is written.
const MARKS: [char; 2] = ['⟦', '⟧'];

/// Words of a new guide that its author is to replace, as plain text. What a finished guide may say, too, such as
/// the headings of parts, is not among them.
pub fn placeholders(lang: Language) -> Vec<String> {
    // With a guide to name there is a reason to give.
    let hints = Hints { guides: vec!["other".to_owned()], ..Hints::default() };
    let text = marked(&Draft { id: "", title: "", lang, languages: &[], today: Date::MIN, hints: &hints });
    let words = text.split(MARKS[0]).skip(1).filter_map(|rest| rest.split_once(MARKS[1]));
    let mut words: Vec<String> = words.map(|(words, _)| words.replace('*', "")).collect();
    words.sort();
    words.dedup();
    words
}

/// A guide.
pub fn guide(draft: &Draft<'_>) -> String {
    let text = marked(draft).replace(MARKS, "").replace("{title}", &quote(&draft.title()));
    without_parts(&text, draft.id.split('/').next().unwrap_or(""))
}

/// A guide with all parts, with marks around what is to be replaced and without its title.
fn marked(draft: &Draft<'_>) -> String {
    let hints = draft.hints;
    let text = match draft.lang {
        Language::ZhCn => include_str!("drafts/guide.zh-CN.md"),
        Language::En => include_str!("drafts/guide.en.md"),
    };
    text.replace("{jurisdiction}", draft.jurisdiction())
        .replace("{today}", &draft.today.to_string())
        .replace("{related}", &related(draft))
        .replace("{evidence}", &evidence(draft))
        .replace("{letters}", &embedded(RecordKind::Letter, &hints.letters, 1))
        .replace("{ladders}", &embedded(RecordKind::Ladder, &hints.ladders, 1))
        .replace("{deadlines}", &embedded(RecordKind::Deadline, &hints.deadlines, 3))
}

/// Parts that only some sections need, with those sections (source: the anatomy of a good guide).
const SPECIAL: [(&str, &[&str]); 2] =
    [("scams", &["digital-wallets", "lotteries", "card-disputes"]), ("help-lines", &["lotteries"])];

fn without_parts(text: &str, section: &str) -> String {
    let mut out = text.to_owned();
    for (part, sections) in SPECIAL {
        let mark = format!("{{.{part}}}");
        let start = out.find(&mark).and_then(|at| out[..at].rfind("\n## "));
        if let Some(start) = start.filter(|_| !sections.contains(&section)) {
            let end = out[start + 1..].find("\n## ").map_or(out.len(), |i| start + 1 + i);
            out.replace_range(start..end, "");
        }
    }
    format!("{}\n", out.trim_end())
}

fn related(draft: &Draft<'_>) -> String {
    let own = draft.id;
    let reason = match draft.lang {
        Language::ZhCn => "⟦什么时候去看那一页。⟧",
        Language::En => "⟦When to go there.⟧",
    };
    let one = |guide: &str| format!("[[related]]\nguide = \"{guide}\"\nreason = \"{reason}\"");
    let named: Vec<String> =
        draft.hints.guides.iter().filter(|g| *g != own).take(3).map(|g| one(g)).collect();
    if named.is_empty() {
        one("general/evidence").replace('\n', "\n# ").replacen("[[", "# [[", 1)
    } else {
        named.join("\n")
    }
}

fn evidence(draft: &Draft<'_>) -> String {
    let mut items: Vec<String> =
        draft.hints.evidence.iter().map(|id| format!("- [ ] [](evidence:{id})")).collect();
    let word = match draft.lang {
        Language::ZhCn => "第几项证据",
        Language::En => "Item",
    };
    while items.len() < NAMED {
        items.push(format!("- [ ] ⟦{word} {}⟧", items.len() + 1));
    }
    items.join("\n")
}

/// Embeddings of the first records, and the others in a comment.
fn embedded(kind: RecordKind, ids: &[String], count: usize) -> String {
    let one = |id: &str| format!("![]({kind}:{id})");
    if ids.is_empty() {
        return format!("<!-- {} -->", one("ID"));
    }
    let (first, others) = ids.split_at(count.min(ids.len()));
    let mut out = first.iter().map(|id| one(id)).collect::<Vec<_>>().join("\n");
    if !others.is_empty() {
        out.push_str(&format!("\n\n<!-- {} -->", others.join(", ")));
    }
    out
}

/// A record of any kind.
pub fn record(kind: RecordKind, draft: &Draft<'_>) -> String {
    let text = match kind {
        RecordKind::Authority => include_str!("drafts/authority.toml"),
        RecordKind::Deadline => include_str!("drafts/deadline.toml"),
        RecordKind::Evidence => include_str!("drafts/evidence.toml"),
        RecordKind::Letter => include_str!("drafts/letter.toml"),
        RecordKind::Ladder => include_str!("drafts/ladder.toml"),
        RecordKind::Term => include_str!("drafts/term.toml"),
        RecordKind::Source => include_str!("drafts/source.toml"),
    };
    let prefix = draft.jurisdiction().to_lowercase();
    let source = draft.hints.sources.first().cloned().unwrap_or_else(|| format!("{prefix}-src-id"));
    let lines: Vec<String> = text.lines().filter_map(|line| hint(line, draft.lang)).collect();
    let text = texts(&lines.join("\n"), draft.languages)
        .replace("{jurisdiction}", draft.jurisdiction())
        .replace("{today}", &draft.today.to_string())
        .replace("{source}", &source)
        .replace("{prefix}", &prefix)
        .replace("{id}", draft.id);
    format!("{text}\n")
}

/// A line with its hint in one language; nothing for a line that is a hint in the other one.
fn hint(line: &str, lang: Language) -> Option<String> {
    let (own, other) = match lang {
        Language::ZhCn => ("#zh ", "#en "),
        Language::En => ("#en ", "#zh "),
    };
    if line.starts_with(other) {
        return None;
    }
    let Some(at) = line.find(own) else { return Some(line.to_owned()) };
    let words = &line[at + own.len()..];
    let words = words.find(other).map_or(words, |end| &words[..end]).trim_end();
    let code = line.find(other).filter(|o| *o < at).unwrap_or(at);
    Some(format!("{}# {words}", &line[..code]))
}

/// Writes `{t:中文|English}` as a text in each language of the site, and `{l}` as a letter's body.
fn texts(template: &str, languages: &[String]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{t:") {
        let Some((both, tail)) = after.split_once('}') else { break };
        let (zh, en) = both.split_once('|').unwrap_or((both, both));
        out.push_str(before);
        out.push_str(&in_each(languages, |lang| {
            quote(match lang {
                Language::ZhCn => zh,
                Language::En => en,
            })
        }));
        rest = tail;
    }
    out.push_str(rest);
    let body = in_each(languages, |lang| {
        let text = match lang {
            Language::ZhCn => include_str!("drafts/letter-body.zh-CN.txt"),
            Language::En => include_str!("drafts/letter-body.en.txt"),
        };
        format!("\"\"\"\n{text}\"\"\"")
    });
    out.replace("{l}", &body)
}

fn in_each(languages: &[String], text: impl Fn(Language) -> String) -> String {
    let all: Vec<String> =
        languages.iter().map(|tag| format!("{tag} = {}", text(Language::of(tag)))).collect();
    format!("{{ {} }}", all.join(", "))
}
