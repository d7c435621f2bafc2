//! Markdown from the pieces of a web page.

use super::html::{ACTIVE, AROUND, BLOCKS, Piece, SILENT, end_of, escaped, guarded, value, words};
use super::{Kind, Line, Notes};

/// Writes Markdown from the pieces of a web page.
#[derive(Default)]
pub(super) struct Writer {
    out: Vec<Line>,
    /// The paragraph that is being written, and the line that it begins at.
    text: String,
    at: usize,
    /// Open lists: the number of the next item, or nothing for bullets.
    lists: Vec<Option<usize>>,
    /// Whether an item has begun and its first line is not written.
    item: bool,
    quotes: usize,
    /// Open links: where their text begins, and their target.
    links: Vec<(usize, String)>,
    /// Open emphasis: where it begins, and its mark.
    marks: Vec<(usize, String, &'static str)>,
    /// Rows of the table that is open.
    table: Option<Vec<Vec<String>>>,
    /// Whether a cell of it is open.
    in_cell: bool,
    heading_id: String,
}

impl Writer {
    /// Takes the piece at an index and returns the index of the next one.
    pub(super) fn piece(&mut self, pieces: &[(Piece, usize)], at: usize, notes: &mut Notes<'_>) -> usize {
        let line = pieces[at].1;
        match &pieces[at].0 {
            Piece::Text(text) => self.words(text, line),
            Piece::Close(name) => self.close(name),
            Piece::Open { name, attributes, empty } => {
                let name = name.as_str();
                if AROUND.contains(&name) || ACTIVE.contains(&name) || SILENT.contains(&name) {
                    let end = if *empty { at + 1 } else { end_of(pieces, at, name) };
                    let inside = words(&pieces[at..end]);
                    if AROUND.contains(&name) {
                        notes.add(line, Kind::Navigation, &inside);
                    } else if ACTIVE.contains(&name) {
                        notes.add(line, Kind::Html, &format!("<{name}> {inside}"));
                    }
                    return end;
                }
                if name == "pre" {
                    let end = end_of(pieces, at, name);
                    self.code(&pieces[at..end], line);
                    return end;
                }
                self.open(name, attributes, line);
            }
        }
        at + 1
    }

