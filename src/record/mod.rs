//! Records: authorities, deadlines, evidence, letters, ladders, terms and sources as checked data.
//!
//! Each kind has a file here with its fields and their reading. References between records are ids
//! as written; the library checks that they lead somewhere.

mod authority;
mod deadline;
mod evidence;
mod kind;
mod ladder;
mod letter;
mod source;
mod term;

use std::collections::BTreeMap;

pub use authority::{Active, Authority, AuthorityKind};
pub use deadline::{Deadline, Unit, Whose};
pub use evidence::{Evidence, Perishable};
pub(crate) use kind::begins_with_country;
pub use kind::{JURISDICTIONS, RecordKind};
pub use ladder::{Ladder, Rung};
pub use letter::{Field, FieldKind, Letter, Piece, pieces};
pub use source::{Confidence, Source, SourceKind};
pub use term::Term;

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::document::{ContentFile, classify};
use crate::snapshot::Snapshot;
use crate::table::{I18n, Reader, Spanned, Table, choose, invalid};
use crate::text::SourcePath;
use jiff::civil::Date;

/// What every record has.
#[derive(Debug, Clone)]
pub struct Common {
    /// Its id.
    pub id: String,
    /// Where the id stands.
    pub location: Location,
    /// Date of the last check.
    pub checked_on: Option<Spanned<Date>>,
    /// Ids of the sources that it rests on.
    pub sources: Vec<Spanned<String>>,
    /// Its country: a code of [`JURISDICTIONS`]; empty for records of no country.
    pub jurisdiction: String,
    /// Sectors that it belongs to; empty for all.
    pub sectors: Vec<String>,
}

impl Common {
    /// Of a record without an id, which is not kept.
    fn nameless(location: Location) -> Self {
        Self {
            id: String::new(),
            location,
            checked_on: None,
            sources: Vec::new(),
            jurisdiction: String::new(),
            sectors: Vec::new(),
        }
    }

    /// A place in the record's file.
    pub fn at<T>(&self, value: &Spanned<T>) -> Location {
        Location::new(&self.location.path, value.span.clone())
    }

    /// Its file.
    pub fn path(&self) -> &SourcePath {
        &self.location.path
    }
}

/// All records of a site, by id.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// Who helps.
    pub authorities: BTreeMap<String, Authority>,
    /// Clocks.
    pub deadlines: BTreeMap<String, Deadline>,
    /// What to keep.
    pub evidence: BTreeMap<String, Evidence>,
    /// What to write.
    pub letters: BTreeMap<String, Letter>,
    /// Whom to go to next.
    pub ladders: BTreeMap<String, Ladder>,
    /// Words.
    pub terms: BTreeMap<String, Term>,
    /// Where it is written.
    pub sources: BTreeMap<String, Source>,
}

impl Records {
    /// The common part of a record.
    pub fn common(&self, kind: RecordKind, id: &str) -> Option<&Common> {
        match kind {
            RecordKind::Authority => self.authorities.get(id).map(|r| &r.common),
            RecordKind::Deadline => self.deadlines.get(id).map(|r| &r.common),
            RecordKind::Evidence => self.evidence.get(id).map(|r| &r.common),
            RecordKind::Letter => self.letters.get(id).map(|r| &r.common),
            RecordKind::Ladder => self.ladders.get(id).map(|r| &r.common),
            RecordKind::Term => self.terms.get(id).map(|r| &r.common),
            RecordKind::Source => self.sources.get(id).map(|r| &r.common),
        }
    }

    /// Ids of a kind, in order.
    pub fn ids(&self, kind: RecordKind) -> Vec<&str> {
        fn keys<T>(map: &BTreeMap<String, T>) -> Vec<&str> {
            map.keys().map(String::as_str).collect()
        }
        match kind {
            RecordKind::Authority => keys(&self.authorities),
            RecordKind::Deadline => keys(&self.deadlines),
            RecordKind::Evidence => keys(&self.evidence),
            RecordKind::Letter => keys(&self.letters),
            RecordKind::Ladder => keys(&self.ladders),
            RecordKind::Term => keys(&self.terms),
            RecordKind::Source => keys(&self.sources),
        }
    }
}

/// Largest file of records: 4 MiB are some 5,000 records, more than anybody keeps in one file.
const MAX_BYTES: usize = 4 << 20;

/// Reads every record file of a site. A record that lacks something is kept with what it has, so
/// that references to it do not add to the errors.
pub fn parse_all(snapshot: &Snapshot, config: &Config) -> (Records, Diagnostics) {
    let mut records = Records::default();
    let mut diagnostics = Diagnostics::default();
    for (path, rest, bytes) in snapshot.folder("content") {
        let Ok(ContentFile::Records(kind)) = classify(path, rest, config) else { continue };
        if bytes.len() > MAX_BYTES {
            let mib = |bytes: usize| format!("{} MiB", bytes >> 20);
            let d = Diagnostic::new(Code::TooLarge, Location::file(path));
            diagnostics.push(d.arg("size", mib(bytes.len())).arg("limit", mib(MAX_BYTES)));
            continue;
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            diagnostics.push(Diagnostic::new(Code::NotUtf8, Location::file(path)));
            continue;
        };
        let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut r = Reader::new(path, bom);
        let mut file = r.parse(&text[bom..], path.as_str());
        let name = format!("[[{}]]", kind.as_str());
        for table in file.tables(&mut r, kind.as_str(), &name) {
            one(kind, table, &mut r, config, &mut records);
        }
        file.finish(&mut r);
        diagnostics.extend(r.diagnostics);
    }
    (records, diagnostics)
}

