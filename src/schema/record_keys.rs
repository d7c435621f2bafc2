//! The keys of records, kind by kind.

use super::keys::{Key, Kind, PLACE, TRUST, may, must};
use crate::record::{JURISDICTIONS, RecordKind};

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
    may(
        "words",
        Kind::Strings,
        "Names for search alone, in any language: ordinary words, which never become links.",
    ),
    must("definition", Kind::Text, "What it means, in one or two sentences."),
    may("not_to_confuse_with", Kind::Strings, "Ids of terms that it is mixed up with."),
    may(
        "jurisdictions",
        Kind::Choices(&JURISDICTIONS),
        "Countries where it means this, and whose guides link to it; none for everywhere.",
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
