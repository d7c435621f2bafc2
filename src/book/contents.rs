//! What a book holds, in which order: the site's pages of one language as chapters.

use std::collections::{BTreeMap, BTreeSet};

use super::link::{Target, target};
use crate::plan::{Cx, Output, PageView, Plan};
use crate::record::RecordKind;
use crate::site::OutPath;
use crate::view::{CardEntry, RecordIndex};

/// A file of the book.
#[derive(Debug)]
pub(super) struct Chapter<'p> {
    /// Its name: lower-case ASCII letters, digits and hyphens, with `.xhtml`.
    pub(super) file: String,
    /// Its title in the contents.
    pub(super) title: String,
    /// Depth in the contents: 0 for sectors and lists.
    pub(super) level: usize,
    /// Heading above several sections; empty when the one section brings its own.
    pub(super) heading: String,
    /// What it is made of.
    pub(super) sections: Vec<Section<'p>>,
}

/// A page of the site inside a chapter.
#[derive(Debug)]
pub(super) struct Section<'p> {
    /// Its path in the site, to which its links are relative.
    pub(super) path: OutPath,
    /// The template that draws it.
    pub(super) template: &'static str,
    /// What it shows.
    pub(super) view: &'p PageView,
    /// Its id where it shares the chapter.
    pub(super) id: Option<String>,
}

/// Where a page of the site is in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The chapter's file.
    pub(super) file: String,
    /// The section in it; `None` for the chapter as a whole.
    pub(super) id: Option<String>,
}

/// Chapters of a language's book, in order, and where each page of the site is in them.
pub(super) fn chapters<'p>(
    cx: &Cx<'_>,
    plan: &'p Plan,
    lang: &str,
) -> (Vec<Chapter<'p>>, BTreeMap<OutPath, Place>) {
    let mut book =
        Contents { plan, lang, chapters: Vec::new(), places: BTreeMap::new(), files: BTreeSet::new() };
    let home = cx.list_path("", lang);
    book.title(&home);
    book.page(home.clone(), 0);
    for sector in book.links(&home) {
        book.sector(sector, 0);
    }
    book.other_guides();
    book.checklists(&cx.list_path("checklists", lang));
    for kind in [
        RecordKind::Letter,
        RecordKind::Deadline,
        RecordKind::Authority,
        RecordKind::Evidence,
        RecordKind::Term,
        RecordKind::Source,
    ] {
        book.records(kind, &cx.list_path(kind.folder(), lang));
    }
    (book.chapters, book.places)
}

struct Contents<'p, 'l> {
    plan: &'p Plan,
    lang: &'l str,
    chapters: Vec<Chapter<'p>>,
    places: BTreeMap<OutPath, Place>,
    files: BTreeSet<String>,
}

