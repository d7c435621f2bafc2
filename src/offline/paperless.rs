//! Pages without their links to PDF files, which a copy on a disk leaves out: they are nearly all of its
//! size, and the pages print the same.
//!
//! A theme marks what goes with the file by `data-paper`: the link, or a list item or span around it. A
//! link without the mark, of a theme that does not know it, leads to the file on the web instead.

use percent_encoding::percent_decode_str;

use crate::site::OutPath;

/// Marks an element that is there for a PDF file alone.
pub(super) const MARK: &str = " data-paper";

/// A page that stands at `page`. `is_paper` says which files are left out; `base_url` is the site's
/// address, empty if it has none.
pub(super) fn page(
    html: &str,
    page: &OutPath,
    base_url: &str,
    is_paper: impl Fn(&OutPath) -> bool,
) -> String {
    links_abroad(&without_marked(html), page, base_url, is_paper)
}

/// The page without marked elements. They never hold an element of their own name.
fn without_marked(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(MARK) {
        let start = rest[..at].rfind('<').unwrap_or(at);
        let name = rest[start..at].trim_start_matches('<').split_ascii_whitespace().next().unwrap_or("");
        let close = format!("</{name}>");
        let end = rest[at..].find(&close).map(|end| at + end + close.len());
        let in_tag = !rest[start..at].contains('>');
        match end.filter(|_| in_tag && !name.is_empty()) {
            Some(end) => {
                out.push_str(&rest[..start]);
                rest = &rest[end..];
            }
            None => {
                let after = at + MARK.len();
                out.push_str(&rest[..after]);
                rest = &rest[after..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The page with links to left out files leading to the web; nowhere, if the site has no address.
fn links_abroad(html: &str, page: &OutPath, base_url: &str, is_paper: impl Fn(&OutPath) -> bool) -> String {
    const ENDING: &str = ".pdf\"";
    const HREF: &str = " href=\"";
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(ENDING) {
        let end = at + ENDING.len();
        let start = rest[..at].rfind(HREF);
        let target = start.and_then(|s| target(page, &rest[s + HREF.len()..end - 1])).filter(&is_paper);
        match (start, target) {
            (Some(start), Some(target)) => {
                out.push_str(&rest[..start]);
                if !base_url.is_empty() {
                    out.push_str(HREF);
                    out.push_str(&target.absolute(base_url));
                    out.push('"');
                }
            }
            _ => out.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The file of the site that a relative link of a page names.
fn target(page: &OutPath, href: &str) -> Option<OutPath> {
    if href.contains([':', '"', '<']) {
        return None;
    }
    let folder = page.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    Some(OutPath::new(percent_decode_str(&path).decode_utf8().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_papers_go_and_all_else_stays() {
        let at = OutPath::new("a/b/index.html");
        let papers = ["a/b/清单.pdf", "c.pdf"];
        let is_paper = |p: &OutPath| papers.contains(&p.as_str());
        for (from, to) in [
            ("<ul><li data-paper><a href=\"x.pdf\">P</a></li><li>o</li></ul>", "<ul><li>o</li></ul>"),
            ("1<span data-paper> · <a href=\"x.pdf\">P</a></span>2", "12"),
            ("<a class=\"btn\" href=\"x.pdf\" data-paper><i></i>P</a>!", "!"),
            ("<p>a data-paper b</p>", "<p>a data-paper b</p>"),
            ("<a href=\"own.pdf\">w</a>", "<a href=\"own.pdf\">w</a>"),
            ("<a href=\"https://e.org/c.pdf\">w</a>", "<a href=\"https://e.org/c.pdf\">w</a>"),
            (
                "<a href=\"%E6%B8%85%E5%8D%95.pdf\" download>w</a> <a href=\"../../c.pdf\">c</a>",
                "<a href=\"https://e.org/a/b/%E6%B8%85%E5%8D%95.pdf\" download>w</a> <a href=\"https://e.org/c.pdf\">c</a>",
            ),
        ] {
            assert_eq!(page(from, &at, "https://e.org", is_paper), to);
        }
        assert_eq!(page("<a href=\"../../c.pdf\">c</a>", &at, "", is_paper), "<a>c</a>");
    }
}
