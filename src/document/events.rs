//! Markdown events, packed: 16 bytes each and a few numbers for tags with attributes. As values of the
//! parser they take five times as much, and all documents of a site are in memory at once.

mod pack;

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

pub(super) use pack::pack;

use super::texts::{Piece, Texts};

/// An event with the bytes of the file that it came from.
pub type SpannedEvent<'a> = (Event<'a>, Range<usize>);

/// The events of a body, in order.
#[derive(Debug, Clone, Default)]
pub struct Events {
    texts: Arc<Texts>,
    entries: Box<[Entry]>,
    /// What [`Entry::detail`] speaks of.
    details: Box<[u32]>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    start: u32,
    end: u32,
    /// One more than the index of the first number that tells the rest; 0 if there is none: a text is then
    /// that of the bytes of the file, and a tag has no attributes.
    detail: u32,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Code,
    InlineMath,
    DisplayMath,
    Html,
    InlineHtml,
    FootnoteReference,
    SoftBreak,
    HardBreak,
    Rule,
    TaskListMarker(bool),
    Start(TagEnd),
    End(TagEnd),
}

/// Numbers of the types of links.
const LINKS: [LinkType; 11] = [
    LinkType::Inline,
    LinkType::Reference,
    LinkType::ReferenceUnknown,
    LinkType::Collapsed,
    LinkType::CollapsedUnknown,
    LinkType::Shortcut,
    LinkType::ShortcutUnknown,
    LinkType::Autolink,
    LinkType::Email,
    LinkType::WikiLink { has_pothole: false },
    LinkType::WikiLink { has_pothole: true },
];

/// Numbers of the alignments of columns.
const ALIGNMENTS: [Alignment; 4] = [Alignment::None, Alignment::Left, Alignment::Center, Alignment::Right];

