//! Runs the examples of the manual, page by page, each page in an empty folder.
//!
//! - A `console` block holds commands after `$ `; the lines below one must be in what it prints, in
//!   their order, with `…` for any text. A command must exit with 0, or with what `# exit 1` at its end says.
//! - A block with `title="PATH"` in its info line writes its text to that file; with `append="PATH"` it
//!   adds it to the file's end, and one with `set="PATH"` sets keys that stand in it, perhaps as comments.
//!
//! Commands that start a server or need a tool that a reader's machine may lack (`kb serve`, `git`,
//! `nginx`, `cargo`) are shown in `sh` blocks, which are not run.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A fenced code block.
struct Block {
    info: String,
    text: String,
    line: usize,
}

#[test]
fn the_examples_of_the_manual_run() {
    let mut wrong = String::new();
    let mut run = 0;
    for page in pages(&crate::docs().join("content")) {
        let text = fs::read_to_string(&page).expect("a page");
        let folder = tempfile::tempdir().expect("a folder");
        let mut here = folder.path().to_owned();
        for block in blocks(&text) {
            let result = follow(&block, folder.path(), &mut here, &mut run);
            if let Err(why) = result {
                let name = page.strip_prefix(crate::docs()).expect("inside").display().to_string();
                let _ = writeln!(wrong, "docs/{name}:{}: {why}\n", block.line);
                break; // what follows builds on it
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(run > 20, "only {run} commands were found in the manual");
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_some_and(|n| n != "reference") {
            out.extend(pages(&path));
        } else if path.extension().is_some_and(|e| e == "md") {
            out.push(path);
        }
    }
    out.sort();
    out
}

fn blocks(text: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut open: Option<(String, Block)> = None;
    for (i, line) in text.lines().enumerate() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        match &mut open {
            Some((fence, _)) if line.trim_end() == fence.as_str() => {
                out.extend(open.take().map(|(_, block)| block));
            }
            Some((_, block)) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            None if ticks.len() >= 3 => {
                let info = line[ticks.len()..].trim().to_owned();
                open = Some((ticks, Block { info, text: String::new(), line: i + 1 }));
            }
            None => {}
        }
    }
    out
}

/// The value of a key of an info line: `toml title="kb.toml"`.
fn attribute<'a>(info: &'a str, key: &str) -> Option<&'a str> {
    info.split_once(&format!("{key}=\""))?.1.split('"').next()
}

/// A file with other values of keys that it has, each on a line of its own, after a `#` or not.
fn set(file: &str, keys: &str) -> Result<String, String> {
    let mut lines: Vec<&str> = file.lines().collect();
    for wanted in keys.lines() {
        let key = wanted.split(" = ").next().unwrap_or(wanted);
        let stands = |line: &str| line.trim_start_matches("# ").starts_with(&format!("{key} = "));
        let found = lines.iter_mut().find(|line| stands(line));
        *found.ok_or_else(|| format!("there is no line for {key}"))? = wanted;
    }
    Ok(lines.join("\n") + "\n")
}

/// Does what a block says. `here` is the folder in which commands run.
fn follow(block: &Block, top: &Path, here: &mut PathBuf, run: &mut usize) -> Result<(), String> {
    if let Some(path) = attribute(&block.info, "title") {
        return write(&here.join(path), block.text.clone());
    }
    if let Some(path) = attribute(&block.info, "set") {
        let path = here.join(path);
        let before = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        return write(&path, set(&before, &block.text)?);
    }
    if let Some(path) = attribute(&block.info, "append") {
        let path = here.join(path);
        let before = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        return write(&path, format!("{before}\n{}", block.text));
    }
    if !block.info.starts_with("console") {
        return Ok(());
    }
    let mut lines = block.text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ ") else {
            return Err(format!("not a command: {line}"));
        };
        let mut expected = Vec::new();
        while let Some(line) = lines.next_if(|l| !l.starts_with("$ ")) {
            expected.push(line);
        }
        if let Some(folder) = command.strip_prefix("cd ") {
            *here = here.join(folder);
            assert!(here.starts_with(top), "{command} leaves the example's folder");
            continue;
        }
        *run += 1;
        check(command, &expected, here)?;
    }
    Ok(())
}

fn write(path: &Path, text: String) -> Result<(), String> {
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).map_err(|e| e.to_string())?;
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

/// Runs a command line in a shell, as a reader would.
fn check(line: &str, expected: &[&str], here: &Path) -> Result<(), String> {
    let (command, exit) = match line.split_once("# exit ") {
        Some((command, code)) => (command.trim(), code.trim().parse().map_err(|_| "a bad exit code")?),
        None => (line, 0),
    };
    let program = Path::new(env!("CARGO_BIN_EXE_kb"));
    let folder = program.parent().expect("a program lies in a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path)));
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(here)
        .env("PATH", path.expect("a path"))
        .env("LC_ALL", "en_US.UTF-8")
        .output()
        .map_err(|e| format!("{command}: {e}"))?;
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.code() != Some(exit) {
        return Err(format!("`{command}` ended with {}, not {exit}:\n{said}", output.status));
    }
    let mut rest = said.as_str();
    for piece in expected.iter().flat_map(|l| l.split('…')).map(str::trim).filter(|p| !p.is_empty()) {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return Err(format!("`{command}` does not print `{piece}`:\n{said}")),
        }
    }
    Ok(())
}
