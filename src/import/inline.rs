//! What stands within a line: code, which stays as it is, and the tags of template languages.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Format, Kind, Notes};

/// Ranges of `code` in a line.
pub(super) fn code_spans(line: &str) -> Vec<Range<usize>> {
    let bytes = line.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'`' {
            at += 1;
            continue;
        }
        let ticks = bytes[at..].iter().take_while(|b| **b == b'`').count();
        let after = at + ticks;
        let mut close = after;
        let end = loop {
            let Some(found) = line[close..].find('`').map(|i| close + i) else { break None };
            let run = bytes[found..].iter().take_while(|b| **b == b'`').count();
            if run == ticks {
                break Some(found + run);
            }
            close = found + run;
        };
        match end {
            Some(end) => {
                out.push(at..end);
                at = end;
            }
            None => at = after,
        }
    }
    out
}

/// Replaces what a pattern finds outside code.
pub(super) fn replace(line: &str, pattern: &Regex, mut with: impl FnMut(&Captures<'_>) -> String) -> String {
    let code = code_spans(line);
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    for found in pattern.captures_iter(line) {
        let whole = found.get(0).expect("group 0 is the whole match").range();
        if code.iter().any(|c| c.contains(&whole.start)) {
            continue;
        }
        out.push_str(&line[at..whole.start]);
        out.push_str(&with(&found));
        at = whole.end;
    }
    out.push_str(&line[at..]);
    out
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid pattern")
}

/// `{{< name args >}}` and `{{% name args %}}`, with a `/` before the name at the end of a pair.
static HUGO: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\{\{[<%]\s*(/?)\s*([A-Za-z][\w./-]*)\s*(.*?)\s*/?[>%]\}\}"));

/// `{{ name(args) }}`, and `{% name(args) %}` … `{% end %}`; `/*` escapes one.
static ZOLA: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"\{\{\s*([a-z_]\w*(?:::\w+)*)\s*\((.*?)\)\s*\}\}|\{%-?\s*(\w+)\s*(?:\((.*?)\))?\s*-?%\}")
});

/// The escape of either tool: `{{</* x */>}}`, `{%/* x */%}`, `{{/* x */}}`.
static ESCAPED: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(\{\{[<%]?|\{%)\s*/\*\s*(.*?)\s*\*/\s*([>%]?\}\}|%\})"));

/// Words of shortcodes that draw a box around a text.
pub(super) const BOXES: [&str; 13] = [
    "notice",
    "note",
    "hint",
    "tip",
    "info",
    "warning",
    "danger",
    "caution",
    "important",
    "alert",
    "callout",
    "admonition",
    "details",
];

/// `key="value"` or a bare word among the arguments of a shortcode.
pub(super) fn argument(args: &str, key: &str) -> Option<String> {
    static PAIR: LazyLock<Regex> = LazyLock::new(|| regex(r#"(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))"#));
    let found = PAIR.captures_iter(args).find(|c| &c[1] == key)?;
    (2..=4).find_map(|i| found.get(i)).map(|m| m.as_str().trim_end_matches(',').to_owned())
}

fn first_word(args: &str) -> String {
    let bare = args.trim().trim_matches(['"', '\'']);
    bare.split(['"', '\'']).next().unwrap_or(bare).trim().to_owned()
}

/// A line without shortcodes. Pictures and references become Markdown; the text between the tags of a
/// pair stays; everything else is reported and left out.
pub(super) fn shortcodes(line: &str, format: Format, at: usize, notes: &mut Notes<'_>) -> String {
    let out = match format {
        Format::Hugo => {
            replace(line, &HUGO, |found| hugo(&found[2], &found[3], &found[1], &found[0], at, notes))
        }
        Format::Zola => replace(line, &ZOLA, |found| {
            let name = found.get(1).or_else(|| found.get(3)).map_or("", |m| m.as_str());
            let args = found.get(2).or_else(|| found.get(4)).map_or("", |m| m.as_str());
            zola(name, args, &found[0], at, notes)
        }),
        _ => line.to_owned(),
    };
    if matches!(format, Format::Hugo | Format::Zola) {
        return replace(&out, &ESCAPED, |found| format!("`{} {} {}`", &found[1], &found[2], &found[3]));
    }
    out
}

fn picture(src: &str, alt: &str) -> String {
    format!("![{alt}](<{src}>)")
}

fn hugo(name: &str, args: &str, slash: &str, whole: &str, at: usize, notes: &mut Notes<'_>) -> String {
    match name {
        // Inside `[text](…)`: the target of a link.
        "ref" | "relref" => argument(args, "path").unwrap_or_else(|| first_word(args)),
        "figure" | "img" | "image" => {
            let src = argument(args, "src").unwrap_or_else(|| first_word(args));
            let alt = argument(args, "alt").or_else(|| argument(args, "caption"));
            picture(&src, &alt.or_else(|| argument(args, "title")).unwrap_or_default())
        }
        "highlight" if slash.is_empty() => format!("```{}", first_word(args).split(' ').next().unwrap_or("")),
        "highlight" => "```".to_owned(),
        _ => {
            notes.add(at, Kind::Shortcode, whole);
            String::new()
        }
    }
}

fn zola(name: &str, args: &str, whole: &str, at: usize, notes: &mut Notes<'_>) -> String {
    match name {
        "image" | "img" | "figure" | "resize_image" => {
            let src = ["src", "path", "url"].iter().find_map(|k| argument(args, k));
            picture(&src.unwrap_or_else(|| first_word(args)), &argument(args, "alt").unwrap_or_default())
        }
        "end" => String::new(),
        _ => {
            notes.add(at, Kind::Shortcode, whole);
            String::new()
        }
    }
}
