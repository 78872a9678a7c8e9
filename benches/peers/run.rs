//! One build as a whole process: how long it takes, how much memory, what it writes.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::entrants::{Entrant, Program};

/// Where GNU time is, which knows what a process took of memory and processors; nothing else in safe Rust does.
const WATCHER: &str = "/usr/bin/time";

/// What a first build took, wherever it had to wait: so it says something of a busy machine too.
#[derive(Clone, Copy)]
pub(crate) struct Taken {
    /// The largest resident set in KiB.
    pub(crate) memory: u64,
    /// Time of all processors together, in seconds.
    pub(crate) processors: f64,
}

/// The times of one entrant, one of each in a round.
#[derive(Default)]
pub(crate) struct Times {
    /// With no output and no cache there.
    pub(crate) cold: Vec<Duration>,
    /// Again, with nothing changed.
    pub(crate) again: Vec<Duration>,
}

/// How long the build takes, from the start of the process to its end.
pub(crate) fn time(entrant: &Entrant, program: &Program, site: &Path) -> Result<Duration, String> {
    let mut command = program.command(site);
    command.args(entrant.build);
    let begun = Instant::now();
    succeed(entrant, &mut command)?;
    Ok(begun.elapsed())
}

/// Builds once without a clock, so that programs and posts are in the system's memory for everyone; gives what that took, where
/// it can be known.
pub(crate) fn first(entrant: &Entrant, program: &Program, site: &Path) -> Result<Option<Taken>, String> {
    if !is_gnu_time() {
        return time(entrant, program, site).map(|_| None);
    }
    let note = site.with_extension("taken");
    let mut watcher = Command::new(WATCHER);
    watcher.args(["--format=%M %U %S", "--quiet", "--output"]).arg(&note);
    succeed(entrant, program.watched(watcher, site).args(entrant.build))?;
    let said = fs::read_to_string(&note).map_err(|error| format!("`{}`: {error}", note.display()))?;
    let _ = fs::remove_file(&note);
    Ok(taken(&said))
}

/// `27520 0.31 0.12`
fn taken(said: &str) -> Option<Taken> {
    let mut words = said.split_whitespace();
    let memory = words.next()?.parse().ok()?;
    let [user, system] = [words.next()?.parse::<f64>().ok()?, words.next()?.parse::<f64>().ok()?];
    Some(Taken { memory, processors: user + system })
}

/// How many files a folder holds at any depth, and how many bytes.
pub(crate) fn size(folder: &Path) -> (usize, u64) {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let sizes = files.map(|file| file.metadata().map_or(0, |metadata| metadata.len()));
    sizes.fold((0, 0), |(count, sum), size| (count + 1, sum + size))
}

fn succeed(entrant: &Entrant, command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{} cannot be run: {error}", entrant.name))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stderr, output.stdout].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Err(format!("{} ended with {}:\n{said}", entrant.name, output.status))
}

fn is_gnu_time() -> bool {
    let output = Command::new(WATCHER).arg("--version").output();
    output.is_ok_and(|output| [output.stdout, output.stderr].concat().windows(3).any(|bytes| bytes == b"GNU"))
}
