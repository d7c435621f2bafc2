//! The postings of one term: which pages have it, in which fields, how often.

use super::field;
#[cfg(not(target_family = "wasm"))]
use crate::codec::BitWriter;
use crate::codec::{BitReader, rice_parameter};

const BODY_ONLY: u8 = 1 << field::BODY;

/// A page that has the term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Posting {
    pub(crate) page: u32,
    /// A bit for each field that has the term.
    pub(crate) fields: u8,
    /// How often, for the fields that count.
    pub(crate) freqs: [u32; field::FULL],
    /// A bit for each part of the text that has the term.
    pub(crate) parts: u8,
}

/// Writes a term's postings, in the order of the pages.
///
/// The count; the fields that any page has; then for each page the gap to the one before, its fields
/// (nothing if there is but one possibility, one bit for "the text only"), its frequencies and the parts of
/// its text.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn write_postings(out: &mut BitWriter, postings: &[Posting], pages: u32, parts: u32) {
    let count = postings.len() as u32;
    let all = postings.iter().fold(0, |all, posting| all | posting.fields);
    out.gamma(count);
    out.bits(u32::from(all != BODY_ONLY), 1);
    if all != BODY_ONLY {
        out.bits(u32::from(all), field::COUNT as u32);
    }
    let k = rice_parameter(pages, count);
    let mut next = 0;
    for posting in postings {
        out.rice(posting.page - next, k);
        next = posting.page + 1;
        write_fields(out, all, posting.fields);
        for (field, freq) in posting.freqs.iter().enumerate() {
            if posting.fields & 1 << field != 0 {
                out.gamma(*freq);
            }
        }
        if parts > 1 && posting.fields & BODY_ONLY != 0 {
            match posting.freqs[field::BODY] {
                1 => out.bits(
                    posting.parts.trailing_zeros(),
                    u32::BITS - (parts - 1).leading_zeros(),
                ),
                _ => out.bits(u32::from(posting.parts), parts),
            }
        }
    }
}

#[cfg(not(target_family = "wasm"))]
fn write_fields(out: &mut BitWriter, all: u8, fields: u8) {
    if all.count_ones() < 2 {
        return;
    }
    if all & BODY_ONLY != 0 {
        out.bits(u32::from(fields != BODY_ONLY), 1);
        if fields == BODY_ONLY {
            return;
        }
    }
    for field in (0..field::COUNT).filter(|field| all & 1 << field != 0) {
        out.bits(u32::from(fields >> field & 1), 1);
    }
}

fn read_fields(reader: &mut BitReader<'_>, all: u8) -> u8 {
    if all.count_ones() < 2 {
        return all;
    }
    if all & BODY_ONLY != 0 && reader.bits(1) == 0 {
        return BODY_ONLY;
    }
    let mut fields = 0;
    for field in (0..field::COUNT).filter(|field| all & 1 << field != 0) {
        fields |= (reader.bits(1) as u8) << field;
    }
    fields
}

/// Reads a term's postings and gives each to `sink`; stops at the end of a damaged file.
pub(crate) fn read_postings(
    reader: &mut BitReader<'_>,
    pages: u32,
    parts: u32,
    mut sink: impl FnMut(Posting),
) {
    let count = reader.gamma();
    let all = match reader.bits(1) {
        0 => BODY_ONLY,
        _ => reader.bits(field::COUNT as u32) as u8,
    };
    let k = rice_parameter(pages, count);
    let mut next = 0_u32;
    for _ in 0..count {
        let page = next.saturating_add(reader.rice(k));
        let mut posting = Posting {
            page,
            fields: read_fields(reader, all),
            ..Posting::default()
        };
        for (field, freq) in posting.freqs.iter_mut().enumerate() {
            if posting.fields & 1 << field != 0 {
                *freq = reader.gamma();
            }
        }
        if parts > 1 && posting.fields & BODY_ONLY != 0 {
            posting.parts = match posting.freqs[field::BODY] {
                1 => 1 << (reader.bits(u32::BITS - (parts - 1).leading_zeros()) & 7),
                _ => reader.bits(parts) as u8,
            };
        }
        if reader.overrun() || page >= pages {
            return;
        }
        next = page + 1;
        sink(posting);
    }
}
