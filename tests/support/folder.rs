//! A folder as a value.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Relative path with `/` → bytes, for every file at any depth.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Every file of a folder; nothing if there is no folder.
pub(crate) fn read(root: &Path) -> Files {
    let mut files = Files::new();
    if root.exists() {
        for entry in walkdir::WalkDir::new(root) {
            let entry = entry.unwrap();
            if !entry.file_type().is_dir() {
                let path = entry.path().strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(path, fs::read(entry.path()).unwrap_or_default());
            }
        }
    }
    files
}

/// Writes `files` below `root`, beside whatever is there.
pub(crate) fn write(root: &Path, files: &Files) {
    for (path, bytes) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Makes the folder hold `files` and nothing else.
pub(crate) fn replace(root: &Path, files: &Files) {
    if root.exists() {
        fs::remove_dir_all(root).unwrap();
    }
    fs::create_dir_all(root).unwrap();
    write(root, files);
}

/// Says where two folders part: nothing if they are the same.
pub(crate) fn differences(expected: &Files, actual: &Files) -> Vec<String> {
    let paths: BTreeSet<&String> = expected.keys().chain(actual.keys()).collect();
    let mut differences = Vec::new();
    for path in paths {
        match (expected.get(path), actual.get(path)) {
            (Some(_), None) => differences.push(format!("{path}: expected, but nothing wrote it")),
            (None, Some(_)) => differences.push(format!("{path}: written, but not expected")),
            (Some(expected), Some(actual)) => differences.extend(super::difference(path, expected, actual)),
            (None, None) => {}
        }
    }
    differences
}
