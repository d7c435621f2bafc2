//! Styles and scripts without what only their authors need: comments and spaces.
//!
//! A designer ejects and reads the theme's own files; a reader on a slow phone gets these.

/// A style sheet without comments and without white space that separates nothing.
pub(super) fn css(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut space = false;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("/*") {
            rest = after.split_once("*/").map_or("", |(_, r)| r);
            space = true;
            continue;
        }
        let quoted = if c == '"' || c == '\'' { string_length(rest, c) } else { c.len_utf8() };
        if c.is_ascii_whitespace() {
            space = true;
            rest = &rest[1..];
            continue;
        }
        // A space before `:` or `(` can be a combinator or separate `and` from `(`: it stays.
        if space
            && !out.is_empty()
            && !out.ends_with(['{', '}', ';', ',', ':', '>', '\n'])
            && !"{};,>".contains(c)
        {
            out.push(' ');
        }
        space = false;
        if c == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push_str(&rest[..quoted]);
        rest = &rest[quoted..];
        if c == '}' {
            out.push('\n'); // keeps the file in lines, for whoever looks at it in a browser
        }
    }
    out
}

/// Length of the quoted string that `text` starts with.
fn string_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return i + 1,
            _ => {}
        }
    }
    text.len()
}

/// A script without indentation and without comments that stand on lines of their own. Text in
/// back-quotes may run over lines, so a script that has any stays as it is.
pub(super) fn js(text: &str) -> String {
    if text.contains('`') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut comment = false;
    for line in text.lines() {
        let line = line.trim();
        comment |= line.starts_with("/*");
        if comment {
            comment = !line.contains("*/");
            if comment || line.ends_with("*/") {
                continue;
            }
        }
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{css, js};

    #[test]
    fn css_keeps_what_means_something() {
        let cases = [
            (
                "a { color: red; }\n\n/* why */\nb > c, d { margin: 0 auto }",
                "a{color:red}\nb>c,d{margin:0 auto}\n",
            ),
            ("a :not(.b) {}", "a :not(.b){}\n"),
            (
                "@media screen and (min-width: 2rem) { a { b: c; } }",
                "@media screen and (min-width:2rem){a{b:c}\n}\n",
            ),
            ("a::after { content: \" /* no */ ; \"; }", "a::after{content:\" /* no */ ; \"}\n"),
            ("a { width: calc(100% - 2rem); }", "a{width:calc(100% - 2rem)}\n"),
            ("a { b: url(\"data:x,%3Cp d='M1 1 -2'/%3E\") }", "a{b:url(\"data:x,%3Cp d='M1 1 -2'/%3E\")}\n"),
            ("a /* x */ b{}", "a b{}\n"),
            ("a { --i: \"\\\"}\" ; }", "a{--i:\"\\\"}\"}\n"),
            ("a{} /* never closed", "a{}\n"),
        ];
        for (from, to) in cases {
            assert_eq!(css(from), to, "{from}");
        }
    }

    #[test]
    fn js_loses_only_whole_lines() {
        let text = "/* one\n   two */\n(function () {\n  // why\n  var a = \"/* no */\"; /* stays */\n\n  b();\n})();\n";
        assert_eq!(js(text), "(function () {\nvar a = \"/* no */\"; /* stays */\nb();\n})();\n");
        assert_eq!(js("x = `\n  a`;\n"), "x = `\n  a`;\n");
    }
}
