//! What a site has different from its base, and what the base changed underneath.

use super::lock::{self, Lock};
use super::records;
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::document::{ContentFile, Document, PageId, classify, parse};
use crate::record::RecordKind;
use crate::snapshot::Snapshot;
use crate::text::SourcePath;

/// How a replacement stands to the base.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The base changed since; with what, if that can be told: parts of a page, keys of a record.
    Changed(Vec<String>),
    /// The base no longer has it.
    Gone,
    /// Nobody recorded which version of the base it was made from.
    Unrecorded,
    /// The base is as it was when the replacement was made.
    Same,
    /// It is the same as in the base: it can be deleted.
    Identical,
    /// Left out by `without`.
    Removed,
    /// The site's own page, which the base does not have.
    Added,
}

impl State {
    /// `changed`, `gone`, `unrecorded`, `same`, `identical`, `removed` or `added`.
    pub fn as_str(&self) -> &'static str {
        match self {
            State::Changed(_) => "changed",
            State::Gone => "gone",
            State::Unrecorded => "unrecorded",
            State::Same => "same",
            State::Identical => "identical",
            State::Removed => "removed",
            State::Added => "added",
        }
    }
}

/// One thing that the site has different from its base.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// How it stands.
    pub state: State,
    /// A file of the site, or a record as `kind:id`, or what `without` names.
    pub name: String,
    /// The site's own file; empty if there is none.
    pub own: String,
    /// The base's file; empty if it has none.
    pub base: String,
}

/// Everything that a site has different from its base, what needs work first; nothing if it extends
/// none.
pub fn differences(snapshot: &Snapshot, config: &Config) -> Vec<Difference> {
    if config.extends.is_none() {
        return Vec::new();
    }
    let lock = Lock::read(snapshot);
    let mut out = Vec::new();
    files(snapshot, config, &lock, &mut out);
    for (name, replaced) in &snapshot.base().records {
        let Some(kind) = kind_of(name) else { continue };
        let present = lock::of_record(kind, &replaced.text);
        let own = own_record(snapshot, kind, name);
        let identical = own.is_some_and(|own| lock::of_record(kind, &own) == present);
        let state = match lock.records.get(name) {
            _ if identical => State::Identical,
            None => State::Unrecorded,
            Some(recorded) if lock::is_same(recorded, &present) => State::Same,
            Some(recorded) => State::Changed(lock::changed_keys(recorded, &present)),
        };
        let own = replaced.own.path.to_string();
        out.push(Difference { state, name: name.clone(), own, base: replaced.shown.clone() });
    }
    for name in lock.records.keys().filter(|n| !snapshot.base().records.contains_key(*n)) {
        let own = kind_of(name).and_then(|kind| own_place(snapshot, config, kind, name));
        if let Some(own) = own {
            out.push(Difference { state: State::Gone, name: name.clone(), own, base: String::new() });
        }
    }
    for name in &config.without {
        let name = name.value.clone();
        out.push(Difference { state: State::Removed, name, own: String::new(), base: String::new() });
    }
    out.sort();
    out
}

fn files(snapshot: &Snapshot, config: &Config, lock: &Lock, out: &mut Vec<Difference>) {
    for (path, rest, bytes) in snapshot.folder("content").filter(|(p, ..)| !snapshot.is_inherited(p)) {
        let kind = classify(path, rest, config);
        if !matches!(&kind, Ok(ContentFile::Page { .. } | ContentFile::Asset | ContentFile::Data(_))) {
            continue;
        }
        let recorded = lock.files.get(path.as_str());
        let (state, base) = match (snapshot.base().replaced.get(path), recorded) {
            (None, Some(_)) => (State::Gone, String::new()),
            (None, None) => (State::Added, String::new()),
            (Some(base), _) if same_text(&base.bytes, bytes) => (State::Identical, base.shown.clone()),
            (Some(base), None) => (State::Unrecorded, base.shown.clone()),
            (Some(base), Some(recorded)) => {
                let page = page(path, rest, config, &base.bytes);
                let present = lock::of_file(&base.bytes, page.as_ref());
                let state = if lock::is_same(recorded, &present) {
                    State::Same
                } else {
                    State::Changed(changed_parts(recorded, page.as_ref()))
                };
                (state, base.shown.clone())
            }
        };
        let name = path.to_string();
        out.push(Difference { state, own: name.clone(), name, base });
    }
}

fn same_text(a: &[u8], b: &[u8]) -> bool {
    let unix = |bytes: &[u8]| -> Vec<u8> { bytes.iter().copied().filter(|b| *b != b'\r').collect() };
    a == b || unix(a) == unix(b)
}

/// The base's page that a file of the site replaces.
fn page(path: &SourcePath, rest: &str, config: &Config, bytes: &[u8]) -> Option<Document> {
    let Ok(ContentFile::Page { lang, kind, folder, .. }) = classify(path, rest, config) else { return None };
    parse(path, PageId::new(rest), lang, kind, folder, bytes).0
}

/// Which parts of a page changed: as a translation is told; if none did, it was the front matter.
fn changed_parts(recorded: &str, page: Option<&Document>) -> Vec<String> {
    let content = recorded.split_once(' ').map(|(_, content)| content);
    let (Some(page), Some(content)) = (page, content) else { return Vec::new() };
    let parts: Vec<String> = page.changed_since(content).into_iter().map(str::to_owned).collect();
    if parts.is_empty() { vec!["front matter".to_owned()] } else { parts }
}

