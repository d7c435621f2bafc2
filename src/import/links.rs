//! Leading links, anchors and pictures to where things are now.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::markdown::{fenced, heading, plain};
use super::tree::{Tree, join};
use super::{Draft, Format, Kind, Line, Note, Notes};
use crate::document::SAFE_TAGS;
use crate::text::relative;
use crate::text::{escape_html, slugify};

/// Ids that headings need, by page and line, so that links to them go on working.
type Wanted = BTreeMap<(usize, usize), String>;

/// Rewrites all pages. Returns the pictures that they show: path in the source, path in `content/`.
pub(super) fn rewrite(
    drafts: &mut [Draft],
    tree: &Tree<'_>,
    list: &mut Vec<Note>,
) -> BTreeMap<String, String> {
    let headings: Vec<Vec<Heading>> = drafts.iter().map(Heading::all).collect();
    let mut wanted = Wanted::new();
    let mut shown = BTreeMap::new();
    let mut texts = Vec::new();
    for (i, draft) in drafts.iter().enumerate() {
        let notes = Notes { path: &tree.pages[i].source, list };
        let mut page =
            Rewriter { i, tree, headings: &headings, notes, wanted: &mut wanted, shown: &mut shown };
        texts.push(page.run(&draft.lines));
    }
    for ((page, line), id) in wanted {
        if let Some(line) = texts[page].get_mut(line) {
            line.text = format!("{} {{#{id}}}", line.text.trim_end());
        }
    }
    for (draft, lines) in drafts.iter_mut().zip(texts) {
        draft.lines = lines;
    }
    shown
}

/// A heading and the names by which links may call it.
struct Heading {
    line: usize,
    names: BTreeSet<String>,
    /// Its anchor on the new site.
    anchor: String,
}

impl Heading {
    fn all(draft: &Draft) -> Vec<Self> {
        let fenced = fenced(&draft.lines);
        let lines = draft.lines.iter().enumerate().filter(|(i, _)| !fenced[*i]);
        lines
            .filter_map(|(line, l)| {
                let (_, text, id) = heading(&l.text)?;
                let text = plain(&text);
                let anchor = id.unwrap_or_else(|| slugify(&text));
                Some(Self { line, names: BTreeSet::from([anchor.clone(), other_slug(&text)]), anchor })
            })
            .collect()
    }
}

/// The anchor that most tools make of a heading: lower case, spaces to hyphens, no punctuation.
fn other_slug(text: &str) -> String {
    let kept = text.trim().to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

struct Rewriter<'a> {
    i: usize,
    tree: &'a Tree<'a>,
    headings: &'a [Vec<Heading>],
    notes: Notes<'a>,
    wanted: &'a mut Wanted,
    shown: &'a mut BTreeMap<String, String>,
}

/// What stands around a piece of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    /// A block of HTML, in which nothing is Markdown.
    Html,
    /// Text.
    Text,
}

/// What becomes of a link.
enum Fate {
    /// As it is.
    Stays,
    /// Another target.
    To(String),
    /// Only its text.
    Text,
}

/// A link or picture whose end is not reached.
struct Open {
    fate: Fate,
    span: Range<usize>,
    /// Its text.
    inner: Option<Range<usize>>,
}

