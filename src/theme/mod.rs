//! Themes: templates, assets and interface texts, in layers.
//!
//! The default theme is inside the program. A site's `themes/NAME/` lies over it file by file:
//! a template of the same name replaces the default one, which stays reachable as `default/NAME`.

mod bundle;
mod slim;
mod texts;

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

pub use texts::Texts;

use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::snapshot::Snapshot;
use crate::text::{SourcePath, nearest};

static DEFAULT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Prefix under which the default theme's templates are registered.
pub const DEFAULT_PREFIX: &str = "default/";

/// The style sheet of e-books, which have their own among the site's templates for them.
const BOOK_CSS: &str = "book/book.css";

/// A template's text.
#[derive(Debug, Clone)]
pub struct Template {
    /// Name under which it is registered: `guide.html` or `default/guide.html`.
    pub name: String,
    /// Text.
    pub text: String,
    /// The site's file, if it is not the program's.
    pub path: Option<SourcePath>,
}

/// A theme, ready to be used.
#[derive(Debug, Clone)]
pub struct Theme {
    /// All templates.
    pub templates: Vec<Template>,
    /// Styles and scripts by logical name; published with a hash in their name.
    pub assets: BTreeMap<String, Arc<[u8]>>,
    /// Files copied as they are, by path in the site.
    pub statics: BTreeMap<String, Arc<[u8]>>,
    /// Style sheet of e-books, `book/book.css`.
    pub book_css: Arc<[u8]>,
    /// Interface texts by language.
    pub texts: BTreeMap<String, Texts>,
}

/// The files of the default theme: path and bytes, in order of path.
pub fn default_files() -> Vec<(String, &'static [u8])> {
    fn walk(dir: &Dir<'static>, out: &mut Vec<(String, &'static [u8])>) {
        for file in dir.files() {
            out.push((file.path().to_string_lossy().replace('\\', "/"), file.contents()));
        }
        for sub in dir.dirs() {
            walk(sub, out);
        }
    }
    let mut out = Vec::new();
    walk(&DEFAULT, &mut out);
    out.sort();
    out
}

/// Loads the theme of a site.
pub fn load(snapshot: &Snapshot, name: &str, languages: &[String]) -> (Theme, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let folder = format!("themes/{name}");
    let own: Vec<(&SourcePath, &str, &Arc<[u8]>)> = snapshot.folder(&folder).collect();
    if own.is_empty() && name != "default" {
        let names: Vec<String> = theme_names(snapshot);
        let path = SourcePath::new(crate::config::CONFIG_PATH);
        let d = Diagnostic::new(Code::MissingTheme, Location::file(&path)).arg("name", name);
        diagnostics.push(d.maybe_arg("nearest", nearest(name, names.iter().map(String::as_str))));
    }
    let defaults = default_files();
    let mut theme = Theme {
        templates: Vec::new(),
        assets: BTreeMap::new(),
        statics: BTreeMap::new(),
        book_css: Arc::from([]),
        texts: BTreeMap::new(),
    };
    let mut layers: Vec<texts::Layer> =
        defaults.iter().map(|(p, b)| (p.clone(), Arc::from(*b), None)).collect();
    layers.extend(own.iter().map(|(p, rest, b)| ((*rest).to_owned(), Arc::clone(b), Some((*p).clone()))));
    let pieces: BTreeMap<String, Arc<[u8]>> = layers
        .iter()
        .filter_map(|(file, bytes, _)| {
            Some((file.strip_prefix(bundle::FOLDER)?.to_owned(), Arc::clone(bytes)))
        })
        .collect();
    for (file, bytes, path) in &layers {
        if let Some(asset) = file.strip_prefix("assets/") {
            match published(asset, bytes, &pieces) {
                Ok(bytes) => drop(theme.assets.insert(asset.to_owned(), bytes)),
                Err(piece) => diagnostics.push(missing_piece(file, path.as_ref(), &piece)),
            }
        } else if let Some(rest) = file.strip_prefix("static/") {
            theme.statics.insert(rest.to_owned(), Arc::clone(bytes));
        } else if file == BOOK_CSS {
            theme.book_css = Arc::clone(bytes);
        } else if file.ends_with(".html") || file.ends_with(".xml") || file.ends_with(".txt") {
            template(&mut theme, file, bytes, path.clone(), &mut diagnostics);
        }
    }
    unknown_files(&own, &defaults, &mut diagnostics);
    theme.texts = texts::load(&layers, languages, name, &mut diagnostics);
    (theme, diagnostics)
}

