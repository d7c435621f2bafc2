//! Documents: one file of `content/` read as far as it can be read alone.
//!
//! A document knows nothing of its neighbours: its links are what the author wrote. Parsing never
//! fails; it returns what it could read, and diagnostics for the rest.

mod blocks;
mod emphasis;
mod events;
mod excuse;
mod fingerprint;
mod front_matter;
mod markdown;
mod outline;
mod part;
mod path;
mod raw_html;
mod reference;
mod texts;

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

pub use blocks::{Blocks, TextBlock, TextKind};
pub use events::{Events, SpannedEvent};
pub use excuse::Excuse;
pub use front_matter::{FrontMatter, GuideRef, Origin, Today, Urgency};
pub use markdown::{Body, Task};
pub use outline::Heading;
pub use part::{PARTS, Part};
pub use path::{ContentFile, PageId, PageKind, classify};
pub use raw_html::SAFE_TAGS;
pub use reference::{RawTarget, Reference, ReferenceKind, names_target};

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::snapshot::Snapshot;
use crate::text::{SourcePath, control_character};

/// One Markdown file.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its file.
    pub path: SourcePath,
    /// Its path without language and suffix: the same in all languages.
    pub id: PageId,
    /// BCP 47 tag of its language.
    pub lang: String,
    /// Home, section or guide.
    pub kind: PageKind,
    /// Whether the page is a folder with `index.md`, which may hold pictures.
    pub folder: bool,
    /// Its front matter.
    pub front: FrontMatter,
    /// Its body.
    pub body: Body,
    /// Fingerprint of what a translation is made from: the title, the summary and the body.
    pub content_hash: String,
    /// The file, shared with the snapshot, and where its body starts.
    file: (Arc<str>, usize),
    /// Hash of everything that it was read from: file, address and bytes.
    pub hash: blake3::Hash,
    /// Hash of what other pages may say of it: its address, its front matter, how many items to tick it has.
    pub front_hash: blake3::Hash,
    /// Hash of what links from other pages depend on: its address, its title, its anchors.
    pub place_hash: blake3::Hash,
}

impl Document {
    /// The body as written, for the Markdown copy.
    pub fn source(&self) -> &str {
        &self.file.0[self.file.1..]
    }

    /// Whether a recorded fingerprint is that of the present content.
    pub fn is_content(&self, recorded: &str) -> bool {
        fingerprint::is_same(&self.content_hash, recorded)
    }

    /// What changed since a fingerprint was recorded: `title`, `summary`, keys of parts, `other` for
    /// text outside parts; empty if nothing did or it cannot be told.
    pub fn changed_since(&self, recorded: &str) -> Vec<&'static str> {
        fingerprint::changed(&self.content_hash, recorded)
    }
}

/// What came of reading one file.
type Read = (Option<Arc<Document>>, Diagnostics);

/// The files that a build read, with everything that [`parse`] was given: reading is a pure function, so a
/// file for which all of it is the same needs no second reading. Holds one build's files.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    files: HashMap<SourcePath, Known>,
}

/// What a file's path says, its bytes, and what came of reading it.
type Known = (Page, Arc<[u8]>, Arc<Read>);

/// What a file is read from: its path, what that says, its bytes.
type Given<'a> = (&'a SourcePath, Page, &'a Arc<[u8]>);

/// Whether a file has the bytes that it had; of one that nobody touched they are the same value.
fn is_same(then: &Arc<[u8]>, now: &Arc<[u8]>) -> bool {
    Arc::ptr_eq(then, now) || then == now
}

/// Reads every Markdown file of `content/`, in parallel; the result is in order of path.
pub fn parse_all(snapshot: &Snapshot, config: &Config) -> (Vec<Arc<Document>>, Diagnostics) {
    parse_again(snapshot, config, None)
}

