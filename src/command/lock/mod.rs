//! `blogsite lock`: `urls.lock` begun, brought up to date, fed from another site; addresses let go.
//!
//! 1. Without an option, everything is rendered as `build` would, and what would be published is recorded.
//! 2. `--drop` marks addresses as gone on purpose ([`dropping`]).
//! 3. `--import` adds addresses that another generator published ([`import`]).
//! 4. Either way the file is written whole, or with `--dry-run` and `--check` only what is different is shown.

pub(super) mod record;

mod dropping;
mod import;
mod xml;

use std::collections::BTreeMap;

use crate::address::{SourcePath, UrlPath};
use crate::diagnostic::Code;
use crate::output::write_source_whole;
use crate::render::Renderer;
use crate::site::lock::{LOCK_FILE, Lock};
use crate::site::{Loaded, Site};
use crate::source::DiskTree;

use super::cli;
use super::progress::Bar;
use super::report::{self, Count};
use super::{CommandError, Outcome, walk};

use record::{Record, addresses, difference};

/// Runs the command.
pub fn run(arguments: &cli::Lock) -> Result<Outcome, CommandError> {
    walk::with_threads(&arguments.site, || match &arguments.import {
        Some(from) => import::run(arguments, from),
        None if arguments.drop.is_empty() => record_all(arguments),
        None => dropping::run(arguments),
    })
}

/// Records what the site would publish now.
fn record_all(arguments: &cli::Lock) -> Result<Outcome, CommandError> {
    let source = &arguments.site.source;
    let tree = walk::open(source)?;
    let loaded = Loaded::load(&tree, &walk::options(&arguments.site))?;
    let mut problems = loaded.problems.clone();
    let highlighter = walk::highlighter(&arguments.site);
    let (renderer, found) = Renderer::new(&tree, &loaded.site, &highlighter)?;
    problems.extend(found);
    let bar = if arguments.quiet { Bar::Hidden } else { Bar::Shown };
    let record = Record::begun(&loaded);
    problems.extend(walk::render_all(&loaded.site, &renderer, bar, |route, page| {
        record.see(route, page);
        Ok(())
    })?);
    let problems = walk::levels(&loaded.site, &arguments.site).without_notes().apply(problems);
    report::print(&problems, source, &|path| walk::text_of(&tree, &tree, &renderer, path));
    let count = Count::of(&problems);
    let is_broken = loaded.lock_file().is_some_and(|(_, is_whole)| !is_whole);
    if count.errors > 0 || is_broken {
        if !arguments.quiet {
            report::say(&format!("nothing recorded: {}", count.describe()));
        }
        return Ok(Outcome::SiteHasErrors);
    }
    let Some((former, lock)) = record.renewed(&renderer) else { return Ok(Outcome::Done) };
    let is_new = loaded.lock_file().is_none();
    let told = difference(&former, &lock);
    finish(arguments, &former, &lock, is_new, told)
}

/// Writes the lock, or shows what would be written.
fn finish(
    arguments: &cli::Lock,
    former: &Lock,
    lock: &Lock,
    is_new: bool,
    told: Option<String>,
) -> Result<Outcome, CommandError> {
    let say = |text: &str| say(arguments, text);
    let all = addresses(lock.entries.len());
    let is_same = told.is_none() && !is_new;
    if is_same {
        say(&format!("{LOCK_FILE} is up to date: {all}"));
        return Ok(Outcome::Done);
    }
    if arguments.check || arguments.dry_run {
        if !arguments.quiet {
            show(former, lock);
        }
        let told = told.unwrap_or_else(|| format!("{LOCK_FILE}: {all}"));
        say(&format!("{told}; nothing written"));
        return Ok(if arguments.check { Outcome::SiteHasErrors } else { Outcome::Done });
    }
    write_source_whole(&arguments.site.source.join(LOCK_FILE), lock.to_text().as_bytes())?;
    if is_new {
        say(&format!("{LOCK_FILE} begun with {all}: commit it, and `blogsite build` keeps it from now on"));
    } else {
        say(&told.unwrap_or_default());
    }
    Ok(Outcome::Done)
}

fn say(arguments: &cli::Lock, text: &str) {
    if !arguments.quiet {
        report::say(text);
    }
}

/// Whether the lock cannot be read; then what is wrong with it is printed.
fn told_broken(arguments: &cli::Lock, tree: &DiskTree, loaded: &Loaded) -> bool {
    if loaded.lock_file().is_none_or(|(_, is_whole)| is_whole) {
        return false;
    }
    let is_of_lock = |path: &SourcePath| path.as_str() == LOCK_FILE;
    let problems = loaded.problems.iter();
    let of_lock = problems.filter(|problem| problem.span.as_ref().is_some_and(|span| is_of_lock(&span.path)));
    let of_lock: Vec<_> = of_lock.filter(|problem| problem.code != Code::UrlLost).cloned().collect();
    report::print(&of_lock, &arguments.site.source, &|path| walk::text_of_file(tree, tree, path));
    true
}

/// An address as it was typed in or found: whole or only its path, encoded or not, below the base path or not.
fn path_of(site: &Site, word: &str) -> UrlPath {
    let path = match word.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| rest.get(at..).unwrap_or("/")),
        None => word,
    };
    let base = site.config.base_path.as_str();
    let below = path.strip_prefix(base).filter(|below| below.starts_with('/') && !base.is_empty());
    UrlPath::from_encoded(below.unwrap_or(path))
}

/// Prints the lines that differ, as a diff does.
fn show(former: &Lock, lock: &Lock) {
    let bare = |lock: &Lock| -> BTreeMap<String, String> {
        let text = Lock { is_crlf: false, ..lock.clone() }.to_text();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| (line.split(' ').next().unwrap_or(line).to_owned(), line.to_owned())).collect()
    };
    let (before, after) = (bare(former), bare(lock));
    for entry in &lock.entries {
        let url = entry.url.encoded();
        let (before, after) = (before.get(&url), after.get(&url));
        if before == after {
            continue;
        }
        for (sign, line) in [("-", before), ("+", after)] {
            if let Some(line) = line {
                report::say(&format!("{sign} {line}"));
            }
        }
    }
}
