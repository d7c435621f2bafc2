//! Several guides on one page: each is taken from its own page, drawn already, with anchors made unique and
//! links made to fit.
//!
//! A template leaves the place of a guide as a comment, `<!--guide SLUG-->`. There comes what the guide's page has in
//! its `<article>`, but for what [`is_own`] names. An anchor `x` of the guide becomes `SLUG--x`; a link to
//! a guide of the page, or to a part of it, becomes a link inside the page, so that it works on paper's PDF.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use crate::site::OutPath;
use crate::text::escape_html;
use crate::view::SectorPrintGuide;

/// Before and after the slug in the mark of a guide's place.
const PLACE: (&str, &str) = ("<!--guide ", "-->");

/// Classes of parts that only a guide's own page has: what leads to other guides and back, and what is said of the
/// page itself.
const OWN: [&str; 3] = ["related", "backlinks", "review"];

/// Class of the way up, in the head of the page.
const UP: &str = "back";

/// Ids of such parts: the folded list of contents.
const OWN_IDS: [&str; 1] = ["contents"];

/// Attributes of lines in the head that are left out as well: the one that says when a copy for a disk was made, which is true of every guide.
const OWN_ATTRIBUTES: [&str; 1] = [" data-built"];

/// Attributes that hold ids.
const IDS: [&str; 6] = ["id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"];

/// Attributes that hold addresses.
const ADDRESSES: [&str; 3] = ["href", "src", "cite"];

/// The guides of a page.
pub(super) struct United<'a> {
    page: &'a OutPath,
    guides: &'a [SectorPrintGuide],
    /// The slug of each by the path of its own page.
    slugs: HashMap<&'a str, &'a str>,
}

impl<'a> United<'a> {
    /// Guides that are to stand on `page`.
    pub(super) fn new(page: &'a OutPath, guides: &'a [SectorPrintGuide]) -> Self {
        let slugs = guides.iter().map(|guide| (guide.page.as_str(), guide.slug.as_str())).collect();
        Self { page, guides, slugs }
    }

    /// Writes a drawn frame with the guides in their places. `fetch` gives a drawn page; a guide without one stays
    /// away.
    pub(super) fn write(
        &self,
        frame: &str,
        fetch: &dyn Fn(&OutPath) -> Option<Arc<[u8]>>,
        to: &mut dyn io::Write,
    ) -> io::Result<()> {
        let mut rest = frame;
        let mut chapter = String::new();
        for guide in self.guides {
            let mark = format!("{}{}{}", PLACE.0, escape_html(&guide.slug), PLACE.1);
            let Some(at) = rest.find(&mark) else { continue };
            to.write_all(&rest.as_bytes()[..at])?;
            rest = &rest[at + mark.len()..];
            let from = OutPath::new(&guide.page);
            let html = fetch(&from);
            let html = html.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("");
            chapter.clear();
            self.chapter(html, &from, &guide.slug, &mut chapter);
            to.write_all(chapter.as_bytes())?;
        }
        to.write_all(rest.as_bytes())
    }

    /// The guide of a drawn page.
    fn chapter(&self, html: &str, from: &OutPath, slug: &str, out: &mut String) {
        let Some(article) = article(html) else { return };
        let mut rest = article;
        // How many elements are open, and below which of them nothing is taken.
        let (mut depth, mut own) = (0_isize, None);
        while let Some(at) = rest.find('<') {
            let end = at + tag_length(&rest[at..]);
            let (text, tag) = (&rest[..at], &rest[at..end]);
            rest = &rest[end..];
            if own.is_none() {
                out.push_str(text);
            }
            let is_end = tag.starts_with("</");
            if own.is_none() && !is_end && is_own(tag, depth) {
                own = Some(depth);
            }
            depth += if is_end { -1 } else { isize::from(!is_void(tag)) };
            match own {
                None if name(tag) == "h1" => title(tag, slug, out),
                None => self.tag(tag, from, slug, out),
                Some(outer) if depth <= outer => own = None,
                Some(_) => {}
            }
        }
        if own.is_none() {
            out.push_str(rest);
        }
    }

    /// A tag with its ids and links rewritten. Attributes are written as the templates write them, in
    /// double quotes.
    fn tag(&self, tag: &str, from: &OutPath, slug: &str, out: &mut String) {
        let mut rest = tag;
        while let Some(at) = rest.find("=\"") {
            let (before, value) = (&rest[..at], &rest[at + 2..]);
            let Some(end) = value.find('"') else { break };
            let name = before.rsplit(|c: char| c.is_ascii_whitespace()).next().unwrap_or("");
            let text = &value[..end];
            out.push_str(before);
            out.push_str("=\"");
            if IDS.contains(&name) {
                for (i, id) in text.split_ascii_whitespace().enumerate() {
                    out.push_str(if i > 0 { " " } else { "" });
                    push_id(slug, id, out);
                }
            } else if ADDRESSES.contains(&name) {
                self.link(text, from, slug, out);
            } else {
                out.push_str(text);
            }
            out.push('"');
            rest = &value[end + 1..];
        }
        out.push_str(rest);
    }

