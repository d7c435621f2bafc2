//! The guide page, its checklist and its pack.

use serde::Serialize;

use super::GuideEntry;
use super::block::{Block, ChecklistItem};
use super::record::{AuthorityCard, CitedBy, DeadlineCard, LadderView, LetterView, SourceCard};
use super::shell::{Link, Shell};

/// One part of a guide: an H2 and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Class of the heading (`urgent`, `evidence`, `steps`, …); empty for a plain section.
    pub key: String,
    /// Anchor: the key, or a slug of the heading.
    pub id: String,
    /// Heading; empty for text before the first heading.
    pub title_html: String,
    /// Content.
    pub blocks: Vec<Block>,
}

/// An entry of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TocItem {
    /// Anchor without `#`.
    pub id: String,
    /// Heading as plain text.
    pub title: String,
    /// Part key; empty for a plain section.
    pub key: String,
}

/// The line of facts under the title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageFacts {
    /// Names of the jurisdictions, in the page's language.
    pub jurisdictions: Vec<String>,
    /// Date of the last review, ISO; empty if none.
    pub reviewed: String,
    /// Number of sources cited.
    pub source_count: usize,
}

/// The four cells under the urgent part; an empty value drops its cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactStrip {
    /// What the reader can get.
    pub gain: String,
    /// What it costs.
    pub cost: String,
    /// Length of the other side's clock.
    pub their_clock: String,
    /// Length of the reader's own clock.
    pub your_clock: String,
}

/// The one act for today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Today {
    /// The act, imperative.
    pub act: String,
    /// Estimated minutes; 0 if not said.
    pub minutes: u32,
    /// Two sentences of how.
    pub text: String,
}

/// An entry of the bar at the bottom of a phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BarItem {
    /// `contents`, `evidence`, `letter` or `who`.
    pub key: String,
    /// Word under the icon.
    pub title: String,
    /// Anchor with `#`.
    pub href: String,
}

/// The card "your case" beside the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SideCase {
    /// The reader's clock.
    pub your_clock: Option<DeadlineCard>,
    /// The other side's clock.
    pub their_clock: Option<DeadlineCard>,
    /// Whom to go to when it does not work: first authority of the guide's first ladder.
    pub authority: Option<AuthorityCard>,
}

/// The card at the end of a guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Review {
    /// Names of the jurisdictions.
    pub jurisdictions: Vec<String>,
    /// Date of the last review, ISO; empty if none.
    pub reviewed: String,
    /// Oldest check of the guide and all records it uses, ISO; empty if none.
    pub oldest_check: String,
    /// Date of the next review, ISO; empty if none. The browser compares it with its own date.
    pub next: String,
    /// Responsible role; empty if none.
    pub owner: String,
    /// Whether the next review is past on the build's date.
    pub overdue: bool,
}

/// A related guide with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The guide.
    pub guide: GuideEntry,
    /// Why the reader would go there; may be empty for computed ones.
    pub reason: String,
}

/// Template `guide.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GuidePage {
    /// Header and footer.
    pub shell: Shell,
    /// Id of the guide (path without language and suffix), under which the browser keeps the ticks.
    pub id: String,
    /// The guide's sector.
    pub sector: Link,
    /// Title with `<wbr>` between words.
    pub title_html: String,
    /// Summary with numbers kept together.
    pub summary_html: String,
    /// The line of facts.
    pub facts: PageFacts,
    /// The four cells.
    pub strip: FactStrip,
    /// Whether any of the four cells has a value.
    pub has_strip: bool,
    /// The act for today.
    pub today: Option<Today>,
    /// Table of contents.
    pub toc: Vec<TocItem>,
    /// Bar on phones.
    pub bar: Vec<BarItem>,
    /// The `urgent` part, drawn before the fact strip.
    pub urgent: Option<Part>,
    /// The other parts.
    pub parts: Vec<Part>,
    /// Card beside the text.
    pub side: SideCase,
    /// Address of the printable checklist; empty if the guide has no task list.
    pub checklist_href: String,
    /// Address of the pack (checklist, letter, deadlines, contacts, case sheets).
    pub pack_href: String,
    /// Address of the first letter's page; empty if none.
    pub letter_href: String,
    /// Address of the checklist as PDF; empty if not made.
    pub pdf_href: String,
    /// Address of the Markdown copy.
    pub markdown_href: String,
    /// Where to go if this fails.
    pub next: Option<Example>,
    /// Related guides.
    pub related: Vec<Example>,
    /// Pages that link here, with the sentence around the link.
    pub backlinks: Vec<CitedBy>,
    /// Sources cited, numbered from 1 in this order.
    pub sources: Vec<SourceCard>,
    /// The closing card.
    pub review: Review,
    /// Text that a reader can paste into a chat.
    pub share_text: String,
    /// Address of the page to print: absolute without scheme if `base_url` is set, else the path.
    pub address: String,
    /// QR code of the address as SVG path data to be stroked one unit wide, for paper; empty without
    /// `base_url`.
    pub qr_path: String,
    /// Modules on one side of the QR code, quiet zone included.
    pub qr_size: usize,
    /// Whether the content stands in for a missing translation.
    pub fallback: bool,
}

/// A table with empty rows to write in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogTable {
    /// `calls`, `evidence` or `timeline`.
    pub key: String,
    /// Heading.
    pub title: String,
    /// Column heads.
    pub columns: Vec<String>,
    /// How many empty rows.
    pub rows: usize,
}

/// Template `checklist.html`: one sheet of paper for one guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChecklistPage {
    /// Header and footer.
    pub shell: Shell,
    /// Id of the guide, under which the browser keeps the ticks.
    pub guide_id: String,
    /// Address of this sheet as PDF; empty if not made.
    pub pdf_href: String,
    /// The guide.
    pub guide: Link,
    /// Title of the guide, with `<wbr>` between words.
    pub title_html: String,
    /// Names of the jurisdictions.
    pub jurisdictions: Vec<String>,
    /// Date of the last review, ISO.
    pub reviewed: String,
    /// Address of the guide to print: absolute without scheme if `base_url` is set, else the path.
    pub address: String,
    /// QR code of the guide's address as SVG path data to be stroked one unit wide; empty without
    /// `base_url`.
    pub qr_path: String,
    /// Modules on one side of the QR code, quiet zone included.
    pub qr_size: usize,
    /// Blanks "my case": labels.
    pub blanks: Vec<String>,
    /// Things to take along.
    pub evidence: Vec<ChecklistItem>,
    /// Things to do: other task list items, or the steps of the guide.
    pub steps: Vec<ChecklistItem>,
    /// Up to three dates to fill in: clocks of the guide.
    pub dates: Vec<DeadlineCard>,
    /// Empty table for calls.
    pub log: LogTable,
    /// Two lines to remember, from the don'ts and the scams.
    pub remember_html: Vec<String>,
    /// Source line to print: organisation and titles of the sources.
    pub sources: Vec<String>,
}

/// Template `pack.html`: everything of a guide to take along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackPage {
    /// Header and footer.
    pub shell: Shell,
    /// Address of the pack as PDF; empty if not made.
    pub pdf_href: String,
    /// The checklist sheet (its shell is the pack's).
    pub sheet: ChecklistPage,
    /// Letters with blanks.
    pub letters: Vec<LetterView>,
    /// All deadlines of the guide.
    pub deadlines: Vec<DeadlineCard>,
    /// Ladders of the guide: whom to contact.
    pub ladders: Vec<LadderView>,
    /// Call log, evidence index, timeline.
    pub sheets: Vec<LogTable>,
}
