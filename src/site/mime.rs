//! What kind of file a path is, by its ending.

use Compressible::{No, Yes};

/// Content types by ending, and whether compressing pays.
pub(crate) const TYPES: [(&str, &str, Compressible); 45] = [
    ("html", "text/html; charset=utf-8", Yes),
    ("htm", "text/html; charset=utf-8", Yes),
    ("css", "text/css; charset=utf-8", Yes),
    ("js", "text/javascript; charset=utf-8", Yes),
    ("mjs", "text/javascript; charset=utf-8", Yes),
    ("json", "application/json", Yes),
    ("map", "application/json", Yes),
    ("jsonld", "application/ld+json", Yes),
    ("ndjson", "application/x-ndjson", Yes),
    ("jsonl", "application/x-ndjson", Yes),
    ("webmanifest", "application/manifest+json", Yes),
    ("xml", "application/xml", Yes),
    ("xsl", "application/xml", Yes),
    ("atom", "application/atom+xml", Yes),
    ("rss", "application/rss+xml", Yes),
    ("svg", "image/svg+xml", Yes),
    ("txt", "text/plain; charset=utf-8", Yes),
    ("toml", "text/plain; charset=utf-8", Yes),
    ("md", "text/markdown; charset=utf-8", Yes),
    ("csv", "text/csv; charset=utf-8", Yes),
    ("ics", "text/calendar; charset=utf-8", Yes),
    ("vcf", "text/vcard; charset=utf-8", Yes),
    ("wasm", "application/wasm", Yes),
    ("pdf", "application/pdf", No),
    ("epub", "application/epub+zip", No),
    ("zip", "application/zip", No),
    // A file that is compressed itself, not a compressed answer: no `Content-Encoding`.
    ("gz", "application/gzip", No),
    ("br", "application/octet-stream", No),
    ("png", "image/png", No),
    ("jpg", "image/jpeg", No),
    ("jpeg", "image/jpeg", No),
    ("gif", "image/gif", No),
    ("webp", "image/webp", No),
    ("avif", "image/avif", No),
    ("ico", "image/vnd.microsoft.icon", No),
    ("woff2", "font/woff2", No),
    ("woff", "font/woff", No),
    ("ttf", "font/ttf", Yes),
    ("otf", "font/otf", Yes),
    ("mp3", "audio/mpeg", No),
    ("ogg", "audio/ogg", No),
    ("mp4", "video/mp4", No),
    ("webm", "video/webm", No),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", No),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", No),
];

/// What is said of a file whose ending is not known.
const UNKNOWN: (&str, Compressible) = ("application/octet-stream", No);

/// Content type of a path, and whether compressing pays.
pub(crate) fn content_type(path: &str) -> (&'static str, Compressible) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    TYPES.iter().find(|(e, _, _)| *e == ending).map_or(UNKNOWN, |(_, kind, c)| (*kind, *c))
}

/// Whether compressing a file makes it smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compressible {
    /// Text.
    Yes,
    /// Compressed already.
    No,
}
