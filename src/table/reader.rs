//! Tables whose keys are taken one by one.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::value::{Period, Spanned};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::text::{SourcePath, control_character, nearest};

type Node<'i> = toml::Spanned<DeValue<'i>>;

/// How many places that could not be read are remembered: each value of a wrong type is compared with all.
const MOST_UNREAD: usize = 100;

/// Reads the tables of one file and collects what is wrong with them.
#[derive(Debug)]
pub struct Reader<'a> {
    path: &'a SourcePath,
    /// Byte offset of the TOML text in its file: front matter does not begin at 0.
    base: usize,
    /// What is wrong so far.
    pub diagnostics: Diagnostics,
    /// Where the TOML could not be read: what it was read as there, nobody wrote.
    unread: Vec<Range<usize>>,
}

/// A table from which keys are taken.
#[derive(Debug)]
pub struct Table<'i> {
    name: String,
    span: Range<usize>,
    pub(super) entries: BTreeMap<String, (Range<usize>, Node<'i>)>,
    known: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    /// A reader for TOML that starts at byte `base` of a file.
    pub fn new(path: &'a SourcePath, base: usize) -> Self {
        Self { path, base, diagnostics: Diagnostics::default(), unread: Vec::new() }
    }

    /// The file.
    pub fn path(&self) -> &'a SourcePath {
        self.path
    }

    /// Parses a document. What cannot be read is reported, and the rest is returned.
    pub fn parse<'i>(&mut self, text: &'i str, name: &str) -> Table<'i> {
        let (table, errors) = DeTable::parse_recoverable(text);
        for e in errors {
            let span = self.shift(e.span().unwrap_or(0..0));
            if self.unread.len() < MOST_UNREAD {
                self.unread.push(span.clone());
            }
            self.report_at(Code::InvalidToml, span, |d| d.arg("detail", e.message().replace('\n', ", ")));
        }
        for (key, value) in table.get_ref() {
            self.refuse_control_characters(key.get_ref(), key.span());
            self.check_texts(value);
        }
        // The document's table spans the whole text: its first byte is a better place to point at.
        let start = self.base;
        self.table(table.into_inner(), name, start..start)
    }

    /// Escapes such as `\u0000` can put characters into strings that no file may hold.
    fn check_texts(&mut self, node: &Node<'_>) {
        match node.get_ref() {
            DeValue::String(text) => self.refuse_control_characters(text, node.span()),
            DeValue::Array(items) => items.iter().for_each(|item| self.check_texts(item)),
            DeValue::Table(table) => {
                for (key, value) in table {
                    self.refuse_control_characters(key.get_ref(), key.span());
                    self.check_texts(value);
                }
            }
            _ => {}
        }
    }

    fn refuse_control_characters(&mut self, text: &str, span: Range<usize>) {
        if let Some((_, c)) = control_character(text) {
            let span = self.shift(span);
            self.report_at(Code::ControlCharacter, span, |d| {
                d.arg("char", format!("U+{:04X}", u32::from(c)))
            });
        }
    }

    fn table<'i>(&self, table: DeTable<'i>, name: &str, span: Range<usize>) -> Table<'i> {
        let entries = table
            .into_iter()
            .map(|(k, v)| {
                let span = self.shift(k.span());
                (k.into_inner().into_owned(), (span, v))
            })
            .collect();
        Table { name: name.to_owned(), span, entries, known: Vec::new() }
    }

    pub(super) fn shift(&self, span: Range<usize>) -> Range<usize> {
        self.base + span.start..self.base + span.end
    }

    /// A place in the file.
    pub fn location(&self, span: Range<usize>) -> Location {
        Location::new(self.path, span)
    }

    /// Reports something at a place of the file.
    pub fn report_at(&mut self, code: Code, span: Range<usize>, fill: impl FnOnce(Diagnostic) -> Diagnostic) {
        let d = Diagnostic::new(code, self.location(span));
        self.diagnostics.push(fill(d));
    }

    pub(super) fn wrong_type(&mut self, key: &str, node: &Node<'_>, expected: &str) {
        let (found, span) = (article(node.get_ref().type_str()), self.shift(node.span()));
        if self.unread.iter().any(|unread| unread.start <= span.end && span.start <= unread.end) {
            return;
        }
        self.report_at(Code::WrongType, span, |d| {
            d.arg("key", key).arg("found", found).arg("expected", expected)
        });
    }
}

fn article(kind: &str) -> String {
    let an = kind.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {kind}", if an { "an" } else { "a" })
}

