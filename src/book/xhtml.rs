//! HTML of the theme's components to the XHTML of a chapter.
//!
//! The components are made for pages; a book has no script, no form and no second way to draw the
//! same thing. So this keeps text, structure and links, and drops what only a page can use. Elements
//! are always closed, only attributes that EPUB knows are kept, and ids are made names of XML, each of
//! them once a chapter.

use std::cell::RefCell;
use std::collections::BTreeSet;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::elements::{BLOCKS, DROPPED, DROPPED_CLASSES, KEPT, VOID};
use crate::text::escape_html;

/// What a piece of HTML becomes.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// The pieces, in order.
    pub(super) pieces: Vec<Piece>,
    /// Ids that links may lead to.
    pub(super) ids: BTreeSet<String>,
}

/// XHTML, or a place that only the whole book can fill.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// XHTML as it is.
    Markup(String),
    /// `<a` and its `href`, as written, to be followed by other attributes and the content.
    Link(String),
    /// The end of the last link.
    LinkEnd,
    /// A picture: its address as written, and its description.
    Image { src: String, alt: String },
}

/// Which ids of a piece stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ids {
    /// All: the piece is a chapter.
    Kept,
    /// None: several pieces of one kind share a chapter, and each would bring the same.
    Dropped,
}

/// Converts a piece of HTML. What `unsafe_html` lets through may be broken; the result never is.
pub(super) fn convert(html: &str, ids: Ids) -> Body {
    let sink = Sink { ids, state: RefCell::default() };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    // Without scripts the tokenizer never stops before the end.
    while !queue.is_empty() {
        let _ = tokenizer.feed(&queue);
    }
    tokenizer.end();
    let mut state = tokenizer.sink.state.into_inner();
    state.close_to(0);
    state.flush();
    state.body
}

/// A name of XML from an id: what may not begin or be in one is escaped with `_`.
pub(super) fn xml_id(id: &str) -> String {
    let mut out = String::with_capacity(id.len() + 1);
    for c in id.chars() {
        let letter = c.is_ascii_alphabetic() || c == '_' || (!c.is_ascii() && c.is_alphabetic());
        let inside = letter || c.is_ascii_digit() || c == '-' || c == '.';
        if out.is_empty() && !letter {
            out.push('_');
        }
        out.push(if inside { c } else { '_' });
    }
    out
}

