//! Raw HTML in guides: what is published, and what is taken out.

/// Elements that raw HTML may use: text and blocks; no scripts, styles, forms or frames.
pub const SAFE_TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Nesting of elements in raw HTML beyond which a page is refused: a browser's own limit is 512, and what
/// repairs HTML takes time with the square of the depth.
pub(super) const MAX_DEPTH: usize = 64;

/// Elements without an end tag, or whose end tag may be left out: the next of their kind ends them.
const ENDLESS: [&str; 22] = [
    "area", "br", "caption", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "p", "rp", "rt",
    "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
];

/// How many elements are open after a piece of raw HTML, given how many were before it.
pub(super) fn depth(html: &str, before: usize) -> usize {
    let mut depth = before;
    let mut most = before;
    for tag in html.split('<').skip(1) {
        let ends = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .collect::<String>()
            .to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || ENDLESS.contains(&name.as_str()) {
            continue;
        }
        depth = if ends { depth.saturating_sub(1) } else { depth + 1 };
        most = most.max(depth);
    }
    // Once it is too deep, it stays so: the caller gives up.
    if most > MAX_DEPTH { most } else { depth }
}

/// What the sanitiser will take out of a piece of raw HTML, if anything: an element that is not
/// allowed, an event handler, a style or an address that runs code.
pub(super) fn removed(html: &str) -> Option<String> {
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or(tag);
        if tag.starts_with("!--") {
            return None;
        }
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        if name.is_empty() {
            continue;
        }
        let attributes = tag.to_ascii_lowercase();
        let runs = attributes.contains("javascript:")
            || attributes
                .split(|c: char| c.is_whitespace() || c == '/' || c == '"' || c == '\'')
                .skip(1)
                .any(|a| {
                    let key = a.split('=').next().unwrap_or(a);
                    a.contains('=')
                        && ((key.len() > 2 && key.starts_with("on")) || key == "style" || key == "srcdoc")
                });
        if !SAFE_TAGS.contains(&name.as_str()) || runs || name == "input" {
            let shown: String = tag.chars().take(60).collect();
            return Some(format!("<{shown}>"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{depth, removed};

    #[test]
    fn counts_what_stays_open() {
        for (html, open) in [
            ("<b>", 1),
            ("<b></b>", 0),
            ("</b></b>", 0),
            ("<p><p><li><br><td>", 0),
            ("a < b <1", 0),
            ("<DIV><Span>", 2),
        ] {
            assert_eq!(depth(html, 0), open, "{html}");
        }
        assert!(depth(&"<a>".repeat(99), 0) > 64);
    }

    #[test]
    fn names_what_goes() {
        for (html, goes) in [
            ("<b>", false),
            ("</b>", false),
            ("<!-- note -->", false),
            ("<script>", true),
            ("<img src=x onerror=alert(1)>", true),
            ("<a href=\"javascript:alert(1)\">", true),
            ("<p style=\"color:red\">", true),
            ("<p title=\"on = off\">", false),
        ] {
            assert_eq!(removed(html).is_some(), goes, "{html}");
        }
    }
}
