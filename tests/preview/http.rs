//! What the preview answers: a request, and what comes back.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kb::serve::{BuildOutcome, Later, Limits};
use kb::site::{OutPath, Site};

use crate::client::{Running, good};

const PAGE: &str = "<!doctype html><title>x</title><body><p>hello</p></body>";

fn site() -> Running {
    let long = "0123456789".repeat(1000);
    Running::of(&[
        ("index.html", PAGE),
        ("404.html", "<body>lost</body>"),
        ("en/404.html", "<body>lost in English</body>"),
        ("en/a/index.html", PAGE),
        ("退款/index.html", PAGE),
        ("digits.txt", "0123456789"),
        ("long.txt", &long),
        ("empty.txt", ""),
        ("guide.md", "x"),
        ("site.css", "x"),
        ("site.js", "x"),
        ("picture.svg", "x"),
        ("picture.webp", "x"),
        ("search/kb.wasm", "x"),
        ("search/kb.wasm.gz", "x"),
        ("search/pack.bin", "x"),
        ("dates.ics", "x"),
        ("book.epub", "x"),
        ("site.zip", "x"),
        ("sheet.pdf", "x"),
        ("feed.xml", "x"),
        ("app.webmanifest", "x"),
        ("api/guides.json", "x"),
        ("no-ending", "x"),
    ])
}

/// `method path`, header lines, status, fields of the answer that must be so (empty: absent).
type Case<'a> = (&'a str, &'a [&'a str], u16, &'a [(&'a str, &'a str)]);

