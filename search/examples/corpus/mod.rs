//! Reads a folder of guides as records, just well enough for measurements: kb itself reads Markdown.

#![allow(clippy::disallowed_methods)] // reads files itself

use kb_search::{Record, Section};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// All guides under a folder. `*.en.md` is English, the rest Chinese.
pub(crate) fn records(content: &Path) -> io::Result<Vec<Record>> {
    let mut files = Vec::new();
    walk(content, &mut files)?;
    files.sort();
    files
        .iter()
        .map(|file| {
            Ok(record(
                file.strip_prefix(content).unwrap_or(file),
                &fs::read_to_string(file)?,
            ))
        })
        .collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() && !name.starts_with('_') {
            walk(&path, files)?;
        } else if name.ends_with(".md") && !name.starts_with("_index") {
            files.push(path);
        }
    }
    Ok(())
}

fn record(path: &Path, text: &str) -> Record {
    let path = path.to_string_lossy().replace('\\', "/");
    let stem = path.trim_end_matches(".md");
    let (stem, lang) = stem
        .strip_suffix(".en")
        .map_or((stem, "zh-CN"), |stem| (stem, "en"));
    let id = stem.trim_end_matches("/index").to_owned();
    let (front, body) = text
        .strip_prefix("+++\n")
        .and_then(|t| t.split_once("\n+++\n"))
        .unwrap_or(("", text));
    let value = |key: &str| {
        let line = front
            .lines()
            .find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
        line.map_or_else(String::new, |value| {
            value.trim().trim_matches('"').to_owned()
        })
    };
    let sector = id
        .split_once('/')
        .map_or("", |(sector, _)| sector)
        .to_owned();
    let list = |key: &str| {
        let quoted = value(key);
        quoted
            .split('"')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    Record {
        url: if lang == "en" {
            format!("en/{id}/")
        } else {
            format!("{id}/")
        },
        lang: lang.into(),
        title: value("title"),
        summary: value("summary"),
        sector_title: sector.clone(),
        aliases: list("aliases").into_iter().chain(list("tags")).collect(),
        sections: sections(body),
        id,
        sector,
        ..Record::default()
    }
}

fn sections(body: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    for line in body.lines() {
        if line.starts_with('#') {
            let heading = line
                .trim_start_matches('#')
                .split('{')
                .next()
                .unwrap_or("")
                .trim()
                .to_owned();
            let anchor = format!("s{}", sections.len());
            sections.push(Section {
                anchor,
                heading,
                text: String::new(),
            });
        } else if let Some(section) = sections.last_mut() {
            let line = line
                .trim_start_matches(['-', '>', '|', ' '])
                .replace("[ ] ", "");
            section.text.push_str(&plain(&line));
            section.text.push('\n');
        }
    }
    sections.retain(|section| !section.text.trim().is_empty() || !section.heading.is_empty());
    sections
}

/// A line without emphasis and link targets.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("](") {
        out.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.replace(['*', '`', '['], "")
}
