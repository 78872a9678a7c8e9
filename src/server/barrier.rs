//! Whether everything that happened so far has been noticed.
//!
//! A request may come quicker than the system's word of the save before it. Where the system tells of changes in the order
//! in which they happened (inotify(7)), a file made in a watched folder of one's own is told of after all of them: once it
//! is noticed, so are they.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long is waited for at most.
const PATIENCE: Duration = Duration::from_secs(1);

/// A folder in which files are made to be noticed.
#[derive(Debug)]
pub struct Barrier {
    folder: PathBuf,
    /// Whether it is watched by who tells in order.
    is_watched: AtomicBool,
    count: AtomicU64,
    /// The files that are waited for.
    waiting: Mutex<BTreeSet<String>>,
    noticed: Condvar,
}

impl Barrier {
    /// With a folder that nothing else is in; nobody has to wait before it is watched.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            is_watched: AtomicBool::new(false),
            count: AtomicU64::new(0),
            waiting: Mutex::default(),
            noticed: Condvar::new(),
        }
    }

    /// The folder, to be watched.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes note that the folder is watched.
    pub(super) fn arm(&self) {
        self.is_watched.store(cfg!(any(target_os = "linux", target_os = "android")), Ordering::Relaxed);
    }

    /// Takes note of a path that was noticed.
    pub(super) fn notice(&self, path: &Path) {
        let name = path.strip_prefix(self.folder()).ok().and_then(Path::to_str);
        if name.is_some_and(|name| self.waiting().remove(name)) {
            self.noticed.notify_all();
        }
    }

    /// Waits until everything is noticed that happened before.
    pub fn pass(&self) {
        if !self.is_watched.load(Ordering::Relaxed) {
            return;
        }
        let name = self.count.fetch_add(1, Ordering::Relaxed).to_string();
        self.waiting().insert(name.clone());
        let made = tempfile::Builder::new().prefix(&name).rand_bytes(0).tempfile_in(self.folder());
        let mut waiting = self.waiting();
        if made.is_ok() {
            let still = |waiting: &mut BTreeSet<String>| waiting.contains(&name);
            let waited = self.noticed.wait_timeout_while(waiting, PATIENCE, still);
            waiting = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        waiting.remove(&name);
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    #[test]
    fn who_waits_goes_on_when_his_own_file_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let barrier = Arc::new(Barrier::new(folder.path()));
        barrier.pass(); // not watched yet
        barrier.is_watched.store(true, Ordering::Relaxed);
        let waiting = Arc::clone(&barrier);
        let waiter = thread::spawn(move || waiting.pass());
        while barrier.waiting().is_empty() {
            thread::yield_now();
        }
        for other in ["/elsewhere/0", "1", ""] {
            barrier.notice(&folder.path().join(other));
        }
        assert!(barrier.waiting().contains("0"));
        barrier.notice(&folder.path().join("0"));
        waiter.join().unwrap();
        assert!(barrier.waiting().is_empty());
        // Where no file can be made, nobody waits.
        drop(folder);
        barrier.pass();
    }
}
