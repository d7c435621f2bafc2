//! Edit distance 1: one letter wrong, missing, too many, or two swapped.

/// Words shorter than this have too many neighbours.
const SHORTEST: usize = 4;

/// Whether two different words of letters differ by one edit.
pub(crate) fn is_near(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if a.len() < SHORTEST || short.len() + 1 < long.len() || a == b {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (s, l) = (&short[same..], &long[same..]);
    if short.len() < long.len() {
        return s == &l[1..];
    }
    s[1..] == l[1..] || (s.len() > 1 && s[0] == l[1] && s[1] == l[0] && s[2..] == l[2..])
}