/// Escapes text for XHTML and leaves out what XML 1.0 cannot hold.
pub(super) fn escape(text: &str) -> String {
    let legal = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    let clean: String = text.chars().filter(|c| legal(*c) && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    escape_html(&clean)
}

struct Sink {
    ids: Ids,
    state: RefCell<State>,
}

/// An element that is open in the source.
struct Open {
    /// Its name in the source.
    name: String,
    /// What closes it in the chapter.
    close: Close,
}

enum Close {
    Nothing,
    Tag(&'static str),
    Link,
}

#[derive(Default)]
struct State {
    body: Body,
    markup: String,
    open: Vec<Open>,
    /// Elements open inside one that goes with its content; 0 outside.
    dropping: usize,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                state.start(&tag, self.ids);
                // What is in these is no markup.
                return match &*tag.name {
                    "script" | "style" | "noscript" | "iframe" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(tag) => state.end(&tag.name),
            Token::CharacterTokens(text) if state.dropping == 0 => state.markup.push_str(&escape(&text)),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn start(&mut self, tag: &Tag, ids: Ids) {
        let name: &str = &tag.name;
        let void = VOID.contains(&name);
        let get = |key: &str| tag.attrs.iter().find(|a| &*a.name.local == key).map(|a| a.value.to_string());
        if self.dropping > 0 {
            self.dropping += usize::from(!void);
            return;
        }
        let class = get("class").unwrap_or_default();
        let classes: Vec<&str> = class.split_whitespace().collect();
        let gone = DROPPED.contains(&name)
            || get("hidden").is_some()
            || classes.iter().any(|c| DROPPED_CLASSES.contains(c));
        if gone {
            self.dropping = usize::from(!void);
            return;
        }
        self.close_implied(name);
        match name {
            "input" => self.tick(&get),
            "img" => self.image(&get),
            _ => {
                // A hint may hold a list, which no span may.
                let hint = name == "span" && classes.contains(&"hint");
                let written = match name {
                    _ if hint => "div",
                    "label" => "span",
                    "details" => "div",
                    "summary" => "p",
                    _ => name,
                };
                let close = self.element(written, &get, ids);
                if !void {
                    self.open.push(Open { name: name.to_owned(), close });
                }
            }
        }
    }

    /// Closes what ends where an element begins, as HTML has it: a paragraph before a block, an item
    /// before the next one.
    fn close_implied(&mut self, name: &str) {
        let (ends, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "td" | "th" => (&["td", "th"], &["table"]),
            "tr" => (&["tr"], &["table"]),
            _ if BLOCKS.contains(&name) => (&["p"], &["table"]),
            _ => return,
        };
        let open = self.open.iter().rposition(|o| ends.contains(&o.name.as_str()));
        let scope = self.open.iter().rposition(|o| within.contains(&o.name.as_str()));
        if let Some(at) = open.filter(|at| scope.is_none_or(|s| s < *at)) {
            self.close_to(at);
        }
    }

    /// A box to tick, drawn by the style sheet: fonts of readers often lack the sign.
    fn tick(&mut self, get: &impl Fn(&str) -> Option<String>) {
        if get("type").as_deref() == Some("checkbox") {
            let done = if get("checked").is_some() { " done" } else { "" };
            self.markup.push_str(&format!("<span class=\"box{done}\"></span>"));
        }
    }

    fn image(&mut self, get: &impl Fn(&str) -> Option<String>) {
        self.flush();
        let (src, alt) = (get("src").unwrap_or_default(), get("alt").unwrap_or_default());
        self.body.pieces.push(Piece::Image { src, alt });
    }

    fn element(&mut self, name: &str, get: &impl Fn(&str) -> Option<String>, ids: Ids) -> Close {
        let Some(known) = KEPT.into_iter().find(|k| *k == name) else { return Close::Nothing };
        let href = if known == "a" { get("href") } else { None };
        let mut attributes = self.attributes(known, get, ids);
        if known == "a" && href.is_none() && attributes.is_empty() {
            return Close::Nothing;
        }
        if let Some(href) = href {
            self.flush();
            self.body.pieces.push(Piece::Link(href));
            attributes.push('>');
            self.markup.push_str(&attributes);
            self.flush();
            return Close::Link;
        }
        let end = if VOID.contains(&known) { "/>" } else { ">" };
        self.markup.push_str(&format!("<{known}{attributes}{end}"));
        if VOID.contains(&known) { Close::Nothing } else { Close::Tag(known) }
    }

    fn attributes(&mut self, name: &str, get: &impl Fn(&str) -> Option<String>, ids: Ids) -> String {
        let mut out = String::new();
        let mut add = |key: &str, value: &str| out.push_str(&format!(" {key}=\"{}\"", escape(value)));
        if let Some(id) = get("id").filter(|id| ids == Ids::Kept && !id.trim().is_empty()) {
            let id = xml_id(&id);
            if self.body.ids.insert(id.clone()) {
                add("id", &id);
            }
        }
        if let Some(class) = get("class").filter(|c| !c.trim().is_empty()) {
            add("class", &class);
        }
        if let Some(lang) = get("lang").filter(|l| crate::config::is_language_tag(l)) {
            add("lang", &lang);
            add("xml:lang", &lang);
        }
        if let Some(dir) = get("dir").filter(|d| matches!(d.as_str(), "ltr" | "rtl" | "auto")) {
            add("dir", &dir);
        }
        let number = |key: &str| get(key).and_then(|v| v.trim().parse::<u16>().ok()).map(|n| n.to_string());
        let extra: &[&str] = match name {
            "td" | "th" => &["colspan", "rowspan"],
            "ol" => &["start"],
            "li" => &["value"],
            _ => &[],
        };
        for key in extra {
            if let Some(n) = number(key) {
                add(key, &n);
            }
        }
        if let Some(scope) = get("scope").filter(|s| name == "th" && matches!(s.as_str(), "row" | "col")) {
            add("scope", &scope);
        }
        if let Some(title) = get("title").filter(|_| name == "abbr") {
            add("title", &title);
        }
        out
    }

    fn end(&mut self, name: &str) {
        if self.dropping > 0 {
            self.dropping -= usize::from(!VOID.contains(&name));
            return;
        }
        if let Some(at) = self.open.iter().rposition(|o| o.name == name) {
            self.close_to(at);
        }
    }

    /// Closes elements until so many are open.
    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            match self.open.pop().map(|o| o.close) {
                Some(Close::Tag(name)) => self.markup.push_str(&format!("</{name}>")),
                Some(Close::Link) => {
                    self.flush();
                    self.body.pieces.push(Piece::LinkEnd);
                }
                _ => {}
            }
        }
    }

    fn flush(&mut self) {
        if !self.markup.is_empty() {
            self.body.pieces.push(Piece::Markup(std::mem::take(&mut self.markup)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces as one text: links as `[href|…]`, pictures as `{src|alt}`.
    fn shown(html: &str, ids: Ids) -> String {
        let piece = |p: &Piece| match p {
            Piece::Markup(m) => m.clone(),
            Piece::Link(href) => format!("[{href}|"),
            Piece::LinkEnd => "]".to_owned(),
            Piece::Image { src, alt } => format!("{{{src}|{alt}}}"),
        };
        convert(html, ids).pieces.iter().map(piece).collect()
    }

    #[test]
    fn html_becomes_well_formed() {
        for (html, want) in [
            ("<p>a<br>b", "<p>a<br/>b</p>"),
            ("a &amp; b &nbsp; <b>c", "a &amp; b \u{a0} <b>c</b>"),
            ("<ul><li>a<ul><li>b</ul><li>c</ul>d</p>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>d"),
            (
                "<p>a<b>b<p>c<table><tr><td><p>d<td>e",
                "<p>a<b>b</b></p><p>c</p><table><tr><td><p>d</p></td><td>e</td></tr></table>",
            ),
            ("<center onclick=x>a</center>", "a"),
            ("<p hidden>a<b>b</b></p>c", "c"),
            ("<span class=\"i i-x\"></span>a<button>b<i>c</i></button>", "a"),
            (
                "<input type=checkbox checked><label for=x>a</label>",
                "<span class=\"box done\"></span><span>a</span>",
            ),
            (
                "<span class=\"hint\">a<ul><li>b</li></ul></span>",
                "<div class=\"hint\">a<ul><li>b</li></ul></div>",
            ),
            ("<a href=\"../b/\" data-x=1>t</a>", "[../b/|>t]"),
            ("<a href=x class=q>t<img src=p alt=\"d\">", "[x| class=\"q\">t{p|d}]"),
            ("<p id=\"1a\">x<p id=\"1a\">y", "<p id=\"_1a\">x</p><p>y</p>"),
            ("<td colspan=2 rowspan=x role=cell>a", "<td colspan=\"2\">a</td>"),
            ("<i>\u{1}a\u{fffe}</i>", "<i>a</i>"),
            ("<script>a<b></script>c", "c"),
        ] {
            assert_eq!(shown(html, Ids::Kept), want, "{html}");
        }
        assert_eq!(shown("<p id=a>x</p>", Ids::Dropped), "<p>x</p>");
    }

    #[test]
    fn ids_are_names() {
        for (id, want) in
            [("evidence", "evidence"), ("12300-怎么打", "_12300-怎么打"), ("a b:c", "a_b_c"), ("-x", "_-x")]
        {
            assert_eq!(xml_id(id), want);
        }
    }
}
