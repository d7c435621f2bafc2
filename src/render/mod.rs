//! Rendering: planned outputs to bytes.

mod draw;
mod error;
mod filters;
mod paper;
mod unite;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tera::{Context, Tera};

use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::plan::{Output, PageView, Searched};
use crate::site::{Kept, OutPath, Place, Shelf};
use crate::text::SourcePath;
use crate::theme::{DEFAULT_PREFIX, Theme};

pub use draw::{Brush, Pages, render};
pub(crate) use paper::papers;

/// Templates, parsed and checked.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
    /// Of all their texts.
    hash: blake3::Hash,
}

/// Parses the templates of a theme. What does not parse is reported at its place, once.
pub fn templates(theme: &Theme) -> (Option<Templates>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut tera = Tera::new();
    tera.autoescape_on([".html", ".xml"]);
    filters::register(&mut tera);
    if let Err(e) = tera.set_fallback_prefixes([DEFAULT_PREFIX]) {
        diagnostics.push(error::diagnostic(&e, theme, "base.html"));
        return (None, diagnostics);
    }
    let all = theme.templates.iter().map(|t| (t.name.as_str(), t.text.as_str()));
    match tera.add_raw_templates(all) {
        Ok(()) => (Some(Templates { tera, hash: hash(theme) }), diagnostics),
        Err(e) => {
            diagnostics.push(error::diagnostic(&e, theme, "base.html"));
            (None, diagnostics)
        }
    }
}

