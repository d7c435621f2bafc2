//! The pages of the reference, from the program's own tables.

use clap::{Arg, Command, CommandFactory};
use kb::diag::{Code, UiLang, Wording};
use kb::document::PARTS;
use kb::record::RecordKind;
use kb::schema::Input;

use crate::markdown::{Page, code, escape};
use crate::{records, templates};

/// All pages that are made: file name and text.
pub(crate) fn pages() -> Vec<(String, String)> {
    let mut out = vec![
        ("commands.md".to_owned(), commands()),
        ("settings.md".to_owned(), records::page(&[Input::Config])),
        ("front-matter.md".to_owned(), records::page(&[Input::FrontMatter, Input::Section])),
        ("records.md".to_owned(), records::page(&RecordKind::ALL.map(Input::Records))),
        ("parts.md".to_owned(), parts()),
        ("diagnostics.md".to_owned(), diagnostics()),
        ("components.md".to_owned(), crate::components::page()),
    ];
    out.extend(templates::pages());
    out
}

fn commands() -> String {
    let mut page = Page::new(
        "Commands and flags",
        "Every command of kb with its arguments and flags, as the program itself describes them.",
        1,
    );
    page.paragraph(
        "Exit codes: 0 fine; 1 the content has errors (or warnings, with `--deny-warnings`); 2 usage or \
         environment. `kb COMMAND --help` prints the same.",
    );
    let mut root = kb::cli::Cli::command();
    root.build();
    page.heading(2, "Flags of every command", "common");
    page.table(&["flag", "what it does"], &flags(&root, false));
    command(&mut page, &root, "kb", 2);
    page.finish()
}

fn command(page: &mut Page, parent: &Command, path: &str, level: usize) {
    for sub in parent.get_subcommands().filter(|c| c.get_name() != "help" && !c.is_hide_set()) {
        let name = format!("{path} {}", sub.get_name());
        page.heading(level, &code(&name), &name.replace(' ', "-"));
        let about = sub.get_long_about().or_else(|| sub.get_about()).map(ToString::to_string);
        page.paragraph(&escape(&format!("{}.", about.unwrap_or_default().trim_end_matches('.'))));
        let mut rows: Vec<Vec<String>> = sub.get_positionals().map(argument).collect();
        rows.extend(flags(sub, true));
        page.table(&["argument or flag", "what it does"], &rows);
        command(page, sub, &name, level + 1);
    }
}

/// Flags of a command: its own, or those that every command has.
fn flags(command: &Command, own: bool) -> Vec<Vec<String>> {
    command
        .get_arguments()
        .filter(|a| !a.is_positional())
        .filter(|a| !a.is_hide_set() && a.is_global_set() != own)
        .filter(|a| !matches!(a.get_id().as_str(), "help" | "version"))
        .map(argument)
        .collect()
}

fn flags_of(arg: &Arg) -> String {
    let short = arg.get_short().map(|c| format!("-{c}"));
    let long = arg.get_long().map(|l| format!("--{l}"));
    let names: Vec<String> = short.into_iter().chain(long).collect();
    let values: Vec<String> = arg.get_value_names().into_iter().flatten().map(ToString::to_string).collect();
    let takes = arg.get_action().takes_values() && arg.get_num_args().is_none_or(|n| n.min_values() > 0);
    let values = if takes && !values.is_empty() { format!(" {}", values.join(" ")) } else { String::new() };
    if names.is_empty() { values.trim().to_owned() } else { format!("{}{values}", names.join(", ")) }
}

fn argument(arg: &Arg) -> Vec<String> {
    let about = arg.get_long_help().or_else(|| arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut text = escape(&format!("{}.", about.trim_end_matches('.')));
    let choices: Vec<String> =
        arg.get_possible_values().iter().filter(|v| !v.is_hide_set()).map(|v| code(v.get_name())).collect();
    if !choices.is_empty() && arg.get_action().takes_values() && choices.len() < 10 {
        text.push_str(&format!(" One of {}.", choices.join(", ")));
    }
    let default: Vec<String> = arg.get_default_values().iter().map(|v| code(&v.to_string_lossy())).collect();
    if !default.is_empty() && arg.get_action().takes_values() && !about.contains("default") {
        text.push_str(&format!(" Default: {}.", default.join(", ")));
    }
    vec![code(&flags_of(arg)), text]
}

fn parts() -> String {
    let mut page = Page::new(
        "Parts of a guide",
        "The classes that a heading of level two may have, in the order in which readers need them.",
        5,
    );
    page.paragraph(
        "A heading's class says what a part is: `## What to collect {.evidence}`. The part's key is also its \
         anchor, the same in every language.",
    );
    let rows: Vec<Vec<String>> = PARTS
        .iter()
        .map(|p| {
            vec![
                code(p.key),
                if p.required { "every guide".to_owned() } else { "when it applies".to_owned() },
            ]
        })
        .collect();
    page.table(&["class", "needed in"], &rows);
    page.finish()
}

fn diagnostics() -> String {
    let mut page = Page::new(
        "Diagnostics",
        "Every finding that kb can report: what it means, a bad and a good example.",
        7,
    );
    page.paragraph(
        "`kb explain CODE` prints the same. A level in `[checks]` of `kb.toml` changes how bad a finding is; \
         those marked *fixed* cannot be changed, because the site could not be built.",
    );
    let wording = Wording::new(UiLang::En);
    let settings = kb::schema::schema(Input::Config, &[]);
    let adjustable: Vec<&str> = records::keys(&settings["properties"]["checks"]);
    for c in Code::ALL {
        let (explain, bad, good) = wording.explain(*c);
        page.heading(2, &code(c.as_str()), c.as_str());
        let fixed = if adjustable.contains(&c.as_str()) { "" } else { ", fixed" };
        page.paragraph(&format!("*{}{fixed}.* {}", c.default_severity().as_str(), escape(explain)));
        for (head, example) in [("Wrong:", bad), ("Right:", good)] {
            if !example.is_empty() {
                page.paragraph(head);
                page.code("text", example);
            }
        }
    }
    page.finish()
}
