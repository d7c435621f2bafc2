//! Pieces of a paragraph, written by hand or read from the HTML of a view.

use crate::pdf::link::{Base, Target};

/// What a piece is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    /// Words. `\n` ends a line; a zero-width space allows a line to end.
    Words(String),
    /// A short text in a thin frame: a tag.
    Pill {
        /// The words.
        words: String,
        /// White on black.
        solid: bool,
    },
    /// A rule to write on, with its label in small letters below.
    Blank {
        /// Width in points.
        width: f32,
        /// The label.
        label: String,
    },
}

/// A piece with its looks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inline {
    pub(crate) piece: Piece,
    pub(crate) bold: bool,
    /// Emphasis: in Han text a dot below each character, else bold, as there are no slanted letters.
    pub(crate) stressed: bool,
    /// Size relative to the paragraph's.
    pub(crate) scale: f32,
    pub(crate) link: Option<Target>,
}

impl Inline {
    /// Words in regular weight.
    pub(crate) fn new(text: impl Into<String>) -> Inline {
        Inline { piece: Piece::Words(text.into()), bold: false, stressed: false, scale: 1.0, link: None }
    }

    /// Words in bold.
    pub(crate) fn bold(text: impl Into<String>) -> Inline {
        Inline { bold: true, ..Inline::new(text) }
    }

    /// A tag.
    pub(crate) fn pill(text: impl Into<String>) -> Inline {
        let piece = Piece::Pill { words: text.into(), solid: false };
        Inline { piece, bold: true, stressed: false, scale: 0.8, link: None }
    }

    /// A tag that stands out.
    pub(crate) fn badge(text: impl Into<String>) -> Inline {
        Inline { piece: Piece::Pill { words: text.into(), solid: true }, ..Inline::pill("") }
    }

    /// A rule to write on.
    pub(crate) fn blank(width: f32, label: impl Into<String>) -> Inline {
        Inline {
            piece: Piece::Blank { width, label: label.into() },
            bold: false,
            stressed: false,
            scale: 1.0,
            link: None,
        }
    }

    /// The same with another size relative to the paragraph's.
    pub(crate) fn scaled(self, scale: f32) -> Inline {
        Inline { scale, ..self }
    }

    /// The same as a link.
    pub(crate) fn linked(self, link: Option<Target>) -> Inline {
        Inline { link, ..self }
    }
}

/// The pieces of an HTML fragment of a view. The fragment is our own renderer's output, so it is well
/// formed; tags without a meaning on paper are passed over.
pub(crate) fn from_html(html: &str, base: &Base, bold: bool) -> Vec<Inline> {
    let mut out = Vec::new();
    let mut text = String::new();
    let mut strong = usize::from(bold);
    let mut stress = 0_usize;
    let mut link = None;
    let mut pill = false;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        unescape(&rest[..at], &mut text);
        let Some(end) = rest[at..].find('>') else { break };
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        let name = tag.split_ascii_whitespace().next().unwrap_or("");
        match name {
            "wbr" => text.push('\u{200b}'),
            "br" | "br/" => text.push('\n'),
            "b" | "strong" | "/b" | "/strong" | "em" | "/em" | "a" | "/a" | "span" | "/span" => {
                let look =
                    Inline { bold: strong > 0, stressed: stress > 0, link: link.clone(), ..Inline::new("") };
                flush(&mut text, look, pill, &mut out);
                match name {
                    "b" | "strong" => strong += 1,
                    "/b" | "/strong" => strong = strong.saturating_sub(1),
                    "em" => stress += 1,
                    "/em" => stress = stress.saturating_sub(1),
                    "a" => link = attribute(tag, "href").and_then(|h| base.resolve(&h)),
                    "/a" => link = None,
                    "span" => pill = attribute(tag, "class").is_some_and(|c| c.starts_with("tag")),
                    _ => pill = false,
                }
            }
            _ => {}
        }
    }
    unescape(rest, &mut text);
    let look = Inline { bold: strong > 0, stressed: stress > 0, link, ..Inline::new("") };
    flush(&mut text, look, pill, &mut out);
    out
}

/// Ends a piece: the words so far with the looks that they have, or a pill.
fn flush(text: &mut String, look: Inline, pill: bool, out: &mut Vec<Inline>) {
    if text.is_empty() {
        return;
    }
    let words = std::mem::take(text);
    out.push(if pill { Inline::pill(words) } else { Inline { piece: Piece::Words(words), ..look } });
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    let mut out = String::new();
    unescape(value, &mut out);
    Some(out)
}

/// Appends a text with its character references resolved; white space of the source is one space.
fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        push_words(&rest[..at], out);
        let Some(end) = rest[at..].find(';').filter(|e| *e < 12) else {
            out.push('&');
            rest = &rest[at + 1..];
            continue;
        };
        let name = &rest[at + 1..at + end];
        let number = name.strip_prefix("#x").map(|h| u32::from_str_radix(h, 16));
        let number = number.or_else(|| name.strip_prefix('#').map(str::parse));
        match (name, number.and_then(Result::ok).and_then(char::from_u32)) {
            (_, Some(c)) => out.push(c),
            ("amp", _) => out.push('&'),
            ("lt", _) => out.push('<'),
            ("gt", _) => out.push('>'),
            ("quot", _) => out.push('"'),
            ("apos", _) => out.push('\''),
            ("nbsp", _) => out.push('\u{a0}'),
            _ => out.push_str(&rest[at..=at + end]),
        }
        rest = &rest[at + end + 1..];
    }
    push_words(rest, out);
}

fn push_words(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_ascii_whitespace() {
            if !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_fragments_become_pieces() {
        let base = Base::new("https://e.org/a/checklist/");
        let got = from_html(
            "说<b>“不”</b> &amp; <a class=\"x\" href=\"../b.html\">看&nbsp;b</a><wbr>好",
            &base,
            false,
        );
        let target = Some(Target::Web("https://e.org/a/b.html".to_owned()));
        let want = [
            Inline::new("说"),
            Inline::bold("“不”"),
            Inline::new(" & "),
            Inline::new("看\u{a0}b").linked(target),
            Inline::new("\u{200b}好"),
        ];
        assert_eq!(got, want);
        assert_eq!(
            from_html("<span class=\"tag unverified\">待核实</span>", &base, false),
            [Inline::pill("待核实")]
        );
        assert_eq!(
            from_html("先<em>自己</em>问", &base, false),
            [Inline::new("先"), Inline { stressed: true, ..Inline::new("自己") }, Inline::new("问")]
        );
    }
}
