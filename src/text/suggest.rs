//! "Did you mean".

/// Longest name that has a nearest one, in characters: comparing costs the product of two lengths.
const LONGEST: usize = 200;

/// The candidate nearest to what was written, if it is near enough to be a slip of the keyboard:
/// at most a third of the characters differ (Damerau–Levenshtein), or one contains the other's start.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().take(LONGEST + 1).count();
    if length > LONGEST {
        return None;
    }
    // Names whose lengths differ more than their letters may need no comparison, which costs their product.
    let is_comparable = |c: &&str| {
        let other = c.chars().take(2 * LONGEST).count();
        other < 2 * LONGEST
            && (length.abs_diff(other) <= length.max(other).div_ceil(3)
                || (length >= 4 && (c.starts_with(written) || written.starts_with(*c))))
    };
    candidates
        .into_iter()
        .filter(is_comparable)
        .map(|c| {
            // Capitals alone are the nearest of all: they are what other file systems do not tell apart.
            let same = written.eq_ignore_ascii_case(c);
            (if same { 0 } else { strsim::damerau_levenshtein(written, c) }, c)
        })
        .filter(|(distance, c)| {
            *distance <= length.max(c.chars().count()).div_ceil(3)
                || (length >= 4 && (c.starts_with(written) || written.starts_with(c)))
        })
        .min_by_key(|(distance, c)| (*distance, c.len()))
        .map(|(_, c)| c)
}

/// The same for paths: the last names are near, too. Folders and endings that two paths have in common do not
/// make `nowhere.md` a slip for `_index.md`.
pub fn nearest_path<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    fn name(path: &str) -> &str {
        let last = path.rsplit('/').next().unwrap_or(path);
        last.split_once('.').map_or(last, |(name, _)| name)
    }
    let is_near = |candidate: &&str| nearest(name(written), [name(candidate)]).is_some();
    nearest(written, candidates.into_iter().filter(is_near))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_only() {
        let keys = ["title", "summary", "reviewed", "review_every"];
        assert_eq!(nearest("titel", keys), Some("title"));
        assert_eq!(nearest("review", keys), Some("reviewed"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(nearest("B.md", ["a.md", "b.md"]), Some("b.md"));
        assert_eq!(nearest("TITLE", keys), Some("title"));
        let paths = ["telecom/_index.md", "telecom/slow-broadband.md"];
        assert_eq!(nearest_path("telecom/nowhere.md", paths), None);
        assert_eq!(nearest_path("telecom/slow-brodband.md", paths), Some(paths[1]));
        assert_eq!(nearest_path("telcom/slow-brodband.en.md", paths), Some(paths[1]));
    }
}
