//! Every kind of diagnostic, with its name and its severity when nothing else is configured.

use std::fmt;

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is published.
    Error,
    /// Published, but somebody should look.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal $severity:ident,)*) => {
        /// What is wrong. The names are part of the command line's contract.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])* $name,)* }

        impl Code {
            /// All codes, in the order of the manual.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The name that `kb.toml`, `kb explain` and JSON use.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// The severity without `[checks]`.
            pub fn default_severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    // Files.
    /// A file is not UTF-8.
    NotUtf8 = "not-utf8" Error,
    /// A character that no page can hold.
    ControlCharacter = "control-character" Error,
    /// A file cannot be read.
    Unreadable = "unreadable" Error,
    /// Symbolic links form a loop.
    SymlinkLoop = "symlink-loop" Error,
    /// A file name that some file systems cannot hold.
    UnportableName = "unportable-name" Error,
    /// Two names differ only in capitals.
    CaseClash = "case-clash" Error,
    /// Two names look the same and differ only in how their accents are stored.
    AccentClash = "accent-clash" Error,
    /// A Markdown file without content.
    EmptyFile = "empty-file" Error,
    /// The site has no `kb.toml`.
    MissingConfig = "missing-config" Error,
    /// The site is written in a format that this program does not know yet.
    NewerFormat = "newer-format" Error,
    /// The base that a site extends is not there.
    MissingBase = "missing-base" Error,
    /// The site has no `content/_index.md`.
    MissingHome = "missing-home" Error,
    /// A folder has guides but no `_index.md`.
    MissingSection = "missing-section" Error,
    /// A file's language is not one of the site's.
    UnknownLanguage = "unknown-language" Error,
    /// Two files want one address.
    DuplicateUrl = "duplicate-url" Error,
    /// A record's file is not in a folder of a known kind.
    UnknownRecordFile = "unknown-record-file" Error,

    // Tables: kb.toml, front matter, records.
    /// Not valid TOML.
    InvalidToml = "invalid-toml" Error,
    /// A guide does not begin with `+++`.
    MissingFrontMatter = "missing-front-matter" Error,
    /// The front matter has no closing `+++`.
    UnclosedFrontMatter = "unclosed-front-matter" Error,
    /// A key that the table does not have.
    UnknownKey = "unknown-key" Error,
    /// A key that the table must have.
    MissingKey = "missing-key" Error,
    /// A value of the wrong type.
    WrongType = "wrong-type" Error,
    /// A value that is not one of the possible ones.
    InvalidValue = "invalid-value" Error,
    /// A bilingual text lacks a language.
    MissingLanguage = "missing-language" Error,
    /// Two records with one id.
    DuplicateRecord = "duplicate-record" Error,
    /// A reference to a record that does not exist.
    UnknownRecord = "unknown-record" Error,
    /// A reference to a kind of record that does not exist.
    UnknownRecordKind = "unknown-record-kind" Error,
    /// A guide named in front matter does not exist.
    UnknownGuide = "unknown-guide" Error,
    /// A letter uses a blank that is not a field.
    LetterFieldMissing = "letter-field-missing" Error,
    /// A letter's field appears nowhere in it.
    LetterFieldUnused = "letter-field-unused" Error,
    /// The languages of a letter have different blanks.
    LetterLanguagesDiffer = "letter-languages-differ" Error,
    /// A sensitive field or item without a hint what to black out.
    SensitiveWithoutHint = "sensitive-without-hint" Error,

    // Markdown.
    /// A link to a file that does not exist.
    BrokenLink = "broken-link" Error,
    /// A link to an anchor that does not exist.
    BrokenAnchor = "broken-anchor" Error,
    /// A link is written with backslashes.
    BackslashLink = "backslash-link" Error,
    /// A link that full-width brackets or colons keep from being one.
    FullWidthLink = "full-width-link" Error,
    /// A link that leaves the content folder.
    LinkOutside = "link-outside" Error,
    /// A URL scheme that a page must not contain.
    UnsafeUrl = "unsafe-url" Error,
    /// A picture that lies on another host.
    ExternalPicture = "external-picture" Error,
    /// A level-one heading in the body.
    HeadingOne = "heading-one" Error,
    /// A heading's class that is not a part.
    UnknownPart = "unknown-part" Error,
    /// A part's name in braces, without the dot before it or in full-width braces.
    PartMark = "part-mark" Error,
    /// Raw HTML that was taken out.
    HtmlRemoved = "html-removed" Warning,
    /// Nesting deeper than a page can be.
    TooDeep = "too-deep" Error,
    /// More of something than a page can have.
    TooMany = "too-many" Error,
    /// A file larger than a page can be.
    TooLarge = "too-large" Error,
    /// An excuse without a reason or for an unknown code.
    InvalidExcuse = "invalid-excuse" Error,
    /// An excuse that excuses nothing.
    UnusedExcuse = "unused-excuse" Warning,

    // Theme.
    /// The theme is not there.
    MissingTheme = "missing-theme" Error,
    /// A template does not parse or does not render.
    TemplateError = "template-error" Error,
    /// An interface text is missing in a language.
    MissingText = "missing-text" Warning,
    /// A file of the theme overrides nothing.
    UnknownThemeFile = "unknown-theme-file" Warning,

    // Output.
    /// The output folder was not made by `kb`.
    OutputNotOurs = "output-not-ours" Error,
    /// The output folder cannot be written.
    OutputNotWritable = "output-not-writable" Error,
    /// The search index could not be made.
    SearchIndex = "search-index" Error,
    /// A character that the font of a PDF does not have.
    MissingGlyph = "missing-glyph" Error,
    /// A font that is not there.
    FontMissing = "font-missing" Error,
    /// A font that cannot be read.
    FontUnusable = "font-unusable" Error,
    /// The program was built without PDF.
    PdfUnavailable = "pdf-unavailable" Error,
    /// A PDF could not be made.
    PdfFailed = "pdf-failed" Error,
    /// A character that the fonts of a picture lack.
    PictureGlyph = "picture-glyph" Warning,
    /// A font that no picture can be drawn with.
    PictureFont = "picture-font" Error,
    /// A program that draws no pictures is asked for them.
    PicturesUnavailable = "pictures-unavailable" Error,
    /// A program that makes no zip, e-books or Brotli is asked for them.
    BundlesUnavailable = "bundles-unavailable" Error,

    // Editorial checks.
    /// A number of days without a record.
    NumberWithoutRecord = "number-without-record" Warning,
    /// A sum of money without a record.
    SumWithoutRecord = "sum-without-record" Warning,
    /// A phone number without a record.
    PhoneWithoutRecord = "phone-without-record" Warning,
    /// Days that do not say whether they are working or calendar days.
    DayKindUnsaid = "day-kind-unsaid" Warning,
    /// A word that promises an outcome.
    PromiseWord = "promise-word" Warning,
    /// A word that says nothing definite.
    VagueWord = "vague-word" Warning,
    /// A sentence that is too long.
    LongSentence = "long-sentence" Warning,
    /// Words of a new guide that its author did not replace.
    Placeholder = "placeholder" Error,
    /// A part that every guide must have.
    MissingPart = "missing-part" Warning,
    /// Parts in another order than readers need.
    PartOrder = "part-order" Warning,
    /// A part that is there twice.
    PartTwice = "part-twice" Warning,
    /// A heading whose level leaves one out.
    HeadingJump = "heading-jump" Warning,
    /// A title that is too long.
    LongTitle = "long-title" Warning,
    /// A record of a jurisdiction that the guide does not state.
    JurisdictionMismatch = "jurisdiction-mismatch" Warning,
    /// A gambling operator's name or host from the block list.
    GamblingName = "gambling-name" Error,
    /// A lottery guide that links to a web address that no record holds.
    GamblingLink = "gambling-link" Error,
    /// Too few related guides.
    FewRelated = "few-related" Warning,
    /// Too few or too many items to tick.
    ChecklistLength = "checklist-length" Warning,
    /// "Worth it" without a figure or a rule.
    WorthItVague = "worth-it-vague" Warning,
    /// A review date that comes soon.
    ReviewDue = "review-due" Warning,
    /// A review date that has passed.
    ReviewOverdue = "review-overdue" Error,
    /// A review or a check that nobody can have made yet.
    DateInFuture = "date-in-future" Error,
    /// A record that nobody checked for a year.
    RecordStale = "record-stale" Warning,
    /// A source that is no longer in force.
    SourceExpired = "source-expired" Error,
    /// A source that another one replaced.
    SourceSuperseded = "source-superseded" Error,
    /// An authority that has closed or is merging.
    AuthorityClosed = "authority-closed" Warning,
    /// A record that nothing refers to.
    UnusedRecord = "unused-record" Warning,
    /// A translation that is older than its original.
    TranslationLags = "translation-lags" Warning,
    /// A translation that refers to other records than its original.
    TranslationDiffers = "translation-differs" Warning,
    /// A guide that is missing in a language.
    TranslationMissing = "translation-missing" Warning,
    /// A query of the site's own list that does not find its guide.
    QueryMisses = "query-misses" Warning,
    /// A page of the base links to a page that the site goes without.
    LinkToRemoved = "link-to-removed" Warning,
    /// The base changed a file or record after the site replaced it.
    BaseChanged = "base-changed" Warning,
    /// An outside link that does not answer.
    DeadLink = "dead-link" Warning,
    /// An outside link whose page has moved for good.
    MovedLink = "moved-link" Warning,
    /// An outside link whose server does not answer programs.
    UncheckedLink = "unchecked-link" Warning,
}

impl Code {
    /// Whether a site gets it by standing still: nobody changed anything but the date.
    pub fn comes_with_time(self) -> bool {
        matches!(self, Code::ReviewDue | Code::ReviewOverdue | Code::RecordStale)
    }

    /// The code of a name, if there is one.
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|c| c.as_str() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
