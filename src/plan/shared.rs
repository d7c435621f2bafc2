//! What all pages share: the site's texts, names of assets.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::OutPath;
use crate::library::Library;
use crate::text::escape_html;
use crate::theme::{Texts, Theme};
use crate::view::SiteView;

/// Path of an asset with a hash of its bytes in its name, so that it may be kept for ever.
pub(super) fn hashed(name: &str, bytes: &[u8]) -> OutPath {
    let hash = &blake3::hash(bytes).to_hex()[..10];
    let (stem, suffix) = name.rsplit_once('.').unwrap_or((name, "bin"));
    OutPath::new(format!("assets/{stem}.{hash}.{suffix}"))
}

/// A script that gives search its words: no page sends them before somebody searches. Keys as a
/// script's `dataset` would have them: `search_js_found_one` is `foundOne`, `kind_guide` is `kindGuide`.
pub(super) fn search_texts(theme: &Theme, lang: &str) -> String {
    let texts = theme.texts.get(lang).map(|t| Arc::clone(&t.all)).unwrap_or_default();
    let said: BTreeMap<String, &String> = texts
        .iter()
        .filter_map(|(key, text)| {
            let name = key.strip_prefix("search_js_").map(str::to_owned);
            let place = || key.strip_prefix("jurisdiction_").map(|code| format!("j_{}", code.to_lowercase()));
            let name = name.or_else(|| key.starts_with("kind_").then(|| key.clone())).or_else(place)?;
            Some((camel_case(&name), text))
        })
        .collect();
    format!("Kb.texts({});\n", serde_json::json!(said))
}

fn camel_case(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for (i, word) in key.split('_').enumerate() {
        let mut letters = word.chars();
        let first = letters.next().into_iter();
        out.extend(first.map(|c| if i > 0 { c.to_ascii_uppercase() } else { c }));
        out.push_str(letters.as_str());
    }
    out
}

pub(super) fn site_view(library: &Library, theme: &Theme, lang: &str) -> SiteView {
    let config = library.config();
    let title = config.text(&config.title, lang).to_owned();
    let seal = config.text(&config.seal, lang);
    let seal = seal.chars().next().or_else(|| title.chars().next()).map(String::from).unwrap_or_default();
    let base = &config.base_url;
    let short = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://")).unwrap_or(base);
    SiteView {
        title,
        seal,
        description: config.text(&config.description, lang).to_owned(),
        organisation: config.organisation.name.clone(),
        organisation_url: config.organisation.url.clone(),
        report_url: config.organisation.report.clone(),
        base_url: base.clone(),
        short_address: short.to_owned(),
        lang: lang.to_owned(),
        script_texts_html: theme.texts.get(lang).map(script_texts).unwrap_or_default(),
        t: theme.texts.get(lang).map(|t| Arc::clone(&t.all)).unwrap_or_default(),
    }
}

/// The texts that the scripts of every page read, as attributes: `js_copy` is `data-copy`. What search
/// alone says is in [`search_texts`].
fn script_texts(texts: &Texts) -> String {
    let mut out = String::new();
    for (key, text) in texts.all.iter() {
        let Some(name) = key.strip_prefix("js_").map(|rest| rest.replace('_', "-")) else { continue };
        out.push_str(&format!(" data-{}=\"{}\"", escape_html(&name), escape_html(text)));
    }
    out
}
