//! JSON-LD: what a page is, for machines (schema.org).

use serde_json::{Value, json};

use super::page::PageCx;
use super::{OutPath, guide};
use crate::document::Document;
use crate::library::DocId;
use crate::view::AuthorityCard;

/// JSON that is safe inside a `script` element: no `<`, `>` or `&`, and no line separators, so no
/// text can end the element or start a comment.
fn embed(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// A guide: an article, with its steps as HowTo and its questions as FAQPage where it has them.
pub(super) fn guide(page: &PageCx<'_>, id: DocId) -> String {
    if page.lang != page.content_lang {
        return String::new();
    }
    let library = page.library();
    let document = library.document(id);
    let config = library.config();
    let path = page.cx.page_path(&document.id, &document.lang);
    let mut article = json!({
        "@type": "Article",
        "headline": document.front.title.value,
        "description": document.front.summary_text(),
        "inLanguage": document.lang,
        "isAccessibleForFree": true,
    });
    if let Some(reviewed) = &document.front.reviewed {
        article["dateModified"] = json!(reviewed.value.to_string());
    }
    if !config.base_url.is_empty() {
        article["mainEntityOfPage"] = json!(path.absolute(&config.base_url));
    }
    if !config.organisation.name.is_empty() {
        article["publisher"] = json!({ "@type": "Organization", "name": config.organisation.name });
    }
    let places = guide::jurisdictions(page, document);
    if !places.is_empty() {
        article["spatialCoverage"] = json!(places);
    }
    let mut graph = vec![article];
    graph.extend(how_to(document));
    graph.extend(faq(document));
    graph.push(breadcrumbs(page, document));
    embed(&json!({ "@context": "https://schema.org", "@graph": graph }))
}

/// Text blocks under a heading, up to the next heading of the same or a higher level.
fn text_under(document: &Document, heading: usize) -> String {
    let level = document.body.headings[heading].level;
    let end =
        document.body.headings[heading + 1..].iter().position(|h| h.level <= level).map(|i| heading + 1 + i);
    let blocks = document.body.blocks.iter().filter(|b| {
        b.heading.is_some_and(|h| h >= heading && end.is_none_or(|e| h < e))
            && b.kind != crate::document::TextKind::Heading
    });
    blocks.map(|b| b.text.trim()).collect::<Vec<_>>().join(" ")
}

fn how_to(document: &Document) -> Option<Value> {
    let steps: Vec<Value> = document
        .body
        .headings
        .iter()
        .enumerate()
        .filter(|(_, h)| h.class == "act" || h.class == "wait")
        .map(|(i, h)| {
            let name = h.text.split_once(" · ").map_or(h.text.as_str(), |(_, act)| act);
            // The page holds the words: a pointer keeps its head small.
            json!({ "@type": "HowToStep", "name": name, "url": format!("#{}", document.body.headings[i].anchor) })
        })
        .collect();
    (!steps.is_empty())
        .then(|| json!({ "@type": "HowTo", "name": document.front.title.value, "step": steps }))
}

fn faq(document: &Document) -> Option<Value> {
    let headings = &document.body.headings;
    let start = headings.iter().position(|h| h.class == "faq" && h.level == 2)?;
    let questions: Vec<Value> = headings
        .iter()
        .enumerate()
        .skip(start + 1)
        .take_while(|(_, h)| h.level > 2)
        .map(|(i, h)| {
            let answer = json!({ "@type": "Answer", "text": text_under(document, i) });
            json!({ "@type": "Question", "name": h.text, "acceptedAnswer": answer })
        })
        .collect();
    (!questions.is_empty()).then(|| json!({ "@type": "FAQPage", "mainEntity": questions }))
}

fn breadcrumbs(page: &PageCx<'_>, document: &Document) -> Value {
    let base = &page.library().config().base_url;
    let mut ids = vec![document.id.clone()];
    while let Some(last) = ids.last().filter(|l| !l.as_str().is_empty()) {
        let parent = last.parent();
        ids.push(parent);
    }
    ids.reverse();
    let items: Vec<Value> = ids
        .iter()
        .filter_map(|id| page.library().page_or_fallback(id, &page.lang).map(|d| (id, d)))
        .enumerate()
        .map(|(i, (id, d))| {
            let mut item = json!({
                "@type": "ListItem",
                "position": i + 1,
                "name": page.library().document(d).front.title.value,
            });
            if !base.is_empty() {
                item["item"] = json!(page.cx.page_path(id, &page.lang).absolute(base));
            }
            item
        })
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

/// The site, with its search.
pub(super) fn site(page: &PageCx<'_>) -> String {
    let config = page.library().config();
    if config.base_url.is_empty() {
        return String::new();
    }
    let search = page.cx.list_path("search", &page.lang).absolute(&config.base_url);
    let site = json!({
        "@type": "WebSite",
        "name": config.text(&config.title, &page.lang),
        "url": page.path.absolute(&config.base_url),
        "inLanguage": page.lang,
        "potentialAction": {
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": format!("{search}?q={{q}}") },
            "query-input": "required name=q",
        },
    });
    let mut graph = vec![site];
    if !config.organisation.name.is_empty() {
        let mut organisation = json!({ "@type": "Organization", "name": config.organisation.name });
        if !config.organisation.url.is_empty() {
            organisation["url"] = json!(config.organisation.url);
        }
        graph.push(organisation);
    }
    embed(&json!({ "@context": "https://schema.org", "@graph": graph }))
}

/// An authority: an organisation with its contact.
pub(super) fn authority(card: &AuthorityCard) -> String {
    let mut organisation = json!({
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": card.name,
        "description": card.handles,
    });
    if !card.aka.is_empty() {
        organisation["alternateName"] = json!(card.aka);
    }
    if !card.url.is_empty() {
        organisation["url"] = json!(card.url);
    }
    if !card.phone.is_empty() && !card.phone_unverified {
        organisation["telephone"] = json!(card.phone);
    }
    embed(&organisation)
}

/// OpenSearch description: lets a browser search the site from its address bar.
pub(super) fn open_search(page: &PageCx<'_>) -> Option<(OutPath, String)> {
    let config = page.library().config();
    if config.base_url.is_empty() {
        return None;
    }
    let escape = crate::text::escape_html;
    let search = page.cx.list_path("search", &page.lang).absolute(&config.base_url);
    let name: String = config.text(&config.title, &page.lang).chars().take(16).collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n<Description>{}</Description>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <Url type=\"text/html\" template=\"{}?q={{searchTerms}}\"/>\n</OpenSearchDescription>\n",
        escape(&name),
        escape(config.text(&config.title, &page.lang)),
        escape(&search),
    );
    Some((OutPath::new(format!("{}opensearch.xml", config.prefix(&page.lang))), text))
}
