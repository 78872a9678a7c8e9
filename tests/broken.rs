//! Sites that are wrong, each with its report: what a user is told, to the letter.
//!
//! Every folder of `tests/broken/` is a site with one fault (or several, to show that all are told, in order), and holds
//! its transcript in `report.txt`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use blogsite::diagnostic::Code;
use support::{cases, fail_with, folder, name_of, transcript};

const REPORT: &str = "report.txt";

/// The case without its report, in a folder of its own.
fn site_of(case: &Path) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut files = folder::read(case);
    files.remove(REPORT);
    folder::write(dir.path(), &files);
    dir
}

#[test]
fn every_broken_site_gets_its_report() {
    let mut faults = Vec::new();
    for case in cases("broken") {
        let dir = site_of(&case);
        let name = format!("broken/{}", name_of(&case));
        faults.extend(transcript::check(&name, &case.join(REPORT), dir.path()));
    }
    fail_with(&faults);
}

#[test]
fn every_code_appears_in_a_report() {
    let reports: Vec<String> =
        cases("broken").iter().map(|case| fs::read_to_string(case.join(REPORT)).unwrap_or_default()).collect();
    let missing: BTreeSet<&str> = Code::ALL
        .iter()
        .map(|code| code.as_str())
        .filter(|code| !reports.iter().any(|report| report.contains(&format!("[{code}]: "))))
        .collect();
    assert!(missing.is_empty(), "tests/broken has no case for {missing:?}");
}

#[test]
fn nothing_is_published_while_there_are_errors() {
    for case in cases("broken") {
        let dir = site_of(&case);
        let ran = support::program::run(dir.path(), ["build"]);
        let is_published = dir.path().join("_site").exists();
        assert_eq!(is_published, ran.code == Some(0), "{}: {ran:?}", name_of(&case));
    }
}
