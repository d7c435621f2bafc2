//! `kb explain`.

use super::args::Explain;
use super::{Outcome, Terminal};
use crate::diag::Code;
use crate::text::nearest;

/// Explains a code, or lists all.
pub(super) fn run(args: &Explain, terminal: &mut Terminal) -> Outcome {
    let Some(name) = &args.code else {
        let mut text = String::new();
        for code in Code::ALL {
            let (explain, _, _) = terminal.wording.explain(*code);
            let first = first_sentence(explain);
            let severity = terminal.wording.phrase(code.default_severity().as_str(), &[]);
            text.push_str(&format!("{:24} {severity:8} {first}\n", code.as_str()));
        }
        return terminal.bytes(text.as_bytes());
    };
    let Some(code) = Code::from_name(name) else {
        let near = nearest(name, Code::ALL.iter().map(|c| c.as_str())).unwrap_or("kb explain");
        return terminal.fail_with("unknown_code", &[("code", name), ("nearest", near)]);
    };
    let (explain, bad, good) = terminal.wording.explain(code);
    let mut text =
        format!("{code} ({})\n\n{explain}\n", terminal.wording.phrase(code.default_severity().as_str(), &[]));
    for (key, example) in [("bad_example", bad), ("good_example", good)] {
        if !example.is_empty() {
            let head = terminal.wording.phrase(key, &[]);
            let lines: String = example.lines().map(|l| format!("    {l}\n")).collect();
            text.push_str(&format!("\n{head}\n\n{lines}"));
        }
    }
    terminal.bytes(text.as_bytes())
}

/// The first sentence of a text, without its full stop. A dot inside a word, as in `kb.toml`, ends none.
fn first_sentence(text: &str) -> &str {
    let ends = |(i, c): (usize, char)| {
        let rest = &text[i + c.len_utf8()..];
        c == '。' || c == '.' && (rest.is_empty() || rest.starts_with(char::is_whitespace))
    };
    text.char_indices().find(|at| ends(*at)).map_or(text, |(i, _)| &text[..i])
}

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn a_dot_in_a_name_ends_no_sentence() {
        for (text, want) in [
            ("`format` in kb.toml says it. More.", "`format` in kb.toml says it"),
            ("`kb.toml` 里的 `format`。还有。", "`kb.toml` 里的 `format`"),
            ("One", "One"),
        ] {
            assert_eq!(first_sentence(text), want);
        }
    }
}