/// The same, without reading again what an earlier build has read.
pub fn parse_again(
    snapshot: &Snapshot,
    config: &Config,
    known: Option<&mut Parsed>,
) -> (Vec<Arc<Document>>, Diagnostics) {
    let files: Vec<_> = snapshot.folder("content").collect();
    let old = known.as_deref();
    let parsed: Vec<(Option<Given<'_>>, Arc<Read>)> = files
        .par_iter()
        .map(|(path, rest, bytes)| match classify(path, rest, config) {
            Ok(ContentFile::Page { id, lang, kind, folder }) => {
                let page = Page { id, lang, kind, folder };
                let found = old.and_then(|old| old.files.get(*path));
                let found = found.filter(|(old, bytes_then, _)| *old == page && is_same(bytes_then, bytes));
                let read = found.map(|(.., read)| Arc::clone(read)).unwrap_or_else(|| {
                    let (document, diagnostics) = match snapshot.shared_text(path) {
                        Some(text) if text.len() <= MAX_BYTES => read(path, page.clone(), text),
                        _ => (None, refuse(path, bytes)),
                    };
                    Arc::new((document.map(Arc::new), diagnostics))
                });
                (Some((*path, page, *bytes)), read)
            }
            Ok(_) => (None, Arc::default()),
            Err(diagnostic) => {
                let mut diagnostics = Diagnostics::default();
                diagnostics.push(*diagnostic);
                (None, Arc::new((None, diagnostics)))
            }
        })
        .collect();
    let mut documents = Vec::with_capacity(parsed.len());
    let mut diagnostics = Diagnostics::default();
    for (_, read) in &parsed {
        documents.extend(read.0.clone());
        diagnostics.extend(read.1.clone());
    }
    if let Some(known) = known {
        let page = |(given, read): (Option<Given<'_>>, _)| {
            let (path, page, bytes) = given?;
            Some((path.clone(), (page, Arc::clone(bytes), read)))
        };
        known.files = HashMap::with_capacity(parsed.len());
        known.files.extend(parsed.into_iter().filter_map(page));
    }
    (documents, diagnostics)
}

/// What the path of a Markdown file says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Page {
    id: PageId,
    lang: String,
    kind: PageKind,
    folder: bool,
}

impl Page {
    /// A hash of the arguments of [`parse`].
    fn key(&self, path: &SourcePath, bytes: &[u8]) -> blake3::Hash {
        let mut hash = blake3::Hasher::new();
        for text in [path.as_str(), self.id.as_str(), &self.lang] {
            hash.update(text.as_bytes());
            hash.update(b"\0");
        }
        hash.update(format!("{:?} {}\0", self.kind, self.folder).as_bytes());
        hash.update(bytes);
        hash.finalize()
    }
}

/// Largest Markdown file: 2 MiB is some 300 printed pages, beyond what a phone shows.
const MAX_BYTES: usize = 2 << 20;

/// Reads one Markdown file.
pub fn parse(
    path: &SourcePath,
    id: PageId,
    lang: String,
    kind: PageKind,
    folder: bool,
    bytes: &[u8],
) -> (Option<Document>, Diagnostics) {
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.len() <= MAX_BYTES => read(path, Page { id, lang, kind, folder }, &Arc::from(text)),
        _ => (None, refuse(path, bytes)),
    }
}

/// Says why a file is not read: it is too large, or it is no text.
fn refuse(path: &SourcePath, bytes: &[u8]) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    if bytes.len() > MAX_BYTES {
        diagnostics.push(
            Diagnostic::new(Code::TooLarge, Location::file(path))
                .arg("size", format!("{} MiB", bytes.len() >> 20))
                .arg("limit", format!("{} MiB", MAX_BYTES >> 20)),
        );
    } else if let Err(e) = std::str::from_utf8(bytes) {
        let at = e.valid_up_to();
        diagnostics.push(Diagnostic::new(Code::NotUtf8, Location::new(path, at..at)));
    }
    diagnostics
}

/// Reads one Markdown file of at most [`MAX_BYTES`].
fn read(path: &SourcePath, page: Page, text: &Arc<str>) -> (Option<Document>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    if let Some((at, c)) = control_character(text) {
        let d = Diagnostic::new(Code::ControlCharacter, Location::new(path, at..at + c.len_utf8()));
        diagnostics.push(d.arg("char", format!("U+{:04X}", u32::from(c))));
    }
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        diagnostics.push(Diagnostic::new(Code::EmptyFile, Location::file(path)));
        return (None, diagnostics);
    }
    let (front, body_start) = front_matter::parse(path, text, page.kind, &mut diagnostics);
    let source = &text[body_start..];
    let body = markdown::parse(path, text, body_start, &mut diagnostics);
    let content_hash = fingerprint::fingerprint(&front, &body, source, body_start);
    let source_start = text.len() - source.trim_start_matches(['\r', '\n']).len();
    let hash = page.key(path, text.as_bytes());
    let tasks = body.tasks.len();
    let head = [&text.as_bytes()[..body_start], format!("\0{tasks}").as_bytes()].concat();
    let front_hash = page.key(path, &head);
    let anchors = body.headings.iter().map(|heading| heading.anchor.as_str());
    let place: Vec<&str> = [front.title.value.as_str()].into_iter().chain(anchors).collect();
    let place_hash = page.key(path, place.join("\0").as_bytes());
    let Page { id, lang, kind, folder } = page;
    let (path, file) = (path.clone(), (Arc::clone(text), source_start));
    let document = Document {
        path,
        id,
        lang,
        kind,
        folder,
        front,
        body,
        content_hash,
        file,
        hash,
        front_hash,
        place_hash,
    };
    (Some(document), diagnostics)
}
