//! From answers to diagnostics, at each place that holds an address.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Answer, Links, Place, Why};
use crate::check::is_excused;
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::library::Library;

/// Codes of this module.
const CODES: [Code; 3] = [Code::DeadLink, Code::MovedLink, Code::UncheckedLink];

/// Diagnostics with their default levels. `archived` holds archived copies that were found, by address.
pub fn report(
    library: &Library,
    links: &Links,
    answers: &BTreeMap<String, Answer>,
    archived: &BTreeMap<String, String>,
) -> Diagnostics {
    let mut out = Diagnostics::default();
    let mut used = BTreeSet::new();
    for (address, places) in links {
        let Some(answer) = answers.get(address) else { continue };
        for place in places {
            let Some(found) = one(place, answer, archived.get(address)) else { continue };
            match place.page.filter(|(id, block)| is_excused(library.document(*id), found.code, Some(*block)))
            {
                Some((id, _)) => drop(used.insert((id, found.code))),
                None => out.push(found),
            }
        }
    }
    unused_excuses(library, &used, &mut out);
    out
}

fn one(place: &Place, answer: &Answer, found: Option<&String>) -> Option<Diagnostic> {
    let new = |code| Diagnostic::new(code, place.location.clone()).arg("url", place.written.clone());
    match answer {
        Answer::Fine => None,
        Answer::Moved { to } => Some(new(Code::MovedLink).arg("to", to.clone())),
        Answer::Dead(why) => {
            let copy = place.archived.clone().or_else(|| found.cloned());
            let copy = copy.unwrap_or_else(|| captures(&place.written, place.read_on));
            Some(because(new(Code::DeadLink), why).arg("archive", copy))
        }
        Answer::Unsure(why) => Some(because(new(Code::UncheckedLink), why)),
    }
}

fn because(d: Diagnostic, why: &Why) -> Diagnostic {
    let (phrase, value) = why.words();
    let d = d.phrase("detail", phrase);
    match value {
        Some((key, value)) => d.arg(key, value),
        None => d,
    }
}

/// Where the Wayback Machine shows the copy that is nearest to a date, or all its copies: a form of
/// address that it documents. Nobody has looked whether there is one.
fn captures(url: &str, read_on: Option<Date>) -> String {
    let when = read_on.map_or("*".to_owned(), |d| d.strftime("%Y%m%d").to_string());
    format!("https://web.archive.org/web/{when}/{url}")
}

/// Excuses that excuse nothing: only now, with the answers at hand, can this be told.
fn unused_excuses(library: &Library, used: &BTreeSet<(crate::library::DocId, Code)>, out: &mut Diagnostics) {
    for id in library.ids() {
        let document = library.document(id);
        let ours = document.body.excuses.iter().filter(|e| CODES.contains(&e.code));
        for excuse in ours.filter(|e| !used.contains(&(id, e.code))) {
            let at = Location::new(&document.path, excuse.span.clone());
            out.push(Diagnostic::new(Code::UnusedExcuse, at).arg("excused", excuse.code.as_str()));
        }
    }
}