    fn words(&mut self, text: &str, line: usize) {
        if self.text.is_empty() {
            if text.trim().is_empty() {
                return;
            }
            let before = text.len() - text.trim_start().len();
            self.at = line + text[..before].matches('\n').count() - text.matches('\n').count().min(line);
            self.at = self.at.max(1);
        }
        let in_code = self.marks.iter().any(|(_, _, m)| *m == "`");
        let mut space = text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if space && !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
            space = true;
            self.text.push_str(&if in_code { word.to_owned() } else { escaped(word) });
        }
        if text.ends_with(char::is_whitespace) && !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)], line: usize) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.heading_id = value(attributes, "id")
                    .filter(|id| !id.contains(char::is_whitespace))
                    .unwrap_or_default();
            }
            "li" => {
                self.flush();
                self.item = true;
            }
            "ul" | "ol" => {
                self.flush();
                let start = value(attributes, "start").and_then(|s| s.parse().ok()).unwrap_or(1);
                self.lists.push((name == "ol").then_some(start));
            }
            "blockquote" => {
                self.flush();
                self.quotes += 1;
            }
            "table" => {
                self.flush();
                self.table = Some(Vec::new());
            }
            "tr" => {
                self.cell();
                self.table.iter_mut().for_each(|t| t.push(Vec::new()));
            }
            "td" | "th" => {
                self.cell();
                self.in_cell = true;
            }
            "br" if self.table.is_none() => self.text.push_str("\\\n"),
            "hr" => {
                self.flush();
                self.push("---", line);
            }
            "a" => self.links.push((self.text.len(), value(attributes, "href").unwrap_or_default())),
            "img" => {
                if self.text.is_empty() {
                    self.at = line;
                }
                let src =
                    value(attributes, "src").or_else(|| value(attributes, "data-src")).unwrap_or_default();
                let alt = value(attributes, "alt").unwrap_or_default();
                self.text.push_str(&format!("![{}](<{src}>)", escaped(&alt)));
            }
            "strong" | "b" | "summary" => self.marks.push((self.text.len(), name.to_owned(), "**")),
            "em" | "i" => self.marks.push((self.text.len(), name.to_owned(), "*")),
            "code" | "kbd" | "samp" => self.marks.push((self.text.len(), name.to_owned(), "`")),
            "dt" => {
                self.flush();
                self.marks.push((0, "dt".to_owned(), "**"));
            }
            _ if BLOCKS.contains(&name) && self.table.is_none() => self.flush(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let marks = "#".repeat(name.as_bytes().get(1).map_or(2, |b| usize::from(b - b'0')));
                let text = std::mem::take(&mut self.text).replace("\\\n", " ");
                let id = std::mem::take(&mut self.heading_id);
                let id = if id.is_empty() { String::new() } else { format!(" {{#{id}}}") };
                if !text.trim().is_empty() {
                    self.push(&format!("{marks} {}{id}", text.trim()), self.at);
                }
            }
            "a" => {
                let Some((start, href)) = self.links.pop() else { return };
                let inside = self.text.split_off(start.min(self.text.len()));
                let keep = href.is_empty() || inside.trim().is_empty();
                self.text.push_str(&if keep { inside } else { format!("[{}](<{href}>)", inside.trim()) });
            }
            "ul" | "ol" => {
                self.flush();
                self.item = false;
                self.lists.pop();
            }
            "li" => {
                self.flush();
                self.item = false;
            }
            "blockquote" => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
                if let Some(last) = self.out.last_mut().filter(|l| l.text.ends_with('>')) {
                    last.text = "> ".repeat(self.quotes).trim_end().to_owned();
                }
            }
            "td" | "th" | "tr" => self.cell(),
            "table" => self.rows(),
            _ if self.marks.last().is_some_and(|(_, open, _)| open == name) => {
                let Some((start, _, mark)) = self.marks.pop() else { return };
                let inside = self.text.split_off(start.min(self.text.len()));
                let trimmed = inside.trim();
                if trimmed.is_empty() {
                    self.text.push_str(&inside);
                } else {
                    let after = if inside.ends_with(' ') { " " } else { "" };
                    self.text.push_str(&format!("{mark}{trimmed}{mark}{after}"));
                }
                if matches!(name, "dt" | "summary") {
                    self.flush();
                }
            }
            _ if BLOCKS.contains(&name) && self.table.is_none() => self.flush(),
            _ => {}
        }
    }

    /// Ends a cell; its end tag may be left out.
    fn cell(&mut self) {
        if !std::mem::take(&mut self.in_cell) {
            return;
        }
        let cell = std::mem::take(&mut self.text).replace('|', "\\|").replace("\\\n", " ");
        if let Some(row) = self.table.as_mut().and_then(|t| t.last_mut()) {
            row.push(cell.trim().to_owned());
        }
    }

    fn rows(&mut self) {
        self.cell();
        let rows: Vec<Vec<String>> =
            self.table.take().unwrap_or_default().into_iter().filter(|r| !r.is_empty()).collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        for (i, mut row) in rows.into_iter().enumerate() {
            row.resize(width, String::new());
            let line = format!("| {} |", row.join(" | "));
            self.out.push(Line::new(line, self.at));
            if i == 0 {
                self.out.push(Line::new(format!("|{}", " --- |".repeat(width)), self.at));
            }
        }
        self.out.push(Line::new("", self.at));
    }

    fn code(&mut self, pieces: &[(Piece, usize)], line: usize) {
        self.flush();
        let text: String = pieces
            .iter()
            .filter_map(|(p, _)| match p {
                Piece::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let fence = if text.contains("```") { "~~~~" } else { "```" };
        let indent = "  ".repeat(self.lists.len());
        self.out.push(Line::new(format!("{indent}{fence}"), line));
        for (i, code) in text.trim_matches('\n').lines().enumerate() {
            self.out.push(Line::new(format!("{indent}{code}"), line + i));
        }
        self.out.push(Line::new(format!("{indent}{fence}"), line));
        self.out.push(Line::new("", line));
    }

    /// The lines that were written.
    pub(super) fn lines(mut self) -> Vec<Line> {
        self.flush();
        self.out
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.links.clear();
        self.marks.clear();
        let text = text.trim().trim_end_matches('\\');
        if !text.is_empty() {
            let text = if self.item { text.to_owned() } else { guarded(text) };
            self.push(&text, self.at);
        }
    }

    /// Writes a paragraph with the marks of the lists and quotations around it.
    fn push(&mut self, text: &str, at: usize) {
        let quote = "> ".repeat(self.quotes);
        let depth = self.lists.len();
        let mut first = String::new();
        let mut rest = "   ".repeat(depth);
        if self.item && depth > 0 {
            let around = "   ".repeat(depth - 1);
            let mark = match self.lists.last_mut() {
                Some(Some(n)) => {
                    *n += 1;
                    format!("{}. ", *n - 1)
                }
                _ => "-  ".to_owned(),
            };
            first = format!("{around}{mark}");
            rest = format!("{around}{}", " ".repeat(mark.len()));
            self.item = false;
        } else if depth > 0 {
            first.clone_from(&rest);
        }
        let lists = depth > 0 && !first.trim().is_empty();
        let tight = lists && self.out.last().is_some_and(|l| l.text.is_empty());
        if tight && self.out.len() > 1 && is_item(&self.out[self.out.len() - 2].text) {
            self.out.pop();
        }
        for (i, line) in text.lines().enumerate() {
            let before = if i == 0 { &first } else { &rest };
            self.out.push(Line::new(format!("{quote}{before}{line}"), at));
        }
        self.out.push(Line::new(quote.trim_end(), at));
    }
}

fn is_item(line: &str) -> bool {
    let text = line.trim_start_matches(['>', ' ']);
    text.starts_with("-  ")
        || text.split_once(". ").is_some_and(|(n, _)| n.bytes().all(|b| b.is_ascii_digit()))
}
