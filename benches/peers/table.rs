//! What was found, as a table in Markdown.

use std::fmt::Write as _;
use std::fs;
use std::thread::available_parallelism;
use std::time::Duration;

use super::blog::{Code, Post};
use super::run::{Taken, Times};

/// What was measured, and on what.
pub(crate) struct Conditions {
    posts: usize,
    /// Of all posts together, with their front matter.
    bytes: usize,
    code: Code,
    rounds: usize,
    /// How many processes wanted to run when it began, where Linux says so.
    load: Option<String>,
}

/// One line of the table.
pub(crate) struct Row<'a> {
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    pub(crate) times: &'a Times,
    pub(crate) taken: Option<Taken>,
    /// How many files were written.
    pub(crate) files: usize,
    /// How large they are together.
    pub(crate) bytes: u64,
}

impl Conditions {
    /// As things are now, before anything is built.
    pub(crate) fn now(posts: &[Post], code: Code, rounds: usize) -> Self {
        let bytes = posts.iter().map(|post| post.text().len()).sum();
        Self { posts: posts.len(), bytes, code, rounds, load: load() }
    }
}

/// A heading, the table, and who is not in it.
pub(crate) fn table(conditions: &Conditions, rows: &[Row<'_>], absent: &[(&str, String)]) -> String {
    let Conditions { posts, bytes, code, rounds, load: before } = conditions;
    let code = if *code == Code::Fenced { "with" } else { "without" };
    let processors = available_parallelism().map_or(1, usize::from);
    let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    let mut text = format!("{} posts {code} code, {:.1} MB; ", thousands(*posts), megabytes(*bytes as u64));
    let _ = write!(text, "medians of {rounds} rounds; {processors} processors, {system}, {machine}");
    if let (Some(before), Some(after)) = (before, load()) {
        let _ = write!(text, "; load {before} before, {after} after");
    }
    text.push_str(
        "\n\n| | version | cold | | again | | processors | memory | files written | |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let Row { name, version, times, taken, files, bytes } = row;
        let first = rows.first().map_or(*times, |first| first.times);
        let (cold, cold_ratio) = (seconds(&times.cold), ratio(&times.cold, &first.cold));
        let (again, again_ratio) = (seconds(&times.again), ratio(&times.again, &first.again));
        let (processors, memory) = taken.map_or_else(
            || ("?".to_owned(), "?".to_owned()),
            |taken| (format!("{:.2} s", taken.processors), format!("{:.0} MB", megabytes(taken.memory * 1024))),
        );
        let (files, megabytes) = (thousands(*files), megabytes(*bytes));
        let _ = writeln!(
            text,
            "| {name} | {version} | {cold} | {cold_ratio} | {again} | {again_ratio} | {processors} | {memory} | {files} | {megabytes:.0} MB |"
        );
    }
    for (name, why) in absent {
        let _ = writeln!(text, "| {name} | {why} | | | | | | | | |");
    }
    text
}

/// The median in seconds: `0.21 s`.
fn seconds(times: &[Duration]) -> String {
    format!("{:.2} s", median(times.iter().map(Duration::as_secs_f64).collect()))
}

/// How many times as long as the first takes, round by round, and of that the median: `6.2 ×`.
fn ratio(times: &[Duration], first: &[Duration]) -> String {
    let ratios = times.iter().zip(first).map(|(time, first)| time.as_secs_f64() / first.as_secs_f64());
    format!("{:.1} ×", median(ratios.collect()))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or_default();
    f64::midpoint(at(values.len() / 2), at(values.len().saturating_sub(1) / 2))
}

#[expect(clippy::cast_precision_loss, reason = "it is rounded to a megabyte anyway")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// `12,345`
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// The mean of a minute: `0.42`.
fn load() -> Option<String> {
    fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next().map(str::to_owned)
}
