//! Reading what is to be imported: files of another tool, which nobody has checked.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::detail;
use super::read::{MAX_BYTES, load_bounded};

/// Most files of an import: a site of this size is imported in parts.
const MAX_FILES: usize = 50_000;

/// Folders that hold no sources: what tools build or install.
const SKIPPED: [&str; 5] = ["node_modules", "target", "public", "build", "themes"];

/// Files of a folder, or one file: path inside it and bytes, in order of path. Symbolic links are not
/// followed, hidden files and files that are no regular ones are left out.
///
/// # Errors
/// What the system says when nothing can be read, or that there is too much.
pub fn read_sources(path: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let meta = std::fs::metadata(path).map_err(|e| detail(&e))?;
    if meta.is_file() {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        return Ok(vec![(name, bytes(path)?)]);
    }
    let mut out = Vec::new();
    let wanted = |e: &DirEntry| {
        let name = e.file_name().to_string_lossy();
        let skipped = e.depth() == 1 && e.file_type().is_dir() && SKIPPED.contains(&&*name);
        e.depth() == 0 || !(name.starts_with('.') || skipped || name == "node_modules")
    };
    for entry in WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(wanted) {
        let entry = entry.map_err(|e| e.io_error().map_or_else(|| e.to_string(), detail))?;
        if !entry.file_type().is_file() {
            continue;
        }
        if out.len() == MAX_FILES {
            return Err(format!("more than {MAX_FILES} files; import a part"));
        }
        let inside = entry.path().strip_prefix(path).unwrap_or(entry.path());
        let parts: Vec<String> = inside.iter().map(|p| p.to_string_lossy().into_owned()).collect();
        out.push((parts.join("/"), bytes(entry.path()).map_err(|e| format!("{}: {e}", parts.join("/")))?));
    }
    out.sort();
    Ok(out)
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let (_, bytes) = load_bounded(path).map_err(|e| detail(&e))?;
    bytes.ok_or_else(|| format!("larger than {} MiB", MAX_BYTES >> 20))
}
