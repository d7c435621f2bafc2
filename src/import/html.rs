//! Web pages as plain Markdown.
//!
//! Read as tokens, not as a tree: each keeps its line, which a report needs, and the few elements that
//! a guide can have nest simply.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::writer::Writer;
use super::{Draft, Kind, Notes, junk, markdown};

/// A piece of a page.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Open { name: String, attributes: Vec<(String, String)>, empty: bool },
    Close(String),
    Text(String),
}

#[derive(Default)]
struct Sink {
    pieces: RefCell<Vec<(Piece, usize)>>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let line = usize::try_from(line).unwrap_or(usize::MAX).max(1);
        let mut pieces = self.pieces.borrow_mut();
        match token {
            Token::CharacterTokens(text) => pieces.push((Piece::Text(text.to_string()), line)),
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                if tag.kind == TagKind::EndTag {
                    pieces.push((Piece::Close(name), line));
                    return TokenSinkResult::Continue;
                }
                let raw = match name.as_str() {
                    "script" => Some(RawKind::ScriptData),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => {
                        Some(RawKind::Rawtext)
                    }
                    "title" | "textarea" => Some(RawKind::Rcdata),
                    _ => None,
                };
                let attributes =
                    tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
                let empty = tag.self_closing || VOID.contains(&name.as_str());
                pieces.push((Piece::Open { name, attributes, empty }, line));
                if let Some(kind) = raw.filter(|_| !tag.self_closing) {
                    return TokenSinkResult::RawData(kind);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements that have no end.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements that are left out without a word: nobody reads them.
pub(super) const SILENT: [&str; 5] = ["script", "style", "noscript", "template", "head"];

/// Elements around a text: menus, asides, feet.
pub(super) const AROUND: [&str; 3] = ["nav", "aside", "footer"];

/// Elements that do something, which a guide cannot.
pub(super) const ACTIVE: [&str; 12] = [
    "form", "iframe", "video", "audio", "object", "embed", "canvas", "svg", "button", "select", "textarea",
    "input",
];

/// Elements that begin a new paragraph.
pub(super) const BLOCKS: [&str; 19] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "ul",
    "ol",
    "dl",
    "dd",
    "dt",
    "figure",
    "figcaption",
    "details",
    "address",
    "center",
    "body",
    "fieldset",
    "hgroup",
];

fn pieces(text: &str) -> Vec<(Piece, usize)> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(text));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    // The sink runs no scripts, so nothing stops it before the end.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.pieces.into_inner()
}

/// An attribute of a tag that is given as text.
pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    pieces(tag).into_iter().find_map(|(piece, _)| match piece {
        Piece::Open { attributes, .. } => value(&attributes, name),
        _ => None,
    })
}

pub(super) fn value(attributes: &[(String, String)], name: &str) -> Option<String> {
    attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim().to_owned())
}

/// Reads a page.
pub(super) fn read(text: &str, notes: &mut Notes<'_>) -> Draft {
    let pieces = pieces(text);
    let mut draft = Draft::default();
    head(&pieces, &mut draft);
    let (start, end) = main(&pieces);
    around(&pieces[..start], notes);
    let mut writer = Writer::default();
    let mut at = start;
    while at < end {
        at = writer.piece(&pieces[..end], at, notes);
    }
    around(&pieces[end..], notes);
    draft.lines = writer.lines();
    let titled = std::mem::take(&mut draft.title);
    markdown::take_title(&mut draft);
    if draft.title.is_empty() {
        draft.title = junk::page_title(&titled);
    }
    junk::sweep(&mut draft, notes);
    draft
}

/// Title and description.
fn head(pieces: &[(Piece, usize)], draft: &mut Draft) {
    for (i, (piece, _)) in pieces.iter().enumerate() {
        let Piece::Open { name, attributes, .. } = piece else { continue };
        if name == "title" && draft.title.is_empty() {
            if let Some((Piece::Text(text), _)) = pieces.get(i + 1) {
                draft.title = squeezed(text);
            }
        } else if name == "meta" && value(attributes, "name").as_deref() == Some("description") {
            draft.summary = squeezed(&value(attributes, "content").unwrap_or_default());
        }
    }
}

/// Where the text of a page is: in `main`, `article` or `body`.
fn main(pieces: &[(Piece, usize)]) -> (usize, usize) {
    for wanted in ["main", "article", "body"] {
        let is = |p: &Piece| matches!(p, Piece::Open { name, .. } if name == wanted);
        let Some(start) = pieces.iter().position(|(p, _)| is(p)) else { continue };
        let mut depth = 0usize;
        for (i, (piece, _)) in pieces.iter().enumerate().skip(start) {
            match piece {
                p if is(p) => depth += 1,
                Piece::Close(name) if name == wanted => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return (start + 1, i);
            }
        }
        return (start + 1, pieces.len());
    }
    (0, pieces.len())
}

/// Reports the text outside of the main part.
fn around(pieces: &[(Piece, usize)], notes: &mut Notes<'_>) {
    let mut at = 0;
    let mut text = String::new();
    let mut line = 0;
    while at < pieces.len() {
        match &pieces[at].0 {
            Piece::Open { name, empty: false, .. } if SILENT.contains(&name.as_str()) => {
                at = end_of(pieces, at, name);
                continue;
            }
            Piece::Text(words) if !words.trim().is_empty() => {
                line = if text.is_empty() { pieces[at].1 } else { line };
                text.push_str(words);
                text.push(' ');
            }
            _ => {}
        }
        at += 1;
    }
    if !text.trim().is_empty() {
        notes.add(line, Kind::Navigation, &text);
    }
}

/// Index behind the end of the element that starts at an index.
pub(super) fn end_of(pieces: &[(Piece, usize)], start: usize, wanted: &str) -> usize {
    let mut depth = 0usize;
    for (i, (piece, _)) in pieces.iter().enumerate().skip(start) {
        match piece {
            Piece::Open { name, empty: false, .. } if name == wanted => depth += 1,
            Piece::Close(name) if name == wanted => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i + 1;
                }
            }
            _ => {}
        }
    }
    pieces.len()
}

pub(super) fn words(pieces: &[(Piece, usize)]) -> String {
    let texts = pieces.iter().filter_map(|(p, _)| match p {
        Piece::Text(text) => Some(text.as_str()),
        _ => None,
    });
    squeezed(&texts.collect::<Vec<_>>().join(" "))
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text that Markdown takes for text.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A paragraph that Markdown does not take for a heading, a list or a quotation.
pub(super) fn guarded(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && text[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &text[..digits], &text[digits..]);
    }
    if text.starts_with(['#', '>', '+', '-', '|', '=', '~', ':']) {
        format!("\\{text}")
    } else {
        text.to_owned()
    }
}
