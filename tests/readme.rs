//! README.md, followed word for word by somebody who has never seen the project.
//!
//! 1. Every command in it is run: those of `blogsite` here, in the folder that its section speaks of ([`FOLDERS`]); those of
//!    cargo by `.ci/run`, which is asked whether it does; that of rsync by `tests/hosts`.
//! 2. What stands behind a command as a comment and is a path is there afterwards.
//! 3. Every `blogsite …` within a sentence is a command line that the program understands.
//! 4. Every file and part of a page that it links to exists, and each of its YAML blocks can be read.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use support::folder::{self, Files};
use support::program::{self, Ran};
use support::server::Server;
use support::{fail_with, tests_folder, transcript};

/// Heading → what was done in the folder before, as a transcript does it.
const FOLDERS: &[(&str, &[&str])] = &[
    ("From nothing to a blog", &[]),
    ("Every day", &["blogsite init --title Rivers --author Ada", "blogsite build --destination old/_site"]),
    (
        "Coming from Jekyll",
        &[
            "echo title: Rivers > _config.yml",
            "echo gem \"jekyll\" > Gemfile",
            "echo Words. > _posts/2020-01-02-first.md",
            "echo About. > about.md",
            "git init -q -b main",
            "git add .",
            "echo <!doctype html><title>First</title><p>Words.</p> > _site/2020/01/02/first.html",
            "echo <!doctype html><title>About</title><p>About.</p> > _site/about.html",
        ],
    ),
];

/// A part of README.md that is no running text.
struct Block {
    /// The heading that it stands below.
    heading: String,
    language: String,
    lines: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap().replace("\r\n", "\n")
}

/// The blocks between lines of three back-quotes, and the text without them.
fn blocks(text: &str) -> (Vec<Block>, String) {
    let (mut blocks, mut rest, mut heading) = (Vec::<Block>::new(), String::new(), String::new());
    let mut is_inside = false;
    for line in text.lines() {
        if let Some(language) = line.strip_prefix("```") {
            is_inside = !is_inside;
            if is_inside {
                blocks.push(Block { heading: heading.clone(), language: language.to_owned(), lines: Vec::new() });
            }
        } else if is_inside {
            blocks.last_mut().unwrap().lines.push(line.to_owned());
        } else {
            if let Some(words) = line.strip_prefix('#') {
                words.trim_start_matches(['#', ' ']).clone_into(&mut heading);
            }
            rest.push_str(line);
            rest.push('\n');
        }
    }
    assert!(!is_inside, "a block of README.md does not end");
    (blocks, rest)
}

/// A line `$ COMMAND   # COMMENT`.
fn command_of(line: &str) -> (&str, &str) {
    let line = line.strip_prefix("$ ").unwrap_or_else(|| panic!("`{line}` is no command"));
    let (command, comment) = line.split_once("  #").unwrap_or((line, ""));
    (command.trim(), comment.trim())
}

/// Runs a command in `folder`; what it said.
fn run(command: &str, folder: &Path) -> Option<Ran> {
    match command.split_whitespace().collect::<Vec<_>>().as_slice() {
        // The browser that it would open is nobody's here.
        ["blogsite", "serve", arguments @ ..] => {
            let arguments: Vec<&str> = arguments.iter().copied().filter(|word| *word != "--open-url").collect();
            let reply = Server::start(folder, &arguments).ask("GET", "/", &[]);
            assert_eq!(reply.status, 200, "{command}");
            None
        }
        _ => transcript::run(command, folder),
    }
}

#[test]
fn every_command_does_what_is_said_of_it() {
    let (blocks, _) = blocks(&readme());
    let is_elsewhere = |line: &str| ["$ cargo ", "$ rsync "].iter().any(|start| line.starts_with(start));
    let is_session = |block: &&Block| block.language == "console" && !is_elsewhere(&block.lines[0]);
    let mut seen = BTreeSet::new();
    for block in blocks.iter().filter(is_session) {
        let (heading, before) = FOLDERS
            .iter()
            .find(|(heading, _)| *heading == block.heading)
            .unwrap_or_else(|| panic!("in which folder are the commands of \"{}\" run?", block.heading));
        seen.insert(*heading);
        let dir = tempfile::tempdir().unwrap();
        let mut folder = dir.path().to_owned();
        for command in *before {
            if let Some(ran) = transcript::run(command, &folder) {
                ran.expect_code(0);
            }
        }
        for line in &block.lines {
            let (command, comment) = command_of(line);
            if let Some(below) = command.strip_prefix("cd ") {
                folder = folder.join(below);
                continue;
            }
            if let Some(ran) = run(command, &folder) {
                assert_eq!(ran.code, Some(0), "{command}\n{}{}", ran.stderr, ran.stdout);
            }
            let is_path = comment.contains('/') && !comment.contains(' ');
            assert!(!is_path || folder.join(comment).exists(), "`{command}` leaves no `{comment}`");
        }
    }
    assert_eq!(seen.len(), FOLDERS.len(), "{seen:?}");
}

