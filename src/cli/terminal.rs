//! Where commands print, in which language and with which colours.

use std::fmt::Display;
use std::io::{IsTerminal, Write};

use jiff::civil::Date;

use super::Outcome;
use super::args::{Common, When};
use crate::diag::emit::{self, Colour};
use crate::diag::{Diagnostics, Sources, UiLang, Wording};

/// What comes from outside: read once, in `main`.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Today's date on this machine.
    pub today: Date,
    /// `LC_ALL`, `LC_MESSAGES` or `LANG`, the first that is set.
    pub locale: String,
    /// Whether `NO_COLOR` is set.
    pub no_color: bool,
}

impl Environment {
    /// Today's date by now: after that of the start, if midnight has passed.
    pub(super) fn today_now(&self) -> Date {
        self.today.max(jiff::Zoned::now().date())
    }

    /// Reads the environment.
    pub fn read() -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .filter_map(|v| std::env::var(v).ok())
            .find(|v| !v.is_empty());
        Self {
            today: jiff::Zoned::now().date(),
            locale: locale.unwrap_or_default(),
            no_color: std::env::var("NO_COLOR").is_ok_and(|v| !v.is_empty()),
        }
    }
}

/// Where a command prints.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// The words.
    pub wording: Wording,
    /// The language of the words.
    pub lang: UiLang,
    colour: Colour,
    quiet: bool,
    verbose: bool,
}

impl Terminal {
    /// A terminal as the flags and the environment ask for it.
    pub fn new(common: &Common, environment: &Environment, lang: UiLang) -> Self {
        let colour = match common.color {
            When::Always => Colour::Ansi,
            When::Never => Colour::Plain,
            When::Auto if std::io::stderr().is_terminal() && !environment.no_color => Colour::Ansi,
            When::Auto => Colour::Plain,
        };
        Self { wording: Wording::new(lang), lang, colour, quiet: common.quiet, verbose: common.verbose }
    }

    /// A terminal before the flags are known.
    pub(super) fn plain(lang: UiLang) -> Self {
        Self { wording: Wording::new(lang), lang, colour: Colour::Plain, quiet: false, verbose: false }
    }

    /// Prints a result to standard output. A reader that has gone (a closed pipe) ends the command
    /// without a word.
    pub fn bytes(&mut self, bytes: &[u8]) -> Outcome {
        let mut out = std::io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Ok(()) => Outcome::Fine,
            Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Outcome::Fine,
            Err(e) => self.fail(e),
        }
    }

    /// Prints a result line to standard output.
    pub fn line(&mut self, text: impl Display) -> Outcome {
        self.bytes(format!("{text}\n").as_bytes())
    }

    /// Says something to standard error, unless quiet.
    pub fn note(&mut self, key: &str, args: &[(&'static str, &str)]) {
        if !self.quiet {
            let text = self.wording.phrase(key, args);
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }

    /// Says something only with `-v`.
    pub fn detail(&mut self, key: &str, args: &[(&'static str, &str)]) {
        if self.verbose {
            self.note(key, args);
        }
    }

    /// Says on a terminal how far long work is, on one line; nothing in a pipe or when quiet.
    pub fn progress(&self, key: &str, done: usize, all: usize) {
        if self.quiet || !std::io::stderr().is_terminal() {
            return;
        }
        let text = self.wording.phrase(key, &[("done", &done.to_string()), ("all", &all.to_string())]);
        let end = if done == all { "\n" } else { "" };
        let _ = write!(std::io::stderr(), "\r{text}{end}");
    }

    /// Whether only errors are printed.
    pub(super) fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Says what failed.
    pub fn fail(&mut self, error: impl Display) -> Outcome {
        let _ = writeln!(std::io::stderr(), "{}: {error}", self.wording.phrase("error", &[]));
        Outcome::Failed
    }

    /// Says that a file cannot be written, and why.
    pub fn fail_to_write(&mut self, path: &str, error: &std::io::Error) -> Outcome {
        let detail = self.reason(error);
        self.fail_with("cannot_write", &[("path", path), ("detail", &detail)])
    }

    /// What the system said, in words of the table where they are known.
    pub fn reason(&self, error: &std::io::Error) -> String {
        use std::io::ErrorKind;
        let key = match error.kind() {
            ErrorKind::NotFound => "io_not_found",
            ErrorKind::PermissionDenied => "io_denied",
            ErrorKind::IsADirectory => "io_is_folder",
            ErrorKind::NotADirectory => "io_not_folder",
            ErrorKind::StorageFull => "io_full",
            ErrorKind::AlreadyExists => "io_exists",
            _ => return error.to_string(),
        };
        self.wording.phrase(key, &[])
    }

    /// Says what failed, in words of the table.
    pub fn fail_with(&mut self, key: &str, args: &[(&'static str, &str)]) -> Outcome {
        let text = self.wording.phrase(key, args);
        self.fail(text)
    }

    /// Prints diagnostics for people to standard error.
    pub fn diagnostics(&mut self, list: &Diagnostics, sources: &dyn Sources) {
        let text = emit::human(list, sources, self.wording, self.colour);
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
}
