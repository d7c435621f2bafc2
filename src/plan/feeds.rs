//! Files for machines: sitemap, robots.txt, Atom feeds, llms.txt, OpenSearch, web manifest.

use jiff::civil::Date;
use serde_json::json;

use super::context::Cx;
use super::{OutPath, Output, Planned, Prints, cards, guide, structured};
use crate::document::PageKind;
use crate::library::DocId;
use crate::record::RecordKind;
use crate::text::{SourcePath, escape_html};

/// How many entries a feed holds.
const FEED_ENTRIES: usize = 50;

/// The map of the site for search engines.
const SITEMAP: &str = "sitemap.xml";

/// The map of the site for language models.
const LLMS: &str = "llms.txt";

/// An entry of a feed.
struct FeedEntry {
    /// The guide.
    document: DocId,
    /// Date of its last review.
    updated: Date,
}

/// All files for machines. Those that list every page are only planned, or left: see [`Prints`].
pub(super) fn outputs(cx: &Cx<'_>, prints: Prints) -> Vec<Planned> {
    let mut out = Vec::new();
    let mut add = |path: OutPath, text: String| out.push((path, guide::bytes(text), source()));
    add(OutPath::new("robots.txt"), robots(&cx.library.config().base_url));
    for lang in &cx.library.config().languages {
        let path = OutPath::new(format!("{}feed.xml", cx.library.config().prefix(lang)));
        add(path.clone(), atom(cx, lang, &path));
        let page = cx.page(cx.list_path("search", lang), lang, lang);
        if let Some((path, text)) = structured::open_search(&page) {
            add(path, text);
        }
        let path = OutPath::new(format!("{}manifest.webmanifest", cx.library.config().prefix(lang)));
        add(path.clone(), manifest(cx, lang, &path));
    }
    let lists = lists(cx).into_iter();
    out.extend(lists.map(|path| match prints {
        Prints::Left => (path, Output::Left, source()),
        Prints::Planned => list(cx, &path).unwrap_or((path, Output::Left, source())),
    }));
    out
}

fn source() -> SourcePath {
    SourcePath::new("the pages that kb makes")
}

/// Paths of the files that list every page.
fn lists(cx: &Cx<'_>) -> Vec<OutPath> {
    let sitemap = (!cx.library.config().base_url.is_empty()).then_some(SITEMAP);
    sitemap.into_iter().chain([LLMS]).map(OutPath::new).collect()
}

/// A file that lists every page; nothing for another path.
pub(super) fn list(cx: &Cx<'_>, path: &OutPath) -> Option<Planned> {
    let base = &cx.library.config().base_url;
    let text = match path.as_str() {
        SITEMAP if !base.is_empty() => sitemap(cx, base),
        LLMS => llms(cx),
        _ => return None,
    };
    Some((path.clone(), guide::bytes(text), source()))
}

fn robots(base: &str) -> String {
    let sitemap = if base.is_empty() { String::new() } else { format!("\nSitemap: {base}/sitemap.xml\n") };
    format!("User-agent: *\nAllow: /\n{sitemap}")
}

/// Every page that has a language of its own, with its versions in other languages.
fn sitemap(cx: &Cx<'_>, base: &str) -> String {
    let languages = &cx.library.config().languages;
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    let mut add = |versions: Vec<(&str, OutPath)>, modified: Vec<Option<String>>| {
        for ((_, path), date) in versions.iter().zip(modified) {
            out.push_str(&format!("<url><loc>{}</loc>", escape_html(&path.absolute(base))));
            if let Some(date) = date {
                out.push_str(&format!("<lastmod>{date}</lastmod>"));
            }
            if versions.len() > 1 {
                for (lang, other) in &versions {
                    let href = escape_html(&other.absolute(base));
                    out.push_str(&format!(
                        "<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"{href}\"/>"
                    ));
                }
            }
            out.push_str("</url>\n");
        }
    };
    for id in cx.library.page_ids() {
        let versions: Vec<(&str, DocId)> = cx.library.languages_of(id).collect();
        let dates = versions
            .iter()
            .map(|(_, d)| cx.library.document(*d).front.reviewed.as_ref().map(|r| r.value.to_string()));
        add(versions.iter().map(|(l, _)| (*l, cx.page_path(id, l))).collect(), dates.collect());
    }
    let mut every = |path: &dyn Fn(&str) -> Option<OutPath>| {
        let versions: Vec<(&str, OutPath)> =
            languages.iter().filter_map(|l| Some((l.as_str(), path(l)?))).collect();
        let none = vec![None; versions.len()];
        add(versions, none);
    };
    for kind in RecordKind::ALL.into_iter().filter(|k| k.has_pages()) {
        let ids = cx.library.records().ids(kind);
        if !ids.is_empty() {
            every(&|lang| Some(cx.list_path(kind.folder(), lang)));
        }
        for id in ids {
            let is_own = |lang: &str| cards::written_in(cx.library, kind, id, lang) == lang;
            every(&|lang| is_own(lang).then(|| cx.record_path(kind, id, lang)));
        }
    }
    out.push_str("</urlset>\n");
    out
}

