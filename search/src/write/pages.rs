//! Where the records come from: one at a time, so that no site's text is in memory as a whole.

use crate::record::{Kind, Record};

/// Which page a record is of. Pages are numbered in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// See [`Record::lang`].
    pub lang: String,
    /// See [`Record::id`].
    pub id: String,
    /// See [`Record::kind`].
    pub kind: Kind,
    /// See [`Record::url`].
    pub url: String,
}

/// A hash of everything that a record is made from: BLAKE3.
pub type Version = [u8; 32];

impl Key {
    /// The key of a record.
    pub fn of(record: &Record) -> Key {
        Key {
            lang: record.lang.clone(),
            id: record.id.clone(),
            kind: record.kind,
            url: record.url.clone(),
        }
    }

    /// A version of a record that is at hand.
    pub fn version(record: &Record) -> Version {
        version(record)
    }
}

/// All pages of a site.
pub trait Pages: Sync {
    /// Which pages there are, in any order.
    fn keys(&self) -> Vec<Key>;

    /// The record of one of [`Pages::keys`], by its place there; it has that key. May be called from several threads.
    fn record(&self, at: usize) -> Record;

    /// The versions of all records: while its version is the same, so is a record.
    fn versions(&self) -> Vec<Version>;
}

/// Records that are all in memory.
pub(super) struct Slice<'a>(pub(super) &'a [Record]);

impl Pages for Slice<'_> {
    fn keys(&self) -> Vec<Key> {
        self.0.iter().map(Key::of).collect()
    }

    fn record(&self, at: usize) -> Record {
        self.0[at].clone()
    }

    fn versions(&self) -> Vec<Version> {
        self.0.iter().map(version).collect()
    }
}

impl Pages for Vec<Record> {
    fn keys(&self) -> Vec<Key> {
        Slice(self).keys()
    }

    fn record(&self, at: usize) -> Record {
        Slice(self).record(at)
    }

    fn versions(&self) -> Vec<Version> {
        Slice(self).versions()
    }
}

fn version(r: &Record) -> Version {
    let mut hash = blake3::Hasher::new();
    let mut text = |text: &str| {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    let head = [
        &r.id,
        &r.lang,
        &r.url,
        &r.title,
        &r.summary,
        &r.sector,
        &r.sector_title,
        &r.today,
        &r.deadline,
    ];
    head.into_iter().for_each(|part| text(part));
    text(r.kind.as_str());
    for list in [&r.jurisdictions, &r.aliases, &r.mentions] {
        text(&list.len().to_string());
        list.iter().for_each(|item| text(item));
    }
    for s in &r.sections {
        let parts = [&s.anchor, &s.heading, &s.text];
        parts.into_iter().for_each(|part| text(part));
    }
    *hash.finalize().as_bytes()
}
