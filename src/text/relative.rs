//! Paths between files of `content/`.

/// Path of a file as seen from a folder of the same tree, `/`-separated: `general/x.md` seen from `telecom` is
/// `../general/x.md`.
pub fn relative(folder: &str, file: &str) -> String {
    let mut from: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    let mut to: Vec<&str> = file.split('/').collect();
    while !from.is_empty() && to.len() > 1 && from[0] == to[0] {
        from.remove(0);
        to.remove(0);
    }
    format!("{}{}", "../".repeat(from.len()), to.join("/"))
}
