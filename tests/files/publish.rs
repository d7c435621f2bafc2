//! Publishing: what is written, what is left alone, what is refused.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use kb::diag::{UiLang, Wording};
use kb::io::{Durability, Options, Published, publish};
use tempfile::TempDir;

use crate::support::{names, put, site, tree, version, whole_version};

fn counts(written: usize, reused: usize, removed: usize) -> Published {
    Published { written, reused, removed, left: None }
}

/// The diagnostic that publishing into `out` gives, as `code: message` without the temporary folder.
fn refusal(dir: &Path, out: &str) -> String {
    let error = put(&version(1), dir, &dir.join(out)).expect_err("this is refused");
    let d = error.diagnostic();
    let text = format!("{}: {}", d.code, Wording::new(UiLang::En).message(&d));
    text.replace(&format!("{}/", dir.display()), "")
}

#[test]
fn only_what_differs_is_written() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    let publish = |files: &[(&str, &str)]| put(&site(files), dir.path(), &out).unwrap();
    assert_eq!(publish(&[("a.html", "1"), ("b/c.html", "2"), ("b/d.html", "3")]), counts(3, 0, 0));
    let inode = |path: &str| fs::metadata(out.join(path)).unwrap().ino();
    let (folder, kept) = (inode(""), inode("b/c.html"));
    let same = publish(&[("a.html", "1"), ("b/c.html", "2"), ("b/d.html", "3")]);
    assert!(same.unchanged());
    assert_eq!((same, inode("")), (counts(0, 3, 0), folder), "nothing changed: no swap");
    assert_eq!(publish(&[("a.html", "new"), ("b/c.html", "2"), ("e/f.html", "4")]), counts(2, 1, 1));
    assert_eq!(inode("b/c.html"), kept, "a file that did not change is the same file");
    assert_ne!(inode(""), folder);
    let want = [("a.html", "new"), ("b/c.html", "2"), ("e/f.html", "4")];
    assert_eq!(tree(&out), want.map(|(p, t)| (p.to_owned(), t.to_owned())).into());
    assert_eq!(names(&out), [".kb-manifest", "a.html", "b", "e"]);
    assert_eq!(names(dir.path()), ["public"], "nothing is left beside the site");
    assert_eq!(publish(&[("a.html", "new")]), counts(0, 1, 2));
    assert_eq!(names(&out), [".kb-manifest", "a.html"], "folders go with their files");
    assert_eq!(publish(&[]), counts(0, 0, 1));
}

#[test]
fn a_file_and_a_folder_may_trade_names() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    put(&site(&[("a", "file"), ("b/x", "1")]), dir.path(), &out).unwrap();
    put(&site(&[("a/x", "1"), ("b", "file")]), dir.path(), &out).unwrap();
    assert_eq!(tree(&out).keys().collect::<Vec<_>>(), ["a/x", "b"]);
}

#[test]
fn a_site_that_was_tampered_with_is_made_whole() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 5] = [
        ("a file is gone", |out| fs::remove_file(out.join("same/3/index.html")).unwrap()),
        ("a folder is gone", |out| fs::remove_dir_all(out.join("same")).unwrap()),
        ("a file has another text", |out| fs::write(out.join("index.html"), "9").unwrap()),
        ("a file was cut off", |out| fs::write(out.join("differs/7.html"), "").unwrap()),
        ("a file is a link", |out| {
            fs::remove_file(out.join("differs/7.html")).unwrap();
            symlink("/etc/passwd", out.join("differs/7.html")).unwrap();
        }),
    ];
    for (what, damage) in damages {
        put(&version(4), dir.path(), &out).unwrap();
        damage(&out);
        match put(&version(4), dir.path(), &out) {
            Ok(published) => assert!(published.written >= 1, "{what}"),
            Err(e) => {
                assert_eq!(
                    (what, e.to_string().ends_with("public/differs/7.html")),
                    ("a file is a link", true)
                );
                fs::remove_file(out.join("differs/7.html")).unwrap();
                put(&version(4), dir.path(), &out).unwrap();
            }
        }
        assert_eq!(whole_version(&out), 4, "{what}");
    }
    assert!(fs::read_to_string("/etc/passwd").unwrap().contains("root"));
}

