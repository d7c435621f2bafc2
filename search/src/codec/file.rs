//! A file of the pack: bytes in the clothes of a script, so that one form serves `fetch` and `file://`.
//!
//! `kbSearchData("t/1a","…")` holds the bytes as they are, one character a byte, with only the five that
//! a string literal can not hold escaped (1.5 % more). A page on a disk loads it as a classic script with
//! the charset `x-user-defined`, which keeps every byte; over http the same file is fetched and undone
//! here. The first eight bytes are a checksum over a seed, the name and the content: a file that does not fit
//! the others, under a wrong name, or damaged is recognised before anything is read from it. What it must
//! fit is in the seed, and each kind of file has its own: see `pack`.

use super::Error;
use crate::prelude::*;
#[cfg(not(target_family = "wasm"))]
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};

const OPEN: &[u8] = b"kbSearchData(\"";
const CLOSE: &[u8] = b"\")\n";
const SUM: usize = 8;

/// A file's checksum.
pub(crate) type Sum = [u8; SUM];

fn checksum(seed: &[u8], name: &str, content: &[u8]) -> Sum {
    // FNV-1a: against stale and damaged files, not against forgers.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in seed.iter().chain(name.as_bytes()).chain(content) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash.to_le_bytes()
}

/// The file `name` with that content.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn wrap(seed: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    wrap_sum(seed, name, content).0
}

/// The same, with its checksum.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn wrap_sum(seed: &[u8], name: &str, content: &[u8]) -> (Vec<u8>, Sum) {
    let mut out = Vec::with_capacity(content.len() + content.len() / 32 + 64);
    out.extend_from_slice(OPEN);
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\",\"");
    let sum = checksum(seed, name, content);
    let mut bytes = sum.iter().chain(content).copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0 if bytes.peek().is_some_and(u8::is_ascii_digit) => out.extend_from_slice(b"\\x00"),
            0 => out.extend_from_slice(b"\\0"),
            other => out.push(other),
        }
    }
    out.extend_from_slice(CLOSE);
    (out, sum)
}

/// The content of the file `name`: a whole script, or the string that it holds.
pub(crate) fn unwrap_file(seed: &[u8], name: &str, file: &[u8]) -> Result<Vec<u8>, Error> {
    unwrap_sum(seed, name, file).map(|(content, _)| content)
}

/// The same, with the checksum.
pub(crate) fn unwrap_sum(seed: &[u8], name: &str, file: &[u8]) -> Result<(Vec<u8>, Sum), Error> {
    let bytes = match file.strip_prefix(OPEN) {
        Some(rest) => undress(rest).ok_or_else(|| Error::Damaged(name.into()))?,
        None => file.to_vec(),
    };
    let (sum, content) = bytes
        .split_at_checked(SUM)
        .ok_or_else(|| Error::Damaged(name.into()))?;
    let right = checksum(seed, name, content);
    if sum != right {
        return Err(Error::Version(name.into()));
    }
    Ok((content.to_vec(), right))
}

fn undress(rest: &[u8]) -> Option<Vec<u8>> {
    let start = rest.windows(3).position(|w| w == b"\",\"")? + 3;
    let body = rest[start..].strip_suffix(CLOSE)?;
    let mut out = Vec::with_capacity(body.len());
    let mut bytes = body.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        out.push(match bytes.next()? {
            b'n' => b'\n',
            b'r' => b'\r',
            b'0' => 0,
            b'x' => {
                bytes.nth(1)?;
                0
            }
            other => other,
        });
    }
    Some(out)
}

/// Compresses text: many short ones, for which making the tables anew takes longer than filling them.
#[cfg(not(target_family = "wasm"))]
pub(crate) struct Deflater(Box<CompressorOxide>);

#[cfg(not(target_family = "wasm"))]
impl Deflater {
    /// Levels above 5 gain nothing on pieces this short, level 1 loses 4 % and is hardly faster.
    const LEVEL: i32 = 6;

    pub(crate) fn new() -> Deflater {
        let flags = create_comp_flags_from_zip_params(Deflater::LEVEL, 0, 0);
        Deflater(Box::new(CompressorOxide::new(flags)))
    }

    /// A raw deflate stream of `bytes`, the same whatever was compressed before.
    pub(crate) fn deflate(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.0.reset();
        let mut out = vec![0; bytes.len() / 2 + 64];
        let (mut read, mut written) = (0, 0);
        loop {
            let (rest, room) = (&bytes[read..], &mut out[written..]);
            let (status, more, made) = compress(&mut self.0, rest, room, TDEFLFlush::Finish);
            (read, written) = (read + more, written + made);
            if status != TDEFLStatus::Okay {
                break;
            }
            out.resize(out.len() * 2, 0);
        }
        out.truncate(written);
        out
    }
}

/// Compresses one text.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    Deflater::new().deflate(bytes)
}

/// Undoes [`deflate`]; `name` is named in errors.
pub(crate) fn inflate(bytes: &[u8], name: &str) -> Result<Vec<u8>, Error> {
    const LIMIT: usize = 1 << 26;
    miniz_oxide::inflate::decompress_to_vec_with_limit(bytes, LIMIT)
        .map_err(|_| Error::Damaged(name.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_used_deflater_makes_the_same_bytes_as_a_new_one() {
        let mut used = Deflater::new();
        for n in 0..200_usize {
            let text: String = (0..n * n / 7)
                .map(|c| ["退款", "x", "。\n"][c * n % 3])
                .collect();
            let packed = used.deflate(text.as_bytes());
            assert_eq!(packed, deflate(text.as_bytes()), "{n}");
            assert_eq!(inflate(&packed, "").as_deref(), Ok(text.as_bytes()), "{n}");
        }
    }
}
