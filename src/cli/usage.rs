//! What is wrong with a command line, in the editor's language, with what to type instead.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Cli;
use crate::diag::Wording;
use crate::text::nearest;

/// The message for a command line that cannot be read; nothing for help and version, which are no
/// errors and are printed as they are.
pub(super) fn explain(error: &clap::Error, wording: Wording) -> Option<String> {
    let arg = text(error, ContextKind::InvalidArg);
    let value = text(error, ContextKind::InvalidValue);
    let flag = arg.split([' ', ',']).next().unwrap_or(&arg).to_owned();
    let words = |key: &str, args: &[(&'static str, &str)]| Some(wording.phrase(key, args));
    let said = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = text(error, ContextKind::InvalidSubcommand);
            let near = text(error, ContextKind::SuggestedSubcommand);
            let near = near.split(", ").next().unwrap_or_default().to_owned();
            if near.is_empty() {
                words("usage_command", &[("name", &name)])
            } else {
                words("usage_command_near", &[("name", &name), ("nearest", &near)])
            }
        }
        ErrorKind::UnknownArgument => match near_flag(error, &flag) {
            Some(near) => words("usage_flag_near", &[("flag", &flag), ("nearest", &near)]),
            None => words("usage_flag", &[("flag", &flag)]),
        },
        ErrorKind::InvalidValue if value.is_empty() => words("usage_value_missing", &[("flag", &arg)]),
        ErrorKind::InvalidValue => {
            let known = text(error, ContextKind::ValidValue);
            words("usage_value", &[("flag", &flag), ("value", &value), ("known", &known)])
        }
        ErrorKind::ValueValidation => {
            let key = match flag.as_str() {
                "--today" => "usage_date",
                "--port" => "usage_port",
                "--address" => "usage_address",
                _ => "usage_other_value",
            };
            words(key, &[("flag", &flag), ("value", &value)])
        }
        ErrorKind::MissingRequiredArgument => words("usage_missing", &[("what", &arg)]),
        ErrorKind::ArgumentConflict => {
            let other = text(error, ContextKind::PriorArg);
            words("usage_conflict", &[("flag", &arg), ("other", &other)])
        }
        ErrorKind::InvalidUtf8 => words("usage_utf8", &[]),
        _ => None,
    }?;
    let usage = text(error, ContextKind::Usage);
    let command = command(&usage);
    let usage = usage.trim().trim_start_matches("Usage:").trim().to_owned();
    let mut out = said;
    if !usage.is_empty() {
        out.push_str(&format!("\n  {}: {usage}", wording.phrase("usage_form", &[])));
    }
    out.push_str(&format!("\n  {}", wording.phrase("usage_help", &[("command", &command)])));
    Some(out)
}

fn text(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => {
            texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

/// The command of a usage line: `kb build`.
fn command(usage: &str) -> String {
    let words = usage.trim().trim_start_matches("Usage:").split_whitespace();
    let words: Vec<&str> = words.take_while(|w| w.bytes().all(|b| b.is_ascii_lowercase())).collect();
    if words.is_empty() { "kb".to_owned() } else { words.join(" ") }
}

/// The flag that may be meant, also by its beginning: `--out` for `--ot`.
fn near_flag(error: &clap::Error, flag: &str) -> Option<String> {
    let suggested = text(error, ContextKind::SuggestedArg);
    if !suggested.is_empty() {
        return Some(suggested.split([' ', ',']).next().unwrap_or(&suggested).to_owned());
    }
    let usage = text(error, ContextKind::Usage);
    let mut cli = Cli::command();
    cli.build();
    let mut found = &cli;
    for name in command(&usage).split(' ').skip(1) {
        found = found.find_subcommand(name)?;
    }
    let flags: Vec<String> =
        found.get_arguments().filter_map(|a| Some(format!("--{}", a.get_long()?))).collect();
    nearest(flag, flags.iter().map(String::as_str)).map(str::to_owned)
}
