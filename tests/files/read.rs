//! Reading a site's folder.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;

use kb::diag::{UiLang, Wording};
use tempfile::TempDir;

/// A site's folder from a list: `path` is a file, `path/` a folder, `path -> target` a link; `%FF`
/// in a name is that byte.
fn site(entries: &[&str]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for entry in entries {
        let (name, target) = entry.split_once(" -> ").map_or((*entry, None), |(n, t)| (n, Some(t)));
        let raw = name.replace("%FF", "\u{1}").into_bytes();
        let raw: Vec<u8> = raw.into_iter().map(|b| if b == 1 { 0xff } else { b }).collect();
        let path = dir.path().join(Path::new(OsStr::from_bytes(&raw)));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match target {
            Some(target) => symlink(target, &path).unwrap(),
            None if name.ends_with('/') => fs::create_dir_all(&path).unwrap(),
            None => fs::write(&path, name).unwrap(),
        }
    }
    dir
}

/// Reads a site: names of its files, and the diagnostics as `path: code: message`.
fn read(dir: &Path) -> (Vec<String>, Vec<String>) {
    let (snapshot, mut diagnostics) = kb::io::read(dir);
    diagnostics.sort();
    let words = Wording::new(UiLang::En);
    let said = diagnostics.iter().map(|d| format!("{}: {}: {}", d.location.path, d.code, words.message(d)));
    (snapshot.iter().map(|(path, _)| path.as_str().to_owned()).collect(), said.collect())
}

#[test]
fn what_is_read_and_what_is_said() {
    /// What it is about, the entries, the files that are read, and what is said.
    type Case<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        (
            "the folders of a site, and nothing else",
            &[
                "kb.toml",
                "content/_index.md",
                "content/a/b.png",
                "static/x/y.css",
                "themes/t/base.html",
                "README.md",
                "public/index.html",
            ],
            &["content/_index.md", "content/a/b.png", "kb.toml", "static/x/y.css", "themes/t/base.html"],
            &[],
        ),
        ("nothing", &[], &[], &[]),
        (
            "hidden files and copies of editors are left out",
            &[
                "content/.git/config",
                "content/a.md~",
                "content/.a.md.swp",
                "content/#b.md#",
                "content/a.md",
                "content/.#a.md -> nobody@host",
                "static/.env",
                "static/.well-known/security.txt",
            ],
            &["content/a.md", "static/.well-known/security.txt"],
            &[],
        ),
        (
            "names as macOS may store them are composed",
            &["content/cafe\u{301}/e\u{301}.md", "content/u\u{308}.md"],
            &["content/caf\u{e9}/\u{e9}.md", "content/\u{fc}.md"],
            &[],
        ),
        (
            "two names that look the same",
            &["content/cafe\u{301}.md", "content/caf\u{e9}.md", "content/cafe.md"],
            &["content/cafe.md", "content/caf\u{e9}.md"],
            &["content/caf\u{e9}.md: accent-clash: there are two files named `content/caf\u{e9}.md`: \
                 one stores its accents as characters of their own"],
        ),
        (
            "names that Windows cannot hold",
            &["content/con/a.md", "content/what?.md", "content/end.", "content/ok.md"],
            &["content/con/a.md", "content/end.", "content/ok.md", "content/what?.md"],
            &[
                "content/con: unportable-name: the file name `con` cannot exist on every system",
                "content/end.: unportable-name: the file name `end.` cannot exist on every system",
                "content/what?.md: unportable-name: the file name `what?.md` cannot exist on every system",
            ],
        ),
        (
            "names that are not UTF-8",
            &["content/%FF.md", "content/d%FF/a.md", "content/ok.md"],
            &["content/ok.md"],
            &[
                "content/d\u{fffd}: unportable-name: the file name `d\u{fffd}` cannot exist on every system",
                "content/\u{fffd}.md: unportable-name: the file name `\u{fffd}.md` cannot exist on every system",
            ],
        ),
        (
            "links inside the site are followed",
            &[
                "shared/logo.svg",
                "content/a.md",
                "content/b.md -> a.md",
                "static/logo.svg -> ../shared/logo.svg",
                "static/all -> ../shared",
                "kb.toml -> config/kb.toml",
                "config/kb.toml",
            ],
            &["content/a.md", "content/b.md", "kb.toml", "static/all/logo.svg", "static/logo.svg"],
            &[],
        ),
        (
            "a folder of the site may be a link",
            &["docs/a.md", "docs/x -> ../pictures", "pictures/p.png", "content -> docs"],
            &["content/a.md", "content/x/p.png"],
            &[],
        ),
        (
            "links out of the site are not",
            &["content/etc -> /etc", "content/passwd -> /etc/passwd", "content/up -> ../../", "content/a.md"],
            &["content/a.md"],
            &[
                "content/etc: unreadable: cannot read this: the symbolic link `/etc` leads out of the site",
                "content/passwd: unreadable: cannot read this: the symbolic link `/etc/passwd` leads out of the site",
                "content/up: unreadable: cannot read this: the symbolic link `../../` leads out of the site",
            ],
        ),
        (
            "nor links to what is hidden or published",
            &[
                ".git/config",
                "public/.kb-manifest",
                "public/index.html",
                "content/key.md -> ../.git/config",
                "static/old -> ../public",
                "static/index.html -> ../public/index.html",
            ],
            &[],
            &[
                "content/key.md: unreadable: cannot read this: the symbolic link `../.git/config` leads to a hidden file",
                "static/index.html: unreadable: cannot read this: the symbolic link `../public/index.html` leads into a published site",
                "static/old: unreadable: cannot read this: the symbolic link `../public` leads into a published site",
            ],
        ),
        (
            "a link to nothing",
            &["content/a.md -> gone.md", "static -> gone"],
            &[],
            &[
                "content/a.md: unreadable: cannot read this: the symbolic link leads to `gone.md`, which is not there",
                "static: unreadable: cannot read this: the symbolic link leads to `gone`, which is not there",
            ],
        ),
        (
            "links that form a loop",
            &[
                "content/a/up -> ..",
                "content/self -> self",
                "content/site -> ..",
                "content/b/c -> ../d",
                "content/d/e -> ../b",
                "content/a/a.md",
            ],
            &["content/a/a.md"],
            &[
                "content/a/up: symlink-loop: symbolic links form a loop here",
                "content/b/c/e: symlink-loop: symbolic links form a loop here",
                "content/d/e/c: symlink-loop: symbolic links form a loop here",
                "content/self: symlink-loop: symbolic links form a loop here",
                "content/site: symlink-loop: symbolic links form a loop here",
            ],
        ),
        (
            "a linked folder does not lead on",
            &["s/x/a.md", "t/to -> ../s", "content/t -> ../t"],
            &[],
            &[
                "content/t/to: unreadable: cannot read this: the symbolic link `../s` leads from one linked folder to another",
            ],
        ),
        (
            "kb.toml is a folder",
            &["kb.toml/a"],
            &[],
            &["kb.toml: unreadable: cannot read this: it is not a regular file"],
        ),
    ];
    for (what, entries, files, said) in cases {
        let dir = site(entries);
        let (found, diagnostics) = read(dir.path());
        assert_eq!((&found[..], &diagnostics[..]), (&strings(files)[..], &strings(said)[..]), "{what}");
    }
}

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|s| (*s).to_owned()).collect()
}