fn kind_of(name: &str) -> Option<RecordKind> {
    RecordKind::from_name(name.split_once(':')?.0)
}

/// Text of the site's own record.
fn own_record(snapshot: &Snapshot, kind: RecordKind, name: &str) -> Option<String> {
    let path = &snapshot.base().records.get(name)?.own.path;
    let text = std::str::from_utf8(snapshot.get(path)?).ok()?;
    let id = name.split_once(':')?.1;
    let place = records::places(kind, text).into_iter().find(|p| p.id == id)?;
    Some(text[place.span].to_owned())
}

/// The site's own file with a record that the base does not have.
fn own_place(snapshot: &Snapshot, config: &Config, kind: RecordKind, name: &str) -> Option<String> {
    let id = name.split_once(':')?.1;
    snapshot.folder("content").find_map(|(path, rest, bytes)| {
        let own = !snapshot.is_inherited(path)
            && matches!(classify(path, rest, config), Ok(ContentFile::Records(k)) if k == kind);
        let text = std::str::from_utf8(bytes).ok().filter(|_| own)?;
        records::places(kind, text).iter().any(|p| p.id == id).then(|| path.to_string())
    })
}

/// Warns of each replacement whose base changed or went since.
pub fn check(snapshot: &Snapshot, config: &Config) -> Diagnostics {
    let mut out = Diagnostics::default();
    for d in differences(snapshot, config) {
        let changed = match &d.state {
            State::Changed(parts) if parts.is_empty() => "—".to_owned(),
            State::Changed(parts) => parts.join(", "),
            State::Gone => "✗".to_owned(),
            _ => continue,
        };
        let own = snapshot.base().records.get(&d.name).map(|r| r.own.clone());
        let at = own.unwrap_or_else(|| Location::file(&SourcePath::new(&d.own)));
        let diagnostic = Diagnostic::new(Code::BaseChanged, at)
            .arg("name", d.name.clone())
            .arg("changed", changed)
            .arg("path", d.own.clone());
        out.push(if d.base.is_empty() {
            diagnostic
        } else {
            diagnostic.related("base_here", Location::file(&SourcePath::new(&d.base)))
        });
    }
    out
}

/// Drops what is wrong only because the site goes without something of its base, or is not the
/// site's business: a record of the base that nobody needs, a query for a guide that was left out, a
/// translation into a language that the site does not have.
pub fn quiet(snapshot: &Snapshot, config: &Config, diagnostics: &mut Diagnostics) {
    if snapshot.base().inherited.is_empty() {
        return;
    }
    diagnostics.retain(|d| {
        let queries = d.location.path.as_str() == "content/_data/queries.toml";
        let moot = match d.code {
            Code::UnusedRecord => true,
            Code::QueryMisses | Code::UnknownGuide => queries,
            Code::FewRelated => !config.without.is_empty(),
            Code::TranslationMissing => d.args.get("lang").is_some_and(|l| !config.languages.contains(l)),
            _ => false,
        };
        !(moot && snapshot.is_inherited(&d.location.path))
    });
}

/// Records in the lock the present base of what a file of the site replaces: itself, or the records
/// in it. Returns how many; none if the file replaces nothing.
pub fn accept(lock: &mut Lock, snapshot: &Snapshot, config: &Config, path: &SourcePath) -> usize {
    let mut count = 0;
    if let (Some(base), Some(rest)) = (snapshot.base().replaced.get(path), path.strip("content")) {
        let page = page(path, rest, config, &base.bytes);
        lock.files.insert(path.to_string(), lock::of_file(&base.bytes, page.as_ref()));
        count += 1;
    } else if lock.files.remove(path.as_str()).is_some() {
        count += 1;
    }
    for (name, replaced) in snapshot.base().records.iter().filter(|(_, r)| r.own.path == *path) {
        let Some(kind) = kind_of(name) else { continue };
        lock.records.insert(name.clone(), lock::of_record(kind, &replaced.text));
        count += 1;
    }
    let gone: Vec<String> = differences(snapshot, config)
        .into_iter()
        .filter(|d| d.state == State::Gone && d.own == path.as_str() && d.name.contains(':'))
        .map(|d| d.name)
        .collect();
    count += gone.iter().filter(|name| lock.records.remove(*name).is_some()).count();
    count
}

/// What a site takes over from its base to change it: its path in the site, its text, and where it
/// comes from. For a page of a language, or a record as a file of its own.
pub fn take(
    snapshot: &Snapshot,
    path: &SourcePath,
    record: Option<(RecordKind, &str)>,
) -> Option<(Vec<u8>, String)> {
    let Some((kind, id)) = record else {
        let file = snapshot.base().inherited.get(path)?;
        return Some((file.bytes.to_vec(), file.shown.clone()));
    };
    snapshot.base().inherited.values().find_map(|file| {
        let text = std::str::from_utf8(&file.bytes).ok().filter(|_| file.shown.ends_with(".toml"))?;
        let place = records::places(kind, text).into_iter().find(|p| p.id == id)?;
        Some((format!("{}\n", text[place.span].trim_end()).into_bytes(), file.shown.clone()))
    })
}
