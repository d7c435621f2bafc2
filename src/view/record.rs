//! Records as pages and cards show them.

use serde::Serialize;

use super::shell::{Link, Shell};

/// A page that refers to the thing shown, with the sentence around the reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CitedBy {
    /// Title of the page.
    pub title: String,
    /// Address.
    pub href: String,
    /// Language of the page if it differs from this page's, else empty.
    pub lang: String,
    /// Sector's title; may be empty.
    pub sector: String,
    /// The sentence around the reference; may be empty.
    pub sentence: String,
    /// Rung of the ladder on which the authority stands, counted from 1; 0 if not on a ladder.
    pub rung: usize,
}

/// An authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuthorityCard {
    /// Record id.
    pub id: String,
    /// Name in the page's language.
    pub name: String,
    /// Other names.
    pub aka: Vec<String>,
    /// Kind as words.
    pub kind: String,
    /// Jurisdiction's name.
    pub jurisdiction: String,
    /// Address of its page.
    pub href: String,
    /// Phone as written; empty if none.
    pub phone: String,
    /// `tel:` address; empty if none.
    pub tel: String,
    /// Whether the phone still has to be checked.
    pub phone_unverified: bool,
    /// Its web address; empty if none.
    pub url: String,
    /// What it handles.
    pub handles: String,
    /// What it refuses.
    pub not_handles: String,
    /// What it needs first; empty if nothing.
    pub precondition: String,
    /// What it can order; empty if not known.
    pub can_order: String,
    /// Cost as words; empty if not known.
    pub cost: String,
    /// Date of the last check, ISO.
    pub checked_on: String,
    /// Whether the record as a whole still has to be checked.
    pub unverified: bool,
    /// `yes`, `merging` or `closed`.
    pub active: String,
}

/// A deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadlineCard {
    /// Record id.
    pub id: String,
    /// `you`, `company` or `authority`.
    pub whose: String,
    /// Label of whose clock it is: 你, 运营商, The bank.
    pub who: String,
    /// What has to be done.
    pub act: String,
    /// Number of units.
    pub n: u32,
    /// Unit as in the record (`calendar-days`, …).
    pub unit: String,
    /// Length as words, with a no-break space: `15 个自然日`.
    pub length: String,
    /// From when.
    pub from: String,
    /// What happens when missed; may be empty.
    pub missed: String,
    /// Extension; may be empty.
    pub extendable: String,
    /// Article; may be empty.
    pub article: String,
    /// Jurisdiction's code.
    pub jurisdiction: String,
    /// Jurisdiction's name.
    pub jurisdiction_name: String,
    /// Address of the record's page.
    pub href: String,
    /// Sources: title and address of the source's page.
    pub sources: Vec<Link>,
    /// Whether the browser can compute a date (calendar units, or working days with a holiday table).
    pub computable: bool,
    /// Holidays of the jurisdiction as ISO dates, for working days; empty otherwise.
    pub holidays: Vec<String>,
    /// Working weekends (ISO dates) of the jurisdiction, for working days; empty otherwise.
    pub workdays: Vec<String>,
    /// Years that the holiday table covers.
    pub years: Vec<i16>,
}

/// An evidence item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceCard {
    /// Record id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Address of its page.
    pub href: String,
    /// Why it matters.
    pub why: String,
    /// How to get it.
    pub how: String,
    /// How to keep it.
    pub keep: String,
    /// How soon it is lost, as words; empty if it is not.
    pub perishable: String,
    /// Whether to black out parts before sending.
    pub sensitive: bool,
    /// Legal note; may be empty.
    pub legal_note: String,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceCard {
    /// Number on the page, from 1; 0 in lists.
    pub n: usize,
    /// Record id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Web address; empty if none.
    pub url: String,
    /// Address of an archived copy; empty if none.
    pub archived: String,
    /// Kind as words.
    pub kind: String,
    /// Jurisdiction's name.
    pub jurisdiction: String,
    /// `primary`, `secondary` or `unverified`.
    pub confidence: String,
    /// Date read, ISO.
    pub retrieved_on: String,
    /// Date from which it is in force, ISO; may be empty.
    pub in_force_from: String,
    /// Date until which it is in force, ISO; may be empty.
    pub in_force_to: String,
    /// Note; may be empty.
    pub note: String,
    /// Address of its page.
    pub href: String,
}

/// A term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermCard {
    /// Record id: also its anchor in the glossary.
    pub id: String,
    /// Name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Definition.
    pub definition: String,
    /// Address of its page.
    pub href: String,
}

