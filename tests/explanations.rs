//! What `blogsite explain` says, carried out: each example has the problem it explains and no other, and is clean when mended.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use blogsite::diagnostic::Code;
use blogsite::explanation::{Explanation, Piece};
use support::program::Ran;
use support::transcript;

/// A section of a page carried out in a folder: its files written, its commands run; what the last one said.
fn carry_out(pieces: &[Piece], folder: &Path) -> Ran {
    let mut commands: Vec<&str> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::File { path, language, text } => {
                let bytes = if *language == "latin-1" {
                    text.chars().map(|letter| u8::try_from(letter).unwrap()).collect()
                } else {
                    text.as_bytes().to_vec()
                };
                let path = folder.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
            Piece::Commands(lines) => commands.extend(lines.lines().map(|line| line.strip_prefix("$ ").unwrap())),
            Piece::Heading(_) | Piece::Words(_) => {}
        }
    }
    if commands.is_empty() {
        commands.push("blogsite check");
    }
    let mut last = None;
    for command in commands {
        last = transcript::run(command, folder).or(last);
    }
    last.unwrap()
}

/// `broken-link` for each `error[broken-link]: …` in a report.
fn codes_in(report: &str) -> BTreeSet<&str> {
    report
        .lines()
        .filter_map(|line| {
            let rest = ["error[", "warning[", "note["].iter().find_map(|level| line.strip_prefix(level))?;
            Some(rest.split_once("]: ")?.0)
        })
        .collect()
}

/// What is wrong with the example of one page.
fn faults(code: Code) -> Option<String> {
    let pieces = Explanation::of(code)?.pieces();
    let mended = pieces.iter().position(|piece| *piece == Piece::Heading("Mended"))?;
    let folder = tempfile::tempdir().unwrap();
    let ran = carry_out(&pieces[..mended], folder.path());
    if codes_in(&ran.stderr) != BTreeSet::from([code.as_str()]) {
        return Some(format!("{code}: the example does not have this problem alone:\n{}{}", ran.stderr, ran.stdout));
    }
    let ran = carry_out(&pieces[mended..], folder.path());
    let is_clean = ran.code == Some(0) && codes_in(&ran.stderr).is_empty();
    (!is_clean).then(|| format!("{code}: the mended form is not clean:\n{}{}", ran.stderr, ran.stdout))
}

#[test]
fn every_example_has_its_problem_and_is_clean_when_mended() {
    let faults: Vec<String> = Code::ALL.iter().filter_map(|code| faults(*code)).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn colours_are_for_terminals() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["explain"][..], &["explain", "broken-link"]] {
        let ran = support::program::run(folder.path(), arguments.iter().copied()).expect_code(0);
        assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
        assert_eq!(ran.stderr, "");
    }
}
