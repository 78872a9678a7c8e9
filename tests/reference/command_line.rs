//! The command line, from its definition.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use blogsite::command::cli;
use clap::{Arg, ArgAction, Command};

use crate::page::Page;
use crate::parts::block;

/// Verbs whose common arguments are those that name a site.
const OF_A_SITE: [&str; 4] = ["build", "check", "list", "serve"];

fn definition() -> Command {
    let mut command = cli::command();
    command.build();
    command
}

fn arguments(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|arg| !arg.is_hide_set() && !matches!(arg.get_id().as_str(), "help" | "version"))
}

/// What the arguments of several verbs have in common.
fn shared_entries(root: &Command) -> Vec<String> {
    let of = |verb: &str| -> Vec<String> { arguments(root.find_subcommand(verb).unwrap()).map(entry).collect() };
    let [first, others @ ..] = OF_A_SITE.map(of);
    first.into_iter().filter(|entry| others.iter().all(|other| other.contains(entry))).collect()
}

/// The arguments that most verbs take.
pub(crate) fn shared() -> String {
    shared_entries(&definition()).join("\n")
}

/// A section for each verb.
pub(crate) fn verbs() -> String {
    let root = definition();
    let shared = shared_entries(&root);
    let mut text = String::new();
    for verb in below(&root) {
        write_verb(&mut text, verb, &shared, 2);
    }
    text
}

/// The verbs of a command, in the order of its help.
fn below(command: &Command) -> Vec<&Command> {
    let shown = command.get_subcommands().filter(|verb| !verb.is_hide_set() && verb.get_name() != "help");
    let mut verbs: Vec<&Command> = shown.collect();
    verbs.sort_by_key(|verb| (verb.get_display_order(), verb.get_name()));
    verbs
}

fn write_verb(text: &mut String, verb: &Command, shared: &[String], depth: usize) {
    let name = verb.get_bin_name().unwrap_or(verb.get_name());
    let short = name.split_once(' ').map_or(name, |(_, verb)| verb);
    let _ = writeln!(text, "{} `{short}`\n", "#".repeat(depth + 1));
    let about = verb.get_long_about().or(verb.get_about()).unwrap_or_else(|| panic!("`{name}` says nothing of itself"));
    let _ = writeln!(text, "{}.\n", plain(&about.to_string()).trim_end_matches('.'));
    let usage = verb.clone().render_usage().to_string();
    let usage = usage.trim().trim_start_matches("Usage:").lines().map(|line| format!("$ {}\n", line.trim()));
    let _ = writeln!(text, "{}", block("console", &usage.collect::<String>()));
    if let Some(help) = verb.get_after_help() {
        write_help(text, &help.to_string());
    }
    let all: Vec<String> = arguments(verb).map(entry).collect();
    let is_of_a_site = shared.iter().all(|entry| all.contains(entry));
    for entry in all.iter().filter(|entry| !is_of_a_site || !shared.contains(entry)) {
        let _ = writeln!(text, "{entry}");
    }
    if is_of_a_site {
        text.push_str("And [what most of them take](#what-most-of-them-take).\n\n");
    }
    for verb in below(verb) {
        write_verb(text, verb, shared, depth + 1);
    }
}

/// What stands below the options in `--help`: words, examples, exit codes. The codes of problems have a page of their own.
fn write_help(text: &mut String, help: &str) {
    for paragraph in help.split("\n\n").filter(|paragraph| !paragraph.starts_with("Codes: ")) {
        match paragraph.strip_prefix("Examples:\n") {
            Some(lines) => {
                let lines = lines.lines().map(|line| format!("{}\n", line.strip_prefix("  ").unwrap_or(line)));
                let _ = writeln!(text, "{}", block("text", &lines.collect::<String>()));
            }
            None => {
                let _ = writeln!(text, "{}\n", plain(paragraph));
            }
        }
    }
}

/// `-s`, `--source DIR` and what is said of it, as an entry of a list of definitions.
fn entry(arg: &Arg) -> String {
    let values =
        arg.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let takes_value = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    let is_many =
        arg.get_num_args().is_some_and(|range| range.max_values() > 1) || matches!(arg.get_action(), ArgAction::Append);
    let term = match arg.get_long() {
        None => format!("`{values}{}`", if is_many { "…" } else { "" }),
        Some(long) => {
            let short = arg.get_short().map(|short| format!("`-{short}`, ")).unwrap_or_default();
            let value = match arg.get_num_args() {
                _ if !takes_value => String::new(),
                Some(range) if range.min_values() == 0 => format!("[={values}]"),
                _ => format!(" {values}"),
            };
            format!("{short}`--{long}{value}`")
        }
    };
    let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut says = plain(&help);
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
    if takes_value && !defaults.is_empty() {
        let _ = write!(says, " (default: {})", defaults.join(", "));
    }
    let choices = arg.get_possible_values();
    if takes_value && !arg.is_hide_possible_values_set() && !choices.is_empty() {
        let choices = choices.iter().filter(|choice| !choice.is_hide_set()).map(|choice| {
            let says = choice.get_help().map(|help| format!(" ({})", plain(&help.to_string()))).unwrap_or_default();
            format!("`{}`{says}", choice.get_name())
        });
        let _ = write!(says, ": {}", choices.collect::<Vec<_>>().join(", "));
    }
    format!("{term}\n: {says}\n")
}

/// Words for a terminal as Markdown: flags become code, and no sign is taken for a mark.
fn plain(words: &str) -> String {
    let mut text = String::new();
    for (index, part) in words.split('`').enumerate() {
        if index % 2 == 1 {
            let _ = write!(text, "`{part}`");
            continue;
        }
        for word in part.split_inclusive(char::is_whitespace) {
            let bare = word.trim_end();
            let flag = bare.trim_end_matches([',', '.', ':', ';', ')']);
            if flag.starts_with("--") && flag.len() > 2 {
                let _ = write!(text, "`{flag}`{}", &word[flag.len()..]);
            } else {
                text.push_str(&word.replace('*', "\\*").replace('_', "\\_").replace('<', "\\<").replace('[', "\\["));
            }
        }
    }
    text
}

/// The last words of a line that says how a verb ends.
#[test]
fn every_verb_says_how_it_ends() {
    for verb in below(&definition()) {
        let help = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(help.contains("Exit code: "), "`{}`", verb.get_name());
    }
}

/// Words in capitals in those files that are no names of variables.
const OTHER_WORDS: [&str; 3] = ["UTC", "UCT", "HEAD"];

/// Names in capitals in the files that ask for the environment while the program runs.
fn asked_of_the_environment() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
        let entry = entry.unwrap();
        if entry.path().extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        if !code.contains("env::var") || entry.file_name() == "build.rs" {
            continue;
        }
        let is_name =
            |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        let words = code.split('"').filter(is_name).filter(|word| !OTHER_WORDS.contains(word));
        names.extend(words.map(str::to_owned));
    }
    names
}

/// What crates ask for on this program's behalf: colours (anstream), other hosts (ureq), the width of a terminal (clap).
const OF_CRATES: [&str; 8] =
    ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"];

#[test]
fn the_environment_is_named_whole() {
    let page = Page::read("command-line.md");
    let section = page.text.split_once("## Environment\n").unwrap().1;
    let section = section.split("\n## ").next().unwrap();
    let is_name = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let named: BTreeSet<String> = section.split('`').skip(1).step_by(2).filter(is_name).map(str::to_owned).collect();
    let mut asked = asked_of_the_environment();
    asked.extend(OF_CRATES.map(str::to_owned));
    assert_eq!(named, asked);
}
