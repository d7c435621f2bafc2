//! The parts of a guide: what a heading's class may say.

/// A part that a level-two heading announces, with its order on the page and whether every guide
/// has it (source: the anatomy of a good guide, parts 4–19 and 24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Class of the heading, and anchor.
    pub key: &'static str,
    /// Whether every guide must have it.
    pub required: bool,
}

const fn part(key: &'static str, required: bool) -> Part {
    Part { key, required }
}

/// All parts in the order in which readers need them.
pub const PARTS: [Part; 17] = [
    part("urgent", false),
    part("for-whom", true),
    part("before-you-start", true),
    part("evidence", true),
    part("ask", true),
    part("steps", true),
    part("script", false),
    part("letter", false),
    part("escalation", true),
    part("deadlines", false),
    part("rights", true),
    part("donts", true),
    part("worth-it", true),
    part("scams", false),
    part("help-lines", false),
    part("example", false),
    part("faq", false),
];

/// Classes that a heading may have without being a part: steps and their scripts, and the events of
/// the home page.
pub(super) const OTHER_CLASSES: [&str; 3] = ["act", "wait", "events"];

impl Part {
    /// The part of a key, with its place in the order.
    pub fn find(key: &str) -> Option<(usize, Part)> {
        PARTS.iter().enumerate().find(|(_, p)| p.key == key).map(|(i, p)| (i, *p))
    }
}
