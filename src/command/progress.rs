//! A bar for work that takes longer than a second, on a terminal only.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Whether anybody wants to see a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// While the work takes long.
    Shown,
    /// Never.
    Hidden,
}

/// Counts what is done; shown by [`watch`].
#[derive(Debug, Default)]
pub struct Steps {
    done: AtomicUsize,
}

impl Steps {
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

/// Does `work`, which tells [`Steps`] of each that is done, and shows a bar while it takes long; `doing` says at what.
pub fn watch<T>(doing: &str, total: usize, bar: Bar, work: impl FnOnce(&Steps) -> T) -> T {
    let steps = Steps::default();
    if bar == Bar::Hidden || !std::io::stderr().is_terminal() {
        return work(&steps);
    }
    thread::scope(|scope| {
        let (stop, stopped) = mpsc::channel::<()>();
        let steps = &steps;
        scope.spawn(move || {
            let mut wait = PATIENCE;
            let mut is_drawn = false;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                draw(&drawn(doing, steps.done.load(Ordering::Relaxed), total));
                is_drawn = true;
                wait = TICK;
            }
            if is_drawn {
                draw("");
            }
        });
        let result = work(steps);
        drop(stop);
        result
    })
}

fn drawn(doing: &str, done: usize, total: usize) -> String {
    let filled = (done * WIDTH).checked_div(total).unwrap_or(WIDTH).min(WIDTH);
    format!("{doing} [{}{}] {done}/{total}", "=".repeat(filled), " ".repeat(WIDTH - filled))
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
        assert_eq!(drawn("rendering", 0, 60), "rendering [                              ] 0/60");
        assert_eq!(drawn("rendering", 30, 60), "rendering [===============               ] 30/60");
        assert_eq!(drawn("rendering", 60, 60), "rendering [==============================] 60/60");
        assert_eq!(drawn("rendering", 0, 0), "rendering [==============================] 0/0");
    }

    #[test]
    fn work_is_done_and_counted_without_a_terminal() {
        let done = watch("counting", 2, Bar::Shown, |steps| {
            steps.step();
            steps.step();
            steps.done.load(Ordering::Relaxed)
        });
        assert_eq!(done, 2);
    }
}
