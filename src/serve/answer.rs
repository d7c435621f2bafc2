//! Answers with files of the site.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State as Extract};
use axum::http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    LOCATION, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::compress;
use super::path::Found;
use super::preview::{Shared, Shown};
use super::range::{Condition, Part, condition, part};
use crate::site::{Compressible, OutPath, content_type};

/// Before the first good build there is no page to show errors over. It names an icon, or browsers would ask
/// for `/favicon.ico`, which may be answered only after the build, and then as a page that is not there.
const NOTHING_YET: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>kb</title>\
    <link rel=\"icon\" href=\"data:,\">\
    <p>There is nothing to show yet: the site is being built, or it has errors. · 还没有可以显示的页面。</p>";

/// For a copy that has errors of its own.
const NOT_MADE: &str =
    "This file cannot be made: `kb build` says why. · 无法生成此文件：`kb build` 会说明原因。\n";

/// Not a cache's business for longer than the next save: browsers ask whether a file changed.
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");

/// Where files of other origins may use an answer: nowhere.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Lets through only requests that are for the preview and only ask.
pub(super) async fn guard(Extract(shared): Extract<Arc<Shared>>, request: Request, next: Next) -> Response {
    let mut response = match shared.hosts.check(request.uri(), request.headers()) {
        Err(None) => text(StatusCode::BAD_REQUEST, "A request needs exactly one Host header.\n"),
        Err(Some(host)) => text(
            StatusCode::FORBIDDEN,
            format!(
                "This preview does not answer to the name \"{host}\": a page of a stranger may be behind it.\n\
                 Open it as localhost or by its address.\n"
            ),
        ),
        Ok(()) if request.method() != Method::GET && request.method() != Method::HEAD => {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "A preview can only be read.\n");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            response
        }
        Ok(()) => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// Answers a request for a file.
pub(super) async fn file(Extract(shared): Extract<Arc<Shared>>, request: Request) -> Response {
    let state = shared.state();
    let Some(shown) = &state.shown else {
        let body = inject(NOTHING_YET.as_bytes(), "");
        return build(StatusCode::SERVICE_UNAVAILABLE, "text/html; charset=utf-8", body.into());
    };
    let asked = Asked { shared: &shared, shown, headers: request.headers() };
    match shown.find(request.uri().path()) {
        Found::File(path) if shown.is_late(&path) => {
            // Made on a thread that may take its time; the answer then is as quick as any.
            let (late, wanted) = (Arc::clone(shown), path.clone());
            match tokio::task::spawn_blocking(move || late.file(&wanted).is_some()).await {
                Ok(true) => asked.send(&path),
                _ => text(StatusCode::SERVICE_UNAVAILABLE, NOT_MADE),
            }
        }
        Found::File(path) => asked.send(&path),
        Found::Folder(mut location) => {
            if let Some(query) = request.uri().query() {
                location = format!("{location}?{query}");
            }
            redirect(&location)
        }
        Found::Nothing(Some(page)) => asked.send_not_found(&page),
        Found::Nothing(None) => text(StatusCode::NOT_FOUND, "There is no such page.\n"),
        Found::Malformed => text(StatusCode::BAD_REQUEST, "This is not a path that a site could have.\n"),
    }
}

/// The hash of the page that a path leads to; empty if there is none, or if it is made when it is asked for
/// and nobody has asked yet: a page of an older site is then loaded again.
pub(super) fn page_hash(shown: &Shown, path: &str) -> Arc<str> {
    let page = match shown.find(path) {
        Found::File(page) | Found::Nothing(Some(page)) if shown.is_at_hand(&page) => shown.file(&page),
        _ => None,
    };
    page.map_or_else(|| Arc::from(""), |(_, hash)| hash)
}

/// A request for a file.
struct Asked<'a> {
    shared: &'a Shared,
    shown: &'a Shown,
    headers: &'a HeaderMap,
}