#[test]
fn requests_and_answers() {
    let site = site();
    let etag = site.get("/digits.txt").header("etag").to_owned();
    let if_none = format!("If-None-Match: {etag}");
    let if_none_weak = format!("If-None-Match: \"other\", W/{etag}");
    let if_range = format!("If-Range: {etag}");
    let if_match = format!("If-Match: {etag}");
    let types =
        |path, kind| -> (String, [(&'static str, &'static str); 1]) { (path, [("content-type", kind)]) };
    for (path, want) in [
        types("/".to_owned(), "text/html; charset=utf-8"),
        types("/guide.md".to_owned(), "text/markdown; charset=utf-8"),
        types("/digits.txt".to_owned(), "text/plain; charset=utf-8"),
        types("/site.css".to_owned(), "text/css; charset=utf-8"),
        types("/site.js".to_owned(), "text/javascript; charset=utf-8"),
        types("/picture.svg".to_owned(), "image/svg+xml"),
        types("/picture.webp".to_owned(), "image/webp"),
        types("/search/kb.wasm".to_owned(), "application/wasm"),
        types("/search/kb.wasm.gz".to_owned(), "application/gzip"),
        types("/search/pack.bin".to_owned(), "application/octet-stream"),
        types("/dates.ics".to_owned(), "text/calendar; charset=utf-8"),
        types("/book.epub".to_owned(), "application/epub+zip"),
        types("/site.zip".to_owned(), "application/zip"),
        types("/sheet.pdf".to_owned(), "application/pdf"),
        types("/feed.xml".to_owned(), "application/xml"),
        types("/app.webmanifest".to_owned(), "application/manifest+json"),
        types("/api/guides.json".to_owned(), "application/json"),
        types("/no-ending".to_owned(), "application/octet-stream"),
    ] {
        check(&site, (&format!("GET {path}"), &["Accept-Encoding: gzip"], 200, &want));
        check(&site, (&format!("GET {path}"), &[], 200, &[("content-encoding", "")]));
    }
    let cases: &[Case<'_>] = &[
        (
            "GET /",
            &[],
            200,
            &[
                ("cache-control", "no-cache"),
                ("x-content-type-options", "nosniff"),
                ("cross-origin-resource-policy", "same-origin"),
            ],
        ),
        ("GET /?q=x", &[], 200, &[]),
        ("GET /en/a/", &[], 200, &[]),
        ("GET /en/a", &[], 307, &[("location", "/en/a/")]),
        ("GET /en/a?q=%E9&x", &[], 307, &[("location", "/en/a/?q=%E9&x")]),
        ("GET /%E9%80%80%E6%AC%BE", &[], 307, &[("location", "/%E9%80%80%E6%AC%BE/")]),
        ("GET /%E9%80%80%E6%AC%BE/", &[], 200, &[]),
        (
            "GET /nothing",
            &[],
            404,
            &[("content-type", "text/html; charset=utf-8"), ("content-length", "107")],
        ),
        ("GET /en/nothing/at/all", &[], 404, &[("content-length", "118")]),
        ("HEAD /digits.txt", &[], 200, &[("content-length", "10"), ("etag", &etag)]),
        ("HEAD /nothing", &[], 404, &[("content-length", "107")]),
        ("POST /", &[], 405, &[("allow", "GET, HEAD")]),
        ("PUT /x", &["Content-Length: 3"], 405, &[]),
        ("DELETE /__kb/events", &[], 405, &[]),
        ("OPTIONS /", &["Origin: http://evil.example"], 405, &[("access-control-allow-origin", "")]),
        ("TRACE /", &[], 405, &[]),
        // Conditions.
        (
            "GET /digits.txt",
            &[],
            200,
            &[("etag", &etag), ("accept-ranges", "bytes"), ("vary", "accept-encoding")],
        ),
        (
            "GET /digits.txt",
            &[&if_none],
            304,
            &[("etag", &etag), ("content-length", ""), ("content-type", "")],
        ),
        ("GET /digits.txt", &[&if_none_weak], 304, &[]),
        ("GET /digits.txt", &["If-None-Match: *"], 304, &[]),
        ("GET /digits.txt", &["If-None-Match: \"other\""], 200, &[]),
        ("GET /digits.txt", &[&if_none, "Range: bytes=0-1"], 304, &[]),
        ("HEAD /digits.txt", &[&if_none], 304, &[]),
        ("GET /digits.txt", &[&if_match], 200, &[]),
        ("GET /digits.txt", &["If-Match: \"other\""], 412, &[]),
        ("GET /nothing", &["If-None-Match: *"], 404, &[]),
        // Parts.
        (
            "GET /digits.txt",
            &["Range: bytes=2-4"],
            206,
            &[("content-range", "bytes 2-4/10"), ("content-length", "3")],
        ),
        ("GET /digits.txt", &["Range: bytes=8-"], 206, &[("content-range", "bytes 8-9/10")]),
        ("GET /digits.txt", &["Range: bytes=-3"], 206, &[("content-range", "bytes 7-9/10")]),
        ("GET /digits.txt", &["Range: bytes=5-99"], 206, &[("content-range", "bytes 5-9/10")]),
        ("HEAD /digits.txt", &["Range: bytes=2-4"], 206, &[("content-length", "3")]),
        ("GET /digits.txt", &["Range: bytes=10-"], 416, &[("content-range", "bytes */10")]),
        ("GET /empty.txt", &["Range: bytes=0-"], 416, &[("content-range", "bytes */0")]),
        ("GET /digits.txt", &["Range: bytes=0-1,4-5"], 200, &[("content-length", "10")]),
        ("GET /digits.txt", &["Range: pages=1-2"], 200, &[]),
        ("GET /digits.txt", &["Range: bytes=0-1", &if_range], 206, &[]),
        ("GET /digits.txt", &["Range: bytes=0-1", "If-Range: \"other\""], 200, &[]),
        ("GET /nothing", &["Range: bytes=0-1"], 404, &[]),
        ("GET /long.txt", &["Range: bytes=0-1", "Accept-Encoding: gzip"], 206, &[("content-encoding", "")]),
        // Compressed answers.
        (
            "GET /long.txt",
            &["Accept-Encoding: br, gzip"],
            200,
            &[("content-encoding", "gzip"), ("vary", "accept-encoding")],
        ),
        (
            "GET /long.txt",
            &["Accept-Encoding: gzip;q=0"],
            200,
            &[("content-encoding", ""), ("content-length", "10000")],
        ),
        ("GET /search/kb.wasm.gz", &["Accept-Encoding: gzip"], 200, &[("content-encoding", "")]),
        // Names: DNS rebinding.
        ("GET /", &["Host: localhost:4040"], 200, &[]),
        ("GET /", &["Host: 127.0.0.1"], 200, &[]),
        ("GET /", &["Host: [::1]:80"], 200, &[]),
        ("GET /", &["Host: preview.example.org"], 200, &[]),
        ("GET /", &["Host: evil.example"], 403, &[("content-type", "text/plain; charset=utf-8")]),
        ("GET /", &["Host: 10.0.0.1"], 403, &[]),
        ("GET /__kb/diagnostics", &["Host: evil.example"], 403, &[]),
        ("GET /__kb/events", &["Host: localhost.evil.example"], 403, &[]),
        ("GET /", &["Host: localhost", "Host: evil.example"], 400, &[]),
        ("GET http://evil.example/", &["Host: localhost"], 403, &[]),
        ("GET http://localhost/", &["Host: localhost"], 200, &[]),
        ("POST /", &["Host: evil.example"], 403, &[]),
        // Paths: nothing but the site.
        ("GET /../../etc/passwd", &[], 400, &[]),
        ("GET /%2e%2e/%2e%2e/etc/passwd", &[], 400, &[]),
        ("GET /..%2f..%2fetc/passwd", &[], 400, &[]),
        ("GET /%252e%252e/etc/passwd", &[], 404, &[]),
        ("GET /..%5c..%5cboot.ini", &[], 400, &[]),
        ("GET //etc/passwd", &[], 400, &[]),
        ("GET //evil.example/%2e%2e", &[], 400, &[("location", "")]),
        ("GET /%00", &[], 400, &[]),
        ("GET /%ff", &[], 400, &[]),
        ("GET /%", &[], 400, &[]),
        ("GET /.kb-manifest", &[], 404, &[]),
        ("GET /kb.toml", &[], 404, &[]),
        ("GET /content/", &[], 404, &[]),
        ("GET /search", &[], 404, &[]),
        ("GET /__kb/", &[], 404, &[]),
        ("GET /__kb/../index.html", &[], 400, &[]),
    ];
    for case in cases {
        check(&site, *case);
    }
}

