//! For spreadsheets (RFC 4180).

use super::{Entry, State, Status};

/// The status as a table with a header: UTF-8 with a byte order mark (spreadsheets guess the encoding
/// otherwise), CRLF, commas. Pages that need no work are in it with the state `later`.
pub fn csv(status: &Status) -> String {
    let mut out = String::from("\u{feff}owner,state,date,path,lang,title,detail\r\n");
    for entry in &status.entries {
        let date = entry.date.map(|d| d.to_string()).unwrap_or_default();
        let detail = detail(entry);
        let cells = [
            &entry.owner,
            entry.state.as_str(),
            &date,
            entry.path.as_str(),
            &entry.lang,
            &entry.title,
            &detail,
        ];
        out.push_str(&cells.map(cell).join(","));
        out.push_str("\r\n");
    }
    out
}

fn detail(entry: &Entry) -> String {
    match &entry.state {
        State::Behind(changed) => changed.join(" "),
        State::Missing(lang) => lang.clone(),
        _ => entry.because.clone().unwrap_or_default(),
    }
}

/// A cell. Spreadsheets run what begins like a formula, and titles come from many hands: such a cell
/// gets an apostrophe in front, which they show as text (source: OWASP, CSV injection).
fn cell(text: &str) -> String {
    let broken = text.starts_with(['\t', '\r', '\n']);
    // Programs that trim cells look behind white space.
    let formula = broken || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r', '\'']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_disarmed() {
        for (text, want) in [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("-2", "\"'-2\""),
            ("＝cmd", "\"'＝cmd\""),
            (" =1+1", "\"' =1+1\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(cell(text), want, "{text}");
        }
    }
}
