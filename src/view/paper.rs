//! What is printed as PDF: the same views that the pages have.

use super::{ChecklistIndex, ChecklistPage, PackPage, Shell};

/// A PDF file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperView {
    /// A guide's checklist: one page.
    Checklist(Box<ChecklistPage>),
    /// A guide's pack: checklist, letters, deadlines, contacts, tables to fill in.
    Pack(Box<PackPage>),
    /// All checklists of a sector, with a list of contents.
    Sector(Box<ChecklistIndex>),
}

impl PaperView {
    /// Header and footer of the page that shows the same.
    pub fn shell(&self) -> &Shell {
        match self {
            PaperView::Checklist(v) => &v.shell,
            PaperView::Pack(v) => &v.shell,
            PaperView::Sector(v) => &v.shell,
        }
    }
}
