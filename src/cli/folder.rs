//! Whether a command runs where a site is; if not, where one may be.

use std::path::{Path, PathBuf};

use crate::config::CONFIG_PATH;
use crate::text::nearest;

/// Why there is no site in a folder: a key of the wording, and its words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoSite {
    /// Key under `[phrases]`.
    pub(super) key: &'static str,
    /// The folder that was named.
    pub(super) dir: String,
    /// Where the site may be, or whose site this is.
    pub(super) other: String,
}

/// Files by which the sites of other tools are known.
const OTHERS: [(&str, &str); 9] = [
    ("book.toml", "mdBook"),
    ("docusaurus.config.js", "Docusaurus"),
    ("docusaurus.config.ts", "Docusaurus"),
    ("hugo.toml", "Hugo"),
    ("hugo.yaml", "Hugo"),
    ("config.yaml", "Hugo"),
    ("config.toml", "Zola / Hugo"),
    ("mkdocs.yml", "MkDocs"),
    ("_config.yml", "Jekyll"),
];

/// Nothing if there is a site in `dir`, else what to say.
pub(super) fn no_site(dir: &Path) -> Option<NoSite> {
    let said = |key, other: String| Some(NoSite { key, dir: dir.display().to_string(), other });
    if dir.join(CONFIG_PATH).exists() {
        return None;
    }
    if dir.is_file() {
        let parent = dir.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return said("dir_is_file", parent.display().to_string());
    }
    if !dir.exists() {
        return match sibling(dir) {
            Some(near) => said("no_folder_near", near.display().to_string()),
            None => said("no_folder", String::new()),
        };
    }
    if let Some(above) = above(dir) {
        return said("site_above", above.display().to_string());
    }
    if let Some(below) = below(dir) {
        return said("site_below", below.display().to_string());
    }
    if let Some((_, tool)) = OTHERS.iter().find(|(file, _)| dir.join(file).is_file()) {
        return said("other_site", (*tool).to_owned());
    }
    said("no_site", String::new())
}

/// The folder beside a missing one whose name is nearest to it.
fn sibling(dir: &Path) -> Option<PathBuf> {
    let parent = dir.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names: Vec<String> =
        folders(parent).filter_map(|p| Some(p.file_name()?.to_str()?.to_owned())).collect();
    let near = nearest(dir.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(if parent == Path::new(".") { PathBuf::from(near) } else { parent.join(near) })
}

fn folders(dir: &Path) -> impl Iterator<Item = PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.is_dir())
        .collect();
    found.sort();
    found.into_iter()
}

/// The nearest folder around with a site, as it can be typed.
fn above(dir: &Path) -> Option<PathBuf> {
    let whole = dir.canonicalize().ok()?;
    let steps = whole.ancestors().position(|a| a.join(CONFIG_PATH).is_file())?;
    let ups: PathBuf = std::iter::repeat_n("..", steps).collect();
    Some(if dir == Path::new(".") { ups } else { dir.join(ups) })
}

/// A folder inside with a site.
fn below(dir: &Path) -> Option<PathBuf> {
    let found = folders(dir).find(|p| p.join(CONFIG_PATH).is_file())?;
    Some(found.strip_prefix(".").map(Path::to_owned).unwrap_or(found))
}
