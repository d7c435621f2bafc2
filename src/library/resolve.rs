//! Where references lead.

use super::{DocId, Library};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::document::{Document, PageId, PageKind, RawTarget, Reference, ReferenceKind, names_target};
use crate::record::{RecordKind, Records};
use crate::table::Spanned;
use crate::text::{nearest, nearest_path, relative};

/// A page with more headings gets no "did you mean": with thousands of links to it, comparing would take minutes.
const MOST_TO_COMPARE: usize = 200;

/// Where a reference leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// A page of the site.
    Page {
        /// The document: in the language of the page that refers, where it exists.
        document: DocId,
        /// Anchor on it; empty for its top.
        anchor: String,
    },
    /// A record.
    Record {
        /// Its kind.
        kind: RecordKind,
        /// Its id.
        id: String,
    },
    /// An outside address.
    External(String),
    /// A file of `content/`, by path inside it.
    Asset(String),
    /// An anchor of the same page.
    Anchor(String),
    /// Nowhere; reported.
    Broken,
}

/// Resolves the references of a document. Of other documents it reads what [`Document::place_hash`] is made of.
pub(super) fn references(library: &Library, document: &Document) -> (Vec<Target>, Diagnostics) {
    let mut found = Diagnostics::default();
    let references = document.body.references.iter();
    let targets = references.map(|r| one(library, document, r, &mut found)).collect();
    (targets, found)
}

fn one(library: &Library, document: &Document, r: &Reference, diagnostics: &mut Diagnostics) -> Target {
    let report = |code| Diagnostic::new(code, Location::new(&document.path, r.span.clone()));
    match &r.target {
        RawTarget::External(url) if r.kind == ReferenceKind::Embed => {
            diagnostics.push(report(Code::ExternalPicture).arg("target", url.clone()));
            Target::Broken
        }
        RawTarget::External(url) => Target::External(url.clone()),
        RawTarget::Unsafe(url) => {
            diagnostics.push(report(Code::UnsafeUrl).arg("target", url.clone()));
            Target::Broken
        }
        RawTarget::Record { kind, id } => record(library, kind, id, report, diagnostics),
        RawTarget::Anchor(anchor) => {
            if anchor.is_empty()
                || anchor_exists(document, anchor, &document.path.to_string(), report, diagnostics)
            {
                Target::Anchor(anchor.clone())
            } else {
                Target::Broken
            }
        }
        RawTarget::Path { path, anchor } => {
            let anchor = anchor.as_deref().unwrap_or("");
            path_target(library, document, r, path, anchor, diagnostics)
        }
        RawTarget::Wiki { name, anchor } => {
            let anchor = anchor.as_deref().unwrap_or("");
            match wiki_page(library, name, &document.lang) {
                Some(found) => page(library, document, found, anchor, r, diagnostics),
                None => {
                    let near = nearest_path(name, library.page_ids().map(PageId::as_str));
                    let d = report(Code::BrokenLink).arg("target", format!("[[{name}]]"));
                    diagnostics.push(d.maybe_arg("nearest", near));
                    Target::Broken
                }
            }
        }
    }
}

fn record(
    library: &Library,
    kind: &str,
    id: &str,
    report: impl Fn(Code) -> Diagnostic,
    diagnostics: &mut Diagnostics,
) -> Target {
    let Some(known) = RecordKind::from_name(kind) else {
        let near = nearest(kind, RecordKind::ALL.iter().map(|k| k.as_str()));
        let d = report(Code::UnknownRecordKind).arg("kind", kind);
        diagnostics.push(d.maybe_arg("nearest", near));
        return Target::Broken;
    };
    if library.records.common(known, id).is_none() {
        diagnostics.push(unknown_record(&library.records, known, id, report(Code::UnknownRecord)));
        return Target::Broken;
    }
    Target::Record { kind: known, id: id.to_owned() }
}

pub(super) fn unknown_record(records: &Records, kind: RecordKind, id: &str, d: Diagnostic) -> Diagnostic {
    let near = nearest(id, records.ids(kind)).map(str::to_owned);
    d.arg("kind", kind.as_str()).arg("id", id).maybe_arg("nearest", near)
}