/// An asset as it is published: whole, and without what only its authors need.
///
/// # Errors
/// The name of a piece of a style sheet that the theme does not have.
fn published(
    name: &str,
    bytes: &Arc<[u8]>,
    pieces: &BTreeMap<String, Arc<[u8]>>,
) -> Result<Arc<[u8]>, String> {
    let slim = match (name.rsplit_once('.').map(|(_, suffix)| suffix), std::str::from_utf8(bytes)) {
        (Some("css"), Ok(text)) => slim::css(&bundle::sheet(text, pieces)?),
        (Some("js"), Ok(text)) => slim::js(text),
        _ => return Ok(Arc::clone(bytes)),
    };
    Ok(Arc::from(slim.into_bytes()))
}

/// A style sheet that imports a piece which is not there, at the line that does.
fn missing_piece(file: &str, path: Option<&SourcePath>, piece: &str) -> Diagnostic {
    let path = path.cloned().unwrap_or_else(|| SourcePath::new(format!("themes/default/{file}")));
    let detail = format!("@import \"../{}{piece}\": no such file", bundle::FOLDER);
    Diagnostic::new(Code::TemplateError, Location::file(&path)).arg("template", file).arg("detail", detail)
}

fn theme_names(snapshot: &Snapshot) -> Vec<String> {
    let mut names: Vec<String> = snapshot
        .folder("themes")
        .filter_map(|(_, rest, _)| rest.split_once('/').map(|(name, _)| name.to_owned()))
        .collect();
    names.push("default".to_owned());
    names.dedup();
    names
}

fn template(
    theme: &mut Theme,
    file: &str,
    bytes: &[u8],
    path: Option<SourcePath>,
    diagnostics: &mut Diagnostics,
) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        if let Some(path) = &path {
            diagnostics.push(Diagnostic::new(Code::NotUtf8, Location::file(path)));
        }
        return;
    };
    let name = if path.is_some() { file.to_owned() } else { format!("{DEFAULT_PREFIX}{file}") };
    theme.templates.push(Template { name, text: text.to_owned(), path });
}

/// A template or piece of a style sheet that the default theme does not have and that no other file names
/// is never used.
fn unknown_files(
    own: &[(&SourcePath, &str, &Arc<[u8]>)],
    defaults: &[(String, &'static [u8])],
    diagnostics: &mut Diagnostics,
) {
    let texts: Vec<&str> = own.iter().filter_map(|(_, _, b)| std::str::from_utf8(b).ok()).collect();
    for (path, file, _) in own {
        let known = defaults.iter().any(|(d, _)| d == file);
        let named = texts.iter().any(|t| t.contains(&format!("\"{file}\"")));
        let imported =
            |name: &str| texts.iter().any(|t| t.lines().any(|l| bundle::imported(l) == Some(name)));
        let lost_piece = file.strip_prefix(bundle::FOLDER).is_some_and(|name| !imported(name));
        let lost_template = file.ends_with(".html") && !file.starts_with("components/");
        if (lost_template || lost_piece) && !known && !named {
            let near = nearest(file, defaults.iter().map(|(d, _)| d.as_str()));
            let d = Diagnostic::new(Code::UnknownThemeFile, Location::file(path)).arg("name", *file);
            diagnostics.push(d.maybe_arg("nearest", near));
        }
    }
}
