//! Noticing changes, on real folders.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use kb::serve::{Method, Notice, Watcher, watch};
use tempfile::TempDir;

/// Longer than any notice takes on a busy machine.
const LONG: Duration = Duration::from_secs(10);

/// Long enough to be sure that nothing comes any more.
const QUIET: Duration = Duration::from_millis(400);

/// A watched site, and what the watcher told.
struct Watched {
    dir: TempDir,
    told: Receiver<(Notice, Instant)>,
    _watcher: Watcher,
}

impl Watched {
    fn new(method: Method) -> Self {
        Self::at(TempDir::new().unwrap(), method)
    }

    fn at(dir: TempDir, method: Method) -> Self {
        for (path, text) in [
            ("kb.toml", "x"),
            ("content/a.md", "x"),
            ("content/deep/er/b.md", "x"),
            ("static/c.css", "x"),
            ("public/x", "x"),
        ] {
            write(dir.path(), path, text);
        }
        let (sender, told) = channel();
        let watcher = watch(dir.path(), &["public".into(), "static/out".into()], method, move |notice| {
            let _ = sender.send((notice, Instant::now()));
        });
        let watched = Self { dir, told, _watcher: watcher.unwrap() };
        watched.settle();
        watched
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Waits until nothing is told any more; gives how often something was.
    fn settle(&self) -> usize {
        let mut count = 0;
        while self.told.recv_timeout(QUIET).is_ok() {
            count += 1;
        }
        count
    }

    /// Waits for the next notice of a change.
    fn hears(&self, what: &str) -> Instant {
        match self.told.recv_timeout(LONG) {
            Ok((Notice::Changed, at)) => at,
            other => panic!("{what}: {other:?}"),
        }
    }
}

fn write(dir: &Path, path: &str, text: &str) {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

type Act = fn(&Path);

#[test]
fn each_kind_of_edit_is_noticed() {
    let site = Watched::new(Method::System);
    let acts: &[(&str, Act)] = &[
        ("a file is written", |d| write(d, "content/a.md", "y")),
        ("a deep file is written", |d| write(d, "content/deep/er/b.md", "y")),
        ("the settings are written", |d| write(d, "kb.toml", "y")),
        ("a file is appended to", |d| {
            use std::io::Write;
            fs::OpenOptions::new()
                .append(true)
                .open(d.join("content/a.md"))
                .unwrap()
                .write_all(b"z")
                .unwrap();
        }),
        ("a file is replaced by a rename", |d| {
            write(d, "content/.a.md.tmp", "new");
            fs::rename(d.join("content/.a.md.tmp"), d.join("content/a.md")).unwrap();
        }),
        ("the settings are replaced by a rename", |d| {
            write(d, "kb.toml~", "new");
            fs::rename(d.join("kb.toml~"), d.join("kb.toml")).unwrap();
        }),
        ("an editor keeps a copy, then writes", |d| {
            fs::rename(d.join("content/a.md"), d.join("content/a.md~")).unwrap();
            write(d, "content/a.md", "again");
        }),
        ("a file is removed", |d| fs::remove_file(d.join("content/a.md")).unwrap()),
        ("a file is added", |d| write(d, "content/a.md", "x")),
        ("a folder is added", |d| write(d, "content/new/one/guide.md", "x")),
        ("a file in it is written", |d| write(d, "content/new/one/guide.md", "y")),
        ("a folder is renamed", |d| fs::rename(d.join("content/new"), d.join("content/newer")).unwrap()),
        ("a file in it is written", |d| write(d, "content/newer/one/guide.md", "z")),
        ("a folder is moved in", |d| {
            write(d, "elsewhere/in/x.md", "x");
            fs::rename(d.join("elsewhere"), d.join("content/moved")).unwrap();
        }),
        ("a file in it is written", |d| write(d, "content/moved/in/x.md", "y")),
        ("a folder is removed", |d| fs::remove_dir_all(d.join("content/newer")).unwrap()),
        ("a theme comes", |d| write(d, "themes/mine/base.html", "x")),
        ("a file of it is written", |d| write(d, "themes/mine/base.html", "y")),
    ];
    for (what, act) in acts {
        act(site.path());
        site.hears(what);
        // On a busy machine the parts of an edit may lie further apart than a calm.
        assert!(site.settle() <= 2, "{what}: told too often");
    }
}

#[test]
fn what_does_not_concern_the_site_is_not_told() {
    let site = Watched::new(Method::System);
    let acts: &[(&str, Act)] = &[
        ("the output is written", |d| write(d, "public/index.html", "y")),
        ("an output among the sources is written", |d| write(d, "static/out/index.html", "y")),
        ("a staging folder comes and goes", |d| {
            write(d, "public.kb-staging-0/index.html", "y");
            fs::remove_dir_all(d.join("public.kb-staging-0")).unwrap();
        }),
        ("a repository works", |d| write(d, ".git/index", "y")),
        ("a repository in the content works", |d| write(d, "content/.git/index", "y")),
        ("an editor keeps a swap file", |d| write(d, "content/.a.md.swp", "y")),
        ("an editor keeps a copy", |d| write(d, "content/a.md~", "y")),
        ("an editor keeps a lock", |d| write(d, "content/#a.md#", "y")),
        ("another file of the folder is written", |d| write(d, "README.md", "y")),
        ("everything is read", |d| drop(kb::io::read(d))),
    ];
    for (what, act) in acts {
        act(site.path());
        assert_eq!(site.settle(), 0, "{what}");
    }
}

#[test]
fn folders_of_the_site_may_go_and_come_back() {
    let site = Watched::new(Method::System);
    for round in 0..3 {
        fs::remove_dir_all(site.path().join("content")).unwrap();
        site.hears("the content is deleted");
        site.settle();
        write(site.path(), "content/deep/new.md", "x");
        site.hears("the content is back");
        site.settle();
        write(site.path(), "content/deep/new.md", "y");
        site.hears(&format!("a file of it is written, round {round}"));
        site.settle();
        // Quickly, as a checkout does it.
        fs::rename(site.path().join("content"), site.path().join("old")).unwrap();
        write(site.path(), "content/deep/new.md", "z");
        fs::remove_dir_all(site.path().join("old")).unwrap();
        site.hears("the content is another one");
        site.settle();
        write(site.path(), "content/deep/new.md", "again");
        site.hears("a file of the other one is written");
        site.settle();
    }
}

#[test]
fn the_whole_site_may_go_and_come_back() {
    let site = Watched::new(Method::System);
    fs::remove_dir_all(site.path()).unwrap();
    site.hears("the site is deleted");
    site.settle();
    write(site.path(), "content/a.md", "x");
    site.hears("it is back");
    site.settle();
    write(site.path(), "content/a.md", "y");
    site.hears("a file of it is written");
}

#[test]
fn links_are_followed_inside_the_site_only() {
    let site = Watched::new(Method::System);
    let outside = TempDir::new().unwrap();
    write(site.path(), "shared/d/logo.svg", "x");
    write(site.path(), "LICENSE.md", "x");
    write(outside.path(), "x.md", "x");
    let link = |to: &Path, at: &str| std::os::unix::fs::symlink(to, site.path().join(at)).unwrap();
    link(Path::new("../shared"), "content/shared");
    link(Path::new("../LICENSE.md"), "content/licence.md");
    link(outside.path(), "content/outside");
    site.hears("links are made");
    site.settle();
    write(site.path(), "shared/d/logo.svg", "y");
    site.hears("a file in a linked folder is written");
    site.settle();
    write(site.path(), "LICENSE.md", "y");
    site.hears("a linked file is written");
    site.settle();
    write(outside.path(), "x.md", "y");
    assert_eq!(site.settle(), 0, "a file outside is written");
    // Another link takes its place, which editors of links do by renaming.
    write(site.path(), "OTHER.md", "x");
    link(Path::new("../OTHER.md"), "content/new.md");
    fs::rename(site.path().join("content/new.md"), site.path().join("content/licence.md")).unwrap();
    site.hears("a link is replaced");
    site.settle();
    write(site.path(), "OTHER.md", "y");
    site.hears("what it leads to now is written");
    site.settle();
    // What a link leads to comes later.
    link(Path::new("../late/x.md"), "content/late.md");
    site.hears("a link to nowhere is made");
    site.settle();
    write(site.path(), "late/x.md", "x");
    site.hears("what it leads to comes");
}

#[test]
fn a_burst_is_one_change_once_it_is_calm() {
    // In memory where there is such a folder: a busy disk makes a burst many small ones.
    let dir = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap();
    let site = Watched::at(dir, Method::System);
    for folder in 0..10 {
        fs::create_dir_all(site.path().join(format!("content/f{folder}"))).unwrap();
    }
    site.hears("folders come");
    site.settle();
    let start = Instant::now();
    for i in 0..10_000 {
        fs::write(site.path().join(format!("content/f{}/{}.md", i % 10, i / 10)), "x").unwrap();
    }
    let end = Instant::now();
    let told = 1 + {
        site.hears("a burst");
        site.settle()
    };
    // While the burst goes on, something is told every 300 ms, or after a pause of 100 ms.
    let most = 2 + usize::try_from((end - start).as_millis() / 100).unwrap();
    eprintln!("10,000 files in {:?}: told {told} times", end - start);
    assert!(told <= most, "{told} times, {:?}", end - start);
    write(site.path(), "content/a.md", "after");
    site.hears("an edit after the burst");
}

#[test]
fn changes_without_end_are_told_in_between() {
    let site = Watched::new(Method::System);
    let start = Instant::now();
    let path = site.path().join("content/a.md");
    let writer = std::thread::spawn(move || {
        // On a busy machine the writer itself pauses long enough for calm, and rightly something is told then.
        let (mut pauses, mut last) = (0, Instant::now());
        while start.elapsed() < Duration::from_millis(1500) {
            fs::write(&path, format!("{:?}", start.elapsed())).unwrap();
            std::thread::sleep(Duration::from_millis(5));
            pauses += usize::from(last.elapsed() > Duration::from_millis(7));
            last = Instant::now();
        }
        (pauses, last)
    });
    let first = site.hears("steady changes");
    let (pauses, end) = writer.join().unwrap();
    let told = 1 + site.settle();
    assert!(first < end, "told while the changes go on: {first:?}, {end:?}");
    let steady = 3 + usize::try_from((end - start).as_millis() / 300).unwrap();
    assert!((2..=steady + pauses).contains(&told), "{told} times, {pauses} pauses");
}

#[test]
fn an_edit_is_noticed_quickly() {
    let site = Watched::new(Method::System);
    let mut times: Vec<Duration> = (0..15)
        .map(|i| {
            std::thread::sleep(Duration::from_millis(60));
            write(site.path(), "content/a.md", &i.to_string());
            let written = Instant::now();
            site.hears("an edit") - written
        })
        .collect();
    times.sort();
    eprintln!("an edit is noticed after {:?} (median), {:?} at most", times[7], times[14]);
    // 8 ms of calm; the rest is for a busy machine.
    assert!(times[7] < Duration::from_millis(150), "{times:?}");
}

#[test]
fn a_checkout_is_noticed_as_a_whole() {
    let git = |dir: &Path, args: &[&str]| {
        let settings = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
        let status = std::process::Command::new("git").current_dir(dir).args(settings).args(args).status();
        assert!(status.unwrap().success(), "git {args:?}");
    };
    let site = Watched::new(Method::System);
    let dir = site.path();
    git(dir, &["init", "-q", "-b", "one"]);
    git(dir, &["add", "-A"]);
    git(dir, &["commit", "-qm", "one"]);
    git(dir, &["checkout", "-qb", "two"]);
    fs::remove_dir_all(dir.join("content")).unwrap();
    for i in 0..200 {
        write(dir, &format!("content/s{}/g{i}/index.md", i % 7), "x");
    }
    git(dir, &["add", "-A"]);
    git(dir, &["commit", "-qm", "two"]);
    site.settle();
    for branch in ["one", "two", "one", "two"] {
        git(dir, &["checkout", "-q", branch]);
        site.hears("a checkout");
        site.settle();
    }
    write(dir, "content/s3/g3/index.md", "y");
    site.hears("an edit after checkouts");
}

#[test]
fn without_the_system_files_are_looked_at() {
    let site = Watched::new(Method::Polling);
    std::thread::sleep(Duration::from_millis(1100));
    site.settle();
    write(site.path(), "content/deep/er/b.md", "longer than before");
    site.hears("a file is written");
    site.settle();
    write(site.path(), "content/new/c.md", "x");
    site.hears("a folder comes");
}

#[test]
fn the_base_that_a_site_extends_is_watched_too() {
    let around = TempDir::new().unwrap();
    write(around.path(), "base/content/_index.md", "x");
    write(around.path(), "other/content/_index.md", "x");
    write(around.path(), "own/kb.toml", "title = \"T\"\nextends = \"../base\"\n");
    let (sender, told) = channel();
    let watcher = watch(&around.path().join("own"), &[], Method::System, move |notice| {
        let _ = sender.send((notice, Instant::now()));
    });
    let site = Watched { dir: around, told, _watcher: watcher.unwrap() };
    site.settle();
    write(site.path(), "base/content/_index.md", "y");
    site.hears("a file of the base is written");
    site.settle();
    write(site.path(), "other/content/_index.md", "y");
    assert_eq!(site.settle(), 0);
    // Another base from now on.
    write(site.path(), "own/kb.toml", "title = \"T\"\nextends = \"../other\"\n");
    site.hears("the settings are written");
    site.settle();
    write(site.path(), "other/content/_index.md", "z");
    site.hears("a file of the other base is written");
    site.settle();
    write(site.path(), "other/kb.toml", "title = \"O\"\n");
    site.hears("the other base's settings are written");
    site.settle();
    write(site.path(), "own/kb.lock", "x");
    site.hears("what the editor has accepted is written");
    site.settle();
    for remove in [true, false] {
        let (content, away) = (site.path().join("other/content"), site.path().join("away"));
        match remove {
            true => fs::remove_dir_all(site.path().join("other")).unwrap(),
            false => fs::rename(&content, &away).unwrap(),
        }
        site.hears("the base goes");
        site.settle();
        match remove {
            true => write(site.path(), "other/content/_index.md", "v"),
            false => fs::rename(&away, &content).unwrap(),
        }
        site.hears("the base is back");
        site.settle();
        write(site.path(), "other/content/_index.md", "w");
        site.hears("a file of it is written");
        site.settle();
    }
}