fn check(site: &Running, (request, headers, status, fields): Case<'_>) {
    let (method, path) = request.split_once(' ').unwrap();
    let answer = site.ask(method, path, headers);
    assert_eq!(answer.status, status, "{request} {headers:?}: {answer:?}");
    for (name, value) in fields {
        assert_eq!(answer.header(name), *value, "{request} {headers:?}: {name}");
    }
    if method == "HEAD" || status == 304 {
        assert!(answer.body.is_empty(), "{request} {headers:?}");
    } else if answer.headers.contains_key("content-length") {
        assert_eq!(answer.header("content-length"), answer.body.len().to_string(), "{request} {headers:?}");
    }
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{request}");
}

#[test]
fn bodies_are_the_files() {
    let site = site();
    let text = |path: &str, headers: &[&str]| site.ask("GET", path, headers).text().to_owned();
    assert_eq!(text("/digits.txt", &[]), "0123456789");
    assert_eq!(text("/digits.txt", &["Range: bytes=2-4"]), "234");
    assert_eq!(text("/digits.txt", &["Range: bytes=-1"]), "9");
    assert!(text("/nothing", &[]).contains("lost<"));
    assert!(text("/en/x", &[]).contains("lost in English<"));
    let refused = text("/", &["Host: evil.example"]);
    assert!(refused.contains("evil.example") && refused.contains("localhost"), "{refused}");
    let packed = site.ask("GET", "/long.txt", &["Accept-Encoding: gzip"]);
    assert!(packed.body.len() < 1000);
    let mut unpacked = String::new();
    flate2::read::GzDecoder::new(&packed.body[..]).read_to_string(&mut unpacked).unwrap();
    assert_eq!(unpacked, "0123456789".repeat(1000));
    let again = site.ask(
        "GET",
        "/long.txt",
        &["Accept-Encoding: gzip", &format!("If-None-Match: {}", packed.header("etag"))],
    );
    assert_eq!(again.status, 304);
    assert_ne!(packed.header("etag"), site.get("/long.txt").header("etag"), "two forms, two names");
}

