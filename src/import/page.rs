//! Writing drafts.

use std::collections::BTreeMap;

use super::tree::Tree;
use super::{Draft, Options};

/// A TOML string.
fn quote(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|i| quote(i)).collect();
    format!("[{}]", items.join(", "))
}

/// Path of a page in the site.
fn path(file: &str, lang: &str, options: &Options<'_>) -> String {
    if lang == options.default_language {
        format!("content/{file}.md")
    } else {
        format!("content/{file}.{lang}.md")
    }
}

/// The drafts as files.
pub(super) fn write(drafts: &[Draft], tree: &Tree<'_>, options: &Options<'_>) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    for (page, draft) in tree.pages.iter().zip(drafts) {
        if std::str::from_utf8(page.bytes).is_err() {
            continue;
        }
        let is_section = page.file.ends_with("/_index");
        let mut text = front_matter(draft, is_section, &page.source, options);
        let mut lines = draft.lines.clone();
        super::junk::collapse(&mut lines);
        let body: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
        let body = body.join("\n");
        if !body.trim().is_empty() {
            text.push('\n');
            text.push_str(body.trim_matches('\n'));
            text.push('\n');
        }
        out.insert(path(&page.file, &page.lang, options), text.into_bytes());
    }
    out
}

fn front_matter(draft: &Draft, is_section: bool, source: &str, options: &Options<'_>) -> String {
    let say = |key: &str| options.wording.phrase(key, &[]);
    let today = options.today.to_string();
    let from = options.wording.phrase("import_from", &[("path", source), ("date", &today)]);
    let mut out = format!("+++\n# {from}\ntitle = {}\n", quote(&draft.title));
    if !draft.summary.is_empty() {
        out.push_str(&format!("summary = {}\n", quote(&draft.summary)));
    } else if !is_section {
        out.push_str(&format!("summary = \"\"           # {}\n", say("import_summary")));
    }
    if !is_section {
        out.push_str(&format!("jurisdictions = []     # {}\n", say("import_jurisdictions")));
    }
    if let Some(weight) = draft.weight.filter(|w| *w <= 1_000_000) {
        out.push_str(&format!("weight = {weight}\n"));
    }
    for (key, items) in [("tags", &draft.tags), ("aliases", &draft.aliases)] {
        if !items.is_empty() {
            out.push_str(&format!("{key} = {}\n", list(items)));
        }
    }
    out.push_str(&format!("draft = true           # {}\n+++\n", say("import_draft")));
    out
}

/// Pages of the folders that have none of their own, in each language that has pages in them.
pub(super) fn sections(tree: &Tree<'_>, options: &Options<'_>, out: &mut BTreeMap<String, Vec<u8>>) {
    for (folder, (title, weight)) in &tree.folders {
        let file = format!("{folder}/_index");
        if tree.pages.iter().any(|p| p.file == file && p.lang == options.default_language) {
            continue;
        }
        let draft = Draft { title: title.clone(), weight: *weight, ..Draft::default() };
        let text = front_matter(&draft, true, folder, options);
        out.entry(path(&file, &options.default_language, options)).or_insert_with(|| text.into_bytes());
    }
}
