//! Builds that are killed, and builds at the same time.
//!
//! Short by default; `KB_LONG=1` kills 1,000 times.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use crate::support::{names, put, version, whole_version};

/// A process that publishes versions from `first` on, one after the other, until it is killed.
fn publisher(dir: &Path, first: usize, pause: Duration) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["kill::child_publishes", "--exact", "--ignored", "--quiet"])
        .env("KB_TEST_DIR", dir)
        .env("KB_TEST_FIRST", first.to_string())
        .env("KB_TEST_PAUSE", pause.as_millis().to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn child_publishes() {
    let dir = std::env::var_os("KB_TEST_DIR").unwrap();
    let first: usize = std::env::var("KB_TEST_FIRST").unwrap().parse().unwrap();
    // A pause between two builds, as people make: without one, who waits may never see the lock free.
    let pause = std::env::var("KB_TEST_PAUSE").map_or(0, |ms| ms.parse().unwrap());
    for n in (first..).take(100_000) {
        put(&version(n), Path::new(&dir), &Path::new(&dir).join("public")).unwrap();
        std::thread::sleep(Duration::from_millis(pause));
    }
}

/// A number below `limit` that differs from round to round and is the same in every run.
fn chance(round: usize, limit: u64) -> u64 {
    let hash = blake3::hash(&round.to_le_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap()) % limit
}

#[test]
fn a_kill_at_any_moment_leaves_a_whole_site() {
    let rounds = if std::env::var_os("KB_LONG").is_some() { 1000 } else { 40 };
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    let (mut inside, mut leftovers) = (0, 0);
    for round in 0..rounds {
        if round % 10 == 0 && out.exists() {
            // The first build of all is killed, too.
            std::fs::remove_dir_all(&out).unwrap();
        }
        let mut child = publisher(dir.path(), round * 1000, Duration::ZERO);
        std::thread::sleep(Duration::from_micros(chance(round, 40_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        if out.exists() {
            whole_version(&out);
            inside += 1;
        }
        leftovers += names(dir.path()).len() - usize::from(out.exists());
        put(&version(round), dir.path(), &out).unwrap();
        assert_eq!(whole_version(&out), round);
        assert_eq!(names(dir.path()), ["public"], "the next build cleans up");
    }
    eprintln!("{rounds} kills: {inside} after a first site, {leftovers} with a folder left over");
    assert!(inside > rounds / 4 && leftovers > 0, "the kills hit builds at work");
}

#[test]
fn builds_at_the_same_time_do_not_mix() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    put(&version(0), dir.path(), &out).unwrap();
    let children: Vec<Child> =
        (1..=2).map(|i| publisher(dir.path(), i * 1_000_000, Duration::from_millis(100))).collect();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // To a reader, the site is there at every instant.
        let reader = scope.spawn(|| {
            let mut reads = 0;
            while !done.load(Ordering::Relaxed) {
                let text = std::fs::read_to_string(out.join("index.html")).expect("there is a site");
                assert!(text.parse::<usize>().is_ok());
                reads += 1;
            }
            reads
        });
        std::thread::sleep(Duration::from_millis(500));
        for n in 1..=10 {
            put(&version(n), dir.path(), &out).unwrap();
        }
        for mut child in children {
            assert!(child.try_wait().unwrap().is_none(), "both builds are still at work");
            child.kill().unwrap();
            child.wait().unwrap();
        }
        done.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 100);
    });
    whole_version(&out);
    put(&version(7), dir.path(), &out).unwrap();
    assert_eq!(whole_version(&out), 7);
    assert_eq!(names(dir.path()), ["public"]);
}

/// Where folders cannot be exchanged, a kill between the two renames leaves the old site aside.
#[test]
fn a_site_that_was_left_aside_comes_back() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    put(&version(1), dir.path(), &out).unwrap();
    std::fs::rename(&out, dir.path().join("public.kb-old-0")).unwrap();
    let again = put(&version(1), dir.path(), &out).unwrap();
    assert!(again.unchanged(), "it is back as it was: {again:?}");
    assert_eq!(names(dir.path()), ["public"]);
}
