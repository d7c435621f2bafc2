//! Clients that are slow, broken or many.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use kb::serve::Limits;

use crate::client::{Running, good};

fn quick() -> Limits {
    Limits {
        connections: 50,
        streams: 4,
        head: Duration::from_millis(400),
        stall: Duration::from_millis(600),
    }
}

fn site(limits: Limits) -> Running {
    let site = Running::empty(limits);
    // More than the system's own buffers of a connection hold.
    let big = "x".repeat(32 << 20);
    site.preview.show(good(&[("index.html", "<body>x</body>"), ("big.bin", &big)]));
    site
}

/// Whether the other side ends the connection within a time.
fn ends_within(mut stream: &TcpStream, time: Duration) -> bool {
    stream.set_read_timeout(Some(time)).unwrap();
    let mut buffer = [0; 65536];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(e) => return e.kind() == std::io::ErrorKind::ConnectionReset,
        }
    }
}

#[test]
fn connections_without_a_request_end() {
    let site = site(quick());
    let silent = site.connect();
    let mut half = site.connect();
    half.write_all(b"GET / HTTP/1.1\r\nHost: local").unwrap();
    let mut idle = site.connect();
    idle.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    for (what, stream) in [("silent", &silent), ("half a head", &half), ("idle after a request", &idle)] {
        assert!(ends_within(stream, Duration::from_secs(3)), "{what}");
    }
}

#[test]
fn a_head_that_drips_has_no_more_time_than_another() {
    let site = site(quick());
    let mut stream = site.connect();
    stream.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    let start = Instant::now();
    while stream.write_all(b"X: y\r\n").is_ok() {
        std::thread::sleep(Duration::from_millis(50));
        assert!(start.elapsed() < Duration::from_secs(5), "still open");
    }
}

#[test]
fn a_client_that_takes_nothing_is_left() {
    let site = site(quick());
    let mut stream = site.connect();
    stream.write_all(b"GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    std::thread::sleep(Duration::from_secs(2));
    let mut got = Vec::new();
    let _ = stream.read_to_end(&mut got);
    assert!(got.len() < 32 << 20, "the connection ended half-way");
    // One that only pauses gets everything.
    let mut stream = site.connect();
    stream.write_all(b"GET /big.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    let mut got = Vec::new();
    stream.read_to_end(&mut got).unwrap();
    assert!(got.len() > 32 << 20);
}

#[test]
fn too_many_streams_are_refused_and_places_come_back() {
    let site = site(quick());
    let listen = || {
        let mut stream = site.connect();
        stream.write_all(b"GET /__kb/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut head = [0; 15];
        stream.read_exact(&mut head).unwrap();
        (stream, String::from_utf8(head.to_vec()).unwrap())
    };
    let places: Vec<_> = (0..4).map(|_| listen()).collect();
    assert!(places.iter().all(|(_, head)| head.ends_with("200 OK")));
    assert!(listen().1.starts_with("HTTP/1.1 503"));
    assert_eq!(site.get("/").status, 200, "pages are still answered");
    drop(places);
    let start = Instant::now();
    while !listen().1.ends_with("200 OK") {
        // The preview notices that a page has gone when it next has something to tell.
        site.preview.show(good(&[("index.html", &format!("{:?}", start.elapsed()))]));
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}

/// Memory of this process in KiB, as the system counts it.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS")).unwrap_or("0 0");
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// Runs a test of this binary in a process of its own, where nothing else uses memory.
fn alone(test: &str) {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    let output = command.args([test, "--exact", "--ignored", "--nocapture"]).output().unwrap();
    eprintln!("{}", String::from_utf8_lossy(&output.stderr).trim());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_thousand_slow_and_broken_clients() {
    alone("limits::child_thousand_clients");
}

#[test]
fn many_requests_leave_nothing_behind() {
    alone("limits::child_many_requests");
}

#[test]
#[ignore = "run by another test in a process of its own"]
fn child_thousand_clients() {
    let site = site(Limits { connections: 100, ..quick() });
    site.get("/");
    let before = memory();
    let clients: Vec<TcpStream> = (0..1000)
        .map(|i| {
            let mut stream = TcpStream::connect(site.address).unwrap();
            let request = match i % 5 {
                0 => "",
                1 => "GET / HT",
                2 => "GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n",
                3 => "\u{16}\u{3}\u{1}\u{2}",
                _ => "GET /__kb/events HTTP/1.1\r\nHost: localhost\r\n\r\n",
            };
            let _ = stream.write_all(request.as_bytes());
            stream
        })
        .collect();
    let start = Instant::now();
    assert_eq!(site.get("/").status, 200, "somebody is still served, {:?} later", start.elapsed());
    let grown = memory().saturating_sub(before);
    eprintln!("1,000 clients: answered after {:?}, {grown} KiB more", start.elapsed());
    assert!(grown < 100 << 10, "{grown} KiB");
    drop(clients);
    assert_eq!(site.get("/").status, 200);
}

/// Memory stays flat over many requests: 20,000, or 1,000,000 with `KB_LONG=1`.
#[test]
#[ignore = "run by another test in a process of its own"]
fn child_many_requests() {
    let total = if std::env::var_os("KB_LONG").is_some() { 1_000_000 } else { 20_000 };
    let site = Running::of(&[("index.html", &"<p>x".repeat(1000)), ("a.css", &"x".repeat(5000))]);
    let batch = "GET / HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n\
                 HEAD /a.css HTTP/1.1\r\nHost: localhost\r\n\r\n\
                 GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n\
                 GET /a.css HTTP/1.1\r\nHost: localhost\r\nRange: bytes=1-9\r\n\r\n";
    let run = |requests: usize| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let mut stream = site.connect();
                std::thread::spawn(move || {
                    let mut buffer = vec![0; 1 << 16];
                    for _ in 0..requests / 16 {
                        stream.write_all(batch.as_bytes()).unwrap();
                        // The last answer of the batch ends with the nine bytes asked for.
                        let mut seen = 0;
                        while seen < 4 {
                            let n = stream.read(&mut buffer).unwrap();
                            assert!(n > 0);
                            seen += buffer[..n].windows(9).filter(|w| *w == b"HTTP/1.1 ").count();
                        }
                    }
                })
            })
            .collect();
        workers.into_iter().for_each(|w| w.join().unwrap());
    };
    run(total / 10);
    let before = memory();
    let start = Instant::now();
    run(total);
    let (time, grown) = (start.elapsed(), memory().saturating_sub(before));
    eprintln!("{total} requests in {time:?}, {grown} KiB more");
    assert!(grown < 16 << 10, "{grown} KiB");
}
