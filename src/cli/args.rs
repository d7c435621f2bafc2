//! The command line's shape.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Turns an organisation's Markdown guides on consumer rights into a static, searchable, printable
/// knowledge base.
#[derive(Debug, Parser)]
#[command(name = "kb", version, about, max_term_width = 100)]
pub struct Cli {
    /// Flags of every command.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every command.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// The site's folder: the one with kb.toml.
    #[arg(short = 'C', long = "dir", global = true, value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
    /// When to colour what is printed.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,
    /// Print errors only.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print more.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Language of messages: en or zh-CN [default: ui_lang of kb.toml, else the system's].
    #[arg(long, global = true, value_name = "LANG")]
    pub ui_lang: Option<String>,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a site that builds at once.
    Init(Init),
    /// Make a guide or a record with every part in place.
    New(New),
    /// Build the whole site.
    Build(Build),
    /// Preview the site, and rebuild it on every change.
    Serve(Serve),
    /// Check everything without publishing.
    Check(Check),
    /// Search the guides.
    Search(Search),
    /// Explain a diagnostic.
    Explain(Explain),
    /// List what is due for review, overdue or behind its original.
    Status(Status),
    /// Look into the default theme.
    #[command(subcommand)]
    Theme(Theme),
    /// Write guides and records for other systems.
    Export(Export),
    /// Turn pages of another tool, web pages or plain text into draft guides.
    Import(Import),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff).
    Man,
}

/// What decides what a site looks like, besides its files.
#[derive(Debug, Clone, Args)]
pub struct Inputs {
    /// Address of the published site; replaces base_url of kb.toml.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Publish drafts too.
    #[arg(long)]
    pub drafts: bool,
    /// The date that everything which depends on the date takes [default: today].
    #[arg(long, value_name = "DATE")]
    pub today: Option<Date>,
}

/// `kb init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Folder to make the site in; made if it is not there.
    pub path: Option<PathBuf>,
    /// Name of the site.
    #[arg(long)]
    pub name: Option<String>,
    /// Languages, the default one first [default: the language of messages, then the other].
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    pub lang: Vec<String>,
    /// Only kb.toml and home pages.
    #[arg(long)]
    pub bare: bool,
    /// Start from another site or content folder and keep getting its updates: your files lie over
    /// its files. `kb:library` is the library inside kb; a folder is usually a Git submodule of yours.
    #[arg(long, value_name = "BASE", conflicts_with = "bare")]
    pub extends: Option<String>,
    /// The same as `--extends kb:library`: all shipped guides, renewed with each version of kb.
    #[arg(long, conflicts_with_all = ["bare", "extends"])]
    pub library: bool,
}

/// `kb new`.
#[derive(Debug, Args)]
pub struct New {
    /// What to make: guide, authority, deadline, evidence, letter, ladder, term or source; may be left
    /// out for a guide.
    #[arg(num_args = 1..=2, required = true, value_name = "[KIND] ID")]
    pub what: Vec<String>,
    /// Language of the guide [default: the site's].
    #[arg(long)]
    pub lang: Option<String>,
}

/// `kb build`.
#[derive(Debug, Args)]
pub struct Build {
    /// Folder to publish into.
    #[arg(short, long, value_name = "DIR", default_value = "public")]
    pub out: PathBuf,
    /// What decides what the site looks like.
    #[command(flatten)]
    pub inputs: Inputs,
}

/// `kb serve`.
#[derive(Debug, Args)]
#[command(mut_arg("drafts", |arg| arg.help("Show drafts too")))]
pub struct Serve {
    /// Port to listen on [default: 4040, or the next free one].
    #[arg(short, long)]
    pub port: Option<u16>,
    /// Address to listen on; anything but a loopback address shows the preview to the network.
    #[arg(long, default_value = "127.0.0.1")]
    pub address: std::net::IpAddr,
    /// Open the site in a browser.
    #[arg(long, value_enum, num_args = 0, default_value = "no", default_missing_value = "browser")]
    pub open: Open,
    /// What decides what the site looks like.
    #[command(flatten)]
    pub inputs: Inputs,
}

/// Whether to open a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Open {
    /// No.
    No,
    /// The system's browser.
    Browser,
}

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of a CI run.
    Github,
}

