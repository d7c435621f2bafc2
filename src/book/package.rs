//! The container of a book: metadata, contents, list of files (EPUB 3.2, OCF 3.2).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::contents::Chapter;
use super::link::{Target, target};
use super::xhtml::escape;
use super::{Pictures, TITLE_FILE};
use crate::archive;
use crate::plan::Cx;
use crate::site::{OutPath, Shelf};

/// Folder of the book's files in the container.
const FOLDER: &str = "EPUB";

/// The cover, and the page that shows it.
const COVER: &str = "cover.png";
const COVER_PAGE: &str = "cover.xhtml";

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n\
    <rootfiles><rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles>\n\
    </container>\n";

/// Kinds of pictures that every reading system draws (core media types): ending, media type, and how
/// such a file begins.
const PICTURES: [(&str, &str, &[u8]); 5] = [
    ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ("jpg", "image/jpeg", b"\xff\xd8\xff"),
    ("jpeg", "image/jpeg", b"\xff\xd8\xff"),
    ("gif", "image/gif", b"GIF8"),
    ("svg", "image/svg+xml", b""),
];

/// A picture of the book.
#[derive(Debug)]
pub(super) struct Picture {
    /// File in the book.
    pub(super) file: String,
    /// Its media type.
    media: &'static str,
    bytes: Arc<[u8]>,
}

/// The picture that an address leads to, if it is a file of the site that a book can hold.
pub(super) fn picture(from: &OutPath, src: &str, site: &Shelf<'_>) -> Option<(OutPath, Picture)> {
    let Target::Inside { path, .. } = target(from, src) else { return None };
    let bytes = site.get(&path)?;
    let ending = path.as_str().rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    let (_, media, _) = PICTURES.iter().find(|(e, _, start)| *e == ending && bytes.starts_with(start))?;
    let file = format!("picture-{}.{ending}", &blake3::hash(&bytes).to_hex()[..16]);
    Some((path, Picture { file, media, bytes }))
}

/// The beginning of a file up to `</head>`.
pub(super) fn head(title: &str, lang: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{lang}\" xml:lang=\"{lang}\">\n\
         <head>\n<title>{}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"book.css\"/>\n</head>\n",
        escape(title)
    )
}

