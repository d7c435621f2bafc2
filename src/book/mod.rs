//! E-books: the site as one EPUB 3 a language.
//!
//! ```text
//! Plan ──contents──▶ chapters ──templates, xhtml──▶ pieces ──link──▶ XHTML ──package──▶ EPUB
//! ```
//!
//! A book shows the views of the pages through templates of its own (`book/*.html` of the theme), so it
//! says what the site says. Links between pages become links between chapters; what a book has not
//! leads to the site, or stays as text where the site has no address.

mod contents;
mod elements;
mod link;
mod package;
mod xhtml;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::diag::{Diagnostic, Diagnostics};
use crate::picture::{self, Studio};
use crate::plan::{self, Cx, Plan};
use crate::render::{self, Templates};
use crate::site::{OutPath, Shelf};
use contents::{Chapter, Place, Section};
use xhtml::{Body, Ids, Piece, escape};

/// File of the page that says what the book is.
const TITLE_FILE: &str = "title.xhtml";

/// A finished book.
#[derive(Debug)]
pub(crate) struct Book {
    /// Its language.
    pub(crate) lang: String,
    /// The EPUB.
    pub(crate) bytes: Vec<u8>,
}

/// What a chapter is made into before its links are known.
type Drawn<'p> = (Chapter<'p>, Vec<Body>);

/// One book for each language of the site.
pub(crate) fn write(
    cx: &Cx<'_>,
    plan: &Plan,
    templates: &Templates,
    studio: Option<&Studio<'_>>,
    site: &Shelf<'_>,
) -> (Vec<Book>, Diagnostics) {
    let languages = &cx.library.config().languages;
    let made: Vec<_> = languages
        .par_iter()
        .map(|lang| {
            let page = cx.page(cx.list_path("", lang), lang, lang);
            let cover = studio.map(|s| picture::cover(&plan::cover_picture(&page), s));
            one(cx, plan, templates, cover, site, lang)
        })
        .collect();
    let mut books = Vec::new();
    let mut diagnostics = Diagnostics::default();
    for result in made {
        match result {
            Ok(book) => books.push(book),
            Err(d) => diagnostics.push(*d),
        }
    }
    (books, diagnostics)
}

fn one(
    cx: &Cx<'_>,
    plan: &Plan,
    templates: &Templates,
    cover: Option<Vec<u8>>,
    site: &Shelf<'_>,
    lang: &str,
) -> Result<Book, Box<Diagnostic>> {
    let (chapters, places) = contents::chapters(cx, plan, lang);
    let drawn: Vec<Drawn<'_>> = chapters
        .into_par_iter()
        .map(|chapter| {
            let draw = |s: &Section<'_>| draw(s, templates, cx);
            let bodies = chapter.sections.iter().map(draw).collect::<Result<_, _>>()?;
            Ok((chapter, bodies))
        })
        .collect::<Result<_, Box<Diagnostic>>>()?;
    let ids = drawn.iter().map(|(c, bodies)| {
        (c.file.as_str(), bodies.iter().flat_map(|b| &b.ids).map(String::as_str).collect::<BTreeSet<_>>())
    });
    let links = Links { places: &places, ids: ids.collect(), base_url: &cx.library.config().base_url, site };
    let mut pictures = BTreeMap::new();
    let mut files = Vec::with_capacity(drawn.len());
    for (chapter, bodies) in &drawn {
        files.push(document(chapter, bodies, &links, &mut pictures, lang));
    }
    let chapters: Vec<&Chapter<'_>> = drawn.iter().map(|(c, _)| c).collect();
    Ok(Book {
        lang: lang.to_owned(),
        bytes: package::write(cx, lang, &chapters, &files, &pictures, cover.as_deref()),
    })
}

fn draw(section: &Section<'_>, templates: &Templates, cx: &Cx<'_>) -> Result<Body, Box<Diagnostic>> {
    let html = render::fragment(section.template, section.view, templates, cx.theme)?;
    Ok(xhtml::convert(&html, if section.id.is_some() { Ids::Dropped } else { Ids::Kept }))
}

/// What links and pictures lead to.
struct Links<'a> {
    places: &'a BTreeMap<OutPath, Place>,
    /// Ids of each file.
    ids: BTreeMap<&'a str, BTreeSet<&'a str>>,
    base_url: &'a str,
    site: &'a Shelf<'a>,
}

/// Pictures of the book by their path in the site.
type Pictures = BTreeMap<OutPath, package::Picture>;

/// A chapter's file.
fn document(
    chapter: &Chapter<'_>,
    bodies: &[Body],
    links: &Links<'_>,
    pictures: &mut Pictures,
    lang: &str,
) -> String {
    let kind = chapter.sections.first().and_then(|s| s.view.shell()).map_or("", |s| &s.page.kind);
    let class = if chapter.file == TITLE_FILE { "title" } else { kind };
    let mut out = package::head(&chapter.title, lang);
    out.push_str(&format!("<body class=\"page-{class}\">\n"));
    if !chapter.heading.is_empty() {
        out.push_str(&format!("<h1>{}</h1>\n", escape(&chapter.heading)));
    }
    for (section, body) in chapter.sections.iter().zip(bodies) {
        let own = section.view.shell().map_or(lang, |s| &s.page.content_lang);
        let tongue = if own == lang { String::new() } else { format!(" lang=\"{own}\" xml:lang=\"{own}\"") };
        let id = section.id.as_ref().map(|id| format!(" id=\"{}\"", escape(id))).unwrap_or_default();
        out.push_str(&format!("<section{id}{tongue}>\n"));
        write_pieces(&mut out, (chapter, section), body, links, pictures);
        out.push_str("\n</section>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn write_pieces(
    out: &mut String,
    (chapter, section): (&Chapter<'_>, &Section<'_>),
    body: &Body,
    links: &Links<'_>,
    pictures: &mut Pictures,
) {
    let has_id = |file: &str, id: &str| links.ids.get(file).is_some_and(|ids| ids.contains(id));
    // Whether the open link leads somewhere; else its end is left out as well.
    let mut linked = Vec::new();
    let mut skip_attributes = false;
    for piece in &body.pieces {
        match piece {
            Piece::Markup(markup) if skip_attributes => {
                skip_attributes = false;
                out.push_str(markup.split_once('>').map_or("", |(_, rest)| rest));
            }
            Piece::Markup(markup) => out.push_str(markup),
            Piece::Link(href) => {
                let href = link::href(&section.path, href, |p| links.places.get(p), has_id, links.base_url);
                linked.push(href.is_some());
                match href.as_deref() {
                    // Within a chapter the fragment alone does.
                    Some(href) if href.starts_with(&format!("{}#", chapter.file)) => {
                        out.push_str(&format!("<a href=\"{}\"", escape(&href[chapter.file.len()..])));
                    }
                    Some(href) => out.push_str(&format!("<a href=\"{}\"", escape(href))),
                    None => skip_attributes = true,
                }
            }
            Piece::LinkEnd => {
                if linked.pop() == Some(true) {
                    out.push_str("</a>");
                }
            }
            Piece::Image { src, alt } => match package::picture(&section.path, src, links.site) {
                Some((path, picture)) => {
                    let (file, alt) = (&picture.file, escape(alt));
                    out.push_str(&format!("<img src=\"{file}\" alt=\"{alt}\"/>"));
                    pictures.insert(path, picture);
                }
                None => out.push_str(&escape(alt)),
            },
        }
    }
}
