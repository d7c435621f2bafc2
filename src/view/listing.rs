//! Pages that lead to other pages.

use serde::Serialize;

use super::block::Block;
use super::guide::{ChecklistPage, Part};
use super::record::{AuthorityCard, DeadlineCard, EvidenceCard, SourceCard, TermCard};
use super::shell::{Link, Shell};

/// A guide in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GuideEntry {
    /// Id: path without language and suffix.
    pub id: String,
    /// Title.
    pub title: String,
    /// Address relative to the page.
    pub href: String,
    /// Language if it differs from the page's, else empty.
    pub lang: String,
    /// Summary.
    pub summary: String,
    /// The act for today; may be empty.
    pub today: String,
    /// `none`, `days` or `hours`.
    pub urgency: String,
    /// Length of the reader's own clock; may be empty.
    pub your_clock: String,
    /// Length of the other side's clock; may be empty.
    pub their_clock: String,
    /// Sector's title.
    pub sector: String,
    /// Jurisdictions' names.
    pub jurisdictions: Vec<String>,
    /// Address of its checklist; empty if none.
    pub checklist_href: String,
    /// Number of items to tick.
    pub checklist_count: usize,
    /// Address of its checklist as PDF; empty if not made.
    pub pdf_href: String,
}

/// A group of links on the home page, named by an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventGroup {
    /// Heading.
    pub title_html: String,
    /// The links (an HTML list).
    pub blocks: Vec<Block>,
}

/// A sector on the home page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectorCard {
    /// Title.
    pub title: String,
    /// Address.
    pub href: String,
    /// Icon's name.
    pub icon: String,
    /// Sample words.
    pub words: Vec<String>,
    /// How many guides.
    pub count: usize,
}

/// A tool on the home page: lists, letters, deadlines, who, words, offline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToolCard {
    /// Key: also the icon (`list`, `letter`, `clock`, `phone`, `book`, `down`).
    pub key: String,
    /// Title.
    pub title: String,
    /// One line.
    pub text: String,
    /// Address.
    pub href: String,
}

/// Template `home.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HomePage {
    /// Header and footer.
    pub shell: Shell,
    /// Title with `<wbr>` between words.
    pub title_html: String,
    /// Summary; may be empty.
    pub summary: String,
    /// The urgent part of `_index.md`.
    pub urgent: Option<Part>,
    /// Title of the events part; empty if `_index.md` has none.
    pub events_title: String,
    /// Groups by event.
    pub events: Vec<EventGroup>,
    /// Other parts of `_index.md`.
    pub parts: Vec<Part>,
    /// Sectors.
    pub sectors: Vec<SectorCard>,
    /// Tools.
    pub tools: Vec<ToolCard>,
}

/// Template `section.html`: a sector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionPage {
    /// Header and footer.
    pub shell: Shell,
    /// Title with `<wbr>` between words.
    pub title_html: String,
    /// Summary; may be empty.
    pub summary: String,
    /// Icon's name.
    pub icon: String,
    /// Content of `_index.md`.
    pub parts: Vec<Part>,
    /// Guides where hours count.
    pub urgent: Vec<GuideEntry>,
    /// All guides.
    pub guides: Vec<GuideEntry>,
    /// Address of the sector's pack of checklists; empty if there is none.
    pub checklists_href: String,
    /// Address of the sector's guides on one page, for paper; empty if there is none.
    pub print_href: String,
    /// Sub-sections.
    pub sections: Vec<SectorCard>,
}

/// A guide of a sector that is printed in one piece. What it says comes from its own page, after the template is
/// drawn: in the place of a comment `<!--guide SLUG-->`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct SectorPrintGuide {
    /// Anchor of the guide on the page; anchors inside it are `SLUG--ANCHOR`.
    pub slug: String,
    /// Path of the guide's own page in the site.
    pub page: String,
    /// Title with `<wbr>` between words.
    pub title_html: String,
    /// The one thing to do today; may be empty.
    pub act: String,
    /// Address of the guide to print: without scheme if `base_url` is set, else the path.
    pub address: String,
}

