//! Cutting records out of a file, as their authors wrote them.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::Language;
use super::subset::Kept;
use crate::record::{RecordKind, Records};

/// What to keep.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut<'a> {
    /// All records of the shipped library.
    pub(super) records: &'a Records,
    /// Those that are kept.
    pub(super) kept: &'a Kept,
    /// Languages of the new site.
    pub(super) languages: &'a [Language],
}

/// Pieces of a text to replace: ranges that do not overlap, and what comes instead.
pub(super) type Edits = Vec<(Range<usize>, String)>;

/// Carries out replacements.
pub(super) fn apply(text: &str, mut edits: Edits) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, instead) in edits {
        out.push_str(&text[at..range.start]);
        out.push_str(&instead);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The records of a file that are kept; empty if none is.
pub(super) fn file(cut: &Cut<'_>, kind: RecordKind, text: &str) -> String {
    let header = format!("[[{}]]", kind.as_str());
    let mut pieces: Vec<&str> = Vec::new();
    let mut start = None;
    for (at, line) in lines(text) {
        if line.trim_end() == header {
            pieces.extend(start.map(|s| &text[s..at]));
            start = Some(at);
        }
    }
    pieces.extend(start.map(|s| &text[s..]));
    let kept: Vec<String> = pieces.into_iter().filter_map(|piece| record(cut, kind, piece)).collect();
    kept.join("\n")
}

/// Lines with their offsets.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    })
}

/// One record, if it is kept, without what points at records that are not, and in the site's languages.
fn record(cut: &Cut<'_>, kind: RecordKind, piece: &str) -> Option<String> {
    let parsed = DeTable::parse(piece).ok()?;
    let list = parsed.get_ref().get(kind.as_str())?.get_ref().as_array()?;
    let table = list.first()?.get_ref().as_table()?;
    let id = table.get("id")?.get_ref().as_str()?;
    if !cut.kept.contains(&(kind, id.to_owned())) {
        return None;
    }
    let mut edits = Edits::new();
    for (key, other) in [
        ("deadlines", RecordKind::Deadline),
        ("authority", RecordKind::Authority),
        ("not_to_confuse_with", RecordKind::Term),
    ] {
        if let Some(value) = table.get(key) {
            references(cut, other, key, value, piece, &mut edits);
        }
    }
    if languages(cut, table, &mut edits) {
        texts(cut, table, piece, &mut edits);
    }
    let text = apply(piece, edits);
    Some(format!("{}\n", without_last_comments(&text)))
}

/// A record's text without the comments behind it: they speak of the next one.
fn without_last_comments(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some(at) = text.rfind('\n').filter(|i| text[i + 1..].starts_with('#')) {
        text = text[..at].trim_end();
    }
    text
}

/// Takes ids of records that are not kept out of a key, and the key's line if nothing is left.
fn references(
    cut: &Cut<'_>,
    kind: RecordKind,
    key: &str,
    value: &toml::Spanned<DeValue<'_>>,
    piece: &str,
    edits: &mut Edits,
) {
    let there =
        |id: &str| cut.kept.contains(&(kind, id.to_owned())) || cut.records.common(kind, id).is_none();
    let ids: Vec<&str> = match value.get_ref() {
        DeValue::Array(items) => items.iter().filter_map(|i| i.get_ref().as_str()).collect(),
        other => other.as_str().into_iter().collect(),
    };
    let left: Vec<String> = ids.iter().filter(|id| there(id)).map(|id| format!("\"{id}\"")).collect();
    if left.len() == ids.len() {
        return;
    }
    if left.is_empty() {
        let span = value.span();
        let start = piece[..span.start].rfind(&format!("{key} =")).unwrap_or(span.start);
        let end = piece[span.end..].find('\n').map_or(piece.len(), |i| span.end + i + 1);
        edits.push((start..end, String::new()));
    } else {
        edits.push((value.span(), format!("[{}]", left.join(", "))));
    }
}

/// Narrows the languages in which a record says that it is written to those of the site; false if
/// none would be left, so that the record stays in a language that it has.
fn languages(cut: &Cut<'_>, table: &DeTable<'_>, edits: &mut Edits) -> bool {
    let Some((value, own)) = table.get("languages").and_then(|v| Some((v, v.get_ref().as_array()?))) else {
        return true;
    };
    let own: Vec<&str> = own.iter().filter_map(|l| l.get_ref().as_str()).collect();
    let left: Vec<String> = own
        .iter()
        .filter(|tag| cut.languages.iter().any(|l| l.tag() == **tag))
        .map(|tag| format!("\"{tag}\""))
        .collect();
    if !left.is_empty() && left.len() < own.len() {
        edits.push((value.span(), format!("[{}]", left.join(", "))));
    }
    !left.is_empty()
}

/// Takes the languages that the site does not have out of every text of a record.
fn texts(cut: &Cut<'_>, table: &DeTable<'_>, piece: &str, edits: &mut Edits) {
    for (_, value) in table.iter() {
        match value.get_ref() {
            DeValue::Table(inner) if is_text(inner) => {
                let wanted = cut.languages.iter().filter_map(|l| Some((l.tag(), inner.get(l.tag())?)));
                let kept: Vec<String> =
                    wanted.map(|(tag, text)| format!("{tag} = {}", &piece[text.span()])).collect();
                if !kept.is_empty() && kept.len() < inner.len() {
                    edits.push((value.span(), format!("{{ {} }}", kept.join(", "))));
                }
            }
            DeValue::Table(inner) => texts(cut, inner, piece, edits),
            DeValue::Array(items) => {
                for item in items.iter() {
                    if let Some(inner) = item.get_ref().as_table() {
                        texts(cut, inner, piece, edits);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether a table is a text by language.
fn is_text(table: &DeTable<'_>) -> bool {
    !table.is_empty() && table.keys().all(|k| Language::ALL.iter().any(|l| l.tag() == k.get_ref()))
}
