//! What the build does to text so that a browser sets it well.

use super::han::{is_cjk, is_han};

/// Escapes text for HTML content and double-quoted attributes.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    text.chars().for_each(|c| push_escaped(c, &mut out));
    out
}

fn push_escaped(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        _ => out.push(c),
    }
}

/// Units that must not leave their number (design brief, "a number never leaves its unit").
const UNITS: [&str; 26] = [
    "个", "日", "天", "月", "年", "元", "小时", "分钟", "周", "条", "号", "级", "次", "倍", "篇", "hour",
    "day", "week", "month", "year", "minute", "working", "business", "calendar", "yuan", "%",
];

/// Puts U+00A0 between a number and its unit: `15 日`, `40 minutes`, `第 16 日`. Where nothing stands between
/// them, as Chinese may be written, a line could end there too: `10元` gets a word joiner, which is no space.
pub fn keep_units_together(text: &str) -> String {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (i, c) in text.char_indices() {
        if c == ' ' {
            let before = text[..i].chars().next_back();
            let after = &text[i + 1..];
            let number_before = before.is_some_and(|b| b.is_ascii_digit());
            let number_after = after.starts_with(|a: char| a.is_ascii_digit());
            let unit_after = || UNITS.iter().any(|u| after.starts_with(u));
            if (number_before && unit_after()) || (number_after && before == Some('第')) {
                out.push('\u{a0}');
                continue;
            }
        }
        out.push(c);
        if c.is_ascii_digit() {
            let after = &text[i + 1..];
            let han = after.chars().next().is_some_and(is_han);
            if han && UNITS.iter().any(|u| after.starts_with(u)) {
                out.push('\u{2060}');
            }
        }
    }
    out
}

/// The longest name of a blank, in characters.
const BLANK: usize = 24;

/// Names in brackets of words to say or to write, 【金额】 or [amount], as blanks: on paper a rule to write
/// on, on a screen the name on a line. Quotes and marks that touch a blank stay on its line.
/// Code stays as it is.
pub fn blanks(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some(at) = rest.find("<code") {
        let end = rest[at..].find("</code>").map_or(rest.len(), |end| at + end);
        out.push_str(&blanks_of_text(&rest[..at]));
        out.push_str(&rest[at..end]);
        rest = &rest[end..];
    }
    out.push_str(&blanks_of_text(rest));
    out
}

fn blanks_of_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some((at, open)) = rest.char_indices().find(|(_, c)| matches!(c, '【' | '[')) {
        let inside = &rest[at + open.len_utf8()..];
        let close = if open == '【' { '】' } else { ']' };
        let named = inside.find(close).filter(|end| is_blank_name(&inside[..*end]));
        let Some(end) = named else {
            out.push_str(&rest[..at + open.len_utf8()]);
            rest = inside;
            continue;
        };
        let before = &rest[..at];
        let quote =
            before.chars().next_back().filter(|c| matches!(c, '“' | '‘' | '（' | '《' | '(' | '¥' | '$'));
        out.push_str(&before[..before.len() - quote.map_or(0, char::len_utf8)]);
        rest = &inside[end + close.len_utf8()..];
        let marks = rest.len()
            - rest
                .trim_start_matches([
                    '。', '，', '；', '、', '！', '？', '”', '）', '》', '.', ',', ';', ')', '?',
                ])
                .len();
        let (kept, after) = rest.split_at(marks);
        rest = after;
        let blank = format!("<span class=\"blank\"><span>{}</span></span>", &inside[..end]);
        if quote.is_some() || !kept.is_empty() {
            out.push_str("<span class=\"nb\">");
            out.extend(quote);
            out.push_str(&blank);
            out.push_str(kept);
            out.push_str("</span>");
        } else {
            out.push_str(&blank);
        }
    }
    out.push_str(rest);
    out
}