fn path_target(
    library: &Library,
    document: &Document,
    r: &Reference,
    path: &str,
    anchor: &str,
    diagnostics: &mut Diagnostics,
) -> Target {
    let report = |code| Diagnostic::new(code, Location::new(&document.path, r.span.clone()));
    let folder = document.path.strip("content").unwrap_or("");
    let folder = folder.rsplit_once('/').map_or("", |(f, _)| f);
    if path.contains('\\') {
        let slashes = r.written.replace('\\', "/");
        let d = report(Code::BackslashLink).arg("target", r.written.clone());
        diagnostics.push(d.arg("slashes", slashes));
        return Target::Broken;
    }
    let half = r.written.replace('：', ":");
    let is_path = matches!(RawTarget::parse(&half), RawTarget::Path { .. });
    if half != r.written && names_target(&half) && !is_path {
        let d = report(Code::FullWidthLink).arg("written", r.written.clone());
        diagnostics.push(d.arg("half", half));
        return Target::Broken;
    }
    let Some(joined) = join(folder, path) else {
        diagnostics.push(report(Code::LinkOutside).arg("target", r.written.clone()));
        return Target::Broken;
    };
    if let Some(found) = markdown_page(library, &joined, &document.lang) {
        return page(library, document, found, anchor, r, diagnostics);
    }
    if library.assets.contains(&joined) {
        return Target::Asset(joined);
    }
    if let Some((found, removed)) = instead_of_removed(library, document, &joined) {
        diagnostics.push(report(Code::LinkToRemoved).arg("id", removed));
        return Target::Page { document: found, anchor: String::new() };
    }
    let near = nearest_file(library, &joined, r.kind);
    let d = report(Code::BrokenLink).arg("target", r.written.clone());
    diagnostics.push(d.maybe_arg("nearest", near.map(|n| relative(folder, &n))));
    Target::Broken
}

fn nearest_file(library: &Library, wanted: &str, kind: ReferenceKind) -> Option<String> {
    if kind == ReferenceKind::Embed {
        return nearest_path(wanted, library.assets.iter().map(String::as_str)).map(str::to_owned);
    }
    let names: Vec<&str> = library.documents.iter().filter_map(|d| d.path.strip("content")).collect();
    // The same file name in another folder is the likeliest slip.
    let file = wanted.rsplit('/').next().unwrap_or(wanted);
    let same = names.iter().find(|n| n.rsplit('/').next().is_some_and(|n| n.eq_ignore_ascii_case(file)));
    same.copied().or_else(|| nearest_path(wanted, names.iter().copied())).map(str::to_owned)
}

/// Joins a relative (or, with a leading `/`, content-rooted) path to a folder of `content/`;
/// nothing if it climbs out.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    if !path.starts_with('/') {
        parts.extend(folder.split('/').filter(|p| !p.is_empty()));
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other if other.contains('\\') => return None,
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

/// Where a link of an inherited page leads when the site goes without the page that it names: to the
/// nearest section around that. With the id of what is missing.
fn instead_of_removed(library: &Library, from: &Document, path: &str) -> Option<(DocId, String)> {
    let id = page_id(library, path);
    if !library.inherited.contains(&from.path) || !library.config.leaves_out(&id) {
        return None;
    }
    let mut around = PageId::new(&id);
    while !around.as_str().is_empty() {
        around = around.parent();
        if let Some(found) = library.page_or_fallback(&around, &from.lang) {
            return Some((found, id));
        }
    }
    None
}

/// The document of a Markdown path: the language in the file's name is only what the author had
/// at hand; the reader lands on the language that they read.
fn markdown_page(library: &Library, path: &str, lang: &str) -> Option<DocId> {
    library.page_or_fallback(&PageId::new(page_id(library, path)), lang)
}

/// The id of the page of a Markdown path.
fn page_id(library: &Library, path: &str) -> String {
    let stem = if path.is_empty() { Some("_index") } else { path.strip_suffix(".md") };
    match stem {
        Some(stem) => {
            let stem = match stem.rsplit_once('.') {
                Some((s, tag)) if library.config.languages.iter().any(|l| l == tag) => s,
                _ => stem,
            };
            match stem.rsplit_once('/') {
                Some((folder, "_index" | "index")) => folder.to_owned(),
                None if stem == "_index" => String::new(),
                _ => stem.to_owned(),
            }
        }
        // A folder, as on the published site: `../telecom/` or `../telecom/slow-broadband/`.
        None => path.trim_end_matches('/').to_owned(),
    }
}

/// The page that a wikilink names: by whole id, by the last part of an id, or by title.
fn wiki_page(library: &Library, name: &str, lang: &str) -> Option<DocId> {
    if let Some(found) = library.page_or_fallback(&PageId::new(name), lang) {
        return Some(found);
    }
    let mut by_name = library.page_ids().filter(|id| id.as_str().rsplit('/').next() == Some(name));
    if let (Some(id), None) = (by_name.next(), by_name.next()) {
        return library.page_or_fallback(id, lang);
    }
    let document = library.documents.iter().find(|d| d.front.title.value == name)?;
    library.page_or_fallback(&document.id, lang)
}

fn page(
    library: &Library,
    from: &Document,
    found: DocId,
    anchor: &str,
    r: &Reference,
    diagnostics: &mut Diagnostics,
) -> Target {
    let to = library.document(found);
    let report = |code| Diagnostic::new(code, Location::new(&from.path, r.span.clone()));
    if !anchor.is_empty() && !anchor_exists(to, anchor, &to.path.to_string(), report, diagnostics) {
        return Target::Broken;
    }
    Target::Page { document: found, anchor: anchor.to_owned() }
}

