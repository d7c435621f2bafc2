//! Markdown as the reference writes it.

use std::fmt::Write as _;

/// A page of the reference under construction.
pub(crate) struct Page {
    text: String,
}

impl Page {
    /// A page with its front matter.
    pub(crate) fn new(title: &str, summary: &str, weight: u32) -> Self {
        let text = format!("+++\ntitle = \"{title}\"\nsummary = \"{summary}\"\nweight = {weight}\n+++\n");
        Self { text }
    }

    /// A heading with an anchor of its own.
    pub(crate) fn heading(&mut self, level: usize, title: &str, id: &str) {
        let _ = write!(self.text, "\n{} {title} {{#{id}}}\n", "#".repeat(level));
    }

    /// A paragraph of Markdown.
    pub(crate) fn paragraph(&mut self, text: &str) {
        let _ = write!(self.text, "\n{}\n", text.trim());
    }

    /// A code block. The fence is longer than any in the text.
    pub(crate) fn code(&mut self, language: &str, text: &str) {
        let fence = if text.contains("```") { "````" } else { "```" };
        let _ = write!(self.text, "\n{fence}{language}\n{}\n{fence}\n", text.trim_end());
    }

    /// A table; cells are Markdown.
    pub(crate) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            return;
        }
        let _ = write!(self.text, "\n| {} |\n|{}\n", head.join(" | "), " --- |".repeat(head.len()));
        for row in rows {
            let cells: Vec<String> = row.iter().map(|c| c.replace('|', "\\|").replace('\n', " ")).collect();
            let _ = writeln!(self.text, "| {} |", cells.join(" | "));
        }
    }

    /// The finished text.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// Plain text as Markdown: what would be markup is escaped.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::new();
    for part in text.split_inclusive('`').enumerate() {
        // Every second part stands between backticks and is code.
        let (i, part) = part;
        if i % 2 == 1 {
            out.push_str(part);
            continue;
        }
        for c in part.chars() {
            if matches!(c, '<' | '[' | ']' | '*' | '_') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// Text as code.
pub(crate) fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
