//! Pages of records, and the lists of each kind.

use std::collections::BTreeSet;

use super::cards;
use super::context::Cx;
use super::page::{HeadDraft, PageCx};
use super::{OutPath, Output, PageView, Planned, listed};
use crate::document::{PageId, PageKind};
use crate::library::Mention;
use crate::record::{Common, JURISDICTIONS, RecordKind, Records};
use crate::view::{
    AuthorityPage, CardEntry, CitedBy, DeadlinePage, EvidencePage, IndexGroup, LetterPage, Link, Notice,
    RecordIndex, Shell, SourceCard, SourcePage, TermPage,
};

/// All pages of records in every language.
pub(super) fn outputs(cx: &Cx<'_>) -> Vec<Planned> {
    let mut out = Vec::new();
    for lang in &cx.library.config().languages {
        for kind in RecordKind::ALL.into_iter().filter(|k| k.has_pages()) {
            let ids = cx.library.records().ids(kind);
            for id in &ids {
                let path = cx.record_path(kind, id, lang);
                let page = cx.page(path.clone(), lang, &cards::written_in(cx.library, kind, id, lang));
                let source = cx.library.records().common(kind, id).map(|c| c.path().clone());
                if let (Some((template, view)), Some(source)) = (record(&page, kind, id), source) {
                    out.push((path, Output::Page { template, view }, source));
                }
            }
            if let Some(common) = ids.first().and_then(|id| cx.library.records().common(kind, id)) {
                let path = cx.list_path(kind.folder(), lang);
                let page = cx.page(path.clone(), lang, lang);
                let view = PageView::Records(Box::new(index(&page, kind)));
                out.push((path, Output::Page { template: list_template(kind), view }, common.path().clone()));
            }
        }
    }
    out
}

fn list_template(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Authority => "authorities.html",
        RecordKind::Deadline => "deadlines.html",
        RecordKind::Evidence => "evidence-items.html",
        RecordKind::Letter | RecordKind::Ladder => "letters.html",
        RecordKind::Term => "terms.html",
        RecordKind::Source => "sources.html",
    }
}

fn head(page: &PageCx<'_>, kind: RecordKind, id: &str, title: String, description: String) -> HeadDraft {
    let languages = &page.library().config().languages;
    let written = |lang: &String| cards::written_in(page.library(), kind, id, lang);
    let mut trail = page.home_crumb();
    trail.push(Link {
        title: page.t(&format!("nav_{}", kind.folder())).to_owned(),
        href: page.href(&page.cx.list_path(kind.folder(), &page.lang)),
        lang: String::new(),
    });
    let kind_name = match kind {
        RecordKind::Authority => "authority",
        RecordKind::Deadline => "deadline",
        RecordKind::Evidence => "evidence",
        RecordKind::Letter | RecordKind::Ladder => "letter",
        RecordKind::Term => "term",
        RecordKind::Source => "source",
    };
    HeadDraft {
        kind: kind_name,
        title,
        description,
        versions: languages.iter().map(|l| (l.clone(), page.cx.record_path(kind, id, l))).collect(),
        fallbacks: languages.iter().filter(|l| written(l) != **l).cloned().collect(),
        breadcrumbs: trail,
        notices: fallback_notice(page),
        canonical: (page.lang != page.content_lang)
            .then(|| page.cx.record_path(kind, id, &page.content_lang)),
        ..HeadDraft::default()
    }
}

/// What a page says whose record is not written in the reader's language.
fn fallback_notice(page: &PageCx<'_>) -> Vec<Notice> {
    let notice = || Notice {
        kind: "fallback".to_owned(),
        text: page.t("notice_fallback").to_owned(),
        href: String::new(),
    };
    if page.lang == page.content_lang { Vec::new() } else { vec![notice()] }
}

fn link(page: &PageCx<'_>, kind: RecordKind, id: &str) -> Link {
    let href = page.href(&page.cx.record_path(kind, id, &page.lang));
    // A deadline is called by its length, which every language can say.
    let lang = match kind {
        RecordKind::Deadline => String::new(),
        _ => page.foreign(&cards::written_in(page.library(), kind, id, &page.lang)),
    };
    Link { title: cards::name(page, kind, id), href, lang }
}

/// The template and view of a record's page.
fn record(page: &PageCx<'_>, kind: RecordKind, id: &str) -> Option<(&'static str, PageView)> {
    let library = page.library();
    let common = library.records().common(kind, id)?;
    let record = RecordCx { page, kind, id, common, mentions: library.mentions(kind, id) };
    Some(match kind {
        RecordKind::Authority => ("authority.html", PageView::Authority(Box::new(record.authority()?))),
        RecordKind::Deadline => ("deadline.html", PageView::Deadline(Box::new(record.deadline()?))),
        RecordKind::Evidence => ("evidence.html", PageView::Evidence(Box::new(record.evidence()?))),
        RecordKind::Letter => ("letter.html", PageView::Letter(Box::new(record.letter()?))),
        RecordKind::Term => ("term.html", PageView::Term(Box::new(record.term()?))),
        RecordKind::Source => ("source.html", PageView::Source(Box::new(record.source()?))),
        RecordKind::Ladder => return None,
    })
}