impl Rewriter<'_> {
    fn run(&mut self, lines: &[Line]) -> Vec<Line> {
        let text: String = lines.iter().map(|l| format!("{}\n", l.text)).collect();
        let starts: Vec<usize> = text.match_indices('\n').map(|(i, _)| i + 1).collect();
        let source = |at: usize| {
            let line = starts.partition_point(|s| *s <= at);
            lines.get(line).or(lines.last()).map_or(1, |l| l.source)
        };
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        self.links(&text, &source, &mut edits);
        edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        // Line ends stay where they are, so that each line keeps its number.
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (range, with) in edits {
            if range.start < at {
                continue;
            }
            out.push_str(&text[at..range.start]);
            out.push_str(&with);
            let breaks = text[range.clone()].matches('\n').count();
            out.push_str(&"\n".repeat(breaks.saturating_sub(with.matches('\n').count())));
            at = range.end;
        }
        out.push_str(&text[at..]);
        out.lines().zip(lines).map(|(text, line)| Line::new(text, line.source)).collect()
    }

    fn links(
        &mut self,
        text: &str,
        source: &impl Fn(usize) -> usize,
        edits: &mut Vec<(Range<usize>, String)>,
    ) {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES;
        let parser = Parser::new_ext(text, options);
        let definitions: Vec<(String, Range<usize>)> = parser
            .reference_definitions()
            .iter()
            .map(|(_, d)| (d.dest.to_string(), d.span.clone()))
            .collect();
        let mut open: Vec<Open> = Vec::new();
        for (event, span) in parser.into_offset_iter() {
            if let Some(Open { inner, .. }) = open.last_mut()
                && !matches!(event, Event::End(TagEnd::Link | TagEnd::Image))
            {
                let start = inner.as_ref().map_or(span.start, |i| i.start.min(span.start));
                let end = inner.as_ref().map_or(span.end, |i| i.end.max(span.end));
                *inner = Some(start..end);
            }
            match event {
                Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                    let auto = matches!(link_type, LinkType::Autolink | LinkType::Email);
                    let fate = if auto { Fate::Stays } else { self.link(&dest_url, source(span.start)) };
                    self.retarget(&fate, text, &dest_url, &span, &definitions, edits);
                    open.push(Open { fate, span, inner: None });
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let fate = self.image(&dest_url, source(span.start));
                    self.retarget(&fate, text, &dest_url, &span, &definitions, edits);
                    open.push(Open { fate, span, inner: None });
                }
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    if let Some(Open { fate: Fate::Text, span, inner }) = open.pop() {
                        let inner = inner.map_or("", |i| &text[i]);
                        edits.push((span, inner.to_owned()));
                    }
                }
                Event::Html(html) => self.html(&html, &span, source(span.start), Around::Html, edits),
                Event::InlineHtml(html) => self.html(&html, &span, source(span.start), Around::Text, edits),
                _ => {}
            }
        }
    }

    /// Writes another target where the old one stands: in the link, or in its definition.
    fn retarget(
        &self,
        fate: &Fate,
        text: &str,
        old: &str,
        span: &Range<usize>,
        definitions: &[(String, Range<usize>)],
        edits: &mut Vec<(Range<usize>, String)>,
    ) {
        let Fate::To(new) = fate else { return };
        let new = if new.contains([' ', '(', ')']) { format!("<{new}>") } else { new.clone() };
        let inside = |range: &Range<usize>| {
            let piece = &text[range.clone()];
            let (at, length) = match piece.rfind(&format!("<{old}>")) {
                Some(at) => (at, old.len() + 2),
                None => (piece.rfind(old)?, old.len()),
            };
            Some(range.start + at..range.start + at + length)
        };
        let is_inline = text[span.clone()].ends_with(')');
        let place = is_inline.then(|| inside(span)).flatten();
        let place = place.or_else(|| inside(&definitions.iter().find(|(dest, _)| dest == old)?.1));
        if let Some(place) = place
            && !edits.iter().any(|(range, _)| *range == place)
        {
            edits.push((place, new));
        }
    }

    fn link(&mut self, target: &str, at: usize) -> Fate {
        let lower = target.to_ascii_lowercase();
        let scheme = lower
            .split_once(':')
            .map(|(s, _)| s)
            .filter(|s| s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+'));
        match scheme {
            Some("http" | "https" | "mailto" | "tel") => return Fate::Stays,
            Some(_) => {
                self.notes.add(at, Kind::Link, target);
                return Fate::Text;
            }
            None if target.starts_with("//") => return Fate::Stays,
            None => {}
        }
        let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
        let path = path.split('?').next().unwrap_or(path);
        let page = if path.is_empty() { Some(self.i) } else { self.find_page(path) };
        let Some(page) = page else {
            // A file that is not a page, such as a PDF.
            if let Some(file) = self.find_file(path) {
                return Fate::To(self.carry(&file));
            }
            self.notes.add(at, Kind::Link, target);
            return Fate::Text;
        };
        let anchor = if anchor.is_empty() { None } else { self.anchor(page, anchor, at, target) };
        let own = &self.tree.pages[self.i].file;
        let folder = own.rsplit_once('/').map_or("", |(f, _)| f);
        let file = if path.is_empty() {
            String::new()
        } else {
            relative(folder, &format!("{}.md", self.tree.pages[page].file))
        };
        match anchor {
            Some(anchor) => Fate::To(format!("{file}#{anchor}")),
            // A link to the page that it stands on, without a place.
            None if file.is_empty() => Fate::Text,
            None => Fate::To(file),
        }
    }

    /// The anchor on the new site; a heading gets an id if its anchor would be another one.
    fn anchor(&mut self, page: usize, anchor: &str, at: usize, target: &str) -> Option<String> {
        let anchor = percent_decode_str(anchor).decode_utf8_lossy().into_owned();
        let named = |h: &&Heading| h.anchor == anchor;
        let headings = &self.headings[page];
        let Some(found) =
            headings.iter().find(named).or_else(|| headings.iter().find(|h| h.names.contains(&anchor)))
        else {
            self.notes.add(at, Kind::Anchor, target);
            return None;
        };
        if found.anchor != anchor {
            self.wanted.entry((page, found.line)).or_insert_with(|| anchor.clone());
            return self.wanted.get(&(page, found.line)).cloned();
        }
        Some(anchor)
    }

    /// The page of a target, by the habits of each tool.
    fn find_page(&self, path: &str) -> Option<usize> {
        let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
        let page = &self.tree.pages[self.i];
        let folder = page.source.rsplit_once('/').map_or("", |(f, _)| f);
        let root = self.tree.root.trim_end_matches('/');
        let at = |folder: &str, path: &str| self.tree.page_at(&join(folder, path)?, &page.lang);
        if let Some(inside) = path.strip_prefix("@/") {
            return at(root, inside);
        }
        if let Some(whole) = path.strip_prefix('/') {
            let short = whole.split_once('/').map_or("", |(_, rest)| rest);
            return at(root, whole)
                .or_else(|| at(root, short).filter(|_| self.tree.format == Format::Docusaurus));
        }
        // As a web address, a page's neighbours are one level up.
        let as_address = || at(folder, &format!("../{path}")).filter(|_| !path.contains(".md"));
        let from_root = || at(root, &path).filter(|_| self.tree.format == Format::Hugo);
        at(folder, &path).or_else(as_address).or_else(from_root)
    }

    fn find_file(&self, path: &str) -> Option<String> {
        let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
        let page = &self.tree.pages[self.i];
        let folder = page.source.rsplit_once('/').map_or("", |(f, _)| f);
        let root = self.tree.root.trim_end_matches('/');
        let inside = path.trim_start_matches("@site/").trim_start_matches('/');
        let places = [join(folder, &path), join("static", inside), join(root, inside), join("", inside)];
        let first = usize::from(path.starts_with(['/', '@']));
        places[first..].iter().flatten().find(|p| self.tree.files.contains_key(p.as_str())).cloned()
    }

    /// Takes a file along, beside the pages; its path as seen from this page.
    fn carry(&mut self, file: &str) -> String {
        let inside =
            file.strip_prefix(&self.tree.root).or_else(|| file.strip_prefix("static/")).unwrap_or(file);
        let parts = inside.split('/').map(|part| {
            let (stem, end) = part.rsplit_once('.').unwrap_or((part, ""));
            let slug = slugify(stem);
            if end.is_empty() { slug } else { format!("{slug}.{}", end.to_ascii_lowercase()) }
        });
        let target = format!("{}/{}", self.tree.into, parts.collect::<Vec<_>>().join("/"));
        self.shown.insert(file.to_owned(), target.clone());
        let own = &self.tree.pages[self.i].file;
        relative(own.rsplit_once('/').map_or("", |(f, _)| f), &target)
    }

    fn image(&mut self, target: &str, at: usize) -> Fate {
        if let Some(file) = self.find_file(target.split(['?', '#']).next().unwrap_or(target)) {
            return Fate::To(self.carry(&file));
        }
        // Pictures of other sites are not shown: a page asks nobody for anything.
        self.notes.add(at, Kind::Image, target);
        Fate::Text
    }

    /// Raw HTML: pictures become Markdown, elements that guides may have stay, others are reported and
    /// left out.
    fn html(
        &mut self,
        html: &str,
        span: &Range<usize>,
        at: usize,
        around: Around,
        edits: &mut Vec<(Range<usize>, String)>,
    ) {
        let tag =
            regex::Regex::new(r"(?s)<!--.*?-->|</?([A-Za-z][A-Za-z0-9-]*)[^<>]*>").expect("a valid pattern");
        for found in tag.captures_iter(html) {
            let whole = found.get(0).expect("group 0 is the whole match");
            let range = span.start + whole.start()..span.start + whole.end();
            let Some(name) = found.get(1) else { continue };
            let name = name.as_str().to_ascii_lowercase();
            if name == "img" {
                let src = super::html::attribute(whole.as_str(), "src").unwrap_or_default();
                let alt = super::html::attribute(whole.as_str(), "alt").unwrap_or_default();
                let with = match self.image(&src, at) {
                    Fate::To(new) if around == Around::Text => format!("![{alt}](<{new}>)"),
                    Fate::To(new) => format!("<img src=\"{new}\" alt=\"{}\">", escape_html(&alt)),
                    _ => alt,
                };
                edits.push((range, with));
            } else if name == "a" {
                let href = super::html::attribute(whole.as_str(), "href").unwrap_or_default();
                // Links in HTML are not led anywhere: inside the site they would be wrong.
                let outside = href.starts_with("https://") || href.starts_with("http://");
                if !outside && !whole.as_str().starts_with("</") {
                    self.notes.add(at, Kind::Link, whole.as_str());
                    edits.push((range, "<a>".to_owned()));
                }
            } else if !SAFE_TAGS.contains(&name.as_str()) || matches!(name.as_str(), "h1" | "h2") {
                if !whole.as_str().starts_with("</") {
                    self.notes.add(at, Kind::Html, whole.as_str());
                }
                edits.push((range, String::new()));
            }
        }
    }
}
