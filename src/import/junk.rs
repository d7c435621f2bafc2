//! Junk: what sites put around a text. It is listed with its line, never dropped in silence.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{Draft, Kind, Line, Notes};

/// Phrases of buttons, notices and rules of sites. A short line that contains one is no advice.
const BOILERPLATE: [&str; 74] = [
    "发表评论",
    "文档评论",
    "发布评论",
    "条评论",
    "本文目录",
    "文章目录",
    "上一篇",
    "下一篇",
    "转载请注明",
    "版权声明",
    "版权申诉",
    "版权归",
    "侵权必究",
    "侵犯商业秘密",
    "未经授权",
    "本站所有内容",
    "本站不",
    "免责声明",
    "VIP文档",
    "成为VIP",
    "VIP会员",
    "扫码关注",
    "关注公众号",
    "微信公众号：",
    "点击下载",
    "二次下载",
    "下载本文",
    "付费下载",
    "点赞",
    "打赏",
    "分享到",
    "返回顶部",
    "返回首页",
    "登录后",
    "注册账号",
    "阅读原文",
    "阅读全文",
    "展开全文",
    "责任编辑",
    "编辑：",
    "来源：",
    "浏览次数",
    "总字数约",
    "字数约为",
    "以上内容由",
    "仅供研究参考",
    "备案号",
    "ICP备",
    "All rights reserved",
    "©",
    "Terms of use",
    "Privacy policy",
    "Cookie policy",
    "We use cookies",
    "Accept all cookies",
    "Accept cookies",
    "Subscribe to",
    "newsletter",
    "Sign up",
    "Sign in",
    "Log in",
    "Share this",
    "Share on",
    "Tweet this",
    "Follow us",
    "Leave a comment",
    "Post a comment",
    "Skip to content",
    "Read more",
    "Advertisement",
    "Back to top",
    "Print this page",
    "Previous article",
    "Next article",
];

/// Lines after which a site lists other things until its end.
const TAIL: [&str; 19] = [
    "您可能关注",
    "你可能关注",
    "您可能感兴趣",
    "你可能感兴趣",
    "猜你喜欢",
    "相关推荐",
    "相关阅读",
    "相关文章",
    "推荐阅读",
    "热门文章",
    "最新文章",
    "最近下载",
    "更多文章",
    "Related articles",
    "Related posts",
    "You may also like",
    "Recommended for you",
    "More from",
    "Popular posts",
];

/// Longest boilerplate in characters, in a line that begins like a text: longer ones may say something.
const SHORT: usize = 60;

static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder().ascii_case_insensitive(true).build(BOILERPLATE).expect("a list of literals")
});

fn contains(text: &str, phrase: &str) -> bool {
    text.to_lowercase().contains(&phrase.to_lowercase())
}

/// What kind of junk a line is, by itself.
pub(super) fn of_line(line: &str) -> Option<Kind> {
    let text = line.trim().trim_start_matches(['-', '*', '•', '·', ' ', '#']);
    let length = text.chars().count();
    let found = FINDER.find_iter(text).count();
    // A notice of a site says several such things; a text may happen to say one.
    if found > 0 && (length <= SHORT || found > 1) {
        return Some(Kind::Boilerplate);
    }
    if is_teaser(text) {
        return Some(Kind::Teaser);
    }
    let ends = [".pdf", ".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx", ".zip"];
    let file = text.trim_end_matches(" VIP").to_lowercase();
    (!text.contains(' ') || text.ends_with(" VIP"))
        .then(|| ends.iter().any(|e| file.ends_with(e)))
        .filter(|f| *f)
        .map(|_| Kind::Boilerplate)
}

/// Whether a line is the beginning of another article, which breaks off.
fn is_teaser(text: &str) -> bool {
    let broken = text.trim_end_matches(['.', '…', ' ']);
    let dots = &text[broken.len()..];
    let breaks_off = dots.contains('…') || dots.matches('.').count() >= 2;
    breaks_off && broken.chars().count() > 20
}

/// Whether a line opens the list of other things at the end of a page.
pub(super) fn opens_tail(line: &str) -> bool {
    let text = line.trim().trim_start_matches(['#', '*', ' ']);
    text.chars().count() <= 30 && TAIL.iter().any(|t| contains(text, t))
}

/// Words repeated for search engines at the end of a title: `A退款指南,…A退款` ends with its beginning.
/// Returns where the repetition starts.
pub(super) fn stuffing(title: &str) -> Option<usize> {
    let starts: Vec<usize> = title.char_indices().map(|(i, _)| i).collect();
    // The longest end that stands before it, too; four characters may be chance.
    starts.iter().copied().skip(6).find(|at| {
        let end = &title[*at..];
        end.chars().count() >= 5 && title[..*at].contains(end)
    })
}

/// The title of a page without the site's name behind it: `Title | Site`, `标题_网站`.
pub(super) fn page_title(title: &str) -> String {
    let ends = [" | ", " – ", " — ", " - ", "_", "｜"];
    let cut = ends.iter().filter_map(|e| title.find(e)).filter(|i| *i > 0).min();
    cut.map_or(title, |i| &title[..i]).trim().to_owned()
}

/// Takes the junk out of a page of Markdown, and lists it.
pub(super) fn sweep(draft: &mut Draft, notes: &mut Notes<'_>) {
    let mut tail = false;
    let fenced = super::markdown::fenced(&draft.lines);
    let lines = std::mem::take(&mut draft.lines);
    for (line, fenced) in lines.into_iter().zip(fenced) {
        let text = line.text.trim().to_owned();
        tail = (tail || opens_tail(&text)) && !fenced;
        let kind = of_line(&text).filter(|_| !fenced).or(tail.then_some(Kind::Navigation));
        match kind.filter(|_| !text.is_empty()) {
            Some(kind) => notes.add(line.source, kind, &text),
            None => draft.lines.push(line),
        }
    }
    collapse(&mut draft.lines);
}

/// At most one empty line in a row, outside of code.
pub(super) fn collapse(lines: &mut Vec<Line>) {
    let fenced = super::markdown::fenced(lines);
    let mut i = 0;
    let mut last_empty = true;
    lines.retain(|line| {
        let empty = line.text.trim().is_empty() && !fenced[i];
        i += 1;
        let keep = !(empty && last_empty);
        last_empty = empty;
        keep
    });
}
