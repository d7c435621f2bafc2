//! Reading the base that a site extends.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{CONFIG_PATH, detail, read};
use crate::config::{self, Config, LIBRARY};
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::extend::{self, Layer};
use crate::snapshot::Snapshot;
use crate::text::SourcePath;

/// Where the base of a site lies on the disk; nothing if it extends no folder.
///
/// # Errors
/// Why the folder that it names cannot be used now.
pub fn base_place(dir: &Path) -> Result<Option<Place>, String> {
    let Ok(text) = std::fs::read(dir.join(CONFIG_PATH)) else { return Ok(None) };
    let (config, _) = config::parse(&[(CONFIG_PATH, text)].into_iter().collect());
    let named = config.extends.filter(|e| e.value != LIBRARY);
    named.map(|named| Place::of(dir, &named.value)).transpose()
}

/// Where a base lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its content folder, without links.
    pub content: PathBuf,
    /// The folder that links in it may not lead out of.
    pub site: PathBuf,
    /// The content folder as people should be told.
    pub shown: String,
}

impl Place {
    /// The base that a site in `dir` names: a site, or a content folder.
    fn of(dir: &Path, named: &str) -> Result<Self, String> {
        let trimmed = named.trim_end_matches(['/', '\\']);
        let path = dir.join(trimmed).canonicalize().map_err(|e| detail(&e))?;
        if !path.is_dir() {
            return Err("it is not a folder".to_owned());
        }
        let shown = trimmed.replace('\\', "/");
        let place = if path.join(CONFIG_PATH).is_file() || path.join("content").is_dir() {
            let content = path.join("content");
            Self { content, site: path, shown: format!("{shown}/content") }
        } else {
            let around = path.parent().filter(|_| path.ends_with("content")).unwrap_or(&path);
            Self { site: around.to_owned(), shown, content: path }
        };
        let own = dir.canonicalize().map_err(|e| detail(&e))?;
        if place.content == own.join("content") {
            return Err("it is this site itself".to_owned());
        }
        if !place.content.join("_index.md").is_file() && !place.content.join("_data").is_dir() {
            return Err("it has neither pages nor records".to_owned());
        }
        Ok(place)
    }
}

/// Lays the files of a site over those of its base, if `kb.toml` names one.
pub(super) fn lay(dir: &Path, snapshot: &mut Snapshot) -> Diagnostics {
    let (config, _) = config::parse(snapshot);
    let Some(named) = &config.extends else { return without_base(&config) };
    let (layer, mut diagnostics) = match layer(dir, &named.value, &config) {
        Ok(found) => found,
        Err(why) => {
            let at = Location::new(&SourcePath::new(CONFIG_PATH), named.span.clone());
            let d = Diagnostic::new(Code::MissingBase, at).arg("path", named.value.clone());
            let mut out = Diagnostics::default();
            out.push(d.arg("detail", why));
            return out;
        }
    };
    diagnostics.extend(extend::lay(snapshot, &config, &layer));
    diagnostics
}

/// `without` says nothing where there is no base.
fn without_base(config: &Config) -> Diagnostics {
    let mut out = Diagnostics::default();
    if let Some(first) = config.without.first() {
        let at = Location::new(&SourcePath::new(CONFIG_PATH), first.span.clone());
        let d = Diagnostic::new(Code::MissingKey, at).arg("key", "extends").arg("table", CONFIG_PATH);
        out.push(d);
    }
    out
}

fn layer(dir: &Path, named: &str, own: &Config) -> Result<(Layer, Diagnostics), String> {
    if named == LIBRARY {
        let files = extend::library_files().into_iter().map(|(path, b)| (path, Arc::from(b))).collect();
        let languages = vec!["zh-CN".to_owned(), "en".to_owned()];
        let config = Config { languages, ..Config::default() };
        return Ok((Layer { shown: LIBRARY.to_owned(), files, config }, Diagnostics::default()));
    }
    let place = Place::of(dir, named)?;
    let config = match std::fs::read(place.site.join(CONFIG_PATH)) {
        Ok(text) => config::parse(&[(CONFIG_PATH, text)].into_iter().collect()).0,
        Err(_) => own.clone(),
    };
    if config.extends.is_some() && place.site.join(CONFIG_PATH).is_file() {
        return Err("it extends another site in turn; name that one".to_owned());
    }
    let (files, found) = read::read_folder(&place.site, &place.content, "content");
    let inside = |path: &SourcePath| path.strip("content").unwrap_or(path.as_str()).to_owned();
    // What is wrong with a file of the base is wrong there.
    let mut diagnostics = Diagnostics::default();
    for d in found.iter() {
        let mut d = d.clone();
        d.location.path = SourcePath::new(format!("{}/{}", place.shown, inside(&d.location.path)));
        diagnostics.push(d);
    }
    let files = files.into_iter().map(|(path, bytes)| (inside(&path), bytes)).collect();
    Ok((Layer { shown: place.shown, files, config }, diagnostics))
}
