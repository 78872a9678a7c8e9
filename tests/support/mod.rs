//! What the integration tests share: the built program, whole folders as values, and transcripts of commands.
//!
//! `BLOGSITE_UPDATE=1 cargo test` writes down what came out as what is expected; read the diff before committing it.
#![allow(dead_code, reason = "each test crate uses a part of it")]

pub(crate) mod folder;
pub(crate) mod generator;
pub(crate) mod program;
pub(crate) mod server;
pub(crate) mod transcript;
pub(crate) mod web;

use std::fs;
use std::path::{Path, PathBuf};

/// The folder `tests/`.
pub(crate) fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The folders in `tests/NAME`, sorted: one for each case.
pub(crate) fn cases(name: &str) -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir(tests_folder().join(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "tests/{name} holds no cases");
    cases
}

/// The last part of a path, as text.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Whether expectations are to be rewritten.
pub(crate) fn is_updating() -> bool {
    std::env::var_os("BLOGSITE_UPDATE").is_some_and(|value| !value.is_empty() && value != "0")
}

/// Fails with all `faults` at once, if there are any.
pub(crate) fn fail_with(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n(BLOGSITE_UPDATE=1 rewrites what is expected)", faults.join("\n"));
}

/// Where two texts part: nothing if they are the same.
pub(crate) fn difference(name: &str, expected: &[u8], actual: &[u8]) -> Option<String> {
    if expected == actual {
        return None;
    }
    let shown = |bytes: &[u8]| snapbox::Data::text(String::from_utf8_lossy(bytes).into_owned()).raw();
    let diff = snapbox::Assert::new().normalize_paths(false).try_eq(Some(&name), shown(actual), shown(expected));
    Some(diff.map_or_else(|diff| diff.to_string(), |()| format!("{name}: differs in line ends only")))
}
