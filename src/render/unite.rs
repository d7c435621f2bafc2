//! Several guides on one page: anchors made unique, links between the guides made internal.
//!
//! Guides are drawn as on their own pages, each in an element with `data-slug="SLUG"`. An anchor `x` of
//! that guide becomes `SLUG--x`; a link to a guide of the page, or to a part of it, becomes a link
//! inside the page, so that it works on paper's PDF.

use std::collections::HashMap;

use crate::view::SectorPrintGuide;

/// The guides of a page: the slug of each by its address.
pub(super) type Slugs = HashMap<String, String>;

/// What is rewritten by; it outlives the view, which is many times as large.
pub(super) fn slugs(guides: &[SectorPrintGuide]) -> Slugs {
    guides.iter().map(|guide| (guide.href.clone(), guide.slug.clone())).collect()
}

/// Attributes that hold ids.
const IDS: [&str; 6] = ["id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"];

/// The mark of a guide's element.
const MARK: &str = "data-slug=\"";

/// Rewrites a drawn sector.
pub(super) fn unite(html: &str, guides: &Slugs) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut slug = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = tag_length(rest);
        let tag = &rest[..end];
        rest = &rest[end..];
        if let Some(mark) = tag.find(MARK) {
            let value = &tag[mark + MARK.len()..];
            slug = value[..value.find('"').unwrap_or(value.len())].to_owned();
            out.push_str(tag); // its own id is the slug
        } else if tag.starts_with("</main") {
            slug.clear();
            out.push_str(tag);
        } else {
            rewrite(tag, &slug, guides, &mut out);
        }
    }
    out.push_str(rest);
    out
}

/// Length of the tag at the start of `html`; a `>` inside quotes does not end it.
fn tag_length(html: &str) -> usize {
    let mut quoted = false;
    for (i, b) in html.bytes().enumerate() {
        match b {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return i + 1,
            _ => {}
        }
    }
    html.len()
}

/// A tag with its ids and links rewritten. Attributes are written as the templates write them, in
/// double quotes.
fn rewrite(tag: &str, slug: &str, guides: &Slugs, out: &mut String) {
    let mut rest = tag;
    while let Some(at) = rest.find("=\"") {
        let (before, value) = (&rest[..at], &rest[at + 2..]);
        let Some(end) = value.find('"') else { break };
        let name = before.rsplit(|c: char| c.is_ascii_whitespace()).next().unwrap_or("");
        let value_text = &value[..end];
        out.push_str(before);
        out.push_str("=\"");
        if IDS.contains(&name) && !slug.is_empty() {
            let ids: Vec<String> =
                value_text.split_ascii_whitespace().map(|id| format!("{slug}--{id}")).collect();
            out.push_str(&ids.join(" "));
        } else if name == "href" {
            out.push_str(&link(value_text, slug, guides));
        } else {
            out.push_str(value_text);
        }
        out.push('"');
        rest = &value[end + 1..];
    }
    out.push_str(rest);
}

fn link(href: &str, slug: &str, guides: &Slugs) -> String {
    if let Some(anchor) = href.strip_prefix('#').filter(|_| !slug.is_empty()) {
        return format!("#{slug}--{anchor}");
    }
    let (page, anchor) = href.split_once('#').map_or((href, ""), |(p, a)| (p, a));
    match guides.get(page) {
        Some(slug) if anchor.is_empty() => format!("#{slug}"),
        Some(slug) => format!("#{slug}--{anchor}"),
        None => href.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_one_guide() {
        let link = |h: &str| link(h, "a", &Slugs::new());
        assert_eq!(link("#steps"), "#a--steps");
        assert_eq!(link("../b/index.html#x"), "../b/index.html#x", "not on the page");
        let html = "<main><p id=\"top\"></p><article id=\"a\" data-slug=\"a\"><h2 id=\"x\" title=\"1 > 0\">x</h2>\
                    <section aria-labelledby=\"x y\"><a href=\"#x\">x</a></section></article></main><p id=\"foot\">";
        let want = "<main><p id=\"top\"></p><article id=\"a\" data-slug=\"a\"><h2 id=\"a--x\" title=\"1 > 0\">x</h2>\
                    <section aria-labelledby=\"a--x a--y\"><a href=\"#a--x\">x</a></section></article></main><p id=\"foot\">";
        assert_eq!(unite(html, &Slugs::new()), want);
    }
}