/// The EPUB.
pub(super) fn write(
    cx: &Cx<'_>,
    lang: &str,
    chapters: &[&Chapter<'_>],
    files: &[String],
    pictures: &Pictures,
    cover: Option<&[u8]>,
) -> Vec<u8> {
    // One picture may stand on several paths.
    let pictures: BTreeMap<&str, _> = pictures.values().map(|p| (p.file.as_str(), p)).collect();
    let cover_page = cover.map(|_| cover_page(cx, lang));
    let package = package(cx, lang, chapters, &pictures, cover.is_some());
    let nav = nav(cx, lang, chapters);
    let name = |file: &str| format!("{FOLDER}/{file}");
    let mut entries: Vec<(String, &[u8])> = vec![
        ("mimetype".to_owned(), b"application/epub+zip"),
        ("META-INF/container.xml".to_owned(), CONTAINER.as_bytes()),
        (name("package.opf"), package.as_bytes()),
        (name("nav.xhtml"), nav.as_bytes()),
        (name("book.css"), &cx.theme.book_css),
    ];
    if let (Some(page), Some(png)) = (&cover_page, cover) {
        entries.push((name(COVER_PAGE), page.as_bytes()));
        entries.push((name(COVER), png));
    }
    entries.extend(chapters.iter().zip(files).map(|(c, text)| (name(&c.file), text.as_bytes())));
    entries.extend(pictures.values().map(|p| (name(&p.file), &*p.bytes)));
    archive::write(entries, cx.library.today())
}

/// Names the book of a site in a language, whatever its edition: a UUID of version 8 (RFC 9562), made
/// from the site's address, or its title, and the language.
fn identifier(cx: &Cx<'_>, lang: &str) -> String {
    let config = cx.library.config();
    let title = config.text(&config.title, &config.default_language);
    let site = if config.base_url.is_empty() { title } else { &config.base_url };
    let hash = blake3::hash(format!("kb book\0{site}\0{lang}").as_bytes());
    let mut bytes: [u8; 16] = std::array::from_fn(|i| hash.as_bytes()[i]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn metadata(cx: &Cx<'_>, lang: &str) -> String {
    let config = cx.library.config();
    let today = cx.library.today();
    let texts = cx.texts(lang);
    let mut out = format!(
        "<dc:identifier id=\"id\">{}</dc:identifier>\n<dc:title>{}</dc:title>\n<dc:language>{lang}</dc:language>\n\
         <dc:date>{today}</dc:date>\n<meta property=\"dcterms:modified\">{today}T00:00:00Z</meta>\n",
        identifier(cx, lang),
        escape(config.text(&config.title, lang)),
    );
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            out.push_str(&format!("<dc:{name}>{}</dc:{name}>\n", escape(value)));
        }
    };
    add("creator", &config.organisation.name);
    add("publisher", &config.organisation.name);
    add("description", config.text(&config.description, lang));
    add("source", &config.base_url);
    for (property, value) in [
        ("accessMode", "textual"),
        ("accessModeSufficient", "textual"),
        ("accessibilityFeature", "tableOfContents"),
        ("accessibilityFeature", "structuralNavigation"),
        ("accessibilityFeature", "alternativeText"),
        ("accessibilityFeature", "displayTransformability"),
        ("accessibilityFeature", "unlocked"),
        ("accessibilityHazard", "none"),
        ("accessibilitySummary", texts.get("book_access")),
    ] {
        out.push_str(&format!("<meta property=\"schema:{property}\">{}</meta>\n", escape(value)));
    }
    out
}

fn package(
    cx: &Cx<'_>,
    lang: &str,
    chapters: &[&Chapter<'_>],
    pictures: &BTreeMap<&str, &Picture>,
    has_cover: bool,
) -> String {
    let mut manifest = String::from(
        "<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n\
         <item id=\"css\" href=\"book.css\" media-type=\"text/css\"/>\n",
    );
    let mut spine = String::new();
    let mut old = "";
    if has_cover {
        manifest.push_str(&format!(
            "<item id=\"cover\" href=\"{COVER_PAGE}\" media-type=\"application/xhtml+xml\"/>\n\
             <item id=\"cover-image\" href=\"{COVER}\" media-type=\"image/png\" properties=\"cover-image\"/>\n"
        ));
        spine.push_str("<itemref idref=\"cover\"/>\n");
        // Programs that know EPUB 2 only find the cover by this.
        old = "<meta name=\"cover\" content=\"cover-image\"/>\n";
    }
    for (n, chapter) in chapters.iter().enumerate() {
        manifest.push_str(&format!(
            "<item id=\"c{n}\" href=\"{}\" media-type=\"application/xhtml+xml\"/>\n",
            chapter.file
        ));
        spine.push_str(&format!("<itemref idref=\"c{n}\"/>\n"));
        if chapter.file == TITLE_FILE {
            spine.push_str("<itemref idref=\"nav\"/>\n");
        }
    }
    for (n, picture) in pictures.values().enumerate() {
        manifest.push_str(&format!(
            "<item id=\"p{n}\" href=\"{}\" media-type=\"{}\"/>\n",
            picture.file, picture.media
        ));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{lang}\">\n\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n{}{old}</metadata>\n\
         <manifest>\n{manifest}</manifest>\n<spine>\n{spine}</spine>\n</package>\n",
        metadata(cx, lang)
    )
}

/// The page that shows the cover.
fn cover_page(cx: &Cx<'_>, lang: &str) -> String {
    let title = cx.library.config().text(&cx.library.config().title, lang);
    format!(
        "{}<body class=\"page-cover\" epub:type=\"cover\">\n<p><img src=\"{COVER}\" alt=\"{}: {}\"/></p>\n</body>\n</html>\n",
        head(title, lang),
        escape(cx.texts(lang).get("book_cover")),
        escape(title)
    )
}

/// The contents, as chapters nest, and the landmarks.
fn nav(cx: &Cx<'_>, lang: &str, chapters: &[&Chapter<'_>]) -> String {
    let texts = cx.texts(lang);
    let title = escape(texts.get("bar_contents"));
    let mut out = head(texts.get("bar_contents"), lang);
    out.push_str(&format!(
        "<body class=\"page-contents\">\n<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\">\n<h1>{title}</h1>\n<ol>\n"
    ));
    let mut depth = 0;
    for (n, chapter) in chapters.iter().enumerate() {
        let level = chapter.level.min(depth + 1);
        if n > 0 {
            match level > depth {
                true => out.push_str("\n<ol>\n"),
                false => {
                    out.push_str("</li>\n");
                    out.push_str(&"</ol></li>\n".repeat(depth - level));
                }
            }
        }
        depth = if n == 0 { 0 } else { level };
        out.push_str(&format!("<li><a href=\"{}\">{}</a>", chapter.file, escape(&chapter.title)));
    }
    out.push_str("</li>\n");
    out.push_str(&"</ol></li>\n".repeat(depth));
    let start = chapters.get(1).or(chapters.first()).map_or(TITLE_FILE, |c| &c.file);
    let start_title = chapters.get(1).or(chapters.first()).map_or("", |c| &c.title);
    out.push_str(&format!(
        "</ol>\n</nav>\n<nav epub:type=\"landmarks\" hidden=\"hidden\">\n<h2>{}</h2>\n<ol>\n\
         <li><a epub:type=\"toc\" href=\"#toc\">{title}</a></li>\n\
         <li><a epub:type=\"bodymatter\" href=\"{start}\">{}</a></li>\n</ol>\n</nav>\n</body>\n</html>\n",
        escape(texts.get("book_jumps")),
        escape(start_title)
    ));
    out
}
