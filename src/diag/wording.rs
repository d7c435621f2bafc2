//! The words of diagnostics, in the editors' language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Code, Diagnostic};

/// A language in which `kb` speaks to editors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UiLang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    ZhCn,
}

impl UiLang {
    /// The language that a locale or a BCP 47 tag asks for, such as `zh_CN.UTF-8` or `zh-Hans`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        if tag.starts_with("zh") {
            Some(UiLang::ZhCn)
        } else if tag.starts_with("en") || tag == "c" || tag.starts_with("c.") || tag == "posix" {
            Some(UiLang::En)
        } else {
            None
        }
    }
}

#[derive(Debug, Deserialize)]
struct Entry {
    message: String,
    #[serde(default)]
    help: String,
    /// Used instead of `help` when the diagnostic has a `nearest` name.
    #[serde(default)]
    help_nearest: String,
    explain: String,
    #[serde(default)]
    bad: String,
    #[serde(default)]
    good: String,
}

#[derive(Debug, Deserialize)]
struct Tables {
    labels: BTreeMap<String, String>,
    phrases: BTreeMap<String, String>,
    /// Words that the program fills in, from English.
    #[serde(default)]
    details: BTreeMap<String, String>,
    code: BTreeMap<String, Entry>,
}

static EN: LazyLock<Tables> = LazyLock::new(|| load(include_str!("wording/en.toml")));
static ZH_CN: LazyLock<Tables> = LazyLock::new(|| load(include_str!("wording/zh-CN.toml")));

fn load(text: &str) -> Tables {
    toml::from_str(text).expect("the wording tables are part of the program and covered by a test")
}

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub struct Wording {
    lang: UiLang,
}

impl Wording {
    /// Words of a language; what a table lacks is said in English.
    pub fn new(lang: UiLang) -> Self {
        Self { lang }
    }

    fn tables(self) -> [&'static Tables; 2] {
        match self.lang {
            UiLang::En => [&EN, &EN],
            UiLang::ZhCn => [&ZH_CN, &EN],
        }
    }

    fn entry(self, code: Code) -> &'static Entry {
        self.tables()
            .into_iter()
            .find_map(|t| t.code.get(code.as_str()))
            .expect("a test checks that English has words for every code")
    }

    /// What is wrong.
    pub fn message(self, d: &Diagnostic) -> String {
        self.say(&self.entry(d.code).message, d)
    }

    /// What to do; empty if there is nothing general to say.
    pub fn help(self, d: &Diagnostic) -> String {
        let entry = self.entry(d.code);
        let text = if d.args.get("nearest").is_some() && !entry.help_nearest.is_empty() {
            &entry.help_nearest
        } else {
            &entry.help
        };
        self.say(text, d)
    }

    /// Fills a text with words first, then with what the words and the text speak of.
    fn say(self, text: &str, d: &Diagnostic) -> String {
        let words = d.phrases.iter().map(|(place, key)| (place, self.phrase(key, &[]))).collect();
        fill(&fill(text, &words), &self.details(d))
    }

    /// The words that fill the placeholders, in this language as far as they are words.
    fn details(self, d: &Diagnostic) -> BTreeMap<&'static str, String> {
        let own = &self.tables()[0].details;
        let mut args: BTreeMap<_, _> = d.args.iter().map(|(k, v)| (k, v.clone())).collect();
        for (key, value) in &mut args {
            if !matches!(*key, "expected" | "found" | "detail") {
                continue;
            }
            // `a number from 0 to 10` stands in the table with a `#`, `a list of tables: [[x]]` without its end.
            let (start, number) = value.rsplit_once(' ').unwrap_or((value, ""));
            let (head, tail) = value.split_once(": [[").unwrap_or((value, ""));
            if let Some(words) = own.get(value.as_str()) {
                *value = words.clone();
            } else if let Some(words) =
                own.get(&format!("{start} #")).filter(|_| number.parse::<u64>().is_ok())
            {
                *value = words.replace('#', number);
            } else if let Some(words) = own.get(head).filter(|_| !tail.is_empty()) {
                *value = format!("{words}：[[{tail}");
            }
        }
        args
    }

    /// Words for another place.
    pub fn label(self, key: &str) -> &'static str {
        self.tables().into_iter().find_map(|t| t.labels.get(key)).map_or("here", String::as_str)
    }

    /// A phrase of the command line's own output, with `{placeholders}` filled.
    pub fn phrase(self, key: &str, args: &[(&'static str, &str)]) -> String {
        let args = args.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
        match self.tables().into_iter().find_map(|t| t.phrases.get(key)) {
            Some(text) => fill(text, &args),
            None => key.to_owned(),
        }
    }

    /// The long form: what it means, a bad and a good example (both may be empty).
    pub fn explain(self, code: Code) -> (&'static str, &'static str, &'static str) {
        let e = self.entry(code);
        (e.explain.trim(), e.bad.trim_end(), e.good.trim_end())
    }
}

/// Fills `{placeholders}`; one without a value stays as it is, so that a test can find it.
fn fill(text: &str, args: &BTreeMap<&'static str, String>) -> String {
    let mut out = text.to_owned();
    for (key, value) in args {
        out = out.replace(&format!("{{{key}}}"), value);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_words_in_every_language() {
        for (lang, tables) in [("en", &*EN), ("zh-CN", &*ZH_CN)] {
            for code in Code::ALL {
                let entry = tables.code.get(code.as_str());
                let entry = entry.unwrap_or_else(|| panic!("{lang}: no words for {code}"));
                assert!(!entry.message.is_empty() && !entry.explain.is_empty(), "{lang}: {code}");
            }
            for name in tables.code.keys() {
                assert!(Code::from_name(name).is_some(), "{lang}: words for unknown code {name}");
            }
            assert_eq!(
                tables.labels.keys().collect::<Vec<_>>(),
                EN.labels.keys().collect::<Vec<_>>(),
                "{lang}: labels"
            );
            assert_eq!(
                tables.phrases.keys().collect::<Vec<_>>(),
                EN.phrases.keys().collect::<Vec<_>>(),
                "{lang}: phrases"
            );
        }
    }
}
