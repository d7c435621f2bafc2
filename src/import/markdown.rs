//! Markdown of other tools as plain Markdown, line by line.

use std::sync::LazyLock;

use regex::Regex;

use super::inline::{BOXES, argument, code_spans, replace, shortcodes};
use super::tree::{Page, Tree, join};
use super::{Draft, Format, Kind, Line, Notes, front};

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid pattern")
}

static HEADING: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$"));
static ATTRIBUTES: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\s*(?:\{/\*\s*(.*?)\s*\*/\}|\{:?\s*([#.][^{}]*)\})\s*$"));
static BOX: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^\s*:{3,}\s*([A-Za-z][\w-]*)?\s*(?:\[(.*?)\]|(.*?))\s*$"));
static ALERT: LazyLock<Regex> = LazyLock::new(|| regex(r"^(\s*>\s*)\[!(\w+)\]\s*$"));
static HUGO_BOX: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^\s*\{\{[<%]\s*(/?)\s*([a-z]+)\s*(.*?)\s*[>%]\}\}\s*$"));
static INCLUDE: LazyLock<Regex> = LazyLock::new(|| regex(r"\\?\{\{\s*#(\w+)\s+([^}]*?)\s*\}\}"));
static BRACKETS: LazyLock<Regex> = LazyLock::new(|| regex(r"\[\[([^\[\]]*)\]\]"));
static COMPONENT: LazyLock<Regex> = LazyLock::new(|| regex(r"</?[A-Z][\w.]*(?:\s[^<>]*)?/?>"));

/// Reads a page.
pub(super) fn read(text: &str, page: &Page<'_>, tree: &Tree<'_>, notes: &mut Notes<'_>) -> Draft {
    let mut draft = Draft::default();
    let start = front::read(text, &mut draft, notes);
    let mut body = Body { page, tree, out: Vec::new(), fence: None, boxes: 0, raw: None };
    let lines: Vec<&str> = text.lines().collect();
    let mut i = start;
    while i < lines.len() {
        let next = lines.get(i + 1).copied().unwrap_or("");
        let skip = body.line(lines[i], next, i + 1, notes);
        i += 1 + skip;
    }
    draft.lines = body.out;
    take_title(&mut draft);
    draft
}

struct Body<'a> {
    page: &'a Page<'a>,
    tree: &'a Tree<'a>,
    out: Vec<Line>,
    /// The character and length of the fence that is open.
    fence: Option<(char, usize)>,
    /// How many boxes are open.
    boxes: usize,
    /// The raw element that is open.
    raw: Option<&'static str>,
}

impl Body<'_> {
    fn push(&mut self, text: &str, at: usize) {
        let quote = "> ".repeat(self.boxes);
        let text = format!("{quote}{text}");
        self.out.push(Line::new(text.trim_end(), at));
    }

    /// Takes a line; returns how many of the following ones are taken with it.
    fn line(&mut self, line: &str, next: &str, at: usize, notes: &mut Notes<'_>) -> usize {
        if self.code(line, at, notes) {
            return 0;
        }
        if self.raw(line, at, notes) || self.boxed(line, at) || self.component_lines(line, at, notes) {
            return 0;
        }
        // A heading that is underlined.
        let under = next.trim_end();
        let plain = !line.trim().is_empty() && !line.starts_with(['#', '>', '-', '|', ' ', '\t', '`', '<']);
        let rule = |c: char| under.len() > 1 && under.chars().all(|u| u == c);
        if plain && (rule('=') || rule('-')) && self.out.last().is_none_or(|l| l.text.trim().is_empty()) {
            let marks = if rule('=') { "#" } else { "##" };
            self.heading(marks, line.trim(), at, notes);
            return 1;
        }
        if let Some(found) = HEADING.captures(line) {
            self.heading(&found[1], found.get(2).map_or("", |m| m.as_str()), at, notes);
            return 0;
        }
        let line = match self.tree.format {
            Format::MdBook => self.includes(line, at, notes),
            _ => vec![line.to_owned()],
        };
        for line in line {
            let line = shortcodes(&line, self.tree.format, at, notes);
            let line = self.components(&line, at, notes);
            // Two brackets are a link only here.
            let line = replace(&line, &BRACKETS, |found| format!("\\[[{}]]", &found[1]));
            self.push(&line, at);
        }
        0
    }

    /// Styles and scripts between their tags.
    fn raw(&mut self, line: &str, at: usize, notes: &mut Notes<'_>) -> bool {
        let lower = line.trim_start().to_ascii_lowercase();
        if self.raw.is_none() {
            self.raw = ["style", "script"].into_iter().find(|n| lower.starts_with(&format!("<{n}")));
            if self.raw.is_some() {
                notes.add(at, Kind::Html, line);
            }
        }
        let Some(name) = self.raw else { return false };
        if lower.contains(&format!("</{name}")) {
            self.raw = None;
        }
        true
    }

    /// Code in fences stays as it is, but for files that it includes.
    fn code(&mut self, line: &str, at: usize, notes: &mut Notes<'_>) -> bool {
        let trimmed = line.trim_start().trim_start_matches("> ");
        let mark = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'));
        let run = mark.map_or(0, |m| trimmed.chars().take_while(|c| *c == m).count());
        match self.fence {
            None => {
                let Some(mark) = mark.filter(|m| run >= 3 && !(*m == '`' && trimmed[run..].contains('`')))
                else {
                    return false;
                };
                self.fence = Some((mark, run));
            }
            Some((open, length)) => {
                if mark == Some(open) && run >= length && trimmed[run..].trim().is_empty() {
                    self.fence = None;
                } else if self.tree.format == Format::MdBook {
                    for line in self.includes(line, at, notes) {
                        self.push(&line, at);
                    }
                    return true;
                }
            }
        }
        self.push(line, at);
        true
    }

    /// Boxes (`:::note`, `> [!NOTE]`, `{{% notice %}}`) become quotations with their kind in bold.
    fn boxed(&mut self, line: &str, at: usize) -> bool {
        if let Some(found) = ALERT.captures(line) {
            self.push(&format!("{}**{}**", &found[1], capital(&found[2])), at);
            self.push(found[1].trim_end(), at);
            return true;
        }
        if line.trim_start().starts_with(":::") {
            let Some(found) = BOX.captures(line) else { return false };
            let title = found.get(2).or_else(|| found.get(3)).map_or("", |m| m.as_str());
            match found.get(1) {
                Some(kind) => self.open(kind.as_str(), title, at),
                None => self.close(at),
            }
            return true;
        }
        let Some(found) = HUGO_BOX.captures(line).filter(|_| self.tree.format == Format::Hugo) else {
            return false;
        };
        if !BOXES.contains(&&found[2]) {
            return false;
        }
        if found[1].is_empty() {
            let title = argument(&found[3], "title");
            let word = found[3].split(' ').next().unwrap_or("").trim_matches('"').to_owned();
            let kind = if BOXES.contains(&word.as_str()) { word } else { found[2].to_owned() };
            self.open(&kind, &title.unwrap_or_default(), at);
        } else {
            self.close(at);
        }
        true
    }

    fn open(&mut self, kind: &str, title: &str, at: usize) {
        if self.out.last().is_some_and(|l| !l.text.is_empty()) {
            self.push("", at);
        }
        self.boxes += 1;
        let title = if title.is_empty() { capital(kind) } else { title.to_owned() };
        self.push(&format!("**{title}**"), at);
        self.push("", at);
    }

    fn close(&mut self, at: usize) {
        self.boxes = self.boxes.saturating_sub(1);
        self.push("", at);
    }

    /// `import` and `export` lines of MDX.
    fn component_lines(&mut self, line: &str, at: usize, notes: &mut Notes<'_>) -> bool {
        let script = self.tree.format == Format::Docusaurus
            && (line.starts_with("export ") || (line.starts_with("import ") && line.contains(['\'', '"'])));
        if script {
            notes.add(at, Kind::Component, line);
        }
        script
    }

    /// A line without components; what is between their tags stays.
    fn components(&self, line: &str, at: usize, notes: &mut Notes<'_>) -> String {
        if self.tree.format != Format::Docusaurus || !line.contains('<') {
            return line.to_owned();
        }
        let mut found = false;
        let out = replace(line, &COMPONENT, |tag| {
            found = true;
            if !tag[0].starts_with("</") {
                notes.add(at, Kind::Component, &tag[0]);
            }
            String::new()
        });
        if found { out.trim().to_owned() } else { out }
    }

    fn heading(&mut self, marks: &str, text: &str, at: usize, notes: &mut Notes<'_>) {
        let mut text = text.trim().to_owned();
        let mut id = String::new();
        if let Some(found) = ATTRIBUTES.captures(&text) {
            let written = found.get(1).or_else(|| found.get(2)).map_or("", |m| m.as_str());
            for word in written.split_whitespace() {
                match word.strip_prefix('#') {
                    Some(name) => id = format!(" {{#{name}}}"),
                    // Classes say what a part of a guide is: those of others say something else.
                    None => notes.add(at, Kind::Attributes, &text),
                }
            }
            text.truncate(found.get(0).map_or(0, |m| m.start()));
        }
        let text = shortcodes(&text, self.tree.format, at, notes);
        if self.out.last().is_some_and(|l| !l.text.is_empty()) {
            self.push("", at);
        }
        self.push(&format!("{marks} {}{id}", self.components(&text, at, notes)), at);
    }

    /// The lines that `{{#include file}}` stands for.
    fn includes(&self, line: &str, at: usize, notes: &mut Notes<'_>) -> Vec<String> {
        let Some(found) = INCLUDE.captures(line) else { return vec![line.to_owned()] };
        let whole = found.get(0).expect("group 0 is the whole match");
        if self.fence.is_none() && code_spans(line).iter().any(|c| c.contains(&whole.start())) {
            return vec![line.to_owned()];
        }
        if whole.as_str().starts_with('\\') {
            return vec![line.replace("\\{{#", "{{#")];
        }
        let is_include = found[1].contains("include") || &found[1] == "playground";
        let name = found[2].split_whitespace().next().unwrap_or("");
        let (file, part) = name.split_once(':').unwrap_or((name, ""));
        let folder = self.page.source.rsplit_once('/').map_or("", |(f, _)| f);
        let bytes = join(folder, file).and_then(|p| self.tree.files.get(p.as_str()).copied());
        let text = bytes.and_then(|b| std::str::from_utf8(b).ok()).filter(|_| is_include);
        match text.and_then(|t| range(t, part)) {
            Some(lines) => {
                let indent = &line[..whole.start()];
                lines.into_iter().map(|l| format!("{indent}{l}")).collect()
            }
            None => {
                notes.add(at, if is_include { Kind::Include } else { Kind::Shortcode }, whole.as_str());
                vec![line.replace(whole.as_str(), "")]
            }
        }
    }
}

/// Lines of an included file: all, `:2:10` from the second to the tenth, or `:name` between anchors.
fn range(text: &str, part: &str) -> Option<Vec<String>> {
    let lines: Vec<&str> = text.lines().collect();
    let is_anchor = |l: &&str| l.contains("ANCHOR:") || l.contains("ANCHOR_END:");
    if part.is_empty() {
        return Some(lines.iter().filter(|l| !is_anchor(l)).map(|l| (*l).to_owned()).collect());
    }
    if part.starts_with(|c: char| c.is_ascii_digit() || c == ':') {
        let (from, to) = part.split_once(':').unwrap_or((part, part));
        let from = from.parse::<usize>().unwrap_or(1).max(1);
        let to = to.parse::<usize>().unwrap_or(lines.len()).min(lines.len());
        return Some(lines.get(from - 1..to)?.iter().map(|l| (*l).to_owned()).collect());
    }
    let marks =
        |word: &str, l: &str| l.split(word).nth(1).is_some_and(|r| r.split_whitespace().next() == Some(part));
    let start = lines.iter().position(|l| marks("ANCHOR:", l))?;
    let end = lines[start..].iter().position(|l| marks("ANCHOR_END:", l)).map_or(lines.len(), |i| start + i);
    Some(lines[start + 1..end].iter().filter(|l| !is_anchor(l)).map(|l| (*l).to_owned()).collect())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + &letters.as_str().to_lowercase()
}

/// The first heading of level one is the title; others lower all headings by one level, because a page
/// has one.
pub(super) fn take_title(draft: &mut Draft) {
    let fenced = fenced(&draft.lines);
    let level = |line: &Line, i: usize| {
        HEADING
            .captures(&line.text)
            .filter(|_| !fenced[i])
            .map(|f| (f[1].len(), f.get(2).map_or("", |m| m.as_str()).to_owned()))
    };
    let tops: Vec<usize> =
        (0..draft.lines.len()).filter(|i| level(&draft.lines[*i], *i).is_some_and(|(n, _)| n == 1)).collect();
    let first = tops.first().copied().filter(|i| draft.lines[..*i].iter().all(|l| l.text.trim().is_empty()));
    let mut gone = None;
    if let Some((_, text)) = first.and_then(|i| level(&draft.lines[i], i)) {
        let plain = plain(&text);
        if draft.title.is_empty() {
            draft.title = plain;
            gone = first;
        } else if draft.title == plain {
            gone = first;
        }
    }
    if tops.len() > usize::from(gone.is_some()) {
        for (i, line) in draft.lines.iter_mut().enumerate() {
            let is_heading = HEADING.is_match(&line.text) && !fenced[i];
            if is_heading && Some(i) != gone && !line.text.starts_with("######") {
                line.text.insert(0, '#');
            }
        }
    }
    if let Some(i) = gone {
        draft.lines.remove(i);
    }
}

/// Which lines are code between fences.
pub(super) fn fenced(lines: &[Line]) -> Vec<bool> {
    let mut open: Option<(char, usize)> = None;
    lines
        .iter()
        .map(|line| {
            let text = line.text.trim_start_matches(['>', ' ']);
            let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'));
            let run = mark.map_or(0, |m| text.chars().take_while(|c| *c == m).count());
            let was = open.is_some();
            match (open, mark) {
                (None, Some(m)) if run >= 3 && !(m == '`' && text[run..].contains('`')) => {
                    open = Some((m, run))
                }
                (Some((m, n)), Some(mark)) if m == mark && run >= n && text[run..].trim().is_empty() => {
                    open = None
                }
                _ => {}
            }
            was || open.is_some()
        })
        .collect()
}

/// A heading's text without marks and without `{#id}`.
pub(super) fn plain(text: &str) -> String {
    let text = ATTRIBUTES.replace(text, "");
    let mut out = String::new();
    for event in pulldown_cmark::Parser::new(&text) {
        match event {
            pulldown_cmark::Event::Text(t) | pulldown_cmark::Event::Code(t) => out.push_str(&t),
            _ => {}
        }
    }
    out.trim().to_owned()
}

/// Level, text without the id, and id of a heading line.
pub(super) fn heading(line: &str) -> Option<(usize, String, Option<String>)> {
    let found = HEADING.captures(line)?;
    let text = found.get(2).map_or("", |m| m.as_str()).to_owned();
    let id = ATTRIBUTES.captures(&text).and_then(|f| {
        let written = f.get(2)?.as_str();
        written.split_whitespace().find_map(|w| w.strip_prefix('#').map(str::to_owned))
    });
    Some((found[1].len(), ATTRIBUTES.replace(&text, "").into_owned(), id))
}
