//! What an author's links say, before anybody knows where they lead.

use std::ops::Range;

use percent_encoding::percent_decode_str;

use crate::record::RecordKind;
use crate::text::nfc;

/// How something is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// `[text](…)`
    Link,
    /// `![text](…)`: a picture, or a record to embed.
    Embed,
}

/// Where a link says that it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawTarget {
    /// A web, mail or phone address.
    External(String),
    /// `#anchor` on the same page.
    Anchor(String),
    /// A file, relative to the page's file or (with a leading `/`) to `content/`.
    Path {
        /// The path, percent-decoded.
        path: String,
        /// The anchor, if any.
        anchor: Option<String>,
    },
    /// `kind:id`.
    Record {
        /// Kind as written.
        kind: String,
        /// Id as written.
        id: String,
    },
    /// `[[name]]` or `[[name#anchor]]`: a page by id, last part of the id, or title.
    Wiki {
        /// The name.
        name: String,
        /// The anchor, if any.
        anchor: Option<String>,
    },
    /// A scheme that must not reach a reader.
    Unsafe(String),
}

/// A link or an embedding, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// How it refers.
    pub kind: ReferenceKind,
    /// To what.
    pub target: RawTarget,
    /// The address as written, for messages.
    pub written: String,
    /// Plain text of the link; empty when the target's own name is wanted.
    pub text: String,
    /// Where it stands in the file.
    pub span: Range<usize>,
    /// Index of the start event in the body.
    pub event: usize,
    /// Index of the text block that it stands in.
    pub block: usize,
}

/// Schemes that a page may link to.
const SAFE_SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Schemes that run or hide code, or read the reader's disk.
const UNSAFE_SCHEMES: [&str; 7] =
    ["javascript", "vbscript", "data", "file", "blob", "filesystem", "view-source"];

impl RawTarget {
    /// Reads the destination of a Markdown link.
    pub fn parse(destination: &str) -> Self {
        // Browsers ignore control characters and white space inside a scheme, so they go first.
        let clean: String = destination.chars().filter(|c| !c.is_control()).collect();
        let clean = clean.trim();
        if let Some(anchor) = clean.strip_prefix('#') {
            return RawTarget::Anchor(decode(anchor));
        }
        if clean.starts_with("//") || clean.starts_with("\\\\") {
            return RawTarget::Unsafe(clean.to_owned());
        }
        if let Some((scheme, rest)) = clean.split_once(':') {
            let scheme: String = scheme.chars().filter(|c| !c.is_whitespace()).collect();
            let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-._".contains(&b));
            if is_scheme {
                return scheme_target(&scheme, rest, clean);
            }
        }
        let (path, anchor) = split_anchor(clean);
        RawTarget::Path { path: decode(path.split('?').next().unwrap_or(path)), anchor }
    }

    /// Reads the destination of a wikilink.
    pub fn wiki(destination: &str) -> Self {
        let (name, anchor) = split_anchor(destination.trim());
        RawTarget::Wiki { name: nfc(name.trim()).into_owned(), anchor }
    }
}

/// Whether a text can only be meant as a link's target: a record, a Markdown file, a web, mail or phone address.
pub fn names_target(text: &str) -> bool {
    if text.is_empty() || text.contains(char::is_whitespace) {
        return false;
    }
    match RawTarget::parse(text) {
        RawTarget::External(_) => true,
        RawTarget::Record { kind, id } => RecordKind::from_name(&kind).is_some() && !id.is_empty(),
        RawTarget::Path { path, .. } => path.ends_with(".md"),
        _ => false,
    }
}

fn scheme_target(scheme: &str, rest: &str, whole: &str) -> RawTarget {
    let lower = scheme.to_ascii_lowercase();
    if SAFE_SCHEMES.contains(&lower.as_str()) {
        RawTarget::External(whole.to_owned())
    } else if UNSAFE_SCHEMES.contains(&lower.as_str()) || lower != scheme {
        RawTarget::Unsafe(whole.to_owned())
    } else {
        RawTarget::Record { kind: scheme.to_owned(), id: rest.trim().to_owned() }
    }
}

fn split_anchor(text: &str) -> (&str, Option<String>) {
    match text.split_once('#') {
        Some((path, anchor)) => (path, Some(decode(anchor))),
        None => (text, None),
    }
}

/// What a link means: unescaped, and composed as names of files and anchors are.
fn decode(text: &str) -> String {
    nfc(&percent_decode_str(text).decode_utf8_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        let path = |p: &str, a: Option<&str>| RawTarget::Path { path: p.into(), anchor: a.map(Into::into) };
        for (written, want) in [
            ("../general/escalate.md", path("../general/escalate.md", None)),
            ("cafe\u{301}.md#%C3%A9", path("café.md", Some("é"))),
            ("x.md#evidence", path("x.md", Some("evidence"))),
            ("%E9%80%80.md#%E6%AC%BE", path("退.md", Some("款"))),
            ("#steps", RawTarget::Anchor("steps".into())),
            ("https://example.org/a:b", RawTarget::External("https://example.org/a:b".into())),
            ("deadline:cn-x", RawTarget::Record { kind: "deadline".into(), id: "cn-x".into() }),
            ("JavaScript:alert(1)", RawTarget::Unsafe("JavaScript:alert(1)".into())),
            ("java\nscript:alert(1)", RawTarget::Unsafe("javascript:alert(1)".into())),
            ("//evil.example/x", RawTarget::Unsafe("//evil.example/x".into())),
        ] {
            assert_eq!(RawTarget::parse(written), want, "{written}");
        }
    }
}
