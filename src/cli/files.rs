//! Commands that write files of a site: `kb init`, `kb new`, `kb theme`, `kb export`, `kb import`.

use std::path::Path;

use super::args::{Common, Theme};
use super::{Outcome, Terminal};
use crate::config;
use crate::io;
use crate::text::nearest;
use crate::theme;

/// Writes a file that must not be there yet; its folders are made.
pub(super) fn create(terminal: &mut Terminal, path: &Path, bytes: &[u8]) -> Outcome {
    let shown = path.display().to_string();
    if path.exists() {
        terminal.note("exists", &[("path", &shown)]);
        return Outcome::Fine;
    }
    let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| {
        // Created only if new: a file that appeared meanwhile is not overwritten.
        let mut file = std::fs::File::create_new(path)?;
        std::io::Write::write_all(&mut file, bytes)
    });
    match written {
        Ok(()) => {
            terminal.note("created", &[("path", &shown)]);
            Outcome::Fine
        }
        Err(e) => terminal.fail(format!("{shown}: {e}")),
    }
}

/// Lists or copies files of the default theme.
pub(super) fn theme(common: &Common, args: &Theme, terminal: &mut Terminal) -> Outcome {
    let files = theme::default_files();
    match args {
        Theme::List => {
            let list: String = files.iter().map(|(name, _)| format!("{name}\n")).collect();
            terminal.bytes(list.as_bytes())
        }
        Theme::Eject { file } => {
            let Some((name, bytes)) = files.iter().find(|(name, _)| name == file) else {
                let near = nearest(file, files.iter().map(|(n, _)| n.as_str())).unwrap_or("kb theme list");
                return terminal.fail_with("unknown_theme_file", &[("file", file), ("nearest", near)]);
            };
            let (snapshot, _) = io::read(&common.dir);
            let (config, found) = config::parse(&snapshot);
            if found.has_errors() {
                terminal.diagnostics(&found, &snapshot);
                return Outcome::Failed;
            }
            let path = common.dir.join("themes").join(&config.theme).join(name);
            let outcome = create(terminal, &path, bytes);
            if outcome == Outcome::Fine {
                terminal.note("edit_it", &[]);
            }
            outcome
        }
    }
}
