//! What the search index is made from.

use kb_search::{Key, Kind, Pages, Record, Section, Version};
use rayon::prelude::*;

use super::cards;
use super::context::Cx;
use super::page::PageCx;
use super::{guide, records};
use crate::document::{Document, PageKind, ReferenceKind, TextKind};
use crate::library::{DocId, Target};
use crate::record::RecordKind;
use crate::table::I18n;

/// What is found: each guide and checklist in its language, and each authority, letter and term in every language.
/// The text of a guide is put together when it is asked for.
#[derive(Debug)]
pub struct Searched<'a> {
    cx: &'a Cx<'a>,
    entries: Vec<Entry>,
}

/// A page that is found.
#[derive(Debug)]
enum Entry {
    Guide(DocId),
    Checklist(DocId),
    /// Of records there are few, and they are short.
    Made(Box<Record>),
}

impl<'a> Searched<'a> {
    /// What is found on a site.
    pub fn new(cx: &'a Cx<'a>) -> Self {
        let mut entries = Vec::new();
        for id in cx.library.ids() {
            let document = cx.library.document(id);
            if document.kind == PageKind::Guide {
                entries.push(Entry::Guide(id));
                entries.extend(guide::has_checklist(document).then_some(Entry::Checklist(id)));
            }
        }
        for lang in &cx.library.config().languages {
            for kind in [RecordKind::Authority, RecordKind::Letter, RecordKind::Term] {
                // A record is found in the languages in which it is written.
                let ids = cx.library.records().ids(kind).into_iter();
                for id in ids.filter(|id| cards::written_in(cx.library, kind, id, lang) == *lang) {
                    let page = cx.page(records::path(cx, kind, id, lang), lang, lang);
                    entries.extend(record(&page, kind, id).map(|record| Entry::Made(Box::new(record))));
                }
            }
        }
        Self { cx, entries }
    }

    /// Groups of words that mean the same.
    pub fn synonyms(&self) -> Vec<Vec<String>> {
        synonyms(self.cx)
    }

    fn page(&self, id: DocId) -> PageCx<'a> {
        let document = self.cx.library.document(id);
        self.cx.page(self.cx.page_path(&document.id, &document.lang), &document.lang, &document.lang)
    }
}

impl Pages for Searched<'_> {
    fn keys(&self) -> Vec<Key> {
        let key = |entry: &Entry| match entry {
            Entry::Guide(id) => {
                let document = self.cx.library.document(*id);
                let url = self.cx.page_path(&document.id, &document.lang);
                let (lang, id) = (document.lang.clone(), document.id.to_string());
                Key { lang, id, kind: Kind::Guide, url: url.as_str().to_owned() }
            }
            Entry::Checklist(id) => {
                let document = self.cx.library.document(*id);
                let url = self.cx.checklist_path(&document.id, &document.lang);
                let (lang, id) = (document.lang.clone(), checklist_id(document));
                Key { lang, id, kind: Kind::Checklist, url: url.as_str().to_owned() }
            }
            Entry::Made(record) => Key::of(record),
        };
        self.entries.iter().map(key).collect()
    }

    fn record(&self, at: usize) -> Record {
        match &self.entries[at] {
            Entry::Guide(id) => {
                let mentions = self.cx.library.said_of(*id).into_iter().map(str::to_owned).collect();
                Record { mentions, ..guide_record(&self.page(*id), *id) }
            }
            Entry::Checklist(id) => checklist_record(&self.page(*id), *id),
            Entry::Made(record) => (**record).clone(),
        }
    }

    fn versions(&self) -> Vec<Version> {
        let version = |entry: &Entry| match entry {
            Entry::Guide(id) | Entry::Checklist(id) => *self.cx.library.key_of_text(*id).as_bytes(),
            Entry::Made(record) => Key::version(record),
        };
        self.entries.par_iter().map(version).collect()
    }
}

