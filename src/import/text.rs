//! Plain text, as scraped from somewhere: headings, lists and steps are recognised by how people write
//! them, and junk is listed.

use std::sync::LazyLock;

use regex::Regex;

use super::html::{escaped, guarded};
use super::{Draft, Kind, Line, Notes, junk};
use crate::text::is_cjk;

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid pattern")
}

/// `一、`, `第三章`: a part.
static PART: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^(?:[一二三四五六七八九十]+[、．.]|第[一二三四五六七八九十百\d]+[章节部分篇]+[、：:\s]?)\s*")
});
/// `（一）`: a part of a part.
static SUBPART: LazyLock<Regex> = LazyLock::new(|| regex(r"^[（(][一二三四五六七八九十]+[）)]\s*"));
/// `第一步：`, `步骤 2`, `Step 3`: a step.
static STEP: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:第[一二三四五六七八九十\d]+步|步骤\s*[一二三四五六七八九十\d]+|(?i:step)\s+\d+)\s*[：:、.，,]?\s*",
    )
});
/// `1.`, `1、`, `1)`, `（1）`, `①`.
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?:(\d{1,2})(?:[、）)]\s*|[.．]\s*)|[（(](\d{1,2})[）)]\s*|([①-⑳])\s*)"));
/// `- `, `•`, and `*` also without a space.
static BULLET: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:[•·●○◆◇■□▪►✓✔]\s*|\*\s*|[-–—]\s+)"));
/// A mark with nothing behind it: the text is on the next line.
static BARE: LazyLock<Regex> = LazyLock::new(|| regex(r"^[-–—*•·●]$"));
static MARKDOWN: LazyLock<Regex> = LazyLock::new(|| regex(r"^(#{1,6})\s+(.+?)\s*#*$"));

/// Longest heading: 30 Han characters, or 70 of an alphabet.
const HEADING: usize = 30;

/// Longest paragraph in characters before somebody must look at it.
const PARAGRAPH: usize = 600;

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Heading(usize, String),
    Bullet(String),
    Number(String),
    Paragraph(String),
}

/// Reads a text.
pub(super) fn read(text: &str, notes: &mut Notes<'_>) -> Draft {
    let lines = kept(text, notes);
    let mut draft = Draft::default();
    let mut rest = lines.as_slice();
    if let Some((first, after)) = lines.split_first()
        && is_title(first)
    {
        draft.title = title(&first.text, first.source, notes);
        rest = after;
    }
    let mut last: Option<Shape> = None;
    for (i, line) in rest.iter().enumerate() {
        if !draft.title.is_empty()
            && line.text.contains(&draft.title)
            && line.text.chars().count() < 2 * HEADING
        {
            notes.add(line.source, Kind::Stuffing, &line.text);
            continue;
        }
        let next = rest.get(i + 1).map(|l| l.text.as_str());
        for shape in shapes(&line.text, next) {
            if let Shape::Paragraph(text) = &shape
                && text.chars().count() > PARAGRAPH
            {
                notes.add(line.source, Kind::LongParagraph, text);
            }
            write(&shape, last.as_ref(), line.source, &mut draft.lines);
            last = Some(shape);
        }
    }
    draft
}

/// Lines without junk; a bare mark is joined to the line that it belongs to.
fn kept(text: &str, notes: &mut Notes<'_>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut bare = false;
    let mut tail = false;
    for (i, raw) in text.lines().enumerate() {
        let line = raw.replace(['\u{a0}', '\u{3000}', '\t'], " ");
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        tail = tail || junk::opens_tail(line);
        if let Some(kind) = junk::of_line(line).or(tail.then_some(Kind::Navigation)) {
            notes.add(i + 1, kind, line);
        } else if BARE.is_match(line) {
            bare = true;
            continue;
        } else {
            let mark = if bare { "- " } else { "" };
            out.push(Line::new(format!("{mark}{line}"), i + 1));
        }
        bare = false;
    }
    out
}

fn is_title(line: &Line) -> bool {
    let marked = BULLET.is_match(&line.text) || PART.is_match(&line.text) || NUMBER.is_match(&line.text);
    let sentence = line.text.ends_with(['。', '.', '!', '！', ';', '；']);
    !marked && !sentence && width(&line.text) <= 2 * HEADING
}

