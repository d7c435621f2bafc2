//! A preview of a small site, and a client that sends what it is told to, right or wrong.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use kb::serve::{BuildOutcome, Hosts, Limits, Preview};
use kb::site::{OutPath, Site};
use tokio::sync::oneshot;

/// A preview that listens; it ends when dropped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) preview: Preview,
    runtime: Option<tokio::runtime::Runtime>,
    stop: Option<oneshot::Sender<()>>,
}

impl Running {
    /// A preview that shows nothing yet.
    pub(crate) fn empty(limits: Limits) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let preview = Preview::new(Hosts::new(address.ip(), &["preview.example.org".to_owned()]), limits);
        let (stop, stopped) = oneshot::channel();
        let running = preview.clone();
        runtime.spawn(async move {
            let stopped = Box::pin(async { drop(stopped.await) });
            running.run(listener, stopped).await;
        });
        Self { address, preview, runtime: Some(runtime), stop: Some(stop) }
    }

    /// A preview of files.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let running = Self::empty(Limits::default());
        running.show(files);
        running
    }

    /// Shows other files.
    pub(crate) fn show(&self, files: &[(&str, &str)]) {
        self.preview.show(good(files));
    }

    /// Sends text as it is, and reads until the preview ends the connection.
    pub(crate) fn raw(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        // A connection that is reset after an answer has given one, too.
        let _ = stream.read_to_end(&mut bytes);
        Answer::parse(&bytes)
    }

    /// Asks for a path with more header lines.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|h| h.to_ascii_lowercase().starts_with("host")) {
            request.push_str("Host: localhost\r\n");
        }
        for header in headers {
            request.push_str(&format!("{header}\r\n"));
        }
        self.raw(&format!("{request}\r\n"))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(1));
        }
    }
}

/// A build without errors.
pub(crate) fn good(files: &[(&str, &str)]) -> BuildOutcome {
    let site: Site = files.iter().map(|(p, t)| (OutPath::new(p), Arc::from(t.as_bytes()))).collect();
    BuildOutcome { site: Some(Arc::new(site)), ..BuildOutcome::default() }
}

/// An answer.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Fields by lower-case name.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else { return Self::default() };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        });
        Self { status, headers: headers.collect(), body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}
