//! `kb.lock`: from which version of the base each replacement was made.
//!
//! ```toml
//! [files]
//! "content/telecom/slow-broadband.md" = "1f0c…"
//! [records]
//! "authority:cn-miit" = "77ab… name:0c phone:9e"
//! ```
//!
//! A fingerprint is 16 hexadecimal digits of a hash of everything, then what tells *where* something
//! changed: for a page the fingerprint of its content, for a record two digits a key.

use std::collections::BTreeMap;

use super::records;
use crate::diag::Sources;
use crate::document::Document;
use crate::record::RecordKind;
use crate::snapshot::Snapshot;
use crate::text::SourcePath;

/// Path of the lock in a site.
pub const LOCK_PATH: &str = "kb.lock";

/// How many hexadecimal digits decide.
const DIGITS: usize = 16;

/// Fingerprints of the base by what replaces it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// By the site's own file.
    pub files: BTreeMap<String, String>,
    /// By `kind:id`.
    pub records: BTreeMap<String, String>,
}

impl Lock {
    /// The lock of a site; empty if there is none or it cannot be read: everything then counts as not
    /// recorded, which is said and does no harm.
    pub fn read(snapshot: &Snapshot) -> Self {
        let text = snapshot.text(&SourcePath::new(LOCK_PATH)).unwrap_or_default();
        let table: toml::Table = text.parse().unwrap_or_default();
        let part = |name: &str| {
            let entries = table.get(name).and_then(toml::Value::as_table).into_iter().flatten();
            entries.filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned()))).collect()
        };
        Self { files: part("files"), records: part("records") }
    }

    /// The lock as text, in order.
    pub fn text(&self) -> String {
        let mut out = String::from(
            "# Written by kb: the version of the base that each replacement was made from. Keep it in Git.\n\
             # kb 写的：每个替换是按底本的哪一版做的。请一并提交。\n",
        );
        for (name, entries) in [("files", &self.files), ("records", &self.records)] {
            if entries.is_empty() {
                continue;
            }
            out.push_str(&format!("\n[{name}]\n"));
            for (key, value) in entries {
                let quoted = |s: &str| toml::Value::String(s.to_owned()).to_string();
                out.push_str(&format!("{} = {}\n", quoted(key), quoted(value)));
            }
        }
        out
    }
}

fn digits(text: &str) -> String {
    blake3::hash(text.replace("\r\n", "\n").as_bytes()).to_hex()[..DIGITS].to_owned()
}

/// Fingerprint of a file; with where its parts are, if it is a page.
pub(super) fn of_file(bytes: &[u8], page: Option<&Document>) -> String {
    let whole = match std::str::from_utf8(bytes) {
        Ok(text) => digits(text),
        Err(_) => blake3::hash(bytes).to_hex()[..DIGITS].to_owned(),
    };
    page.map_or(whole.clone(), |page| format!("{whole} {}", page.content_hash))
}

/// Fingerprint of a record.
pub(super) fn of_record(kind: RecordKind, text: &str) -> String {
    let keys = records::keys(kind, text);
    let all: Vec<String> = keys.iter().map(|(k, v)| format!("{k}={v}")).collect();
    let mut out = digits(&all.join("\n"));
    for (key, value) in keys {
        out.push_str(&format!(" {key}:{}", &digits(&value)[..2]));
    }
    out
}

/// Whether two fingerprints are of the same thing.
pub(super) fn is_same(recorded: &str, present: &str) -> bool {
    let whole = |text: &str| text.split(' ').next().map(str::to_owned);
    whole(recorded) == whole(present)
}

/// Which keys of a record differ between two fingerprints.
pub(super) fn changed_keys(recorded: &str, present: &str) -> Vec<String> {
    let keys = |text: &str| -> BTreeMap<String, String> {
        let pairs = text.split(' ').skip(1).filter_map(|p| p.split_once(':'));
        pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
    };
    let (old, new) = (keys(recorded), keys(present));
    let mut all: Vec<&String> = old.keys().chain(new.keys()).collect();
    all.sort();
    all.dedup();
    all.into_iter().filter(|k| old.get(*k) != new.get(*k)).cloned().collect()
}
