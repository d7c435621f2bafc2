//! Live reload, and diagnostics over the page.
//!
//! Pages get one script. It listens to a stream of events and reloads when another site is shown,
//! or builds an overlay from the diagnostics. Some pages forbid every connection (those on which
//! readers write letters); there, the script asks by loading further scripts.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Request, State as Extract};
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::answer::{build, page_hash, text};
use super::preview::{Shared, State};

/// How often a silent stream says that it lives.
const PULSE: Duration = Duration::from_secs(15);

/// The report before the first build.
const NO_REPORT: &str = r#"{"diagnostics":[],"errors":0,"warnings":0}"#;

/// What a page needs to know.
#[derive(Serialize)]
struct Now {
    /// Names the site that is shown.
    version: String,
    /// Numbers the build whose diagnostics are told of.
    build: u64,
    /// Whether the page is not what its address leads to now.
    stale: bool,
    errors: usize,
    warnings: usize,
}

/// A page that asks: the path of its address, and the hash that it was sent with.
#[derive(Debug, Clone, Default)]
struct Page {
    path: String,
    hash: String,
}

impl Page {
    fn of(request: &Request) -> Self {
        let mut page = Self::default();
        for pair in request.uri().query().unwrap_or("").split('&') {
            let Some((key, value)) = pair.split_once('=') else { continue };
            let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
            match key {
                "path" => page.path = value,
                "page" => page.hash = value,
                _ => {}
            }
        }
        page
    }

    fn now(&self, shared: &Shared, state: &State) -> String {
        let shown = state.shown.as_ref();
        let stale = !self.path.is_empty() && shown.is_some_and(|s| *page_hash(s, &self.path) != *self.hash);
        let (errors, warnings) = (state.errors, state.warnings);
        let now = Now { version: shared.version(state), build: state.build, stale, errors, warnings };
        serde_json::to_string(&now).expect("texts and numbers always serialise")
    }
}

/// The stream of events: one at once, and one whenever something else is shown.
pub(super) async fn events(Extract(shared): Extract<Arc<Shared>>, request: Request) -> Response {
    let Ok(place) = Arc::clone(&shared.streams).try_acquire_owned() else {
        let mut response = text(StatusCode::SERVICE_UNAVAILABLE, "Too many pages listen already.\n");
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
        return response;
    };
    let mut changes = shared.changes();
    changes.mark_changed();
    let page = Page::of(&request);
    let start = (changes, shared, page, place);
    let events = stream::unfold(start, |(mut changes, shared, page, place)| async move {
        changes.changed().await.ok()?;
        let state = Arc::clone(&changes.borrow_and_update());
        let event = Event::default().event("now").data(page.now(&shared, &state));
        Some((Ok::<_, Infallible>(event), (changes, shared, page, place)))
    });
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(PULSE)).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The same as a script, with the diagnostics, for pages that may not connect.
pub(super) async fn state(Extract(shared): Extract<Arc<Shared>>, request: Request) -> Response {
    let state = shared.state();
    let now = Page::of(&request).now(&shared, &state);
    let script = format!("kbPreview({now},{});\n", report(&state));
    no_store("text/javascript; charset=utf-8", script.into())
}

/// The diagnostics of the last build.
pub(super) async fn diagnostics(Extract(shared): Extract<Arc<Shared>>) -> Response {
    let state = shared.state();
    let report = report(&state).to_owned();
    no_store("application/json", report.into())
}

fn report(state: &State) -> &str {
    match state.diagnostics.text() {
        "" => NO_REPORT,
        report => report.trim_end(),
    }
}

/// The script that pages get.
pub(super) async fn script() -> Response {
    no_store("text/javascript; charset=utf-8", Bytes::from_static(include_bytes!("assets/reload.js")))
}

/// How the overlay looks.
pub(super) async fn style() -> Response {
    no_store("text/css; charset=utf-8", Bytes::from_static(include_bytes!("assets/overlay.css")))
}

fn no_store(kind: &'static str, body: Bytes) -> Response {
    let mut response = build(StatusCode::OK, kind, body);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
