//! The fingerprint of a page's content: what a translation records of its original.
//!
//! 16 hexadecimal digits of a hash of everything, then two for the title, two for the summary, two
//! for each part in the order of [`PARTS`] and two for the text outside parts. The first 16 decide
//! whether something changed; the others only tell where.

use super::FrontMatter;
use super::markdown::Body;
use super::part::PARTS;

/// Length of the digits that decide.
const WHOLE: usize = 16;

/// Names of the pieces that have digits of their own, in their order.
fn pieces() -> impl Iterator<Item = &'static str> {
    ["title", "summary"].into_iter().chain(PARTS.iter().map(|p| p.key)).chain(["other"])
}

/// The fingerprint of a page whose body starts at byte `base` of its file. Line ends do not count.
pub(super) fn fingerprint(front: &FrontMatter, body: &Body, source: &str, base: usize) -> String {
    let title = front.title.value.as_str();
    let mut whole = blake3::Hasher::new();
    for piece in [title, front.summary_text(), source.trim()] {
        whole.update(piece.replace("\r\n", "\n").as_bytes());
        whole.update(&[0]);
    }
    let mut out = whole.finalize().to_hex()[..WHOLE].to_owned();
    for name in pieces() {
        let text = match name {
            "title" => title.to_owned(),
            "summary" => front.summary_text().to_owned(),
            key => part(body, source, base, key),
        };
        let hash = blake3::hash(text.replace("\r\n", "\n").trim().as_bytes());
        out.push_str(&hash.to_hex()[..2]);
    }
    out
}

/// Source of the parts with a key; of what stands in no part for `other`.
fn part(body: &Body, source: &str, base: usize, key: &str) -> String {
    let key = if key == "other" { "" } else { key };
    let tops: Vec<_> = body.headings.iter().filter(|h| h.level == 2).collect();
    let mut starts: Vec<(usize, &str)> = vec![(0, "")];
    starts.extend(tops.iter().map(|h| (h.span.start - base, h.class.as_str())));
    let mut out = String::new();
    for (i, (start, class)) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(source.len(), |(s, _)| *s);
        let known = PARTS.iter().any(|p| p.key == *class);
        if (known && *class == key) || (!known && key.is_empty()) {
            out.push_str(source.get(*start..end).unwrap_or_default());
        }
    }
    out
}

/// Whether a recorded fingerprint is that of the present content. One of 16 digits only, as older
/// versions wrote it, is compared by these.
pub(super) fn is_same(present: &str, recorded: &str) -> bool {
    present == recorded || (recorded.len() == WHOLE && present.starts_with(recorded))
}

/// What changed between a recorded fingerprint and the present one: `title`, `summary`, keys of
/// parts, `other`; empty if it cannot be told.
pub(super) fn changed(present: &str, recorded: &str) -> Vec<&'static str> {
    if present.len() != recorded.len() || !recorded.is_ascii() || is_same(present, recorded) {
        return Vec::new();
    }
    let digits = |text: &str, i: usize| text.get(WHOLE + 2 * i..WHOLE + 2 * i + 2).map(str::to_owned);
    pieces()
        .enumerate()
        .filter(|(i, _)| digits(present, *i) != digits(recorded, *i))
        .map(|(_, name)| name)
        .collect()
}
