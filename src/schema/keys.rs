//! The keys of each kind of table, as data.

use crate::config::Host;
use crate::record::{JURISDICTIONS, RecordKind};

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

const fn must(name: &'static str, kind: Kind, about: &'static str) -> Key {
    Key { name, kind, required: true, about }
}

const fn may(name: &'static str, kind: Kind, about: &'static str) -> Key {
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

const PLACE: Kind = Kind::Choice(&JURISDICTIONS);
const TRUST: Kind = Kind::Choice(&["sourced", "known"]);

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

const ID: Key = must(
    "id",
    Kind::String,
    "Lower-case letters, digits and hyphens; begins with the country where the kind has one.",
);
const LANGUAGES: Key =
    may("languages", Kind::Strings, "Languages in which the record is written, if not all of the site's.");
const JURISDICTION: Key = must("jurisdiction", PLACE, "Country.");
const SECTORS: Key = may("sectors", Kind::Strings, "Sections that it belongs to; none for all.");
const CHECKED: Key = must("checked_on", Kind::Date, "Date of the last check.");
const CHECKED_MAYBE: Key = may("checked_on", Kind::Date, "Date of the last check.");
const SOURCES: Key = must("sources", Kind::Strings, "Ids of the sources that it rests on.");
const SOURCES_MAYBE: Key = may("sources", Kind::Strings, "Ids of the sources that it rests on.");
const NAME: Key = must("name", Kind::Text, "Name.");

/// Keys of a record.
pub(super) fn record(kind: RecordKind) -> &'static [Key] {
    match kind {
        RecordKind::Authority => AUTHORITY,
        RecordKind::Deadline => DEADLINE,
        RecordKind::Evidence => EVIDENCE,
        RecordKind::Letter => LETTER,
        RecordKind::Ladder => LADDER,
        RecordKind::Term => TERM,
        RecordKind::Source => SOURCE,
    }
}

const AUTHORITY: &[Key] = &[
    ID,
    NAME,
    JURISDICTION,
    LANGUAGES,
    SECTORS,
    SOURCES,
    CHECKED,
    may("aka", Kind::Strings, "Other names, for search, in any language."),
    must(
        "kind",
        Kind::Choice(&[
            "regulator",
            "ombudsman",
            "adr",
            "hotline",
            "police",
            "consumer-org",
            "court",
            "self-regulatory",
            "company",
        ]),
        "What it is.",
    ),
    may("phone", Kind::String, "Phone; with phone_confidence."),
    may("phone_confidence", TRUST, "Whether a source says the number; `known` prints “to be checked”."),
    may("url", Kind::String, "Web address."),
    must("handles", Kind::Text, "What it handles."),
    must("not_handles", Kind::Text, "What it refuses."),
    may("precondition", Kind::Text, "What it needs first."),
    may("cost", Kind::Choice(&["free", "fee"]), "What it costs the reader."),
    may("can_order", Kind::Text, "What it can order."),
    may("deadlines", Kind::Strings, "Ids of its clocks."),
    may("local_offices", Kind::Bool, "Whether one turns to its office in the province or state."),
    may("active", Kind::Choice(&["yes", "merging", "closed"]), "Whether it still answers."),
    may("replaced_by", Kind::String, "Id of the authority that took over."),
    may("confidence", TRUST, "Whether a source says all of this."),
];

const DEADLINE: &[Key] = &[
    ID,
    JURISDICTION,
    LANGUAGES,
    SECTORS,
    SOURCES,
    CHECKED,
    must("whose", Kind::Choice(&["you", "company", "authority"]), "Whose clock it is."),
    may("who", Kind::Text, "Label of whose clock it is."),
    must("act", Kind::Text, "What has to be done."),
    must("n", Kind::Number(100_000), "How many."),
    must(
        "unit",
        Kind::Choice(&[
            "hours",
            "calendar-days",
            "working-days",
            "business-days",
            "weeks",
            "months",
            "years",
        ]),
        "Of what.",
    ),
    must("from", Kind::Text, "From when."),
    may(
        "counts_from",
        Kind::Choice(&["sent", "received", "statement", "event"]),
        "From which kind of event.",
    ),
    may("missed", Kind::Text, "What happens when it is missed."),
    may("extendable", Kind::Text, "How it can be longer."),
    may("authority", Kind::String, "Id of the body that it belongs to or leads to."),
    may("article", Kind::Text, "Law and article."),
    may("confidence", TRUST, "Whether a source says it."),
];

