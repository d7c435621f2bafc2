//! QR codes of addresses. A guide's code is on its page, its checklist, its pack and its sector's sheets.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

/// The pattern that is laid over the data: a chessboard. A reader of codes undoes any of the eight (ISO/IEC
/// 18004 §7.8.2); to try them all and take the one with the fewest large areas took longer than planning the page
/// around the code.
const MASK: u8 = 0;

/// A drawing: SVG path data, and its side in modules.
type Code = (String, usize);

/// The modules of a code, eight a byte, row by row: a tenth of what its drawing takes.
#[derive(Debug, Clone, Default)]
struct Modules {
    dark: Box<[u8]>,
    /// Modules a side; 0 of an address that is longer than a code can hold.
    side: usize,
}

/// The codes that a build has made, by address: each is a pure function of it.
#[derive(Debug, Default)]
pub(crate) struct Codes(Mutex<HashMap<String, Arc<Modules>>>);

impl Codes {
    /// The code of an address.
    pub(super) fn of(&self, address: &str) -> Code {
        let known = self.made().get(address).map(Arc::clone);
        let code = known.unwrap_or_else(|| {
            // Made without the lock: others go on, and whoever makes the same at the same time makes an equal one.
            let code = Arc::new(make(address));
            self.made().insert(address.to_owned(), Arc::clone(&code));
            code
        });
        code.draw()
    }

    fn made(&self) -> MutexGuard<'_, HashMap<String, Arc<Modules>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the code of an address.
fn make(address: &str) -> Modules {
    let (segments, mask) = (QrSegment::make_segments(address), Some(Mask::new(MASK)));
    let code = QrCode::encode_segments_advanced(
        &segments,
        QrCodeEcc::Low,
        Version::MIN,
        Version::MAX,
        mask,
        true, // more correction where it costs no larger code
    );
    let Ok(code) = code else { return Modules::default() };
    let side = usize::try_from(code.size()).unwrap_or(0);
    let mut dark = vec![0; (side * side).div_ceil(8)];
    let places = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    for (at, _) in places.enumerate().filter(|(_, (x, y))| code.get_module(*x, *y)) {
        dark[at / 8] |= 1 << (at % 8);
    }
    Modules { dark: dark.into_boxed_slice(), side }
}

/// Adds a number of at most three digits: no code has as many as 1,000 modules a side.
fn push_number(path: &mut String, number: usize) {
    let digit = |value: usize| char::from(b'0' + (value % 10) as u8);
    if number >= 100 {
        path.push(digit(number / 100));
    }
    if number >= 10 {
        path.push(digit(number / 10));
    }
    path.push(digit(number));
}

impl Modules {
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let at = y * self.side + x;
        self.dark[at / 8] >> (at % 8) & 1 == 1
    }

    /// SVG path data, and the side in modules with the quiet zone of four modules that the standard asks for
    /// (ISO/IEC 18004). The path is stroked one module wide, along the middle of each row: half the bytes of
    /// filled squares. Of an address that no code can hold there is none: the address alone is printed.
    fn draw(&self) -> Code {
        if self.side == 0 {
            return (String::new(), 0);
        }
        let mut path = String::with_capacity(2 * self.side * self.side);
        for y in 0..self.side {
            let mut pen = None;
            let mut x = 0;
            while x < self.side {
                let start = x;
                while x < self.side && self.is_dark(x, y) {
                    x += 1;
                }
                if x > start {
                    let run = x - start;
                    match pen {
                        None => {
                            path.push('M');
                            push_number(&mut path, start + 4);
                            path.push(' ');
                            push_number(&mut path, y + 4);
                            path.push_str(".5h");
                        }
                        Some(end) => {
                            path.push('m');
                            push_number(&mut path, start - end);
                            path.push_str(" 0h");
                        }
                    }
                    push_number(&mut path, run);
                    pen = Some(x);
                }
                x += 1;
            }
        }
        (path, self.side + 8)
    }
}

#[cfg(test)]
mod tests {
    use super::make;

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
            let dark = modules(&make(address).draw());
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
        assert_eq!(make(&"a".repeat(4000)).draw(), (String::new(), 0));
    }
}