impl Asked<'_> {
    /// Sends a file, or the part of it that the browser wants and does not have.
    fn send(&self, path: &OutPath) -> Response {
        let Some((kind, compressible, body, hash)) = self.load(path) else { return gone() };
        let etag = format!("\"{hash}\"");
        match condition(self.headers, &etag) {
            Condition::Failed => {
                return text(StatusCode::PRECONDITION_FAILED, "The file is another one now.\n");
            }
            Condition::NotModified => {
                let mut response = build(StatusCode::NOT_MODIFIED, kind, Bytes::new());
                response.headers_mut().remove(CONTENT_LENGTH);
                response.headers_mut().remove(CONTENT_TYPE);
                return self.validated(response, &etag, compressible);
            }
            Condition::Send => {}
        }
        if compressible == Compressible::Yes
            && compress::is_wanted(self.headers)
            && let Some(packed) = self.shared.compressed.get(&hash, &body)
        {
            let mut response = build(StatusCode::OK, kind, packed);
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            return self.validated(response, &format!("\"{hash}-gz\""), compressible);
        }
        let size = body.len();
        let response = match part(self.headers, size, &etag) {
            Part::Whole => build(StatusCode::OK, kind, body),
            Part::Bytes(first, last) => {
                let response = build(StatusCode::PARTIAL_CONTENT, kind, body.slice(first..=last));
                with(response, CONTENT_RANGE, &format!("bytes {first}-{last}/{size}"))
            }
            Part::Unsatisfiable => {
                let response = text(StatusCode::RANGE_NOT_SATISFIABLE, "The file has no such bytes.\n");
                with(response, CONTENT_RANGE, &format!("bytes */{size}"))
            }
        };
        self.validated(response, &etag, compressible)
    }

    /// Sends the page that says that there is no such page.
    fn send_not_found(&self, page: &OutPath) -> Response {
        match self.load(page) {
            Some((kind, _, body, _)) => build(StatusCode::NOT_FOUND, kind, body),
            None => gone(),
        }
    }

    /// Content type, bytes and hash of a file; pages with the script for live reload.
    fn load(&self, path: &OutPath) -> Option<(&'static str, Compressible, Bytes, Arc<str>)> {
        let (bytes, hash) = self.shown.file(path)?;
        let (kind, compressible) = content_type(path.as_str());
        let body = if kind.starts_with("text/html") {
            Bytes::from(inject(&bytes, &hash))
        } else {
            // Shared with the site, not copied: a slow reader of a large file costs no memory.
            Bytes::from_owner(bytes)
        };
        Some((kind, compressible, body, hash))
    }

    fn validated(&self, mut response: Response, etag: &str, compressible: Compressible) -> Response {
        response.headers_mut().insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        if compressible == Compressible::Yes {
            response.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        with(response, ETAG, etag)
    }
}

/// A page with the script for live reload, which tells the script which version it is in.
fn inject(page: &[u8], hash: &str) -> Vec<u8> {
    let script = format!("<script src=\"/__kb/reload.js\" data-page=\"{hash}\" defer></script>");
    let end = b"</body>";
    let at = page.windows(end.len()).rposition(|w| w.eq_ignore_ascii_case(end)).unwrap_or(page.len());
    [&page[..at], script.as_bytes(), &page[at..]].concat()
}

fn gone() -> Response {
    text(StatusCode::NOT_FOUND, "There is no such page.\n")
}

fn redirect(location: &str) -> Response {
    // Not a permanent one: browsers would remember it longer than the preview lives.
    with(text(StatusCode::TEMPORARY_REDIRECT, ""), LOCATION, location)
}

/// A short answer for people.
pub(super) fn text(status: StatusCode, text: impl Into<Bytes>) -> Response {
    build(status, "text/plain; charset=utf-8", text.into())
}

/// An answer with its length, which a HEAD request gets too.
pub(super) fn build(status: StatusCode, kind: &'static str, body: Bytes) -> Response {
    let length = HeaderValue::from(body.len());
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_LENGTH, length);
    headers.insert(CACHE_CONTROL, NO_CACHE);
    response
}

/// Adds a header, unless its value cannot be one.
fn with(mut response: Response, name: HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}