/// `kb check`.
#[derive(Debug, Args)]
#[command(mut_arg("drafts", |arg| arg.help("Check drafts too")))]
pub struct Check {
    /// How to print.
    #[arg(long, default_value = "human")]
    pub format: Format,
    /// Fail on warnings too.
    #[arg(long)]
    pub deny_warnings: bool,
    /// Follow outside links, too: asks every host that guides and records link to.
    #[arg(long)]
    pub external: bool,
    /// Ask again for links whose good answers are remembered.
    #[arg(long, requires = "external")]
    pub fresh: bool,
    /// Ask the Wayback Machine for archived copies of dead links.
    #[arg(long, requires = "external")]
    pub find_archived: bool,
    /// What decides what the site looks like.
    #[command(flatten)]
    pub inputs: Inputs,
}

/// `kb search`.
#[derive(Debug, Args)]
pub struct Search {
    /// What to look for.
    #[arg(required = true, num_args = 1..)]
    pub query: Vec<String>,
    /// Print one JSON array.
    #[arg(long)]
    pub json: bool,
    /// Language of the reader [default: the site's].
    #[arg(long)]
    pub lang: Option<String>,
    /// Only this sector.
    #[arg(long)]
    pub sector: Option<String>,
    /// Only this kind: guide, checklist, authority, letter, term, or any [default: guide].
    #[arg(long)]
    pub kind: Option<String>,
    /// Only this jurisdiction: CN, US, UK, EU, AU.
    #[arg(long)]
    pub jurisdiction: Option<String>,
    /// How many results.
    #[arg(short = 'n', long, default_value_t = 10)]
    pub limit: usize,
}

/// `kb explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The code; all codes if left out.
    pub code: Option<String>,
}

/// How `kb status` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatusFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// A table for a spreadsheet.
    Csv,
    /// Dates for a calendar.
    Ics,
}

/// `kb status`.
#[derive(Debug, Args)]
#[command(mut_arg("drafts", |arg| arg.help("List drafts too")))]
pub struct Status {
    /// How to print.
    #[arg(long, default_value = "text")]
    pub format: StatusFormat,
    /// Only this owner.
    #[arg(long)]
    pub owner: Option<String>,
    /// Record that this translation is up to date with its original.
    #[arg(long, value_name = "FILE")]
    pub accept: Vec<PathBuf>,
    /// What decides what the site looks like.
    #[command(flatten)]
    pub inputs: Inputs,
}

/// `kb theme`.
#[derive(Debug, Subcommand)]
pub enum Theme {
    /// List the files that a theme can override.
    List,
    /// Copy a file of the default theme into the site's theme, to edit it.
    Eject {
        /// The file, as `kb theme list` names it.
        file: String,
    },
}

/// What `kb export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportKind {
    /// Guides and records as one JSON object.
    Json,
    /// One JSON object a line for each section of a guide.
    Ndjson,
    /// Guides as a table.
    Csv,
    /// Records as a table.
    RecordsCsv,
    /// Field mapping for OpenSearch.
    Opensearch,
    /// Index configuration for Quickwit.
    Quickwit,
    /// JSON Schema of front matter and records, for editors.
    Schema,
    /// Server block for nginx.
    Nginx,
    /// Caddyfile.
    Caddy,
    /// Script that copies the site into a bucket.
    S3,
}

/// `kb export`.
#[derive(Debug, Args)]
#[command(mut_arg("drafts", |arg| arg.help("Export drafts too")))]
pub struct Export {
    /// What to write.
    pub kind: ExportKind,
    /// File to write, or folder for `schema` [default: standard output; `schema/`].
    #[arg(short, long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// What decides what the site looks like.
    #[command(flatten)]
    pub inputs: Inputs,
}

/// Tools that `kb import` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    /// Zola.
    Zola,
    /// Hugo.
    Hugo,
    /// mdBook.
    #[value(name = "mdbook")]
    MdBook,
    /// Docusaurus.
    Docusaurus,
    /// Any folder of Markdown.
    Markdown,
    /// Web pages.
    Html,
    /// Plain text.
    Text,
}

/// How `kb import` reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportReport {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// `kb import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The other site's folder, or one page: Markdown, HTML or plain text in UTF-8.
    pub source: PathBuf,
    /// Section that the drafts go to.
    #[arg(long, value_name = "SECTION", default_value = "imported")]
    pub into: String,
    /// What the pages were made for [default: guessed].
    #[arg(long, value_enum)]
    pub from: Option<ImportFormat>,
    /// Language of pages whose file name says none [default: the site's].
    #[arg(long)]
    pub lang: Option<String>,
    /// How to report what could not be carried over.
    #[arg(long, value_enum, default_value = "text")]
    pub format: ImportReport,
    /// Report only; write nothing.
    #[arg(long)]
    pub dry_run: bool,
}
