//! The browser's side, as bytes to publish beside the pack.

/// The scripts and the engine: name under the site's `search/` folder, and bytes.
///
/// The engine goes out twice: compressed, for every browser that can undo that itself (so that no host
/// has to), and as a script, for pages opened from a disk and for old browsers.
pub fn files() -> [(&'static str, &'static [u8]); 4] {
    [
        (
            "search-client.js",
            include_bytes!("../client/search-client.js"),
        ),
        (
            "search-worker.js",
            include_bytes!("../client/search-worker.js"),
        ),
        (
            "kb_search.wasm.gz",
            include_bytes!("../wasm/kb_search.wasm.gz"),
        ),
        (
            "kb_search.wasm.js",
            include_bytes!("../wasm/kb_search.wasm.js"),
        ),
    ]
}
