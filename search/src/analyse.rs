//! Text to terms. The writer and the reader use this one analyser, so they can not disagree.
//!
//! Chinese (and Japanese and Korean) becomes overlapping pairs of characters, so that any substring of two
//! or more can be found without a dictionary; the last character of a run is a term too, so that every
//! character begins a term. Everything else is split at what is neither letter nor digit; codes such as
//! `12315`, `s75` or `CXXZ` stay whole, and words are kept as they are: stems are compared when a query is
//! made, not stored.

use crate::fold::{Class, Folder, class};
use crate::prelude::*;
use core::ops::Range;

/// The longest word, in bytes; what is longer is cut on both sides.
const LONGEST: usize = 64;

/// What a term is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A word or code between spaces.
    Word,
    /// Two adjacent characters.
    Pair,
    /// The last character of a run of two or more.
    Last,
    /// A character alone.
    Single,
}

/// A term in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) key: &'a str,
    /// Words and characters before it.
    pub(crate) position: u32,
    /// Where it is in the text, in bytes.
    pub(crate) span: Range<usize>,
    pub(crate) shape: Shape,
}

/// A character of a run that waits for its neighbour.
struct Waiting {
    c: char,
    span: Range<usize>,
    first: bool,
}

/// The state of one pass over a text.
struct Pass<'s, 'f> {
    sink: &'s mut dyn FnMut(Token<'_>),
    folder: &'f Folder,
    key: String,
    /// Of the word in `key`.
    span: Range<usize>,
    in_word: bool,
    waiting: Option<Waiting>,
    position: u32,
}

/// Gives every term of `text` to `sink`, in order.
pub(crate) fn analyse(folder: &Folder, text: &str, sink: &mut dyn FnMut(Token<'_>)) {
    let mut pass = Pass {
        sink,
        folder,
        key: String::new(),
        span: 0..0,
        in_word: false,
        waiting: None,
        position: 0,
    };
    for (at, c) in text.char_indices() {
        pass.character(c, at..at + c.len_utf8());
    }
    pass.end_word();
    pass.end_run();
}

impl Pass<'_, '_> {
    fn character(&mut self, c: char, span: Range<usize>) {
        let (folded, second) = self.folder.fold(c);
        match class(folded) {
            Class::Skip => {}
            Class::Word => {
                self.end_run();
                if !self.in_word {
                    self.key.clear();
                    self.span = span.clone();
                    self.in_word = true;
                }
                for c in [Some(folded), second].into_iter().flatten() {
                    if self.key.len() + c.len_utf8() <= LONGEST {
                        self.key.push(c);
                    }
                }
                self.span.end = span.end;
            }
            Class::Cjk => {
                self.end_word();
                self.cjk(folded, span);
            }
            Class::Break => {
                self.end_word();
                self.end_run();
            }
        }
    }

    fn cjk(&mut self, c: char, span: Range<usize>) {
        let before = self.waiting.replace(Waiting {
            c,
            span: span.clone(),
            first: true,
        });
        if let Some(before) = before {
            self.key.clear();
            self.key.push(before.c);
            self.key.push(c);
            self.emit(before.span.start..span.end, Shape::Pair);
            if let Some(waiting) = &mut self.waiting {
                waiting.first = false;
            }
        }
    }

    fn end_word(&mut self) {
        if core::mem::take(&mut self.in_word) {
            let span = self.span.clone();
            self.emit(span, Shape::Word);
        }
    }

    fn end_run(&mut self) {
        if let Some(last) = self.waiting.take() {
            self.key.clear();
            self.key.push(last.c);
            self.emit(
                last.span,
                if last.first {
                    Shape::Single
                } else {
                    Shape::Last
                },
            );
        }
    }

    fn emit(&mut self, span: Range<usize>, shape: Shape) {
        (self.sink)(Token {
            key: &self.key,
            position: self.position,
            span,
            shape,
        });
        self.position += 1;
    }
}
