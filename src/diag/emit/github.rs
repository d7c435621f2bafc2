//! For CI: workflow commands that annotate the changed lines.

use super::super::{Diagnostics, Sources, Wording};
use super::places::Places;

/// One `::error file=…,line=…,col=…,title=…::…` line for each diagnostic.
pub fn github(list: &Diagnostics, sources: &dyn Sources, wording: Wording) -> String {
    let (places, mut out) = (Places::new(sources), String::new());
    for d in list.iter() {
        let at = places.position(&d.location);
        let help = wording.help(d);
        let text =
            if help.is_empty() { wording.message(d) } else { format!("{}\n{help}", wording.message(d)) };
        out.push_str(&format!(
            "::{} file={},line={},col={},title={}::{}\n",
            d.severity.as_str(),
            property(places.shown(&d.location.path)),
            at.line,
            at.column,
            d.code,
            data(&text),
        ));
    }
    out
}

/// Escapes as the workflow command syntax asks for: `%`, CR and LF.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Properties also escape `:` and `,`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
