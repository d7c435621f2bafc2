//! Words of a new guide that nobody replaced: what `kb new` wrote and no reader should see.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::page::{Finding, Page};
use crate::diag::{Code, Diagnostic};
use crate::scaffold::{self, Language};
use crate::text::is_cjk;

static ZH_CN: LazyLock<AhoCorasick> = LazyLock::new(|| finder(Language::ZhCn));
static EN: LazyLock<AhoCorasick> = LazyLock::new(|| finder(Language::En));

fn finder(lang: Language) -> AhoCorasick {
    let build =
        AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(scaffold::placeholders(lang));
    build.expect("some thirty sentences of the program, which a test looks for")
}

/// Checks a guide that is published. A draft is allowed to be unfinished.
pub(super) fn check(page: &Page<'_>, out: &mut Vec<Finding>) {
    let front = &page.document.front;
    if !page.is_guide() || front.draft {
        return;
    }
    let lang = Language::of(&page.document.lang);
    let finder = match lang {
        Language::ZhCn => &*ZH_CN,
        Language::En => &*EN,
    };
    if lang == Language::ZhCn && is_made_from_address(page) {
        whole(page.at_title(Code::Placeholder).arg("text", front.title.value.clone()), out);
    }
    let today = front.today.iter().flat_map(|t| [t.act.as_str(), t.text.as_str()]);
    for text in [front.summary_text(), &front.gain].into_iter().chain(today) {
        for found in unchanged(finder, text) {
            let span = page.locate_in_front(text, found.clone());
            whole(page.at(Code::Placeholder, span).arg("text", &text[found]), out);
        }
    }
    for named in front.next.iter().chain(&front.related) {
        // Several may have the same reason: each stands behind its own guide.
        let behind = named.guide.span.end;
        for found in unchanged(finder, &named.reason) {
            let words = &named.reason[found];
            let at = page.text.get(behind..).and_then(|rest| rest.find(words)).map_or(behind, |i| behind + i);
            whole(page.at(Code::Placeholder, at..at + words.len()).arg("text", words), out);
        }
    }
    for (i, block, _) in page.blocks() {
        for found in unchanged(finder, block.text) {
            let span = page.locate(&block, found.clone());
            let diagnostic = page.at(Code::Placeholder, span).arg("text", &block.text[found]);
            out.push(Finding { block: Some(i), diagnostic });
        }
    }
}

fn whole(diagnostic: Diagnostic, out: &mut Vec<Finding>) {
    out.push(Finding { block: None, diagnostic });
}

/// Whether a Chinese guide still has the title that was made from its address: English words in small letters.
/// One word alone may be a name.
fn is_made_from_address(page: &Page<'_>) -> bool {
    let title = &page.document.front.title.value;
    title.contains(' ')
        && !title.chars().any(is_cjk)
        && *title == scaffold::title_of(page.document.id.as_str())
}

/// Where sentences of the template stand as whole sentences of a text: 「第二条。」 alone, and not the end of
/// 「依照该办法第二条。」.
fn unchanged(finder: &AhoCorasick, text: &str) -> Vec<Range<usize>> {
    let ends = |text: &str| text.ends_with(['.', '!', '?', '…', '。', '！', '？', '”']);
    let is_whole = |found: &Range<usize>| {
        let (before, after) = (text[..found.start].trim_end(), text[found.end..].trim_start());
        (before.is_empty() || ends(before)) && (after.is_empty() || ends(&text[found.clone()]))
    };
    finder.find_iter(text).map(|found| found.range()).filter(is_whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sentences_alone() {
        for (text, want) in [
            ("第一句：能拿到什么、要多久。今天先打客服。", vec!["第一句：能拿到什么、要多久。"]),
            ("第二条。", vec!["第二条。"]),
            ("依照该办法第二条。", vec![]),
            ("能拿到什么", vec!["能拿到什么"]),
            ("能拿到什么，要看合同", vec![]),
            ("不要……。一句话说原因。", vec!["不要……。", "一句话说原因。"]),
        ] {
            let got: Vec<&str> = unchanged(&ZH_CN, text).into_iter().map(|r| &text[r]).collect();
            assert_eq!(got, want, "{text}");
        }
    }
}
