//! A site in versions, and a look at a folder that may hold one of them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use kb::io::{Durability, Options, PublishError, Published, publish};
use kb::site::{OutPath, Site};

/// Files of a folder by path, without the manifest; a link as `→ target`.
pub(crate) fn tree(dir: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(dir).min_depth(1) {
        let entry = entry.unwrap();
        let name = entry.path().strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
        if entry.path_is_symlink() {
            let to = std::fs::read_link(entry.path()).unwrap();
            files.insert(name, format!("→ {}", to.display()));
        } else if entry.file_type().is_file() && name != ".kb-manifest" {
            let bytes = std::fs::read(entry.path()).unwrap();
            files.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    files
}

/// A site from paths and texts.
pub(crate) fn site<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Site {
    files.iter().map(|(p, t)| (OutPath::new(p), Arc::from(t.as_ref().as_bytes()))).collect()
}

/// Version `n` of a site: a third of its files is the same in each version, a third differs, and a
/// third has other paths.
pub(crate) fn version(n: usize) -> Site {
    let mut files = vec![("index.html".to_owned(), n.to_string())];
    for i in 0..20 {
        files.push((format!("same/{i}/index.html"), format!("same {i} {}", "x".repeat(i * 100))));
        files.push((format!("differs/{i}.html"), format!("{n} {i} {}", "y".repeat(i * 500))));
        files.push((format!("v{}/{i}/a/b.html", n % 3), format!("{n} {i}")));
    }
    site(&files)
}

/// Which version a folder holds.
///
/// # Panics
/// If it holds no whole one.
pub(crate) fn whole_version(dir: &Path) -> usize {
    let found = tree(dir);
    let n: usize = found["index.html"].parse().expect("index.html is whole");
    let want = version(n);
    let want: BTreeMap<String, String> =
        want.iter().map(|(p, b)| (p.as_str().to_owned(), String::from_utf8_lossy(b).into_owned())).collect();
    assert!(found == want, "version {n} is not whole");
    n
}

/// Publishes without waiting for the disk.
pub(crate) fn put(site: &Site, site_dir: &Path, out: &Path) -> Result<Published, PublishError> {
    publish(site, out, &Options { site_dir, durability: Durability::Memory })
}

/// Names in a folder, sorted.
pub(crate) fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Whether the tests run as root, who may mount and whom no permission stops.
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    tempfile::TempDir::new().unwrap().path().metadata().unwrap().uid() == 0
}

/// Says on the terminal that a test could not run; in CI that is a failure.
pub(crate) fn skipped(what: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "in CI nothing may be skipped: {what}");
    eprintln!("\n!!! SKIPPED, not tested here: {what}\n");
}
