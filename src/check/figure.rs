//! Lengths of time, sums of money and phone numbers in running text.

use std::ops::Range;

use regex::Captures;

use super::lang::Numbers;
use crate::record::{Deadline, Unit};
use crate::text::is_han;

/// What a length of time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Days on which offices or banks work.
    WorkingDays,
    /// Every day, said so.
    CalendarDays,
    /// Days, not said which.
    Days,
    Hours,
    Weeks,
    Months,
    Years,
}

impl Measure {
    fn of(unit: &str, numbers: &Numbers) -> Option<Self> {
        let unit = unit.to_lowercase();
        let words = &numbers.units;
        let table = [
            (&words.working, Measure::WorkingDays),
            (&words.calendar, Measure::CalendarDays),
            (&words.hours, Measure::Hours),
            (&words.days, Measure::Days),
            (&words.weeks, Measure::Weeks),
            (&words.months, Measure::Months),
            (&words.years, Measure::Years),
        ];
        table.into_iter().find(|(words, _)| words.iter().any(|w| unit.contains(w.as_str()))).map(|(_, m)| m)
    }

    fn is_days(self) -> bool {
        matches!(self, Measure::WorkingDays | Measure::CalendarDays | Measure::Days)
    }
}

/// A length of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Duration {
    /// Where it stands in the text.
    pub(super) range: Range<usize>,
    /// How many; the end of a range such as 5–10.
    pub(super) n: u32,
    /// Of what.
    pub(super) measure: Measure,
    /// Whether the word leaves open which days it counts, even where a law would not.
    pub(super) loose: bool,
}

impl Duration {
    /// Whether a deadline has this length; the kind of day is another question.
    pub(super) fn is_length_of(&self, deadline: &Deadline) -> bool {
        let same = match deadline.unit {
            Some(Unit::CalendarDays | Unit::WorkingDays | Unit::BusinessDays) => self.measure.is_days(),
            Some(Unit::Hours) => self.measure == Measure::Hours,
            Some(Unit::Weeks) => self.measure == Measure::Weeks,
            Some(Unit::Months) => self.measure == Measure::Months,
            Some(Unit::Years) => self.measure == Measure::Years,
            None => false,
        };
        same && self.n == deadline.n
    }
}

/// Lengths of time that read like rules: no dates, no habits, no spans of papers to fetch, and
/// written-out numbers only as limits.
pub(super) fn durations(text: &str, numbers: &Numbers) -> Vec<Duration> {
    if !numbers.may_have_length(text) {
        return Vec::new();
    }
    let written = numbers.written.captures_iter(text).filter(|c| c.name("limit").is_some());
    collect(text, numbers.duration.captures_iter(text).chain(written), numbers)
}

/// All lengths of time in the text of a link to a deadline, which is no date and no habit.
pub(super) fn linked_durations(text: &str, numbers: &Numbers) -> Vec<Duration> {
    if !numbers.may_have_length(text) {
        return Vec::new();
    }
    collect(text, numbers.duration.captures_iter(text).chain(numbers.written.captures_iter(text)), numbers)
}

fn collect<'t>(text: &str, found: impl Iterator<Item = Captures<'t>>, numbers: &Numbers) -> Vec<Duration> {
    let mut out: Vec<Duration> = found.filter_map(|c| duration(text, &c, numbers)).collect();
    out.sort_by_key(|d| d.range.start);
    out
}

fn duration(text: &str, found: &Captures<'_>, numbers: &Numbers) -> Option<Duration> {
    let first = found.name("n")?;
    let unit = found.name("unit")?;
    let range = first.start()..unit.end();
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let inside_number =
        before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '/' | ':' | '–'));
    if inside_number || numbers.not_after.is_match(before) || numbers.not_before.is_match(after) {
        return None;
    }
    let n = number(found.name("m").unwrap_or(first).as_str(), numbers)?;
    let measure = Measure::of(unit.as_str(), numbers)?;
    // 2026 年 is a date; 0 days is a way of speaking.
    let date = measure == Measure::Years && n >= 1000;
    let loose =
        measure == Measure::Days && numbers.units.loose.iter().any(|w| unit.as_str().contains(w.as_str()));
    (n > 0 && !date).then_some(Duration { range, n, measure, loose })
}

fn number(text: &str, numbers: &Numbers) -> Option<u32> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if !digits.is_empty() {
        return digits.parse().ok();
    }
    let lower = text.to_lowercase();
    numbers.numerals.get(lower.as_str()).copied().or_else(|| han_number(&lower, numbers))
}

