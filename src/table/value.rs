//! Values that tables of a site hold.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;

/// A value with the place where it stands in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Byte range in the file.
    pub span: Range<usize>,
}

impl<T> Spanned<T> {
    /// Puts a value at a place.
    pub fn new(value: T, span: Range<usize>) -> Self {
        Self { value, span }
    }

    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}

/// A text in several languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct I18n {
    /// Texts by BCP 47 tag.
    pub texts: BTreeMap<String, String>,
    /// Where the table stands.
    pub span: Range<usize>,
}

impl I18n {
    /// The text in a language, else in the fallback language, else in any.
    pub fn get(&self, lang: &str, fallback: &str) -> &str {
        self.found(lang, fallback).map_or("", |(_, text)| text)
    }

    /// The language in which [`I18n::get`] answers; the wanted one if there is no text at all.
    pub fn lang<'a>(&'a self, lang: &'a str, fallback: &str) -> &'a str {
        self.found(lang, fallback).map_or(lang, |(lang, _)| lang)
    }

    fn found(&self, lang: &str, fallback: &str) -> Option<(&str, &str)> {
        let all = &self.texts;
        let found = all.get_key_value(lang).or_else(|| all.get_key_value(fallback));
        found.or_else(|| all.iter().next()).map(|(lang, text)| (lang.as_str(), text.as_str()))
    }
}

/// Unit of a [`Period`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PeriodUnit {
    Days,
    Weeks,
    Months,
    Years,
}

/// A length of time on the calendar, such as `6 months`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    n: i64,
    unit: PeriodUnit,
}

impl Period {
    /// Reads `N days`, `N weeks`, `N months` or `N years` (also in the singular), at most 100 years.
    pub fn parse(text: &str) -> Option<Self> {
        let (n, unit) = text.trim().split_once(' ')?;
        let n: i64 = n.parse().ok()?;
        let (unit, max) = match unit.trim().trim_end_matches('s') {
            "day" => (PeriodUnit::Days, 36_500),
            "week" => (PeriodUnit::Weeks, 5_200),
            "month" => (PeriodUnit::Months, 1_200),
            "year" => (PeriodUnit::Years, 100),
            _ => return None,
        };
        (1..=max).contains(&n).then_some(Self { n, unit })
    }

    /// The date this long after another; month ends are clamped as calendars do.
    pub fn after(self, date: Date) -> Date {
        let span = match self.unit {
            PeriodUnit::Days => self.n.days(),
            PeriodUnit::Weeks => self.n.weeks(),
            PeriodUnit::Months => self.n.months(),
            PeriodUnit::Years => self.n.years(),
        };
        date.saturating_add(span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods() {
        for (text, want) in [
            ("6 months", Some(date(2027, 5, 22))),
            ("1 year", Some(date(2027, 11, 22))),
            ("2 weeks", Some(date(2026, 12, 6))),
            ("six months", None),
            ("0 days", None),
            ("3", None),
        ] {
            assert_eq!(Period::parse(text).map(|p| p.after(date(2026, 11, 22))), want, "{text}");
        }
    }
}
