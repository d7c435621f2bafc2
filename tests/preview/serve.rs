//! The whole preview: from an edit to the page.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use kb::serve::{BuildOutcome, Early, Event, Options, Report, ServeError, serve_until};
use kb::site::{OutPath, Site};
use tempfile::TempDir;
use tokio::sync::oneshot;

/// A "build" that makes a page of every guide; `EARLY` in one shows the pages before it is done, `ERROR` is an
/// error, `PANIC` a panic.
fn rebuild(dir: &Path, early: &Early) -> BuildOutcome {
    let (snapshot, _) = kb::io::read(dir);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let files: Vec<(String, String)> = snapshot
        .folder("content")
        .map(|(_, name, bytes)| (name.replace(".md", ".html"), text(bytes)))
        .collect();
    let says = |word: &str| files.iter().any(|(_, text)| text.contains(word));
    let site = || -> Site {
        files.iter().map(|(path, text)| (OutPath::new(path), Arc::from(text.as_bytes()))).collect()
    };
    if says("EARLY") {
        early.show(site());
    }
    assert!(!says("PANIC"), "a mistake of the program");
    if says("ERROR") {
        let diagnostics = r#"{"diagnostics":[],"errors":1,"warnings":0}"#.to_owned();
        let diagnostics = Report::new(move || diagnostics);
        return BuildOutcome { diagnostics, errors: 1, ..BuildOutcome::default() };
    }
    BuildOutcome { site: Some(Arc::new(site())), ..BuildOutcome::default() }
}

struct Served {
    dir: TempDir,
    address: SocketAddr,
    events: Receiver<Event>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<Result<(), ServeError>>>,
}

impl Served {
    fn start(addresses: Vec<SocketAddr>) -> Self {
        let dir = TempDir::new().unwrap();
        fs::create_dir(dir.path().join("content")).unwrap();
        fs::write(dir.path().join("content/index.md"), "one").unwrap();
        let (sender, events) = channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let options = Options::new(dir.path(), addresses);
        let (root, early) = (dir.path().to_owned(), options.early.clone());
        let thread = std::thread::spawn(move || {
            let report = move |event| drop(sender.send(event));
            serve_until(&options, move || rebuild(&root, &early), report, async { drop(stopped.await) })
        });
        let Event::Listening { url } = events.recv_timeout(Duration::from_secs(10)).unwrap() else {
            panic!("not listening")
        };
        let address = url.trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
        let served = Self { dir, address, events, stop: Some(stop), thread: Some(thread) };
        served.rebuilt(0);
        served
    }

    fn rebuilt(&self, want: usize) {
        match self.events.recv_timeout(Duration::from_secs(10)) {
            Ok(Event::Rebuilt { errors, .. }) => assert_eq!(errors, want),
            other => panic!("{other:?}"),
        }
    }

    fn write(&self, text: &str) {
        fs::write(self.dir.path().join("content/index.md"), text).unwrap();
    }

    fn page(&self) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text.split_once("\r\n\r\n").unwrap().1.split("<script").next().unwrap().to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().unwrap().join();
        assert!(ended.is_ok_and(|r| r.is_ok()) || std::thread::panicking());
    }
}

#[test]
fn an_edit_is_served_and_an_error_keeps_the_last_good_page() {
    let served = Served::start(vec!["127.0.0.1:0".parse().unwrap()]);
    assert_eq!(served.page(), "one");
    let start = Instant::now();
    served.write("two");
    served.rebuilt(0);
    eprintln!("served after {:?}", start.elapsed());
    assert_eq!(served.page(), "two");
    served.write("ERROR");
    served.rebuilt(1);
    assert_eq!(served.page(), "two");
    served.write("PANIC");
    let crashed = served.events.recv_timeout(Duration::from_secs(10)).unwrap();
    assert_eq!(crashed, Event::Crashed { message: "a mistake of the program".to_owned() });
    assert_eq!(served.page(), "two");
    served.write("three");
    served.rebuilt(0);
    assert_eq!(served.page(), "three");
}

#[test]
fn pages_of_a_build_that_comes_to_nothing_are_taken_back() {
    let served = Served::start(vec!["127.0.0.1:0".parse().unwrap()]);
    served.write("EARLY two");
    served.rebuilt(0);
    assert_eq!(served.page(), "EARLY two");
    served.write("EARLY ERROR");
    served.rebuilt(1);
    assert_eq!(served.page(), "EARLY two", "an error that shows late");
    served.write("EARLY PANIC");
    let crashed = served.events.recv_timeout(Duration::from_secs(10)).unwrap();
    assert!(matches!(crashed, Event::Crashed { .. }), "{crashed:?}");
    assert_eq!(served.page(), "EARLY two", "a mistake of the program");
    served.write("three");
    served.rebuilt(0);
    assert_eq!(served.page(), "three");
}

#[test]
fn a_port_that_is_taken_is_skipped_or_reported() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let served = Served::start(vec![address, "127.0.0.1:0".parse().unwrap()]);
    assert_ne!(served.address, address);
    let options = Options::new(served.dir.path(), vec![address]);
    let error = serve_until(&options, BuildOutcome::default, |_| {}, std::future::pending()).unwrap_err();
    assert!(error.to_string().starts_with(&format!("cannot listen on {address}: ")), "{error}");
}

#[test]
fn a_site_that_is_not_there_is_reported() {
    let options = Options::new("/nowhere/at/all", vec!["127.0.0.1:0".parse().unwrap()]);
    let error = serve_until(&options, BuildOutcome::default, |_| {}, std::future::pending()).unwrap_err();
    assert!(matches!(error, ServeError::Watch(_)), "{error}");
}
