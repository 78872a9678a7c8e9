//! Looks through folders for what changed, where the system does not tell: by length and time of every file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use walkdir::WalkDir;

use super::places::is_inside;

/// How often.
const EVERY: Duration = Duration::from_millis(500);

/// Looks until it is dropped.
#[derive(Debug)]
pub(super) struct Poller {
    _stop: Sender<()>,
}

/// What tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Facts {
    length: u64,
    /// Since the epoch; nothing where the system does not tell.
    modified: Option<Duration>,
    is_folder: bool,
}

impl Poller {
    /// Begins to look through `places`: files, and folders with all they hold, links within `root` followed. `tell` is called
    /// with what changed.
    pub(super) fn start(
        root: PathBuf,
        places: Vec<PathBuf>,
        tell: impl Fn(&Path) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (stop, stopped) = channel::<()>();
        let mut known = look(&root, &places);
        thread::Builder::new().name("poller".to_owned()).spawn(move || {
            while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                let now = look(&root, &places);
                for path in differences(&known, &now) {
                    tell(&path);
                }
                known = now;
            }
        })?;
        Ok(Self { _stop: stop })
    }
}

fn look(root: &Path, places: &[PathBuf]) -> HashMap<PathBuf, Facts> {
    let walk = |place| WalkDir::new(place).follow_links(true).into_iter();
    let entries = places.iter().flat_map(|place| walk(place).filter_entry(|entry| is_inside(root, entry)).flatten());
    let facts = entries.filter_map(|entry| {
        let facts = entry.metadata().ok()?;
        let is_folder = facts.is_dir();
        let age = facts.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        // A folder changes with what is in it, which is looked at by itself.
        let (length, modified) = if is_folder { (0, None) } else { (facts.len(), age) };
        Some((entry.into_path(), Facts { length, modified, is_folder }))
    });
    facts.collect()
}

fn differences(before: &HashMap<PathBuf, Facts>, now: &HashMap<PathBuf, Facts>) -> Vec<PathBuf> {
    let changed = now.iter().filter(|(path, facts)| before.get(*path) != Some(facts)).map(|(path, _)| path.clone());
    let gone = before.keys().filter(|path| !now.contains_key(*path)).cloned();
    let mut paths: Vec<PathBuf> = changed.chain(gone).collect();
    paths.sort();
    paths
}
