//! An independent crawl of the shipped site: every internal link and anchor leads somewhere, and no
//! page has an id twice.
#![allow(clippy::disallowed_methods, reason = "a test reads the shipped content")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kb::{io, pipeline};

#[test]
fn no_link_is_broken() {
    let (snapshot, _) = io::read(Path::new(env!("CARGO_MANIFEST_DIR")));
    let build = pipeline::build(&snapshot, &support::options());
    let site = build.site.unwrap_or_else(|| panic!("{}", support::list(&snapshot, &build.diagnostics)));
    let files: BTreeSet<&str> = site.iter().map(|(p, _)| p.as_str()).collect();
    let mut anchors: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut links: Vec<(&str, String)> = Vec::new();
    let mut wrong = Vec::new();
    for (path, bytes) in site.iter().filter(|(p, _)| p.as_str().ends_with(".html")) {
        let html = std::str::from_utf8(bytes).expect("pages are UTF-8");
        let mut ids = BTreeSet::new();
        for id in attributes(html, "id") {
            if !ids.insert(id.clone()) {
                wrong.push(format!("{path:?} has the id {id} twice"));
            }
        }
        anchors.insert(path.as_str(), ids);
        for name in ["href", "src"] {
            links.extend(attributes(html, name).into_iter().map(|l| (path.as_str(), l)));
        }
    }
    let mut seen = 0;
    for (from, link) in links {
        if link.contains("://") || ["mailto:", "tel:", "data:"].iter().any(|s| link.starts_with(s)) {
            continue;
        }
        seen += 1;
        let (path, anchor) = link.split_once('#').map_or((link.as_str(), ""), |(p, a)| (p, a));
        let target = if path.is_empty() {
            Some(from.to_owned())
        } else {
            join(from, path.split('?').next().unwrap_or(path))
        };
        match target.filter(|t| files.contains(t.as_str())) {
            None => wrong.push(format!("{from}: {link} leads to nothing")),
            Some(t) if !anchor.is_empty() && !anchors.get(t.as_str()).is_some_and(|a| a.contains(anchor)) => {
                wrong.push(format!("{from}: {link} has no such anchor"));
            }
            Some(_) => {}
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(seen > 10_000, "only {seen} links were found");
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
    );
}

/// Values of an attribute in all tags, with entities undone.
fn attributes(html: &str, name: &str) -> Vec<String> {
    let wanted = format!(" {name}=\"");
    let mut out = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(&wanted) {
        rest = &rest[at + wanted.len()..];
        let end = rest.find('"').unwrap_or(rest.len());
        let value = rest[..end]
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&");
        out.push(percent_encoding::percent_decode_str(&value).decode_utf8_lossy().into_owned());
        rest = &rest[end..];
    }
    out
}

fn join(from: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    // The 404 page is shown at any address and links from the root of the host.
    if link.starts_with('/') {
        assert!(from.ends_with("404.html"), "{from} links to {link}");
        parts.clear();
    }
    for part in link.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}
