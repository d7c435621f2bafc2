//! What all tests share: sites as literals, and where the repository is.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]

use jiff::civil::date;
use kb::diag::Diagnostics;
use kb::library::{BuildOptions, Drafts};
use kb::pipeline::{self, Build};
use kb::site::OutPath;
use kb::snapshot::Snapshot;

/// Settings, home page and one sector: what every test site has.
pub const BASE: [(&str, &str); 4] = [
    ("kb.toml", "title = \"测试\"\nbase_url = \"https://example.org\"\nlanguages = [\"zh-CN\", \"en\"]\n"),
    ("content/_index.md", "+++\ntitle = \"出了什么事？\"\n+++\n"),
    ("content/_index.en.md", "+++\ntitle = \"What happened?\"\n+++\n"),
    ("content/s/_index.md", "+++\ntitle = \"电信\"\n+++\n"),
];

/// Options of all test builds: a fixed day.
pub fn options() -> BuildOptions {
    BuildOptions { today: date(2026, 11, 22), base_url: None, drafts: Drafts::Hidden }
}

/// The base site with some files added or replaced.
pub fn site(files: &[(&str, &str)]) -> Snapshot {
    BASE.iter().chain(files).copied().collect()
}

/// Builds the base site with some files added or replaced.
pub fn build(files: &[(&str, &str)]) -> (Snapshot, Build) {
    let snapshot = site(files);
    let build = pipeline::build(&snapshot, &options());
    (snapshot, build)
}

/// Text of a page of a build that must have succeeded.
pub fn page(snapshot: &Snapshot, build: &Build, path: &str) -> String {
    let site = build.site.as_ref().unwrap_or_else(|| panic!("{}", list(snapshot, &build.diagnostics)));
    let bytes = site.get(&OutPath::new(path)).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8(bytes.to_vec()).expect("pages are UTF-8")
}

/// Diagnostics as lines `severity code path:line:column`.
pub fn list(snapshot: &Snapshot, diagnostics: &Diagnostics) -> String {
    diagnostics
        .iter()
        .map(|d| format!("{} {} {}\n", d.severity.as_str(), d.code, d.location.at(snapshot)))
        .collect()
}

/// Runs the program in a folder, in English: how it ended, what it printed, what it said on standard error.
#[allow(clippy::disallowed_methods, reason = "a test runs the program")]
pub fn kb(dir: &std::path::Path, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kb"));
    let output = command.args(args).current_dir(dir).env("LC_ALL", "C").output().expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}