fn hash(theme: &Theme) -> blake3::Hash {
    let mut hash = blake3::Hasher::new();
    for template in &theme.templates {
        for text in [&template.name, &template.text] {
            hash.update(&(text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
    }
    hash.finalize()
}

/// The pages that a build drew, by a hash of everything that they depend on: their view, their
/// template's name, and all templates. Drawing is a pure function of these, so an equal page needs no
/// second drawing. Holds one build's pages.
#[derive(Debug, Clone, Default)]
pub struct Drawn {
    pages: HashMap<blake3::Hash, Arc<[u8]>>,
}

/// The HTML that a template makes of a view that is not a page of the site: a chapter of a book.
pub(crate) fn fragment(
    template: &'static str,
    view: &PageView,
    templates: &Templates,
    theme: &Theme,
) -> Result<String, Diagnostic> {
    let fail = |e: &tera::Error| error::diagnostic(e, theme, template);
    let context = context(view).map_err(|e| fail(&e))?;
    templates.tera.render(template, &context).map_err(|e| fail(&e))
}

/// Renders outputs that are planned after the others into a site, each after those from which it is put together.
pub(crate) fn add(
    outputs: Vec<crate::plan::Planned>,
    templates: &Templates,
    theme: &Theme,
    site: &mut Shelf<'_>,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for (path, output, _) in outputs {
        let kept = if output.is_united() {
            united(&path, &output, templates, theme, site)
        } else {
            one(&output, templates, theme).map(|made| made.map(|bytes| site.keep(&path, bytes)))
        };
        match kept {
            Some(Ok(kept)) => site.list(path, kept),
            Some(Err(d)) => diagnostics.push(d),
            None => {}
        }
    }
    diagnostics
}

/// What a page depends on; nothing for what is not drawn.
fn key(output: &Output, templates: &Templates) -> Option<blake3::Hash> {
    let Output::Page { template, view } = output else { return None };
    // A compact form without names: the template's name says which view it is.
    let view = postcard::to_allocvec(view).ok()?;
    let mut hash = blake3::Hasher::new();
    hash.update(templates.hash.as_bytes());
    hash.update(template.as_bytes());
    hash.update(b"\0");
    hash.update(&view);
    Some(hash.finalize())
}

/// What templates make of an output; nothing of a PDF, which [`papers`] prints.
fn one(output: &Output, templates: &Templates, theme: &Theme) -> Option<Result<Arc<[u8]>, Diagnostic>> {
    match output {
        Output::Paper(_) | Output::Left => None,
        Output::Bytes(bytes) | Output::Drawn(bytes, _) => Some(Ok(Arc::clone(bytes))),
        // Drawn by `picture`, beside the pages.
        Output::Picture(_) => None,
        Output::Page { template, view } => {
            let html = fragment(template, view, templates, theme);
            Some(html.map(|html| Arc::from(html.into_bytes())))
        }
    }
}

/// The same of a page that nobody else needs: its view and the engine's form of it are not both in memory.
fn once(
    template: &'static str,
    view: PageView,
    templates: &Templates,
    theme: &Theme,
) -> Result<String, Diagnostic> {
    let fail = |e: &tera::Error| error::diagnostic(e, theme, template);
    let context = context(&view).map_err(|e| fail(&e))?;
    drop(view);
    templates.tera.render(template, &context).map_err(|e| fail(&e))
}

/// Puts away a page that is put together from others on the shelf; nothing of any other. It is as large as all of
/// them, and never in memory as a whole.
fn united(
    path: &OutPath,
    output: &Output,
    templates: &Templates,
    theme: &Theme,
    shelf: &Shelf<'_>,
) -> Option<Result<Kept, Diagnostic>> {
    let Output::Page { template, view } = output else { return None };
    let PageView::SectorPrint(sector) = view else { return None };
    let guides = unite::United::new(path, &sector.guides);
    let frame = fragment(template, view, templates, theme);
    let put =
        |frame: String| shelf.keep_written(path, &|to| guides.write(&frame, &|page| shelf.get(page), to));
    Some(frame.map(put))
}

fn context(view: &PageView) -> Result<Context, tera::Error> {
    Context::from_serialize(view)
}

/// What a build's search index leaves to the next one of the same site.
#[derive(Debug, Default)]
pub struct Indexed {
    memory: kb_search::Memory,
    /// The files as they were kept.
    kept: Vec<(OutPath, Kept)>,
}

/// The files of a search index, put away but not yet listed.
pub type Index = Vec<(OutPath, Kept)>;

/// The same as [`search`], without making again what an earlier build has made.
///
/// # Errors
/// A diagnostic when the index has no room for the site.
pub fn search_again(
    searched: &Searched<'_>,
    known: &mut Indexed,
    shelf: &Shelf<'_>,
) -> Result<Index, Box<Diagnostic>> {
    let pack = kb_search::write_again(searched, &searched.synonyms(), &mut known.memory);
    // Both are in order of name, and nearly all files are the same.
    let mut old = std::mem::take(&mut known.kept).into_iter().peekable();
    for (name, bytes) in pack.map_err(|e| no_index(&e))? {
        let is_before = |(path, _): &(OutPath, Kept)| path.as_str()[SEARCH.len()..] < **name;
        while old.next_if(is_before).is_some() {}
        let is_same = |(path, kept): &(OutPath, Kept)| {
            let same = matches!(&kept.place, Place::Here(old) if Arc::ptr_eq(old, bytes));
            same && path.as_str()[SEARCH.len()..] == **name
        };
        known.kept.push(old.next_if(is_same).unwrap_or_else(|| {
            let path = search_path(name);
            let kept = shelf.keep(&path, Arc::clone(bytes));
            (path, kept)
        }));
    }
    Ok(known.kept.iter().cloned().chain(readers(shelf)).collect())
}

/// Makes the search index: files under the site's `search/` folder, with the scripts that read them. Each is put
/// away as it is finished.
///
/// # Errors
/// A diagnostic when the index has no room for the site.
pub fn search(searched: &Searched<'_>, shelf: &Shelf<'_>) -> Result<Index, Box<Diagnostic>> {
    let index = Mutex::new(Index::new());
    let sink = |name: String, bytes| {
        let path = search_path(&name);
        let kept = shelf.keep(&path, bytes);
        index.lock().unwrap_or_else(PoisonError::into_inner).push((path, kept));
    };
    kb_search::write_to(searched, &searched.synonyms(), &sink).map_err(|e| no_index(&e))?;
    let mut index = index.into_inner().unwrap_or_else(PoisonError::into_inner);
    index.extend(readers(shelf));
    Ok(index)
}

/// The folder of the index.
pub(crate) const SEARCH: &str = "search/";

/// The path of a file of the index.
pub(crate) fn search_path(name: &str) -> OutPath {
    OutPath::new(format!("{SEARCH}{name}"))
}

fn no_index(error: &kb_search::WriteError) -> Box<Diagnostic> {
    let path = SourcePath::new(crate::config::CONFIG_PATH);
    let d = Diagnostic::new(Code::SearchIndex, Location::file(&path));
    Box::new(d.arg("detail", error.to_string()))
}

/// The scripts and the engine that read the index.
fn readers(shelf: &Shelf<'_>) -> impl Iterator<Item = (OutPath, Kept)> {
    kb_search::assets::files().into_iter().map(|(name, bytes)| {
        let path = search_path(name);
        let kept = shelf.keep(&path, Arc::from(bytes));
        (path, kept)
    })
}
