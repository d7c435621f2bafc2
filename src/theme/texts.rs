//! Interface texts: `i18n/LANG.toml`, flat `key = "text with {placeholders}"`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::table::Reader;
use crate::text::SourcePath;

/// Interface texts of one language, complete: what a file lacks is taken from English.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// Texts by key.
    pub all: Arc<BTreeMap<String, String>>,
}

impl Texts {
    /// A text; the key itself if even English lacks it, which a test of the default theme excludes.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.all.get(key).map_or(key, String::as_str)
    }

    /// A text with its `{placeholders}` filled.
    pub fn fill(&self, key: &str, args: &[(&str, &str)]) -> String {
        let mut text = self.get(key).to_owned();
        for (name, value) in args {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

/// A file of a layer: its name in the theme, its bytes, and its path if it is the site's own.
pub(super) type Layer = (String, Arc<[u8]>, Option<SourcePath>);

/// Reads the texts of all layers for all languages of the site.
pub(super) fn load(
    layers: &[Layer],
    languages: &[String],
    theme: &str,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Texts> {
    let english = read(layers, "en", diagnostics);
    let mut out = BTreeMap::new();
    for lang in languages {
        let own = if lang == "en" { english.clone() } else { read(layers, lang, diagnostics) };
        let missing: Vec<&str> =
            english.keys().filter(|k| !own.contains_key(*k)).map(String::as_str).collect();
        if !missing.is_empty() {
            let path = SourcePath::new(format!("themes/{theme}/i18n/{lang}.toml"));
            let shown = missing.iter().take(8).copied().collect::<Vec<_>>().join(", ");
            let more = if missing.len() > 8 { format!(", … ({})", missing.len()) } else { String::new() };
            let d = Diagnostic::new(Code::MissingText, Location::file(&path));
            diagnostics.push(d.arg("key", format!("{shown}{more}")).arg("lang", lang.clone()));
        }
        let mut all = english.clone();
        all.extend(own);
        out.insert(lang.clone(), Texts { all: Arc::new(all) });
    }
    out
}

fn read(layers: &[Layer], lang: &str, diagnostics: &mut Diagnostics) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let file = format!("i18n/{lang}.toml");
    for (name, bytes, path) in layers {
        if *name != file {
            continue;
        }
        let own = path.clone().unwrap_or_else(|| SourcePath::new(format!("themes/default/{file}")));
        let Ok(text) = std::str::from_utf8(bytes) else {
            diagnostics.push(Diagnostic::new(Code::NotUtf8, Location::file(&own)));
            continue;
        };
        let mut r = Reader::new(&own, 0);
        let strings = r.parse(text, &file).into_strings(&mut r);
        all.extend(strings.into_iter().map(|(k, v)| (k, v.value)));
        diagnostics.extend(r.diagnostics);
    }
    all
}
