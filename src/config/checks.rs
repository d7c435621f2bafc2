//! `[checks]`: how bad each diagnostic is on this site.

use std::collections::BTreeMap;

use crate::diag::{Code, Severity};
use crate::table::invalid;
use crate::table::{Period, Reader, Table, choose};
use crate::text::nearest;

/// Levels of checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checks {
    levels: BTreeMap<Code, Option<Severity>>,
    /// How long before a review is due it is reported.
    pub warn_ahead: Period,
}

impl Default for Checks {
    fn default() -> Self {
        let warn_ahead = Period::parse("30 days").expect("a literal that a test reads too");
        Self { levels: BTreeMap::new(), warn_ahead }
    }
}

impl Checks {
    /// The level of a code on this site; nothing if it is off. Codes that are errors by default
    /// because the site could not be built stay errors.
    pub fn level(&self, code: Code) -> Option<Severity> {
        self.levels.get(&code).copied().unwrap_or(Some(code.default_severity()))
    }

    /// The level of a code in a build. What comes with time and not with a change never stops one: an old
    /// copy can still be built, with its notices to readers. `kb check` fails.
    pub fn level_of_build(&self, code: Code) -> Option<Severity> {
        self.level(code).map(|level| if code.comes_with_time() { Severity::Warning } else { level })
    }
}

/// Codes whose level a site may set: the editorial ones and warnings. A broken site stays broken; one that is being
/// translated is not: texts fall back to another language.
pub(crate) fn adjustable(code: Code) -> bool {
    code >= Code::NumberWithoutRecord
        || code == Code::MissingLanguage
        || code.default_severity() == Severity::Warning
}

/// Reads `[checks]`: `warn_ahead = "30 days"`, and `code = "error" | "warning" | "off"`.
pub(super) fn parse(mut table: Table<'_>, r: &mut Reader<'_>) -> Checks {
    let mut checks = Checks::default();
    if let Some(period) = table.period(r, "warn_ahead") {
        checks.warn_ahead = period.value;
    }
    let levels = [("error", Some(Severity::Error)), ("warning", Some(Severity::Warning)), ("off", None)];
    for (name, text) in table.into_strings(r) {
        match Code::from_name(&name).filter(|c| adjustable(*c)) {
            Some(code) => {
                if let Some(level) = choose(r, &name, &text, &levels) {
                    checks.levels.insert(code, level);
                }
            }
            None => {
                let names = Code::ALL.iter().filter(|c| adjustable(**c)).map(|c| c.as_str());
                let near = nearest(&name, names);
                invalid(
                    r,
                    "checks",
                    &name,
                    text.span,
                    "a code that `kb explain` lists and that is not fatal",
                    near,
                );
            }
        }
    }
    checks
}
