//! Words that promise an outcome, and words that say nothing definite.

use super::lang::Words;
use super::page::{Finding, Page, quotes};
use crate::diag::Code;

/// Checks title, summary and text of a page.
pub(super) fn check(page: &Page<'_>, out: &mut Vec<Finding>) {
    let Some(lang) = page.lang else { return };
    for (code, words) in [(Code::PromiseWord, &lang.promise), (Code::VagueWord, &lang.vague)] {
        head(page, code, words, out);
        for (index, block, place) in page.blocks() {
            let quoted = page.quoted(&block, place);
            for found in words.find(block.text) {
                if quoted.iter().any(|q| q.contains(&found.start)) {
                    continue;
                }
                let text = block.text[found.clone()].to_owned();
                let diagnostic = page.at(code, page.locate(&block, found)).arg("text", text);
                out.push(Finding { block: Some(index), diagnostic });
            }
        }
    }
}

/// What stands above the page: the title, the summary and the act for today.
fn head(page: &Page<'_>, code: Code, words: &Words, out: &mut Vec<Finding>) {
    let front = &page.document.front;
    let today = front.today.iter().flat_map(|t| [t.act.as_str(), t.text.as_str()]);
    let texts = [front.title.value.as_str(), front.summary_text(), &front.gain, &front.cost];
    for text in texts.into_iter().chain(today) {
        let quoted = quotes(text);
        for found in words.find(text).filter(|f| !quoted.iter().any(|q| q.contains(&f.start))) {
            let span = page.locate_in_front(text, found.clone());
            let diagnostic = page.at(code, span).arg("text", &text[found]);
            out.push(Finding { block: None, diagnostic });
        }
    }
}