    fn link(&self, href: &str, from: &OutPath, slug: &str, out: &mut String) {
        let anchor_of = |slug: &str, anchor: &str, out: &mut String| {
            out.push('#');
            if anchor.is_empty() { out.push_str(slug) } else { push_id(slug, anchor, out) }
        };
        if let Some(anchor) = href.strip_prefix('#') {
            return anchor_of(slug, anchor, out);
        }
        let Some(to) = from.follow(href) else { return out.push_str(href) };
        let end = href.find(['?', '#']).unwrap_or(href.len());
        match self.slugs.get(to.as_str()) {
            Some(slug) => anchor_of(slug, href[end..].split_once('#').map_or("", |(_, a)| a), out),
            None => {
                out.push_str(&self.page.href(&to));
                out.push_str(&href[end..]);
            }
        }
    }
}

/// What stands in the article of a page.
fn article(html: &str) -> Option<&str> {
    let start = html.find("<article")?;
    let start = start + tag_length(&html[start..]);
    html.get(start..html.rfind("</article>")?)
}

/// The title of a guide among others is one level down.
fn title(tag: &str, slug: &str, out: &mut String) {
    if tag.starts_with("</") {
        return out.push_str("</h2>");
    }
    out.push_str("<h2 class=\"kp title\" id=\"");
    push_id(slug, "title", out);
    out.push_str("\">");
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

fn push_id(slug: &str, id: &str, out: &mut String) {
    out.push_str(slug);
    out.push_str("--");
    out.push_str(id);
}

/// Name of a tag's element.
fn name(tag: &str) -> &str {
    let inner = tag.trim_start_matches(['<', '/']);
    &inner[..inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len())]
}

/// Whether an element, or comment, has no end tag.
fn is_void(tag: &str) -> bool {
    const VOID: [&str; 13] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    ];
    tag.ends_with("/>") || tag.starts_with("<!") || VOID.contains(&name(tag))
}

/// Whether only a guide's own page has an element, below so many others: what an author writes is in a part, and
/// may have any id.
fn is_own(tag: &str, depth: isize) -> bool {
    let value = |attribute: &str| {
        let (_, rest) = tag.split_once(attribute)?;
        rest.split_once('"').map(|(value, _)| value)
    };
    let of_class = |classes: &str| classes.split_ascii_whitespace().any(|class| OWN.contains(&class));
    let is_part =
        value(" class=\"").is_some_and(of_class) || value(" id=\"").is_some_and(|id| OWN_IDS.contains(&id));
    let is_line =
        value(" class=\"") == Some(UP) || OWN_ATTRIBUTES.iter().any(|attribute| tag.contains(attribute));
    depth == 0 && is_part || depth <= 1 && is_line
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame with the guides `a` and `b`, and the page of `a`.
    fn filled(article: &str) -> String {
        let guide = |slug: &str| SectorPrintGuide {
            slug: slug.to_owned(),
            page: format!("s/{slug}/index.html"),
            ..SectorPrintGuide::default()
        };
        let (page, guides) = (OutPath::new("s/print/index.html"), [guide("a"), guide("b")]);
        let own =
            format!("<main><p id=\"top\"></p><article class=\"text\">{article}</article><p>after</p></main>");
        let fetch = |path: &OutPath| (path.as_str() == "s/a/index.html").then(|| Arc::from(own.as_bytes()));
        let (frame, mut out) = ("<i><!--guide a--></i><b><!--guide b--></b>", Vec::new());
        United::new(&page, &guides).write(frame, &fetch, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_guide_comes_from_its_page() {
        for (article, want) in [
            ("<h1 class=\"kp\">A</h1>x", "<h2 class=\"kp title\" id=\"a--title\">A</h2>x"),
            ("<h2 id=\"x\" title=\"1 > 0\">x</h2>", "<h2 id=\"a--x\" title=\"1 > 0\">x</h2>"),
            ("<p aria-labelledby=\"x y\"><br></p>", "<p aria-labelledby=\"a--x a--y\"><br></p>"),
            ("<a href=\"#x\">x</a>", "<a href=\"#a--x\">x</a>"),
            ("<a href=\"../b/index.html\">b</a>", "<a href=\"#b\">b</a>"),
            ("<a href=\"../b/index.html#x\">b</a>", "<a href=\"#b--x\">b</a>"),
            ("<a href=\"checklist/index.html\">", "<a href=\"../a/checklist/index.html\">"),
            ("<a href=\"../../t/x.html?a=1#y\">", "<a href=\"../../t/x.html?a=1#y\">"),
            ("<img src=\"1.png\" alt=\"\">", "<img src=\"../a/1.png\" alt=\"\">"),
            ("<a href=\"https://e.org/#x\">", "<a href=\"https://e.org/#x\">"),
            ("<a href=\"tel:12315\">", "<a href=\"tel:12315\">"),
            ("<a class=\"back\" href=\"x\"><b>up</b></a><p>x</p>", "<p>x</p>"),
            ("<p>x</p><div class=\"part review\"><img><div><br/></div></div>y", "<p>x</p>y"),
            (
                "<p class=\"notice\">x</p><p class=\"notice\" data-built hidden>old</p>",
                "<p class=\"notice\">x</p>",
            ),
            (
                "<section><h2 id=\"contents\">c</h2><p class=\"review\">x</p></section>",
                "<section><h2 id=\"a--contents\">c</h2><p class=\"review\">x</p></section>",
            ),
            ("<details id=\"contents\"><ul></ul></details><p>x", "<p>x"),
        ] {
            assert_eq!(filled(article), format!("<i>{want}</i><b></b>"), "{article}");
        }
    }
}
