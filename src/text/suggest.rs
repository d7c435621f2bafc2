//! "Did you mean".

/// The candidate nearest to what was written, if it is near enough to be a slip of the keyboard:
/// at most a third of the characters differ (Damerau–Levenshtein), or one contains the other's start.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(written, c), c))
        .filter(|(distance, c)| {
            *distance <= length.max(c.chars().count()).div_ceil(3)
                || (length >= 4 && (c.starts_with(written) || written.starts_with(c)))
        })
        .min_by_key(|(distance, c)| (*distance, c.len()))
        .map(|(_, c)| c)
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
    }
}