/// Words that name what to fill in: short, and not markup or a number such as a footnote's.
fn is_blank_name(text: &str) -> bool {
    let short = (1..=BLANK).contains(&text.chars().count());
    short && !text.contains(['<', '>', '&', '[', '【']) && !text.chars().all(|c| c.is_ascii_digit())
}

/// Particles after which, and conjunctions before which, a Chinese title may break. A title is
/// short, so a closed list of function words and verbs of the field does what a dictionary of
/// 350,000 words would do, and costs nothing at start-up.
const BREAK_BEFORE: [&str; 22] = [
    "怎么办",
    "怎么",
    "怎样",
    "什么",
    "可以",
    "要求",
    "申请",
    "没有",
    "迟迟",
    "未到账",
    "但已",
    "不达标",
    "不符",
    "不处理",
    "被人",
    "被盗",
    "被擅自",
    "是否",
    "有效吗",
    "合法吗",
    "靠谱吗",
    "办不了",
];

/// A title as HTML with `<wbr>` where it may break: after punctuation and particles, before common
/// words, and between Han and Latin. Together with `word-break: keep-all` a title never breaks
/// inside a word.
pub fn title_breaks(title: &str) -> String {
    let text = keep_units_together(title);
    let mut out = String::with_capacity(text.len() + 32);
    let mut previous: Option<char> = None;
    for (i, c) in text.char_indices() {
        if let Some(p) = previous {
            let rest = &text[i..];
            let opens = || BREAK_BEFORE.iter().any(|w| rest.starts_with(w));
            let after_mark = matches!(p, '、' | '，' | '：' | '；' | '的' | '里' | '中' | '上' | '后');
            let scripts =
                (is_han(p) && c.is_ascii_alphanumeric()) || (p.is_ascii_alphanumeric() && is_han(c));
            let closing = matches!(c, '、' | '，' | '：' | '；' | '”' | '？' | '）' | '。' | '！' | '》');
            if !closing && is_cjk_near(p, c) && (after_mark || scripts || opens()) {
                out.push_str("<wbr>");
            }
        }
        push_escaped(c, &mut out);
        previous = Some(c);
    }
    out
}

fn is_cjk_near(a: char, b: char) -> bool {
    is_cjk(a) || is_cjk(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_with_units() {
        for (text, want) in [
            ("15 日内", "15\u{a0}日内"),
            ("在 15 日内", "在 15\u{a0}日内"),
            ("第 16 日起", "第\u{a0}16\u{a0}日起"),
            ("about 40 minutes a day", "about 40\u{a0}minutes a day"),
            ("call 110 now", "call 110 now"),
            ("共10元，2026年8月", "共10\u{2060}元，2026\u{2060}年8\u{2060}月"),
            ("12315平台", "12315平台"),
        ] {
            assert_eq!(keep_units_together(text), want);
        }
    }

    #[test]
    fn names_in_brackets_are_blanks() {
        let blank = |name: &str| format!("<span class=\"blank\"><span>{name}</span></span>");
        assert_eq!(blanks("退【金额】元"), format!("退{}元", blank("金额")));
        assert_eq!(blanks("<code>a [b]</code> [c]"), format!("<code>a [b]</code> {}", blank("c")));
        assert_eq!(blanks("a [b c] d"), format!("a {} d", blank("b c")));
        assert_eq!(blanks("“【甲】，好"), format!("<span class=\"nb\">“{}，</span>好", blank("甲")));
        for same in
            ["[1]", "a[", "[]", "【<b>x</b>】", "[a very long remark that is not the name of a blank]"]
        {
            assert_eq!(blanks(same), same);
        }
    }

    #[test]
    fn titles_break_between_words() {
        assert_eq!(title_breaks("话费里有不明扣费怎么办"), "话费里<wbr>有不明扣费<wbr>怎么办");
        assert_eq!(title_breaks("Refund <b>"), "Refund &lt;b&gt;");
        assert_eq!(title_breaks("断网、断线"), "断网、<wbr>断线");
    }
}
