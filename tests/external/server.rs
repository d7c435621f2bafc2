//! A web server that answers badly, each path in its own way.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// `HEAD` or `GET`.
    pub(crate) method: String,
    /// Path with query.
    pub(crate) path: String,
    /// `User-Agent`.
    pub(crate) agent: String,
}

#[derive(Default)]
struct State {
    requests: Mutex<Vec<Request>>,
    seen: Mutex<BTreeMap<String, usize>>,
    open: AtomicUsize,
    most_open: AtomicUsize,
}

/// A server on a free port of this machine.
pub(crate) struct Server {
    /// Its address without a slash at the end.
    pub(crate) url: String,
    state: Arc<State>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(State::default());
        let (shared, base) = (Arc::clone(&state), url.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (state, base) = (Arc::clone(&shared), base.clone());
                thread::spawn(move || serve(stream, &state, &base));
            }
        });
        Self { url, state }
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// All requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.state.requests.lock().unwrap().clone()
    }

    /// Methods of the requests for a path.
    pub(crate) fn methods(&self, path: &str) -> Vec<String> {
        self.requests().into_iter().filter(|r| r.path == path).map(|r| r.method).collect()
    }

    /// How many requests were being answered at the same time, at most.
    pub(crate) fn most_open(&self) -> usize {
        self.state.most_open.load(Ordering::SeqCst)
    }
}

fn serve(mut stream: TcpStream, state: &State, base: &str) {
    let Some(request) = read(&stream) else { return };
    let open = state.open.fetch_add(1, Ordering::SeqCst) + 1;
    state.most_open.fetch_max(open, Ordering::SeqCst);
    let nth = {
        let mut seen = state.seen.lock().unwrap();
        let n = seen.entry(request.path.clone()).or_default();
        *n += 1;
        *n
    };
    state.requests.lock().unwrap().push(request.clone());
    let answer = answer(&request, nth, base);
    // Before the last byte: who has the answer may already ask again.
    state.open.fetch_sub(1, Ordering::SeqCst);
    match answer {
        Answer::Text(text) => drop(stream.write_all(text.as_bytes())),
        Answer::Hang => drop(stream.read(&mut [0; 64])),
        Answer::Drip => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-Slow: ");
            while stream.write_all(b"z").is_ok() {
                thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

enum Answer {
    Text(String),
    /// Nothing, until the other side gives up.
    Hang,
    /// A header that never ends.
    Drip,
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut agent = String::new();
    for line in lines {
        let line = line.ok()?;
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("user-agent: ") {
            agent = value.to_owned();
        }
    }
    Some(Request { method, path, agent })
}

/// What a path answers to its nth request.
fn answer(request: &Request, nth: usize, base: &str) -> Answer {
    let path = request.path.split('?').next().unwrap();
    let head = request.method == "HEAD";
    let text = match path {
        "/gone" => status(404),
        "/gone-for-good" => status(410),
        "/forbidden" => status(403),
        "/shielded" => status(521),
        "/broken" => status(500),
        "/flaky" if nth <= 3 => status(500),
        "/get-only" if head => status(405),
        "/get-only-404" if head => status(404),
        "/busy" if nth == 1 => with(429, "Retry-After: 0"),
        "/always-busy" => with(429, "Retry-After: 0"),
        "/come-tomorrow" => with(429, "Retry-After: 86400"),
        "/moved" => with(301, "Location: /ok"),
        "/moved-308" => with(308, &format!("Location: {base}/ok")),
        "/for-now" => with(302, "Location: /ok"),
        "/moved-then-for-now" => with(301, "Location: /for-now"),
        "/moved-to-nothing" => with(301, "Location: /gone"),
        "/circle" => with(302, "Location: /circle-2"),
        "/circle-2" => with(302, "Location: /circle"),
        "/to-ftp" => with(302, "Location: ftp://files.example/x"),
        "/to-blocked" => with(302, "Location: http://bet.example/win"),
        "/no-location" => status(302),
        "/no-http" => "hello\r\n\r\n".to_owned(),
        "/reset" => String::new(),
        "/hang" => return Answer::Hang,
        "/drip" => return Answer::Drip,
        "/available" => body(&request.path),
        _ if path.starts_with("/endless/") => {
            let n: u32 = path["/endless/".len()..].parse().unwrap();
            with(301, &format!("Location: /endless/{}", n + 1))
        }
        _ => status(200),
    };
    Answer::Text(text)
}

fn status(code: u16) -> String {
    with(code, "X-Test: yes")
}

fn with(code: u16, header: &str) -> String {
    format!("HTTP/1.1 {code} Whatever\r\n{header}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// The Wayback Machine's answer, in the form that it documents.
fn body(path: &str) -> String {
    let copy = if path.contains("nothing") {
        String::new()
    } else {
        "\"closest\":{\"available\":true,\"url\":\"http://web.archive.org/web/2026/http://a.example/\",\
         \"timestamp\":\"20261122000000\",\"status\":\"200\"}"
            .to_owned()
    };
    let json = format!("{{\"url\":\"x\",\"archived_snapshots\":{{{copy}}}}}");
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{json}", json.len())
}
