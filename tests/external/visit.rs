//! What comes of following an address.

use std::net::TcpListener;
use std::time::Duration;

use jiff::civil::date;
use kb::external::{Answer, Settings, Why, find_archived, visit};

use crate::server::Server;

/// No pauses; a timeout that only a server that never answers reaches.
fn settings() -> Settings {
    Settings {
        timeout: Duration::from_secs(120),
        pause: Duration::ZERO,
        back_off: Duration::ZERO,
        ..Settings::polite("https://handbook.example")
    }
}

fn follow(addresses: &[String], settings: &Settings) -> Vec<Answer> {
    let blocked = |url: &str| url.contains("bet.example");
    let mut answers = visit(addresses.iter().map(String::as_str), settings, &blocked, &|_| {});
    addresses.iter().map(|a| answers.remove(a).unwrap_or_else(|| panic!("no answer for {a}"))).collect()
}

#[test]
fn each_kind_of_answer() {
    let server = Server::start();
    let status = |code| Answer::Dead(Why::Status(code));
    let moved = |path: &str| Answer::Moved { to: server.at(path) };
    for (path, want) in [
        ("/ok", Answer::Fine),
        ("/gone", status(404)),
        ("/gone-for-good", status(410)),
        ("/broken", status(500)),
        ("/flaky", Answer::Fine),
        ("/get-only", Answer::Fine),
        ("/get-only-404", Answer::Fine),
        ("/busy", Answer::Fine),
        ("/always-busy", Answer::Unsure(Why::Status(429))),
        ("/come-tomorrow", Answer::Unsure(Why::Status(429))),
        ("/forbidden", Answer::Unsure(Why::Status(403))),
        ("/shielded", Answer::Unsure(Why::Status(521))),
        ("/moved", moved("/ok")),
        ("/moved-308", moved("/ok")),
        ("/for-now", Answer::Fine),
        ("/moved-then-for-now", moved("/for-now")),
        ("/moved-to-nothing", status(404)),
        ("/circle", Answer::Dead(Why::Circle)),
        ("/endless/0", Answer::Dead(Why::Circle)),
        ("/to-ftp", Answer::Dead(Why::Redirect("ftp://files.example/x".to_owned()))),
        ("/to-blocked", Answer::Dead(Why::Blocked("bet.example".to_owned()))),
        ("/no-location", status(302)),
        ("/no-http", Answer::Dead(Why::Protocol)),
        ("/reset", Answer::Dead(Why::Broken)),
    ] {
        assert_eq!(follow(&[server.at(path)], &settings()), [want], "{path}");
    }
}

#[test]
fn head_first_and_get_where_it_brings_nothing() {
    let server = Server::start();
    for (path, want) in [
        ("/ok", &["HEAD"][..]),
        ("/get-only", &["HEAD", "GET"]),
        ("/gone", &["HEAD", "GET"]),
        // A server that asks to wait for longer than anybody waits is left alone.
        ("/come-tomorrow", &["HEAD"]),
        ("/always-busy", &["HEAD", "HEAD", "HEAD"]),
        // Twice again after the first failure.
        ("/broken", &["HEAD", "GET", "GET", "GET"]),
    ] {
        follow(&[server.at(path)], &settings());
        assert_eq!(server.methods(path), want, "{path}");
    }
}

#[test]
fn servers_that_never_finish_are_given_up() {
    let server = Server::start();
    let settings = Settings { timeout: Duration::from_millis(300), retries: 0, ..settings() };
    let addresses = [server.at("/hang"), server.at("/drip")];
    let gave_up = Answer::Dead(Why::Timeout);
    assert_eq!(follow(&addresses, &settings), [gave_up.clone(), gave_up]);
}

#[test]
fn nobody_listens() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", free.local_addr().unwrap());
    drop(free);
    let answers = follow(&[address, "http://".to_owned(), "https://a b/".to_owned()], &settings());
    let no_address = Answer::Dead(Why::Address);
    assert_eq!(answers, [Answer::Dead(Why::Refused), no_address.clone(), no_address]);
    // Names under .invalid never exist (RFC 6761); how a system says so differs.
    let [Answer::Dead(why)] = &follow(&["http://no-such-host.invalid/".to_owned()], &settings())[..] else {
        panic!("it cannot be there")
    };
    assert!(why.is_silence(), "{why:?}");
}

#[test]
fn a_host_has_one_request_at_a_time() {
    let server = Server::start();
    let addresses: Vec<String> = (0..40).map(|n| server.at(&format!("/page-{n}"))).collect();
    let answers = follow(&addresses, &settings());
    assert!(answers.iter().all(|a| *a == Answer::Fine));
    assert_eq!((server.requests().len(), server.most_open()), (40, 1));
}

#[test]
fn requests_say_who_asks() {
    let server = Server::start();
    follow(&[server.at("/ok")], &settings());
    let want = format!("kb/{} (link check; +https://handbook.example)", env!("CARGO_PKG_VERSION"));
    assert_eq!(server.requests()[0].agent, want);
}

#[test]
fn a_silent_host_is_not_asked_for_ever() {
    let server = Server::start();
    let addresses: Vec<String> = (0..6).map(|n| server.at(&format!("/reset?{n}"))).collect();
    let answers = follow(&addresses, &Settings { at_once: 1, ..settings() });
    assert!(answers.iter().all(|a| *a == Answer::Dead(Why::Broken)), "{answers:?}");
    // Three links were tried four times each; the other three were not.
    assert_eq!(server.requests().len(), 12);
}

#[test]
fn archived_copies_are_asked_for_with_the_date() {
    let server = Server::start();
    let dead = [("http://a.example/?x=1&y", Some(date(2026, 11, 22))), ("http://nothing.example/", None)];
    let found = find_archived(&server.at("/available"), dead, &settings());
    let copy = "https://web.archive.org/web/2026/http://a.example/".to_owned();
    assert_eq!(found, [("http://a.example/?x=1&y".to_owned(), copy)]);
    let asked: Vec<String> = server.requests().into_iter().map(|r| r.path).collect();
    assert_eq!(
        asked,
        [
            "/available?url=http%3A%2F%2Fa.example%2F%3Fx%3D1%26y&timestamp=20261122",
            "/available?url=http%3A%2F%2Fnothing.example%2F",
        ]
    );
}