#[test]
fn files_of_others_live_on() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    put(&site(&[("a/b.html", "1"), ("c.html", "1")]), dir.path(), &out).unwrap();
    fs::write(out.join("CNAME"), "example.org").unwrap();
    fs::create_dir_all(out.join(".git/refs")).unwrap();
    fs::write(out.join(".git/refs/head"), "abc").unwrap();
    fs::write(out.join("a/note.txt"), "mine").unwrap();
    symlink("/etc", out.join("etc")).unwrap();
    let unchanged = put(&site(&[("a/b.html", "1"), ("c.html", "1")]), dir.path(), &out).unwrap();
    assert!(unchanged.unchanged());
    // The folder `a` is no longer part of the site, but the note in it is somebody's.
    assert_eq!(put(&site(&[("c.html", "2")]), dir.path(), &out).unwrap(), counts(1, 0, 1));
    let found = tree(&out);
    let want = [
        (".git/refs/head", "abc"),
        ("CNAME", "example.org"),
        ("a/note.txt", "mine"),
        ("c.html", "2"),
        ("etc", "→ /etc"),
    ];
    assert_eq!(found, want.map(|(p, t)| (p.to_owned(), t.to_owned())).into());
    assert_eq!(names(dir.path()), ["public"]);
    put(&site(&[("a/b.html", "2")]), dir.path(), &out).unwrap();
    assert_eq!(tree(&out).len(), 5, "a folder of somebody else and one of the site join");
}

#[test]
fn a_link_in_the_place_of_a_file_is_somebody_else_s() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    put(&site(&[("a/b.html", "1"), ("c.html", "1")]), dir.path(), &out).unwrap();
    fs::write(dir.path().join("theirs"), "theirs").unwrap();
    fs::remove_file(out.join("a/b.html")).unwrap();
    symlink("../../theirs", out.join("a/b.html")).unwrap();
    put(&site(&[("c.html", "2")]), dir.path(), &out).unwrap();
    let want = [("a/b.html", "→ ../../theirs"), ("c.html", "2")];
    assert_eq!(tree(&out), want.map(|(p, t)| (p.to_owned(), t.to_owned())).into());
}

#[test]
fn a_new_file_does_not_replace_one_of_somebody_else() {
    for theirs in ["CNAME", "a", "b/c.html"] {
        let dir = TempDir::new().unwrap();
        let out = dir.path().join("public");
        put(&site(&[("index.html", "1")]), dir.path(), &out).unwrap();
        fs::create_dir_all(out.join(theirs).parent().unwrap()).unwrap();
        fs::write(out.join(theirs), "theirs").unwrap();
        let before = tree(&out);
        let new = site(&[("CNAME", "x"), ("a/b.html", "x"), ("b/c.html", "x")]);
        let error = put(&new, dir.path(), &out).unwrap_err();
        let want = format!("kb did not make {}", out.join(theirs).display());
        assert_eq!(error.to_string(), want);
        assert_eq!(tree(&out), before);
        assert_eq!(names(dir.path()), ["public"]);
    }
}

