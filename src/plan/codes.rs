//! QR codes of addresses. Finding the best of the eight masks takes longer than planning the page around it,
//! and a guide's code is on its page, its checklist, its pack and its sector's sheets.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use qrcodegen::{QrCode, QrCodeEcc};

/// A drawing: SVG path data, and its side in modules.
type Code = (String, usize);

/// The codes of a site's guides, each drawn when it is first needed: a pure function of its address.
#[derive(Debug, Default)]
pub(crate) struct Codes(BTreeMap<String, OnceLock<Code>>);

impl Codes {
    /// Room for the codes of addresses; what `known` has of them is taken from there.
    pub(super) fn new(addresses: impl Iterator<Item = String>, known: Option<&Codes>) -> Self {
        let code = |address: String| {
            let drawn = known.and_then(|known| known.0.get(&address)).cloned().unwrap_or_default();
            (address, drawn)
        };
        Self(addresses.map(code).collect())
    }

    /// The code of an address.
    pub(super) fn of(&self, address: &str) -> Code {
        match self.0.get(address) {
            Some(code) => code.get_or_init(|| draw(address)).clone(),
            None => draw(address),
        }
    }
}

/// Draws an address as SVG path data; gives its side in modules with the quiet zone of four modules that the
/// standard asks for (ISO/IEC 18004). The path is stroked one module wide, along the middle of each row: half
/// the bytes of filled squares.
fn draw(address: &str) -> Code {
    let Ok(code) = QrCode::encode_text(address, QrCodeEcc::Low) else {
        return (String::new(), 0); // longer than a QR code can hold: print the address alone
    };
    let mut path = String::new();
    for y in 0..code.size() {
        let mut pen = None;
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let run = x - start;
                match pen {
                    None => path.push_str(&format!("M{} {}.5h{run}", start + 4, y + 4)),
                    Some(end) => path.push_str(&format!("m{} 0h{run}", start - end)),
                }
                pen = Some(x);
            }
            x += 1;
        }
    }
    (path, usize::try_from(code.size()).unwrap_or(0) + 8)
}
