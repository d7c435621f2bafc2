//! Live reload and diagnostics.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use kb::serve::{BuildOutcome, Report};

use crate::client::{Running, good};

/// The events of a page that listens.
struct Events(BufReader<TcpStream>);

impl Events {
    fn of(site: &Running, query: &str) -> Self {
        let mut stream = site.connect();
        write!(stream, "GET /__kb/events{query} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        Self(BufReader::new(stream))
    }

    /// The next event's data.
    fn next(&mut self) -> serde_json::Value {
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }
}

fn broken(report: &str) -> BuildOutcome {
    let text = report.to_owned();
    BuildOutcome { diagnostics: Report::new(move || text), errors: 2, warnings: 1, ..BuildOutcome::default() }
}

#[test]
fn pages_get_a_script_and_other_files_do_not() {
    let page = "<html><body><p>x</p></body></html>";
    let site = Running::of(&[
        ("index.html", page),
        ("upper.html", "<BODY>x</BODY>"),
        ("bare.html", "x"),
        ("two.html", "<body></body> in text </body>"),
        ("a.svg", "<svg></svg>"),
        ("a.txt", page),
    ]);
    let answer = site.get("/");
    let hash = answer.header("etag").trim_matches('"').to_owned();
    let script = format!("<script src=\"/__kb/reload.js\" data-page=\"{hash}\" defer></script>");
    assert_eq!(answer.text(), format!("<html><body><p>x</p>{script}</body></html>"));
    assert!(site.get("/upper.html").text().ends_with("</script></BODY>"));
    assert!(site.get("/bare.html").text().ends_with("</script>"));
    assert_eq!(site.get("/two.html").text().matches("reload.js").count(), 1);
    assert_eq!(site.get("/a.svg").text(), "<svg></svg>");
    assert_eq!(site.get("/a.txt").text(), page);
    let part = site.ask("GET", "/", &["Range: bytes=0-11"]);
    assert_eq!(part.text(), "<html><body>");
    for (path, kind) in [
        ("/__kb/reload.js", "text/javascript; charset=utf-8"),
        ("/__kb/overlay.css", "text/css; charset=utf-8"),
    ] {
        let answer = site.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, kind));
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let script = site.get("/__kb/reload.js");
    for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", ".style"] {
        assert!(!script.text().contains(forbidden), "{forbidden}");
    }
}

#[test]
fn pages_hear_of_another_site() {
    let site = Running::of(&[("index.html", "<body>one</body>")]);
    let mut events = Events::of(&site, "");
    let first = events.next();
    assert_eq!((first["errors"].as_u64(), first["stale"].as_bool()), (Some(0), Some(false)));
    let start = Instant::now();
    site.show(&[("index.html", "<body>two</body>")]);
    let second = events.next();
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_ne!(first["version"], second["version"]);
    // The same site again is no reason to reload.
    site.show(&[("index.html", "<body>two</body>")]);
    let again = events.next();
    assert_eq!(again["version"], second["version"]);
    assert_ne!(again["build"], second["build"]);
    // Errors are told, and the site stays.
    site.preview.show(broken("{}"));
    let third = events.next();
    assert_eq!(third["version"], second["version"]);
    assert_eq!((third["errors"].as_u64(), third["warnings"].as_u64()), (Some(2), Some(1)));
    site.preview.show(good(&[("index.html", "<body>three</body>")]));
    let fourth = events.next();
    assert_ne!(fourth["version"], second["version"]);
    assert_eq!(fourth["errors"].as_u64(), Some(0));
}

#[test]
fn a_page_that_was_overtaken_before_it_listened_is_stale() {
    let site = Running::of(&[("a/index.html", "<body>one</body>"), ("404.html", "<body>lost</body>")]);
    let hash = |path: &str| {
        let body = site.get(path).text().to_owned();
        body.split("data-page=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let stale = |path: &str, hash: &str| {
        Events::of(&site, &format!("?page={hash}&path={path}")).next()["stale"].as_bool().unwrap()
    };
    let (page, lost) = (hash("/a/"), hash("/b/"));
    assert!(!stale("%2Fa%2F", &page));
    assert!(!stale("%2Fb%2F", &lost), "a page that is not there yet waits");
    site.show(&[
        ("a/index.html", "<body>two</body>"),
        ("b/index.html", "x"),
        ("404.html", "<body>lost</body>"),
    ]);
    assert!(stale("%2Fa%2F", &page));
    assert!(stale("%2Fb%2F", &lost));
    assert!(!stale("%2Fa%2F", &hash("/a/")));
}

#[test]
fn diagnostics_are_json_and_a_script() {
    let site = Running::of(&[("index.html", "x")]);
    assert_eq!(site.get("/__kb/diagnostics").text(), r#"{"diagnostics":[],"errors":0,"warnings":0}"#);
    let report = r#"{"diagnostics":[{"message":"</script><b>"}],"errors":2,"warnings":1}"#;
    site.preview.show(broken(&format!("{report}\n")));
    let answer = site.get("/__kb/diagnostics");
    assert_eq!((answer.header("content-type"), answer.text()), ("application/json", report));
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    let script = site.get("/__kb/state.js");
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    let text = script.text();
    assert!(
        text.starts_with("kbPreview({\"version\":\"") && text.ends_with(&format!(",{report});\n")),
        "{text}"
    );
}