#[test]
fn requests_that_are_no_http() {
    let site = site();
    for (request, status) in [
        ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n".to_owned(), 200),
        ("nonsense\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n".to_owned(), 400),
        ("GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(), 400),
        ("GET * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_owned(), 400),
        ("\u{0}\u{1}\u{16}\u{3}\u{1}".to_owned() + "\r\n\r\n", 400),
        (format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(100_000)), 431),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "a".repeat(100_000)), 431),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(1000)), 431),
    ] {
        let answer = site.raw(&request);
        let shown: String = request.chars().take(60).collect();
        // A client that still sends when it is refused may meet a reset instead of the answer.
        assert!(answer.status == status || answer.status == 0 && status > 400, "{shown:?}: {answer:?}");
    }
    assert_eq!(site.get("/").status, 200);
}

#[test]
fn several_requests_share_a_connection() {
    let site = site();
    let one = "GET /digits.txt HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let last = "GET /digits.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let answer = site.raw(&format!("{one}{one}{last}"));
    assert_eq!(answer.text().matches("HTTP/1.1 200").count(), 2, "after the first one");
}

#[test]
fn before_the_first_build_there_is_a_page_that_waits() {
    let site = Running::empty(Limits::default());
    let answer = site.get("/any/page/");
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("/__kb/reload.js"));
    site.show(&[("index.html", PAGE)]);
    assert_eq!(site.get("/").status, 200);
}

#[test]
fn another_site_takes_over_at_once_and_the_last_good_one_stays() {
    let site = Running::of(&[("index.html", "<body>one</body>"), ("old.txt", "x")]);
    let first = site.get("/").header("etag").to_owned();
    site.show(&[("index.html", "<body>two</body>")]);
    let answer = site.ask("GET", "/", &[&format!("If-None-Match: {first}")]);
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("two"));
    assert_eq!(site.get("/old.txt").status, 404);
    let broken = BuildOutcome { errors: 1, ..Default::default() };
    site.preview.show(broken);
    assert!(site.get("/").text().contains("two"));
}

#[test]
fn copies_are_made_when_somebody_asks_and_once() {
    let made = Arc::new(AtomicUsize::new(0));
    let build = |files: &[(&str, &str)], whole: Option<Site>| {
        let count = Arc::clone(&made);
        let paths = ["a/a.pdf", "offline/index.html"].map(OutPath::new).into();
        let make = move || {
            count.fetch_add(1, Ordering::SeqCst);
            whole.clone()
        };
        BuildOutcome { later: Arc::new(Later::new(paths, make)), ..good(files) }
    };
    let whole = |pdf: &'static str| {
        let page = ("offline/index.html", "<body>with copies</body>");
        let files = [("index.html", PAGE), ("a/a.pdf", pdf), page];
        files.into_iter().map(|(p, t)| (OutPath::new(p), Arc::from(t.as_bytes()))).collect::<Site>()
    };
    let site = Running::empty(Limits::default());
    let files = [("index.html", PAGE), ("offline/index.html", "<body>without</body>")];
    site.preview.show(build(&files, Some(whole("one"))));
    assert_eq!(site.get("/").status, 200);
    assert_eq!(made.load(Ordering::SeqCst), 0, "nobody has asked for a copy");
    let answer = site.get("/a/a.pdf");
    assert_eq!(
        (answer.status, answer.header("content-type"), answer.text()),
        (200, "application/pdf", "one")
    );
    // A page that is made later shows what is made, and is found by its folder.
    assert!(site.get("/offline/").text().contains("with copies"));
    assert_eq!(site.get("/offline").status, 307);
    assert_eq!(made.load(Ordering::SeqCst), 1, "one build makes them all");
    // The next site has copies of its own, even if its pages are the same.
    site.preview.show(build(&files, Some(whole("two"))));
    assert_eq!(site.get("/a/a.pdf").text(), "two");
    assert_eq!(site.get("/b.pdf").status, 404);
    // What has errors of its own says so.
    site.preview.show(build(&files, None));
    assert_eq!(site.get("/a/a.pdf").status, 503);
    assert_eq!(site.get("/").status, 200);
}
