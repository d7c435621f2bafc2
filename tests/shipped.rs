//! What the records promise, on the shipped library itself: a fact changed in one place changes everywhere,
//! and a source that is removed is missed at each place that rests on it.
#![allow(clippy::disallowed_methods, reason = "a test reads the shipped content")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use kb::diag::{Code, UiLang, Wording};
use kb::library::Library;
use kb::pipeline;
use kb::record::RecordKind;
use kb::site::Site;
use kb::snapshot::Snapshot;
use kb::text::SourcePath;

/// The shipped site, read once.
static SITE: LazyLock<Snapshot> = LazyLock::new(|| kb::io::read(Path::new(env!("CARGO_MANIFEST_DIR"))).0);

fn library(snapshot: &Snapshot) -> Library {
    pipeline::analyse(snapshot, &support::options()).library
}

/// The shipped site with one text replaced by another in the files of records; how often it stood there.
fn with(old: &str, new: &str) -> (Snapshot, usize) {
    let mut site = SITE.clone();
    let mut times = 0;
    let files: Vec<(SourcePath, String)> = SITE
        .folder("content")
        .filter(|(_, rest, _)| rest.starts_with("_data/"))
        .map(|(path, _, bytes)| (path.clone(), String::from_utf8(bytes.to_vec()).expect("UTF-8")))
        .collect();
    for (path, text) in files {
        times += text.matches(old).count();
        site.insert(path, text.replace(old, new).into_bytes());
    }
    (site, times)
}

fn built(snapshot: &Snapshot) -> Site {
    let build = pipeline::build(snapshot, &support::options());
    build.site.unwrap_or_else(|| panic!("{}", support::list(snapshot, &build.diagnostics)))
}

/// Pages of a site that hold a text.
fn holding(site: &Site, text: &str) -> BTreeSet<String> {
    let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    let pages = site.iter().filter(|(path, _)| path.as_str().ends_with(".html"));
    pages.filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path.as_str().to_owned()).collect()
}

#[test]
fn a_phone_number_changed_in_one_place_changes_everywhere() {
    // Of a police unit abroad: its number is a word that nothing else on the site holds.
    let library = library(&SITE);
    let records = library.records();
    let (id, phone) = records
        .authorities
        .iter()
        .filter_map(|(id, a)| Some((id, a.phone.as_ref()?.value.clone())))
        .filter(|(_, phone)| phone.len() >= 8)
        .max_by_key(|(id, _)| library.mentions(RecordKind::Authority, id).len())
        .expect("an authority with a phone");
    let (changed, times) = with(&phone, "0800 555 0199");
    assert_eq!(times, 1, "{id}: the number is written once");
    let before = holding(&built(&SITE), &phone);
    assert!(before.len() > 5, "{id} {phone}: {before:?}");
    let after = built(&changed);
    assert_eq!(before, holding(&after, "0800 555 0199"), "every page that had {phone} has the new number");
    assert_eq!(holding(&after, &phone), BTreeSet::new(), "and none has the old one");
}

#[test]
fn a_removed_source_is_missed_at_each_place_that_rests_on_it() {
    let library = library(&SITE);
    let records = library.records();
    // The source on which the most places rest.
    let cited = |id: &str| {
        RecordKind::ALL
            .into_iter()
            .flat_map(|kind| records.ids(kind).into_iter().map(move |r| (kind, r)))
            .filter_map(|(kind, r)| records.common(kind, r))
            .flat_map(|c| c.sources.iter().filter(|s| s.value == id).map(|s| c.at(s)))
            .collect::<Vec<_>>()
    };
    let id = records.sources.keys().max_by_key(|id| cited(id).len()).expect("sources").clone();
    let mut places: BTreeSet<String> = cited(&id).iter().map(|l| l.at(&*SITE)).collect();
    assert!(places.len() >= 3, "{id}: {places:?}");
    for doc in library.ids() {
        let document = library.document(doc);
        let front = document.front.sources.iter().filter(|s| s.value == id).map(|s| s.span.clone());
        let written = format!("source:{id}");
        let body = document.body.references.iter().filter(|r| r.written == written).map(|r| r.span.clone());
        places.extend(front.chain(body).map(|span| kb::diag::Location::new(&document.path, span).at(&*SITE)));
    }
    for s in records.sources.values().filter_map(|s| Some((s, s.superseded_by.as_ref()?))) {
        if s.1.value == id {
            places.insert(s.0.common.at(s.1).at(&*SITE));
        }
    }
    // Renamed, so that all lines stay where they are.
    let renamed: String = std::iter::repeat_n('x', id.len()).collect();
    let (removed, times) = with(&format!("\nid = \"{id}\"\n"), &format!("\nid = \"{renamed}\"\n"));
    assert_eq!(times, 1);
    let build = pipeline::build(&removed, &support::options());
    assert!(build.site.is_none(), "nothing is published");
    let missed: Vec<_> = build.diagnostics.iter().filter(|d| d.code == Code::UnknownRecord).collect();
    let wording = Wording::new(UiLang::En);
    for d in &missed {
        assert_eq!(wording.message(d), format!("there is no source `{id}`"));
    }
    let named: BTreeSet<String> = missed.iter().map(|d| d.location.at(&removed)).collect();
    assert_eq!(named, places);
}

/// Every number that a guide shows has a record, and every record says how far it can be trusted.
#[test]
fn what_the_guides_use_has_a_source() {
    let library = library(&SITE);
    let records = library.records();
    for (id, a) in &records.authorities {
        assert!(!a.common.sources.is_empty() && a.common.checked_on.is_some(), "authority {id}");
    }
    for (id, d) in &records.deadlines {
        assert!(!d.common.sources.is_empty() && d.common.checked_on.is_some(), "deadline {id}");
    }
    for (id, s) in &records.sources {
        assert!(s.retrieved_on.is_some(), "source {id}");
    }
}
