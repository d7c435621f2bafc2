//! What templates see: one typed view for each template.
//!
//! A view is plain data with every decision already taken (texts in the page's language, links
//! relative to the page, records resolved), so a template only lays it out. *The view is the
//! dependency list of a page*: two builds whose views are equal give the same bytes.
//!
//! Strings that end in `_html` are HTML that is already escaped and sanitised; every other string is
//! plain text, which the templates escape.

mod block;
mod guide;
mod listing;
mod paper;
mod picture;
mod record;
mod shell;

pub use block::{Block, ChecklistItem, EvidenceTag, Turn};
pub use guide::{
    BarItem, ChecklistPage, Example, FactStrip, GuidePage, LogTable, PackPage, PageFacts, Part, Review,
    SideCase, TocItem, Today,
};
pub use listing::{
    CardEntry, ChecklistIndex, Download, EventGroup, GuideEntry, HomePage, IndexGroup, RecordIndex,
    RedirectPage, SearchPage, SectionPage, SectorCard, SectorPrintGuide, SectorPrintPage, StaticPage,
    ToolCard,
};
pub use paper::PaperView;
pub use picture::PictureView;
pub use record::{
    AuthorityCard, AuthorityPage, CitedBy, DeadlineCard, DeadlinePage, EvidenceCard, EvidencePage, FieldView,
    LadderView, LetterPage, LetterSegment, LetterView, RungView, SourceCard, SourcePage, TermCard, TermPage,
};
pub use shell::{
    Assets, LanguageLink, Link, Notice, PageHead, Shared, SharedAssets, SharedSite, Shell, SiteView,
};
