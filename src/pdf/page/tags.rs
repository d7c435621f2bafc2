//! The logical structure of a document: what is a heading, a list, a table, in reading order.
//!
//! The tree is made while the layout is made; what is drawn later fills its slots.

use std::num::NonZeroU16;

use krilla::tagging::{
    Identifier, ListNumbering, Node as PdfNode, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};

/// What a part of a document is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// A whole: one sheet, one letter. The language if it is not the document's.
    Section(Option<String>),
    /// A heading of a level from 1, with its text.
    Heading(u16, String),
    Paragraph,
    List,
    Item,
    Label,
    Body,
    Table,
    Head,
    Rows,
    Row,
    /// A head cell of a column.
    ColumnHead,
    /// A head cell of a row.
    RowHead,
    Cell,
    Link,
    /// A picture, with what it shows.
    Figure(String),
}

/// A part in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node(usize);

/// A place of the tree for what is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot(usize);

#[derive(Debug)]
enum Child {
    Node(usize),
    Slot(usize),
}

/// The tree of one section.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    nodes: Vec<(Kind, Vec<Child>)>,
    slots: usize,
}

impl Tags {
    /// A tree with its root.
    pub(crate) fn new(root: Kind) -> (Tags, Node) {
        (Tags { nodes: vec![(root, Vec::new())], slots: 0 }, Node(0))
    }

    /// Adds a part at the end of another.
    pub(crate) fn node(&mut self, parent: Node, kind: Kind) -> Node {
        let id = self.nodes.len();
        self.nodes.push((kind, Vec::new()));
        self.nodes[parent.0].1.push(Child::Node(id));
        Node(id)
    }

    /// Adds a place for what is drawn at the end of a part.
    pub(crate) fn slot(&mut self, parent: Node) -> Slot {
        let id = self.slots;
        self.slots += 1;
        self.nodes[parent.0].1.push(Child::Slot(id));
        Slot(id)
    }

    /// The tree with what was drawn; parts without content are left out, as nothing could be read.
    fn group(&self, at: usize, drawn: &[Vec<Identifier>]) -> Option<PdfNode> {
        let (kind, children) = &self.nodes[at];
        let mut found: Vec<PdfNode> = Vec::new();
        for child in children {
            match child {
                Child::Node(id) => found.extend(self.group(*id, drawn)),
                Child::Slot(id) => found.extend(drawn[*id].iter().map(|i| PdfNode::from(*i))),
            }
        }
        let empty_is_fine = matches!(kind, Kind::Cell | Kind::ColumnHead | Kind::RowHead);
        (!found.is_empty() || empty_is_fine).then(|| TagGroup::with_children(tag(kind), found).into())
    }
}

fn tag(kind: &Kind) -> TagKind {
    match kind {
        Kind::Section(lang) => Tag::Section.with_lang(lang.clone()).into(),
        Kind::Heading(level, text) => {
            let level = NonZeroU16::new((*level).max(1)).expect("one at least");
            Tag::Hn(level, Some(text.clone())).into()
        }
        Kind::Paragraph => Tag::P.into(),
        Kind::List => Tag::L(ListNumbering::None).into(),
        Kind::Item => Tag::LI.into(),
        Kind::Label => Tag::Lbl.into(),
        Kind::Body => Tag::LBody.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Head => Tag::THead.into(),
        Kind::Rows => Tag::TBody.into(),
        Kind::Row => Tag::TR.into(),
        Kind::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Kind::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Kind::Cell => Tag::TD.into(),
        Kind::Link => Tag::Link.into(),
        Kind::Figure(alt) => Tag::Figure(Some(alt.clone())).into(),
    }
}

/// What was drawn for each slot of a section.
#[derive(Debug)]
pub(super) struct Drawn(Vec<Vec<Identifier>>);

impl Drawn {
    pub(super) fn new(tags: &Tags) -> Drawn {
        Drawn(vec![Vec::new(); tags.slots])
    }

    pub(super) fn add(&mut self, slot: Slot, id: Identifier) {
        self.0[slot.0].push(id);
    }

    /// Adds the section to the tree of the document.
    pub(super) fn push_to(&self, tree: &mut TagTree, tags: &Tags) {
        if let Some(node) = tags.group(0, &self.0) {
            tree.push(node);
        }
    }
}
