//! Texts in several languages.

use std::collections::BTreeMap;

use super::reader::{Reader, Table};
use super::value::I18n;
use crate::diag::Code;

impl Table<'_> {
    /// A text in several languages (`{ zh-CN = "…", en = "…" }`), if the key is there. A text must
    /// be there in each of `languages`.
    pub fn i18n(&mut self, r: &mut Reader<'_>, key: &'static str, languages: &[String]) -> Option<I18n> {
        let node = self.take(key)?;
        let span = r.shift(node.span());
        let Some(table) = node.get_ref().as_table() else {
            r.wrong_type(key, &node, "a text in each language: { zh-CN = \"…\", en = \"…\" }");
            return None;
        };
        let mut texts = BTreeMap::new();
        for (lang, text) in table.iter() {
            match text.get_ref().as_str() {
                // A blank text is none: the page shows the one in another language.
                Some(words) if words.trim().is_empty() => {}
                Some(words) => {
                    texts.insert(lang.get_ref().to_string(), words.to_owned());
                }
                None => r.wrong_type(lang.get_ref(), text, "a string"),
            }
        }
        for lang in languages {
            if !texts.contains_key(lang) {
                r.report_at(Code::MissingLanguage, span.clone(), |d| {
                    d.arg("key", key).arg("lang", lang.clone())
                });
            }
        }
        Some(I18n { texts, span })
    }

    /// A text in several languages that must be there: in each, and at least in one, however mild a site
    /// is about translations.
    pub fn required_i18n(&mut self, r: &mut Reader<'_>, key: &'static str, languages: &[String]) -> I18n {
        let is_blank = |node: &toml::Spanned<toml::de::DeValue<'_>>| {
            let blank = |text: &str| text.trim().is_empty();
            let table = node.get_ref().as_table();
            table.is_some_and(|t| t.values().all(|text| text.get_ref().as_str().is_some_and(blank)))
        };
        if self.entries.get(key).is_none_or(|(_, node)| is_blank(node)) {
            self.missing(r, key);
        }
        self.i18n(r, key, languages).unwrap_or_default()
    }

    /// A text that is the same in every language (a string) or one in each; empty if not there.
    pub fn text_or_i18n(&mut self, r: &mut Reader<'_>, key: &'static str, default: &str) -> I18n {
        let is_string = self.entries.get(key).is_some_and(|(_, node)| node.get_ref().is_str());
        if !is_string {
            return self.i18n(r, key, &[default.to_owned()]).unwrap_or_default();
        }
        self.string(r, key).map_or_else(I18n::default, |text| I18n {
            texts: BTreeMap::from([(default.to_owned(), text.value)]),
            span: text.span,
        })
    }
}
