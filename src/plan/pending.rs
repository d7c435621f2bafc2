//! Work that is planned piece by piece, as it is drawn.

use super::context::{Cx, Job};
use super::{Planned, guide, home, lists, sector_print};
use crate::library::Library;

/// Pages that are planned when they are drawn: a site's guides as views are several times as large as
/// the site, and drawing needs one of them at a time.
#[derive(Debug)]
pub struct Pending(Work);

#[derive(Debug)]
enum Work {
    Guide(Job),
    Sheets(Job),
    Sector(sector_print::Job),
    Home(Job),
    /// In a language.
    Search(String),
    /// In a language.
    Checklists(String),
}

impl Pending {
    /// Plans its outputs.
    pub(crate) fn outputs(&self, cx: &Cx<'_>) -> Vec<Planned> {
        match &self.0 {
            Work::Guide(job) => guide::outputs(cx, job),
            Work::Sheets(job) => lists::sector_outputs(cx, job),
            Work::Sector(job) => vec![sector_print::output(cx, job)],
            Work::Home(job) => vec![home::output(cx, job)],
            Work::Search(lang) => vec![lists::search_output(cx, lang)],
            Work::Checklists(lang) => lists::checklists_output(cx, lang).into_iter().collect(),
        }
    }

    /// Whether it shows something of many guides.
    pub(crate) fn is_large(&self) -> bool {
        !matches!(self.0, Work::Guide(_))
    }

    /// The files that a preview makes when somebody asks, the page first; nothing of what it shows at once.
    pub(super) fn late(&self, cx: &Cx<'_>) -> Option<Vec<Planned>> {
        match &self.0 {
            Work::Sheets(job) => Some(lists::left(cx, job)),
            Work::Sector(job) => Some(vec![sector_print::left(cx, job)]),
            Work::Guide(_) | Work::Home(_) | Work::Search(_) | Work::Checklists(_) => None,
        }
    }

    /// Whether it is put together from pages that are drawn before.
    pub(crate) fn is_united(&self) -> bool {
        matches!(self.0, Work::Sector(_))
    }

    /// Hash of everything that its outputs show.
    pub(super) fn key(&self, library: &Library) -> blake3::Hash {
        let (kind, key) = match &self.0 {
            Work::Guide(job) => ("guide", library.key_of_guide(job.document, &job.lang)),
            Work::Sheets(job) => ("sheets", library.key_of_sector(job.document, &job.lang)),
            Work::Sector(job) => ("print", job.key(library)),
            Work::Home(job) => ("home", library.key_of_section(job.document, &job.lang)),
            Work::Search(lang) => ("search", library.key_of_list(lang)),
            Work::Checklists(lang) => ("checklists", library.key_of_list(lang)),
        };
        blake3::hash(format!("{kind} {key}").as_bytes())
    }
}

/// All such work of a site, in the order in which paths are given out.
pub(super) fn pending<'a>(cx: &'a Cx<'a>) -> impl Iterator<Item = Pending> + 'a {
    let guides = cx.page_jobs().into_iter().map(Work::Guide);
    let sheets = lists::sectors(cx).into_iter().map(Work::Sheets);
    let sectors = sector_print::jobs(cx).into_iter().map(Work::Sector);
    let homes = home::jobs(cx).into_iter().map(Work::Home);
    let languages = || cx.library.config().languages.iter().cloned();
    let lists = languages().map(Work::Search).chain(languages().map(Work::Checklists));
    guides.chain(sheets).chain(sectors).chain(homes).chain(lists).map(Pending)
}
