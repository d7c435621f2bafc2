//! Pictures for shared links: one for each guide and sector, one for all other pages of a language.

use super::context::Cx;
use super::guide;
use super::page::PageCx;
use super::{OutPath, Output, Planned};
use crate::document::{PageId, PageKind};
use crate::library::DocId;
use crate::text::{SourcePath, title_breaks};
use crate::view::PictureView;

/// Name of a picture, beside the page that it stands for.
const NAME: &str = "share.png";

/// The picture that stands for a page, by the kind of page and its path.
pub(super) fn path_for(cx: &Cx<'_>, kind: &str, path: &OutPath, lang: &str) -> OutPath {
    match kind {
        "guide" | "section" => OutPath::new(format!("{}/{NAME}", path.folder())),
        _ => OutPath::new(format!("{}{NAME}", cx.library.config().prefix(lang))),
    }
}

/// All pictures, if the site asks for them.
pub(super) fn outputs(cx: &Cx<'_>) -> Vec<Planned> {
    if !cx.library.config().outputs.pictures {
        return Vec::new();
    }
    let mut out = Vec::new();
    for lang in &cx.library.config().languages {
        for id in cx.library.page_ids() {
            let Some(found) = cx.library.page_or_fallback(id, lang) else { continue };
            let document = cx.library.document(found);
            let path = cx.page_path(id, lang);
            let page = cx.page(path.clone(), lang, &document.lang);
            let (kind, view) = match document.kind {
                PageKind::Guide => ("guide", of_guide(&page, found)),
                PageKind::Section => ("section", of_section(&page, found)),
                PageKind::Home => ("home", of_site(&page)),
            };
            out.push((
                path_for(cx, kind, &path, lang),
                Output::Picture(Box::new(view)),
                document.path.clone(),
            ));
        }
        // A site without a home page in any language still has pages to share.
        let home = OutPath::new(format!("{}{NAME}", cx.library.config().prefix(lang)));
        if !out.iter().any(|(path, _, _): &Planned| *path == home) {
            let page = cx.page(cx.list_path("", lang), lang, lang);
            let kb = SourcePath::new(crate::config::CONFIG_PATH);
            out.push((home, Output::Picture(Box::new(of_site(&page))), kb));
        }
    }
    out
}

/// What every picture of a page has.
fn blank(page: &PageCx<'_>) -> PictureView {
    let site = page.cx.site(&page.content_lang);
    PictureView {
        lang: page.content_lang.clone(),
        site: site.title.clone(),
        seal: site.seal.clone(),
        title: Vec::new(),
        corner: String::new(),
        label: String::new(),
        text: String::new(),
        left: String::new(),
        right: site.short_address.clone(),
    }
}

fn of_guide(page: &PageCx<'_>, id: DocId) -> PictureView {
    let document = page.library().document(id);
    let front = &document.front;
    let section = page.library().section_of(&document.id, &page.content_lang);
    let reviewed = front.reviewed.as_ref().map(|d| d.value.to_string());
    let reviewed = reviewed.map(|d| page.content_texts().fill("checked", &[("date", &d)]));
    let countries = guide::jurisdictions(page, document).join(page.content_t("comma"));
    let facts = [Some(countries).filter(|c| !c.is_empty()), reviewed];
    PictureView {
        title: pieces(&front.title.value),
        corner: section.map(|s| page.library().document(s).front.title.value.clone()).unwrap_or_default(),
        label: if front.today.is_some() { page.content_t("today").to_owned() } else { String::new() },
        text: front.today.as_ref().map(|t| t.act.clone()).unwrap_or_default(),
        left: facts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        ..blank(page)
    }
}

fn of_section(page: &PageCx<'_>, id: DocId) -> PictureView {
    let document = page.library().document(id);
    let n = page.library().guide_count(&document.id);
    let count = if n == 1 {
        page.content_t("guides_one").to_owned()
    } else {
        page.content_texts().fill("guides_n", &[("n", &n.to_string())])
    };
    PictureView {
        title: pieces(&document.front.title.value),
        text: document.front.words.join(page.content_t("comma")),
        left: count,
        ..blank(page)
    }
}

/// The cover of a book: the site's own name, what it is, of when the book is.
pub(crate) fn of_book(page: &PageCx<'_>) -> PictureView {
    let today = page.library().today().to_string();
    PictureView { title: pieces(&page.cx.site(&page.lang).title), left: today, ..of_site(page) }
}

/// The picture of the site as a whole.
fn of_site(page: &PageCx<'_>) -> PictureView {
    let home = page.library().page_or_fallback(&PageId::new(""), &page.lang);
    let title = home.map(|d| page.library().document(d).front.title.value.clone());
    let description = page.cx.site(&page.lang).description.clone();
    let blank = PictureView { lang: page.lang.clone(), ..blank(page) };
    PictureView { title: pieces(title.as_ref().unwrap_or(&blank.site)), text: description, ..blank }
}

/// A title in the pieces between which pages break it, and at spaces.
fn pieces(title: &str) -> Vec<String> {
    let html = title_breaks(title);
    let plain = |piece: &str| {
        piece
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    };
    html.split("<wbr>")
        .flat_map(|p| plain(p).split_inclusive(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect()
}
