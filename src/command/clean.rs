//! `blogsite clean`: the output folder and what is remembered of it, as far as they are ours.
//!
//! 1. A build of nothing is committed: that removes what former builds wrote, by their manifest, and nothing else.
//! 2. The memory of that output folder is removed, and what highlighting learned; of other output folders it stays.

use std::fs;
use std::path::{Path, PathBuf};

use crate::output::{Output, Ownership, STATE_FOLDER};

use super::build::DEFAULT_DESTINATION;
use super::cli::Clean;
use super::place::shown;
use super::report::{self, plural};
use super::{CommandError, Outcome, walk};

/// How many files of others are named before they are only counted.
const NAMED: usize = 5;
/// What an output folder's name carries in the state folder.
const KINDS: [&str; 4] = ["manifest", "journal", "lock", "staging"];

/// Runs the command.
pub fn run(arguments: &Clean) -> Result<Outcome, CommandError> {
    walk::open_unmoved(&arguments.source)?;
    let destination = arguments.destination.clone().unwrap_or_else(|| arguments.source.join(DEFAULT_DESTINATION));
    let shown = shown(&destination);
    let memory = memory_of(&destination, &arguments.source);
    let is_remembered =
        memory.iter().any(|path| path.extension().is_some_and(|kind| kind == "manifest" || kind == "journal"));
    if is_remembered {
        let output = Output::begin(&destination, Ownership::Unknown, || {
            report::note(&format!("waiting for another build of `{shown}` to end"));
        })?;
        if arguments.dry_run {
            let count = output.former().filter(|path| destination.join(path.as_str()).exists()).count();
            report::say(&format!("would remove {} of {shown}", plural(count, "file")));
        } else {
            let committed = output.commit()?;
            let _ = fs::remove_dir(&destination);
            report::say(&format!("removed {} of {shown}", plural(committed.removed, "file")));
            say_foreign(&committed.foreign.iter().map(|path| shown_in(&shown, path.as_str())).collect::<Vec<_>>());
        }
    } else if destination.exists() {
        report::say(&format!("left {shown} as it is: nothing remembers that blogsite wrote it"));
    }
    forget(&memory_of(&destination, &arguments.source), arguments)?;
    if !is_remembered && !destination.exists() && memory.is_empty() {
        report::say("nothing to clean");
    }
    Ok(Outcome::Done)
}

/// The files of the state folders that belong to this output folder, or to none.
fn memory_of(destination: &Path, source: &Path) -> Vec<PathBuf> {
    let parent = destination.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = destination.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut folders = vec![parent.join(STATE_FOLDER)];
    let of_source = source.join(STATE_FOLDER);
    if folders.iter().all(|folder| folder.canonicalize().ok() != of_source.canonicalize().ok()) {
        folders.push(of_source);
    }
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        let of_output = KINDS.iter().find_map(|kind| file.strip_suffix(kind)?.strip_suffix('.'));
        if of_output.is_none_or(|output| output == name) {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

/// Removes these, and the folders they were in, if nothing else is there.
fn forget(memory: &[PathBuf], arguments: &Clean) -> Result<(), CommandError> {
    if memory.is_empty() {
        return Ok(());
    }
    let folders: std::collections::BTreeSet<PathBuf> =
        memory.iter().filter_map(|path| path.parent().map(Path::to_owned)).collect();
    for folder in folders {
        let verb = if arguments.dry_run { "would forget" } else { "forgot" };
        if !arguments.dry_run {
            for path in memory.iter().filter(|path| path.parent() == Some(folder.as_path())) {
                let is_folder = path.symlink_metadata().is_ok_and(|found| found.is_dir());
                let result = if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
                result.map_err(|error| CommandError::Remove(shown(path), error))?;
            }
            let _ = fs::remove_dir(&folder);
        }
        report::say(&format!("{verb} what {} remembers of it", shown(&folder)));
    }
    Ok(())
}

fn say_foreign(foreign: &[String]) {
    if foreign.is_empty() {
        return;
    }
    let first: Vec<&str> = foreign.iter().take(NAMED).map(String::as_str).collect();
    let more = foreign.len().checked_sub(NAMED).filter(|more| *more > 0).map(|more| format!(" and {more} more"));
    report::say(&format!("left what blogsite did not write: {}{}", first.join(", "), more.unwrap_or_default()));
}

fn shown_in(folder: &str, path: &str) -> String {
    format!("{folder}/{path}")
}
