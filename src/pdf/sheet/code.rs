//! QR codes, read from the path that the pages draw.

use std::rc::Rc;

/// The dark runs of a QR code from the path that the page draws: `M4 4.5h7m9 0h1`, in modules.
pub(super) fn runs(path: &str) -> Rc<[(u32, u32, u32)]> {
    let mut out = Vec::new();
    let (mut x, mut y) = (0.0_f32, 0.0_f32);
    let mut rest = path;
    while let Some(command) = rest.chars().next() {
        let body = &rest[1..];
        let end = body.find(['M', 'm', 'h']).unwrap_or(body.len());
        let numbers: Vec<f32> = body[..end].split(' ').filter_map(|n| n.parse().ok()).collect();
        match (command, numbers.as_slice()) {
            ('M', [a, b]) => (x, y) = (*a, *b),
            ('m', [a, b]) => (x, y) = (x + a, y + b),
            ('h', [n]) => {
                out.push((x as u32, y as u32, *n as u32));
                x += n;
            }
            _ => {}
        }
        rest = &body[end..];
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_a_code_are_read_from_its_path() {
        assert_eq!(*runs("M4 4.5h7m3 0h1M5 6.5h2"), [(4, 4, 7), (14, 4, 1), (5, 6, 2)]);
        assert!(runs("").is_empty());
    }
}
