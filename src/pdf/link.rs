//! Where links of a PDF lead.

/// A link's target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// An address with its scheme: `https:`, `tel:`, `mailto:`.
    Web(String),
    /// A place in the same document, by name.
    Place(String),
}

/// The schemes that a link on paper may have: readers of PDF also follow others, such as `javascript:` and `file:`.
const SCHEMES: [&str; 4] = ["https:", "http:", "mailto:", "tel:"];

/// The address that relative links of a page start from: the page's own on the web.
#[derive(Debug, Clone, Default)]
pub(crate) struct Base {
    address: String,
}

impl Base {
    /// Takes the absolute address of a page; empty when the site has none, and then relative links
    /// lead nowhere: a file that is passed on has no neighbours.
    pub(crate) fn new(address: &str) -> Base {
        Base { address: address.to_owned() }
    }

    /// The target of an `href`.
    pub(crate) fn resolve(&self, href: &str) -> Option<Target> {
        let scheme = href.split(['/', '?', '#']).next().is_some_and(|s| s.contains(':'));
        if scheme {
            let harmless =
                SCHEMES.iter().any(|s| href.get(..s.len()).is_some_and(|h| h.eq_ignore_ascii_case(s)));
            return harmless.then(|| Target::Web(href.to_owned()));
        }
        let (path, _) = (!href.is_empty() && !self.address.is_empty()).then(|| href.split_at(href.len()))?;
        let (scheme, rest) = self.address.split_once("://")?;
        let (host, folder) = rest.split_once('/').unwrap_or((rest, ""));
        let folder = folder.rsplit_once('/').map_or("", |(f, _)| f);
        let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
        let (path, anchor) = path.split_once('#').map_or((path, ""), |(p, a)| (p, a));
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                _ => parts.push(part),
            }
        }
        let folder = parts.last() == Some(&"index.html");
        if folder {
            parts.pop();
        }
        let mut out = format!("{scheme}://{host}/{}", parts.join("/"));
        if folder && !parts.is_empty() {
            out.push('/');
        }
        if !anchor.is_empty() {
            out.push('#');
            out.push_str(anchor);
        }
        Some(Target::Web(ascii(&out)))
    }
}

/// An address in ASCII, as PDF wants it.
fn ascii(address: &str) -> String {
    percent_encoding::utf8_percent_encode(address, percent_encoding::CONTROLS).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_absolute_or_lead_nowhere() {
        let base = Base::new("https://e.org/help/telecom/x/checklist/");
        for (href, want) in [
            ("../index.html", "https://e.org/help/telecom/x/"),
            ("../../y/index.html#a", "https://e.org/help/telecom/y/#a"),
            ("../../../authorities/甲/index.html", "https://e.org/help/authorities/%E7%94%B2/"),
            ("tel:12300", "tel:12300"),
            ("https://b.org/", "https://b.org/"),
            ("HTTPS://b.org/", "HTTPS://b.org/"),
        ] {
            assert_eq!(base.resolve(href), Some(Target::Web(want.to_owned())), "{href}");
        }
        for href in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "httpsx:a",
        ] {
            assert_eq!(base.resolve(href), None, "{href}");
        }
        assert_eq!(Base::new("").resolve("../index.html"), None);
        assert_eq!(base.resolve(""), None);
    }
}
