//! Which records a selection of guides rests on.

use std::collections::BTreeSet;

use super::cut::Cut;
use super::{Language, cut, pages, shipped};
use crate::document::PageKind;
use crate::library::Library;
use crate::record::{RecordKind, Records};
use crate::table::Spanned;

/// Records that are kept.
pub(super) type Kept = BTreeSet<(RecordKind, String)>;

/// Pages and records of a new site.
pub(super) fn files(languages: &[Language]) -> Vec<(String, String)> {
    let library = shipped::library(languages);
    let mut kept = Kept::new();
    for page in library.ids() {
        for (kind, id) in library.usage(page).all() {
            keep(library.records(), kind, id, &mut kept);
        }
    }
    // Words of the glossary are linked where they stand, without being named. Home and sections lose
    // most of their text, and the words in it.
    for term in library.records().ids(RecordKind::Term) {
        let mut mentions = library.mentions(RecordKind::Term, term).iter();
        if mentions.any(|m| library.document(m.document).kind == PageKind::Guide) {
            keep(library.records(), RecordKind::Term, term, &mut kept);
        }
    }
    let mut out = pages::files(&library, languages);
    out.extend(records(&library, &kept, languages));
    out
}

/// Keeps a record and what it cannot do without. What it merely points at (an authority its clocks,
/// a word the words like it) is kept only if something else needs it.
fn keep(records: &Records, kind: RecordKind, id: &str, kept: &mut Kept) {
    let Some(common) = records.common(kind, id) else { return };
    if !kept.insert((kind, id.to_owned())) {
        return;
    }
    let mut more = |kind: RecordKind, ids: &mut dyn Iterator<Item = &Spanned<String>>| {
        for id in ids {
            keep(records, kind, &id.value, kept);
        }
    };
    more(RecordKind::Source, &mut common.sources.iter());
    match kind {
        RecordKind::Authority => {
            more(RecordKind::Authority, &mut records.authorities[id].replaced_by.iter());
        }
        RecordKind::Letter => more(RecordKind::Evidence, &mut records.letters[id].attachments.iter()),
        RecordKind::Source => more(RecordKind::Source, &mut records.sources[id].superseded_by.iter()),
        RecordKind::Ladder => {
            for rung in &records.ladders[id].rungs {
                more(RecordKind::Authority, &mut rung.authority.iter().chain(&rung.exclusive_with));
                more(RecordKind::Deadline, &mut rung.they_have.iter());
            }
        }
        RecordKind::Deadline | RecordKind::Evidence | RecordKind::Term => {}
    }
}

/// Files of records with those that are kept.
fn records(library: &Library, kept: &Kept, languages: &[Language]) -> Vec<(String, String)> {
    let cut = Cut { records: library.records(), kept, languages };
    let mut out = Vec::new();
    for (path, text) in shipped::records() {
        let folder = path.split('/').next().unwrap_or(&path);
        let Some(kind) = RecordKind::from_folder(folder.trim_end_matches(".toml")) else { continue };
        let text = cut::file(&cut, kind, text);
        if !text.is_empty() {
            out.push((format!("content/_data/{path}"), text));
        }
    }
    out
}
