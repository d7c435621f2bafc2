//! Sites that are written while they are made.

use std::path::Path;
use std::sync::Arc;

use kb::io::{Durability, Options, Published, Staging, Turn};
use kb::site::{Keeper, Note, OutPath, Shelf};
use tempfile::TempDir;

use crate::support::{names, put, site, tree, version, whole_version};

fn options(dir: &Path) -> Options<'_> {
    Options { site_dir: dir, durability: Durability::Memory }
}

fn no_note(_: &OutPath, _: &[u8]) -> Note {
    None
}

fn text(text: &str) -> Arc<[u8]> {
    Arc::from(text.as_bytes())
}

#[test]
fn files_are_on_the_disk_before_the_site_is_whole_and_come_back() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    put(&site(&[("kept.html", "same"), ("old.html", "1")]), dir.path(), &out).unwrap();
    let staging = Staging::new(&out, options(dir.path()), Turn::AtTheEnd);
    staging.begin();
    assert_eq!(names(dir.path()), ["public"], "nothing before the first file");
    let mut shelf = Shelf::new(&staging, &no_note);
    shelf.insert(OutPath::new("kept.html"), text("same"));
    assert_eq!(names(dir.path()), ["public"], "a file that stands published is not written");
    shelf.insert(OutPath::new("a/new.html"), text("new"));
    let folder = dir.path().join("public.kb-staging-0");
    assert_eq!(std::fs::read_to_string(folder.join("a/new.html")).unwrap(), "new");
    for (path, want) in [("kept.html", "same"), ("a/new.html", "new")] {
        assert_eq!(&*shelf.get(&OutPath::new(path)).unwrap(), want.as_bytes(), "{path} comes back");
    }
    // A file that is made twice, as pages are that come to lead to copies.
    shelf.insert(OutPath::new("a/new.html"), text("newer"));
    shelf.insert(OutPath::new("kept.html"), text("changed"));
    shelf.insert(OutPath::new("kept.html"), text("same"));
    assert_eq!(names(&out), [".kb-manifest", "kept.html", "old.html"], "readers see the old site");
    let want = Published { written: 1, reused: 1, removed: 1, left: None };
    assert_eq!(staging.publish(&shelf).unwrap(), Some(want));
    let want = [("a/new.html", "newer"), ("kept.html", "same")];
    assert_eq!(tree(&out), want.map(|(p, t)| (p.to_owned(), t.to_owned())).into());
    assert_eq!(names(&out), [".kb-manifest", "a", "kept.html"]);
    drop(shelf);
    drop(staging);
    assert_eq!(names(dir.path()), ["public"]);
}

#[test]
fn a_site_that_is_not_published_leaves_nothing() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    put(&version(1), dir.path(), &out).unwrap();
    {
        let staging = Staging::new(&out, options(dir.path()), Turn::AtTheEnd);
        let mut shelf = Shelf::new(&staging, &no_note);
        shelf.insert(OutPath::new("deep/down/page.html"), text("x"));
        assert_eq!(names(dir.path()).len(), 2);
    }
    assert_eq!(names(dir.path()), ["public"]);
    assert_eq!(whole_version(&out), 1);
}

#[test]
fn another_build_leaves_one_at_work_alone_and_overtakes_it() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    put(&version(1), dir.path(), &out).unwrap();
    let staging = Staging::new(&out, options(dir.path()), Turn::AtTheEnd);
    let mut shelf = Shelf::new(&staging, &no_note);
    shelf.insert(OutPath::new("index.html"), text("slow"));
    put(&version(2), dir.path(), &out).unwrap();
    let mine = dir.path().join("public.kb-staging-0/index.html");
    assert_eq!(std::fs::read_to_string(mine).unwrap(), "slow", "it is no leftover");
    assert_eq!(staging.publish(&shelf).unwrap(), None, "what it wanted to take over is gone");
    assert_eq!(whole_version(&out), 2);
    drop(shelf);
    drop(staging);
    assert_eq!(names(dir.path()), ["public"]);
}

#[test]
fn a_file_that_cannot_be_put_away_stops_the_site() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    put(&version(1), dir.path(), &out).unwrap();
    let staging = Staging::new(&out, options(dir.path()), Turn::AtTheEnd);
    let mut shelf = Shelf::new(&staging, &no_note);
    shelf.insert(OutPath::new("a"), text("a file"));
    shelf.insert(OutPath::new("a/b"), text("a file in it"));
    let error = staging.publish(&shelf).unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot write to {}", out.join("a/b").display())), "{error}");
    drop(shelf);
    drop(staging);
    assert_eq!((whole_version(&out), names(dir.path())), (1, vec!["public".to_owned()]));
}
