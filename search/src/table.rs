//! Small collections for the engine.
//!
//! The standard library's maps and sorts are faster for many items, but each use of one with another type
//! adds two to five kilobytes to what a reader downloads, and the engine's collections are short.

use crate::prelude::*;

/// A map for some hundred entries.
#[derive(Clone, Debug)]
pub(crate) struct Table<K, V>(Vec<(K, V)>);

impl<K, V> Default for Table<K, V> {
    fn default() -> Table<K, V> {
        Table(Vec::new())
    }
}

impl<K: PartialEq, V> Table<K, V> {
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.0
            .iter()
            .find(|(other, _)| other == key)
            .map(|(_, value)| value)
    }

    pub(crate) fn has(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// Adds an entry in place of the one with the same key.
    pub(crate) fn insert(&mut self, key: K, value: V) {
        self.remove(&key);
        self.0.push((key, value));
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.0.iter().position(|(other, _)| other == key)?;
        Some(self.0.swap_remove(at).1)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Adds an item that is not in the list yet.
pub(crate) fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// Keeps the best `count` items, best first; of equals the earlier wins. Most items are only compared with the
/// last of the best.
pub(crate) fn keep_best<T>(items: &mut Vec<T>, count: usize, better: impl Fn(&T, &T) -> bool) {
    let mut best: Vec<T> = Vec::with_capacity(count.min(items.len()) + 1);
    for item in items.drain(..) {
        if best.len() >= count && !best.last().is_some_and(|last| better(&item, last)) {
            continue;
        }
        let mut place = best.len();
        while place > 0 && better(&item, &best[place - 1]) {
            place -= 1;
        }
        best.insert(place, item);
        best.truncate(count);
    }
    *items = best;
}