/// A title without the words that are repeated for search engines.
fn title(text: &str, at: usize, notes: &mut Notes<'_>) -> String {
    let text = text.trim_start_matches(['#', ' ']).trim();
    match junk::stuffing(text) {
        Some(cut) => {
            notes.add(at, Kind::Stuffing, &text[cut..]);
            text[..cut].trim_end_matches([',', '，', ' ', '-', '_']).to_owned()
        }
        None => text.to_owned(),
    }
}

/// Length with Han characters as one and others as a half.
fn width(text: &str) -> usize {
    let han = text.chars().filter(|c| is_cjk(*c)).count();
    han + (text.chars().count() - han) * HEADING / 70
}

fn is_short(text: &str) -> bool {
    let text = text.trim_end_matches(['：', ':', '？', '?']);
    !text.is_empty()
        && width(text) <= HEADING
        && !text.contains(['。', '；', ';', '！'])
        && !text.ends_with(['.', ',', '，', '、'])
}

fn is_marked(line: &str) -> bool {
    BULLET.is_match(line) || NUMBER.is_match(line) || SUBPART.is_match(line)
}

/// What a line is; a line that runs on may be several paragraphs.
fn shapes(line: &str, next: Option<&str>) -> Vec<Shape> {
    let after = |found: &Regex| found.find(line).map(|m| line[m.end()..].trim().to_owned());
    let head = |text: &str| text.trim_end_matches(['：', ':']).to_owned();
    if let Some(found) = MARKDOWN.captures(line) {
        return vec![Shape::Heading(found[1].len().max(2), found[2].to_owned())];
    }
    for (pattern, level) in [(&*PART, 2), (&*SUBPART, 3)] {
        if let Some(rest) = after(pattern).filter(|r| is_short(r)) {
            return vec![Shape::Heading(level, head(&rest))];
        }
    }
    if let Some(rest) = after(&STEP) {
        let label = line[..line.len() - rest.len()].trim_end_matches([' ', '：', ':', '、', '，', ',', '.']);
        return if rest.is_empty() || is_short(&rest) {
            let gap = if rest.is_empty() {
                ""
            } else if rest.starts_with(is_cjk) {
                "："
            } else {
                ": "
            };
            vec![Shape::Heading(3, format!("{label}{gap}{}", head(&rest)))]
        } else {
            vec![Shape::Number(rest)]
        };
    }
    if let Some(rest) =
        after(&NUMBER).filter(|r| !r.is_empty() && !r.starts_with(|c: char| c.is_ascii_digit()))
    {
        // A number before a short line with text below it is a heading; otherwise it is a step.
        let below = next.is_some_and(|n| BULLET.is_match(n) || !(is_marked(n) || PART.is_match(n)));
        return vec![if is_short(&rest) && below {
            Shape::Heading(3, head(&rest))
        } else {
            Shape::Number(rest)
        }];
    }
    if let Some(rest) = after(&BULLET).filter(|r| !r.is_empty()) {
        return vec![Shape::Bullet(rest)];
    }
    let below = next.is_some_and(|n| BULLET.is_match(n) || width(n) > width(line));
    if is_short(line) && below && !line.ends_with(['：', ':']) {
        return vec![Shape::Heading(2, line.to_owned())];
    }
    paragraphs(line).map(Shape::Paragraph).collect()
}

/// A line that was made of several paragraphs shows it: a space behind a full stop of Chinese text.
fn paragraphs(line: &str) -> impl Iterator<Item = String> {
    let mut out = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        out.last_mut().expect("never empty").push(c);
        let stop = matches!(c, '。' | '！' | '？' | '”' | '?' | '!') && chars.peek() == Some(&' ');
        let cjk = out.last().is_some_and(|p| p.chars().any(is_cjk));
        if stop && cjk {
            out.push(String::new());
        }
    }
    out.into_iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty())
}

fn write(shape: &Shape, last: Option<&Shape>, at: usize, out: &mut Vec<Line>) {
    let same = matches!(
        (last, shape),
        (Some(Shape::Bullet(_)), Shape::Bullet(_)) | (Some(Shape::Number(_)), Shape::Number(_))
    );
    if last.is_some() && !same {
        out.push(Line::new("", at));
    }
    let text = match shape {
        Shape::Heading(level, text) => format!("{} {}", "#".repeat(*level), escaped(text)),
        Shape::Bullet(text) => format!("- {}", escaped(text)),
        // Markdown counts by itself.
        Shape::Number(text) => format!("1. {}", escaped(text)),
        Shape::Paragraph(text) => guarded(&escaped(text)),
    };
    out.push(Line::new(text, at));
}