/// A record, where its page stands.
struct RecordCx<'a> {
    page: &'a PageCx<'a>,
    kind: RecordKind,
    id: &'a str,
    common: &'a Common,
    mentions: &'a [Mention],
}

impl RecordCx<'_> {
    fn records(&self) -> &Records {
        self.page.library().records()
    }

    fn shell(&self, description: &str) -> Shell {
        let name = cards::name(self.page, self.kind, self.id);
        self.page.shell(head(self.page, self.kind, self.id, name, description.to_owned()))
    }

    fn sources(&self) -> Vec<SourceCard> {
        let sources = self.common.sources.iter().enumerate();
        sources.filter_map(|(i, s)| cards::source(self.page, &s.value, i + 1)).collect()
    }

    /// The guides that use it.
    fn guides(&self) -> Vec<CitedBy> {
        listed::cited_by(self.page, self.mentions, None)
    }

    fn authority(&self) -> Option<AuthorityPage> {
        let (page, record) = (self.page, self.records().authorities.get(self.id)?);
        let card = cards::authority(page, self.id)?;
        let mut shell = self.shell(&card.handles);
        shell.page.json_ld = super::structured::authority(&card);
        let replaced_by = record.replaced_by.as_ref();
        Some(AuthorityPage {
            shell,
            deadlines: record.deadlines.iter().filter_map(|d| cards::deadline(page, &d.value)).collect(),
            sources: self.sources(),
            guides: listed::cited_by(page, self.mentions, Some(self.id)),
            replaced_by: replaced_by.map(|r| link(page, RecordKind::Authority, &r.value)),
            authority: card,
        })
    }

    fn deadline(&self) -> Option<DeadlinePage> {
        let record = self.records().deadlines.get(self.id)?;
        let card = cards::deadline(self.page, self.id)?;
        let title = format!("{} · {}", card.act, card.length);
        let mut shell = self.shell(&title);
        shell.page.title = title;
        Some(DeadlinePage {
            shell,
            authority: record.authority.as_ref().and_then(|a| cards::authority(self.page, &a.value)),
            sources: self.sources(),
            guides: self.guides(),
            deadline: card,
        })
    }

    fn evidence(&self) -> Option<EvidencePage> {
        let (page, library) = (self.page, self.page.library());
        let card = cards::evidence(page, self.id)?;
        let letters = self.records().letters.values();
        let letters = letters.filter(|l| l.attachments.iter().any(|a| a.value == self.id));
        let (checklists, asking) = asked_by(page, self.id);
        let is_other = |m: &&Mention| !asking.contains(&library.document(m.document).id);
        let other: Vec<Mention> = self.mentions.iter().filter(is_other).cloned().collect();
        Some(EvidencePage {
            shell: self.shell(&card.why),
            letters: letters.map(|l| link(page, RecordKind::Letter, &l.common.id)).collect(),
            guides: listed::cited_by(page, &other, None),
            checklists,
            evidence: card,
        })
    }

    fn letter(&self) -> Option<LetterPage> {
        let letter = cards::letter(self.page, self.id)?;
        let shell = self.shell(&letter.to);
        Some(LetterPage { shell, guides: self.guides(), sources: self.sources(), letter })
    }

    fn term(&self) -> Option<TermPage> {
        let card = cards::term(self.page, self.id)?;
        let other = &self.records().terms.get(self.id)?.not_to_confuse_with;
        Some(TermPage {
            shell: self.shell(&card.definition),
            not_to_confuse_with: other.iter().filter_map(|t| cards::term(self.page, &t.value)).collect(),
            sources: self.sources(),
            guides: self.guides(),
            term: card,
        })
    }

    fn source(&self) -> Option<SourcePage> {
        let card = cards::source(self.page, self.id, 0)?;
        let superseded = self.records().sources.get(self.id)?.superseded_by.as_ref();
        Some(SourcePage {
            shell: self.shell(&card.publisher),
            superseded_by: superseded.map(|s| link(self.page, RecordKind::Source, &s.value)),
            guides: self.guides(),
            records: resting_on(self.page, self.id),
            source: card,
        })
    }
}

/// Checklists that ask for an evidence item, and their guides.
fn asked_by(page: &PageCx<'_>, evidence: &str) -> (Vec<CitedBy>, BTreeSet<PageId>) {
    let library = page.library();
    let mut checklists = Vec::new();
    let mut asking = BTreeSet::new();
    for id in library.page_ids() {
        let Some(shown) = library.page_or_fallback(id, &page.lang) else { continue };
        let document = library.document(shown);
        let item = document.body.tasks.iter().find(|t| t.evidence.as_deref() == Some(evidence));
        let Some(item) = item.filter(|_| document.kind == PageKind::Guide) else { continue };
        asking.insert(id.clone());
        let sector =
            library.section_of(id, &page.lang).map(|s| library.document(s).front.title.value.clone());
        checklists.push(CitedBy {
            title: document.front.title.value.clone(),
            href: page.href(&page.cx.checklist_path(id, &document.lang)),
            lang: page.foreign(&document.lang),
            sector: sector.unwrap_or_default(),
            sentence: if document.lang == page.lang { item.text.clone() } else { String::new() },
            rung: 0,
        });
    }
    (checklists, asking)
}

