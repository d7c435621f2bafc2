//! The keys of each kind of table, as data.

use crate::config::Host;
use crate::record::JURISDICTIONS;

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A string.
    String,
    /// A list of strings.
    Strings,
    /// True or false.
    Bool,
    /// A whole number up to a limit.
    Number(u32),
    /// A date without time.
    Date,
    /// A length of time such as `6 months`.
    Period,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// Some of a few words.
    Choices(&'static [&'static str]),
    /// A text by language.
    Text,
    /// Texts by language.
    Texts,
    /// A string for all languages, or a text by language.
    StringOrText,
    /// A table.
    Table(&'static [Key]),
    /// A list of tables.
    Tables(&'static [Key]),
    /// Levels of checks.
    Levels,
}

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// Its name.
    pub(super) name: &'static str,
    /// What it takes.
    pub(super) kind: Kind,
    /// Whether it must be there.
    pub(super) required: bool,
    /// What it says, for the editor's hint.
    pub(super) about: &'static str,
}

pub(super) const fn must(name: &'static str, kind: Kind, about: &'static str) -> Key {
    Key { name, kind, required: true, about }
}

pub(super) const fn may(name: &'static str, kind: Kind, about: &'static str) -> Key {
    Key { name, kind, required: false, about }
}

/// What holds between the keys of a table; it concerns every table that has these keys.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// Where the first is, the second must be.
    With(&'static str, &'static str),
    /// One of the two must be there.
    Either(&'static str, &'static str),
    /// Not both may be there.
    NotBoth(&'static str, &'static str),
    /// Where the first is `true`, one of the others must be there.
    IfTrue(&'static str, &'static [&'static str]),
}

/// All rules.
pub(super) const RULES: [Rule; 5] = [
    Rule::With("phone", "phone_confidence"),
    Rule::With("exclusive_with", "exclusive_note"),
    Rule::Either("authority", "actor"),
    Rule::NotBoth("translation_of", "adapted_from"),
    Rule::IfTrue("sensitive", &["hint", "keep"]),
];

pub(super) const PLACE: Kind = Kind::Choice(&JURISDICTIONS);
pub(super) const TRUST: Kind = Kind::Choice(&["sourced", "known"]);

/// Keys of `kb.toml`.
pub(super) const CONFIG: &[Key] = &[
    must("title", Kind::StringOrText, "Name of the site, in one language or in each."),
    may("format", Kind::Number(crate::config::FORMAT), "Format of the site's files [default: 1]."),
    may("description", Kind::StringOrText, "One sentence on the site."),
    may("seal", Kind::StringOrText, "One character for the seal beside the name."),
    may("base_url", Kind::String, "Whole address at which the site is published."),
    may("default_language", Kind::String, "Language of pages without a language in their file name."),
    may("languages", Kind::Strings, "All languages of the site."),
    may("theme", Kind::String, "Folder under themes/ that lies over the built-in theme."),
    may("unsafe_html", Kind::Bool, "Publish raw HTML of guides as it is."),
    may("ui_lang", Kind::Choice(&["zh-CN", "en"]), "Language of kb's messages [default: the system's]."),
    may("extends", Kind::String, "Base over which this site's files lie: a folder, or \"kb:library\"."),
    may("without", Kind::Strings, "Sections, guides and records (kind:id) of the base to leave out."),
    may("organisation", Kind::Table(ORGANISATION), "Who publishes the site."),
    may("outputs", Kind::Table(OUTPUTS), "Outputs that take time to make."),
    may("hosting", Kind::Table(HOSTING), "What hosts need besides the site."),
    may("print", Kind::Table(PRINT), "Settings of PDF files."),
    may("links", Kind::Table(LINKS), "How `kb check --external` follows outside links."),
    may("checks", Kind::Levels, "How bad each finding is on this site."),
];

const LINKS: &[Key] = &[
    may("ignore", Kind::Strings, "Beginnings of addresses that are not asked for."),
    may("max_age", Kind::Period, "How long a good answer is remembered."),
    may("timeout", Kind::Number(600), "How many seconds a request may take."),
    may("pause", Kind::Number(600), "How many seconds lie between two requests to a host."),
];

const ORGANISATION: &[Key] = &[
    may("name", Kind::String, "Its name."),
    may("url", Kind::String, "Its own web address."),
    may("report", Kind::String, "Where readers report a mistake: mailto:… or a web address."),
];

const OUTPUTS: &[Key] = &[
    may("zip", Kind::Bool, "The whole site to download and open from a disk."),
    may("epub", Kind::Bool, "An e-book a language."),
    may("pdf", Kind::Bool, "Checklists and packs to print."),
    may("pictures", Kind::Bool, "Pictures with the title, for links in chats and social networks."),
];

const HOSTING: &[Key] = &[
    may("files", Kind::Choices(&Host::NAMES), "Hosts whose own files of settings are put into the site."),
    may("compressed", Kind::Choices(&["gz", "br"]), "Compressed copies beside text files."),
];

const PRINT: &[Key] = &[
    may("paper", Kind::Choice(&["a4", "letter"]), "Paper of the PDF files; A4 if not said."),
    may("fonts", Kind::Strings, "Regular and bold font, relative to the site's folder."),
];

/// Keys of a guide's front matter.
pub(super) const FRONT_MATTER: &[Key] = &[
    must("title", Kind::String, "The reader's problem in the reader's words."),
    may("summary", Kind::String, "Two sentences: what one can get; how long it takes and what to do today."),
    may("jurisdictions", Kind::Choices(&JURISDICTIONS), "Countries whose rules the page states."),
    may("urgency", Kind::Choice(&["none", "days", "hours"]), "How soon the reader must act."),
    may("reviewed", Kind::Date, "Date of the last review."),
    may("review_every", Kind::Period, "How often it is to be reviewed."),
    may("owner", Kind::String, "Role that is responsible."),
    may("sources", Kind::Strings, "Ids of sources besides those that the text cites."),
    may("tags", Kind::Strings, "Lower-case words, the same in all languages."),
    may(
        "words",
        Kind::Strings,
        "What readers type for this problem and the text does not say; for the search, not shown.",
    ),
    may("aliases", Kind::Strings, "Former addresses that lead here."),
    may("draft", Kind::Bool, "Left out of the site until it is removed."),
    may("weight", Kind::Number(1_000_000), "Order within the section."),
    may("gain", Kind::String, "What the reader can get, in a few words."),
    may("cost", Kind::String, "What it costs the reader, in a few words."),
    may("their_clock", Kind::String, "Id of the deadline for the other side."),
    may("your_clock", Kind::String, "Id of the deadline for the reader."),
    may("adapted_from", Kind::String, "Language of the page on the same topic under another country's law."),
    may("translation_of", Kind::String, "Language of the page that this one translates."),
    may("original_hash", Kind::String, "Fingerprint of the original; `kb status --accept` writes it."),
    may("today", Kind::Table(TODAY), "The one act for today."),
    may("next", Kind::Table(GUIDE_REF), "Where to go if this page fails."),
    may("related", Kind::Tables(GUIDE_REF), "At least three other guides."),
];

/// Keys of the front matter of a section and of the home page.
pub(super) const SECTION: &[Key] = &[
    must("title", Kind::String, "Name of the section."),
    may("summary", Kind::String, "What it is for."),
    may("reviewed", Kind::Date, "Date of the last review."),
    may("review_every", Kind::Period, "How often it is to be reviewed."),
    may("owner", Kind::String, "Role that is responsible."),
    may("tags", Kind::Strings, "Lower-case words, the same in all languages."),
    may("aliases", Kind::Strings, "Former addresses that lead here."),
    may("draft", Kind::Bool, "Left out of the site until it is removed."),
    may("weight", Kind::Number(1_000_000), "Order among the sections."),
    may("adapted_from", Kind::String, "Language of the page on the same topic under another country's law."),
    may("translation_of", Kind::String, "Language of the page that this one translates."),
    may("original_hash", Kind::String, "Fingerprint of the original; `kb status --accept` writes it."),
    may("icon", Kind::String, "Its icon."),
    may("words", Kind::Strings, "A few words that readers would look for."),
];

const TODAY: &[Key] = &[
    must("act", Kind::String, "The act."),
    may("minutes", Kind::Number(10_000), "Minutes that it takes, as an estimate."),
    may("text", Kind::String, "How to do it."),
];

const GUIDE_REF: &[Key] = &[
    must("guide", Kind::String, "Path of the guide without language and suffix: telecom/slow-broadband."),
    must("reason", Kind::String, "Why to go there."),
];
