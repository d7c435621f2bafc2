//! Markdown events to HTML, with links that lead where the library says.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use ammonia::UrlRelative;
use pulldown_cmark::{Event, Tag, TagEnd};

use super::page::PageCx;
use super::{OutPath, cards};
use crate::document::{Document, SAFE_TAGS};
use crate::library::Target;
use crate::record::RecordKind;
use crate::site::encode;
use crate::text::{escape_html, keep_units_together};

/// Renders pieces of one document's body. What may happen once a page (the first use of a term, the
/// first mention of a phone) is remembered here, so pieces must be rendered in reading order.
#[derive(Debug)]
pub(super) struct Inline<'a> {
    pub(super) page: &'a PageCx<'a>,
    pub(super) document: &'a Document,
    targets: &'a [Target],
    /// Reference by index of its start event.
    references: HashMap<usize, usize>,
    /// Number of a source in the page's list, from 1.
    sources: HashMap<String, usize>,
    footnotes: HashMap<String, usize>,
    terms_seen: BTreeSet<String>,
    phones_seen: BTreeSet<String>,
}

/// Whether terms in the text become links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Terms {
    /// At their first use.
    Linked,
    /// Never: headings, steps to be read in a hurry, words to be spoken.
    Plain,
}

impl<'a> Inline<'a> {
    /// A renderer for a document on a page. `sources` are the page's sources in their order.
    pub(super) fn new(
        page: &'a PageCx<'a>,
        document: &'a Document,
        targets: &'a [Target],
        sources: &[String],
    ) -> Self {
        let references = document.body.references.iter().enumerate().map(|(i, r)| (r.event, i)).collect();
        let sources = sources.iter().enumerate().map(|(i, s)| (s.clone(), i + 1)).collect();
        let mut footnotes = HashMap::new();
        for (event, _) in document.body.events.iter() {
            if let Event::FootnoteReference(name) = event {
                let next = footnotes.len() + 1;
                footnotes.entry(name.to_string()).or_insert(next);
            }
        }
        Self {
            page,
            document,
            targets,
            references,
            sources,
            footnotes,
            terms_seen: BTreeSet::new(),
            phones_seen: BTreeSet::new(),
        }
    }

