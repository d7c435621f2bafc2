//! The body of a guide as blocks: what Markdown wrote, and what records put into it.

use serde::Serialize;

use super::record::{
    AuthorityCard, DeadlineCard, EvidenceCard, LadderView, LetterView, SourceCard, TermCard,
};

/// One block of a part. Templates choose by `kind`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// Ordinary Markdown: paragraphs, lists, tables, quotes.
    Html {
        /// The HTML, sanitised.
        html: String,
    },
    /// An H3 or H4 and what stands under it (a question, a group of events, a country's rules).
    Group {
        /// Anchor.
        id: String,
        /// Heading level in the page: 3 or 4.
        level: u8,
        /// The heading.
        title_html: String,
        /// Class of the heading; empty if none.
        class: String,
        /// Content.
        blocks: Vec<Block>,
    },
    /// A step of `{.steps}`: an H3 with class `act` or `wait`.
    Step {
        /// Anchor.
        id: String,
        /// `act` (solid rail) or `wait` (dashed rail).
        clock: String,
        /// When: the text before ` · ` in the heading; empty if none.
        when: String,
        /// The act: the rest of the heading.
        title_html: String,
        /// Content without the closing "you should now hold".
        blocks: Vec<Block>,
        /// What the reader should now hold; empty if the step does not say.
        hold_html: String,
        /// Whether it is the last step of its rail.
        last: bool,
    },
    /// Words to say: a heading with class `script` and its block quotes.
    Script {
        /// Anchor.
        id: String,
        /// Heading; empty when the whole part is the script.
        title_html: String,
        /// What is said, in order.
        turns: Vec<Turn>,
        /// Other content under the heading, before the turns.
        blocks: Vec<Block>,
    },
    /// A task list.
    Checklist {
        /// The items, in order.
        items: Vec<ChecklistItem>,
    },
    /// Consecutive embedded deadlines: one table.
    Deadlines {
        /// The rows.
        rows: Vec<DeadlineCard>,
    },
    /// An embedded escalation ladder.
    Ladder {
        /// The ladder.
        ladder: LadderView,
    },
    /// An embedded letter.
    Letter {
        /// The letter.
        letter: LetterView,
    },
    /// An embedded authority.
    Authority {
        /// Its card.
        authority: AuthorityCard,
    },
    /// An embedded evidence item.
    Evidence {
        /// Its card.
        evidence: EvidenceCard,
    },
    /// An embedded term.
    Term {
        /// Its card.
        term: TermCard,
    },
    /// An embedded source.
    Source {
        /// Its card.
        source: SourceCard,
    },
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// `you` or `they`.
    pub who: String,
    /// The speaker as written: 你说, If they say.
    pub speaker: String,
    /// What is said.
    pub html: String,
    /// The words alone, for a copy button.
    pub text: String,
}

/// A short tag beside a checklist item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceTag {
    /// `perishable` or `redact`.
    pub kind: String,
    /// The words.
    pub text: String,
}

/// One item to tick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChecklistItem {
    /// Stable id, unique in the guide, under which the browser keeps the tick.
    pub id: String,
    /// Name in bold: the evidence record's reference or the first sentence.
    pub lead_html: String,
    /// The rest of the item; may be empty.
    pub hint_html: String,
    /// Plain text of the whole item, to find a tick again after an edit.
    pub text: String,
    /// Whether the source has it ticked (`[x]`).
    pub checked: bool,
    /// Whether it is an evidence item (to take along) rather than something to do.
    pub evidence: bool,
    /// Address of the evidence record's page; empty if none.
    pub href: String,
    /// Tags: perishable, redact.
    pub tags: Vec<EvidenceTag>,
}
