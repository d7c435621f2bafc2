//! The command line: the only module that prints.
//!
//! Every command gets a [`Terminal`] (where to print, in which language, with which colours) and the
//! site's folder, and returns how it went. Exit codes: 0 fine, 1 the content has errors, 2 usage or
//! environment.
#![allow(clippy::disallowed_methods, reason = "the command line is where the environment comes in")]

mod args;
mod build;
mod check;
mod explain;
mod external;
mod files;
mod meter;
mod search;
mod serve;
mod terminal;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

pub use args::Cli;
use args::{Command, Common, Inputs};
use jiff::civil::Date;
pub use terminal::{Environment, Terminal};

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
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(e) => {
            // Help and version are no errors; a broken pipe while printing them is nobody's business.
            let _ = e.print();
            return if e.use_stderr() { Outcome::Failed } else { Outcome::Fine };
        }
    };
    let mut terminal = Terminal::new(&cli.common, &environment);
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
