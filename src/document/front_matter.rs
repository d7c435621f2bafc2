//! Front matter: the typed keys at the head of a page.

use jiff::civil::Date;

use super::path::PageKind;
use crate::diag::{Code, Diagnostic, Diagnostics, Location};
use crate::record::JURISDICTIONS;
use crate::table::{Period, Reader, Spanned, Table, choose};
use crate::text::SourcePath;

/// How soon a reader must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Urgency {
    /// No clock is running.
    #[default]
    None,
    /// Days count.
    Days,
    /// Hours count: the guide needs an `urgent` part.
    Hours,
}

impl Urgency {
    /// `none`, `days` or `hours`.
    pub fn as_str(self) -> &'static str {
        match self {
            Urgency::None => "none",
            Urgency::Days => "days",
            Urgency::Hours => "hours",
        }
    }
}

/// The one act for today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// The act.
    pub act: String,
    /// Estimated minutes; 0 if not said.
    pub minutes: u32,
    /// How.
    pub text: String,
}

/// Another guide, with the reason to go there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideRef {
    /// Id of the guide.
    pub guide: Spanned<String>,
    /// Why.
    pub reason: String,
}

/// How a page relates to the same topic in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A true translation: the same rules, the same records.
    TranslationOf(Spanned<String>),
    /// The same topic under another country's law: held to its own records.
    AdaptedFrom(Spanned<String>),
}

/// What stands between the `+++` lines.
#[derive(Debug, Clone, Default)]
pub struct FrontMatter {
    /// Title; empty if it is missing (which is reported).
    pub title: Spanned<String>,
    /// One or two sentences.
    pub summary: Option<Spanned<String>>,
    /// Countries whose rules the page states: codes of [`JURISDICTIONS`].
    pub jurisdictions: Vec<Spanned<String>>,
    /// How soon a reader must act.
    pub urgency: Urgency,
    /// Date of the last review.
    pub reviewed: Option<Spanned<Date>>,
    /// How often it is to be reviewed.
    pub review_every: Option<Period>,
    /// Responsible role.
    pub owner: String,
    /// Ids of sources.
    pub sources: Vec<Spanned<String>>,
    /// Former addresses of the page.
    pub aliases: Vec<Spanned<String>>,
    /// Tags.
    pub tags: Vec<Spanned<String>>,
    /// Left out of the site unless drafts are asked for.
    pub draft: bool,
    /// Order in the section; pages without come last, by title.
    pub weight: Option<u32>,
    /// Fact strip: what the reader can get.
    pub gain: String,
    /// Fact strip: what it costs.
    pub cost: String,
    /// Fact strip: id of the other side's deadline.
    pub their_clock: Option<Spanned<String>>,
    /// Fact strip: id of the reader's deadline.
    pub your_clock: Option<Spanned<String>>,
    /// Relation to the other languages.
    pub origin: Option<Origin>,
    /// Hash of the original that a translation was made from.
    pub original_hash: Option<Spanned<String>>,
    /// The act for today.
    pub today: Option<Today>,
    /// Where to go if this fails.
    pub next: Option<GuideRef>,
    /// Related guides.
    pub related: Vec<GuideRef>,
    /// Sections: icon.
    pub icon: String,
    /// Guides: what readers type and the text does not say, for the search. Sections: sample words.
    pub words: Vec<String>,
    /// Where the front matter stands, for keys that are missing.
    pub start: usize,
}

impl Default for Spanned<String> {
    fn default() -> Self {
        Spanned::new(String::new(), 0..0)
    }
}

impl FrontMatter {
    /// The summary, empty if there is none.
    pub fn summary_text(&self) -> &str {
        self.summary.as_ref().map_or("", |s| s.value.as_str())
    }

    /// When the next review is due.
    pub fn next_review(&self) -> Option<Date> {
        Some(self.review_every?.after(self.reviewed.as_ref()?.value))
    }
}

