//! QR codes of addresses. A guide's code is on its page, its checklist, its pack and its sector's sheets.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

/// The pattern that is laid over the data: a chessboard. A reader of codes undoes any of the eight (ISO/IEC
/// 18004 §7.8.2); to try them all and take the one with the fewest large areas took longer than planning the page
/// around the code.
const MASK: u8 = 0;

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
    let (segments, mask) = (QrSegment::make_segments(address), Some(Mask::new(MASK)));
    let code = QrCode::encode_segments_advanced(
        &segments,
        QrCodeEcc::Low,
        Version::MIN,
        Version::MAX,
        mask,
        true, // more correction where it costs no larger code
    );
    let Ok(code) = code else {
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

#[cfg(test)]
mod tests {
    use super::draw;

    /// The modules that a drawing makes dark, by row.
    fn modules((path, side): &(String, usize)) -> Vec<Vec<bool>> {
        let mut dark = vec![vec![false; *side]; *side];
        let (mut x, mut y) = (0_i32, 0_usize);
        for step in path.split('h').filter(|s| !s.is_empty()) {
            // `6M4 5.5` is a run of six and a jump; `2m3 0` a run of two and a step.
            let cut = step.find(['M', 'm']).unwrap_or(step.len());
            let (run, jump) = step.split_at(cut);
            if let Ok(run) = run.parse::<i32>() {
                (x..x + run).for_each(|x| dark[y][usize::try_from(x).unwrap()] = true);
                x += run;
            }
            let mut numbers =
                jump.get(1..).unwrap_or_default().split(' ').map(|n| n.trim_end_matches(".5").parse::<i32>());
            match (jump.chars().next(), numbers.next(), numbers.next()) {
                (Some('M'), Some(Ok(to)), Some(Ok(row))) => (x, y) = (to, usize::try_from(row).unwrap()),
                (Some('m'), Some(Ok(by)), _) => x += by,
                _ => {}
            }
        }
        dark
    }

    #[test]
    fn a_code_reads_as_its_address() {
        for address in [
            "/telecom/double-billing/",
            "example.org/en/card-disputes/chargeback-not-received/",
            "https://xn--fiq228c.example.org/help/digital-wallets/account-frozen-and-nobody-answers/",
            "example.org/电信/重复扣费/",
            &format!("example.org/{}", "a-long-name/".repeat(40)),
        ] {
            let dark = modules(&draw(address));
            // As a camera sees it: four pixels a module.
            let pixel = |x: usize, y: usize| if dark[y / 4][x / 4] { 0 } else { 255 };
            let mut image =
                rqrr::PreparedImage::prepare_from_greyscale(4 * dark.len(), 4 * dark.len(), pixel);
            let grids = image.detect_grids();
            assert_eq!(grids.len(), 1, "{address}");
            assert_eq!(grids[0].decode().expect("a code that can be read").1, address);
        }
    }

    #[test]
    fn an_address_that_no_code_holds_has_none() {
        assert_eq!(draw(&"a".repeat(4000)), (String::new(), 0));
    }
}
