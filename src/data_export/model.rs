//! What an export says of the site and its guides.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::record::RecordSet;
use crate::plan::{Cx, OutPath};
use crate::table::{I18n, Spanned};

/// Version of the format. A new one may change or remove keys; within one, keys are only added.
pub const VERSION: u32 = 1;

/// A text by language (BCP 47 tag).
pub(super) type Texts = BTreeMap<String, String>;

/// An export: the site, and its guides, its records, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Export {
    /// Version of this format. Readers ignore keys that they do not know.
    pub kb_export: u32,
    /// The site.
    pub site: Site,
    /// Guides, in order of id, then of language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guides: Option<Vec<Guide>>,
    /// Records, by kind, in order of id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<RecordSet>,
}

/// The site that the data comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Site {
    /// Its title.
    pub title: Texts,
    /// Who publishes it; may be empty.
    pub organisation: String,
    /// Absolute address without a trailing slash; empty if not known. Addresses of pages are then
    /// relative to the site's root.
    pub base_url: String,
    /// Language of pages without a language in their address.
    pub default_language: String,
    /// All languages, the default first.
    pub languages: Vec<String>,
    /// The date that the build was given as today, ISO.
    pub built_on: String,
}

/// A guide in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Guide {
    /// Path without language and suffix: the same in all languages.
    pub id: String,
    /// Its language.
    pub lang: String,
    /// Its page.
    pub url: String,
    /// The same as Markdown.
    pub markdown_url: String,
    /// Title.
    pub title: String,
    /// Two sentences.
    pub summary: String,
    /// Id of its section.
    pub sector: String,
    /// Countries whose rules it states.
    pub jurisdictions: Vec<String>,
    /// `none`, `days` or `hours`.
    pub urgency: String,
    /// Date of the last review, ISO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<String>,
    /// When the next review is due, ISO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_review: Option<String>,
    /// Oldest date among its review and the checks of all records that it rests on, ISO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest_check: Option<String>,
    /// Role that is responsible.
    pub owner: String,
    /// Tags.
    pub tags: Vec<String>,
    /// What the reader can get.
    pub gain: String,
    /// What it costs the reader.
    pub cost: String,
    /// The deadline for the other side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub their_clock: Option<Clock>,
    /// The deadline for the reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub your_clock: Option<Clock>,
    /// The one act for today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub today: Option<TodayAct>,
    /// Where to go if this fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<GuideLink>,
    /// Related guides that the author names.
    pub related: Vec<GuideLink>,
    /// Language of the page that this one translates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation_of: Option<String>,
    /// Language of the page on the same topic under another country's law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adapted_from: Option<String>,
    /// Fingerprint of title, summary and text: changes when one of them does.
    pub fingerprint: String,
    /// Its text by heading.
    pub sections: Vec<Section>,
    /// What a reader ticks off, in order.
    pub checklist: Vec<ListItem>,
    /// Records that it names.
    pub records: Vec<RecordRef>,
    /// Ids of its sources, in the order in which it cites them.
    pub sources: Vec<String>,
}

/// A deadline with its length in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Clock {
    /// Id of the deadline.
    pub id: String,
    /// Its length, such as `15 calendar days`.
    pub length: String,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TodayAct {
    /// The act.
    pub act: String,
    /// Estimated minutes; 0 if not said.
    pub minutes: u32,
    /// How.
    pub text: String,
}

/// Another guide, with the reason to go there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GuideLink {
    /// Its id.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// The text under one heading, without the text under headings below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Section {
    /// Key of the part that it belongs to (`evidence`, `steps`, …); empty outside parts.
    pub part: String,
    /// Level of the heading, 2 to 6; 0 for text before the first one.
    pub level: u8,
    /// Anchor on the page; empty for the page's top.
    pub anchor: String,
    /// The heading.
    pub heading: String,
    /// Plain text, a line a paragraph, list item or table row. References without words of their own
    /// are written out.
    pub text: String,
}

/// An item to tick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ListItem {
    /// Id that survives small edits.
    pub id: String,
    /// Plain text.
    pub text: String,
    /// Id of the evidence record that it stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// A record by kind and id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RecordRef {
    /// `authority`, `deadline`, `evidence`, `letter`, `ladder`, `term` or `source`.
    pub kind: String,
    /// Its id.
    pub id: String,
}

/// What an export says of the site.
pub(super) fn site(cx: &Cx<'_>) -> Site {
    let config = cx.library.config();
    Site {
        title: texts(&config.title),
        organisation: config.organisation.name.clone(),
        base_url: config.base_url.clone(),
        default_language: config.default_language.clone(),
        languages: config.languages.clone(),
        built_on: cx.library.today().to_string(),
    }
}

/// The address of a page: absolute if the site has a base address, else relative to its root.
pub(super) fn address(cx: &Cx<'_>, path: &OutPath) -> String {
    path.absolute(&cx.library.config().base_url).trim_start_matches('/').to_owned()
}

pub(super) fn texts(text: &I18n) -> Texts {
    text.texts.clone()
}

pub(super) fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn date(value: Option<&Spanned<Date>>) -> Option<String> {
    value.map(|d| d.value.to_string())
}

pub(super) fn values(list: &[Spanned<String>]) -> Vec<String> {
    list.iter().map(|s| s.value.clone()).collect()
}
