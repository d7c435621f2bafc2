//! A page as the checks see it: each run of text with its part, its step and the records beside it.

use std::cell::Cell;
use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use super::lang::{self, Lang};
use crate::diag::{Code, Diagnostic, Location};
use crate::document::{Document, Heading, PageKind, TextBlock, TextKind};
use crate::library::{DocId, Library, Target, Usage};
use crate::record::RecordKind;

/// Something found, with the run of text that an excuse would stand before; none for findings on the
/// page as a whole.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) block: Option<usize>,
    pub(super) diagnostic: Diagnostic,
}

/// Where a run of text stands among the headings.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place<'a> {
    /// Key of the part; empty outside parts.
    pub(super) part: &'a str,
    /// Class of the nearest heading: `act`, `wait`, `script` or the part's own.
    pub(super) class: &'a str,
    /// Index of the step's heading.
    pub(super) step: Option<usize>,
}

/// What somebody else says, and the names of laws: “…”, "…", ‘…’, 「…」, 《…》.
pub(super) fn quotes(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (i, c) in text.char_indices() {
        match open {
            Some((start, close)) if c == close => {
                out.push(start..i);
                open = None;
            }
            Some(_) => {}
            None => open = closing(c).map(|close| (i, close)),
        }
    }
    out
}

fn closing(c: char) -> Option<char> {
    match c {
        '“' => Some('”'),
        '‘' => Some('’'),
        '「' => Some('」'),
        '《' => Some('》'),
        '"' => Some('"'),
        _ => None,
    }
}

/// A page with what the checks ask of it.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) library: &'a Library,
    pub(super) id: DocId,
    pub(super) document: &'a Document,
    /// The whole file.
    pub(super) text: &'a str,
    /// What is known of the page's language.
    pub(super) lang: Option<&'static Lang>,
    /// One for each run of text.
    places: Vec<Place<'a>>,
    /// How many places may still be looked for: each search reads the run of text again.
    searches: Cell<usize>,
}

/// How many findings of a page are given their exact place. Nobody works through more at once, and a page
/// that is nothing but findings must not take time with the square of its size.
const SEARCHES: usize = 300;

impl<'a> Page<'a> {
    /// Looks at a document whose file has a text.
    pub(super) fn new(library: &'a Library, id: DocId, text: &'a str) -> Self {
        let document = library.document(id);
        let places = document.body.blocks.iter().map(|b| place(&document.body.headings, &b)).collect();
        let searches = Cell::new(SEARCHES);
        Self { library, id, document, text, lang: lang::of(&document.lang), places, searches }
    }

    /// Whether the page is a guide (and not home or a section).
    pub(super) fn is_guide(&self) -> bool {
        self.document.kind == PageKind::Guide
    }

    /// Name of the sector's folder: the first part of the page's id.
    pub(super) fn sector(&self) -> &str {
        let id = self.document.id.as_str();
        id.split_once('/').map_or(id, |(sector, _)| sector)
    }