/// Template `sector-print.html`: all guides of a sector on one page, to be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectorPrintPage {
    /// Header and footer.
    pub shell: Shell,
    /// Title with `<wbr>` between words.
    pub title_html: String,
    /// Summary of the sector; may be empty.
    pub summary: String,
    /// Address of the sector, to print.
    pub address: String,
    /// Address of the sector's pack of checklists; empty if there is none.
    pub checklists_href: String,
    /// The guides.
    pub guides: Vec<SectorPrintGuide>,
}

/// A group of checklists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexGroup {
    /// Title of the sector, jurisdiction or letter of the alphabet.
    pub title: String,
    /// Anchor.
    pub id: String,
    /// Address of the group's own page; empty if none.
    pub href: String,
    /// Entries.
    pub entries: Vec<CardEntry>,
}

/// An entry of an index: exactly one of the cards is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct CardEntry {
    /// A guide (in lists of checklists).
    pub guide: Option<GuideEntry>,
    /// An authority.
    pub authority: Option<AuthorityCard>,
    /// A deadline.
    pub deadline: Option<DeadlineCard>,
    /// An evidence item.
    pub evidence: Option<EvidenceCard>,
    /// A term.
    pub term: Option<TermCard>,
    /// Terms not to be confused with `term`.
    pub not_to_confuse_with: Vec<TermCard>,
    /// A source.
    pub source: Option<SourceCard>,
    /// A letter: title, address; its recipient in `text`.
    pub letter: Option<Link>,
    /// A line beside the entry; may be empty.
    pub text: String,
    /// How many pages use it.
    pub uses: usize,
}

/// Templates `authorities.html`, `deadlines.html`, `evidence-items.html`, `terms.html`,
/// `sources.html`, `letters.html`: all records of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordIndex {
    /// Header and footer.
    pub shell: Shell,
    /// Title.
    pub title: String,
    /// One line under the title.
    pub intro: String,
    /// Groups.
    pub groups: Vec<IndexGroup>,
}

/// Template `checklists.html`: all checklists of the site (`sheets` empty) or of a sector (with
/// every sheet, to be printed one after another).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChecklistIndex {
    /// Header and footer.
    pub shell: Shell,
    /// Title.
    pub title: String,
    /// One line under the title.
    pub intro: String,
    /// Groups by sector.
    pub groups: Vec<IndexGroup>,
    /// Address of the sector's sheets as PDF; empty if not made.
    pub pdf_href: String,
    /// The sheets of a sector's pack.
    pub sheets: Vec<ChecklistPage>,
}

/// Template `search.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchPage {
    /// Header and footer.
    pub shell: Shell,
    /// Sectors, to filter by: title, and id in `href`.
    pub sectors: Vec<Link>,
    /// Kinds, to filter by: title, and key in `href`.
    pub kinds: Vec<Link>,
    /// Jurisdictions, to filter by: name, and code in `href`.
    pub jurisdictions: Vec<Link>,
    /// All guides by sector, for readers without script.
    pub groups: Vec<IndexGroup>,
    /// Events of the home page, for an empty field.
    pub events: Vec<EventGroup>,
}

/// Templates `404.html` and `offline.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaticPage {
    /// Header and footer.
    pub shell: Shell,
    /// Title.
    pub title: String,
    /// Sectors.
    pub sectors: Vec<SectorCard>,
    /// Events of the home page.
    pub events: Vec<EventGroup>,
    /// Copies of the whole site to download, on `offline.html` alone.
    pub downloads: Vec<Download>,
}

/// A copy of the whole site as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Download {
    /// What it is.
    pub title: String,
    /// Address.
    pub href: String,
    /// Name under which a browser saves it.
    pub name: String,
    /// Size with its unit, decimal: `2.1 MB`.
    pub size: String,
}

/// Template `redirect.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RedirectPage {
    /// Language of the target.
    pub lang: String,
    /// Title of the target.
    pub title: String,
    /// Address of the target relative to the redirect.
    pub href: String,
    /// Absolute address of the target; empty without `base_url`.
    pub canonical: String,
    /// Path of the target in the site, for the files that hosts read.
    pub target: String,
}