impl<'i> Table<'i> {
    /// Where the table stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Whether a key is there (and not taken yet).
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Where a key stands, if it is there (and not taken yet).
    pub fn key_span(&self, key: &str) -> Option<Range<usize>> {
        self.entries.get(key).map(|(span, _)| span.clone())
    }

    pub(super) fn take(&mut self, key: &'static str) -> Option<Node<'i>> {
        self.known.push(key);
        self.entries.remove(key).map(|(_, node)| node)
    }

    fn take_as<T>(
        &mut self,
        r: &mut Reader<'_>,
        key: &'static str,
        expected: &str,
        convert: impl FnOnce(&DeValue<'i>) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let node = self.take(key)?;
        match convert(node.get_ref()) {
            Some(value) => Some(Spanned::new(value, r.shift(node.span()))),
            None => {
                r.wrong_type(key, &node, expected);
                None
            }
        }
    }

    /// Reports a key that must be there and is not.
    pub fn missing(&self, r: &mut Reader<'_>, key: &str) {
        r.report_at(Code::MissingKey, self.span.clone(), |d| {
            d.arg("key", key).arg("table", self.name.clone())
        });
    }

    /// A string, if the key is there.
    pub fn string(&mut self, r: &mut Reader<'_>, key: &'static str) -> Option<Spanned<String>> {
        self.take_as(r, key, "a string", |v| v.as_str().map(str::to_owned))
    }

    /// A string that must be there and must not be blank.
    pub fn required_string(&mut self, r: &mut Reader<'_>, key: &'static str) -> Option<Spanned<String>> {
        if !self.has(key) {
            self.missing(r, key);
            self.known.push(key);
            return None;
        }
        let text = self.string(r, key)?;
        if text.value.trim().is_empty() {
            r.report_at(Code::MissingKey, text.span, |d| d.arg("key", key).arg("table", self.name.clone()));
            return None;
        }
        Some(text)
    }

    /// A boolean, if the key is there.
    pub fn boolean(&mut self, r: &mut Reader<'_>, key: &'static str) -> Option<bool> {
        self.take_as(r, key, "true or false", DeValue::as_bool).map(|s| s.value)
    }

    /// A whole number from 0 to `max`, if the key is there.
    pub fn number(&mut self, r: &mut Reader<'_>, key: &'static str, max: u32) -> Option<Spanned<u32>> {
        let n = self.take_as(r, key, "a whole number", |v| {
            let i = v.as_integer()?;
            i64::from_str_radix(i.as_str(), i.radix()).ok()
        })?;
        match u32::try_from(n.value).ok().filter(|v| *v <= max) {
            Some(value) => Some(Spanned::new(value, n.span)),
            None => {
                let value = n.value.to_string();
                invalid(r, key, &value, n.span, &format!("a number from 0 to {max}"), None);
                None
            }
        }
    }

    /// A date without time, if the key is there.
    pub fn date(&mut self, r: &mut Reader<'_>, key: &'static str) -> Option<Spanned<Date>> {
        let expected = "a date without quotes, such as 2026-11-22";
        self.take_as(r, key, expected, |v| {
            let d = v.as_datetime()?;
            let date = d.date.filter(|_| d.time.is_none())?;
            let year = i16::try_from(date.year).ok()?;
            Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
        })
    }

    /// A length of time such as `"6 months"`, if the key is there.
    pub fn period(&mut self, r: &mut Reader<'_>, key: &'static str) -> Option<Spanned<Period>> {
        let text = self.string(r, key)?;
        let period = Period::parse(&text.value);
        if period.is_none() {
            let expected = "a number and a unit, such as \"6 months\" (days, weeks, months, years)";
            invalid(r, key, &text.value, text.span.clone(), expected, None);
        }
        period.map(|p| Spanned::new(p, text.span))
    }

    /// One of a few words, if the key is there.
    pub fn choice<T: Copy>(
        &mut self,
        r: &mut Reader<'_>,
        key: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<Spanned<T>> {
        let text = self.string(r, key)?;
        choose(r, key, &text, choices).map(|v| Spanned::new(v, text.span))
    }

    /// One of a few words that must be there.
    pub fn required_choice<T: Copy>(
        &mut self,
        r: &mut Reader<'_>,
        key: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<Spanned<T>> {
        if !self.has(key) {
            self.missing(r, key);
        }
        self.choice(r, key, choices)
    }

    /// A list of strings; empty if the key is not there.
    pub fn strings(&mut self, r: &mut Reader<'_>, key: &'static str) -> Vec<Spanned<String>> {
        let Some(node) = self.take(key) else { return Vec::new() };
        let Some(items) = node.get_ref().as_array() else {
            r.wrong_type(key, &node, "a list of strings, such as [\"a\", \"b\"]");
            return Vec::new();
        };
        let mut out = Vec::with_capacity(items.len());
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => out.push(Spanned::new(text.to_owned(), r.shift(item.span()))),
                None => r.wrong_type(key, item, "a list of strings"),
            }
        }
        out
    }

    /// A table, if the key is there.
    pub fn subtable(&mut self, r: &mut Reader<'_>, key: &'static str, name: &str) -> Option<Table<'i>> {
        let span = self.key_span(key);
        let node = self.take(key)?;
        self.table_of(r, key, node, span, name)
    }

    fn table_of(
        &self,
        r: &mut Reader<'_>,
        key: &str,
        node: Node<'i>,
        key_span: Option<Range<usize>>,
        name: &str,
    ) -> Option<Table<'i>> {
        let span = r.shift(node.span());
        match node.into_inner() {
            DeValue::Table(table) => Some(r.table(table, name, key_span.unwrap_or(span))),
            other => {
                let found = article(other.type_str());
                r.report_at(Code::WrongType, span, |d| {
                    d.arg("key", key).arg("found", found).arg("expected", "a table")
                });
                None
            }
        }
    }

