//! The site's own list of queries: `content/_data/queries.toml`, each with the guide that it should
//! find first.
//!
//! ```toml
//! [[query]]
//! text = "退款没到账"
//! lang = "zh-CN"
//! guide = "digital-wallets/refund-not-arrived"
//! also = ["general/how-to-complain"]     # right too
//! ```

use std::ops::Range;
use std::sync::Arc;

use kb_search::{Filters, Query, Searcher};

use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::document::PageId;
use crate::library::Library;
use crate::snapshot::Snapshot;
use crate::table::{Reader, Spanned};
use crate::text::{SourcePath, nearest};

/// How far down the right guide may stand before the query is reported.
const FIRST_RESULTS: usize = 3;

/// A query with what it should find.
struct Expectation {
    text: Spanned<String>,
    lang: String,
    guides: Vec<String>,
}

/// Path of the list.
const QUERIES: &str = "content/_data/queries.toml";

/// Whether a site has such a list.
pub fn has_queries(snapshot: &Snapshot) -> bool {
    snapshot.get(&SourcePath::new(QUERIES)).is_some()
}

/// Runs the site's queries against its index, of which `file` gives the files. Without a list there is nothing to report.
pub fn run(snapshot: &Snapshot, library: &Library, file: &dyn Fn(&str) -> Option<Arc<[u8]>>) -> Diagnostics {
    let path = SourcePath::new(QUERIES);
    let Some(Ok(text)) = snapshot.get(&path).map(|b| std::str::from_utf8(b)) else {
        return Diagnostics::default();
    };
    let mut r = Reader::new(&path, 0);
    let expectations = read(text, &mut r, library);
    let mut diagnostics = r.diagnostics;
    let Ok(mut searcher) = Searcher::open(file) else { return diagnostics };
    for expected in expectations {
        let query = Query {
            text: expected.text.value.clone(),
            lang: expected.lang,
            filters: Filters { kind: Some("guide".to_owned()), ..Filters::default() },
            limit: FIRST_RESULTS,
        };
        let Ok(results) = searcher.search(&query) else { continue };
        let found: Vec<&str> = results.hits.iter().map(|h| h.id.as_str()).collect();
        if !found.iter().any(|f| expected.guides.iter().any(|g| g == f)) {
            let d = Diagnostic::new(Code::QueryMisses, Location::new(&path, expected.text.span));
            let first = found.first().copied().unwrap_or("—");
            diagnostics.push(
                d.arg("query", query.text).arg("found", first).arg("wanted", expected.guides.join(", ")),
            );
        }
    }
    diagnostics
}

fn read(text: &str, r: &mut Reader<'_>, library: &Library) -> Vec<Expectation> {
    let mut file = r.parse(text, "queries.toml");
    let mut out = Vec::new();
    for mut table in file.tables(r, "query", "[[query]]") {
        let text = table.required_string(r, "text");
        let lang = table.string(r, "lang").map(|l| l.value);
        let guide = table.required_string(r, "guide");
        let guides: Vec<Spanned<String>> = guide.into_iter().chain(table.strings(r, "also")).collect();
        table.finish(r);
        for guide in &guides {
            unknown(r, library, &guide.value, guide.span.clone());
        }
        if let (Some(text), false) = (text, guides.is_empty()) {
            let lang = lang.unwrap_or_else(|| library.config().default_language.clone());
            out.push(Expectation { text, lang, guides: guides.into_iter().map(|g| g.value).collect() });
        }
    }
    file.finish(r);
    out
}

fn unknown(r: &mut Reader<'_>, library: &Library, id: &str, span: Range<usize>) {
    if library.languages_of(&PageId::new(id)).next().is_none() {
        let near = nearest(id, library.page_ids().map(PageId::as_str)).map(str::to_owned);
        r.report_at(Code::UnknownGuide, span, |d| d.arg("id", id).maybe_arg("nearest", near));
    }
}
