//! Compressed answers, made when first asked for and kept within a bound.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::Mutex;
use std::sync::PoisonError;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_ENCODING, RANGE};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Smallest answer in bytes that is compressed: below, it fits one packet anyway.
const MIN: usize = 1024;

/// Largest answer in bytes that is compressed: above, others would wait for it.
const MAX: usize = 2 << 20;

/// Bytes of compressed answers that are kept: 32 MiB, a site of about 5,000 pages.
const KEPT: usize = 32 << 20;

/// What an answer takes besides its bytes, about; so that the number of answers is bounded, too.
const EACH: usize = 256;

/// Compressed answers by ETag, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Compressed {
    kept: Mutex<VecDeque<(String, Bytes)>>,
}

impl Compressed {
    /// The answer compressed, if that helps. Takes some milliseconds for a large one.
    pub(super) fn get(&self, etag: &str, bytes: &[u8]) -> Option<Bytes> {
        if !(MIN..=MAX).contains(&bytes.len()) {
            return None;
        }
        let lock = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = lock().iter().find(|(tag, _)| tag == etag) {
            return (!found.is_empty()).then(|| found.clone());
        }
        let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::fast());
        let packed = encoder.write_all(bytes).and_then(|()| encoder.finish()).ok()?;
        // What does not get smaller is remembered as nothing, so that it is not tried again.
        let packed = if packed.len() < bytes.len() { Bytes::from(packed) } else { Bytes::new() };
        let mut kept = lock();
        kept.push_back((etag.to_owned(), packed.clone()));
        let mut total: usize = kept.iter().map(|(_, b)| b.len() + EACH).sum();
        while total > KEPT {
            total -= kept.pop_front().map_or(total, |(_, b)| b.len() + EACH);
        }
        (!packed.is_empty()).then_some(packed)
    }
}

/// Whether a request takes compressed answers. Parts of files are sent as they are: browsers count
/// their bytes in the file.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).into_iter().filter_map(|v| v.to_str().ok());
    !headers.contains_key(RANGE) && accepted.flat_map(|list| list.split(',')).any(takes_gzip)
}

fn takes_gzip(coding: &str) -> bool {
    let mut parts = coding.split(';').map(str::trim);
    let name = parts.next().unwrap_or("");
    let weight = parts.find_map(|p| p.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
    name.eq_ignore_ascii_case("gzip") && weight > 0.0_f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_accept() {
        for (accept, want) in [
            ("gzip", true),
            ("gzip, deflate, br", true),
            ("br;q=1.0, gzip;q=0.8", true),
            ("GZIP", true),
            ("gzip;q=0", false),
            ("identity", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, accept.parse().unwrap())]);
            assert_eq!(is_wanted(&headers), want, "{accept}");
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let compressed = Compressed::default();
        // Bytes that do not compress, so that they count in full.
        let mut noise = vec![0; 100 << 10];
        for i in 0..1000_u32 {
            blake3::Hasher::new().update(&i.to_le_bytes()).finalize_xof().fill(&mut noise);
            noise[..20 << 10].fill(b'x');
            assert!(compressed.get(&i.to_string(), &noise).is_some());
        }
        let kept = compressed.kept.lock().unwrap();
        let total: usize = kept.iter().map(|(_, b)| b.len()).sum();
        assert!(total <= KEPT && total > KEPT / 2);
    }
}