    /// Where the reference that starts at an event leads.
    pub(super) fn target(&self, event: usize) -> Option<&'a Target> {
        self.references.get(&event).map(|i| &self.targets[*i])
    }

    /// HTML of a range of events.
    pub(super) fn html(&mut self, range: Range<usize>, terms: Terms) -> String {
        let mut events = Vec::with_capacity(range.len());
        let mut state = State { terms, links: Vec::new(), verbatim: 0, in_alt: false, raw: false };
        for i in range {
            self.event(i, &mut state, &mut events);
        }
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, events.into_iter());
        if state.raw && !self.page.library().config().unsafe_html {
            html = SANITISER.clean(&html).to_string();
        }
        html
    }

    fn event(&mut self, i: usize, state: &mut State, out: &mut Vec<Event<'a>>) {
        let event = self.document.body.events.event(i);
        if state.in_alt {
            // The words up to the picture's end are its description, already in `alt`.
            state.in_alt = !matches!(event, Event::End(TagEnd::Image));
            return;
        }
        match &event {
            Event::Start(Tag::Link { .. }) => self.open_link(i, state, out),
            Event::Start(Tag::Image { title, .. }) => self.image(i, title, state, out),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                let close = state.links.pop().unwrap_or_default();
                out.push(Event::InlineHtml(close.into()));
            }
            Event::Start(Tag::CodeBlock(_)) => {
                state.verbatim += 1;
                out.push(event.clone());
            }
            Event::End(TagEnd::CodeBlock) => {
                state.verbatim = state.verbatim.saturating_sub(1);
                out.push(event.clone());
            }
            // Attributes that an author gave to a heading could run code; its class is for us.
            Event::Start(Tag::Heading { level, id, .. }) => out.push(Event::Start(Tag::Heading {
                level: *level,
                id: id.clone(),
                classes: Vec::new(),
                attrs: Vec::new(),
            })),
            Event::Start(Tag::Table(_)) => {
                let label = escape_html(self.page.content_t("table_label"));
                let open =
                    format!("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\">\n");
                out.extend([Event::Html(open.into()), event.clone()]);
            }
            Event::End(TagEnd::Table) => {
                out.extend([event.clone(), Event::Html("</div>\n".into())]);
            }
            Event::FootnoteReference(name) => {
                let n = self.footnotes.get(name.as_ref()).copied().unwrap_or(0);
                let html = format!("<sup class=\"footnote-reference\"><a href=\"#fn-{n}\">{n}</a></sup>");
                out.push(Event::InlineHtml(html.into()));
            }
            Event::Start(Tag::FootnoteDefinition(name)) => {
                let n = self.footnotes.get(name.as_ref()).copied().unwrap_or(0);
                let html = format!("<div class=\"footnote-definition\" id=\"fn-{n}\"><sup>{n}</sup>\n");
                out.push(Event::Html(html.into()));
            }
            Event::End(TagEnd::FootnoteDefinition) => out.push(Event::Html("</div>\n".into())),
            Event::Html(html) | Event::InlineHtml(html) => {
                if !is_comment(html) {
                    state.raw = true;
                    out.push(event.clone());
                }
            }
            Event::Text(text) if state.verbatim == 0 => self.text(text, state, out),
            other => out.push(other.clone()),
        }
    }

    fn text(&mut self, text: &str, state: &State, out: &mut Vec<Event<'a>>) {
        let text = keep_units_together(text);
        if state.terms == Terms::Plain || !state.links.is_empty() {
            out.push(Event::Text(text.into()));
            return;
        }
        let mut at = 0;
        for (range, id) in self.page.library().terms().find(self.document, &text) {
            if range.start < at || !self.terms_seen.insert(id.to_owned()) {
                continue;
            }
            let path = self.page.cx.record_path(RecordKind::Term, id, &self.page.lang);
            out.push(Event::Text(text[at..range.start].to_owned().into()));
            let link = format!(
                "<a class=\"term\" href=\"{}\">{}</a>",
                escape_html(&self.page.href(&path)),
                escape_html(&text[range.clone()])
            );
            out.push(Event::InlineHtml(link.into()));
            at = range.end;
        }
        out.push(Event::Text(text[at..].to_owned().into()));
    }

    fn open_link(&mut self, i: usize, state: &mut State, out: &mut Vec<Event<'a>>) {
        let Some(index) = self.references.get(&i).copied() else {
            state.links.push(String::new());
            return;
        };
        let text = self.document.body.references[index].text.trim().to_owned();
        let (open, close, own_text) = match &self.targets[index] {
            Target::Page { document, anchor } => self.page_link(*document, anchor, &text),
            Target::Record { kind, id } => self.record_link(*kind, id, &text),
            Target::External(url) => (
                format!("<a class=\"ext\" href=\"{}\" rel=\"noopener\">", escape_html(url)),
                "</a>".into(),
                String::new(),
            ),
            Target::Asset(path) => {
                let href = self.page.href(&OutPath::new(path));
                (format!("<a href=\"{}\">", escape_html(&href)), "</a>".into(), String::new())
            }
            Target::Anchor(anchor) => {
                (format!("<a href=\"#{}\">", escape_html(&encode(anchor))), "</a>".into(), String::new())
            }
            Target::Broken => (String::new(), String::new(), String::new()),
        };
        state.links.push(close);
        out.push(Event::InlineHtml(open.into()));
        if text.is_empty() && !own_text.is_empty() {
            out.push(Event::Text(own_text.into()));
        }
    }

    fn page_link(
        &self,
        document: crate::library::DocId,
        anchor: &str,
        text: &str,
    ) -> (String, String, String) {
        let target = self.page.library().document(document);
        let mut href = self.page.href(&self.page.cx.page_path(&target.id, &self.page.lang));
        if !anchor.is_empty() {
            href.push('#');
            href.push_str(&encode(anchor));
        }
        let lang = if target.lang == self.page.content_lang {
            String::new()
        } else {
            format!(" hreflang=\"{}\"", target.lang)
        };
        // Without words of its own, a link says the title, in the title's language.
        let words_lang = if text.is_empty() && !lang.is_empty() {
            format!(" lang=\"{}\"", target.lang)
        } else {
            String::new()
        };
        (
            format!("<a href=\"{}\"{lang}{words_lang}>", escape_html(&href)),
            "</a>".into(),
            target.front.title.value.clone(),
        )
    }

    fn record_link(&mut self, kind: RecordKind, id: &str, text: &str) -> (String, String, String) {
        let name = cards::name(self.page, kind, id);
        let page = self.page.href(&self.page.cx.record_path(kind, id, &self.page.lang));
        let plain = |href: &str| {
            (format!("<a class=\"ref-{kind}\" href=\"{}\">", escape_html(href)), "</a>".to_owned())
        };
        let (open, close) = match kind {
            RecordKind::Source => match self.sources.get(id) {
                Some(n) => plain(&format!("#source-{n}")),
                None => plain(&page),
            },
            // A ladder has no page: its drawing on this page is what the link means.
            RecordKind::Ladder => plain("#escalation"),
            RecordKind::Authority => self.authority_link(id, text, &page),
            _ => plain(&page),
        };
        (open, close, name)
    }

    /// A link to an authority; its phone follows at the first mention, and words that are the phone
    /// itself call it.
    fn authority_link(&mut self, id: &str, text: &str, page: &str) -> (String, String) {
        let open = format!("<a class=\"ref-authority\" href=\"{}\">", escape_html(page));
        let Some(authority) = self.page.library().records().authorities.get(id) else {
            return (open, "</a>".into());
        };
        let Some(phone) = authority.phone.as_ref().map(|p| p.value.as_str()) else {
            return (open, "</a>".into());
        };
        let tel = format!("<a class=\"call\" href=\"{}\">", escape_html(&cards::tel(phone)));
        let unverified = if authority.phone_sourced {
            String::new()
        } else {
            let words = escape_html(self.page.content_t("unverified"));
            format!("</a> <span class=\"tag unverified\">{words}</span>")
        };
        let first = self.phones_seen.insert(id.to_owned());
        if text == phone {
            let close = if first && !unverified.is_empty() { unverified } else { "</a>".into() };
            return (tel, close);
        }
        if !first || text.contains(phone) {
            return (open, "</a>".into());
        }
        let close = if unverified.is_empty() { "</a>".to_owned() } else { unverified };
        (open, format!("</a> {tel}{}{close}", escape_html(phone)))
    }

    fn image(&mut self, i: usize, title: &str, state: &mut State, out: &mut Vec<Event<'a>>) {
        let Some(index) = self.references.get(&i).copied() else {
            state.in_alt = true;
            return;
        };
        let src = match &self.targets[index] {
            Target::Asset(path) => self.page.href(&OutPath::new(path)),
            // A record that is embedded in a line of text can only be a link.
            Target::Record { .. } => return self.open_link(i, state, out),
            _ => {
                state.in_alt = true;
                return;
            }
        };
        let title =
            if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape_html(title)) };
        let html = format!(
            "<img src=\"{}\" alt=\"{}\"{title} loading=\"lazy\" decoding=\"async\">",
            escape_html(&src),
            escape_html(&self.document.body.references[index].text)
        );
        out.push(Event::InlineHtml(html.into()));
        state.in_alt = true;
    }
}

