//! Transcripts of commands: what the program says, where, and with which exit code.
//!
//! Every file of `tests/cli/` is one; its commands run in a copy of `tests/cli/site/`. Those of `tests/cli/start/` begin in an
//! empty folder.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use support::{fail_with, folder, name_of, program, tests_folder, transcript};

#[test]
fn every_transcript_is_true() {
    let cli = tests_folder().join("cli");
    replay_all(&cli, &folder::read(&cli.join("site")));
}

#[test]
fn every_start_is_as_it_is_written_down() {
    replay_all(&tests_folder().join("cli/start"), &folder::Files::new());
}

/// Replays the transcripts in `place`, each in a folder of its own that holds `site`.
fn replay_all(place: &Path, site: &folder::Files) {
    let mut paths: Vec<_> = fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    assert!(!paths.is_empty());
    let mut faults = Vec::new();
    for path in paths {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("here");
        fs::create_dir(&folder).unwrap();
        folder::write(&folder, site);
        faults.extend(transcript::check(&format!("cli/{}", name_of(&path)), &path, &folder));
    }
    fail_with(&faults);
}

#[test]
fn completions_and_manual_pages_know_every_verb() {
    let help = program::run(Path::new("."), ["--help"]).expect_code(0).stdout;
    let verbs: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .map_while(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|verb| *verb != "help")
        .collect();
    assert!(verbs.len() >= 12, "{verbs:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = program::run(Path::new("."), ["completions", shell]).expect_code(0).stdout;
        for verb in &verbs {
            assert!(script.contains(verb), "{shell} does not complete {verb}");
        }
    }
    let page = program::run(Path::new("."), ["man"]).expect_code(0).stdout;
    assert!(page.starts_with(".TH \"BLOGSITE\" 1 "), "{page}");
    let dir = tempfile::tempdir().unwrap();
    program::run(dir.path(), ["man", "--dir", "man1"]).expect_code(0);
    for verb in &verbs {
        let page = fs::read_to_string(dir.path().join(format!("man1/blogsite-{verb}.1"))).unwrap();
        assert!(
            page.contains("SYNOPSIS") && page.contains(".nf\n") && page.contains("\nExamples:\n"),
            "{verb}: {page}"
        );
    }
}

#[test]
fn the_completions_for_bash_complete() {
    let script = program::run(Path::new("."), ["completions", "bash"]).expect_code(0).stdout;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("blogsite.bash");
    for (line, expected) in [
        ("blogsite publ", "publish"),
        ("blogsite new pa", "page"),
        ("blogsite check --format s", "short sarif"),
        ("blogsite build --warn broken-l", "broken-link"),
        ("blogsite serve --allow dead-", "dead-link"),
        ("blogsite explain dead-", "dead-link"),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let [.., before, last] = words.as_slice() else { panic!("{line}") };
        let ask = format!(
            "\nCOMP_WORDS=({line}); COMP_CWORD={}; _blogsite blogsite {last} {before}; echo \"${{COMPREPLY[@]}}\"\n",
            words.len() - 1
        );
        fs::write(&file, format!("{script}{ask}")).unwrap();
        // Where there is no bash, nobody completes with it.
        if let Ok(output) = std::process::Command::new("bash").arg(&file).output() {
            assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), expected, "{line}: {output:?}");
        }
    }
}
