//! The kinds of records, and the countries.

use std::fmt;

/// Codes of the countries whose rules a site states.
pub const JURISDICTIONS: [&str; 5] = ["CN", "US", "UK", "EU", "AU"];

/// What the countries are called in Chinese, also in traditional characters.
const CHINESE_NAMES: [&str; 11] =
    ["中国", "中國", "大陆", "大陸", "美国", "美國", "英国", "英國", "欧盟", "歐盟", "澳"];

/// Whether words name a country or say that they are of one: `EU`, 英国, 美国法.
pub(crate) fn begins_with_country(words: &str) -> bool {
    JURISDICTIONS.contains(&words) || CHINESE_NAMES.iter().any(|name| words.starts_with(name))
}

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// Who helps.
    Authority,
    /// A clock.
    Deadline,
    /// What to keep.
    Evidence,
    /// What to write.
    Letter,
    /// Whom to go to next.
    Ladder,
    /// A word.
    Term,
    /// Where it is written.
    Source,
}

impl RecordKind {
    /// All kinds.
    pub const ALL: [RecordKind; 7] = [
        RecordKind::Authority,
        RecordKind::Deadline,
        RecordKind::Evidence,
        RecordKind::Letter,
        RecordKind::Ladder,
        RecordKind::Term,
        RecordKind::Source,
    ];

    /// The word in references and in `[[…]]`.
    pub fn as_str(self) -> &'static str {
        match self {
            RecordKind::Authority => "authority",
            RecordKind::Deadline => "deadline",
            RecordKind::Evidence => "evidence",
            RecordKind::Letter => "letter",
            RecordKind::Ladder => "ladder",
            RecordKind::Term => "term",
            RecordKind::Source => "source",
        }
    }

    /// The folder under `content/_data/`, and of the kind's pages.
    pub fn folder(self) -> &'static str {
        match self {
            RecordKind::Authority => "authorities",
            RecordKind::Deadline => "deadlines",
            RecordKind::Evidence => "evidence",
            RecordKind::Letter => "letters",
            RecordKind::Ladder => "ladders",
            RecordKind::Term => "terms",
            RecordKind::Source => "sources",
        }
    }

    /// The kind of a folder.
    pub fn from_folder(folder: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.folder() == folder)
    }

    /// The kind of a reference's word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == name)
    }

    /// Whether records of the kind belong to one country.
    pub fn has_jurisdiction(self) -> bool {
        !matches!(self, RecordKind::Evidence | RecordKind::Term)
    }

    /// Whether records of the kind have pages of their own; a ladder is drawn in guides only.
    pub fn has_pages(self) -> bool {
        self != RecordKind::Ladder
    }
}

impl fmt::Display for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
