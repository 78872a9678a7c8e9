//! `blogsite serve` as browsers, editors and strangers meet it.
//!
//! * [`pages`]: it answers as GitHub Pages does.
//! * [`safety`]: what strangers send over a plain socket.
//! * [`editors`]: how editors and version control change files.
//! * [`live`]: what open pages are told.
//! * [`faults`]: what is wrong is said, and nothing ends the server.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

mod editors;
mod faults;
mod live;
mod pages;
mod safety;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// A folder with these files.
fn site(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("content")).unwrap();
    for (path, text) in files {
        write(dir.path(), path, text);
    }
    dir
}

/// Writes a file and the folders it needs, in place.
fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