/// Reads the front matter at the head of `text`; returns it and the offset at which the body starts.
pub(super) fn parse(
    path: &SourcePath,
    text: &str,
    kind: PageKind,
    diagnostics: &mut Diagnostics,
) -> (FrontMatter, usize) {
    let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let report = |code, span, diagnostics: &mut Diagnostics| {
        diagnostics.push(Diagnostic::new(code, Location::new(path, span)));
    };
    let Some(open) = fence(&text[bom..]) else {
        let end = text[bom..].find('\n').map_or(text.len(), |i| bom + i);
        report(Code::MissingFrontMatter, bom..end, diagnostics);
        return (FrontMatter::default(), bom);
    };
    let start = bom + open;
    let mut at = start;
    let (toml_end, body) = loop {
        if at >= text.len() {
            report(Code::UnclosedFrontMatter, bom..bom + 3, diagnostics);
            return (FrontMatter { start: bom, ..FrontMatter::default() }, text.len());
        }
        if let Some(close) = fence(&text[at..]) {
            break (at, at + close);
        }
        at = text[at..].find('\n').map_or(text.len(), |i| at + i + 1);
    };
    let mut r = Reader::new(path, start);
    let mut table = r.parse(&text[start..toml_end], "the front matter");
    let mut front = FrontMatter { start: bom, ..FrontMatter::default() };
    common(&mut table, &mut r, &mut front);
    match kind {
        PageKind::Guide => guide(&mut table, &mut r, &mut front),
        PageKind::Home | PageKind::Section => {
            front.icon = table.string(&mut r, "icon").map(|s| s.value).unwrap_or_default();
            front.words = table.strings(&mut r, "words").into_iter().map(|s| s.value).collect();
        }
    }
    table.finish(&mut r);
    diagnostics.extend(r.diagnostics);
    (front, body)
}

/// Length of a `+++` line at the start of a text, its line end included.
fn fence(text: &str) -> Option<usize> {
    let line_end = text.find('\n').map_or(text.len(), |i| i + 1);
    (text[..line_end].trim_end() == "+++").then_some(line_end)
}

fn common(table: &mut Table<'_>, r: &mut Reader<'_>, front: &mut FrontMatter) {
    front.title = table.required_string(r, "title").unwrap_or_default();
    front.summary = table.string(r, "summary");
    front.weight = table.number(r, "weight", 1_000_000).map(|n| n.value);
    front.draft = table.boolean(r, "draft").unwrap_or(false);
    front.tags = table.strings(r, "tags");
    front.aliases = table.strings(r, "aliases");
    front.reviewed = table.date(r, "reviewed");
    front.review_every = table.period(r, "review_every").map(|p| p.value);
    front.owner = table.string(r, "owner").map(|s| s.value).unwrap_or_default();
    origin(table, r, front);
}

fn origin(table: &mut Table<'_>, r: &mut Reader<'_>, front: &mut FrontMatter) {
    let translation = table.string(r, "translation_of");
    let adapted = table.string(r, "adapted_from");
    front.original_hash = table.string(r, "original_hash");
    front.origin = match (translation, adapted) {
        (Some(lang), None) => Some(Origin::TranslationOf(lang)),
        (None, Some(lang)) => Some(Origin::AdaptedFrom(lang)),
        (Some(_), Some(lang)) => {
            let expected = "either translation_of or adapted_from, not both";
            crate::table::invalid(r, "adapted_from", &lang.value, lang.span.clone(), expected, None);
            Some(Origin::AdaptedFrom(lang))
        }
        (None, None) => None,
    };
}

fn guide(table: &mut Table<'_>, r: &mut Reader<'_>, front: &mut FrontMatter) {
    let known = JURISDICTIONS.map(|j| (j, j));
    front.jurisdictions = table
        .strings(r, "jurisdictions")
        .into_iter()
        .filter(|j| choose(r, "jurisdictions", j, &known).is_some())
        .collect();
    let urgency = [("none", Urgency::None), ("days", Urgency::Days), ("hours", Urgency::Hours)];
    front.urgency = table.choice(r, "urgency", &urgency).map(|u| u.value).unwrap_or_default();
    front.sources = table.strings(r, "sources");
    front.words = table.strings(r, "words").into_iter().map(|s| s.value).collect();
    let mut text =
        |key: &'static str, r: &mut Reader<'_>| table.string(r, key).map(|s| s.value).unwrap_or_default();
    front.gain = text("gain", r);
    front.cost = text("cost", r);
    front.their_clock = table.string(r, "their_clock");
    front.your_clock = table.string(r, "your_clock");
    if let Some(mut t) = table.subtable(r, "today", "[today]") {
        front.today = Some(Today {
            act: t.required_string(r, "act").map(|s| s.value).unwrap_or_default(),
            minutes: t.number(r, "minutes", 10_000).map_or(0, |n| n.value),
            text: t.string(r, "text").map(|s| s.value).unwrap_or_default(),
        });
        t.finish(r);
    }
    front.next = table.subtable(r, "next", "[next]").and_then(|t| guide_ref(t, r));
    front.related =
        table.tables(r, "related", "[[related]]").into_iter().filter_map(|t| guide_ref(t, r)).collect();
}

fn guide_ref(mut table: Table<'_>, r: &mut Reader<'_>) -> Option<GuideRef> {
    let guide = table.required_string(r, "guide");
    let reason = table.required_string(r, "reason").map(|s| s.value).unwrap_or_default();
    table.finish(r);
    Some(GuideRef { guide: guide?, reason })
}