impl<'p> Contents<'p, '_> {
    /// The view of a page in the book's language.
    fn view(&self, path: &OutPath) -> Option<&'p PageView> {
        match self.plan.get(path) {
            Some(Output::Page { view, .. }) if view.shell().is_some_and(|s| s.site.lang == self.lang) => {
                Some(view)
            }
            _ => None,
        }
    }

    /// The page that says what the book is; it shows the home page's view, and no link leads to it.
    fn title(&mut self, home: &OutPath) {
        let Some(view) = self.view(home) else { return };
        let title = view.shell().map(|s| s.site.title.clone()).unwrap_or_default();
        // Names that the container uses.
        self.files.extend([super::TITLE_FILE, "cover.xhtml", "nav.xhtml"].map(str::to_owned));
        let section = Section { path: home.clone(), template: "book/title.html", view, id: None };
        let (file, heading) = (super::TITLE_FILE.to_owned(), String::new());
        self.chapters.push(Chapter { file, title, level: 0, heading, sections: vec![section] });
    }

    /// Adds a page as a chapter of its own. Pages that the book has, or has no template for, are left.
    fn page(&mut self, path: OutPath, level: usize) {
        let Some(view) = self.view(&path).filter(|_| !self.places.contains_key(&path)) else { return };
        let (Some(template), Some(shell)) = (template(view), view.shell()) else { return };
        let file = self.file(&path);
        self.places.insert(path.clone(), Place { file: file.clone(), id: None });
        let title = match view {
            // Among the checklists, a checklist goes by its guide.
            PageView::Checklist(sheet) => sheet.guide.title.clone(),
            _ => shell.page.title.clone(),
        };
        let heading = String::new();
        let section = Section { path, template, view, id: None };
        self.chapters.push(Chapter { file, title, level, heading, sections: vec![section] });
    }

    fn sector(&mut self, path: OutPath, level: usize) {
        if self.places.contains_key(&path) {
            return;
        }
        self.page(path.clone(), level);
        let Some(PageView::Section(section)) = self.view(&path) else { return };
        for guide in &section.guides {
            self.page_at(&path, &guide.href, level + 1);
        }
        for below in self.links(&path) {
            self.sector(below, level + 1);
        }
    }

    /// Sectors that a page leads to.
    fn links(&self, from: &OutPath) -> Vec<OutPath> {
        let cards = match self.view(from) {
            Some(PageView::Home(view)) => &view.sectors,
            Some(PageView::Section(view)) => &view.sections,
            _ => return Vec::new(),
        };
        cards.iter().filter_map(|card| inside(from, &card.href)).collect()
    }

    fn page_at(&mut self, from: &OutPath, href: &str, level: usize) {
        if let Some(path) = inside(from, href) {
            self.page(path, level);
        }
    }

    /// Guides that no sector lists.
    fn other_guides(&mut self) {
        let plan = self.plan;
        for (path, output) in plan.outputs() {
            if let Output::Page { view: PageView::Guide(_), .. } = output {
                self.page(path.clone(), 0);
            }
        }
    }

    fn checklists(&mut self, list: &OutPath) {
        self.page(list.clone(), 0);
        let Some(PageView::Checklists(index)) = self.view(list) else { return };
        for guide in index.groups.iter().flat_map(|g| &g.entries).filter_map(|e| e.guide.as_ref()) {
            self.page_at(list, &guide.checklist_href, 1);
        }
    }

    /// The list of a kind, and its records: letters as chapters, others together by country.
    fn records(&mut self, kind: RecordKind, list: &OutPath) {
        let Some(PageView::Records(index)) = self.view(list) else { return };
        if kind == RecordKind::Letter {
            self.page(list.clone(), 0);
            for entry in index.groups.iter().flat_map(|g| &g.entries) {
                self.page_at(list, href(entry), 1);
            }
            return;
        }
        let alone = index.groups.len() == 1;
        if !alone {
            self.page(list.clone(), 0);
        }
        for group in 0..index.groups.len() {
            self.group(list, index, group, usize::from(!alone));
        }
    }

    fn group(&mut self, list: &OutPath, index: &RecordIndex, group: usize, level: usize) {
        let entries = &index.groups[group].entries;
        let name = OutPath::index(&format!("{}/{}", list.folder(), index.groups[group].id));
        let file = self.file(&name);
        let mut sections = Vec::with_capacity(entries.len());
        for path in entries.iter().filter_map(|e| inside(list, href(e))) {
            let Some(view) = self.view(&path).filter(|_| !self.places.contains_key(&path)) else { continue };
            let Some(template) = template(view) else { continue };
            let id = super::xhtml::xml_id(path.folder().rsplit('/').next().unwrap_or_default());
            self.places.insert(path.clone(), Place { file: file.clone(), id: Some(id.clone()) });
            sections.push(Section { path, template, view, id: Some(id) });
        }
        let title = if level == 0 { index.title.clone() } else { index.groups[group].title.clone() };
        let heading = if level == 0 { title.clone() } else { format!("{} · {title}", index.title) };
        if level == 0 {
            self.places.insert(list.clone(), Place { file: file.clone(), id: None });
        }
        self.chapters.push(Chapter { file, title, level, heading, sections });
    }

    /// A name for a page's file that no other has.
    fn file(&mut self, path: &OutPath) -> String {
        let own = path.folder().strip_prefix(self.lang).map_or(path.folder(), |rest| rest.trim_matches('/'));
        let plain = own.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-'));
        let stem = match own {
            "" => "home".to_owned(),
            _ if plain => own.replace('/', "-").to_lowercase(),
            // Letters of other scripts in file names are trouble in some readers.
            _ => format!("page-{}", &blake3::hash(own.as_bytes()).to_hex()[..10]),
        };
        let mut file = format!("{stem}.xhtml");
        for n in 2.. {
            if self.files.insert(file.clone()) {
                break;
            }
            file = format!("{stem}-{n}.xhtml");
        }
        file
    }
}

fn inside(from: &OutPath, href: &str) -> Option<OutPath> {
    match target(from, href) {
        Target::Inside { path, .. } => Some(path),
        Target::Outside(_) => None,
    }
}

/// The template of a book for a page; `None` for pages that a book does without.
fn template(view: &PageView) -> Option<&'static str> {
    Some(match view {
        PageView::Home(_) => "book/home.html",
        PageView::Section(_) => "book/section.html",
        PageView::Guide(_) => "book/guide.html",
        PageView::Checklist(_) => "book/checklist.html",
        PageView::Checklists(_) => "book/checklists.html",
        PageView::Records(_) => "book/records.html",
        PageView::Letter(_) => "book/letter.html",
        PageView::Authority(_) => "book/authority.html",
        PageView::Deadline(_) => "book/deadline.html",
        PageView::Evidence(_) => "book/evidence.html",
        PageView::Term(_) => "book/term.html",
        PageView::Source(_) => "book/source.html",
        PageView::Pack(_)
        | PageView::SectorPrint(_)
        | PageView::Search(_)
        | PageView::Static(_)
        | PageView::Redirect(_) => return None,
    })
}

/// Address of an entry's page.
fn href(entry: &CardEntry) -> &str {
    let letter = entry.letter.as_ref().map(|l| l.href.as_str());
    letter
        .or(entry.authority.as_ref().map(|c| c.href.as_str()))
        .or(entry.deadline.as_ref().map(|c| c.href.as_str()))
        .or(entry.evidence.as_ref().map(|c| c.href.as_str()))
        .or(entry.term.as_ref().map(|c| c.href.as_str()))
        .or(entry.source.as_ref().map(|c| c.href.as_str()))
        .unwrap_or_default()
}