fn anchor_exists(
    document: &Document,
    anchor: &str,
    target: &str,
    report: impl Fn(Code) -> Diagnostic,
    diagnostics: &mut Diagnostics,
) -> bool {
    let anchors = || document.body.headings.iter().map(|h| h.anchor.as_str());
    if anchors().any(|a| a == anchor) || (document.kind == PageKind::Guide && anchor == "sources") {
        return true;
    }
    let known: Vec<&str> = anchors().take(20).collect();
    let d = report(Code::BrokenAnchor).arg("target", target).arg("anchor", anchor);
    let d = d.arg("known", if known.is_empty() { "none".to_owned() } else { known.join(", ") });
    let is_page_to_read = anchors().nth(MOST_TO_COMPARE).is_none();
    diagnostics.push(d.maybe_arg("nearest", is_page_to_read.then(|| nearest(anchor, anchors())).flatten()));
    false
}

/// Checks what front matter refers to.
pub(super) fn front_matter(library: &Library, diagnostics: &mut Diagnostics) {
    for document in &library.documents {
        let front = &document.front;
        let mut need = |kind: RecordKind, id: &Spanned<String>| {
            if library.records.common(kind, &id.value).is_none() {
                let d = Diagnostic::new(Code::UnknownRecord, Location::new(&document.path, id.span.clone()));
                diagnostics.push(unknown_record(&library.records, kind, &id.value, d));
            }
        };
        front.sources.iter().for_each(|s| need(RecordKind::Source, s));
        front.their_clock.iter().for_each(|s| need(RecordKind::Deadline, s));
        front.your_clock.iter().for_each(|s| need(RecordKind::Deadline, s));
        for guide in front.next.iter().chain(&front.related) {
            let id = PageId::new(&guide.guide.value);
            let left_out =
                library.inherited.contains(&document.path) && library.config.leaves_out(id.as_str());
            if library.tree.find(&id).is_none() && !left_out {
                let near = nearest_path(id.as_str(), library.page_ids().map(PageId::as_str));
                let d = Diagnostic::new(
                    Code::UnknownGuide,
                    Location::new(&document.path, guide.guide.span.clone()),
                );
                diagnostics.push(d.arg("id", id.as_str()).maybe_arg("nearest", near));
            }
        }
    }
}

/// Checks what records refer to.
pub(super) fn records(library: &Library, diagnostics: &mut Diagnostics) {
    let all = &library.records;
    let mut need = |kind: RecordKind, id: &Spanned<String>, common: &crate::record::Common| {
        if all.common(kind, &id.value).is_none() {
            let d = Diagnostic::new(Code::UnknownRecord, common.at(id));
            diagnostics.push(unknown_record(all, kind, &id.value, d));
        }
    };
    for kind in RecordKind::ALL {
        for id in all.ids(kind) {
            let Some(common) = all.common(kind, id) else { continue };
            common.sources.iter().for_each(|s| need(RecordKind::Source, s, common));
        }
    }
    for a in all.authorities.values() {
        a.deadlines.iter().for_each(|d| need(RecordKind::Deadline, d, &a.common));
        a.replaced_by.iter().for_each(|d| need(RecordKind::Authority, d, &a.common));
    }
    for d in all.deadlines.values() {
        d.authority.iter().for_each(|a| need(RecordKind::Authority, a, &d.common));
    }
    for l in all.letters.values() {
        l.attachments.iter().for_each(|e| need(RecordKind::Evidence, e, &l.common));
    }
    for ladder in all.ladders.values() {
        for rung in &ladder.rungs {
            rung.authority.iter().for_each(|a| need(RecordKind::Authority, a, &ladder.common));
            rung.exclusive_with.iter().for_each(|a| need(RecordKind::Authority, a, &ladder.common));
            rung.they_have.iter().for_each(|d| need(RecordKind::Deadline, d, &ladder.common));
        }
    }
    for t in all.terms.values() {
        t.not_to_confuse_with.iter().for_each(|o| need(RecordKind::Term, o, &t.common));
    }
    for s in all.sources.values() {
        s.superseded_by.iter().for_each(|o| need(RecordKind::Source, o, &s.common));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (folder, path, want) in [
            ("telecom", "../general/x.md", Some("general/x.md")),
            ("telecom", "x.md", Some("telecom/x.md")),
            ("telecom", "/general/x.md", Some("general/x.md")),
            ("", "../x.md", None),
            ("a", "../../x.md", None),
            ("a", "..\\x.md", None),
        ] {
            assert_eq!(join(folder, path).as_deref(), want, "{folder} {path}");
        }
        assert_eq!(relative("telecom", "general/x.md"), "../general/x.md");
        assert_eq!(relative("telecom", "telecom/x.md"), "x.md");
    }
}
