//! The command, with its cache and its words.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::server::Server;
use crate::support;

/// A site with a guide and records whose links lead to a server.
fn site(server: &Server) -> TempDir {
    let dir = TempDir::new().unwrap();
    let config = "title = \"T\"\nlanguages = [\"zh-CN\"]\n[links]\npause = 0\nignore = [\"http://127.0.0.1:1/left-alone\"]\n";
    let guide = format!(
        "+++\ntitle = \"退款\"\n+++\n\n[好的]({url}/ok#part) [旧的]({url}/moved) [没有]({url}/gone)\n\n\
         [拦截](http://www.bet.example/) [不问](http://127.0.0.1:1/left-alone/x) [信](mailto:a@example.org)\n\n\
         <!-- kb-allow dead-link: 留作示例 -->\n[也没有]({url}/gone-for-good)\n\n\
         <!-- kb-allow moved-link: 没有用到 -->\n[好的]({url}/ok)\n",
        url = server.url
    );
    let source = |id: &str, path: &str, more: &str| {
        format!(
            "[[source]]\nid = \"{id}\"\ntitle = {{ zh-CN = \"法\" }}\npublisher = {{ zh-CN = \"部\" }}\njurisdiction = \"CN\"\n\
             url = \"{}{path}\"\nkind = \"law\"\nretrieved_on = 2026-11-20\nconfidence = \"primary\"\n{more}\n",
            server.url
        )
    };
    let sources = [
        source("kept", "/gone?kept", "archived = \"https://web.archive.org/web/2025/x\""),
        source("lost", "/gone?lost", ""),
        source("shy", "/forbidden", ""),
    ];
    let files = [
        ("kb.toml", config.to_owned()),
        ("content/_index.md", "+++\ntitle = \"首页\"\n+++\n".to_owned()),
        ("content/s/_index.md", "+++\ntitle = \"电信\"\n+++\n".to_owned()),
        ("content/s/a.md", guide),
        ("content/_data/sources.toml", sources.concat()),
        ("content/_data/blocklist.toml", "hosts = [\"bet.example\"]\n".to_owned()),
    ];
    for (path, text) in files {
        let file = dir.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    dir
}

fn check(dir: &Path, more: &[&str]) -> (Vec<String>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_kb"))
        .args(["check", "--external", "--format", "json", "--today", "2026-11-22"])
        .args(more)
        .current_dir(dir)
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {stderr}"));
    let codes = ["dead-link", "moved-link", "unchecked-link", "unused-excuse"];
    let line = |d: &Value| {
        let text = |key: &str| d[key].as_str().unwrap().to_owned();
        let place = format!("{}:{}:{}", text("path"), d["line"], d["column"]);
        format!("{} {place} {} | {}", text("code"), text("message"), text("help"))
    };
    let list = report["diagnostics"].as_array().unwrap().iter();
    (list.filter(|d| codes.contains(&d["code"].as_str().unwrap())).map(line).collect(), stderr)
}

#[test]
fn says_what_is_wrong_where() {
    let server = Server::start();
    let dir = site(&server);
    let (found, stderr) = check(dir.path(), &[]);
    let url = &server.url;
    let look = "correct the address, or link an archived copy instead; look at";
    let shy = "open it in a browser; if it is there, list the beginning of its address under `ignore` in [links] of kb.toml";
    let want = [
        format!(
            "dead-link content/_data/sources.toml:6:7 `{url}/gone?kept` leads nowhere: the server says 404 | {look} https://web.archive.org/web/2025/x"
        ),
        format!(
            "dead-link content/_data/sources.toml:16:7 `{url}/gone?lost` leads nowhere: the server says 404 | {look} https://web.archive.org/web/20261120/{url}/gone?lost"
        ),
        format!(
            "unchecked-link content/_data/sources.toml:26:7 `{url}/forbidden` could not be checked: the server says 403 | {shy}"
        ),
        format!(
            "moved-link content/s/a.md:5:{} `{url}/moved` has moved for good to `{url}/ok` | read the page there; if it is the same one, write the new address",
            "[好的](/ok#part) ".chars().count() + url.len() + 1
        ),
        format!(
            "dead-link content/s/a.md:5:{} `{url}/gone` leads nowhere: the server says 404 | {look} https://web.archive.org/web/*/{url}/gone",
            "[好的](/ok#part) [旧的](/moved) ".chars().count() + 2 * url.len() + 1
        ),
        "unused-excuse content/s/a.md:12:1".to_owned(),
    ];
    assert_eq!(found.len(), want.len(), "{found:#?}");
    for (found, want) in found.iter().zip(&want) {
        assert!(found.starts_with(want), "\n got {found}\nwant {want}");
    }
    assert_eq!(stderr, "", "nothing is printed beside the report");
}

#[test]
fn good_answers_are_remembered() {
    let server = Server::start();
    let dir = site(&server);
    let asked = |path: &str| server.requests().iter().filter(|r| r.path == path).count();
    let (first, _) = check(dir.path(), &[]);
    // Two links to one page are one request.
    assert_eq!(
        (asked("/ok"), asked("/moved"), asked("/gone")),
        (2, 1, 2),
        "once itself, once as the new address"
    );
    let (second, _) = check(dir.path(), &[]);
    assert_eq!(first, second);
    assert_eq!((asked("/ok"), asked("/moved"), asked("/gone")), (2, 1, 4), "only the dead are asked again");
    check(dir.path(), &["--fresh"]);
    assert_eq!((asked("/ok"), asked("/moved")), (4, 2));

    let cache = dir.path().join(".kb-cache/links.json");
    fs::write(&cache, "{\"version\": 1, \"links\": [").unwrap();
    let (third, stderr) = check(dir.path(), &[]);
    assert_eq!(first, third);
    assert!(stderr.contains("cannot be read as a cache of links and was ignored"), "{stderr}");
    assert_eq!(asked("/moved"), 3);
    let text = fs::read_to_string(&cache).unwrap();
    let written: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(written["version"], 1);
    assert_eq!(written["links"][server.at("/moved")]["moved"], server.at("/ok"));
    assert!(!text.contains("/gone"), "failures are not kept: {text}");
}

#[test]
fn hosts_on_the_block_list_and_ignored_addresses_are_not_asked() {
    let server = Server::start();
    let dir = site(&server);
    let snapshot = kb::io::read(dir.path()).0;
    let library = kb::pipeline::analyse(&snapshot, &support::options()).library;
    let links = kb::external::links(&library, &snapshot);
    let ours = |address: &&String| address.starts_with(&server.url);
    assert_eq!(links.keys().filter(|a| !ours(a)).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(links.len(), 7);
}

#[test]
fn without_a_network_nothing_is_judged() {
    let dir = TempDir::new().unwrap();
    let links = "[a](http://127.0.0.1:1/) [b](http://127.0.0.2:1/) [c](http://127.0.0.3:1/)\n";
    for (path, text) in [
        ("kb.toml", "title = \"T\"\nlanguages = [\"zh-CN\"]\n[links]\npause = 0\ntimeout = 1\n".to_owned()),
        ("content/_index.md", format!("+++\ntitle = \"首页\"\n+++\n\n{links}")),
    ] {
        let file = dir.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_kb"))
        .args(["check", "--external"])
        .current_dir(dir.path())
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("none of the 3 hosts could be reached: is there a network?"), "{stderr}");
}
