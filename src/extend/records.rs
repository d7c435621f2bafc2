//! Where the records of a file stand, without reading what they mean.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::record::RecordKind;
use crate::table::Spanned;

/// A record in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Its id.
    pub(super) id: String,
    /// Where its id stands.
    pub(super) id_span: Range<usize>,
    /// From its head to the next one's.
    pub(super) span: Range<usize>,
}

/// The records of a kind in a file, in order. One that is not written as `[[kind]]` with an id is not
/// found; its file is read as it is, and what is wrong with it is reported then.
pub(super) fn places(kind: RecordKind, text: &str) -> Vec<Place> {
    let (table, _) = DeTable::parse_recoverable(text);
    let list = table.get_ref().get(kind.as_str()).and_then(|v| v.get_ref().as_array());
    let mut heads: Vec<(usize, Option<Spanned<String>>)> = Vec::new();
    for item in list.into_iter().flat_map(|list| list.iter()) {
        let Some(record) = item.get_ref().as_table() else { continue };
        let Some(first) = record.keys().map(|k| k.span().start).min() else { continue };
        let Some(head) = head(kind, &text[..first]) else { continue };
        let id = record.get("id");
        heads.push((head, id.and_then(|v| Some(Spanned::new(v.get_ref().as_str()?.to_owned(), v.span())))));
    }
    heads.sort_by_key(|(at, _)| *at);
    let ends: Vec<usize> = heads.iter().skip(1).map(|(at, _)| *at).chain([text.len()]).collect();
    heads
        .into_iter()
        .zip(ends)
        .filter_map(|((start, id), end)| {
            let Spanned { value, span } = id?;
            Some(Place { id: value, id_span: span, span: start..end })
        })
        .collect()
}

/// Start of the last `[[kind]]` line of a text.
fn head(kind: RecordKind, text: &str) -> Option<usize> {
    let mut end = text.len();
    loop {
        let start = text[..end].rfind('\n').map_or(0, |i| i + 1);
        let inside = text[start..end].trim_start().strip_prefix("[[").and_then(|l| l.split_once("]]"));
        if inside.is_some_and(|(name, _)| name.trim() == kind.as_str()) {
            return Some(start);
        }
        end = start.checked_sub(1)?;
    }
}

/// The text with a range blanked: every byte but the line ends becomes a space, so that all else
/// keeps its place.
pub(super) fn blank(bytes: &mut [u8], range: Range<usize>) {
    for byte in &mut bytes[range] {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

/// The keys of a record with their values in one form, whatever the layout and the comments of its
/// text; empty if it cannot be read.
pub(super) fn keys(kind: RecordKind, text: &str) -> Vec<(String, String)> {
    let (table, _) = DeTable::parse_recoverable(text);
    let list = table.get_ref().get(kind.as_str()).and_then(|v| v.get_ref().as_array());
    let record = list.and_then(|l| l.iter().next()).and_then(|r| r.get_ref().as_table());
    let mut out: Vec<(String, String)> = record
        .into_iter()
        .flat_map(|r| r.iter())
        .map(|(key, value)| (key.get_ref().to_string(), form(value.get_ref())))
        .collect();
    out.sort();
    out
}

fn form(value: &DeValue<'_>) -> String {
    match value {
        DeValue::Table(table) => {
            let mut keys: Vec<String> =
                table.iter().map(|(k, v)| format!("{}={}", k.get_ref(), form(v.get_ref()))).collect();
            keys.sort();
            format!("{{{}}}", keys.join(","))
        }
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|i| form(i.get_ref())).collect();
            format!("[{}]", items.join(","))
        }
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(n) => n.as_str().to_owned(),
        DeValue::Float(n) => n.as_str().to_owned(),
        DeValue::Boolean(b) => b.to_string(),
        DeValue::Datetime(d) => d.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# all terms\n[[term]]\nid = \"a\"\nname = { en = \"[[term]]\" }\n\n  [[ term ]] # b\n\
                        [term.more]\nx = 1\n[[term]]\nid = \"c\"\nnote = \"\"\"\n[[term]]\nid\n\"\"\"\n";

    #[test]
    fn finds_records_by_their_heads() {
        let found = places(RecordKind::Term, TEXT);
        let got: Vec<(&str, &str)> = found.iter().map(|p| (p.id.as_str(), &TEXT[p.span.clone()])).collect();
        assert_eq!(got.len(), 2, "{got:?}");
        assert_eq!(got[0].0, "a");
        assert!(got[0].1.starts_with("[[term]]\nid = \"a\"") && got[0].1.ends_with("\n\n"), "{got:?}");
        assert!(got[1].1.starts_with("[[term]]\nid = \"c\"") && got[1].1.ends_with("\"\"\"\n"), "{got:?}");
    }

    #[test]
    fn layout_and_comments_are_no_change() {
        let one = keys(RecordKind::Term, "[[term]]\nid = \"a\"\nname = { en = \"x\", zh-CN = \"y\" }\n");
        let two =
            keys(RecordKind::Term, "[[term]] # new\n\nname = { zh-CN = 'y', en = 'x' } # c\nid = \"a\"\n");
        assert_eq!(one, two);
        assert_eq!(one.len(), 2);
    }
}