/// What is open while events are rendered.
struct State {
    terms: Terms,
    /// Closing HTML of open links.
    links: Vec<String>,
    /// Nesting of code blocks, whose text is not touched.
    verbatim: usize,
    /// Whether the events are a picture's description.
    in_alt: bool,
    /// Whether the author wrote HTML.
    raw: bool,
}

/// Whether raw HTML is a comment: for authors, not for readers.
pub(super) fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.is_empty() || (html.starts_with("<!--") && html.ends_with("-->"))
}

/// An address without a scheme, unless it names another host (`//host`, `\\host` and their mixtures, which
/// browsers take for the same): as in Markdown, an address of another site says so.
fn own_address(url: &str) -> Option<Cow<'_, str>> {
    let clean: String = url.chars().filter(|c| !c.is_control() && !c.is_whitespace()).take(2).collect();
    let foreign = clean.len() == 2 && clean.chars().all(|c| matches!(c, '/' | '\\'));
    (!foreign).then_some(Cow::Borrowed(url))
}

/// What raw HTML may become: text-level and block elements without scripts, styles, forms or frames;
/// of classes only those that this module writes.
static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    builder
        .add_tags(SAFE_TAGS)
        .add_tag_attributes("a", ["href", "hreflang", "lang", "title", "rel"])
        .add_tag_attributes("img", ["src", "alt", "title", "width", "height", "loading", "decoding"])
        .add_tag_attributes("div", ["id", "role", "tabindex", "aria-label"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("td", ["colspan", "rowspan"])
        .add_tag_attributes("th", ["colspan", "rowspan", "scope"])
        .add_tag_attributes("input", ["type", "disabled", "checked"])
        .add_generic_attributes(["lang", "dir"])
        .add_allowed_classes(
            "a",
            [
                "term",
                "call",
                "ext",
                "ref-authority",
                "ref-deadline",
                "ref-evidence",
                "ref-letter",
                "ref-ladder",
                "ref-source",
                "ref-term",
            ],
        )
        .add_allowed_classes("div", ["table", "footnote-definition"])
        .add_allowed_classes("sup", ["footnote-reference"])
        .add_allowed_classes("span", ["tag", "unverified"])
        .add_clean_content_tags(["script", "style"])
        .add_url_schemes(["http", "https", "mailto", "tel"])
        .url_relative(UrlRelative::Custom(Box::new(own_address)))
        // A picture comes from the site itself.
        .attribute_filter(|element, attribute, value| {
            let foreign = element == "img" && attribute == "src" && value.contains(':');
            (!foreign).then_some(Cow::Borrowed(value))
        })
        .link_rel(None);
    builder
});