#[test]
fn a_pipe_is_not_waited_for() {
    let dir = site(&["content/a.md"]);
    let status = std::process::Command::new("mkfifo").arg(dir.path().join("content/pipe.md")).status();
    assert!(status.unwrap().success());
    let (files, said) = read(dir.path());
    assert_eq!(files, ["content/a.md"]);
    assert_eq!(said, ["content/pipe.md: unreadable: cannot read this: it is not a regular file"]);
}

#[test]
fn a_file_that_fits_no_memory_is_refused() {
    let dir = site(&["content/a.md"]);
    // A sparse file: no disk is used.
    fs::File::create(dir.path().join("content/film.mp4")).unwrap().set_len(600 << 20).unwrap();
    let (files, said) = read(dir.path());
    assert_eq!(files, ["content/a.md"]);
    assert_eq!(said, ["content/film.mp4: too-large: this file has 600 MiB, more than the limit of 512 MiB"]);
}

#[test]
fn folders_without_end_are_cut() {
    let dir = TempDir::new().unwrap();
    let deep = dir.path().join("content").join("d/".repeat(80));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("a.md"), "x").unwrap();
    let (files, said) = read(dir.path());
    assert!(files.is_empty());
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].ends_with("cannot read this: the folder lies deeper than 64 levels"), "{said:?}");
}

#[test]
fn links_to_each_other_do_not_multiply() {
    let dir = TempDir::new().unwrap();
    for i in 0..12 {
        let folder = dir.path().join(format!("content/d{i}"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a.md"), "x").unwrap();
        for j in (0..12).filter(|j| *j != i) {
            symlink(format!("../d{j}"), folder.join(format!("l{j}"))).unwrap();
        }
    }
    let (files, said) = read(dir.path());
    // Each folder itself and as seen from each other one: 12 · 12, and from there on nothing.
    assert_eq!(files.len(), 144);
    assert_eq!(said.len(), 12 * 11 * 11);
}

/// Permissions stop nobody who is root, so the reading happens as somebody else.
#[test]
fn files_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let dir = site(&["content/a.md", "content/secret.md", "content/closed/b.md"]);
    let close = |path: &str, mode| {
        fs::set_permissions(dir.path().join(path), fs::Permissions::from_mode(mode)).unwrap()
    };
    close("", 0o755);
    close("content/secret.md", 0);
    close("content/closed", 0);
    let (ok, said) = crate::faults::as_nobody("read::child_reads", dir.path());
    close("content/closed", 0o755);
    assert!(ok, "{said}");
}

#[test]
#[ignore = "run by another test as another user"]
fn child_reads() {
    let dir = std::env::var_os("KB_TEST_DIR").unwrap();
    let (files, said) = read(Path::new(&dir));
    assert_eq!(files, ["content/a.md"]);
    assert_eq!(
        said,
        [
            "content/closed: unreadable: cannot read this: permission denied",
            "content/secret.md: unreadable: cannot read this: permission denied",
        ]
    );
}
