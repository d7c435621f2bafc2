//! Space between characters of Chinese text: less beside punctuation, a little between Han and Latin.
//!
//! After the W3C's Requirements for Chinese Text Layout (CLREQ), 3.1.6 and 3.2.

use super::cluster::Cluster;

/// Width in em that two full-width marks lose between them, and that a mark loses at a line's edge.
pub(super) const HALF: f32 = 0.5;

/// Space between Han and Latin in em. CLREQ has a quarter to an eighth; a little less than a tenth
/// looks the same, and readers that guess spaces from gaps do not find one that nobody wrote.
const HAN_LATIN: f32 = 0.095;

/// Marks narrower than this many em are proportional and stay as they are.
const FULL: f32 = 0.9;

/// What a character is to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// An ideograph or kana.
    Han,
    /// A letter or digit of another script.
    Latin,
    /// A full-width mark with its ink at the left: `，。」`.
    Close,
    /// A full-width mark with its ink at the right: `（「`.
    Open,
    /// A full-width mark with its ink in the middle: `？！—`.
    Wide,
    /// A space.
    Space,
    /// Anything else.
    Other,
}

impl Class {
    /// The class of a character that is drawn `advance` em wide.
    pub(crate) fn of(c: char, advance: f32) -> Class {
        let full = advance >= FULL;
        match c {
            ' ' | '\u{a0}' | '\t' => Class::Space,
            '（' | '《' | '「' | '『' | '【' | '〔' | '〈' | '“' | '‘' if full => Class::Open,
            '）' | '》' | '」' | '』' | '】' | '〕' | '〉' | '”' | '’' | '，' | '。' | '、' | '；' | '：'
                if full =>
            {
                Class::Close
            }
            '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' => Class::Han,
            '\u{3041}'..='\u{30FF}' | '\u{20000}'..='\u{3FFFF}' | '々' | '〇' => Class::Han,
            _ if full && !c.is_ascii() => Class::Wide,
            _ if c.is_alphanumeric() || c == '%' => Class::Latin,
            _ => Class::Other,
        }
    }

    /// Whether it is a character of Chinese that is no punctuation.
    pub(super) fn is_letter(self) -> bool {
        self == Class::Han
    }

    /// Whether emphasis puts a dot below it: punctuation and spaces get none.
    pub(super) fn takes_a_dot(self) -> bool {
        matches!(self, Class::Han | Class::Latin)
    }

    /// Whether the character sits in the grid of Chinese text, so that a line may be stretched there.
    pub(super) fn is_grid(self) -> bool {
        matches!(self, Class::Han | Class::Close | Class::Open | Class::Wide)
    }
}

/// Narrows pairs of marks and widens borders of Han and Latin. Changes `gap`, the space after a
/// cluster; what an opening mark loses at its left is the gap of the cluster before it.
pub(super) fn adjust(clusters: &mut [Cluster]) {
    for i in 1..clusters.len() {
        let (before, after) = (clusters[i - 1].class, clusters[i].class);
        let size = clusters[i].size.min(clusters[i - 1].size);
        clusters[i - 1].gap += size
            * match (before, after) {
                (Class::Close, Class::Close | Class::Open | Class::Wide) => -HALF,
                (Class::Open | Class::Wide, Class::Open) => -HALF,
                (Class::Han, Class::Latin) | (Class::Latin, Class::Han) => HAN_LATIN,
                _ => 0.0,
            };
    }
}
