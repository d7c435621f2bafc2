//! The command line's help in the editor's language.
//!
//! English help is the doc comments of [`super::args`]. In Chinese the same tree of commands gets its texts from
//! `help.zh-CN.toml`: a table a command, with `about` for the command itself, the id of an argument for its help,
//! and `ARGUMENT.VALUE` for a value that it may have. Man page and completions stay English.

use std::collections::BTreeMap;

use clap::builder::PossibleValue;
use clap::{Arg, Command, CommandFactory};

use super::args::Cli;
use crate::diag::UiLang;

/// The texts, by command (`kb`, `kb build`, …) and key.
type Texts = BTreeMap<String, BTreeMap<String, String>>;

/// Headings are ours: clap's own are English. Longer and shorter help have the same parts.
const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The command line, with help in this language.
pub(super) fn command(lang: UiLang) -> Command {
    match lang {
        UiLang::En => Cli::command(),
        UiLang::ZhCn => {
            let mut whole = Cli::command();
            // Makes the flags and the command `help` that clap adds, so that they can be translated.
            whole.build();
            translated(whole, "kb", &texts())
        }
    }
}

fn texts() -> Texts {
    toml::from_str(include_str!("help.zh-CN.toml")).expect("the table is part of the program and is tested")
}

fn translated(command: Command, path: &str, texts: &Texts) -> Command {
    let own = texts.get(path);
    let text = |key: &str| own.and_then(|t| t.get(key)).or_else(|| texts["every"].get(key));
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .mut_args(|arg| argument(arg, text))
        .mut_subcommands(|sub| {
            let inner = inner(path, sub.get_name());
            translated(sub, &inner, texts)
        });
    if let Some(about) = text("about") {
        command = command.about(about.clone()).long_about(about.clone());
    }
    command
}

/// Path of a command in a command. `kb help build` lists what `kb build` is.
fn inner(path: &str, name: &str) -> String {
    let path = path.strip_suffix(" help").unwrap_or(path);
    format!("{path} {name}")
}

/// An argument with its help, and what it may be said in the same language.
fn argument<'t>(arg: Arg, text: impl Fn(&str) -> Option<&'t String>) -> Arg {
    let id = arg.get_id().to_string();
    let Some(help) = text(&id) else { return arg };
    let mut short = help.clone();
    let defaults: Vec<_> = arg.get_default_values().iter().filter_map(|v| v.to_str()).collect();
    // A flag that is there or not, such as --open, has a default that nobody can write.
    let takes_values = arg.get_num_args().is_some_and(|count| count.takes_values());
    if takes_values && !defaults.is_empty() && !arg.is_hide_default_value_set() {
        short.push_str(&format!("〔默认：{}〕", defaults.join(" ")));
    }
    let values: Vec<PossibleValue> =
        if arg.get_action().takes_values() { arg.get_possible_values() } else { Vec::new() };
    let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    let mut long = short.clone();
    if !names.is_empty() {
        short.push_str(&format!("〔可选：{}〕", names.join("、")));
        long.push_str("\n\n可选：");
        for name in names {
            let said = text(&format!("{id}.{name}")).map_or("", String::as_str);
            long.push_str(&format!("\n- {name}：{said}"));
        }
    }
    let heading = if arg.is_positional() { "参数" } else { "选项" };
    arg.help(short).long_help(long).help_heading(heading).hide_default_value(true).hide_possible_values(true)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every text that the table must have: command and key.
    fn wanted(command: &Command, path: &str, out: &mut BTreeSet<(String, String)>) {
        let mut want = |of: &str, key: String| out.insert((of.to_owned(), key));
        want(path, "about".to_owned());
        for arg in command.get_arguments() {
            let id = arg.get_id().to_string();
            let every = matches!(&*id, "help" | "version") || (path != "kb" && arg.is_global_set());
            let of = if every || arg.is_global_set() { "every" } else { path };
            want(of, id.clone());
            if arg.get_action().takes_values() {
                for value in arg.get_possible_values() {
                    want(of, format!("{id}.{}", value.get_name()));
                }
            }
        }
        for sub in command.get_subcommands().filter(|s| s.get_name() != "help") {
            wanted(sub, &inner(path, sub.get_name()), out);
        }
    }

    #[test]
    fn every_command_and_flag_has_words_and_no_words_are_left_over() {
        let mut whole = Cli::command();
        whole.build();
        let mut want = BTreeSet::new();
        wanted(&whole, "kb", &mut want);
        want.insert(("kb help".to_owned(), "about".to_owned()));
        want.insert(("kb theme help".to_owned(), "about".to_owned()));
        let texts = texts();
        let have: BTreeSet<(String, String)> =
            texts.iter().flat_map(|(of, t)| t.keys().map(move |k| (of.clone(), k.clone()))).collect();
        let missing: Vec<_> = want.difference(&have).collect();
        let unknown: Vec<_> = have.difference(&want).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "missing {missing:?}, left over {unknown:?}");
        let empty = texts.values().flatten().find(|(_, text)| text.trim().is_empty());
        assert_eq!(empty, None);
    }

    /// Help, short and long, of each command.
    fn helps(command: &mut Command, out: &mut Vec<String>) {
        out.push(command.render_help().to_string());
        out.push(command.render_long_help().to_string());
        for sub in command.get_subcommands_mut() {
            helps(sub, out);
        }
    }

    #[test]
    fn no_english_sentence_is_left() {
        let mut all = Vec::new();
        helps(&mut command(UiLang::ZhCn), &mut all);
        let english = all.iter().flat_map(|t| t.lines()).find(|line| {
            // Names of commands, flags, files and placeholders are the only Latin; a sentence has small words.
            let words: Vec<&str> = line.split(' ').collect();
            ["the", "a", "of", "to", "in", "and", "Print", "Usage:", "Options:", "Commands:"]
                .iter()
                .any(|w| words.contains(w))
        });
        assert_eq!(english, None);
        let odd = all.iter().flat_map(|t| t.lines()).find(|line| line.contains("默认：no"));
        assert_eq!(odd, None);
        assert!(all[0].contains("用法：kb [OPTIONS]") && all[0].contains("命令"), "{}", all[0]);
    }

    #[test]
    fn translated_help_reads_the_same_command_line() {
        for args in [vec!["kb", "build", "--out", "x"], vec!["kb", "-C", "d", "theme", "eject", "base.html"]]
        {
            assert!(command(UiLang::ZhCn).try_get_matches_from(args).is_ok());
        }
    }
}
