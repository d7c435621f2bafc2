//! Rendering: planned outputs to bytes.

mod error;
mod filters;
mod paper;
mod unite;

use std::sync::Arc;

use kb_search::Pack;
use rayon::prelude::*;
use tera::{Context, Tera};

use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::plan::{Output, PageView, Plan};
use crate::site::{OutPath, Site};
use crate::text::SourcePath;
use crate::theme::{DEFAULT_PREFIX, Theme};

pub(crate) use paper::papers;

/// Templates, parsed and checked.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
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
        Ok(()) => (Some(Templates { tera }), diagnostics),
        Err(e) => {
            diagnostics.push(error::diagnostic(&e, theme, "base.html"));
            (None, diagnostics)
        }
    }
}

/// A path with its bytes, or with what is wrong with its template.
type Rendered = (OutPath, Result<Arc<[u8]>, Diagnostic>);

/// Renders all outputs of a plan in parallel. A template that fails is reported once for each place
/// at which it fails, not once for each page.
pub fn render(plan: &Plan, templates: &Templates, theme: &Theme) -> (Site, Diagnostics) {
    let rendered: Vec<Rendered> = plan
        .par_outputs()
        .filter_map(|(path, output, _)| Some((path.clone(), one(output, templates, theme)?)))
        .collect();
    let mut site = Site::default();
    let mut diagnostics = Diagnostics::default();
    for (path, result) in rendered {
        match result {
            Ok(bytes) => site.insert(path, bytes),
            Err(d) => diagnostics.push(d),
        }
    }
    diagnostics.sort();
    (site, diagnostics)
}

/// Renders outputs that are planned after the others into a site.
pub(crate) fn add(
    outputs: Vec<crate::plan::Planned>,
    templates: &Templates,
    theme: &Theme,
    site: &mut Site,
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

/// What templates make of an output; nothing of a PDF, which [`papers`] prints.
fn one(output: &Output, templates: &Templates, theme: &Theme) -> Option<Result<Arc<[u8]>, Diagnostic>> {
    match output {
        Output::Paper(_) => None,
        Output::Bytes(bytes) => Some(Ok(Arc::clone(bytes))),
        // Drawn by `picture`, beside the pages.
        Output::Picture(_) => None,
        Output::Page { template, view } => {
            let html = fragment(template, view, templates, theme).map(|html| match view {
                PageView::Book(book) => unite::unite(&html, &book.guides),
                _ => html,
            });
            Some(html.map(|html| Arc::from(html.into_bytes())))
        }
    }
}

fn context(view: &PageView) -> Result<Context, tera::Error> {
    Context::from_serialize(view)
}

/// Makes the search index: files under the site's `search/` folder.
///
/// # Errors
/// A diagnostic when the index has no room for the site.
pub fn search(plan: &Plan) -> Result<Pack, Box<Diagnostic>> {
    kb_search::write(&plan.search, &plan.synonyms).map_err(|e| {
        let path = SourcePath::new(crate::config::CONFIG_PATH);
        let d = Diagnostic::new(Code::SearchIndex, Location::file(&path));
        Box::new(d.arg("detail", e.to_string()))
    })
}

/// Adds the search index and the scripts that read it to a site.
pub fn add_search(pack: Pack, site: &mut Site) {
    for (name, bytes) in pack {
        site.insert(OutPath::new(format!("search/{name}")), Arc::from(bytes));
    }
    for (name, bytes) in kb_search::assets::files() {
        site.insert(OutPath::new(format!("search/{name}")), Arc::from(bytes));
    }
}
