//! From the parser's events to packed ones.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::super::texts::{Gather, number};
use super::{ALIGNMENTS, Entry, Kind, LINKS, Packed, SpannedEvent};

/// Packs events. `place` tells at which byte of the file a text may stand.
pub(in crate::document) fn pack(
    events: &[SpannedEvent<'_>],
    gather: &mut Gather,
    place: impl Fn(&str) -> Option<usize>,
) -> Packed {
    let mut packer = Packer { gather, place, details: Vec::new() };
    let entry = |(event, span): &SpannedEvent<'_>| {
        let (kind, detail) = packer.event(event, span);
        Entry { start: number(span.start), end: number(span.end), detail, kind }
    };
    let entries = events.iter().map(entry).collect();
    Packed { entries, details: packer.details.into_boxed_slice() }
}

struct Packer<'g, P> {
    gather: &'g mut Gather,
    place: P,
    details: Vec<u32>,
}

impl<P: Fn(&str) -> Option<usize>> Packer<'_, P> {
    fn event(&mut self, event: &Event<'_>, span: &Range<usize>) -> (Kind, u32) {
        match event {
            Event::Text(text) => (Kind::Text, self.text_of(text, span)),
            Event::Code(text) => (Kind::Code, self.text_of(text, span)),
            Event::InlineMath(text) => (Kind::InlineMath, self.text_of(text, span)),
            Event::DisplayMath(text) => (Kind::DisplayMath, self.text_of(text, span)),
            Event::Html(text) => (Kind::Html, self.text_of(text, span)),
            Event::InlineHtml(text) => (Kind::InlineHtml, self.text_of(text, span)),
            Event::FootnoteReference(text) => (Kind::FootnoteReference, self.text_of(text, span)),
            Event::SoftBreak => (Kind::SoftBreak, 0),
            Event::HardBreak => (Kind::HardBreak, 0),
            Event::Rule => (Kind::Rule, 0),
            Event::TaskListMarker(checked) => (Kind::TaskListMarker(*checked), 0),
            Event::Start(tag) => (Kind::Start(tag.to_end()), self.tag(tag)),
            Event::End(tag) => (Kind::End(*tag), 0),
        }
    }

    fn text_of(&mut self, text: &str, span: &Range<usize>) -> u32 {
        if text.len() == span.len() && self.gather.says(span.start, text) {
            return 0;
        }
        let detail = self.next();
        self.text(text);
        detail
    }

    /// What [`Entry::detail`] says of the numbers to come.
    fn next(&self) -> u32 {
        number(self.details.len() + 1)
    }

    fn text(&mut self, text: &str) {
        let piece = self.gather.keep(text, (self.place)(text));
        self.details.extend(piece.numbers());
    }

    fn maybe_text(&mut self, text: Option<&str>) {
        self.details.push(u32::from(text.is_some()));
        if let Some(text) = text {
            self.text(text);
        }
    }

    fn tag(&mut self, tag: &Tag<'_>) -> u32 {
        let detail = self.next();
        match tag {
            Tag::Heading { id, classes, attrs, .. }
                if id.is_some() || !classes.is_empty() || !attrs.is_empty() =>
            {
                self.maybe_text(id.as_deref());
                self.details.push(number(classes.len()));
                classes.iter().for_each(|class| self.text(class));
                self.details.push(number(attrs.len()));
                for (key, value) in attrs {
                    self.text(key);
                    self.maybe_text(value.as_deref());
                }
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(text)) | Tag::FootnoteDefinition(text) => self.text(text),
            Tag::List(Some(first)) => {
                // Both halves, by what the casts cut off.
                self.details.extend([(first >> 32) as u32, *first as u32]);
            }
            Tag::Table(columns) => {
                self.details.push(number(columns.len()));
                let numbers = columns.iter().map(|a| ALIGNMENTS.iter().position(|known| known == a));
                self.details.extend(numbers.map(|found| number(found.unwrap_or_default())));
            }
            Tag::Link { link_type, dest_url, title, id } | Tag::Image { link_type, dest_url, title, id } => {
                let found = LINKS.iter().position(|known| known == link_type);
                self.details.push(number(found.unwrap_or_default()));
                [dest_url, title, id].into_iter().for_each(|text| self.text(text));
            }
            _ => return 0,
        }
        detail
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diag::Diagnostics;
    use crate::document::{emphasis, markdown};
    use crate::text::SourcePath;

    /// What Markdown is made of, and what stands beside emphasis in Chinese.
    const WORDS: &[&str] = &[
        "word",
        "退款",
        "“",
        "。",
        " ",
        "\n",
        "\r\n",
        "\n\n",
        "\\",
        "&amp;",
        "&#x41;",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```",
        "```rust\n",
        "# ",
        "## x {#id .act key=value}\n",
        "{.b}",
        "- ",
        "- [ ] ",
        "- [x] ",
        "7. ",
        "> ",
        "> [!NOTE]\n",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](a.md \"t\")",
        "[a][b]",
        "[b]: /url 'title'\n",
        "[[Wiki|words]]",
        "[[x]]",
        "[^1]",
        "[^1]: ",
        "<b>",
        "</b>",
        "<!-- c -->",
        "<https://e.org>",
        "<a@e.org>",
        "| a | b |\n|:-:|--:|\n| 1 | 2 |\n",
        "---\n",
        "    ",
        "\t",
        "😀",
        "  \n",
        "\u{a0}",
        "<div>\n",
    ];

    fn random(state: &mut u64) -> usize {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        (*state >> 33) as usize
    }

    /// The events of a text behind some front matter, as the parser gives them and packed.
    fn check(text: &str) {
        let base = "front".len();
        let file: Arc<str> = Arc::from(format!("front{text}"));
        let marked = emphasis::mark(&file[base..]);
        let mut found = Diagnostics::default();
        let events = markdown::events(&SourcePath::new("x.md"), &marked, base, &mut found);
        let Some(events) = events else { return };
        let mut gather = Gather::new(&file);
        let packed = pack(&events, &mut gather, |text| markdown::place(text, &marked, base));
        let packed = packed.with(&gather.finish());
        assert_eq!(packed.iter().collect::<Vec<_>>(), events, "{text:?}");
        for (i, event) in events.iter().enumerate() {
            assert_eq!(packed.get(i).as_ref(), Some(event), "{text:?}");
        }
        assert_eq!(packed.get(events.len()), None);
    }

    #[test]
    fn packed_events_are_those_that_were_packed() {
        check("");
        check("这是**重点。**后文，请拨打**“12315”**热线 `code` &copy; [退款](../a%20b.md \"t\")");
        let mut state = 0x9e37_79b9_7f4a_7c15;
        for _ in 0..4_000 {
            let count = 1 + random(&mut state) % 40;
            let text: String = (0..count).map(|_| WORDS[random(&mut state) % WORDS.len()]).collect();
            check(&text);
        }
    }

    #[test]
    fn texts_of_the_file_are_not_copied() {
        let file: Arc<str> = Arc::from("# 退款 {#refund .act}\n\n**先**说 [这里](a.md)，\n- [ ] `code`\n");
        let marked = emphasis::mark(&file);
        let events = markdown::events(&SourcePath::new("x.md"), &marked, 0, &mut Diagnostics::default());
        let mut gather = Gather::new(&file);
        pack(&events.expect("nothing is too deep"), &mut gather, |text| markdown::place(text, &marked, 0));
        assert!(gather.is_all_in_file());
    }
}
