//! The disk: reading a site's folder into a [`Snapshot`](crate::snapshot::Snapshot) and publishing a
//! [`Site`](crate::site::Site) as a whole.
//!
//! Nothing else of `kb` reads or writes a site's files, so that every stage between works on values.
#![allow(clippy::disallowed_methods)]

mod base;
mod name;
mod plain;
mod publish;
mod read;
mod receipt;
mod sources;
mod stamp;

pub use base::{Place, base_place};
pub use name::{is_skipped, portability};
pub use plain::write_back;
pub use publish::{Durability, Options, PublishError, Published, Staging, Turn, publish};
pub use read::{read, read_again};
pub use receipt::{CACHE, NoReceipt, Receipt};
pub use sources::read_sources;
pub use stamp::Known;

pub use crate::config::CONFIG_PATH;
pub use crate::extend::LOCK_PATH;

/// The folders of a site that `kb` reads.
pub const FOLDERS: [&str; 3] = ["content", "static", "themes"];

/// What the operating system said, as a fact without its number: `permission denied`.
fn detail(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_facts() {
        let refused = std::io::Error::from_raw_os_error(13);
        assert_eq!(detail(&refused), "permission denied");
        assert_eq!(detail(&std::io::Error::other("Broken")), "broken");
    }
}
