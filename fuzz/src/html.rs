//! What a browser's tokenizer finds in HTML, and what must not be there.
#![allow(unreachable_pub)] // shared by crates of which each uses a part

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// What a piece of HTML is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A part of a page that an author's words were put into: no scripts, styles, forms, all elements closed.
    Fragment,
    /// A whole page: scripts and styles from files only.
    Page,
}

/// Elements that no page has.
const NEVER: [&str; 11] =
    ["iframe", "frame", "frameset", "object", "embed", "applet", "base", "math", "portal", "audio", "video"];

/// Elements that only templates write.
const PAGE_ONLY: [&str; 14] = [
    "script", "noscript", "style", "link", "meta", "form", "title", "html", "head", "body", "template",
    "select", "textarea", "svg",
];

/// Elements without an end.
const VOID: [&str; 8] = ["br", "hr", "img", "input", "wbr", "link", "meta", "col"];

/// Attributes that hold an address.
const ADDRESSES: [&str; 10] =
    ["href", "src", "action", "formaction", "xlink:href", "poster", "cite", "data", "srcset", "background"];

/// What is wrong with a piece of HTML.
pub fn problems(html: &str, kind: Kind) -> Vec<String> {
    let finder = Finder { kind, state: RefCell::default() };
    let tokenizer = Tokenizer::new(finder, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut state = tokenizer.sink.state.take();
    if kind == Kind::Fragment && !state.open.is_empty() {
        let open = state.open.join(", ");
        state.problems.push(format!("not closed: {open}"));
    }
    state.problems
}

#[derive(Default)]
struct State {
    problems: Vec<String>,
    open: Vec<String>,
    in_script: bool,
}

struct Finder {
    kind: Kind,
    state: RefCell<State>,
}

impl TokenSink for Finder {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return self.start(&tag, &mut state),
            Token::TagToken(tag) => self.end(&tag, &mut state),
            Token::CharacterTokens(text) if state.in_script && !text.trim().is_empty() => {
                state.problems.push(format!("a script with text: {text}"));
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Finder {
    fn start(&self, tag: &Tag, state: &mut State) -> TokenSinkResult<()> {
        let name = tag.name.to_string();
        if NEVER.contains(&name.as_str()) || self.kind == Kind::Fragment && PAGE_ONLY.contains(&name.as_str())
        {
            state.problems.push(format!("element <{name}>"));
        }
        for attribute in &tag.attrs {
            let key = attribute.name.local.to_string();
            let value = attribute.value.as_ref();
            if key.starts_with("on") || matches!(key.as_str(), "style" | "srcdoc" | "formaction" | "ping") {
                state.problems.push(format!("attribute {key}=\"{value}\" of <{name}>"));
            }
            if ADDRESSES.contains(&key.as_str()) && !is_safe(value) {
                state.problems.push(format!("address {key}=\"{value}\" of <{name}>"));
            }
            if key == "http-equiv" && value.eq_ignore_ascii_case("refresh") && !value.is_empty() {
                let content = tag.attrs.iter().find(|a| &*a.name.local == "content");
                let url = content.and_then(|a| a.value.split_once("url=").map(|(_, u)| u.to_owned()));
                if !is_safe(url.as_deref().unwrap_or_default()) {
                    state.problems.push(format!("a refresh to {url:?}"));
                }
            }
        }
        if self.kind == Kind::Fragment && !VOID.contains(&name.as_str()) {
            state.open.push(name.clone());
        }
        let attribute =
            |wanted: &str| tag.attrs.iter().find(|a| &*a.name.local == wanted).map(|a| a.value.to_string());
        match name.as_str() {
            "script" => {
                state.in_script = attribute("type").as_deref() != Some("application/ld+json");
                TokenSinkResult::RawData(RawKind::ScriptData)
            }
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
            "plaintext" => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }

    fn end(&self, tag: &Tag, state: &mut State) {
        if &*tag.name == "script" {
            state.in_script = false;
        }
        if self.kind == Kind::Fragment && state.open.pop().as_deref() != Some(&*tag.name) {
            state.problems.push(format!("</{}> closes nothing", tag.name));
        }
    }
}

/// Whether an address has no scheme, or one that only opens, calls or writes. As browsers do, control
/// characters and white space in front, and tabs and line ends anywhere, are not seen.
pub fn is_safe(address: &str) -> bool {
    let clean: String = address.trim_start_matches(|c: char| c <= ' ').replace(['\t', '\n', '\r'], "");
    let scheme = clean.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme {
        Some(scheme)
            if scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)) =>
        {
            matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel")
        }
        // An address of another host, which takes the page's scheme.
        _ => !clean.starts_with("//") && !clean.starts_with("\\\\") && !clean.starts_with("/\\"),
    }
}
