//! Files of guides and sectors that an earlier build has made.
//!
//! A guide's page, checklist, pack and copy follow from what [`Library::key_of_guide`] hashes, a sector's
//! sheets from [`Library::key_of_sector`]. What has a known key needs neither a plan nor a drawing.
//!
//! [`Library::key_of_guide`]: crate::library::Library::key_of_guide
//! [`Library::key_of_sector`]: crate::library::Library::key_of_sector

use std::collections::HashMap;
use std::sync::Arc;

use super::{OutPath, Output, Plan, Planned};
use crate::site::{Note, Shelf};
use crate::text::SourcePath;

/// What one build leaves to the next one: the files of guides and sectors by their keys.
#[derive(Debug, Default)]
pub struct Known {
    files: HashMap<blake3::Hash, Arc<[File]>>,
}

#[derive(Debug)]
struct File {
    path: OutPath,
    source: SourcePath,
    /// Nothing of a file that this build did not make.
    made: Option<(Arc<[u8]>, Note)>,
}

/// Something planned that can be known: its key, and its files in the plan.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) key: blake3::Hash,
    pub(super) paths: Vec<OutPath>,
}

impl Known {
    /// The outputs with a key as they were.
    pub(super) fn outputs(&self, key: &blake3::Hash) -> Option<Vec<Planned>> {
        let output = |file: &File| {
            let drawn = |(bytes, note): &(Arc<[u8]>, Note)| Output::Drawn(Arc::clone(bytes), *note);
            let output = file.made.as_ref().map_or(Output::Left, drawn);
            (file.path.clone(), output, file.source.clone())
        };
        Some(self.files.get(key)?.iter().map(output).collect())
    }

    /// What a build has made, which knew what an earlier one had: `left` says which outputs it was not to make.
    pub fn learn(plan: &Plan, site: &Shelf<'_>, left: impl Fn(&Output) -> bool, earlier: &Self) -> Self {
        let file = |path: &OutPath| {
            let (_, output, source) = plan.find(path)?;
            let made = site.kept(path).map(|kept| (site.bytes(path, kept), kept.note));
            let is_whole = made.is_some() || left(output);
            is_whole.then(|| File { path: path.clone(), source: source.clone(), made })
        };
        let mut files = HashMap::with_capacity(plan.jobs.len());
        files.extend(plan.jobs.iter().filter_map(|job| {
            let known = earlier.files.get(&job.key).map(Arc::clone);
            let files = known.or_else(|| job.paths.iter().map(file).collect());
            Some((job.key, files?))
        }));
        Self { files }
    }
}
