//! For code-scanning tools: SARIF 2.1.0.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::{Code, Diagnostics, Location, Sources, Wording};
use super::places::Places;

/// A SARIF 2.1.0 log with one run.
pub fn sarif(list: &Diagnostics, sources: &dyn Sources, wording: Wording) -> String {
    let codes: Vec<Code> = list.iter().map(|d| d.code).collect::<BTreeSet<_>>().into_iter().collect();
    let rules: Vec<Value> = codes
        .iter()
        .map(|c| {
            json!({
                "id": c.as_str(),
                "fullDescription": { "text": wording.explain(*c).0 },
                "defaultConfiguration": { "level": c.default_severity().as_str() },
            })
        })
        .collect();
    let places = Places::new(sources);
    let results: Vec<Value> = list
        .iter()
        .map(|d| {
            let related: Vec<Value> = d
                .related
                .iter()
                .enumerate()
                .map(|(i, r)| {
                    let mut place = physical(&r.location, &places);
                    place["id"] = json!(i + 1);
                    place["message"] = json!({ "text": wording.label(r.label) });
                    place
                })
                .collect();
            let help = wording.help(d);
            let mut text = wording.message(d);
            if !help.is_empty() {
                text = format!("{text}\n{help}");
            }
            json!({
                "ruleId": d.code.as_str(),
                "ruleIndex": codes.iter().position(|c| *c == d.code),
                "level": d.severity.as_str(),
                "message": { "text": text },
                "locations": [physical(&d.location, &places)],
                "relatedLocations": related,
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "kb",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).expect("a JSON value always serialises");
    text.push('\n');
    text
}

fn physical<'s>(location: &'s Location, places: &Places<'s>) -> Value {
    let at = places.position(location);
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(places.shown(&location.path)) },
            "region": { "startLine": at.line, "startColumn": at.column },
        }
    })
}

/// A relative URI reference: everything but unreserved characters and `/` percent-encoded.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for b in path.bytes() {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}
