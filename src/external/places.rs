//! Which outside addresses a site holds, and where.

use std::collections::BTreeMap;

use jiff::civil::Date;
use url::Url;

use crate::check::BlockList;
use crate::diag::{Diagnostics, Location};
use crate::library::{DocId, Library, Target};
use crate::record::Common;
use crate::snapshot::Snapshot;
use crate::table::Spanned;

/// A place that holds an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The place.
    pub location: Location,
    /// The address as written there.
    pub written: String,
    /// The page and the run of text that it stands in; nothing in records.
    pub page: Option<(DocId, usize)>,
    /// The archived copy that the record names.
    pub archived: Option<String>,
    /// When somebody read it.
    pub read_on: Option<Date>,
}

/// Places by address: as browsers read it, without the part after `#`.
pub type Links = BTreeMap<String, Vec<Place>>;

/// All web addresses of guides and records, without those that are to be left alone.
pub fn links(library: &Library, snapshot: &Snapshot) -> Links {
    // What is wrong in the list is reported by the checks.
    let blocked = BlockList::read(snapshot, &mut Diagnostics::default());
    let ignored = &library.config().links.ignore;
    let mut links = Links::new();
    let mut add = |place: Place| {
        if !blocked.names(&place.written) && !ignored.iter().any(|i| place.written.starts_with(i.as_str())) {
            links.entry(address(&place.written)).or_default().push(place);
        }
    };
    for id in library.ids() {
        let document = library.document(id);
        for (reference, target) in document.body.references.iter().zip(library.targets(id)) {
            let Target::External(url) = target else { continue };
            if is_web(url) {
                add(Place {
                    location: Location::new(&document.path, reference.span.clone()),
                    written: url.clone(),
                    page: Some((id, reference.block)),
                    archived: None,
                    read_on: document.front.reviewed.as_ref().map(|d| d.value),
                });
            }
        }
    }
    let records = library.records();
    let mut record =
        |common: &Common, url: Option<&Spanned<String>>, archived: Option<&Spanned<String>>, read_on| {
            if let Some(url) = url.filter(|u| is_web(&u.value)) {
                add(Place {
                    location: common.at(url),
                    written: url.value.clone(),
                    page: None,
                    archived: archived.map(|a| a.value.clone()),
                    read_on,
                });
            }
        };
    for s in records.sources.values() {
        record(&s.common, s.url.as_ref(), s.archived.as_ref(), s.retrieved_on.as_ref().map(|d| d.value));
    }
    for a in records.authorities.values() {
        record(&a.common, a.url.as_ref(), None, a.common.checked_on.as_ref().map(|d| d.value));
    }
    links
}

/// The host of an address, if it has one.
pub fn host(address: &str) -> Option<String> {
    Url::parse(address).ok()?.host_str().map(str::to_owned)
}

fn is_web(url: &str) -> bool {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// The address to ask for: one request answers for all anchors of a page. What is no address stays as
/// it is, and is found out when it is followed.
fn address(written: &str) -> String {
    match Url::parse(written) {
        Ok(mut url) => {
            url.set_fragment(None);
            url.into()
        }
        Err(_) => written.to_owned(),
    }
}
