//! A build of which nobody wants the files: only what is wrong.

use std::sync::Arc;

use super::{BuildOptions, Copies, Run, make};
use crate::diag::Diagnostics;
use crate::progress::Silent;
use crate::relevance;
use crate::site::{Away, Content, Keeper, Memory, OutPath, Place};
use crate::snapshot::Snapshot;

/// What an examination found.
#[derive(Debug)]
pub struct Examined {
    /// What is wrong, in order, with the site's own levels.
    pub diagnostics: Diagnostics,
    /// How many drafts were not looked at.
    pub drafts_left: usize,
}

/// Everything that is wrong with a site, also what only a finished page or a copy has. It is made like any other, so that
/// nothing is found by one command and not by the other, but a file that is finished is let go of: a large site
/// takes no more memory than to publish it.
pub fn examine(snapshot: &Snapshot, options: &BuildOptions) -> Examined {
    let run = Run { copies: Copies::Made, memo: None, progress: &Silent, pages: &mut |_| {} };
    let sieve = Sieve { index: relevance::has_queries(snapshot) };
    let made = make(snapshot, options, run, &sieve, &mut |_| {});
    Examined { diagnostics: made.diagnostics, drafts_left: made.drafts_left }
}

/// Keeps what a later stage may find something wrong with; all other files are empty when they are asked for.
struct Sieve {
    /// Whether the search index is asked the site's own questions.
    index: bool,
}

/// Endings of pictures, which e-books take over.
const PICTURES: [&str; 7] = ["avif", "gif", "jpeg", "jpg", "png", "svg", "webp"];

impl Sieve {
    fn keeps(&self, path: &OutPath) -> bool {
        let ending = path.as_str().rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_index = path.as_str().starts_with(crate::render::SEARCH);
        let is_picture = PICTURES.iter().any(|p| p.eq_ignore_ascii_case(ending));
        self.index && is_index || is_picture && !path.as_str().ends_with(crate::offline::SHARE_PICTURE)
    }
}

/// The place of a file that is not kept.
fn nowhere() -> Place {
    Place::Away(Away { hash: blake3::hash(b""), fresh: true })
}

impl Keeper for Sieve {
    fn keep(&self, path: &OutPath, bytes: Arc<[u8]>) -> Place {
        if self.keeps(path) { Memory.keep(path, bytes) } else { nowhere() }
    }

    /// What is made while it is written is not made at all.
    fn keep_written(&self, path: &OutPath, content: Content<'_>) -> (usize, Place) {
        if self.keeps(path) { Memory.keep_written(path, content) } else { (0, nowhere()) }
    }

    fn fetch(&self, _: &OutPath, _: &Away) -> Arc<[u8]> {
        Arc::default()
    }
}
