//! Parts of files, and answers that a browser has already (RFC 9110, sections 13 and 14).

use axum::http::HeaderMap;
use axum::http::header::{IF_MATCH, IF_NONE_MATCH, IF_RANGE, RANGE};

/// What part of a file to send.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// From a byte to a byte, both included.
    Bytes(usize, usize),
    /// The file has no such bytes.
    Unsatisfiable,
}

/// The part that a request asks for. Several ranges at once, other units and malformed ones get the
/// whole file, as the standard allows.
pub fn part(headers: &HeaderMap, size: usize, etag: &str) -> Part {
    let Some(range) = headers.get(RANGE).and_then(|v| v.to_str().ok()) else { return Part::Whole };
    // A part of another version must not be joined to what the browser has.
    if headers.get(IF_RANGE).is_some_and(|v| v.as_bytes() != etag.as_bytes()) {
        return Part::Whole;
    }
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|r| r.split_once('-')) else {
        return Part::Whole;
    };
    let number = |text: &str| -> Option<usize> {
        // More digits than a size can have mean "to the end".
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().unwrap_or(usize::MAX))
    };
    let end = size.saturating_sub(1);
    match (first.trim(), last.trim()) {
        ("", suffix) => match number(suffix) {
            Some(0) => Part::Unsatisfiable,
            Some(_) if size == 0 => Part::Unsatisfiable,
            Some(n) => Part::Bytes(size.saturating_sub(n), end),
            None => Part::Whole,
        },
        (first, last) => match (number(first), number(last)) {
            (None, _) => Part::Whole,
            (Some(_), None) if !last.is_empty() => Part::Whole,
            (Some(from), Some(to)) if to < from => Part::Whole,
            (Some(from), _) if from >= size => Part::Unsatisfiable,
            (Some(from), to) => Part::Bytes(from, to.unwrap_or(end).min(end)),
        },
    }
}

/// What the conditions of a request come to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// Send it.
    Send,
    /// The browser has it.
    NotModified,
    /// The request is for another version only.
    Failed,
}

/// Compares the versions that a request names with the file's.
pub(super) fn condition(headers: &HeaderMap, etag: &str) -> Condition {
    if headers.contains_key(IF_MATCH) && !names(headers, &IF_MATCH, |tag| tag == etag) {
        return Condition::Failed;
    }
    // A weak comparison, and one that does not care how the answer was compressed: it is the same
    // file, and the browser keeps the form that it has.
    let plain = |tag: &str| tag.trim_start_matches("W/").replace("-gz\"", "\"");
    if names(headers, &IF_NONE_MATCH, |tag| plain(tag) == plain(etag)) {
        return Condition::NotModified;
    }
    Condition::Send
}

fn names(headers: &HeaderMap, name: &axum::http::HeaderName, is_it: impl Fn(&str) -> bool) -> bool {
    let lists = headers.get_all(name).into_iter().filter_map(|v| v.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim).any(|tag| tag == "*" || is_it(tag))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn parts_of_a_file_of_ten_bytes() {
        use Part::{Bytes, Unsatisfiable, Whole};
        for (range, want) in [
            ("bytes=0-3", Bytes(0, 3)),
            ("bytes=4-", Bytes(4, 9)),
            ("bytes=-3", Bytes(7, 9)),
            ("bytes=-99", Bytes(0, 9)),
            ("bytes=9-9", Bytes(9, 9)),
            ("bytes=0-99999999999999999999999", Bytes(0, 9)),
            ("bytes= 1 - 2 ", Bytes(1, 2)),
            ("bytes=10-", Unsatisfiable),
            ("bytes=99999999999999999999999-", Unsatisfiable),
            ("bytes=-0", Unsatisfiable),
            ("bytes=5-4", Whole),
            ("bytes=0-1,3-4", Whole),
            ("bytes=a-b", Whole),
            ("bytes=1-b", Whole),
            ("bytes=-", Whole),
            ("bytes=", Whole),
            ("bytes=+1-2", Whole),
            ("lines=1-2", Whole),
        ] {
            let headers = HeaderMap::from_iter([(RANGE, HeaderValue::from_str(range).unwrap())]);
            assert_eq!(part(&headers, 10, "\"a\""), want, "{range}");
        }
        let empty = HeaderMap::from_iter([(RANGE, HeaderValue::from_static("bytes=-1"))]);
        assert_eq!(part(&empty, 0, "\"a\""), Unsatisfiable);
    }
}