#[test]
fn folders_that_are_not_ours_are_refused() {
    type Make = fn(&Path);
    let not_ours = |path: &str| format!("output-not-ours: kb did not make `{path}`, and will not replace it");
    let cases: &[(&str, Make)] = &[
        ("public", |dir| fs::write(dir.join("public/thesis.doc"), "x").unwrap()),
        ("public", |dir| fs::write(dir.join("public/.hidden"), "x").unwrap()),
        ("public", |dir| fs::write(dir.join("public/.kb-manifest"), "not a manifest").unwrap()),
        ("public", |dir| {
            fs::remove_dir(dir.join("public")).unwrap();
            fs::write(dir.join("public"), "a file").unwrap();
        }),
        (".", |_| {}),
        ("public/..", |_| {}),
        ("..", |_| {}),
        ("/", |_| {}),
        ("content", |_| {}),
        ("content/public", |_| {}),
        ("static", |_| {}),
        ("themes/public", |_| {}),
        ("link", |dir| symlink("content", dir.join("link")).unwrap()),
    ];
    for (out, make) in cases {
        let dir = TempDir::new().unwrap();
        for folder in ["public", "content"] {
            fs::create_dir(dir.path().join(folder)).unwrap();
        }
        fs::write(dir.path().join("kb.toml"), "").unwrap();
        make(dir.path());
        let before = tree(dir.path());
        assert_eq!(refusal(dir.path(), out), not_ours(out), "{out}");
        assert_eq!(tree(dir.path()), before, "{out}: nothing was touched");
    }
}

#[test]
fn places_that_are_fine() {
    let dir = TempDir::new().unwrap();
    let site_dir = dir.path().join("site");
    for folder in ["site/content", "empty", "releases"] {
        fs::create_dir_all(dir.path().join(folder)).unwrap();
    }
    symlink("../releases/live", site_dir.join("current")).unwrap();
    for out in
        ["site/public", "empty", "deep/er/public", "site/contents", "site/current", "site/content/../y"]
    {
        let out = dir.path().join(out);
        for n in 1..3 {
            put(&version(n), &site_dir, &out).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(whole_version(&out), n);
        }
    }
    assert!(site_dir.join("current").is_symlink(), "a link stays, and what it leads to is replaced");
    assert_eq!(names(&dir.path().join("releases")), ["live"]);
    assert_eq!(names(&site_dir), ["content", "contents", "current", "public", "y"]);
}

#[test]
fn permissions_of_the_folder_stay() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("public");
    put(&version(1), dir.path(), &out).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&out) & 0o055, 0o055, "a web server may read a new site");
    fs::set_permissions(&out, fs::Permissions::from_mode(0o2775)).unwrap();
    put(&version(2), dir.path(), &out).unwrap();
    assert_eq!(mode(&out), 0o2775);
}

#[test]
fn the_same_site_gives_the_same_folder() {
    let dir = TempDir::new().unwrap();
    let (a, b) = (dir.path().join("a"), dir.path().join("b"));
    put(&version(1), dir.path(), &a).unwrap();
    put(&version(2), dir.path(), &a).unwrap();
    let options = Options { site_dir: dir.path(), durability: Durability::Disk };
    publish(&version(2), &b, &options).unwrap();
    assert_eq!(tree(&a), tree(&b));
    let manifest = |out: &Path| fs::read_to_string(out.join(".kb-manifest")).unwrap();
    assert_eq!(manifest(&a), manifest(&b));
}

#[test]
fn paths_that_leave_the_site_are_refused() {
    let dir = TempDir::new().unwrap();
    for path in ["../evil", "/evil", "a/../../evil", "a//b", "a\\b", "a\nb", ".kb-manifest", ""] {
        let error = put(&site(&[(path, "x")]), dir.path(), &dir.path().join("public")).unwrap_err();
        assert!(error.to_string().contains("is not a path inside a site"), "{path:?}: {error}");
        assert_eq!(names(dir.path()), [""; 0]);
    }
}

#[test]
fn folders_beside_that_only_look_like_ours_stay() {
    let dir = TempDir::new().unwrap();
    for name in ["public.kb-staging-0", "public.kb-old-0", "public.kb-staging-mine"] {
        fs::create_dir(dir.path().join(name)).unwrap();
        fs::write(dir.path().join(name).join("diary.txt"), "x").unwrap();
    }
    for n in 1..3 {
        put(&version(n), dir.path(), &dir.path().join("public")).unwrap();
    }
    assert_eq!(whole_version(&dir.path().join("public")), 2);
    assert_eq!(names(dir.path()).len(), 4);
    assert_eq!(names(&dir.path().join("public.kb-staging-0")), ["diary.txt"]);
}
