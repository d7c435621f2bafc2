//! `[links]`: how `kb check --external` follows outside links.

use crate::table::{Period, Reader, Table, invalid};

/// How outside links are followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// Beginnings of addresses that are not asked for, such as those of servers that turn programs away.
    pub ignore: Vec<String>,
    /// How long a good answer is remembered.
    pub max_age: Period,
    /// How long a request may take, in seconds.
    pub timeout: u32,
    /// Pause between two requests to one host, in seconds.
    pub pause: u32,
}

impl Default for Links {
    fn default() -> Self {
        let max_age = Period::parse("7 days").expect("a literal that a test reads too");
        Self { ignore: Vec::new(), max_age, timeout: 20, pause: 1 }
    }
}

/// The longest timeout and pause, in seconds.
const MOST: u32 = 600;

pub(super) fn parse(mut table: Table<'_>, r: &mut Reader<'_>) -> Links {
    let mut links = Links::default();
    for ignored in table.strings(r, "ignore") {
        // Less than a host would leave out half of the web.
        let host = ignored.value.split_once("://").map_or("", |(_, host)| host);
        if host.len() < 3 {
            let expected = "beginnings of addresses, such as \"https://example.org/\"";
            invalid(r, "ignore", &ignored.value, ignored.span, expected, None);
        } else {
            links.ignore.push(ignored.value);
        }
    }
    if let Some(max_age) = table.period(r, "max_age") {
        links.max_age = max_age.value;
    }
    if let Some(timeout) = table.number(r, "timeout", MOST) {
        links.timeout = timeout.value.max(1);
    }
    if let Some(pause) = table.number(r, "pause", MOST) {
        links.pause = pause.value;
    }
    table.finish(r);
    links
}