/// Names and other names of authorities and terms.
fn synonyms(cx: &Cx<'_>) -> Vec<Vec<String>> {
    let records = cx.library.records();
    let none = Vec::new();
    let terms = records.terms.values().map(|t| (&t.name, &t.aliases, &t.words));
    let authorities = records.authorities.values().map(|a| (&a.name, &a.aka, &none));
    terms
        .chain(authorities)
        .map(|(name, others, words)| {
            let mut group: Vec<String> = name.texts.values().chain(others).chain(words).cloned().collect();
            group.sort();
            group.dedup();
            group
        })
        .filter(|g| g.len() > 1)
        .collect()
}

fn sector(page: &PageCx<'_>, document: &Document) -> (String, String) {
    let section = page.library().section_of(&document.id, &page.lang).map(|s| page.library().document(s));
    section.map_or_else(Default::default, |s| (s.id.to_string(), s.front.title.value.clone()))
}

fn guide_record(page: &PageCx<'_>, id: DocId) -> Record {
    let library = page.library();
    let document = library.document(id);
    let front = &document.front;
    let (sector, sector_title) = sector(page, document);
    let clock = front.your_clock.as_ref().and_then(|d| cards::deadline(page, &d.value));
    Record {
        id: document.id.to_string(),
        lang: document.lang.clone(),
        kind: Kind::Guide,
        url: page.path.as_str().to_owned(),
        title: front.title.value.clone(),
        summary: front.summary_text().to_owned(),
        sector,
        sector_title,
        jurisdictions: front.jurisdictions.iter().map(|j| j.value.to_lowercase()).collect(),
        aliases: front.tags.iter().map(|t| &t.value).chain(&front.words).cloned().collect(),
        today: front.today.as_ref().map(|t| t.act.clone()).unwrap_or_default(),
        deadline: clock.map(|c| format!("{} · {}", c.length, c.act)).unwrap_or_default(),
        sections: today(document).into_iter().chain(sections(page, id)).collect(),
        ..Record::default()
    }
}

/// The card with the first thing to do.
fn today(document: &Document) -> Option<Section> {
    let today = document.front.today.as_ref()?;
    Some(Section { anchor: "today".to_owned(), heading: today.act.clone(), text: today.text.clone() })
}

/// The text of a guide, one section a heading. Of embedded records it has their names: the rest is on pages
/// of their own.
fn sections(page: &PageCx<'_>, id: DocId) -> Vec<Section> {
    let document = page.library().document(id);
    let mut out = vec![Section { anchor: String::new(), heading: String::new(), text: String::new() }];
    let mut current = None;
    for (number, block) in document.body.blocks.iter().enumerate() {
        if block.heading != current {
            current = block.heading;
            let heading = current.map(|h| &document.body.headings[h]);
            out.push(Section {
                anchor: heading.map(|h| h.anchor.clone()).unwrap_or_default(),
                heading: heading.map(|h| h.text.clone()).unwrap_or_default(),
                text: String::new(),
            });
        }
        if block.kind != TextKind::Heading {
            let section = out.last_mut().expect("the list starts with the page's top");
            if !section.text.is_empty() {
                section.text.push('\n');
            }
            section.text.push_str(block.text.trim());
        }
        for name in embedded(page, id, number) {
            let section = out.last_mut().expect("the list starts with the page's top");
            section.text.push('\n');
            section.text.push_str(&name);
        }
    }
    out.retain(|s| !s.text.is_empty() || !s.heading.is_empty());
    out
}

