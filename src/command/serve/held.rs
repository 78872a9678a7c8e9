//! A tree in which a configuration or data file that broke holds what it last held when it was whole.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use crate::address::SourcePath;
use crate::config::{CONFIG_FILE, Config};
use crate::content::data;
use crate::diagnostic::{Diagnostic, Severity};
use crate::site::inventory::is_data;
use crate::site::{Loaded, text};
use crate::source::{DiskTree, Listing, SourceError, SourceTree};

/// A folder, and what is held of it.
#[derive(Debug)]
pub(super) struct HeldTree {
    disk: DiskTree,
    held: RwLock<BTreeMap<SourcePath, Held>>,
}

/// What a broken file last held, and what is wrong with it now.
#[derive(Debug)]
struct Held {
    bytes: Vec<u8>,
    problems: Vec<Diagnostic>,
}

impl HeldTree {
    pub(super) fn new(disk: DiskTree) -> Self {
        Self { disk, held: RwLock::default() }
    }

    pub(super) fn disk(&self) -> &DiskTree {
        &self.disk
    }

    /// Looks at a configuration or data file that may have changed, and holds on to what it was if it is broken now.
    pub(super) fn look_at(&self, path: &SourcePath, loaded: &Loaded) {
        let bytes = self.disk.read(path).ok().flatten();
        let problems = bytes.map(|bytes| problems_of(path, bytes)).unwrap_or_default();
        let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let former = held.remove(path).map(|held| held.bytes);
        if !is_broken {
            return;
        }
        // What was broken from the start has nothing to hold on to.
        let known = || loaded.bytes_of(path).map(<[u8]>::to_vec);
        let is_whole = |bytes: &Vec<u8>| {
            problems_of(path, bytes.clone()).iter().all(|problem| problem.severity != Severity::Error)
        };
        if let Some(bytes) = former.or_else(|| known().filter(is_whole)) {
            held.insert(path.clone(), Held { bytes, problems });
        }
    }

    /// Whether a path is one that can be held.
    pub(super) fn may_hold(path: &SourcePath) -> bool {
        path.as_str() == CONFIG_FILE || is_data(path)
    }

    /// What is wrong with the files that are held.
    pub(super) fn problems(&self) -> Vec<Diagnostic> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.values().flat_map(|held| held.problems.iter().cloned()).collect()
    }
}

fn problems_of(path: &SourcePath, bytes: Vec<u8>) -> Vec<Diagnostic> {
    match text(path, bytes) {
        Err(problem) => vec![*problem],
        Ok(text) if path.as_str() == CONFIG_FILE => Config::parse(path, &text).1,
        Ok(text) => data::load(&[(path.clone(), text)]).1,
    }
}

impl SourceTree for HeldTree {
    fn list(&self, folder: &str, keep: &dyn Fn(&SourcePath) -> bool) -> Result<Listing, SourceError> {
        self.disk.list(folder, keep)
    }

    fn read(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner).get(path).map(|held| held.bytes.clone());
        held.map_or_else(|| self.disk.read(path), |bytes| Ok(Some(bytes)))
    }
}
