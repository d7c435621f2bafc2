//! `.htaccess`. Every block asks whether the module is there, because shared hosts differ and one
//! unknown directive would answer every request with an error.

use std::fmt::Write as _;

use super::{Facts, HASHED, UNHASHED};
use crate::site::{Compressible, TYPES};

/// The whole file.
pub(super) fn htaccess(facts: &Facts) -> String {
    let mut out = "# Made by kb from the site's settings; a change here is lost at the next build.\n\
                   Options -Indexes\nDirectoryIndex index.html\nAddDefaultCharset utf-8\n"
        .to_owned();
    let not_found = facts.not_found().last().map(|(_, page)| page).unwrap_or_default();
    let _ = writeln!(out, "ErrorDocument 404 {not_found}");
    types(&mut out);
    out.push_str("<IfModule mod_headers.c>\n");
    for (name, value) in &facts.headers {
        let _ = writeln!(out, "  Header set {name} \"{value}\"");
    }
    let _ = writeln!(out, "  Header set Cache-Control \"{UNHASHED}\"");
    let _ = writeln!(out, "  <If \"%{{REQUEST_URI}} =~ m#^{}assets/#\">", facts.base);
    let _ = writeln!(out, "    Header set Cache-Control \"{HASHED}\"\n  </If>\n</IfModule>");
    rewrites(&mut out, facts);
    out
}

fn types(out: &mut String) {
    out.push_str("<IfModule mod_mime.c>\n");
    // Apache takes these for compressed answers and would send them as such.
    out.push_str("  RemoveEncoding .gz .br\n  RemoveType .gz .br\n  RemoveLanguage .br .en .es\n");
    for (ending, kind, _) in TYPES {
        // A charset is added above to texts; AddType would not take a parameter everywhere.
        let kind = kind.split(';').next().unwrap_or(kind);
        let _ = writeln!(out, "  AddType {kind} .{ending}");
    }
    out.push_str("</IfModule>\n");
}

fn rewrites(out: &mut String, facts: &Facts) {
    let base = &facts.base;
    let _ = writeln!(out, "<IfModule mod_rewrite.c>\n  RewriteEngine On\n  RewriteBase {base}");
    for (from, to) in &facts.redirects {
        let _ = writeln!(out, "  RewriteRule \"^{}$\" \"{base}{to}\" [R=301,L,NE]", pattern(from));
    }
    for (prefix, page) in facts.not_found().filter(|(p, _)| p != base) {
        let _ = writeln!(
            out,
            "  <If \"%{{REQUEST_URI}} =~ m#^{prefix}#\">\n    ErrorDocument 404 {page}\n  </If>"
        );
    }
    let endings: Vec<&str> =
        TYPES.iter().filter(|(_, _, c)| *c == Compressible::Yes).map(|(e, _, _)| *e).collect();
    let endings = endings.join("|");
    for (ending, token) in [("br", "br"), ("gz", "gzip")] {
        let _ = write!(
            out,
            "  RewriteCond %{{HTTP:Accept-Encoding}} \\b{token}\\b\n  \
             RewriteCond %{{REQUEST_FILENAME}}.{ending} -f\n  \
             RewriteRule \"^(.+\\.({endings}))$\" \"$1.{ending}\" [L,E=kb_{ending}:1]\n"
        );
    }
    out.push_str("</IfModule>\n<IfModule mod_headers.c>\n");
    for (ending, token) in [("br", "br"), ("gz", "gzip")] {
        for variable in [format!("kb_{ending}"), format!("REDIRECT_kb_{ending}")] {
            let _ = writeln!(out, "  Header set Content-Encoding {token} env={variable}");
            let _ = writeln!(out, "  Header append Vary Accept-Encoding env={variable}");
        }
    }
    out.push_str("</IfModule>\n<IfModule mod_rewrite.c>\n");
    for (kind, endings) in by_type() {
        let _ = writeln!(out, "  RewriteRule \"\\.({endings})\\.(gz|br)$\" - [T={kind},E=no-gzip:1]");
    }
    out.push_str("</IfModule>\n");
}

/// Compressible types, each with its endings.
fn by_type() -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    for (ending, kind, _) in TYPES.iter().filter(|(_, _, c)| *c == Compressible::Yes) {
        let kind = kind.split(';').next().unwrap_or(kind);
        match out.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, endings)) => {
                endings.push('|');
                endings.push_str(ending);
            }
            None => out.push((kind, (*ending).to_owned())),
        }
    }
    out
}

/// A path as a regular expression. The server has taken the escapes out before it compares.
fn pattern(path: &str) -> String {
    let plain = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
    let plain = plain.trim_end_matches('/');
    let mut out = String::new();
    for c in plain.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '/' | '-' | '_') {
            out.push('\\');
        }
        out.push(c);
    }
    if !plain.ends_with(".html") {
        out.push_str("/?(index\\.html)?");
    }
    out
}
