//! Which elements of a page are in a chapter, and how they close: the vocabulary of [`super::xhtml`].

/// Elements without content.
pub(super) const VOID: [&str; 7] = ["br", "wbr", "hr", "img", "input", "col", "embed"];

/// Elements that go with all that they hold.
pub(super) const DROPPED: [&str; 15] = [
    "button", "script", "style", "template", "noscript", "select", "textarea", "iframe", "object", "svg",
    "form", "audio", "video", "progress", "title",
];

/// Classes of elements that go with all that they hold: icons, buttons, what is only for the screen, the
/// printer or a screen reader, and what speaks of ticks that a browser keeps.
pub(super) const DROPPED_CLASSES: [&str; 6] = ["i", "btns", "screen", "print-only", "privacy", "vh"];

/// Elements that stay; of any other only the content stays.
pub(super) const KEPT: [&str; 57] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "wbr",
];

/// Elements before which a paragraph ends.
pub(super) const BLOCKS: [&str; 20] = [
    "blockquote",
    "details",
    "div",
    "dl",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
    "form",
];