#[test]
fn what_cargo_is_told_is_run_before_anything_lands() {
    let gate = fs::read_to_string(root().join(".ci/run")).unwrap();
    let gate: Vec<BTreeSet<&str>> = gate.lines().map(|line| line.split_whitespace().collect()).collect();
    let (blocks, _) = blocks(&readme());
    let lines = blocks.iter().filter(|block| block.language == "console").flat_map(|block| &block.lines);
    let commands: Vec<&str> =
        lines.map(|line| command_of(line).0).filter(|command| command.starts_with("cargo ")).collect();
    assert!(commands.len() >= 3, "{commands:?}");
    for command in commands {
        let words: BTreeSet<&str> = command.split_whitespace().collect();
        assert!(gate.iter().any(|line| words.is_subset(line)), "`.ci/run` does not run `{command}`");
    }
}

#[test]
fn every_command_in_a_sentence_is_understood() {
    let (_, text) = blocks(&readme());
    let dir = tempfile::tempdir().unwrap();
    let spans = text.split('`').skip(1).step_by(2);
    let commands: BTreeSet<&str> = spans.filter(|span| span.starts_with("blogsite ")).collect();
    assert!(commands.len() >= 2, "{commands:?}");
    for command in commands {
        // Help comes before everything that is missing, and after everything that is not understood.
        let words = command.split_whitespace().skip(1).chain(["--help"]);
        let ran = program::run(dir.path(), words);
        assert_eq!(ran.code, Some(0), "{command}\n{}", ran.stderr);
    }
}

#[test]
fn what_it_links_to_is_there() {
    let (blocks, text) = blocks(&readme());
    let mut faults = Vec::new();
    let mut count = 0;
    let addresses = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(address, _)| address);
    let pictures = ["src=\"", "srcset=\""]
        .iter()
        .flat_map(|name| text.split(name).skip(1))
        .filter_map(|rest| rest.split_once('"'))
        .map(|(address, _)| address);
    let defined = text
        .lines()
        .filter(|line| line.starts_with('['))
        .filter_map(|line| line.split_once("]: "))
        .map(|(_, address)| address);
    for address in addresses.chain(pictures).chain(defined) {
        count += 1;
        let is_there = address.starts_with("https://") || root().join(address.split('#').next().unwrap()).exists();
        if !is_there {
            faults.push(format!("README.md links to `{address}`, which is not there"));
        }
    }
    for block in blocks.iter().filter(|block| matches!(block.language.as_str(), "yaml" | "yml")) {
        if let Err(error) = serde_yaml::from_str::<serde_yaml::Value>(&block.lines.join("\n")) {
            faults.push(format!("below \"{}\": {error}", block.heading));
        }
    }
    fail_with(&faults);
    assert!(count >= 10, "{count} links");
}

/// Both halves of a reference: `[words][label]` and `[label]: address`.
#[test]
fn every_reference_has_its_definition() {
    let (_, text) = blocks(&readme());
    let defined: BTreeSet<&str> =
        text.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: ")).map(|(label, _)| label).collect();
    let used: BTreeSet<&str> =
        text.split("][").skip(1).filter_map(|rest| rest.split_once(']')).map(|(label, _)| label).collect();
    assert_eq!(defined, used);
}

/// The report that README.md shows is the one that the example blog gets.
#[test]
fn the_report_it_shows_is_the_one_that_is_made() {
    let (blocks, _) = blocks(&readme());
    let Some(shown) = blocks.iter().find(|block| block.lines.first().is_some_and(|line| line.starts_with("warning[")))
    else {
        panic!("README.md shows no report");
    };
    let dir = tempfile::tempdir().unwrap();
    let mut files = Files::new();
    for folder_name in ["content", "static", "data"] {
        let inside = folder::read(&root().join(folder_name));
        files.extend(inside.into_iter().map(|(path, bytes)| (format!("{folder_name}/{path}"), bytes)));
    }
    files.insert("_config.yml".to_owned(), fs::read(root().join("_config.yml")).unwrap());
    folder::write(dir.path(), &files);
    let ran = program::run(dir.path(), ["build"]).expect_code(0);
    let shown = shown.lines.join("\n");
    assert!(ran.stderr.contains(&shown), "{}\ndoes not hold\n{shown}", ran.stderr);
    assert!(tests_folder().join("browser/shots/report.png").exists());
}