    /// Which records the page uses.
    pub(super) fn usage(&self) -> &'a Usage {
        self.library.usage(self.id)
    }

    /// Runs of text that are read (code is quoted), with their index and place.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (usize, TextBlock<'a>, Place<'a>)> + '_ {
        let blocks = self.document.body.blocks.iter().zip(&self.places).enumerate();
        blocks.filter(|(_, (b, _))| b.kind != TextKind::Code).map(|(i, (b, p))| (i, b, *p))
    }

    /// Pieces of a run that are not the guide's own words: quotations, except what a script gives the
    /// reader to say.
    pub(super) fn quoted(&self, block: &TextBlock<'_>, place: Place<'_>) -> Vec<Range<usize>> {
        let text = block.text.trim_start().to_lowercase();
        let own = self.lang.iter().flat_map(|l| &l.script.own).any(|own| text.starts_with(own.as_str()));
        if own && place.class == "script" { Vec::new() } else { quotes(block.text) }
    }

    /// Records that a run of text refers to.
    pub(super) fn records(
        &self,
        block: &TextBlock<'_>,
    ) -> impl Iterator<Item = (RecordKind, &'a str)> + use<'a> {
        let targets: &'a [Target] = self.library.targets(self.id);
        targets[block.references.clone()].iter().filter_map(|t| match t {
            Target::Record { kind, id } => Some((*kind, id.as_str())),
            _ => None,
        })
    }

    /// Records that a run of text or the step around it refers to.
    pub(super) fn records_near(&self, index: usize) -> impl Iterator<Item = (RecordKind, &'a str)> + '_ {
        let step = self.places[index].step;
        self.blocks()
            .filter(move |(i, _, place)| *i == index || (step.is_some() && place.step == step))
            .flat_map(|(_, block, _)| self.records(&block))
    }

    /// The heading of a part.
    pub(super) fn part(&self, key: &str) -> Option<&'a Heading> {
        self.parts().find(|h| h.class == key)
    }

    /// Headings of parts, in order.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'a Heading> + use<'a> {
        self.document.body.headings.iter().filter(|h| h.level == 2 && !h.class.is_empty())
    }

    /// A diagnostic on the page as a whole, at its title.
    pub(super) fn at_title(&self, code: Code) -> Diagnostic {
        let title = &self.document.front.title.span;
        if title.is_empty() {
            return Diagnostic::new(code, Location::file(&self.document.path));
        }
        self.at(code, title.clone())
    }

    /// A diagnostic at bytes of the file.
    pub(super) fn at(&self, code: Code, span: Range<usize>) -> Diagnostic {
        Diagnostic::new(code, Location::new(&self.document.path, span))
    }

    /// Bytes of the file of a text inside a span; the whole span if it is written in another way.
    pub(super) fn find_in(&self, span: &Range<usize>, text: &str) -> Range<usize> {
        match self.text.get(span.clone()).and_then(|s| s.find(text)) {
            Some(inside) => span.start + inside..span.start + inside + text.len(),
            None => span.clone(),
        }
    }

    /// Bytes of the file that a piece of a text of the front matter came from; the title where the
    /// source says it in another way (escapes).
    pub(super) fn locate_in_front(&self, text: &str, piece: Range<usize>) -> Range<usize> {
        let front = &self.document.front;
        let head = self.text.len() - self.document.source().len();
        // As a whole value first: a short one may stand in a longer one above it.
        let whole = self.text[..head].find(&format!("\"{text}\"")).map(|quote| quote + 1);
        match whole.or_else(|| self.text[..head].find(text)) {
            Some(start) => start + piece.start..start + piece.end,
            None => front.title.span.clone(),
        }
    }

    /// The run of text that holds a byte of the file, for excuses.
    pub(super) fn block_at(&self, offset: usize) -> Option<usize> {
        self.document.body.blocks.at(offset)
    }

    /// Bytes of the file that a piece of a run's plain text came from; the whole run where the
    /// source says it in another way (entities).
    pub(super) fn locate(&self, block: &TextBlock<'_>, piece: Range<usize>) -> Range<usize> {
        let Some(left) = self.searches.get().checked_sub(1) else { return block.span.clone() };
        self.searches.set(left);
        let mut seen = 0;
        let mut start = None;
        for (event, span) in self.document.body.events.inside(block.span.clone()) {
            let text = match &event {
                Event::Text(t) | Event::Code(t) => t.as_ref(),
                Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => " ",
                _ => continue,
            };
            let to_source = |offset: usize| match self.text.get(span.clone()).and_then(|s| s.find(text)) {
                Some(inside) => span.start + inside + offset - seen,
                None => span.start,
            };
            let end = seen + text.len();
            if start.is_none() && piece.start < end {
                start = Some(to_source(piece.start.max(seen)));
            }
            if let Some(start) = start.filter(|_| piece.end <= end) {
                let end = to_source(piece.end.max(seen));
                return start..end.max(start);
            }
            seen = end;
        }
        start.map_or(block.span.clone(), |s| s..block.span.end)
    }
}

fn place<'a>(headings: &'a [Heading], block: &TextBlock<'_>) -> Place<'a> {
    let Some(last) = block.heading else { return Place::default() };
    let above = || headings[..=last].iter().enumerate().rev();
    let part = above().find(|(_, h)| h.level == 2).map_or("", |(_, h)| h.class.as_str());
    // A step reaches to the next heading of its level.
    let step = above().find(|(_, h)| h.level <= 3).filter(|(_, h)| h.class == "act" || h.class == "wait");
    Place { part, class: headings[last].class.as_str(), step: step.map(|(i, _)| i) }
}

#[cfg(test)]
mod tests {
    use super::quotes;

    #[test]
    fn quotes_are_found_and_open_ones_ignored() {
        for (text, want) in [
            ("骗子说“保证追回”，别信", vec!["“保证追回"]),
            ("依《保证法》和“a”", vec!["《保证法", "“a"]),
            ("an open “quote", vec![]),
        ] {
            let got: Vec<&str> = quotes(text).into_iter().map(|r| &text[r]).collect();
            assert_eq!(got, want, "{text}");
        }
    }
}
