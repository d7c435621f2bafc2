//! The same inputs give the same bytes: the shipped site is built twice under conditions that have nothing in common,
//! and every file of the output is compared: pages, index, zip, e-books and PDF. Both builds run at the same time.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test builds sites on the disk"
)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Everything that a build must not look at.
struct Conditions {
    folder: &'static str,
    environment: [(&'static str, &'static str); 6],
    umask: &'static str,
    /// Whether files are written from the last to the first, so that the disk lists them in another order.
    backwards: bool,
    /// Whether text has the line ends of Windows and a byte order mark, as after a checkout and an editor there.
    windows: bool,
    /// Whether another user builds (only root can ask for one).
    other_user: bool,
}

const PLAIN: Conditions = Conditions {
    folder: "a",
    environment: [
        ("TZ", "UTC"),
        ("LC_ALL", "C"),
        ("LANG", "C"),
        ("RAYON_NUM_THREADS", "1"),
        ("SOURCE_DATE_EPOCH", "0"),
        ("USER", "one"),
    ],
    umask: "022",
    backwards: false,
    windows: false,
    other_user: false,
};

const STRANGE: Conditions = Conditions {
    folder: "另一个 很长的文件夹/b b/c",
    environment: [
        ("TZ", "Pacific/Kiritimati"),
        ("LC_ALL", "zh_CN.UTF-8"),
        ("LANG", "tr_TR.UTF-8"),
        ("RAYON_NUM_THREADS", "4"),
        ("SOURCE_DATE_EPOCH", "1700000000"),
        ("USER", "two"),
    ],
    umask: "077",
    backwards: true,
    windows: true,
    other_user: true,
};

/// The folder of the site.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Input files of the site.
fn inputs() -> Vec<PathBuf> {
    let root = root();
    let mut files = vec![PathBuf::from("kb.toml")];
    for folder in kb::io::FOLDERS.iter().filter(|f| root.join(f).is_dir()) {
        let found = walkdir::WalkDir::new(root.join(folder)).into_iter().map(Result::unwrap);
        let found = found.filter(|e| e.file_type().is_file());
        files.extend(found.map(|e| e.path().strip_prefix(root).unwrap().to_owned()));
    }
    files.sort();
    files
}

fn build(base: &Path, conditions: &Conditions) -> BTreeMap<String, Vec<u8>> {
    let dir = base.join(conditions.folder);
    let mut files = inputs();
    if conditions.backwards {
        files.reverse();
    }
    for file in &files {
        let to = dir.join(file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        let mut bytes = fs::read(root().join(file)).unwrap();
        if conditions.windows && file.extension().is_some_and(|e| e == "md" || e == "toml") {
            let text = String::from_utf8(bytes).unwrap();
            bytes = format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes();
        }
        fs::write(&to, bytes).unwrap();
    }
    let script = format!(
        "umask {}; exec \"$0\" -C \"$1\" build -q --today 2026-11-22 --out \"$1/public\"",
        conditions.umask
    );
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_kb")).arg(&dir).envs(conditions.environment);
    command.current_dir(if conditions.backwards { base } else { Path::new("/") });
    if conditions.other_user && fs::metadata(base).unwrap().uid() == 0 {
        for entry in walkdir::WalkDir::new(base) {
            std::os::unix::fs::chown(entry.unwrap().path(), Some(65534), Some(65534)).unwrap();
        }
        if Command::new(env!("CARGO_BIN_EXE_kb")).arg("--version").uid(65534).output().is_ok() {
            command.uid(65534).gid(65534);
        } else {
            eprintln!("!!! SKIPPED: another user may not run the program here");
        }
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let public = dir.join("public");
    let found =
        walkdir::WalkDir::new(&public).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file());
    found
        .map(|e| {
            let name = e.path().strip_prefix(&public).unwrap().to_str().unwrap().to_owned();
            (name, fs::read(e.path()).unwrap())
        })
        .collect()
}

#[test]
fn a_site_is_the_same_everywhere() {
    let (first, second) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    fs::set_permissions(second.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let (plain, strange) = std::thread::scope(|scope| {
        let plain = scope.spawn(|| build(first.path(), &PLAIN));
        let strange = build(second.path(), &STRANGE);
        (plain.join().unwrap(), strange)
    });
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&plain), names(&strange));
    let differ: Vec<&String> = plain.keys().filter(|name| plain[*name] != strange[*name]).collect();
    assert!(differ.is_empty(), "{differ:?}");
    let count = |ending: &str| plain.keys().filter(|name| name.ends_with(ending)).count();
    eprintln!(
        "{} files are the same, among them {} zip, {} epub, {} pdf",
        plain.len(),
        count(".zip"),
        count(".epub"),
        count(".pdf")
    );
    assert!(plain.len() > 1_000 && plain.contains_key("search/index.js"));
    assert!(count(".zip") == 1 && count(".epub") == 2 && count(".pdf") > 100);
}
