//! A server block for nginx.

use std::fmt::Write as _;

use super::{Facts, HASHED, UNHASHED};
use crate::site::{Compressible, TYPES};

/// The file that `kb export nginx` writes.
pub(super) fn config(facts: &Facts) -> String {
    let base = &facts.base;
    let mut out = format!(
        "# Made by `kb export nginx`. Put it where nginx reads its sites, set root, listen and TLS.\n\
         server {{\n  listen 80;\n  server_name {};\n  root /var/www/kb; # the folder that `kb build` makes{}\n\n",
        without_port(&facts.host),
        if base == "/" { "" } else { ", inside a folder of the name below" },
    );
    types(&mut out);
    out.push_str("\n  # Compressed copies, where the site has them (`[hosting] compressed` in kb.toml).\n  gzip_static on;\n");
    let kinds: Vec<&str> = TYPES
        .iter()
        .filter(|(e, _, c)| *c == Compressible::Yes && *e != "html" && *e != "htm")
        .map(|(_, kind, _)| kind.split(';').next().unwrap_or(kind))
        .collect();
    let mut unique = kinds.clone();
    unique.sort_unstable();
    unique.dedup();
    let _ = writeln!(
        out,
        "  gzip on;\n  gzip_vary on;\n  gzip_min_length 1024;\n  gzip_types {};\n",
        unique.join(" ")
    );
    headers(&mut out, facts, UNHASHED, "  ");
    let _ = writeln!(out, "\n  location {base} {{\n    try_files $uri $uri/index.html =404;\n  }}");
    let _ = writeln!(out, "  location {base}assets/ {{");
    headers(&mut out, facts, HASHED, "    ");
    out.push_str("    try_files $uri =404;\n  }\n");
    for (prefix, page) in facts.not_found() {
        if prefix == *base {
            let _ = writeln!(out, "  error_page 404 {page};");
        } else {
            let _ = writeln!(
                out,
                "  location {prefix} {{\n    error_page 404 {page};\n    try_files $uri $uri/index.html =404;\n  }}"
            );
        }
    }
    // nginx compares with the path after its escapes were taken out.
    let plain = |path: &str| percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
    for (from, to) in facts.moves() {
        let from = plain(&from);
        let _ = writeln!(out, "  location = \"{from}\" {{ return 301 \"{to}\"; }}");
        if let Some(bare) = from.strip_suffix('/').filter(|b| !b.is_empty()) {
            let _ = writeln!(out, "  location = \"{bare}\" {{ return 301 \"{to}\"; }}");
        }
    }
    out.push_str("}\n");
    out
}

/// nginx knows a server by its name alone; the port stands under `listen`.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Content types. A `types` block replaces the one of the server as a whole.
fn types(out: &mut String) {
    out.push_str("  charset utf-8;\n  charset_types text/css text/javascript text/plain text/markdown text/csv text/calendar text/vcard;\n");
    out.push_str("  types {\n");
    for (ending, kind, _) in TYPES {
        let kind = kind.split(';').next().unwrap_or(kind);
        let _ = writeln!(out, "    {kind} {ending};");
    }
    out.push_str("  }\n  default_type application/octet-stream;\n");
}

/// Headers. A location with one header of its own inherits none, so they stand in each.
fn headers(out: &mut String, facts: &Facts, cache: &str, indent: &str) {
    for (name, value) in &facts.headers {
        let _ = writeln!(out, "{indent}add_header {name} \"{value}\" always;");
    }
    let _ = writeln!(out, "{indent}add_header Cache-Control \"{cache}\";");
}
