//! A bar for work that takes longer than a second, on a terminal only.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Counts what is done; shown by [`watch`].
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
}

impl Progress {
    /// One more is done.
    pub fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// When the bar first appears.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is drawn.
const TICK: Duration = Duration::from_millis(100);
/// Its width in characters.
const WIDTH: usize = 30;

/// Does `work`, which tells `Progress` of its steps, and shows a bar while it takes long.
pub fn watch<T>(total: usize, is_wanted: bool, work: impl FnOnce(&Progress) -> T) -> T {
    let progress = Progress::default();
    if !is_wanted || !std::io::stderr().is_terminal() {
        return work(&progress);
    }
    thread::scope(|scope| {
        let (stop, stopped) = mpsc::channel::<()>();
        let progress = &progress;
        scope.spawn(move || {
            let mut wait = PATIENCE;
            let mut is_drawn = false;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                draw(&bar(progress.done.load(Ordering::Relaxed), total));
                is_drawn = true;
                wait = TICK;
            }
            if is_drawn {
                draw("");
            }
        });
        let result = work(progress);
        drop(stop);
        result
    })
}

fn bar(done: usize, total: usize) -> String {
    let filled = (done * WIDTH).checked_div(total).unwrap_or(WIDTH).min(WIDTH);
    format!("rendering [{}{}] {done}/{total}", "=".repeat(filled), " ".repeat(WIDTH - filled))
}

/// Replaces the terminal's current line.
fn draw(line: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = write!(stderr, "\r\x1b[K{line}");
    let _ = stderr.flush();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_up() {
        assert_eq!(bar(0, 60), "rendering [                              ] 0/60");
        assert_eq!(bar(30, 60), "rendering [===============               ] 30/60");
        assert_eq!(bar(60, 60), "rendering [==============================] 60/60");
        assert_eq!(bar(0, 0), "rendering [==============================] 0/0");
    }

    #[test]
    fn work_is_done_and_counted_without_a_terminal() {
        let done = watch(2, true, |progress| {
            progress.step();
            progress.step();
            progress.done.load(Ordering::Relaxed)
        });
        assert_eq!(done, 2);
    }
}
