//! The copies to take along: zip and e-books.

use std::sync::Arc;

use super::copies::book_path;
use crate::book;
use crate::diag::Diagnostics;
use crate::offline;
use crate::picture::Studio;
use crate::plan::{self, Copied, Cx, Plan};
use crate::render::{self, Templates};
use crate::site::{OutPath, Shelf};

/// Adds the copies to take along that the site asks for, then the pages that lead to them: each copy
/// holds the site as it is without copies.
pub(super) fn add_copies(
    cx: &Cx<'_>,
    plan: &Plan,
    templates: &Templates,
    studio: Option<&Studio<'_>>,
    site: &mut Shelf<'_>,
) -> Diagnostics {
    let config = cx.library.config();
    // The papers of guides may no longer be in the plan; files that authors added are.
    let is_paper = |path: &OutPath| {
        path.as_str().ends_with(".pdf") && !matches!(plan.get(path), Some(plan::Output::Bytes(_)))
    };
    let disk = || {
        let today = cx.library.today();
        config.outputs.zip.then(|| offline::disk::zip(site, config, today, |l| cx.texts(l), is_paper))
    };
    let books = || {
        if config.outputs.epub { book::write(cx, plan, templates, studio, site) } else { Default::default() }
    };
    let (disk, (books, mut diagnostics)) = rayon::join(disk, books);
    let name = offline::disk::file_name(config);
    let mut copies = Vec::new();
    let mut add = |text, lang: Option<String>, path: OutPath, name, bytes: Vec<u8>| {
        copies.push(Copied { text, lang, path: path.clone(), name, bytes: bytes.len() });
        site.insert(path, Arc::from(bytes));
    };
    if let Some(bytes) = disk {
        add("download_zip", None, OutPath::new(offline::ZIP), format!("{name}.zip"), bytes);
    }
    for book in books {
        let path = book_path(&book.lang);
        add("download_epub", Some(book.lang.clone()), path, format!("{name}.{}.epub", book.lang), book.bytes);
    }
    if !copies.is_empty() {
        diagnostics.extend(render::add(plan::offline_pages(cx, &copies), templates, cx.theme, site));
    }
    diagnostics
}
