//! Cuts the text of a page into parts, so that a result costs the part that matches and not the whole page.

use crate::record::{Record, Section};

/// The most parts of a page. Postings say which parts of a page have the term, one bit each.
const MOST: usize = 4;

/// A part should have this many bytes: with less, what every part repeats (title, summary, …) weighs more.
const LEAST: usize = 1400;

/// A site should have no more files of pages than this, or publishing them takes longer than indexing.
const FILES: usize = 20_000;

/// The sections of each part of a page.
pub(crate) type Parts = Vec<Vec<Section>>;

/// How many parts pages of this site may have.
pub(super) fn most(pages: usize) -> usize {
    (FILES / pages.max(1)).clamp(1, MOST)
}

/// The sections of each part of a page; a long section may go on in the next part. There is always one part.
pub(super) fn parts(record: &Record, most: usize) -> Parts {
    let total: usize = record
        .sections
        .iter()
        .map(|section| section.text.len())
        .sum();
    let count = (total / LEAST).clamp(1, most);
    let mut parts: Vec<Vec<Section>> = vec![Vec::new()];
    let mut done = 0;
    for section in &record.sections {
        let mut rest = section.text.as_str();
        loop {
            let end = total * parts.len() / count;
            let (piece, more) = split(rest, end.saturating_sub(done), total / count / 2);
            done += piece.len();
            if !piece.is_empty() || rest.is_empty() {
                let (anchor, heading) = (section.anchor.clone(), section.heading.clone());
                if let Some(part) = parts.last_mut() {
                    part.push(Section {
                        anchor,
                        heading,
                        text: piece.to_owned(),
                    });
                }
            }
            rest = more;
            if done + total / count / 8 >= end && parts.len() < count {
                parts.push(Vec::new());
            }
            if rest.is_empty() {
                break;
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() {
        parts.push(Vec::new());
    }
    parts
}

/// Splits a text at the end of a line near `room`; a text that is hardly longer is not split.
fn split(text: &str, room: usize, slack: usize) -> (&str, &str) {
    if text.len() <= room + slack {
        return (text, "");
    }
    let mut near = room;
    while !text.is_char_boundary(near) {
        near -= 1;
    }
    let before = text[..near].rfind('\n').map(|at| at + 1);
    let after = text[near..].find('\n').map(|at| near + at + 1);
    match (before, after) {
        (Some(at), _) if room - at <= slack => text.split_at(at),
        (_, Some(at)) if at - room <= slack => text.split_at(at),
        _ if room == 0 => (text, ""),
        (Some(at), _) | (None, Some(at)) => text.split_at(at),
        (None, None) => (text, ""),
    }
}
