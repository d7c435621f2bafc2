//! Names of files: which are no part of a site, and which cannot exist everywhere.

/// Hidden files of `static/` that hosts look for, so that they are part of a site.
const PUBLISHED: [&str; 4] = [".well-known", ".nojekyll", ".htaccess", ".domains"];

/// Endings of the copies and locks that editors leave beside a file.
const TEMPORARY: [&str; 7] = ["~", ".swp", ".swo", ".swx", ".bak", ".orig", ".tmp"];

/// Files that systems put into every folder that somebody looks at.
const LITTER: [&str; 2] = ["Thumbs.db", "desktop.ini"];

/// Whether a file or folder is no part of the site: hidden, or left by an editor or a system. `path`
/// is `/`-separated and relative to the site's folder; only its last part is looked at.
pub fn is_skipped(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if name.starts_with('.') {
        return !(folder == "static" && PUBLISHED.contains(&name));
    }
    let lock = name.starts_with('#') && name.ends_with('#');
    lock || LITTER.contains(&name) || TEMPORARY.iter().any(|end| name.ends_with(end))
}

/// Why a name cannot exist on every system; nothing if it can.
///
/// The rules are those of Windows ("Naming Files, Paths, and Namespaces" in its documentation), which
/// are the strictest: reserved characters, names of devices with any suffix, a dot or space at the end.
pub fn portability(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    if name.chars().any(|c| c.is_control() || "<>:\"/\\|?*".contains(c)) {
        Some("character")
    } else if name.ends_with(['.', ' ']) {
        Some("ending")
    } else if is_device(&stem.to_ascii_lowercase()) {
        Some("device")
    } else {
        None
    }
}

/// Whether Windows takes the name for a device; the superscript digits count as digits there.
fn is_device(stem: &str) -> bool {
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let digit = |rest: &str| {
        let mut chars = rest.chars();
        chars.next().is_some_and(|c| matches!(c, '1'..='9' | '¹' | '²' | '³')) && chars.next().is_none()
    };
    matches!(stem, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || numbered.is_some_and(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_systems_cannot_hold() {
        for (name, want) in [
            ("guide.md", None),
            ("退款.md", None),
            ("conduct.md", None),
            ("com10.md", None),
            ("a b.md", None),
            ("a:b.md", Some("character")),
            ("what?.md", Some("character")),
            ("tab\there", Some("character")),
            ("back\\slash", Some("character")),
            ("end.", Some("ending")),
            ("end ", Some("ending")),
            ("con", Some("device")),
            ("NUL.tar.gz", Some("device")),
            ("Com1.md", Some("device")),
            ("lpt³", Some("device")),
            ("aux .md", Some("device")),
        ] {
            assert_eq!(portability(name), want, "{name:?}");
        }
    }

    #[test]
    fn files_that_are_no_part_of_a_site() {
        for path in [
            "content/.git",
            "content/a.md~",
            "content/.a.md.swp",
            "content/#a.md#",
            "static/.env",
            "content/.nojekyll",
        ] {
            assert!(is_skipped(path), "{path}");
        }
        for path in
            ["kb.toml", "content/_index.md", "content/a#b.md", "static/.nojekyll", "static/.well-known"]
        {
            assert!(!is_skipped(path), "{path}");
        }
    }
}
