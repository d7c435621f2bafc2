//! Copies of what pages say: pictures, papers, books, the zip. A preview leaves them until somebody asks.
//! Books and zip are made in `bundles`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Linked, link};
use crate::data_export;
use crate::diag::Diagnostics;
use crate::library::{BuildOptions, Library};
use crate::offline;
use crate::picture::{self, Studio};
use crate::plan::{self, Cx, Plan};
use crate::progress::Silent;
use crate::render;
use crate::site::{Memory, OutPath, Shelf};
use crate::snapshot::Snapshot;

/// A page that [`Copies::Left`] leaves, made alone; nothing for other paths, and of a site that does not build.
pub fn late_page(snapshot: &Snapshot, options: &BuildOptions, path: &OutPath) -> Option<Arc<[u8]>> {
    let Linked { library, theme, .. } = link(snapshot, options, None, &Silent);
    let cx = Cx::new(&library, &theme);
    let planned = plan::late(&cx, path)?;
    let (templates, _) = render::templates(&theme);
    let none = |_: &OutPath, _: &[u8]| None;
    let mut shelf = Shelf::new(&Memory, &none);
    render::add(planned, &templates?, &theme, &mut shelf);
    shelf.get(path)
}

/// What [`Copies::Left`] leaves to be made when somebody asks.
pub(super) fn left(cx: &Cx<'_>, plan: &Plan) -> BTreeSet<OutPath> {
    let config = cx.library.config();
    let outputs = config.outputs;
    let copies = plan.outputs().filter(|(_, output)| output.is_copy());
    let mut left: BTreeSet<OutPath> = copies.map(|(path, _)| path.clone()).collect();
    if !outputs.pdf {
        left.retain(|path| !path.as_str().ends_with(".pdf"));
    }
    left.extend(data_export::api_paths());
    left.extend(offline::list_paths());
    left.extend(outputs.zip.then(|| OutPath::new(offline::ZIP)));
    if outputs.epub {
        left.extend(config.languages.iter().map(|lang| book_path(lang)));
    }
    if outputs.zip || outputs.epub {
        let pages = plan::offline_pages(cx, &[]);
        left.extend(pages.into_iter().map(|(path, ..)| path));
    }
    left
}

/// Path of a language's e-book.
pub(super) fn book_path(lang: &str) -> OutPath {
    OutPath::new(format!("offline/{lang}.epub"))
}

/// How many pictures are in memory at a time.
const PICTURES: usize = 256;

/// Draws the pictures for shared links; gives the studio, in which covers are drawn as well.
pub(super) fn add_pictures<'s>(
    snapshot: &'s Snapshot,
    library: &Library,
    plan: &Plan,
    site: &mut Shelf<'_>,
) -> (Option<Studio<'s>>, Diagnostics) {
    let outputs = library.config().outputs;
    if !outputs.pictures && !outputs.epub {
        return (None, Diagnostics::default());
    }
    let (studio, mut diagnostics) = picture::studio(snapshot, library.config());
    if let Some(studio) = &studio {
        for some in plan.pictures().chunks(PICTURES) {
            let (pictures, found) = picture::draw_all(some, snapshot, studio);
            diagnostics.extend(found);
            let keep = |(path, bytes)| {
                let kept = site.keep(&path, bytes);
                (path, kept)
            };
            let kept: Vec<_> = pictures.into_iter().map(keep).collect();
            site.list_all(kept);
        }
    }
    (studio, diagnostics)
}
