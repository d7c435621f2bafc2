//! `kb search`: the browser's index and ranking in the terminal.

use kb_search::{Filters, Hit, Query, Searcher};
use serde::Serialize;

use super::args::Inputs;
use super::args::{Common, Search};
use super::{Environment, Outcome, Terminal, options};
use crate::io;
use crate::library::Library;
use crate::pipeline;
use crate::plan::{Cx, Searched};
use crate::record::JURISDICTIONS;

/// A result, as scripts may rely on it.
#[derive(Serialize)]
struct Found<'a> {
    id: &'a str,
    lang: &'a str,
    url: &'a str,
    title: String,
    score: f64,
    snippet: String,
    kind: &'a str,
    sector: &'a str,
}

/// Searches the guides as they are now: the index is made in memory, so that it is never older than
/// the files.
pub(super) fn run(
    common: &Common,
    args: &Search,
    terminal: &mut Terminal,
    environment: &Environment,
) -> Outcome {
    let (snapshot, _) = io::read(&common.dir);
    let inputs = Inputs { base_url: None, drafts: false, today: None };
    let analysis = pipeline::analyse(&snapshot, &options(&inputs, environment.today));
    let cx = Cx::new(&analysis.library, &analysis.theme);
    let searched = Searched::new(&cx);
    let pack = match kb_search::write_all(&searched, &searched.synonyms()) {
        Ok(pack) => pack,
        Err(e) => return terminal.fail(e),
    };
    let mut searcher = match Searcher::open(&pack) {
        Ok(searcher) => searcher,
        Err(e) => return terminal.fail(format!("{e:?}")),
    };
    let config = analysis.library.config();
    if let Some((flag, value, known)) = unknown(args, &analysis.library) {
        return terminal.fail_with("search_value", &[("flag", flag), ("value", &value), ("known", &known)]);
    }
    let text = args.query.join(" ");
    let query = Query {
        text: text.clone(),
        lang: args.lang.clone().unwrap_or_else(|| config.default_language.clone()),
        filters: Filters {
            sector: args.sector.clone(),
            // Who searches in a terminal looks for a guide; `--kind any` shows everything.
            kind: args.kind.clone().or_else(|| Some("guide".to_owned())).filter(|k| k != "any"),
            jurisdiction: args.jurisdiction.as_ref().map(|j| j.to_lowercase()),
        },
        limit: args.limit,
    };
    let results = match searcher.search(&query) {
        Ok(results) => results,
        Err(e) => return terminal.fail(format!("{e:?}")),
    };
    if args.json {
        let found: Vec<Found<'_>> = results.hits.iter().map(found).collect();
        let json = serde_json::to_string_pretty(&found).expect("strings and numbers always serialise");
        return terminal.line(json);
    }
    if results.hits.is_empty() {
        terminal.note("no_results", &[("query", &text)]);
        for word in &results.suggestions {
            terminal.line(format!("  {word}"));
        }
        return Outcome::Fine;
    }
    let mut out = String::new();
    for (i, hit) in results.hits.iter().enumerate() {
        let f = found(hit);
        out.push_str(&format!("{:2}. {}  [{}]\n    {}\n", i + 1, f.title, f.lang, f.url));
        if !f.snippet.is_empty() {
            out.push_str(&format!("    {}\n", f.snippet));
        }
    }
    terminal.bytes(out.as_bytes())
}

/// A filter that this site cannot have, with what it can: it would find nothing, and nobody would know why.
fn unknown(args: &Search, library: &Library) -> Option<(&'static str, String, String)> {
    let config = library.config();
    let mut sectors: Vec<String> =
        library.page_ids().filter_map(|id| Some(id.as_str().split_once('/')?.0.to_owned())).collect();
    sectors.dedup();
    let kinds =
        ["guide", "checklist", "authority", "deadline", "evidence", "letter", "term", "source", "any"];
    let places = JURISDICTIONS.map(str::to_owned).to_vec();
    for (flag, value, known) in [
        ("--lang", args.lang.clone(), config.languages.clone()),
        ("--sector", args.sector.clone(), sectors),
        ("--kind", args.kind.clone(), kinds.map(str::to_owned).to_vec()),
        ("--jurisdiction", args.jurisdiction.as_ref().map(|j| j.to_uppercase()), places),
    ] {
        if let Some(value) = value.filter(|v| !known.contains(v)) {
            return Some((flag, value, known.join(", ")));
        }
    }
    None
}

fn found(hit: &Hit) -> Found<'_> {
    let plain = |parts: &[kb_search::Part]| parts.iter().map(|p| p.text.as_str()).collect::<String>();
    Found {
        id: &hit.id,
        lang: &hit.lang,
        url: &hit.url,
        title: plain(&hit.title),
        score: f64::from(hit.score),
        snippet: plain(&hit.snippet),
        kind: hit.kind,
        sector: &hit.sector,
    }
}