fn one(kind: RecordKind, mut table: Table<'_>, r: &mut Reader<'_>, config: &Config, all: &mut Records) {
    let cx = Context::read(&mut table, r, config);
    let Some(common) = common(&mut table, r, kind) else {
        // Without an id nothing can refer to it.
        let nameless = Common::nameless(r.location(table.span()));
        keep(kind, nameless, &mut table, r, &cx, &mut Records::default());
        table.finish(r);
        return;
    };
    // What else is wrong with the second record of an id is said, too.
    let mut spare = Records::default();
    let all = match all.common(kind, &common.id) {
        None => all,
        Some(first) => {
            let d = Diagnostic::new(Code::DuplicateRecord, common.location.clone());
            let d = d.arg("kind", kind.as_str()).arg("id", common.id.clone());
            r.diagnostics.push(d.related("first_here", first.location.clone()));
            &mut spare
        }
    };
    keep(kind, common, &mut table, r, &cx, all);
    table.finish(r);
}

/// Reads what a kind of record has, and keeps the record.
fn keep(
    kind: RecordKind,
    common: Common,
    table: &mut Table<'_>,
    r: &mut Reader<'_>,
    cx: &Context,
    all: &mut Records,
) {
    let id = common.id.clone();
    match kind {
        RecordKind::Authority => drop(all.authorities.insert(id, authority::read(common, table, r, cx))),
        RecordKind::Deadline => drop(all.deadlines.insert(id, deadline::read(common, table, r, cx))),
        RecordKind::Evidence => drop(all.evidence.insert(id, evidence::read(common, table, r, cx))),
        RecordKind::Letter => drop(all.letters.insert(id, letter::read(common, table, r, cx))),
        RecordKind::Ladder => drop(all.ladders.insert(id, ladder::read(common, table, r, cx))),
        RecordKind::Term => drop(all.terms.insert(id, term::read(common, table, r, cx))),
        RecordKind::Source => drop(all.sources.insert(id, source::read(common, table, r, cx))),
    }
}

/// The languages in which a record's texts must be written.
struct Context {
    languages: Vec<String>,
}

impl Context {
    fn read(table: &mut Table<'_>, r: &mut Reader<'_>, config: &Config) -> Self {
        let own: Vec<String> = table.strings(r, "languages").into_iter().map(|s| s.value).collect();
        let languages = if own.is_empty() { config.languages.clone() } else { own };
        Self { languages }
    }

    fn text(&self, table: &mut Table<'_>, r: &mut Reader<'_>, key: &'static str) -> I18n {
        table.i18n(r, key, &self.languages).unwrap_or_default()
    }

    fn required(&self, table: &mut Table<'_>, r: &mut Reader<'_>, key: &'static str) -> I18n {
        table.required_i18n(r, key, &self.languages)
    }
}

fn common(table: &mut Table<'_>, r: &mut Reader<'_>, kind: RecordKind) -> Option<Common> {
    let id = table.required_string(r, "id")?;
    let valid = id.value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !valid {
        invalid(r, "id", &id.value, id.span.clone(), "lower-case letters, digits and hyphens", None);
    }
    let jurisdiction = if kind.has_jurisdiction() {
        let known = JURISDICTIONS.map(|j| (j, j));
        table.required_choice(r, "jurisdiction", &known).map(|j| j.value.to_owned()).unwrap_or_default()
    } else {
        String::new()
    };
    let sectors = table.strings(r, "sectors").into_iter().map(|s| s.value).collect();
    Some(Common {
        location: r.location(id.span),
        id: id.value,
        checked_on: table.date(r, "checked_on"),
        sources: table.strings(r, "sources"),
        jurisdiction,
        sectors,
    })
}

/// A web address; another scheme is an error.
fn web_address(t: &mut Table<'_>, r: &mut Reader<'_>, key: &'static str) -> Option<Spanned<String>> {
    let url = t.string(r, key)?;
    if !url.value.starts_with("https://") && !url.value.starts_with("http://") {
        let written = url.value.clone();
        r.report_at(Code::UnsafeUrl, url.span.clone(), |d| d.arg("target", written));
    }
    Some(url)
}

fn words<T: Copy>(
    table: &mut Table<'_>,
    r: &mut Reader<'_>,
    key: &'static str,
    choices: &[(&'static str, T)],
) -> Vec<T> {
    table.strings(r, key).iter().filter_map(|w| choose(r, key, w, choices)).collect()
}