/// Guides of a language, latest review first.
fn latest(cx: &Cx<'_>, lang: &str) -> Vec<FeedEntry> {
    let mut entries: Vec<FeedEntry> = cx
        .library
        .ids()
        .filter(|d| cx.library.document(*d).lang == lang && cx.library.document(*d).kind == PageKind::Guide)
        .filter_map(|d| {
            let updated = cx.library.document(d).front.reviewed.as_ref()?.value;
            Some(FeedEntry { document: d, updated })
        })
        .collect();
    entries.sort_by(|a, b| b.updated.cmp(&a.updated).then(a.document.cmp(&b.document)));
    entries.truncate(FEED_ENTRIES);
    entries
}

fn atom(cx: &Cx<'_>, lang: &str, path: &OutPath) -> String {
    let config = cx.library.config();
    let texts = cx.texts(lang);
    // Without a base address the feed's links are relative to itself, and its ids are names.
    let base = &config.base_url;
    let link = |to: &OutPath| if base.is_empty() { path.href(to) } else { to.absolute(base) };
    let id =
        |to: &OutPath| if base.is_empty() { format!("urn:kb:{}", to.as_str()) } else { to.absolute(base) };
    let entries = latest(cx, lang);
    let updated = entries.first().map_or(cx.library.today(), |e| e.updated);
    let title = config.text(&config.title, lang);
    let author = if config.organisation.name.is_empty() { title } else { &config.organisation.name };
    let home = cx.list_path("", lang);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">\n\
         <title>{}</title>\n<id>{}</id>\n<link href=\"{}\"/>\n<link rel=\"self\" href=\"{}\"/>\n\
         <updated>{updated}T00:00:00Z</updated>\n<author><name>{}</name></author>\n",
        escape_html(&texts.fill("feed_title", &[("title", title)])),
        escape_html(&id(path)),
        escape_html(&link(&home)),
        escape_html(&link(path)),
        escape_html(author),
    );
    for entry in entries {
        let document = cx.library.document(entry.document);
        let to = cx.page_path(&document.id, lang);
        out.push_str(&format!(
            "<entry><title>{}</title><id>{}</id><link href=\"{}\"/><updated>{}T00:00:00Z</updated><summary>{}</summary></entry>\n",
            escape_html(&document.front.title.value),
            escape_html(&id(&to)),
            escape_html(&link(&to)),
            entry.updated,
            escape_html(document.front.summary_text()),
        ));
    }
    out.push_str("</feed>\n");
    out
}

/// A map of the site for language models: titles, summaries and Markdown copies.
fn llms(cx: &Cx<'_>) -> String {
    let config = cx.library.config();
    let path = OutPath::new("llms.txt");
    let base = &config.base_url;
    let link = |to: &OutPath| if base.is_empty() { path.href(to) } else { to.absolute(base) };
    let mut out = format!("# {}\n", config.text(&config.title, &config.default_language));
    let description = config.text(&config.description, &config.default_language);
    if !description.is_empty() {
        out.push_str(&format!("\n> {description}\n"));
    }
    for lang in &config.languages {
        out.push_str(&format!("\n## {}\n\n", cx.texts(lang).get("lang_name")));
        for id in cx.library.page_ids() {
            let Some(found) = cx.library.page(id, lang) else { continue };
            let document = cx.library.document(found);
            if document.kind == PageKind::Guide {
                let copy = OutPath::new(format!("{}{id}/index.md", config.prefix(lang)));
                let (title, summary) = (&document.front.title.value, document.front.summary_text());
                out.push_str(&format!("- [{}]({}): {}\n", plain(title), link(&copy), plain(summary)));
            }
        }
    }
    out
}

/// A text as one line of Markdown without links, pictures or HTML of its own.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '[' | ']' | '<' | '`' | '\\' => out.extend(['\\', c]),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn manifest(cx: &Cx<'_>, lang: &str, path: &OutPath) -> String {
    let config = cx.library.config();
    let title = config.text(&config.title, lang);
    let any = [("icon.svg", "any", "image/svg+xml", "any")];
    let drawn = [("icon-192.png", "192x192"), ("icon-512.png", "512x512")];
    // Their middle holds all of the drawing, so one file serves as it is and cut to any shape.
    let drawn = drawn
        .iter()
        .flat_map(|(name, sizes)| ["any", "maskable"].map(|purpose| (*name, *sizes, "image/png", purpose)));
    let icons: Vec<_> = any
        .into_iter()
        .chain(drawn)
        .filter(|(name, ..)| cx.theme.statics.contains_key(*name))
        .map(|(name, sizes, kind, purpose)| {
            json!({ "src": path.href(&OutPath::new(name)), "sizes": sizes, "type": kind, "purpose": purpose })
        })
        .collect();
    let home = cx.page_path(&crate::document::PageId::new(""), lang);
    let manifest = json!({
        "name": title,
        "short_name": title.chars().take(12).collect::<String>(),
        "lang": lang,
        "start_url": path.href(&home),
        "scope": path.href(&OutPath::new("index.html")).trim_end_matches("index.html").to_owned() + "./",
        "display": "standalone",
        "background_color": "#faf8f3",
        "theme_color": "#faf8f3",
        "icons": icons,
    });
    format!("{manifest:#}\n")
}
