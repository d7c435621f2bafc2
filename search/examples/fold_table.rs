//! Makes `src/fold.bin`, the table of folded characters, from Unicode's and OpenCC's data:
//! `cargo run -p kb-search --example fold_table`. Change the engine's format version with it.

#![allow(clippy::disallowed_methods)] // a program of its own, with files

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/fold.bin");
    std::fs::write(path, table()?)?;
    Ok(())
}

/// The table's bytes: for each character the step from the one before and the change of the distance to
/// its folded form, as numbers of seven bits a byte.
pub(crate) fn table() -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let opencc = ferrous_opencc::OpenCC::from_config(ferrous_opencc::config::BuiltinConfig::T2s)?;
    // Latin, Greek and Cyrillic letters; radicals that PDF files have for characters; Han; full width.
    let ranges = [
        0xa0..0x590,
        0x1e00..0x1f00,
        0x2f00..0x2fe0,
        0x4e00..0xa000,
        0xff00..0xffef,
    ];
    let (mut last, mut shift) = (0, 0);
    let mut bytes = Vec::new();
    for c in ranges.into_iter().flatten().filter_map(char::from_u32) {
        let Some(folded) = fold(c, &opencc).filter(|folded| *folded != c) else {
            continue;
        };
        if is_han(c) && !is_common(c, folded) {
            continue;
        }
        let (from, to) = (u32::from(c), u32::from(folded));
        number(&mut bytes, from - last);
        let now = to as i32 - from as i32;
        let step = now - shift;
        number(&mut bytes, ((step << 1) ^ (step >> 31)) as u32);
        (last, shift) = (from, now);
    }
    Ok(bytes)
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..'\u{a000}').contains(&c)
}

/// Whether a Traditional character is in Big5 and its Simplified form in GB 2312: the others are so rare that
/// they are not worth twice the bytes.
fn is_common(from: char, to: char) -> bool {
    let (mut from_text, mut to_text) = ([0; 4], [0; 4]);
    let (big5, _, unknown) = encoding_rs::BIG5.encode(from.encode_utf8(&mut from_text));
    let (gbk, _, foreign) = encoding_rs::GBK.encode(to.encode_utf8(&mut to_text));
    // Big5 proper begins at A4 for characters; GB 2312 is the part of GBK with both bytes above A0.
    !unknown && !foreign && big5[0] >= 0xa4 && gbk.len() == 2 && gbk[0] >= 0xb0 && gbk[1] >= 0xa1
}

/// The one character that `c` folds to, if it folds to one.
fn fold(c: char, opencc: &ferrous_opencc::OpenCC) -> Option<char> {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let plain: String = c
        .to_string()
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .collect();
    let lower: String = plain
        .to_lowercase()
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .collect();
    let simple = opencc.convert(&lower);
    let special = match c {
        'ø' | 'Ø' => Some('o'),
        'đ' | 'Đ' => Some('d'),
        'ł' | 'Ł' => Some('l'),
        'ı' => Some('i'),
        _ => None,
    };
    let mut chars = simple.chars();
    special.or_else(|| chars.next().filter(|_| chars.next().is_none()))
}

fn number(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
