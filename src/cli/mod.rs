//! The command line: the only module that prints.
//!
//! Every command gets a [`Terminal`] (where to print, in which language, with which colours) and the
//! site's folder, and returns how it went. Exit codes: 0 fine, 1 the content has errors, 2 usage or
//! environment.
#![allow(clippy::disallowed_methods, reason = "the command line is where the environment comes in")]

#[cfg(not(all(feature = "import", feature = "links", feature = "serve")))]
mod absent;
mod args;
mod build;
mod check;
mod explain;
#[cfg(feature = "links")]
mod external;
mod files;
mod folder;
mod help;
#[cfg(feature = "import")]
mod import;
mod meter;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod terminal;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

#[cfg(not(feature = "links"))]
use absent::external;
#[cfg(not(feature = "import"))]
use absent::import;
#[cfg(not(feature = "serve"))]
use absent::serve;
pub use args::Cli;
use args::{Command, Common, Inputs};
use jiff::civil::Date;
pub use terminal::{Environment, Terminal};

use crate::diag::{UiLang, Wording};
use crate::library::{BuildOptions, Drafts};

/// How a command went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Fine.
    Fine,
    /// The content has errors.
    Errors,
    /// Usage or environment.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => ExitCode::SUCCESS,
            Outcome::Errors => ExitCode::from(1),
            Outcome::Failed => ExitCode::from(2),
        }
    }
}

/// Runs the program.
pub fn run(args: impl IntoIterator<Item = OsString>, environment: Environment) -> Outcome {
    let args: Vec<OsString> = args.into_iter().collect();
    let lang = language(&args, &environment);
    let parsed = help::command(lang).try_get_matches_from(&args);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(e) => {
            let wording = Wording::new(lang);
            if let Some(said) = usage::explain(&e, wording) {
                return Terminal::plain(lang).fail(said);
            }
            // Help and version are no errors; a broken pipe while printing them is nobody's business.
            let _ = e.print();
            return if e.use_stderr() { Outcome::Failed } else { Outcome::Fine };
        }
    };
    let mut terminal = Terminal::new(&cli.common, &environment, lang);
    if let Some(refused) = refused(&cli, &mut terminal) {
        return refused;
    }
    let common = &cli.common;
    match cli.command {
        Command::Build(args) => build::run(common, &args, &mut terminal, &environment),
        Command::Serve(args) => serve::run(common, &args, &mut terminal, &environment),
        Command::Check(args) => check::run(common, &args, &mut terminal, &environment),
        Command::Search(args) => search::run(common, &args, &mut terminal, &environment),
        Command::Explain(args) => explain::run(&args, &mut terminal),
        Command::Init(args) => files::init(common, &args, &mut terminal),
        Command::New(args) => files::new(common, &args, &mut terminal, &environment),
        Command::Status(args) => check::status(common, &args, &mut terminal, &environment),
        Command::Theme(args) => files::theme(common, &args, &mut terminal),
        Command::Export(args) => files::export(common, &args, &mut terminal, &environment),
        Command::Import(args) => import::run(common, &args, &mut terminal, &environment),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "kb", &mut text);
            terminal.bytes(&text)
        }
        Command::Man => {
            let mut text = Vec::new();
            match clap_mangen::Man::new(Cli::command()).render(&mut text) {
                Ok(()) => terminal.bytes(&text),
                Err(_) => Outcome::Failed,
            }
        }
    }
}

/// The language of messages: `--ui-lang`, else `ui_lang` of kb.toml, else the system's. It is needed
/// before the command line is understood, because that is where mistakes are made.
fn language(args: &[OsString], environment: &Environment) -> UiLang {
    let value = |names: [&str; 2]| {
        args.iter().enumerate().find_map(|(i, arg)| {
            let arg = arg.to_str()?;
            let glued = names.iter().find_map(|n| arg.strip_prefix(n)?.strip_prefix('='));
            glued.map(str::to_owned).or_else(|| {
                let next = args.get(i + 1)?.to_str()?;
                names.contains(&arg).then(|| next.to_owned())
            })
        })
    };
    let asked = value(["--ui-lang", "--ui-lang"]);
    if let Some(lang) = asked.as_deref().and_then(UiLang::from_tag) {
        return lang;
    }
    let dir = value(["-C", "--dir"]).unwrap_or_else(|| ".".to_owned());
    let settings = std::fs::read_to_string(std::path::Path::new(&dir).join(crate::config::CONFIG_PATH)).ok();
    let table: Option<toml::Table> = settings.and_then(|text| text.parse().ok());
    let of_site = table.as_ref().and_then(|t| t.get("ui_lang")?.as_str()).and_then(UiLang::from_tag);
    of_site.or_else(|| UiLang::from_tag(&environment.locale)).unwrap_or_default()
}

/// Refuses a command that cannot do what is meant: in a wrong folder, or with a wrong value.
fn refused(cli: &Cli, terminal: &mut Terminal) -> Option<Outcome> {
    if let Some(lang) = cli.common.ui_lang.as_deref().filter(|l| UiLang::from_tag(l).is_none()) {
        return Some(terminal.fail_with("bad_ui_lang", &[("lang", lang)]));
    }
    let (inputs, content) = match &cli.command {
        Command::Build(args) => (Some(&args.inputs), true),
        // Scripts read what is wrong as diagnostics.
        Command::Check(args) if args.format != args::Format::Human => return None,
        Command::Check(args) => (Some(&args.inputs), true),
        Command::Serve(args) => (Some(&args.inputs), false),
        Command::Status(args) => (Some(&args.inputs), false),
        Command::Export(args) if args.kind == args::ExportKind::Schema => return None,
        Command::Export(args) => (Some(&args.inputs), false),
        Command::Search(_) | Command::New(_) | Command::Import(_) => (None, false),
        Command::Theme(args::Theme::Eject { .. }) => (None, false),
        _ => return None,
    };
    if let Some(found) = folder::no_site(&cli.common.dir) {
        let outcome = terminal.fail_with(found.key, &[("dir", &found.dir), ("other", &found.other)]);
        // A folder without a site is content with an error for these two, as it is in their reports.
        return Some(if content { Outcome::Errors } else { outcome });
    }
    let url = inputs.and_then(|i| i.base_url.as_deref())?;
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    let clean = !host.is_empty() && !url.contains(|c: char| c.is_whitespace() || c == '"' || c == '<');
    (!clean).then(|| terminal.fail_with("bad_base_url", &[("url", url)]))
}

/// Options of a build from the flags.
fn options(inputs: &Inputs, today: Date) -> BuildOptions {
    BuildOptions {
        today: inputs.today.unwrap_or(today),
        base_url: inputs.base_url.clone(),
        drafts: if inputs.drafts { Drafts::Shown } else { Drafts::Hidden },
    }
}

/// A path of a flag, seen from the site's folder.
fn in_site(common: &Common, path: &std::path::Path) -> std::path::PathBuf {
    if path.is_absolute() { path.to_owned() } else { common.dir.join(path) }
}
