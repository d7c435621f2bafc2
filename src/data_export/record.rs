//! Records as data: the shape of each kind.

use serde::Serialize;

use super::model::Texts;

/// All records, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RecordSet {
    /// Who helps.
    pub authorities: Vec<AuthorityRecord>,
    /// Clocks.
    pub deadlines: Vec<DeadlineRecord>,
    /// What to keep.
    pub evidence: Vec<EvidenceRecord>,
    /// What to write.
    pub letters: Vec<LetterRecord>,
    /// Whom to go to next.
    pub ladders: Vec<LadderRecord>,
    /// Words.
    pub terms: Vec<TermRecord>,
    /// Where it is written.
    pub sources: Vec<SourceRecord>,
}

/// What every record has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Common {
    /// Its id.
    pub id: String,
    /// Its pages, by language; empty for kinds without pages of their own.
    pub urls: Texts,
    /// Its country: `CN`, `US`, `UK`, `EU` or `AU`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// Ids of the sections that it belongs to; none for all.
    pub sectors: Vec<String>,
    /// Ids of the sources that it rests on.
    pub sources: Vec<String>,
    /// Date of the last check, ISO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_on: Option<String>,
    /// Ids of the guides that use it.
    pub guides: Vec<String>,
}

/// A body to which a reader can turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AuthorityRecord {
    /// What every record has.
    #[serde(flatten)]
    pub common: Common,
    /// Its name.
    pub name: Texts,
    /// Other names.
    pub aka: Vec<String>,
    /// `regulator`, `ombudsman`, `adr`, `hotline`, `police`, `consumer-org`, `court`,
    /// `self-regulatory` or `company`.
    pub kind: String,
    /// Its phone as people write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Whether a source says the phone; if not, check it before you use it.
    pub phone_sourced: bool,
    /// Its web address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// What it handles.
    pub handles: Texts,
    /// What it refuses.
    pub not_handles: Texts,
    /// What it needs first.
    pub precondition: Texts,
    /// `free` or `fee`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<String>,
    /// What it can order.
    pub can_order: Texts,
    /// Ids of its clocks.
    pub deadlines: Vec<String>,
    /// Whether one turns to its office in the province or state.
    pub local_offices: bool,
    /// `yes`, `merging` or `closed`.
    pub active: String,
    /// Id of the authority that took over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// Whether a source says all of this.
    pub sourced: bool,
}

/// A clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DeadlineRecord {
    /// What every record has.
    #[serde(flatten)]
    pub common: Common,
    /// `you`, `company` or `authority`.
    pub whose: String,
    /// Label of whose it is.
    pub who: Texts,
    /// What has to be done.
    pub act: Texts,
    /// How many.
    pub n: u32,
    /// `hours`, `calendar-days`, `working-days`, `business-days`, `weeks`, `months` or `years`.
    pub unit: String,
    /// From when.
    pub from: Texts,
    /// `sent`, `received`, `statement` or `event`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts_from: Option<String>,
    /// What happens when it is missed.
    pub missed: Texts,
    /// How it can be longer.
    pub extendable: Texts,
    /// Id of the body that it belongs to or leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// Law and article.
    pub article: Texts,
    /// Whether a source says it.
    pub sourced: bool,
}

/// Something that proves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EvidenceRecord {
    /// What every record has.
    #[serde(flatten)]
    pub common: Common,
    /// Its name.
    pub name: Texts,
    /// Why it matters.
    pub why: Texts,
    /// How to get it.
    pub how: Texts,
    /// Original, screenshot or export.
    pub keep: Texts,
    /// How soon it is lost: `no`, `hours`, `days` or `months`.
    pub perishable: String,
    /// Whether parts must be blacked out before it is sent.
    pub sensitive: bool,
    /// What to black out.
    pub hint: Texts,
    /// Legal note.
    pub legal_note: Texts,
}

/// A letter with blanks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LetterRecord {
    /// What every record has.
    #[serde(flatten)]
    pub common: Common,
    /// Its name.
    pub name: Texts,
    /// What it is for.
    pub purpose: String,
    /// To whom.
    pub to: Texts,
    /// `post`, `email`, `portal`.
    pub channels: Vec<String>,
    /// Its text, with `{{key}}` for each blank.
    pub body: Texts,
    /// Its blanks.
    pub fields: Vec<FieldRecord>,
    /// Ids of evidence to attach.
    pub attachments: Vec<String>,
    /// What to mind when sending.
    pub send_note: Texts,
}

/// A blank of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FieldRecord {
    /// Its key in the body.
    pub key: String,
    /// Its label.
    pub label: Texts,
    /// `text`, `date`, `money`, `phone`, `longtext` or `choice`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether the letter makes no sense without it.
    pub required: bool,
    /// Whether it holds something that should not go to everybody.
    pub sensitive: bool,
    /// What to mind with it.
    pub hint: Texts,
    /// What can be chosen.
    pub choices: Vec<Texts>,
}

/// Whom to go to, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LadderRecord {
    /// What every record has.
    #[serde(flatten)]
    pub common: Common,
    /// Its name.
    pub name: Texts,
    /// The rungs, lowest first.
    pub rungs: Vec<RungRecord>,
}

/// One rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RungRecord {
    /// Who, if it has no record.
    pub actor: Texts,
    /// Id of the authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// When one may climb here.
    pub enter_when: Texts,
    /// What the reader does.
    pub you_do: Texts,
    /// Id of the deadline for the other side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub they_have: Option<String>,
    /// What it can do.
    pub outcome: Texts,
    /// What lets the reader climb on.
    pub next_if: Texts,
    /// When to stop.
    pub stop_if: Texts,
    /// Whether it must come before the next.
    pub mandatory_before_next: bool,
    /// Ids of authorities that close this door when asked first.
    pub exclusive_with: Vec<String>,
    /// How they exclude each other.
    pub exclusive_note: Texts,
}

/// A word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TermRecord {
    /// What every record has.
    #[serde(flatten)]
    pub common: Common,
    /// Its name.
    pub name: Texts,
    /// Other names in any language.
    pub aliases: Vec<String>,
    /// What it means.
    pub definition: Texts,
    /// Ids of terms that it is mixed up with.
    pub not_to_confuse_with: Vec<String>,
    /// Countries where it means this; none for everywhere.
    pub jurisdictions: Vec<String>,
}

/// A text that a number rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SourceRecord {
    /// What every record has.
    #[serde(flatten)]
    pub common: Common,
    /// Its title.
    pub title: Texts,
    /// Who published it.
    pub publisher: Texts,
    /// Its web address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Address of an archived copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<String>,
    /// `law`, `regulation`, `judicial-interpretation`, `agency-page`, `scheme-rule`, `news`,
    /// `standard` or `secondary`.
    pub kind: String,
    /// When it was published, ISO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// From when it is in force, ISO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force_from: Option<String>,
    /// Until when it is in force, ISO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force_to: Option<String>,
    /// Id of what replaced it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<String>,
    /// When it was read, ISO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retrieved_on: Option<String>,
    /// `primary`, `secondary` or `unverified`.
    pub confidence: String,
    /// A note.
    pub note: Texts,
}
