//! The theme contract: each template with the view that it sees, from the docs of `src/view/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::markdown::{Page, code, escape};

/// A field of a view or a variant of an enumeration.
struct Item {
    name: String,
    of: String,
    about: String,
}

/// A view as it is declared.
struct View {
    about: String,
    items: Vec<Item>,
    is_enum: bool,
}

/// The two pages on themes.
pub(crate) fn pages() -> Vec<(String, String)> {
    vec![("templates.md".to_owned(), templates()), ("theme-files.md".to_owned(), files())]
}

fn templates() -> String {
    let mut page = Page::new(
        "Variables of templates",
        "Each template of a theme sees one view; these are its fields. Strings that end in _html are HTML, all others are text.",
        6,
    );
    page.paragraph(
        "A template gets the fields of its view by name: `{{ title_html | safe }}`, `{{ shell.site.t.search }}`. \
         Texts are in the page's language, links are relative to the page.",
    );
    let views = views();
    page.heading(2, "Which template sees which view", "which");
    let rows: Vec<Vec<String>> = template_views()
        .into_iter()
        .map(|(template, view)| {
            assert!(views.contains_key(&view), "{template} draws {view}, which src/view/ does not declare");
            vec![code(&template), format!("[{}](#{})", code(&view), anchor(&view))]
        })
        .collect();
    page.table(&["template", "view"], &rows);
    for (name, view) in &views {
        page.heading(2, &code(name), &anchor(name));
        page.paragraph(&escape(&view.about));
        let rows: Vec<Vec<String>> = view
            .items
            .iter()
            .map(|i| {
                let of = linked(&i.of, &views);
                if view.is_enum {
                    vec![code(&i.name), escape(&i.about)]
                } else {
                    vec![code(&i.name), of, escape(&i.about)]
                }
            })
            .collect();
        let head: &[&str] =
            if view.is_enum { &["value", "what it says"] } else { &["field", "type", "what it says"] };
        page.table(head, &rows);
    }
    page.finish()
}

fn anchor(view: &str) -> String {
    view.to_lowercase()
}

/// A type with links to the views in it.
fn linked(of: &str, views: &BTreeMap<String, View>) -> String {
    let inner = of.rsplit('<').next().unwrap_or(of).trim_end_matches('>');
    match views.contains_key(inner) {
        true => format!("[{}](#{})", code(of), anchor(inner)),
        false => code(of),
    }
}

fn source(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Public structs and enums of `src/view/`, by name.
fn views() -> BTreeMap<String, View> {
    let mut out = BTreeMap::new();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/view");
    for entry in fs::read_dir(folder).expect("the views").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        read_views(&source(&format!("src/view/{name}")), &mut out);
    }
    out
}

fn read_views(text: &str, out: &mut BTreeMap<String, View>) {
    let mut about = String::new();
    let mut open: Option<(String, View)> = None;
    for line in text.lines() {
        let line_trimmed = line.trim();
        if let Some(doc) = line_trimmed.strip_prefix("///") {
            about.push_str(doc);
            about.push(' ');
            continue;
        }
        if let Some((name, view)) = &mut open {
            if line == "}" {
                let (name, view) = (
                    std::mem::take(name),
                    std::mem::replace(view, View { about: String::new(), items: Vec::new(), is_enum: false }),
                );
                out.insert(name, view);
                open = None;
            } else if let Some(item) = item(line, line_trimmed, view.is_enum, &about) {
                view.items.push(item);
            }
        } else {
            for (word, is_enum) in [("pub struct ", false), ("pub enum ", true)] {
                if let Some(rest) = line.strip_prefix(word)
                    && line.ends_with('{')
                {
                    let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                    let view = View { about: about.trim().to_owned(), items: Vec::new(), is_enum };
                    open = Some((name, view));
                }
            }
        }
        if !line_trimmed.starts_with('#') {
            about.clear();
        }
    }
}

/// A field, or a variant at the first level of indentation.
fn item(line: &str, trimmed: &str, is_enum: bool, about: &str) -> Option<Item> {
    if line.starts_with("        ") || !line.starts_with("    ") || trimmed.starts_with('#') {
        return None;
    }
    let (name, of) = if is_enum {
        let name: String = trimmed.chars().take_while(|c| c.is_alphanumeric()).collect();
        (name, String::new())
    } else {
        let (name, of) = trimmed.strip_prefix("pub ")?.split_once(": ")?;
        (name.to_owned(), of.trim_end_matches(',').to_owned())
    };
    (!name.is_empty()).then(|| Item { name, of, about: about.trim().to_owned() })
}

/// The view of each template that draws a page.
const TEMPLATES: [(&str, &str); 23] = [
    ("404.html", "StaticPage"),
    ("authorities.html", "RecordIndex"),
    ("authority.html", "AuthorityPage"),
    ("checklist.html", "ChecklistPage"),
    ("checklists.html", "ChecklistIndex"),
    ("deadline.html", "DeadlinePage"),
    ("deadlines.html", "RecordIndex"),
    ("evidence-items.html", "RecordIndex"),
    ("evidence.html", "EvidencePage"),
    ("guide.html", "GuidePage"),
    ("home.html", "HomePage"),
    ("letter.html", "LetterPage"),
    ("letters.html", "RecordIndex"),
    ("offline.html", "StaticPage"),
    ("pack.html", "PackPage"),
    ("redirect.html", "RedirectPage"),
    ("search.html", "SearchPage"),
    ("section.html", "SectionPage"),
    ("sector-print.html", "SectorPrintPage"),
    ("source.html", "SourcePage"),
    ("sources.html", "RecordIndex"),
    ("term.html", "TermPage"),
    ("terms.html", "RecordIndex"),
];

/// The templates with their views. One that the theme has and the table lacks is a failure, and so
/// is one that the theme no longer has.
fn template_views() -> Vec<(String, String)> {
    let of_theme: Vec<String> = kb::theme::default_files()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|n| n.ends_with(".html") && !n.contains('/') && n != "base.html")
        .collect();
    let known: Vec<&str> = TEMPLATES.iter().map(|(t, _)| *t).collect();
    let mut sorted = of_theme.clone();
    sorted.sort();
    assert_eq!(sorted, known, "the table of templates in tests/manual/templates.rs");
    TEMPLATES.iter().map(|(t, v)| ((*t).to_owned(), (*v).to_owned())).collect()
}

fn files() -> String {
    let mut page = Page::new(
        "Files of the theme",
        "Every file of the built-in theme. A file of the same name in your theme replaces it.",
        8,
    );
    page.paragraph(
        "`kb theme list` prints these, `kb theme eject FILE` copies one into your theme. A template can also build \
         on the built-in one: `{% extends \"default/guide.html\" %}`.",
    );
    let mut names: Vec<String> = kb::theme::default_files().into_iter().map(|(name, _)| name).collect();
    names.sort();
    for (title, id, folder) in [
        ("Templates of pages", "pages", ""),
        ("Templates of components", "components", "components/"),
        ("Styles and scripts", "assets", "assets/"),
        ("Pieces of the style sheets", "styles", "styles/"),
        ("Words of the interface", "i18n", "i18n/"),
        ("Files as they are", "static", "static/"),
    ] {
        page.heading(2, title, id);
        let inside = |n: &&String| {
            n.strip_prefix(folder).is_some_and(|rest| !folder.is_empty() || !rest.contains('/'))
        };
        let list: Vec<String> = names.iter().filter(inside).map(|n| format!("- {}", code(n))).collect();
        page.paragraph(&list.join("\n"));
    }
    page.finish()
}
