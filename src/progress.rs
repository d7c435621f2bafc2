//! What a build tells whoever waits for it. The stages only say where they are: what is shown of it,
//! and what time it took, is the command line's business.

/// A stage of a build, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Files into memory.
    Read,
    /// Files to documents and records.
    Parse,
    /// Documents to the library.
    Link,
    /// The editorial rules, and every output as data: neither waits for the other.
    Check,
    /// Pages and the search index.
    Render,
    /// What is made of all pages: exports, the list for offline reading.
    Finish,
    /// Files onto the disk.
    Publish,
}

impl Stage {
    /// Its name in English, for keys of words.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Read => "read",
            Stage::Parse => "parse",
            Stage::Link => "link",
            Stage::Check => "check",
            Stage::Render => "render",
            Stage::Finish => "finish",
            Stage::Publish => "publish",
        }
    }
}

/// Whoever waits. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins, and the one before is over.
    fn begin(&self, stage: Stage);

    /// The stage has that many pieces of work.
    fn total(&self, pieces: usize);

    /// One of them is done.
    fn advance(&self);
}

/// Nobody waits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage) {}

    fn total(&self, _: usize) {}

    fn advance(&self) {}
}