impl Events {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// An event with the bytes of the file that it came from, if there are so many.
    pub fn get(&self, index: usize) -> Option<SpannedEvent<'_>> {
        self.entries.get(index).map(|entry| (self.unpack(entry), entry.span()))
    }

    /// An event.
    ///
    /// # Panics
    /// When there are not so many.
    pub fn event(&self, index: usize) -> Event<'_> {
        self.unpack(&self.entries[index])
    }

    /// The bytes of the file that an event came from.
    ///
    /// # Panics
    /// When there are not so many.
    pub fn span(&self, index: usize) -> Range<usize> {
        self.entries[index].span()
    }

    /// All of them.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = SpannedEvent<'_>> + ExactSizeIterator {
        self.range(0..self.len())
    }

    /// Some of them.
    ///
    /// # Panics
    /// When there are not so many.
    pub fn range(
        &self,
        range: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = SpannedEvent<'_>> + ExactSizeIterator {
        self.entries[range].iter().map(|entry| (self.unpack(entry), entry.span()))
    }

    /// Those that come from a stretch of the file. Ends of elements carry the span of the whole element, so
    /// events are not sorted by place.
    pub fn inside(&self, span: Range<usize>) -> impl Iterator<Item = SpannedEvent<'_>> {
        let inside = self.entries.iter().filter(move |entry| span.contains(&(entry.start as usize)));
        inside.map(|entry| (self.unpack(entry), entry.span()))
    }

    /// Index of the end event of the element whose start event is at `start`; `start` itself for an
    /// event that stands alone.
    pub fn end_of(&self, start: usize) -> usize {
        if !matches!(self.entries.get(start), Some(Entry { kind: Kind::Start(_), .. })) {
            return start;
        }
        let mut depth = 0_usize;
        for (i, entry) in self.entries.iter().enumerate().skip(start) {
            match entry.kind {
                Kind::Start(_) => depth += 1,
                Kind::End(_) => {
                    depth -= 1;
                    if depth == 0 {
                        return i;
                    }
                }
                _ => {}
            }
        }
        self.len()
    }

    fn unpack(&self, entry: &Entry) -> Event<'_> {
        match entry.kind {
            Kind::Text => Event::Text(self.text(entry)),
            Kind::Code => Event::Code(self.text(entry)),
            Kind::InlineMath => Event::InlineMath(self.text(entry)),
            Kind::DisplayMath => Event::DisplayMath(self.text(entry)),
            Kind::Html => Event::Html(self.text(entry)),
            Kind::InlineHtml => Event::InlineHtml(self.text(entry)),
            Kind::FootnoteReference => Event::FootnoteReference(self.text(entry)),
            Kind::SoftBreak => Event::SoftBreak,
            Kind::HardBreak => Event::HardBreak,
            Kind::Rule => Event::Rule,
            Kind::TaskListMarker(checked) => Event::TaskListMarker(checked),
            Kind::Start(tag) => Event::Start(self.tag(tag, entry)),
            Kind::End(tag) => Event::End(tag),
        }
    }

    fn text(&self, entry: &Entry) -> CowStr<'_> {
        match self.details(entry) {
            Some(mut details) => details.text(),
            None => self.texts.bytes(entry.start, entry.end).into(),
        }
    }

    fn details(&self, entry: &Entry) -> Option<Details<'_>> {
        let from = (entry.detail as usize).checked_sub(1)?;
        Some(Details { texts: &self.texts, numbers: self.details[from..].iter() })
    }

    fn tag(&self, tag: TagEnd, entry: &Entry) -> Tag<'_> {
        let details = self.details(entry);
        match tag {
            TagEnd::Paragraph => Tag::Paragraph,
            TagEnd::Heading(level) => match details {
                Some(mut details) => Tag::Heading {
                    level,
                    id: details.maybe_text(),
                    classes: details.list(Details::text),
                    attrs: details.list(|d| (d.text(), d.maybe_text())),
                },
                None => Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() },
            },
            TagEnd::BlockQuote(kind) => Tag::BlockQuote(kind),
            TagEnd::CodeBlock => Tag::CodeBlock(match details {
                Some(mut details) => CodeBlockKind::Fenced(details.text()),
                None => CodeBlockKind::Indented,
            }),
            TagEnd::HtmlBlock => Tag::HtmlBlock,
            TagEnd::List(_) => {
                Tag::List(details.map(|mut d| u64::from(d.next()) << 32 | u64::from(d.next())))
            }
            TagEnd::Item => Tag::Item,
            TagEnd::FootnoteDefinition => {
                Tag::FootnoteDefinition(details.map_or("".into(), |mut details| details.text()))
            }
            TagEnd::DefinitionList => Tag::DefinitionList,
            TagEnd::DefinitionListTitle => Tag::DefinitionListTitle,
            TagEnd::DefinitionListDefinition => Tag::DefinitionListDefinition,
            TagEnd::Table => Tag::Table(
                details.map_or_else(Vec::new, |mut d| d.list(|d| ALIGNMENTS[d.next() as usize % 4])),
            ),
            TagEnd::TableHead => Tag::TableHead,
            TagEnd::TableRow => Tag::TableRow,
            TagEnd::TableCell => Tag::TableCell,
            TagEnd::Emphasis => Tag::Emphasis,
            TagEnd::Strong => Tag::Strong,
            TagEnd::Strikethrough => Tag::Strikethrough,
            TagEnd::Superscript => Tag::Superscript,
            TagEnd::Subscript => Tag::Subscript,
            TagEnd::Link => {
                let (link_type, dest_url, title, id) = details.map_or_else(no_link, |mut d| d.link());
                Tag::Link { link_type, dest_url, title, id }
            }
            TagEnd::Image => {
                let (link_type, dest_url, title, id) = details.map_or_else(no_link, |mut d| d.link());
                Tag::Image { link_type, dest_url, title, id }
            }
            TagEnd::MetadataBlock(kind) => Tag::MetadataBlock(kind),
        }
    }
}

impl Entry {
    fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Type, address, title and identifier of a link or picture.
type Link<'a> = (LinkType, CowStr<'a>, CowStr<'a>, CowStr<'a>);

fn no_link<'a>() -> Link<'a> {
    (LinkType::Inline, "".into(), "".into(), "".into())
}

/// Reads the numbers of one event.
struct Details<'a> {
    texts: &'a Texts,
    numbers: std::slice::Iter<'a, u32>,
}

impl<'a> Details<'a> {
    fn next(&mut self) -> u32 {
        *self.numbers.next().expect("what was packed is complete")
    }

    fn text(&mut self) -> CowStr<'a> {
        let numbers = [self.next(), self.next()];
        self.texts.get(Piece::of(numbers)).into()
    }

    fn maybe_text(&mut self) -> Option<CowStr<'a>> {
        (self.next() != 0).then(|| self.text())
    }

    fn list<T>(&mut self, one: impl Fn(&mut Self) -> T) -> Vec<T> {
        let count = self.next();
        (0..count).map(|_| one(self)).collect()
    }

    fn link(&mut self) -> Link<'a> {
        (LINKS[self.next() as usize % LINKS.len()], self.text(), self.text(), self.text())
    }
}

/// Events that are packed, without their texts.
#[derive(Debug)]
pub(super) struct Packed {
    entries: Box<[Entry]>,
    details: Box<[u32]>,
}

impl Packed {
    /// With the texts among which theirs were kept.
    pub(super) fn with(self, texts: &Arc<Texts>) -> Events {
        Events { texts: Arc::clone(texts), entries: self.entries, details: self.details }
    }
}
