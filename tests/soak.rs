//! `kb serve` over time: edits as editors make them, folders that vanish, bursts, and memory that stays flat.
//!
//! A few rounds by default; `KB_SOAK_MINUTES=60 cargo test --release --test soak -- --nocapture` goes on for an hour.
#![cfg(target_os = "linux")] // memory is read from /proc
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test edits a site on the disk"
)]

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

struct Served {
    child: Child,
    address: SocketAddr,
}

impl Served {
    fn start(dir: &Path) -> Self {
        // A port that is free now; nobody else takes it within a moment.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_kb"))
            .arg("-C")
            .arg(dir)
            .args(["serve", "--port", &address.port().to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut text = Vec::new();
        if let Ok(mut stream) = TcpStream::connect(self.address) {
            let _ = write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n");
            let _ = stream.read_to_end(&mut text);
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Waits until a page has these words.
    fn shows(&mut self, path: &str, words: &str) {
        let start = Instant::now();
        while !self.get(path).contains(words) {
            assert!(self.child.try_wait().unwrap().is_none(), "the preview has ended");
            assert!(start.elapsed() < Duration::from_secs(120), "{path} does not show {words}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Memory in KiB, as the system counts it.
    fn memory(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|l| l.starts_with("VmRSS")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn guide(round: usize) -> String {
    format!("+++\ntitle = \"Round {round} of many\"\n+++\n\n## Steps {{.steps}}\n\n- [ ] One thing\n")
}

/// One round: an edit in one of the ways in which files change.
fn edit(dir: &Path, round: usize) {
    let file = dir.join("content/s/g.md");
    match round % 6 {
        0 => fs::write(&file, guide(round)).unwrap(),
        1 => {
            // As editors save: a new file takes the old one's name.
            let new = dir.join("content/s/.g.md.swp");
            fs::write(&new, guide(round)).unwrap();
            fs::rename(new, &file).unwrap();
        }
        2 => {
            fs::rename(dir.join("content"), dir.join("away")).unwrap();
            std::thread::sleep(Duration::from_millis(150));
            fs::rename(dir.join("away"), dir.join("content")).unwrap();
            fs::write(&file, guide(round)).unwrap();
        }
        3 => {
            fs::remove_dir_all(dir.join("content")).unwrap();
            std::thread::sleep(Duration::from_millis(150));
            pages(dir);
            fs::write(&file, guide(round)).unwrap();
        }
        4 => {
            for i in 0..500 {
                fs::write(&file, guide(1_000_000 + i)).unwrap();
            }
            fs::write(&file, guide(round)).unwrap();
        }
        _ => {
            // An error in between: the last good page stays.
            fs::write(&file, "+++\ntitle = \n+++\n").unwrap();
            std::thread::sleep(Duration::from_millis(150));
            fs::write(&file, guide(round)).unwrap();
        }
    }
}

fn pages(dir: &Path) {
    fs::create_dir_all(dir.join("content/s")).unwrap();
    for page in ["content/_index.md", "content/s/_index.md"] {
        fs::write(dir.join(page), "+++\ntitle = \"S\"\n+++\n").unwrap();
    }
    for i in 0..40 {
        let text =
            "## Steps {.steps}\n\nSome words that stay the same.\n\n".replace("same", &format!("same {i}"));
        fs::write(
            dir.join(format!("content/s/p{i}.md")),
            format!("+++\ntitle = \"Page {i}\"\n+++\n\n{text}"),
        )
        .unwrap();
    }
}

#[test]
fn edits_without_end_are_served_and_memory_stays_flat() {
    let minutes: Option<u64> = std::env::var("KB_SOAK_MINUTES").ok().map(|m| m.parse().unwrap());
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("kb.toml"), "title = \"T\"\ndefault_language = \"en\"\n").unwrap();
    pages(dir.path());
    fs::write(dir.path().join("content/s/g.md"), guide(0)).unwrap();
    let mut served = Served::start(dir.path());
    served.shows("/s/g/", "Round 0 of many");
    let start = Instant::now();
    let (mut round, mut warm) = (0, 0);
    let warm_up = if minutes.is_some() { 60 } else { 12 };
    while minutes.map_or(round < 30, |m| start.elapsed() < Duration::from_secs(m * 60)) {
        round += 1;
        edit(dir.path(), round);
        served.shows("/s/g/", &format!("Round {round} of many"));
        if round == warm_up {
            warm = served.memory();
        }
        if minutes.is_some() && round % 200 == 0 {
            eprintln!("{round} edits, {:?}: {} KiB", start.elapsed(), served.memory());
        }
    }
    let (end, time) = (served.memory(), start.elapsed());
    eprintln!("{round} edits in {time:?}: {warm} KiB after {warm_up}, {end} KiB at the end");
    assert!(round > warm_up, "{round} rounds");
    // What an allocator keeps in reserve for its threads; a build's own site would be a multiple in 30 rounds.
    assert!(end < warm + warm / 2 + (32 << 10), "{warm} KiB became {end} KiB");
}
