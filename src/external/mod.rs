//! Outside links: `kb check --external` follows them.
//!
//! What can be said without the network is pure: [`links`] collects the addresses of a library with the
//! places that hold them, [`report`] turns answers into diagnostics, [`Cache`] remembers good answers.
//! Only [`visit`] and [`find_archived`] send requests, through ureq, and politely: one request at a time to a host, with a
//! pause between two, a few hosts at once, as long as the server asks for when it asks to wait.
//!
//! Addresses on the site's block list and addresses under `ignore` in `[links]` of `kb.toml` are never
//! asked for.
#![allow(clippy::disallowed_methods, reason = "following links is the network, and waiting between requests")]

mod archive;
mod cache;
mod host;
mod places;
mod report;
mod visit;

pub use archive::{WAYBACK, find_archived};
pub use cache::Cache;
pub use places::{Links, Place, host, links};
pub use report::report;
pub use visit::{Settings, visit};

/// What came of following an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is there.
    Fine,
    /// It has moved for good, and the new address is there.
    Moved {
        /// The new address.
        to: String,
    },
    /// It is not there.
    Dead(Why),
    /// The server answers, but not to a program: nobody can tell from here.
    Unsure(Why),
}

/// Why an address gives no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It is not a web address.
    Address,
    /// The HTTP status.
    Status(u16),
    /// No host of this name.
    NoHost,
    /// The connection is refused.
    Refused,
    /// The connection breaks off.
    Broken,
    /// No answer in time.
    Timeout,
    /// No secure connection, mostly because of the certificate.
    Insecure,
    /// The answer is no HTTP.
    Protocol,
    /// Redirects lead in a circle or do not end.
    Circle,
    /// A redirect leads nowhere, or from the web into a private network.
    Redirect(String),
    /// A redirect leads to a host on the block list: the domain has been taken over.
    Blocked(String),
}

impl Why {
    /// Key of its words under `[phrases]`, with what fills them: a placeholder and its value.
    fn words(&self) -> (&'static str, Option<(&'static str, String)>) {
        match self {
            Why::Address => ("link_address", None),
            Why::Status(code) => ("link_status", Some(("status", code.to_string()))),
            Why::NoHost => ("link_no_host", None),
            Why::Refused => ("link_refused", None),
            Why::Broken => ("link_broken", None),
            Why::Timeout => ("link_timeout", None),
            Why::Insecure => ("link_insecure", None),
            Why::Protocol => ("link_protocol", None),
            Why::Circle => ("link_circle", None),
            Why::Redirect(to) => ("link_redirect", Some(("to", to.clone()))),
            Why::Blocked(to) => ("link_blocked", Some(("to", to.clone()))),
        }
    }

    /// Whether no server was reached at all: if all links say so, it is the network that is missing.
    pub fn is_silence(&self) -> bool {
        matches!(self, Why::NoHost | Why::Refused | Why::Broken | Why::Timeout)
    }
}