/// One rung of a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RungView {
    /// Counted from 1.
    pub n: usize,
    /// Who: the authority's name or the actor.
    pub name: String,
    /// The authority, if the rung is one.
    pub authority: Option<AuthorityCard>,
    /// When one may climb here.
    pub enter_when: String,
    /// What the reader does.
    pub you_do: String,
    /// What it can do; may be empty.
    pub outcome: String,
    /// How long they have.
    pub they_have: Option<DeadlineCard>,
    /// What lets the reader go to the next rung; empty on the last one.
    pub next_if: String,
    /// When to stop; may be empty.
    pub stop_if: String,
    /// Whether this rung must come before the next.
    pub mandatory: bool,
    /// Authorities that exclude this one.
    pub exclusive_with: Vec<Link>,
    /// Why; empty if nothing is excluded.
    pub exclusive_note: String,
}

/// An escalation ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LadderView {
    /// Record id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Jurisdiction's name.
    pub jurisdiction: String,
    /// The rungs, first first.
    pub rungs: Vec<RungView>,
}

/// A field of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldView {
    /// Key, unique in the letter.
    pub key: String,
    /// Label.
    pub label: String,
    /// `text`, `date`, `money`, `phone`, `longtext` or `choice`.
    pub kind: String,
    /// Whether the letter makes no sense without it.
    pub required: bool,
    /// Example, always marked as invented by the template.
    pub example: String,
    /// What to black out; empty if the field is not sensitive.
    pub hint: String,
    /// Choices, for `choice`.
    pub choices: Vec<String>,
    /// Suggested width of the input in characters.
    pub size: usize,
}

/// A piece of a letter's paragraph: text, or a blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterSegment {
    /// Text; empty for a blank.
    pub text: String,
    /// The field; `null` for text.
    pub field: Option<FieldView>,
    /// Whether the text is the mark that closes a long blank: a blank of several lines needs none on
    /// paper, and the mark would start a line.
    pub stop: bool,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterView {
    /// Record id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Address of its page.
    pub href: String,
    /// Language in which it is written.
    pub lang: String,
    /// To whom.
    pub to: String,
    /// How it is sent, as words.
    pub channels: Vec<String>,
    /// Jurisdiction's name.
    pub jurisdiction: String,
    /// Paragraphs of segments; lines within a paragraph are separated by `\n` in the text.
    pub paragraphs: Vec<Vec<LetterSegment>>,
    /// All fields, in the order of the record.
    pub fields: Vec<FieldView>,
    /// Evidence to attach.
    pub attachments: Vec<EvidenceCard>,
    /// What to mind when sending; may be empty.
    pub send_note: String,
}

/// Template `authority.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuthorityPage {
    /// Header and footer.
    pub shell: Shell,
    /// The authority.
    pub authority: AuthorityCard,
    /// Its clocks.
    pub deadlines: Vec<DeadlineCard>,
    /// Its sources.
    pub sources: Vec<SourceCard>,
    /// Guides that end there or mention it.
    pub guides: Vec<CitedBy>,
    /// Who took over, if it is closed.
    pub replaced_by: Option<Link>,
}

/// Template `deadline.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadlinePage {
    /// Header and footer.
    pub shell: Shell,
    /// The deadline.
    pub deadline: DeadlineCard,
    /// The authority that it belongs to.
    pub authority: Option<AuthorityCard>,
    /// Its sources.
    pub sources: Vec<SourceCard>,
    /// Guides that use it.
    pub guides: Vec<CitedBy>,
}

/// Template `evidence.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidencePage {
    /// Header and footer.
    pub shell: Shell,
    /// The item.
    pub evidence: EvidenceCard,
    /// Checklists that ask for it, with the item's own words.
    pub checklists: Vec<CitedBy>,
    /// Other pages that speak of it.
    pub guides: Vec<CitedBy>,
    /// Letters that attach it.
    pub letters: Vec<Link>,
}

/// Template `letter.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterPage {
    /// Header and footer.
    pub shell: Shell,
    /// The letter.
    pub letter: LetterView,
    /// Guides that use it.
    pub guides: Vec<CitedBy>,
    /// Its sources.
    pub sources: Vec<SourceCard>,
}

/// Template `term.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermPage {
    /// Header and footer.
    pub shell: Shell,
    /// The term.
    pub term: TermCard,
    /// Terms that are not the same.
    pub not_to_confuse_with: Vec<TermCard>,
    /// Its sources.
    pub sources: Vec<SourceCard>,
    /// Pages that use it.
    pub guides: Vec<CitedBy>,
}

/// Template `source.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourcePage {
    /// Header and footer.
    pub shell: Shell,
    /// The source.
    pub source: SourceCard,
    /// What superseded it.
    pub superseded_by: Option<Link>,
    /// Pages that cite it.
    pub guides: Vec<CitedBy>,
    /// Records that rest on it: authorities, deadlines, terms, ladders, letters.
    pub records: Vec<Link>,
}
