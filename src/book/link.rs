//! Where the links of a page lead, and what becomes of them in a book.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use url::Url;

use super::contents::Place;
use crate::site::OutPath;

/// Characters that RFC 3986 allows nowhere in an address; letters of other scripts are escaped anyway.
const NEVER: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Schemes of addresses that a reader can do something with.
const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// To a file of the site.
    Inside {
        /// The file.
        path: OutPath,
        /// The part after `#`, decoded; empty if none.
        fragment: String,
    },
    /// Out of the site: the address, escaped to ASCII; `None` if nobody could follow it.
    Outside(Option<String>),
}

/// Resolves a link of a page.
pub(super) fn target(from: &OutPath, href: &str) -> Target {
    let href = href.trim();
    let first = href.split(['/', '?', '#']).next().unwrap_or("");
    if first.contains(':') {
        let address = Url::parse(href).ok().filter(|url| SCHEMES.contains(&url.scheme()));
        return Target::Outside(address.map(|url| utf8_percent_encode(url.as_str(), NEVER).to_string()));
    }
    let fragment = href.split_once('#').map_or("", |(_, fragment)| fragment);
    let fragment = percent_decode_str(fragment).decode_utf8_lossy().into_owned();
    match from.follow(href) {
        Some(path) => Target::Inside { path, fragment },
        None => Target::Outside(None),
    }
}

/// The `href` of a link in a book; `None` if only its text stays.
pub(super) fn href<'p>(
    from: &OutPath,
    href: &str,
    place: impl Fn(&OutPath) -> Option<&'p Place>,
    has_id: impl Fn(&str, &str) -> bool,
    base_url: &str,
) -> Option<String> {
    match target(from, href) {
        Target::Outside(address) => address,
        Target::Inside { path, fragment } => match place(&path) {
            Some(Place { file, id: Some(id) }) => Some(format!("{file}#{}", escaped(id))),
            Some(Place { file, id: None }) => {
                let id = super::xhtml::xml_id(&fragment);
                let there = !fragment.is_empty() && has_id(file, &id);
                Some(if there { format!("{file}#{}", escaped(&id)) } else { file.clone() })
            }
            None if base_url.is_empty() => None,
            None if fragment.is_empty() => Some(path.absolute(base_url)),
            None => Some(format!("{}#{}", path.absolute(base_url), escaped(&fragment))),
        },
    }
}

fn escaped(fragment: &str) -> String {
    utf8_percent_encode(fragment, NEVER).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        let from = OutPath::new("en/a/b/index.html");
        let inside = |path: &str, fragment: &str| Target::Inside {
            path: OutPath::new(path),
            fragment: fragment.to_owned(),
        };
        let outside = |address: &str| Target::Outside(Some(address.to_owned()));
        for (href, want) in [
            ("#x", inside("en/a/b/index.html", "x")),
            ("../c/index.html#%E5%9B%BE", inside("en/a/c/index.html", "图")),
            ("../../../d/?q=1", inside("d/index.html", "")),
            ("./a:b.html", inside("en/a/b/a:b.html", "")),
            ("图%201.png", inside("en/a/b/图 1.png", "")),
            ("https://e.org/图?a={b}", outside("https://e.org/%E5%9B%BE?a=%7Bb%7D")),
            ("https://例子.org", outside("https://xn--fsqu00a.org/")),
            ("HTTPS://[x/", Target::Outside(None)),
            ("tel:12315", outside("tel:12315")),
            ("javascript:x", Target::Outside(None)),
            ("/x", Target::Outside(None)),
            ("https:", Target::Outside(None)),
        ] {
            assert_eq!(target(&from, href), want, "{href}");
        }
    }

    #[test]
    fn links_stay_in_the_book_or_lead_to_the_site() {
        let from = OutPath::new("a/index.html");
        let b = Place { file: "b.xhtml".to_owned(), id: None };
        let r = Place { file: "authorities.xhtml".to_owned(), id: Some("cn-1".to_owned()) };
        let place = |path: &OutPath| match path.as_str() {
            "b/index.html" => Some(&b),
            "authorities/cn-1/index.html" => Some(&r),
            _ => None,
        };
        for (link, base, want) in [
            ("../b/index.html#evidence", "", Some("b.xhtml#evidence")),
            ("../b/index.html#gone", "", Some("b.xhtml")),
            ("../authorities/cn-1/index.html#x", "", Some("authorities.xhtml#cn-1")),
            ("../search/index.html", "", None),
            ("../search/index.html", "https://e.org", Some("https://e.org/search/")),
        ] {
            let has = |file: &str, id: &str| file == "b.xhtml" && id == "evidence";
            assert_eq!(href(&from, link, place, has, base).as_deref(), want, "{link}");
        }
    }
}
