//! Good answers of earlier runs, so that a host is not asked again every day.
//!
//! A JSON object: `{"version": 1, "links": {ADDRESS: {"checked": "2026-11-27", "moved": ADDRESS}}}`,
//! `moved` only where a page has moved. Failures are not kept: whoever corrects them asks again.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::table::Period;

/// Version of the form; a file of another one is not read.
const VERSION: u32 = 1;

/// Good answers by address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cache {
    version: u32,
    links: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    checked: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
}

impl Default for Cache {
    fn default() -> Self {
        Self { version: VERSION, links: BTreeMap::new() }
    }
}

impl Cache {
    /// Reads a cache; nothing if it is damaged or of another version.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|c: &Self| c.version == VERSION)
    }

    /// Its form on the disk.
    pub fn write(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("strings and numbers always serialise");
        text.push('\n');
        text
    }

    /// What an address answered, if that is not older than `max_age` and not from the future.
    pub fn answer(&self, address: &str, today: Date, max_age: Period) -> Option<Answer> {
        let entry = self.links.get(address)?;
        let checked: Date = entry.checked.parse().ok()?;
        (checked <= today && today <= max_age.after(checked)).then(|| match &entry.moved {
            Some(to) => Answer::Moved { to: to.clone() },
            None => Answer::Fine,
        })
    }

    /// Keeps a good answer and forgets what was known of an address that gives a bad one.
    pub fn remember(&mut self, address: &str, answer: &Answer, today: Date) {
        let moved = match answer {
            Answer::Fine => None,
            Answer::Moved { to } => Some(to.clone()),
            Answer::Dead(_) | Answer::Unsure(_) => {
                self.links.remove(address);
                return;
            }
        };
        self.links.insert(address.to_owned(), Entry { checked: today.to_string(), moved });
    }

    /// Forgets addresses that the site no longer holds.
    pub fn keep(&mut self, wanted: impl Fn(&str) -> bool) {
        self.links.retain(|address, _| wanted(address));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn good_answers_last_as_long_as_asked() {
        let week = Period::parse("7 days").expect("a period");
        let mut cache = Cache::default();
        let moved = Answer::Moved { to: "https://b.example/".to_owned() };
        cache.remember("https://a.example/", &moved, date(2026, 11, 20));
        cache.remember("https://c.example/", &Answer::Fine, date(2026, 11, 20));
        let cache = Cache::read(cache.write().as_bytes()).expect("what was written");
        for (today, want) in [
            (date(2026, 11, 20), Some(moved.clone())),
            (date(2026, 11, 27), Some(moved.clone())),
            (date(2026, 11, 28), None),
            (date(2026, 11, 19), None),
        ] {
            assert_eq!(cache.answer("https://a.example/", today, week), want, "{today}");
        }
        assert_eq!(cache.answer("https://c.example/", date(2026, 11, 21), week), Some(Answer::Fine));
        assert_eq!(cache.answer("https://d.example/", date(2026, 11, 21), week), None);
    }

    #[test]
    fn failures_are_not_kept() {
        let week = Period::parse("7 days").expect("a period");
        let today = date(2026, 11, 20);
        let mut cache = Cache::default();
        cache.remember("https://a.example/", &Answer::Fine, today);
        cache.remember("https://a.example/", &Answer::Dead(super::super::Why::Timeout), today);
        assert_eq!(cache.answer("https://a.example/", today, week), None);
    }

    #[test]
    fn what_is_damaged_or_of_another_version_is_not_read() {
        for bytes in ["", "{", "[]", "{\"version\":2,\"links\":{}}", "{\"version\":1}", "\u{0}"] {
            assert_eq!(Cache::read(bytes.as_bytes()), None, "{bytes}");
        }
    }
}