/// The names of the records that are embedded in a block.
fn embedded(page: &PageCx<'_>, id: DocId, block: usize) -> Vec<String> {
    let library = page.library();
    let references = library.document(id).body.references.iter().zip(library.targets(id));
    let mut names = Vec::new();
    let mut add = |kind, id: &str| {
        names.push(cards::name(page, kind, id));
        if let Some(authority) =
            library.records().authorities.get(id).filter(|_| kind == RecordKind::Authority)
        {
            names.extend(authority.aka.iter().cloned());
        }
    };
    for (_, target) in references.filter(|(r, _)| r.kind == ReferenceKind::Embed && r.block == block) {
        let Target::Record { kind, id } = target else { continue };
        add(*kind, id);
        if let Some(ladder) = library.records().ladders.get(id).filter(|_| *kind == RecordKind::Ladder) {
            let authorities = ladder.rungs.iter().filter_map(|rung| rung.authority.as_ref());
            authorities.for_each(|authority| add(RecordKind::Authority, &authority.value));
        }
    }
    names
}

fn checklist_id(document: &Document) -> String {
    format!("{}/checklist", document.id)
}

fn checklist_record(page: &PageCx<'_>, id: DocId) -> Record {
    let document = page.library().document(id);
    let (sector, sector_title) = sector(page, document);
    let items: Vec<&str> = document.body.tasks.iter().map(|t| t.text.as_str()).collect();
    Record {
        id: checklist_id(document),
        lang: document.lang.clone(),
        kind: Kind::Checklist,
        url: page.cx.checklist_path(&document.id, &document.lang).as_str().to_owned(),
        title: page.texts().fill("checklist_of", &[("title", &document.front.title.value)]),
        summary: String::new(),
        sector,
        sector_title,
        jurisdictions: document.front.jurisdictions.iter().map(|j| j.value.to_lowercase()).collect(),
        aliases: Vec::new(),
        today: String::new(),
        deadline: String::new(),
        mentions: Vec::new(),
        sections: vec![Section { anchor: String::new(), heading: String::new(), text: items.join("\n") }],
    }
}

/// The other names of a record, and its name in every language: a reader may know an authority by the name that it
/// has at home.
fn named(mut others: Vec<String>, name: &I18n) -> Vec<String> {
    others.extend(name.texts.values().cloned());
    others
}

fn record(page: &PageCx<'_>, kind: RecordKind, id: &str) -> Option<Record> {
    let library = page.library();
    let common = library.records().common(kind, id)?;
    let (search_kind, summary, aliases, text) = match kind {
        RecordKind::Authority => {
            let card = cards::authority(page, id)?;
            let text = [&card.handles, &card.not_handles, &card.precondition, &card.can_order, &card.phone];
            let text = text.iter().map(|t| t.as_str()).collect::<Vec<_>>().join("\n");
            (
                Kind::Authority,
                card.handles.clone(),
                named(card.aka, &library.records().authorities.get(id)?.name),
                text,
            )
        }
        RecordKind::Term => {
            let card = cards::term(page, id)?;
            let term = library.records().terms.get(id)?;
            let words = term.words.iter().cloned();
            let aliases = named(card.aliases, &term.name).into_iter().chain(words).collect();
            (Kind::Term, card.definition.clone(), aliases, card.definition)
        }
        RecordKind::Letter => {
            let letter = cards::letter(page, id)?;
            let text: Vec<String> = letter
                .paragraphs
                .iter()
                .map(|p| p.iter().map(|s| s.text.as_str()).collect::<String>())
                .collect();
            (Kind::Letter, letter.to, Vec::new(), text.join("\n"))
        }
        _ => return None,
    };
    let jurisdiction = common.jurisdiction.to_lowercase();
    Some(Record {
        id: format!("{}/{id}", kind.folder()),
        lang: page.lang.clone(),
        kind: search_kind,
        url: page.path.as_str().to_owned(),
        title: cards::name(page, kind, id),
        summary,
        sector: common.sectors.first().cloned().unwrap_or_default(),
        sector_title: String::new(),
        jurisdictions: if jurisdiction.is_empty() { Vec::new() } else { vec![jurisdiction] },
        aliases,
        today: String::new(),
        deadline: String::new(),
        mentions: Vec::new(),
        sections: vec![Section { anchor: String::new(), heading: String::new(), text }],
    })
}
