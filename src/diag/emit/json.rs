//! For scripts: the contract of `kb check --format json`.

use serde::Serialize;

use super::super::{Diagnostics, Severity, Sources, Wording};
use super::places::Places;

#[derive(Serialize)]
struct Report<'a> {
    diagnostics: Vec<Item<'a>>,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'a str,
    severity: &'a str,
    message: String,
    path: &'a str,
    line: usize,
    column: usize,
    help: String,
    related: Vec<RelatedItem<'a>>,
}

#[derive(Serialize)]
struct RelatedItem<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
}

/// One JSON object with all diagnostics; lines and columns count from 1, columns in characters; a
/// diagnostic of a whole file stands at 1:1.
pub fn json(list: &Diagnostics, sources: &dyn Sources, wording: Wording) -> String {
    let places = Places::new(sources);
    let report = Report {
        diagnostics: list
            .iter()
            .map(|d| {
                let at = places.position(&d.location);
                Item {
                    code: d.code.as_str(),
                    severity: d.severity.as_str(),
                    message: wording.message(d),
                    path: places.shown(&d.location.path),
                    line: at.line,
                    column: at.column,
                    help: wording.help(d),
                    related: d
                        .related
                        .iter()
                        .map(|r| {
                            let at = places.position(&r.location);
                            RelatedItem {
                                path: places.shown(&r.location.path),
                                line: at.line,
                                column: at.column,
                                message: wording.label(r.label),
                            }
                        })
                        .collect(),
                }
            })
            .collect(),
        errors: list.count(Severity::Error),
        warnings: list.count(Severity::Warning),
    };
    let mut text = serde_json::to_string_pretty(&report).expect("strings and numbers always serialise");
    text.push('\n');
    text
}