/// A Chinese number below 100: 十五, 六十, 二十一.
fn han_number(text: &str, numbers: &Numbers) -> Option<u32> {
    let digit = |t: &str| if t.is_empty() { Some(None) } else { numbers.numerals.get(t).map(|n| Some(*n)) };
    let (tens, ones) = text.split_once('十')?;
    Some(digit(tens)?.unwrap_or(1) * 10 + digit(ones)?.unwrap_or(0))
}

/// Sums of money other than nothing.
pub(super) fn sums(text: &str, numbers: &Numbers) -> Vec<Range<usize>> {
    if !has_digits(text, 1) || !numbers.has_money(text) {
        return Vec::new();
    }
    let found = numbers.sum.captures_iter(text).filter_map(|c| {
        let amount = c.name("a").or_else(|| c.name("b"))?;
        let whole = c.get(0)?;
        let nothing = amount.as_str().chars().all(|c| !c.is_ascii_digit() || c == '0');
        let inside = text[..whole.start()].ends_with(|c: char| c.is_ascii_digit());
        let end = whole.start() + whole.as_str().trim_end_matches(['.', ',', ' ']).len();
        (!nothing && !inside).then_some(whole.start()..end)
    });
    found.collect()
}

/// Digits of the shortest number that the forms of emergency calls find.
const SHORTEST_CALL: usize = 3;

/// Digits of the shortest number that the other forms find.
const SHORTEST_PHONE: usize = 5;

/// A phone number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phone {
    /// Where it stands in the text.
    pub(super) range: Range<usize>,
    /// Its digits.
    pub(super) digits: String,
}

/// Phone numbers: long ones by their form; those of five digits and the three of emergency calls
/// by what a number of a service looks like.
pub(super) fn phones(text: &str, numbers: &Numbers) -> Vec<Phone> {
    if !has_digits(text, SHORTEST_CALL) {
        return Vec::new();
    }
    let whole = if has_digits(text, SHORTEST_PHONE) { text } else { "" };
    let long = numbers.phone.find_iter(whole).map(|m| (m.range(), m.as_str()));
    let short =
        numbers.short_phone.captures_iter(text).filter_map(|c| c.name("n")).map(|m| (m.range(), m.as_str()));
    let long: Vec<_> = long.filter(|(range, found)| is_phone(text, range, found)).collect();
    let inside = |at: usize| long.iter().any(|(range, _)| range.contains(&at));
    let short = short.filter(|(range, _)| !inside(range.start));
    let mut out: Vec<Phone> = short
        .chain(long.iter().cloned())
        .map(|(range, found)| Phone { range, digits: digits(found) })
        .collect();
    out.sort_by_key(|p| p.range.start);
    out
}

/// Whether a text has at least so many digits of any script. Most texts have none, and looking for
/// a character is a hundred times cheaper than looking for a form.
pub(super) fn has_digits(text: &str, least: usize) -> bool {
    // No table of Unicode has to be asked about ASCII and Han characters.
    let digit = |c: &char| if c.is_ascii() { c.is_ascii_digit() } else { !is_han(*c) && c.is_numeric() };
    text.chars().filter(digit).take(least).count() == least
}

/// The digits of a text.
pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn is_phone(text: &str, range: &Range<usize>, found: &str) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].trim_start().chars().next();
    let joins = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(
                c,
                '.' | ',' | '%' | '*' | '/' | '-' | '–' | '_' | '=' | '第' | '¥' | '￥' | '$' | '£' | '€'
            )
    };
    let unit = |c: char| {
        matches!(c, '元' | '万' | '年' | '月' | '日' | '号' | '字' | '人' | '次' | '天' | '个' | '条' | '%')
    };
    if before.is_some_and(joins)
        || text[range.end..].starts_with(|c: char| c.is_ascii_alphanumeric())
        || after.is_some_and(|c| unit(c) || c == '*')
    {
        return false;
    }
    let digits = digits(found);
    match digits.len() {
        // Short codes of services begin with 10–12 (state and operators) or 95 and 96 (firms, cities).
        5 => {
            found.len() == 5
                && (digits.starts_with("95")
                    || digits.starts_with("96")
                    || ("10".."13").contains(&&digits[..2]))
        }
        7.. => !is_date(found),
        _ => false,
    }
}

/// 2026-11-22 and 20261122 are no phones.
fn is_date(text: &str) -> bool {
    let digits = digits(text);
    digits.len() == 8 && (digits.starts_with("19") || digits.starts_with("20")) && digits[4..6] <= *"12"
}
