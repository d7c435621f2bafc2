//! What a newcomer does wrong, and whether the answer says what to do next, in both languages.
#![allow(clippy::disallowed_methods, reason = "a test makes sites on the disk")]

mod support;

use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use kb::diag::{UiLang, Wording};
use tempfile::TempDir;

/// Folders beside each other: `site/`, `empty/`, `around/site/`, and a book of another tool.
fn folders() -> TempDir {
    let dir = TempDir::new().expect("a temporary folder");
    for site in ["site", "around/site"] {
        for (path, text) in support::BASE {
            write(dir.path(), &format!("{site}/{path}"), text);
        }
    }
    write(dir.path(), "site/content/s/a.md", "+++\ntitle = \"退款\"\nowner = \"desk\"\n+++\n\n退款。\n");
    write(dir.path(), "book/book.toml", "[book]\n");
    write(dir.path(), "site/taken/mine.txt", "mine");
    fs::create_dir_all(dir.path().join("empty")).expect("a folder");
    dir
}

fn write(dir: &Path, path: &str, text: &str) {
    let file = dir.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    fs::write(file, text).expect("a file");
}

struct Said {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn run(dir: &Path, args: &[OsString], locale: &str) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kb"));
    command.args(args).current_dir(dir).env("LC_ALL", locale).env_remove("NO_COLOR");
    let output = command.output().expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Said { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

fn kb(dir: &Path, args: &str, locale: &str) -> Said {
    let args: Vec<OsString> = args.split_whitespace().map(OsString::from).collect();
    run(dir, &args, locale)
}

/// Folder, command line, exit code, what must be said in English and in Chinese.
type Mistake = (&'static str, &'static str, i32, &'static str, &'static str);

#[rustfmt::skip]
const MISTAKES: &[Mistake] = &[
    // The wrong folder.
    ("empty", "build", 1, "`kb init`", "`kb init`"),
    ("empty", "check", 1, "-C DIR", "-C"),
    ("empty", "serve", 2, "`kb init`", "`kb init`"),
    ("empty", "search x", 2, "`kb init`", "`kb init`"),
    ("empty", "status", 2, "`kb init`", "`kb init`"),
    ("empty", "new s/x", 2, "`kb init`", "`kb init`"),
    ("empty", "export json", 2, "`kb init`", "`kb init`"),
    ("empty", "theme eject base.html", 2, "`kb init`", "`kb init`"),
    ("empty", "import ../book", 2, "`kb init`", "`kb init`"),
    ("site/content", "build", 1, "add `-C ..`", "加上 `-C ..`"),
    ("site/content/s", "new s/x", 2, "add `-C ../..`", "加上 `-C ../..`"),
    ("around", "serve", 2, "did you mean `-C site`?", "是不是 `-C site`？"),
    ("book", "build", 1, "site of mdBook", "mdBook 的站点"),
    ("book", "build", 1, "import .` takes", "import .` 把页面导入"),
    ("", "-C sit build", 1, "did you mean `-C site`?", "是不是 `-C site`？"),
    ("", "-C nowhere-at-all build", 1, "`kb init nowhere-at-all`", "`kb init nowhere-at-all`"),
    ("", "-C site/kb.toml build", 1, "`-C site`", "`-C site`"),
    // Typos.
    ("site", "biuld", 2, "did you mean `build`?", "是不是 `build`？"),
    ("site", "frobnicate", 2, "`kb --help`", "`kb --help`"),
    ("site", "build --ot x", 2, "did you mean `--out`?", "是不是 `--out`？"),
    ("site", "build --frobnicate", 2, "`kb build --help`", "`kb build --help`"),
    ("site", "check --format yaml", 2, "human, json, sarif, github", "human, json, sarif, github"),
    ("site", "--color blue build", 2, "auto, always, never", "auto, always, never"),
    ("site", "explain brokn-link", 2, "did you mean `broken-link`?", "`broken-link`"),
    ("site", "new tern x", 2, "did you mean `term`?", "`term`"),
    ("site", "theme eject bas.html", 2, "did you mean `base.html`?", "`base.html`"),
    // Something is missing, or is too much.
    ("site", "new", 2, "something is missing: <[KIND] ID>", "还缺：<[KIND] ID>"),
    ("site", "search", 2, "<QUERY>", "还缺：<QUERY>"),
    ("site", "export", 2, "<KIND>", "还缺：<KIND>"),
    ("site", "build --out", 2, "needs a value", "要写一个值"),
    ("empty", "init --bare --library", 2, "do not go together", "不能一起用"),
    // Wrong values.
    ("site", "build --today yesterday", 2, "--today 2026-11-22", "--today 2026-11-22"),
    ("site", "build --today 2026-02-30", 2, "--today 2026-11-22", "--today 2026-11-22"),
    ("site", "build --base-url help.example.org", 2, "--base-url https://", "--base-url https://"),
    ("site", "serve --port 99999", 2, "from 1 to 65535", "1 到 65535"),
    ("site", "serve --address here", 2, "127.0.0.1", "127.0.0.1"),
    ("site", "--ui-lang fr build", 2, "en and zh-CN", "en 和 zh-CN"),
    ("site", "search x --lang fr", 2, "zh-CN, en", "zh-CN, en"),
    ("site", "search x --kind guides", 2, "guide, checklist", "guide, checklist"),
    ("site", "search x --sector t", 2, "use one of s", "可以写 s"),
    ("site", "search x --jurisdiction ZZ", 2, "CN, US", "CN, US"),
    ("site", "new guide Slow", 2, "SECTOR/NAME", "栏目"),
    ("site", "new guide s/x --lang fr", 2, "`languages` in kb.toml", "kb.toml"),
    ("site", "status --owner dask", 2, "the owners are: desk", "有这些：desk"),
    ("site", "status --accept content/s/b.md", 2, "no page of this site", "content/s/b.md"),
    ("empty", "init --lang xx", 2, "zh-CN and en", "zh-CN 和 en"),
    // Places that are taken or not there.
    ("site", "init", 2, "kb.toml", "kb.toml"),
    ("", "init site/kb.toml", 2, "is a file", "是文件"),
    ("site", "new s/a", 2, "already there", "已经存在"),
    ("site", "build --out taken", 2, "--out", "--out"),
    ("site", "build --out kb.toml", 2, "--out", "--out"),
    ("site", "build --out kb.toml/x", 2, "permissions", "权限"),
    ("site", "export json --out no/such/x.json", 2, "name another place", "换一个地方"),
    ("site", "import ../nowhere", 2, "../nowhere", "../nowhere"),
];

#[test]
fn each_answer_says_what_to_do_next() {
    let dir = folders();
    let mut wrong = String::new();
    for (folder, args, code, en, zh) in MISTAKES {
        for (locale, words) in [("C", en), ("zh_CN.UTF-8", zh)] {
            let said = kb(&dir.path().join(folder), args, locale);
            let text = &said.stderr;
            let chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            let ok = said.code == Some(*code) && text.contains(words) && chinese == (locale != "C");
            if !ok || text.contains("panicked") {
                wrong.push_str(&format!(
                    "{folder}$ kb {args} ({locale}): wanted {code} {words}, exit {:?}\n{text}\n",
                    said.code
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf8_are_no_panic() {
    use std::os::unix::ffi::OsStringExt;
    let dir = folders();
    let odd = || OsString::from_vec(vec![0xff]);
    for args in [vec!["new".into(), odd()], vec![odd()], vec!["-C".into(), odd(), "build".into()]] {
        for locale in ["C", "zh_CN.UTF-8"] {
            let said = run(&dir.path().join("site"), &args, locale);
            assert!(matches!(said.code, Some(1 | 2)) && said.stderr.len() > 20, "{args:?}: {}", said.stderr);
            assert!(!said.stderr.contains("panicked"), "{}", said.stderr);
        }
    }
}

#[test]
fn a_port_in_use_is_told_with_the_way_out() {
    let dir = folders();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    for (locale, words) in [("C", "take another one with --port"), ("zh_CN.UTF-8", "--port")] {
        let said = kb(&dir.path().join("site"), &format!("serve --port {port}"), locale);
        assert!(said.code == Some(2) && said.stderr.contains(words), "{}", said.stderr);
        assert!(said.stderr.contains(&port.to_string()), "{}", said.stderr);
    }
}

#[test]
fn the_language_is_the_flag_s_the_site_s_or_the_system_s() {
    let dir = folders();
    let site = dir.path().join("site");
    let is_chinese = |args: &str, locale: &str| kb(&site, args, locale).stderr.contains("没有 `biuld`");
    assert!(!is_chinese("biuld", "C") && is_chinese("biuld", "zh_CN.UTF-8"));
    assert!(is_chinese("--ui-lang zh-CN biuld", "C") && !is_chinese("--ui-lang=en biuld", "zh_CN.UTF-8"));
    let config = fs::read_to_string(site.join("kb.toml")).expect("settings");
    write(&site, "kb.toml", &format!("ui_lang = \"zh-CN\"\n{config}"));
    assert!(is_chinese("biuld", "C") && !is_chinese("biuld --ui-lang en", "C"));
    // What a command says, the explanation of a code and the status are in it, too; codes are not.
    assert!(
        kb(&site, "build", "C").stderr.contains("已生成")
            || kb(&site, "build", "C").stderr.contains("没有变化")
    );
    assert!(kb(&site, "explain broken-link", "C").stdout.contains("错误"));
    assert!(
        kb(&site, "status", "C").stdout.contains("没有复核日期")
            || kb(&site, "status", "C").stdout.contains("复核")
    );
    write(&site, "content/s/b.md", "+++\ntitle = 1\n+++\n\n[x](nix.md)\n");
    let check = |lang: &str, format: &str| kb(&site, &format!("--ui-lang {lang} check {format}"), "C");
    let zh = check("zh-CN", "").stderr;
    assert!(zh.contains("错误[wrong-type]") && zh.contains("字符串") && zh.contains("办法: "), "{zh}");
    let codes = |said: Said| -> Vec<String> {
        let json: serde_json::Value = serde_json::from_str(&said.stdout).expect("one JSON object");
        let list = json["diagnostics"].as_array().expect("a list").clone();
        list.iter().map(|d| format!("{} {}", d["code"], d["severity"])).collect()
    };
    assert_eq!(codes(check("en", "--format json")), codes(check("zh-CN", "--format json")));
    write(&site, "kb.toml", &format!("ui_lang = \"fr\"\n{config}"));
    assert!(check("en", "").stderr.contains("invalid-value"));
}

/// The keys that the sources name are in the table; that both tables have the same keys is tested beside
/// them.
#[test]
fn every_phrase_that_the_program_says_is_in_the_table() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut missing = Vec::new();
    let mut count = 0;
    for file in ["cli", "status", "import", "diag/emit"].iter().flat_map(|d| sources(&src.join(d))) {
        let text = fs::read_to_string(&file).expect("a source");
        for call in ["phrase(\"", "note(\"", "detail(\"", "fail_with(\"", "say(\"", "words(\""] {
            for rest in text.split(call).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                let is_key = key.len() > 2 && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                count += usize::from(is_key);
                if is_key
                    && Wording::new(UiLang::En).phrase(key, &[]) == key
                    && !["error", "warning", "help", "note"].contains(&key)
                {
                    missing.push(format!("{}: {key}", file.display()));
                }
            }
        }
    }
    assert!(count > 70, "{count} keys are not all: the test looks for the wrong calls");
    assert!(missing.is_empty(), "{missing:#?}");
}

fn sources(dir: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path());
    entries.filter(|p| p.extension().is_some_and(|e| e == "rs")).collect()
}