    /// A list of tables (`[[key]]`); empty if the key is not there.
    pub fn tables(&mut self, r: &mut Reader<'_>, key: &'static str, name: &str) -> Vec<Table<'i>> {
        let Some(node) = self.take(key) else { return Vec::new() };
        if !node.get_ref().is_array() {
            r.wrong_type(key, &node, &format!("a list of tables: [[{key}]]"));
            return Vec::new();
        }
        match node.into_inner() {
            DeValue::Array(items) => {
                items.into_iter().filter_map(|item| self.table_of(r, key, item, None, name)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Keys that the caller reads by itself, such as a map from names to strings.
    pub fn string_map(&mut self, r: &mut Reader<'_>, key: &'static str) -> BTreeMap<String, Spanned<String>> {
        let Some(table) = self.subtable(r, key, key) else { return BTreeMap::new() };
        table.into_strings(r)
    }

    /// All entries as strings.
    pub fn into_strings(self, r: &mut Reader<'_>) -> BTreeMap<String, Spanned<String>> {
        let mut out = BTreeMap::new();
        for (name, (_, node)) in self.entries {
            match node.get_ref().as_str() {
                Some(text) => {
                    out.insert(name, Spanned::new(text.to_owned(), r.shift(node.span())));
                }
                None => r.wrong_type(&name, &node, "a string"),
            }
        }
        out
    }

    /// All entries as tables.
    pub fn into_tables(self, r: &mut Reader<'_>, name: &str) -> Vec<(Spanned<String>, Table<'i>)> {
        let mut out = Vec::new();
        for (key, (span, node)) in self.entries {
            let value_span = r.shift(node.span());
            match node.into_inner() {
                DeValue::Table(t) => {
                    let table = r.table(t, &format!("{name}.{key}"), span.clone());
                    out.push((Spanned::new(key, span), table));
                }
                other => {
                    let found = article(other.type_str());
                    r.report_at(Code::WrongType, value_span, |d| {
                        d.arg("key", key).arg("found", found).arg("expected", "a table")
                    });
                }
            }
        }
        out
    }

    /// Ends the reading: every key that nobody took is unknown.
    pub fn finish(self, r: &mut Reader<'_>) {
        for (key, (span, _)) in &self.entries {
            let near = nearest(key, self.known.iter().copied());
            r.report_at(Code::UnknownKey, span.clone(), |d| {
                d.arg("key", key.clone())
                    .arg("table", self.name.clone())
                    .arg("known", self.known.join(", "))
                    .maybe_arg("nearest", near)
            });
        }
    }
}

/// Finds a word among the possible ones, or reports it.
pub fn choose<T: Copy>(
    r: &mut Reader<'_>,
    key: &str,
    text: &Spanned<String>,
    choices: &[(&'static str, T)],
) -> Option<T> {
    let found = choices.iter().find(|(name, _)| *name == text.value).map(|(_, v)| *v);
    if found.is_none() {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let near = nearest(&text.value, names.iter().copied());
        invalid(r, key, &text.value, text.span.clone(), &names.join(", "), near);
    }
    found
}

/// Reports a value that the key does not take.
pub fn invalid(
    r: &mut Reader<'_>,
    key: &str,
    value: &str,
    span: Range<usize>,
    expected: &str,
    near: Option<&str>,
) {
    r.report_at(Code::InvalidValue, span, |d| {
        d.arg("key", key).arg("value", value).arg("expected", expected).maybe_arg("nearest", near)
    });
}
