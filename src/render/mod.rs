//! Rendering: planned outputs to bytes.

mod draw;
mod error;
mod filters;
mod paper;
mod unite;

use std::collections::HashMap;
use std::sync::Arc;

use kb_search::Pack;
use tera::{Context, Tera};

use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::plan::{Output, PageView, Plan};
use crate::site::{OutPath, Shelf};
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

/// Renders outputs that are planned after the others into a site.
pub(crate) fn add(
    outputs: Vec<crate::plan::Planned>,
    templates: &Templates,
    theme: &Theme,
    site: &mut Shelf<'_>,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for (path, output, _) in outputs {
        match one(&output, templates, theme) {
            Some(Ok(bytes)) => site.insert(path, bytes),
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
            let html = fragment(template, view, templates, theme).map(|html| match view {
                PageView::SectorPrint(sector) => unite::unite(&html, &sector.guides),
                _ => html,
            });
            Some(html.map(|html| Arc::from(html.into_bytes())))
        }
    }
}

fn context(view: &PageView) -> Result<Context, tera::Error> {
    Context::from_serialize(view)
}

/// What a build's search index leaves to the next one of the same site.
#[derive(Debug, Default)]
pub struct Indexed(kb_search::Memory);

/// The same as [`search`], without making again what an earlier build has made.
///
/// # Errors
/// A diagnostic when the index has no room for the site.
pub fn search_again(plan: &Plan, known: &mut Indexed) -> Result<Arc<Pack>, Box<Diagnostic>> {
    kb_search::write_again(&plan.search, &plan.synonyms, &mut known.0).map_err(|e| no_index(&e))
}

/// Makes the search index: files under the site's `search/` folder.
///
/// # Errors
/// A diagnostic when the index has no room for the site.
pub fn search(plan: &Plan) -> Result<Pack, Box<Diagnostic>> {
    kb_search::write(&plan.search, &plan.synonyms).map_err(|e| no_index(&e))
}

fn no_index(error: &kb_search::WriteError) -> Box<Diagnostic> {
    let path = SourcePath::new(crate::config::CONFIG_PATH);
    let d = Diagnostic::new(Code::SearchIndex, Location::file(&path));
    Box::new(d.arg("detail", error.to_string()))
}

/// Adds the search index and the scripts that read it to a site.
pub fn add_search(pack: &Pack, site: &mut Shelf<'_>) {
    for (name, bytes) in pack {
        site.insert(OutPath::new(format!("search/{name}")), Arc::from(bytes.as_slice()));
    }
    for (name, bytes) in kb_search::assets::files() {
        site.insert(OutPath::new(format!("search/{name}")), Arc::from(bytes));
    }
}
