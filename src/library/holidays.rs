//! Holidays: `content/_data/holidays.toml`, one table a country.
//!
//! ```toml
//! [CN]
//! sources = ["cn-holidays-2026"]   # who says so
//! years = ["2026"]                 # years that the table covers completely
//! holidays = ["2026-01-01"]        # weekdays without work
//! workdays = ["2026-02-14"]        # weekend days with work
//! ```

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use super::resolve::unknown_record;
use crate::diag::{Code, Diagnostics};
use crate::record::{RecordKind, Records};
use crate::snapshot::Snapshot;
use crate::table::{Reader, Spanned, Table, invalid};
use crate::text::SourcePath;

/// Days off of a country.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holidays {
    /// Ids of the sources that it rests on.
    pub sources: Vec<String>,
    /// Years that are complete.
    pub years: Vec<i16>,
    /// Weekdays without work, ISO.
    pub holidays: Vec<String>,
    /// Weekend days with work, ISO.
    pub workdays: Vec<String>,
}

/// Path of the tables in a site.
const PATH: &str = "content/_data/holidays.toml";

/// Reads the tables, by country.
pub(super) fn parse(
    snapshot: &Snapshot,
    records: &Records,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Holidays> {
    let path = SourcePath::new(PATH);
    let Some(bytes) = snapshot.get(&path) else { return BTreeMap::new() };
    let mut r = Reader::new(&path, 0);
    let mut out = BTreeMap::new();
    match std::str::from_utf8(bytes) {
        Err(e) => r.report_at(Code::NotUtf8, e.valid_up_to()..e.valid_up_to(), |d| d),
        Ok(text) => {
            let file = r.parse(text, "holidays.toml");
            for (country, table) in file.into_tables(&mut r, "holidays") {
                known_country(&country, &mut r);
                let holidays = one(table, records, &mut r);
                out.insert(country.value, holidays);
            }
        }
    }
    diagnostics.extend(r.diagnostics);
    out
}

fn known_country(country: &Spanned<String>, r: &mut Reader<'_>) {
    if !crate::record::JURISDICTIONS.contains(&country.value.as_str()) {
        let known = crate::record::JURISDICTIONS.join(", ");
        r.report_at(Code::InvalidValue, country.span.clone(), |d| {
            d.arg("key", "country").arg("value", country.value.clone()).arg("expected", known)
        });
    }
}

fn one(mut table: Table<'_>, records: &Records, r: &mut Reader<'_>) -> Holidays {
    let mut sources = Vec::new();
    for key in ["sources", "years"] {
        if !table.has(key) {
            table.missing(r, key);
        }
    }
    for source in table.strings(r, "sources") {
        if records.sources.contains_key(&source.value) {
            sources.push(source.value);
        } else {
            let id = source.value.clone();
            r.report_at(Code::UnknownRecord, source.span, |d| {
                unknown_record(records, RecordKind::Source, &id, d)
            });
        }
    }
    let mut years = Vec::new();
    for year in table.strings(r, "years") {
        match year.value.parse().ok().filter(|y| (1900..=9999).contains(y)) {
            Some(y) => years.push(y),
            None => invalid(r, "years", &year.value, year.span, "years such as \"2026\"", None),
        }
    }
    let holidays = days(&mut table, r, "holidays", &years, |weekend| !weekend);
    let workdays = days(&mut table, r, "workdays", &years, |weekend| weekend);
    table.finish(r);
    Holidays { sources, years, holidays, workdays }
}

/// Days of the years that the table covers. One that changes nothing, such as a holiday on a Sunday, is
/// more likely a slip of the pen, and a slip here costs a reader their right.
fn days(
    table: &mut Table<'_>,
    r: &mut Reader<'_>,
    key: &'static str,
    years: &[i16],
    fits: impl Fn(bool) -> bool,
) -> Vec<String> {
    let mut out = Vec::new();
    for day in table.strings(r, key) {
        let expected = match day.value.parse::<Date>() {
            Err(_) => "dates such as \"2026-10-01\"",
            Ok(date) if !years.contains(&date.year()) => "dates in the years of the table",
            Ok(date) => {
                let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
                match (fits(weekend), weekend) {
                    (true, _) => {
                        out.push(day.value);
                        continue;
                    }
                    (false, true) => "weekdays without work (this is a Saturday or Sunday)",
                    (false, false) => "Saturdays and Sundays with work (this is a weekday)",
                }
            }
        };
        invalid(r, key, &day.value, day.span, expected, None);
    }
    out
}
