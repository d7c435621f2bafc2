//! `_headers` and `_redirects`, as Netlify and Cloudflare Pages read them.

use std::fmt::Write as _;

use super::{Facts, HASHED, UNHASHED};
use crate::site::TYPES;

/// Most redirects that Cloudflare Pages reads (its documentation: 2,000 static ones).
const MOST: usize = 2000;

/// Both files.
pub(super) fn files(facts: &Facts) -> Vec<(&'static str, String)> {
    vec![("_headers", headers(facts)), ("_redirects", redirects(facts))]
}

fn headers(facts: &Facts) -> String {
    let mut out =
        "# Made by kb from the site's settings; a change here is lost at the next build.\n".to_owned();
    let base = &facts.base;
    let _ = writeln!(out, "{base}*");
    for (name, value) in &facts.headers {
        let _ = writeln!(out, "  {name}: {value}");
    }
    let _ = writeln!(out, "  Cache-Control: {UNHASHED}");
    // Rules add up, so the one above is taken back first.
    let _ = writeln!(out, "{base}assets/*\n  ! Cache-Control\n  Cache-Control: {HASHED}");
    for (ending, kind) in unusual() {
        let _ = writeln!(out, "{base}*.{ending}\n  Content-Type: {kind}");
    }
    out
}

/// Types that hosts do not know by themselves.
fn unusual() -> impl Iterator<Item = (&'static str, &'static str)> {
    let endings = ["webmanifest", "md", "ndjson", "ics", "epub", "gz"];
    TYPES.into_iter().filter(move |(e, _, _)| endings.contains(e)).map(|(e, kind, _)| (e, kind))
}

fn redirects(facts: &Facts) -> String {
    let mut out =
        "# Made by kb from the guides' aliases; a change here is lost at the next build.\n".to_owned();
    let left_for_404 = MOST.saturating_sub(facts.prefixes.len());
    for (from, to) in facts.moves().take(left_for_404) {
        let _ = writeln!(out, "{from} {to} 301");
    }
    for prefix in &facts.prefixes {
        let base = &facts.base;
        let _ = writeln!(out, "{base}{prefix}* {base}{prefix}404.html 404");
    }
    out
}
