//! Characters as the index sees them: case, width, diacritics, compatibility forms and Traditional
//! Chinese are folded away, so that a query finds a text however either was typed.
//!
//! `fold.bin` is made by `examples/fold_table.rs` from Unicode's and OpenCC's data; a test compares.

use crate::prelude::*;

const TABLE: &[u8] = include_bytes!("fold.bin");

/// Characters that people mix up so often that they count as one. Each is also folded where it is right,
/// which hurts nothing because text and query are folded alike.
const VARIANTS: [(char, char); 4] = [('帐', '账'), ('帳', '账'), ('妳', '你'), ('祂', '他')];

/// What a character is to the analyser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Written without spaces: Han, kana, Hangul.
    Cjk,
    /// A letter or digit of any other script.
    Word,
    /// To be ignored: a combining mark, a soft hyphen, an apostrophe.
    Skip,
    /// Anything else ends a word.
    Break,
}

/// The table, unpacked.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    from: Vec<u32>,
    to: Vec<u32>,
    /// A bit for each character up to U+FFFF that is in `from`: most of a text is not.
    known: Vec<u64>,
}

impl Folder {
    /// Unpacks the table: takes some ten microseconds, so make one and keep it.
    pub(crate) fn new() -> Folder {
        let mut folder = Folder {
            from: Vec::new(),
            to: Vec::new(),
            known: vec![0; 0x10000 / 64],
        };
        let mut bytes = TABLE.iter().copied();
        let (mut from, mut shift) = (0_u32, 0_i32);
        while let Some(step) = number(&mut bytes) {
            let zigzag = number(&mut bytes).unwrap_or(0);
            from += step;
            shift += (zigzag >> 1) as i32 ^ -((zigzag & 1) as i32);
            folder.from.push(from);
            if let Some(bits) = folder.known.get_mut(from as usize / 64) {
                *bits |= 1 << (from % 64);
            }
            folder.to.push(from.wrapping_add_signed(shift));
        }
        folder
    }

    /// The character that stands for `c`; two for the few that are ligatures.
    pub(crate) fn fold(&self, c: char) -> (char, Option<char>) {
        if c.is_ascii() {
            return (c.to_ascii_lowercase(), None);
        }
        match c {
            'ß' | 'ẞ' => return ('s', Some('s')),
            'æ' | 'Æ' => return ('a', Some('e')),
            'œ' | 'Œ' => return ('o', Some('e')),
            'ﬁ' => return ('f', Some('i')),
            'ﬂ' => return ('f', Some('l')),
            _ => {}
        }
        if let Some((_, to)) = VARIANTS.iter().find(|(from, _)| *from == c) {
            return (*to, None);
        }
        let code = u32::from(c);
        let known = self.known.get(code as usize / 64);
        if known.is_some_and(|bits| bits >> (code % 64) & 1 == 0) {
            return (c, None);
        }
        let folded = match self.from.binary_search(&code) {
            Ok(at) => char::from_u32(self.to[at]).unwrap_or(c),
            Err(_) => c,
        };
        (folded, None)
    }
}

fn number(bytes: &mut impl Iterator<Item = u8>) -> Option<u32> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = bytes.next()?;
        value |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
        shift += 7;
    }
}

/// The class of a folded character.
pub(crate) fn class(c: char) -> Class {
    match c {
        'a'..='z' | '0'..='9' => Class::Word,
        '\'' | '\u{2019}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {
            Class::Skip
        }
        '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' => Class::Skip,
        '\0'..='\u{7f}' => Class::Break,
        '々' | '〇' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | 'ー' => Class::Cjk,
        '\u{3105}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' => Class::Cjk,
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' => Class::Cjk,
        '\u{20000}'..='\u{3ffff}' => Class::Cjk,
        c if c.is_alphanumeric() => Class::Word,
        _ => Class::Break,
    }
}

/// Whether a folded character is written without spaces.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn is_cjk(c: char) -> bool {
    class(c) == Class::Cjk
}
