//! Transcripts of commands: what the program says, where, and with which exit code.
//!
//! Every file of `tests/cli/` is one; its commands run in a copy of `tests/cli/site/`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::fs;

use support::{fail_with, folder, name_of, tests_folder, transcript};

#[test]
fn every_transcript_is_true() {
    let cli = tests_folder().join("cli");
    let site = folder::read(&cli.join("site"));
    let mut paths: Vec<_> = fs::read_dir(&cli).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    assert!(!paths.is_empty());
    let mut faults = Vec::new();
    for path in paths {
        let dir = tempfile::tempdir().unwrap();
        folder::write(dir.path(), &site);
        faults.extend(transcript::check(&format!("cli/{}", name_of(&path)), &path, dir.path()));
    }
    fail_with(&faults);
}
