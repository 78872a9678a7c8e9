//! What was mended, to disk: each file whole or not at all, with its permissions, and only if it is still what was read.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;

use crate::address::SourcePath;
use crate::output::write_source_whole;
use crate::source::SourceTree as _;

use super::Rewritten;
use super::rewritten::File;

/// A file that was not written.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) path: SourcePath,
    pub(super) why: Why,
}

/// Why it was not.
#[derive(Debug)]
pub(super) enum Why {
    /// Somebody else wrote it.
    Changed,
    /// Nobody may.
    ReadOnly,
    /// It lies outside the site.
    Outside,
    /// The system would not have it.
    Machine(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed => f.write_str("it changed while it was looked at; run `blogsite check --fix` again"),
            Self::ReadOnly => f.write_str("it is read-only"),
            Self::Outside => f.write_str("it is a link that leads out of the site"),
            Self::Machine(cause) => f.write_str(cause),
        }
    }
}

/// What could not be written if it were tried now.
pub(super) fn refused(tree: &Rewritten) -> Vec<Refused> {
    let refused = |(path, file): (SourcePath, File)| target(tree, &path, &file).err().map(|why| Refused { path, why });
    tree.files().into_iter().filter_map(refused).collect()
}

/// Writes every file; what was not written, and why.
pub(super) fn all(tree: &Rewritten) -> Vec<Refused> {
    let mut refused = Vec::new();
    let mut written: BTreeSet<PathBuf> = BTreeSet::new();
    for (path, file) in tree.files() {
        // A file that has two names is written once.
        if tree.disk().disk_path(&path).canonicalize().is_ok_and(|target| written.contains(&target)) {
            continue;
        }
        let done = target(tree, &path, &file).and_then(|target| {
            write_source_whole(&target, &file.new).map_err(|error| Why::Machine(error.to_string()))?;
            Ok(target)
        });
        match done {
            Ok(target) => {
                written.insert(target);
            }
            Err(why) => refused.push(Refused { path, why }),
        }
    }
    refused
}

/// The file on disk that `path` leads to, if it may be written and holds what was read.
fn target(tree: &Rewritten, path: &SourcePath, file: &File) -> Result<PathBuf, Why> {
    let machine = |error: io::Error| Why::Machine(error.to_string());
    let now = tree.disk().read(path).map_err(|error| Why::Machine(error.to_string()))?;
    if now.as_deref() != Some(&file.old) || !tree.is_as_read(path, &file.old) {
        return Err(Why::Changed);
    }
    if !tree.disk().is_inside(path) {
        return Err(Why::Outside);
    }
    let target = tree.disk().disk_path(path).canonicalize().map_err(machine)?;
    if fs::metadata(&target).map_err(machine)?.permissions().readonly() {
        return Err(Why::ReadOnly);
    }
    Ok(target)
}
