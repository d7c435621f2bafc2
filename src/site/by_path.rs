//! A list in order of path.

use super::OutPath;

/// Things by path, in order, each path once. A list is made and let go in a fraction of the time of a map, and a
/// preview of ten thousand guides makes several of eighty thousand files an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ByPath<T>(Vec<(OutPath, T)>);

impl<T> Default for ByPath<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ByPath<T> {
    fn find(&self, path: &OutPath) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.cmp(path))
    }

    /// What is on a path.
    pub(crate) fn get(&self, path: &OutPath) -> Option<&T> {
        self.find(path).ok().map(|at| &self.0[at].1)
    }

    /// Adds or replaces one, which takes as long as the list: for many there is [`Self::merge`].
    pub(crate) fn insert(&mut self, path: OutPath, value: T) {
        match self.find(&path) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (path, value)),
        }
    }

    /// Adds or replaces those of another list.
    pub(crate) fn merge(&mut self, other: Self) {
        if other.0.is_empty() {
            return;
        }
        if self.0.is_empty() {
            *self = other;
            return;
        }
        let mut old = std::mem::take(&mut self.0).into_iter();
        self.0.reserve(old.len() + other.0.len());
        let mut new = other.0.into_iter();
        // Both have long stretches that the other has nothing in: whole folders.
        while let (Some(first), false) = (new.as_slice().first(), old.as_slice().is_empty()) {
            let before = leading(old.as_slice(), |(path, _)| *path < first.0);
            self.0.extend(old.by_ref().take(before));
            let Some(next) = old.as_slice().first() else { break };
            let before = leading(new.as_slice(), |(path, _)| *path < next.0);
            self.0.extend(new.by_ref().take(before));
            if new.as_slice().first().is_some_and(|(path, _)| *path == next.0) {
                old.next();
                self.0.extend(new.next());
            }
        }
        self.0.extend(old);
        self.0.extend(new);
    }

    /// All of them in order of path.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&OutPath, &T)> {
        self.0.iter().map(|(path, value)| (path, value))
    }

    /// Those from a path on.
    pub(crate) fn iter_from<'a>(
        &'a self,
        path: &OutPath,
    ) -> impl Iterator<Item = (&'a OutPath, &'a T)> + use<'a, T> {
        let from = self.find(path).unwrap_or_else(|at| at);
        self.0[from..].iter().map(|(path, value)| (path, value))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl<T> IntoIterator for ByPath<T> {
    type Item = (OutPath, T);
    type IntoIter = std::vec::IntoIter<(OutPath, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> FromIterator<(OutPath, T)> for ByPath<T> {
    /// Of two on one path, the later one is taken.
    fn from_iter<I: IntoIterator<Item = (OutPath, T)>>(items: I) -> Self {
        let mut list: Vec<_> = items.into_iter().collect();
        if !list.is_sorted_by(|(a, _), (b, _)| a < b) {
            list.sort_by(|(a, _), (b, _)| a.cmp(b));
            list.dedup_by(|later, kept| {
                let is_same = later.0 == kept.0;
                if is_same {
                    std::mem::swap(&mut later.1, &mut kept.1);
                }
                is_same
            });
        }
        Self(list)
    }
}

/// How many of a sorted list come first: steps that double, then halve, because it is often one, often thousands.
fn leading<T>(list: &[T], comes_first: impl Fn(&T) -> bool) -> usize {
    let mut step = 1;
    while list.get(step - 1).is_some_and(&comes_first) {
        step *= 2;
    }
    let from = step / 2;
    from + list[from..list.len().min(step)].partition_point(comes_first)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Pairs of which many share a path, by a linear congruential generator (Knuth, MMIX).
    fn pairs(seed: u64, count: u64) -> Vec<(OutPath, u64)> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        (0..count).map(|_| (OutPath::new((next() % 40).to_string()), next())).collect()
    }

    #[test]
    fn it_is_a_map() {
        for seed in 0..500 {
            let (first, second) = (pairs(seed, seed % 30), pairs(seed + 1000, seed % 17));
            let one = (OutPath::new((seed % 40).to_string()), seed);
            let all = first.iter().chain(&second).chain([&one]).cloned();
            let want: BTreeMap<OutPath, u64> = all.collect();
            let mut made: ByPath<u64> = first.into_iter().collect();
            made.merge(second.into_iter().collect());
            made.insert(one.0, one.1);
            assert!(made.iter().eq(&want), "{seed}");
            assert_eq!(made.len(), want.len(), "{seed}");
            for path in (0..40).map(|n| OutPath::new(n.to_string())) {
                assert_eq!(made.get(&path), want.get(&path), "{seed}");
                assert!(made.iter_from(&path).eq(want.range(path.clone()..)), "{seed}");
            }
        }
    }
}
