//! What fills the placeholders of a diagnostic.

use std::fmt;
use std::ops::Index;

/// Values by the name of a placeholder, in order of name. A site can have ten diagnostics a page, and most
/// have one or two names: a sorted list takes a tenth of the room of a tree.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filled<V>(Vec<(&'static str, V)>);

impl<V> Filled<V> {
    /// Adds a value, or replaces the one of the same name.
    pub fn insert(&mut self, name: &'static str, value: V) {
        match self.0.binary_search_by_key(&name, |(known, _)| known) {
            Ok(found) => self.0[found].1 = value,
            Err(place) => {
                self.0.reserve_exact(1);
                self.0.insert(place, (name, value));
            }
        }
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&V> {
        let found = self.0.binary_search_by_key(&name, |(known, _)| known);
        found.ok().map(|found| &self.0[found].1)
    }

    /// All names with their values, in order of name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &V)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}

impl<V> Default for Filled<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> Index<&str> for Filled<V> {
    type Output = V;

    fn index(&self, name: &str) -> &V {
        self.get(name).expect("a placeholder of that name is filled")
    }
}

impl<V: fmt::Debug> fmt::Debug for Filled<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Filled;

    #[test]
    fn is_sorted_and_has_one_value_a_name() {
        let mut filled = Filled::default();
        for (name, value) in [("b", 1), ("c", 2), ("a", 3), ("b", 4)] {
            filled.insert(name, value);
        }
        assert_eq!(filled.iter().collect::<Vec<_>>(), [("a", &3), ("b", &4), ("c", &2)]);
        assert_eq!((filled.get("b"), filled.get("d")), (Some(&4), None));
        assert_eq!(format!("{filled:?}"), r#"{"a": 3, "b": 4, "c": 2}"#);
    }
}
