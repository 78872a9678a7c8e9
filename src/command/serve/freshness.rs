//! Whether what is served is as new as what was saved.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::server::barrier::Barrier;

/// How long a request waits for a change that was noticed and is not taken in yet.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many changes were noticed, and how many of them taken in.
#[derive(Debug)]
pub(super) struct Freshness {
    barrier: Arc<Barrier>,
    noticed: AtomicU64,
    taken_in: Mutex<u64>,
    changed: Condvar,
}

impl Freshness {
    pub(super) fn new(barrier: Arc<Barrier>) -> Self {
        Self { barrier, noticed: AtomicU64::new(0), taken_in: Mutex::default(), changed: Condvar::new() }
    }

    /// Something changed.
    pub(super) fn notice(&self) {
        self.noticed.fetch_add(1, Ordering::SeqCst);
    }

    /// That many changes are taken in.
    pub(super) fn take_in(&self, count: u64) {
        *self.taken_in.lock().unwrap_or_else(PoisonError::into_inner) += count;
        self.changed.notify_all();
    }

    /// Waits until everything is taken in that happened before.
    pub(super) fn wait(&self) {
        self.barrier.pass();
        let noticed = self.noticed.load(Ordering::SeqCst);
        let taken_in = self.taken_in.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.changed.wait_timeout_while(taken_in, PATIENCE, |taken_in| *taken_in < noticed));
    }
}
