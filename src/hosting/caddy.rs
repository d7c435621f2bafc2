//! A Caddyfile.

use std::fmt::Write as _;

use super::{Facts, HASHED, UNHASHED};
use crate::site::{Compressible, TYPES};

/// Endings whose types Caddy knows without a table of the system (source: Go's package `mime`).
const KNOWN: [&str; 16] = [
    "avif", "css", "gif", "htm", "html", "jpeg", "jpg", "js", "json", "mjs", "pdf", "png", "svg", "wasm",
    "webp", "xml",
];

/// The file that `kb export caddy` writes.
pub(super) fn config(facts: &Facts) -> String {
    let base = &facts.base;
    let mut out = format!(
        "# Made by `kb export caddy`. Caddy gets a certificate for the name by itself.\n\
         {} {{\n\troot * /var/www/kb # the folder that `kb build` makes{}\n\n",
        facts.host,
        if base == "/" { "" } else { ", inside a folder of the name below" },
    );
    out.push_str("\theader {\n");
    for (name, value) in &facts.headers {
        let _ = writeln!(out, "\t\t{name} \"{value}\"");
    }
    out.push_str("\t}\n");
    // Caddy sorts directives by their matchers, so the two groups must not overlap.
    let _ = writeln!(out, "\t@hashed path {base}assets/*\n\theader @hashed Cache-Control \"{HASHED}\"");
    let _ =
        writeln!(out, "\t@unhashed not path {base}assets/*\n\theader @unhashed Cache-Control \"{UNHASHED}\"");
    for (ending, kind, _) in TYPES.iter().filter(|(e, _, _)| !KNOWN.contains(e)) {
        let _ = writeln!(out, "\t@{ending} path *.{ending}\n\theader @{ending} Content-Type \"{kind}\"");
    }
    out.push('\n');
    for (from, to) in facts.moves() {
        // Caddy compares with the path after its escapes were taken out.
        let from = percent_encoding::percent_decode_str(&from).decode_utf8_lossy().into_owned();
        let _ = writeln!(out, "\tredir \"{from}\" \"{to}\" permanent");
        if let Some(bare) = from.strip_suffix('/').filter(|b| !b.is_empty()) {
            let _ = writeln!(out, "\tredir \"{bare}\" \"{to}\" permanent");
        }
    }
    let kinds = TYPES.iter().filter(|(_, _, c)| *c == Compressible::Yes);
    out.push_str("\tencode {\n\t\tgzip\n\t\tminimum_length 1024\n\t\tmatch {\n");
    for (_, kind, _) in kinds {
        let kind = kind.split(';').next().unwrap_or(kind);
        let _ = writeln!(out, "\t\t\theader Content-Type {kind}*");
    }
    out.push_str("\t\t}\n\t}\n\tfile_server {\n\t\tprecompressed br gzip\n\t}\n");
    out.push_str(
        "\thandle_errors {\n\t\t@missing expression {err.status_code} == 404\n\t\thandle @missing {\n",
    );
    for (prefix, page) in facts.not_found() {
        if prefix == *base {
            let _ = writeln!(out, "\t\t\thandle {{\n\t\t\t\trewrite * {page}\n\t\t\t\tfile_server\n\t\t\t}}");
        } else {
            let _ = writeln!(
                out,
                "\t\t\thandle {prefix}* {{\n\t\t\t\trewrite * {page}\n\t\t\t\tfile_server\n\t\t\t}}"
            );
        }
    }
    out.push_str("\t\t}\n\t}\n}\n");
    out
}
