//! Runs of text, packed: 32 bytes each, and no copy of a text that stands in the file as it is.

use std::ops::Range;
use std::sync::Arc;

use super::texts::{Gather, Piece, Texts, number};

/// What kind of run a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// A heading.
    Heading,
    /// A paragraph, also in a quote.
    Paragraph,
    /// The text of a list item.
    Item,
    /// A table row.
    Row,
    /// A code block: quoted, not read.
    Code,
}

/// A run of text that is read as one: links and numbers in it belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextBlock<'a> {
    /// What it is.
    pub kind: TextKind,
    /// Plain text, soft breaks as spaces.
    pub text: &'a str,
    /// Where it stands.
    pub span: Range<usize>,
    /// Index of the last heading at or before it; none before the first.
    pub heading: Option<usize>,
    /// References in it.
    pub references: Range<usize>,
}

/// The runs of text of a body, in order.
#[derive(Debug, Clone, Default)]
pub struct Blocks {
    texts: Arc<Texts>,
    blocks: Box<[Packed]>,
}

#[derive(Debug, Clone, Copy)]
struct Packed {
    text: Piece,
    span: [u32; 2],
    references: [u32; 2],
    /// One more than the heading's index; 0 before the first.
    heading: u32,
    kind: TextKind,
}

impl Blocks {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// One of them, if there are so many.
    pub fn get(&self, index: usize) -> Option<TextBlock<'_>> {
        self.blocks.get(index).map(|block| self.unpack(block))
    }

    /// All of them.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = TextBlock<'_>> + ExactSizeIterator {
        self.blocks.iter().map(|block| self.unpack(block))
    }

    /// Index of the one that holds a byte of the file.
    pub fn at(&self, offset: usize) -> Option<usize> {
        let after = self.blocks.partition_point(|block| block.span[0] as usize <= offset);
        after.checked_sub(1).filter(|i| range(self.blocks[*i].span).contains(&offset))
    }

    fn unpack(&self, block: &Packed) -> TextBlock<'_> {
        TextBlock {
            kind: block.kind,
            text: self.texts.get(block.text),
            span: range(block.span),
            heading: (block.heading as usize).checked_sub(1),
            references: range(block.references),
        }
    }
}

fn range([start, end]: [u32; 2]) -> Range<usize> {
    start as usize..end as usize
}

/// A run while it is collected.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) kind: TextKind,
    pub(super) text: String,
    /// Where its first text stands.
    pub(super) first: Option<usize>,
    pub(super) span: Range<usize>,
    pub(super) heading: Option<usize>,
    pub(super) references: Range<usize>,
}

/// Collects runs.
#[derive(Debug, Default)]
pub(super) struct Collect(Vec<Packed>);

impl Collect {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds one.
    pub(super) fn push(&mut self, block: &Open, gather: &mut Gather) {
        self.0.push(Packed {
            text: gather.keep(&block.text, block.first),
            span: [block.span.start, block.span.end].map(number),
            references: [block.references.start, block.references.end].map(number),
            heading: block.heading.map_or(0, |heading| number(heading + 1)),
            kind: block.kind,
        });
    }

    /// All of them, with the texts among which theirs were kept.
    pub(super) fn with(self, texts: &Arc<Texts>) -> Blocks {
        Blocks { texts: Arc::clone(texts), blocks: self.0.into_boxed_slice() }
    }
}