/// Records that rest on a source.
fn resting_on(page: &PageCx<'_>, source: &str) -> Vec<Link> {
    let records = page.library().records();
    let mut out = Vec::new();
    for kind in RecordKind::ALL.into_iter().filter(|k| k.has_pages() && *k != RecordKind::Source) {
        for id in records.ids(kind) {
            let rests = records.common(kind, id).is_some_and(|c| c.sources.iter().any(|s| s.value == source));
            if rests {
                let mut found = link(page, kind, id);
                if kind == RecordKind::Deadline {
                    let act =
                        records.deadlines.get(id).map(|d| page.library().config().text(&d.act, &page.lang));
                    found.title = format!("{} · {}", act.unwrap_or_default(), found.title);
                }
                out.push(found);
            }
        }
    }
    out
}

/// The list of a kind, grouped as people look for it.
fn index(page: &PageCx<'_>, kind: RecordKind) -> RecordIndex {
    let library = page.library();
    let folder = kind.folder();
    let entries = library.records().ids(kind).into_iter().filter_map(|id| {
        let common = library.records().common(kind, id)?;
        Some((group_key(page, kind, common), entry(page, kind, id)?))
    });
    let mut groups: Vec<IndexGroup> = Vec::new();
    for ((title, anchor), entry) in entries {
        match groups.iter_mut().find(|g| g.id == anchor) {
            Some(group) => group.entries.push(entry),
            None => groups.push(IndexGroup { title, id: anchor, href: String::new(), entries: vec![entry] }),
        }
    }
    let place = |g: &IndexGroup| JURISDICTIONS.iter().position(|j| *j == g.id).unwrap_or(JURISDICTIONS.len());
    groups.sort_by_key(|g| (place(g), g.id.clone()));
    // The reader's own country first: Chinese pages begin with mainland China.
    if !page.lang.starts_with("zh") {
        groups.sort_by_key(|g| g.id == "CN");
    }
    let (title, intro) =
        (page.t(&format!("nav_{folder}")).to_owned(), page.t(&format!("intro_{folder}")).to_owned());
    RecordIndex {
        shell: page.shell(HeadDraft {
            kind: list_kind(kind),
            title: title.clone(),
            description: intro.clone(),
            versions: page.list_versions(folder),
            breadcrumbs: page.home_crumb(),
            ..HeadDraft::default()
        }),
        title,
        intro,
        groups,
    }
}

fn list_kind(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Authority => "authorities",
        RecordKind::Deadline => "deadlines",
        RecordKind::Evidence => "evidence-items",
        RecordKind::Letter | RecordKind::Ladder => "letters",
        RecordKind::Term => "terms",
        RecordKind::Source => "sources",
    }
}

/// Title and anchor of an entry's group: its country, or all in one.
fn group_key(page: &PageCx<'_>, kind: RecordKind, common: &Common) -> (String, String) {
    if kind.has_jurisdiction() && !common.jurisdiction.is_empty() {
        (page.t(&format!("jurisdiction_{}", common.jurisdiction)).to_owned(), common.jurisdiction.clone())
    } else {
        (page.t(&format!("nav_{}", kind.folder())).to_owned(), "all".to_owned())
    }
}

fn entry(page: &PageCx<'_>, kind: RecordKind, id: &str) -> Option<CardEntry> {
    let library = page.library();
    let mut seen: Vec<&PageId> =
        library.mentions(kind, id).iter().map(|m| &library.document(m.document).id).collect();
    seen.dedup();
    let mut entry = CardEntry { uses: seen.len(), ..CardEntry::default() };
    match kind {
        RecordKind::Authority => entry.authority = Some(cards::authority(page, id)?),
        RecordKind::Deadline => entry.deadline = Some(cards::deadline(page, id)?),
        RecordKind::Evidence => {
            entry.evidence = Some(cards::evidence(page, id)?);
            entry.uses = asked_by(page, id).0.len();
        }
        RecordKind::Term => {
            entry.term = Some(cards::term(page, id)?);
            let others = &library.records().terms.get(id)?.not_to_confuse_with;
            entry.not_to_confuse_with = others.iter().filter_map(|t| cards::term(page, &t.value)).collect();
        }
        RecordKind::Source => entry.source = Some(cards::source(page, id, 0)?),
        RecordKind::Letter => {
            let letter = cards::letter(page, id)?;
            let lang = page.foreign(&letter.lang);
            entry.letter = Some(Link { title: letter.name, href: letter.href, lang });
            entry.text = letter.to;
        }
        RecordKind::Ladder => return None,
    }
    Some(entry)
}

/// Path of a record's page for other planners.
pub(super) fn path(cx: &Cx<'_>, kind: RecordKind, id: &str, lang: &str) -> OutPath {
    cx.record_path(kind, id, lang)
}
