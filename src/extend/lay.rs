//! Laying a site over its base.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::records::{self, blank};
use crate::config::{CONFIG_PATH, Config};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::document::{ContentFile, classify};
use crate::record::RecordKind;
use crate::snapshot::{Base, BaseFile, ReplacedRecord, Snapshot};
use crate::text::{SourcePath, nearest};

/// A base: the files of its content folder.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// The folder as people should be told: `../kb/content`.
    pub shown: String,
    /// Files by path inside it.
    pub files: Vec<(String, Arc<[u8]>)>,
    /// The base's own settings, which say what language a file without a tag is in.
    pub config: Config,
}

/// A site's own pages by id and language, and its own records.
struct Own {
    pages: BTreeMap<(String, String), SourcePath>,
    records: BTreeMap<(RecordKind, String), Location>,
}

impl Own {
    fn of(site: &Snapshot, config: &Config) -> Self {
        let mut own = Self { pages: BTreeMap::new(), records: BTreeMap::new() };
        for (path, rest, bytes) in site.folder("content") {
            match classify(path, rest, config) {
                Ok(ContentFile::Page { id, lang, .. }) => {
                    own.pages.insert((id.to_string(), lang), path.clone());
                }
                Ok(ContentFile::Records(kind)) => {
                    let text = std::str::from_utf8(bytes).unwrap_or_default();
                    for place in records::places(kind, text) {
                        let at = Location::new(path, place.id_span);
                        own.records.entry((kind, place.id)).or_insert(at);
                    }
                }
                _ => {}
            }
        }
        own
    }
}

/// Lays a site over a base. The base's files get the names that they would have in the site: its
/// languages are the site's, or left out.
pub fn lay(site: &mut Snapshot, config: &Config, layer: &Layer) -> Diagnostics {
    let own = Own::of(site, config);
    let mut base = Base::default();
    let mut added: Vec<(SourcePath, Arc<[u8]>)> = Vec::new();
    let mut met = BTreeSet::new();
    for (rest, bytes) in &layer.files {
        let there = SourcePath::new(format!("content/{rest}"));
        let file = BaseFile { shown: format!("{}/{rest}", layer.shown), bytes: Arc::clone(bytes) };
        // What its name has wrong is reported where the base is built.
        let Ok(kind) = classify(&there, rest, &layer.config) else { continue };
        let replaced = match &kind {
            ContentFile::Ignored => continue,
            ContentFile::Page { id, lang, .. } => {
                met.insert(id.to_string());
                if config.leaves_out(id.as_str()) || !config.languages.contains(lang) {
                    continue;
                }
                own.pages.get(&(id.to_string(), lang.clone())).cloned()
            }
            ContentFile::Asset if config.leaves_out(rest) => continue,
            ContentFile::Records(kind) => {
                let bytes = without_replaced(*kind, &file, config, &own, &mut base, &mut met);
                let path = free_name(site, &there);
                base.inherited.insert(path.clone(), file);
                added.push((path, bytes));
                continue;
            }
            ContentFile::Asset | ContentFile::Data(_) => site.get(&there).map(|_| there.clone()),
        };
        let path = match &kind {
            ContentFile::Page { lang, .. } => {
                SourcePath::new(renamed(there.as_str(), lang, config, &layer.config))
            }
            _ => there,
        };
        match replaced {
            Some(own) => drop(base.replaced.insert(own, file)),
            None => {
                added.push((path.clone(), Arc::clone(bytes)));
                base.inherited.insert(path, file);
            }
        }
    }
    for (path, bytes) in added {
        site.insert(path, bytes);
    }
    site.set_base(base);
    unknown(config, &met)
}

/// The path of a base's page in a site with another default language: `a.md` may become `a.zh-CN.md`.
fn renamed(path: &str, lang: &str, config: &Config, base: &Config) -> String {
    let stem = path.trim_end_matches(".md");
    let tagged = stem.strip_suffix(lang).and_then(|s| s.strip_suffix('.'));
    let stem = tagged.filter(|_| base.languages.iter().any(|l| l == lang)).unwrap_or(stem);
    if lang == config.default_language { format!("{stem}.md") } else { format!("{stem}.{lang}.md") }
}

/// A file of records without those that the site replaces or goes without.
fn without_replaced(
    kind: RecordKind,
    file: &BaseFile,
    config: &Config,
    own: &Own,
    base: &mut Base,
    met: &mut BTreeSet<String>,
) -> Arc<[u8]> {
    let Ok(text) = std::str::from_utf8(&file.bytes) else { return Arc::clone(&file.bytes) };
    let mut bytes = file.bytes.to_vec();
    for place in records::places(kind, text) {
        let name = format!("{kind}:{}", place.id);
        let replacement = own.records.get(&(kind, place.id));
        if replacement.is_some() || config.without.iter().any(|w| w.value == name) {
            blank(&mut bytes, place.span.clone());
        }
        if let Some(own) = replacement {
            let record = ReplacedRecord {
                own: own.clone(),
                shown: file.shown.clone(),
                text: text[place.span].to_owned(),
            };
            base.records.insert(name.clone(), record);
        }
        met.insert(name);
    }
    Arc::from(bytes)
}

/// A name for a base's file of records beside the site's file of the same name: both are read.
fn free_name(site: &Snapshot, path: &SourcePath) -> SourcePath {
    let Some(data) = path.strip("content/_data").filter(|_| site.get(path).is_some()) else {
        return path.clone();
    };
    let (folder, rest) = data.split_once('/').unwrap_or((data.trim_end_matches(".toml"), data));
    let mut name = format!("base/{rest}");
    while site.get(&SourcePath::new(format!("content/_data/{folder}/{name}"))).is_some() {
        name.insert_str(0, "base/");
    }
    SourcePath::new(format!("content/_data/{folder}/{name}"))
}

/// Reports what `without` names and the base does not have.
fn unknown(config: &Config, met: &BTreeSet<String>) -> Diagnostics {
    let mut out = Diagnostics::default();
    for name in &config.without {
        let wanted = name.value.trim_end_matches('/');
        let inside = format!("{wanted}/");
        if !wanted.is_empty() && met.iter().any(|m| m == wanted || m.starts_with(&inside)) {
            continue;
        }
        let near = nearest(wanted, met.iter().map(String::as_str));
        let at = Location::new(&SourcePath::new(CONFIG_PATH), name.span.clone());
        let d = Diagnostic::new(Code::InvalidValue, at).arg("key", "without").arg("value", wanted);
        let d = d.arg("expected", "a section, a guide or a record (kind:id) of the base");
        out.push(d.maybe_arg("nearest", near));
    }
    out
}
