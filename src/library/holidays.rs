//! Holidays: `content/_data/holidays.toml`, one table a country.
//!
//! ```toml
//! [CN]
//! years = ["2026"]                 # years that the table covers completely
//! holidays = ["2026-01-01"]        # weekdays without work
//! workdays = ["2026-02-14"]        # weekend days with work
//! ```

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diag::{Code, Diagnostics};
use crate::snapshot::Snapshot;
use crate::table::{Reader, invalid};
use crate::text::SourcePath;

/// Days off of a country.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holidays {
    /// Years that are complete.
    pub years: Vec<i16>,
    /// Weekdays without work, ISO.
    pub holidays: Vec<String>,
    /// Weekend days with work, ISO.
    pub workdays: Vec<String>,
}

/// Reads the tables, by country.
pub(super) fn parse(snapshot: &Snapshot, diagnostics: &mut Diagnostics) -> BTreeMap<String, Holidays> {
    let path = SourcePath::new("content/_data/holidays.toml");
    let Some(Ok(text)) = snapshot.get(&path).map(|b| std::str::from_utf8(b)) else { return BTreeMap::new() };
    let mut r = Reader::new(&path, 0);
    let file = r.parse(text, "holidays.toml");
    let mut out = BTreeMap::new();
    for (country, mut table) in file.into_tables(&mut r, "holidays") {
        let years = table.strings(&mut r, "years");
        let mut days = |key: &'static str, r: &mut Reader<'_>| {
            let mut days = Vec::new();
            for day in table.strings(r, key) {
                if day.value.parse::<Date>().is_ok() {
                    days.push(day.value);
                } else {
                    invalid(r, key, &day.value, day.span, "dates such as \"2026-10-01\"", None);
                }
            }
            days
        };
        let holidays = Holidays {
            holidays: days("holidays", &mut r),
            workdays: days("workdays", &mut r),
            years: years.iter().filter_map(|y| y.value.parse().ok()).collect(),
        };
        if !crate::record::JURISDICTIONS.contains(&country.value.as_str()) {
            let known = crate::record::JURISDICTIONS.join(", ");
            r.report_at(Code::InvalidValue, country.span, |d| {
                d.arg("key", "country").arg("value", country.value.clone()).arg("expected", known)
            });
        }
        table.finish(&mut r);
        out.insert(country.value, holidays);
    }
    diagnostics.extend(r.diagnostics);
    out
}
