//! For calendars (RFC 5545): an all-day event for each review.

use jiff::ToSpan;

use super::Status;

/// Longest line in octets, its end not counted (RFC 5545, 3.1).
const LINE: usize = 75;

/// The reviews as a calendar: also those that are further away, so that it can be subscribed to. The
/// same input gives the same bytes: identifiers come from the paths, the stamp from `today`.
pub fn ics(status: &Status) -> String {
    let mut out = String::new();
    let stamp = format!("{}T000000Z", status.today.strftime("%Y%m%d"));
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kb//status//EN", "CALSCALE:GREGORIAN"] {
        line(&mut out, text);
    }
    for entry in &status.entries {
        let Some(date) = entry.date else { continue };
        // A page has one review: the path names it for good, also when its date moves.
        let uid = &blake3::hash(entry.path.as_str().as_bytes()).to_hex()[..32];
        let next = date.saturating_add(1.day());
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{uid}@kb"));
        line(&mut out, &format!("DTSTAMP:{stamp}"));
        line(&mut out, &format!("DTSTART;VALUE=DATE:{}", date.strftime("%Y%m%d")));
        line(&mut out, &format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")));
        line(&mut out, &format!("SUMMARY:{}", escape(&format!("{} ({})", entry.title, entry.path))));
        let record = entry.because.as_deref().unwrap_or_default();
        line(&mut out, &format!("DESCRIPTION:{}", escape([entry.owner.as_str(), record].join(" ").trim())));
        line(&mut out, "TRANSP:TRANSPARENT");
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// Text of a property: `\`, `;`, `,` and line ends escaped, other control characters left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Adds a line, folded at a character so that no line has more than 75 octets.
fn line(out: &mut String, text: &str) {
    let mut room = LINE;
    for c in text.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let mut out = String::new();
        line(&mut out, &format!("SUMMARY:{}", "退款".repeat(40)));
        assert!(out.ends_with("\r\n"));
        assert!(out.split("\r\n").all(|l| l.len() <= LINE), "{out}");
        assert_eq!(out.replace("\r\n ", "").trim_end(), format!("SUMMARY:{}", "退款".repeat(40)));
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escape("a; b, c\\d\r\ne\u{7}"), "a\\; b\\, c\\\\d\\ne");
    }
}
