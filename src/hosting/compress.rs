//! Compressed copies beside text files, for servers that look for them: nginx (`gzip_static`), Caddy
//! (`precompressed`), Apache (by the rules of our `.htaccess`).

use std::io::Write;
use std::sync::Arc;

use flate2::write::GzEncoder;
use rayon::prelude::*;

use crate::config::Compression;
use crate::site::{Compressible, Kept, OutPath, Shelf, content_type};

/// Smallest file in bytes that gets a copy: below, it fits one packet anyway.
const MIN: usize = 1024;

/// Level of gzip, of 9: done once, read often.
const GZIP_LEVEL: u32 = 9;

#[cfg(feature = "bundles")]
/// Level of Brotli, of 11: the last two take ten times as long for two per cent.
const BROTLI_LEVEL: i32 = 9;

/// Adds the copies that are smaller than their file.
pub(super) fn add_copies(site: &mut Shelf<'_>, ways: &[Compression]) {
    if ways.is_empty() {
        return;
    }
    let files: Vec<_> = site
        .iter()
        .filter(|(path, kept)| kept.size >= MIN && content_type(path.as_str()).1 == Compressible::Yes)
        .collect();
    let shelf = &*site;
    let copies: Vec<(OutPath, Kept)> = files
        .par_iter()
        .flat_map_iter(|(path, kept)| {
            let bytes = shelf.bytes(path, kept);
            let copies = ways.iter().filter_map(move |way| copy(path, &bytes, *way));
            copies.map(|(path, bytes)| {
                let kept = shelf.keep(&path, bytes);
                (path, kept)
            })
        })
        .collect();
    site.list_all(copies);
}

fn copy(path: &OutPath, bytes: &[u8], way: Compression) -> Option<(OutPath, Arc<[u8]>)> {
    let (ending, packed) = match way {
        // The header of gzip has room for a time; the encoder leaves it at zero.
        Compression::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP_LEVEL));
            encoder.write_all(bytes).ok()?;
            ("gz", encoder.finish().ok()?)
        }
        #[cfg(not(feature = "bundles"))]
        Compression::Brotli => return None,
        #[cfg(feature = "bundles")]
        Compression::Brotli => {
            let mut packed = Vec::new();
            let params = brotli::enc::BrotliEncoderParams { quality: BROTLI_LEVEL, ..Default::default() };
            brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params).ok()?;
            ("br", packed)
        }
    };
    let path = OutPath::new(format!("{}.{ending}", path.as_str()));
    (packed.len() < bytes.len()).then(|| (path, Arc::from(packed)))
}
