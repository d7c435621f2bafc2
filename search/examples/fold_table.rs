//! Makes `src/fold.bin`, the table of folded characters, from Unicode's and OpenCC's data:
//! `cargo run -p kb-search --example fold_table`. Change the engine's format version with it.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/fold.bin");
    std::fs::write(path, table()?)?;
    Ok(())
}

/// The table's bytes: for each character the step from the one before and the change of the distance to
/// its folded form, as numbers of seven bits a byte.
fn table() -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let opencc = ferrous_opencc::OpenCC::from_config(ferrous_opencc::config::BuiltinConfig::T2s)?;
    let letters = [0xa0..0x590, 0x1e00..0x2000, 0x2f00..0x2fe0, 0xf900..0xfb00, 0xff00..0xffef];
    let han = std::iter::once(0x4e00..0xa000);
    let mut out = Vec::new();
    let (mut last, mut shift) = (0, 0);
    for c in letters.into_iter().chain(han).flatten().filter_map(char::from_u32) {
        pairs_push(c, fold(c, &opencc), &mut out);
    }
    out.sort_unstable();
    let mut bytes = Vec::new();
    for (from, to) in out {
        number(&mut bytes, from - last);
        let now = to as i32 - from as i32;
        let step = now - shift;
        number(&mut bytes, ((step << 1) ^ (step >> 31)) as u32);
        (last, shift) = (from, now);
    }
    Ok(bytes)
}

fn pairs_push(c: char, folded: Option<char>, out: &mut Vec<(u32, u32)>) {
    if let Some(folded) = folded.filter(|folded| *folded != c) {
        out.push((u32::from(c), u32::from(folded)));
    }
}

/// The one character that `c` folds to, if it folds to one.
fn fold(c: char, opencc: &ferrous_opencc::OpenCC) -> Option<char> {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let plain: String = c.to_string().nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let lower: String = plain.to_lowercase().nfkd().filter(|c| !is_combining_mark(*c)).collect();
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
