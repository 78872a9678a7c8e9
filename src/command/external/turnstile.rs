//! Not too many at once, and not too many at one door.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many are asked at once.
pub(super) const AT_ONCE: usize = 8;
/// How many of them at one host.
pub(super) const AT_ONE_HOST: usize = 2;

/// Who waits, and who is busy.
struct Line<T> {
    /// Indices of those still to come, the next one last.
    waiting: Vec<usize>,
    busy: BTreeMap<String, usize>,
    done: Vec<Option<T>>,
}

/// Does `work` for every address, and gives back what came of each, in their order.
pub(super) fn through<T: Send + Clone>(urls: &[&str], work: impl Fn(&str) -> T + Sync) -> Vec<T> {
    let waiting: Vec<usize> = (0..urls.len()).rev().collect();
    let line = Mutex::new(Line { waiting, busy: BTreeMap::new(), done: vec![None; urls.len()] });
    let moved = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(urls.len()) {
            scope.spawn(|| {
                while let Some((index, url)) = next(urls, &line, &moved) {
                    let result = work(url);
                    let mut line = lock(&line);
                    if let Some(slot) = line.done.get_mut(index) {
                        *slot = Some(result);
                    }
                    if let Some(busy) = line.busy.get_mut(host(url)) {
                        *busy -= 1;
                    }
                    moved.notify_all();
                }
            });
        }
    });
    let line = line.into_inner().unwrap_or_else(PoisonError::into_inner);
    line.done.into_iter().flatten().collect()
}

/// The first whose host has room; waits for one, and ends when nobody waits.
fn next<'a, T>(urls: &[&'a str], line: &Mutex<Line<T>>, moved: &Condvar) -> Option<(usize, &'a str)> {
    let mut line = lock(line);
    loop {
        if line.waiting.is_empty() {
            return None;
        }
        let has_room = |index: &usize| {
            urls.get(*index).is_some_and(|url| line.busy.get(host(url)).is_none_or(|busy| *busy < AT_ONE_HOST))
        };
        if let Some(at) = line.waiting.iter().rposition(has_room) {
            let index = line.waiting.remove(at);
            let url = *urls.get(index)?;
            *line.busy.entry(host(url).to_owned()).or_default() += 1;
            return Some((index, url));
        }
        line = moved.wait(line).unwrap_or_else(PoisonError::into_inner);
    }
}

fn lock<T>(line: &Mutex<T>) -> MutexGuard<'_, T> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `bugs.example:8080` of `https://bugs.example:8080/x`
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn never_more_than_two_at_one_host_and_eight_in_all() {
        let urls: Vec<String> = (0..60).map(|n| format!("https://h{}.example/{n}", n % 6)).collect();
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let inside: Mutex<(BTreeMap<String, usize>, usize)> = Mutex::default();
        let most = Mutex::new((0, 0));
        let results = through(&urls, |url| {
            {
                let mut inside = lock(&inside);
                let at_host = inside.0.entry(host(url).to_owned()).or_default();
                *at_host += 1;
                let at_host = *at_host;
                inside.1 += 1;
                let mut most = lock(&most);
                *most = (most.0.max(at_host), most.1.max(inside.1));
            }
            thread::yield_now();
            let mut inside = lock(&inside);
            *inside.0.get_mut(host(url)).unwrap() -= 1;
            inside.1 -= 1;
            url.len()
        });
        assert_eq!(results, urls.iter().map(|url| url.len()).collect::<Vec<_>>());
        let most = lock(&most);
        assert!(most.0 <= AT_ONE_HOST && most.1 <= AT_ONCE, "{most:?}");
    }

    #[test]
    fn a_slow_host_keeps_nobody_else_waiting() {
        // Two requests to the first host hang until the other host's are done.
        let urls = ["https://slow/1", "https://slow/2", "https://slow/3", "https://fast/1", "https://fast/2"];
        let (done, fast) = mpsc::channel();
        let fast = Mutex::new(fast);
        let order = Mutex::new(Vec::new());
        through(&urls, |url| {
            if host(url) == "slow" && !url.ends_with('3') {
                lock(&fast).recv_timeout(Duration::from_mins(1)).unwrap();
            } else if host(url) == "fast" {
                done.send(()).unwrap();
            }
            lock(&order).push(url.to_owned());
        });
        let order = lock(&order);
        let place = |url: &str| order.iter().position(|done| done == url).unwrap();
        assert!(place("https://slow/3") > place("https://slow/1").min(place("https://slow/2")), "{order:?}");
        assert_eq!(order.len(), 5);
    }
}