const EVIDENCE: &[Key] = &[
    ID,
    NAME,
    LANGUAGES,
    SECTORS,
    SOURCES_MAYBE,
    CHECKED_MAYBE,
    must("why", Kind::Text, "Why it matters."),
    must("how", Kind::Text, "How to get it."),
    may("keep", Kind::Text, "Original, screenshot or export."),
    may("perishable", Kind::Choice(&["no", "hours", "days", "months"]), "How soon it is lost."),
    may("tag", Kind::Text, "Short tag for what is lost soon."),
    may("sensitive", Kind::Bool, "Whether parts must be blacked out before it is sent."),
    may("hint", Kind::Text, "What to black out."),
    may("legal_note", Kind::Text, "Legal note."),
];

const LETTER: &[Key] = &[
    ID,
    NAME,
    JURISDICTION,
    LANGUAGES,
    SECTORS,
    SOURCES_MAYBE,
    CHECKED_MAYBE,
    must(
        "purpose",
        Kind::Choice(&[
            "dispute",
            "complaint",
            "cancel",
            "takedown",
            "data-request",
            "final-demand",
            "police-statement",
        ]),
        "What it is for.",
    ),
    must("to", Kind::Text, "To whom."),
    may("channel", Kind::Choices(&["post", "email", "portal"]), "How it is sent."),
    may("fields", Kind::Tables(FIELD), "Its blanks."),
    must("body", Kind::Text, "Its text, with {{key}} for each blank."),
    may("attachments", Kind::Strings, "Ids of evidence to attach."),
    may("send_note", Kind::Text, "What to mind when sending."),
];

const FIELD: &[Key] = &[
    must("key", Kind::String, "Its name in the body."),
    must("label", Kind::Text, "Its label."),
    must("type", Kind::Choice(&["text", "date", "money", "phone", "longtext", "choice"]), "What it takes."),
    may("required", Kind::Bool, "Whether the letter makes no sense without it."),
    may("example", Kind::Text, "An example."),
    may("sensitive", Kind::Bool, "Whether it should not go to everybody; then with a hint."),
    may("hint", Kind::Text, "What to mind with it."),
    may("choices", Kind::Texts, "What can be chosen."),
];

const LADDER: &[Key] = &[
    ID,
    NAME,
    JURISDICTION,
    LANGUAGES,
    SECTORS,
    SOURCES_MAYBE,
    CHECKED_MAYBE,
    may("sector", Kind::String, "Section that it belongs to."),
    must("rungs", Kind::Tables(RUNG), "Its rungs, lowest first."),
];

const RUNG: &[Key] = &[
    may("actor", Kind::Text, "Who, if it has no record."),
    may("authority", Kind::String, "Id of the authority."),
    must("enter_when", Kind::Text, "When one may climb here."),
    must("you_do", Kind::Text, "What the reader does."),
    may("they_have", Kind::String, "Id of the deadline for the other side."),
    may("outcome", Kind::Text, "What it can do."),
    may("next_if", Kind::Text, "What lets the reader climb on."),
    may("stop_if", Kind::Text, "When to stop."),
    may("mandatory_before_next", Kind::Bool, "Whether it must come before the next."),
    may("exclusive_with", Kind::Strings, "Ids of authorities that close this door when asked first."),
    may("exclusive_note", Kind::Text, "How they exclude each other."),
];

const TERM: &[Key] = &[
    ID,
    NAME,
    LANGUAGES,
    SECTORS,
    SOURCES_MAYBE,
    CHECKED_MAYBE,
    may("aliases", Kind::Strings, "Other names, for links and search, in any language."),
    must("definition", Kind::Text, "What it means, in one or two sentences."),
    may("not_to_confuse_with", Kind::Strings, "Ids of terms that it is mixed up with."),
    may(
        "jurisdictions",
        Kind::Choices(&JURISDICTIONS),
        "Countries where it means this; none for everywhere.",
    ),
];

const SOURCE: &[Key] = &[
    ID,
    JURISDICTION,
    LANGUAGES,
    SECTORS,
    SOURCES_MAYBE,
    CHECKED_MAYBE,
    must("title", Kind::Text, "Its title."),
    must("publisher", Kind::Text, "Who published it."),
    may("url", Kind::String, "Its web address."),
    may("archived", Kind::String, "Web address of an archived copy, suggested when the page is gone."),
    must(
        "kind",
        Kind::Choice(&[
            "law",
            "regulation",
            "judicial-interpretation",
            "agency-page",
            "scheme-rule",
            "news",
            "standard",
            "secondary",
        ]),
        "What it is.",
    ),
    may("published", Kind::Date, "When it was published."),
    may("in_force_from", Kind::Date, "From when it is in force."),
    may("in_force_to", Kind::Date, "Until when it is in force."),
    may("superseded_by", Kind::String, "Id of what replaced it."),
    must("retrieved_on", Kind::Date, "When it was read."),
    must("confidence", Kind::Choice(&["primary", "secondary", "unverified"]), "How far it can be trusted."),
    may("note", Kind::Text, "A note."),
];
