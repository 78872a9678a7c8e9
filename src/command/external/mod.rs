//! `check --external`: are the other hosts' pages still there?
//!
//! 1. the links that rendering came across are put together by address, without their `#part`, those that
//!    `links: {ignore: …}` names left out;
//! 2. [`memory`] knows what was there in the last seven days, and is not asked for again;
//! 3. [`turnstile`] lets at most eight requests through at once, and two to one host;
//! 4. [`mod@visit`] asks for one address, [`web`] sends one request; clock and network are given to them, so that tests need neither;
//! 5. what is dead, has moved for good, or cannot be asked is reported wherever it is written.

mod memory;
mod turnstile;
mod visit;
mod web;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::thread;
use std::time::Duration;

use globset::GlobSet;
use jiff::Timestamp;

use crate::diagnostic::{Code, Diagnostic};
use crate::render::AwayLink;

use super::progress::{self, Bar};

use memory::Memory;
use visit::{Clock, Verdict, visit};
use web::Web;

pub(super) use web::Http;

/// The clock on the wall.
pub(super) struct Wall;

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, time: Duration) {
        thread::sleep(time);
    }
}

/// Follows the links, and says what is wrong with them. `memory` is the file that remembers them, if anything shall.
pub(super) fn check(
    links: &[AwayLink],
    ignore: &GlobSet,
    web: &dyn Web,
    clock: &dyn Clock,
    memory: Option<&Path>,
    bar: Bar,
) -> Vec<Diagnostic> {
    let links: Vec<&AwayLink> = links.iter().filter(|link| !ignore.is_match(&link.url)).collect();
    let pages: BTreeSet<&str> = links.iter().map(|link| page(&link.url)).collect();
    let mut known = memory.map(|file| Memory::read(file, clock.now())).unwrap_or_default();
    let unknown: Vec<&str> = pages.iter().copied().filter(|page| known.get(page).is_none()).collect();
    let found = progress::watch("asking", unknown.len(), bar, |steps| {
        turnstile::through(&unknown, |page| {
            let verdict = visit(page, web, clock);
            steps.step();
            verdict
        })
    });
    let mut verdicts: BTreeMap<&str, Verdict> =
        pages.iter().filter_map(|page| Some((*page, known.get(page)?.clone()))).collect();
    for (page, verdict) in unknown.into_iter().zip(found) {
        known.put(page, &verdict, clock.now());
        verdicts.insert(page, verdict);
    }
    if let Some(file) = memory {
        known.write(file, &pages);
    }
    links.into_iter().filter_map(|link| problem(link, verdicts.get(page(&link.url))?)).collect()
}

/// An address without its `#part`, which no host is told.
fn page(url: &str) -> &str {
    url.split_once('#').map_or(url, |(page, _)| page)
}

fn problem(link: &AwayLink, verdict: &Verdict) -> Option<Diagnostic> {
    let url = &link.url;
    let at_place = |problem: Diagnostic| problem.at(&link.span.path, link.span.range.clone());
    let ignore = format!("leave it out, in `_config.yml`: `links: {{ignore: [\"{}\"]}}`", page(url));
    match verdict {
        Verdict::Alive => None,
        Verdict::Moved(to) => {
            let to = with_part(to, url);
            let hint = format!("write `{to}`");
            let problem = at_place(Diagnostic::new(Code::MovedLink, format!("`{url}` has moved for good"))).hint(hint);
            Some(if link.is_written { problem.replace_with(to) } else { problem })
        }
        Verdict::Dead(why) => {
            let problem = at_place(Diagnostic::new(Code::DeadLink, format!("`{url}` is dead: {why}")));
            Some(problem.hint("find where the page is now, or remove the link"))
        }
        Verdict::Unknown(why) => {
            let message = format!("`{url}` cannot be checked: {why}");
            Some(at_place(Diagnostic::new(Code::UncheckedLink, message)).hint("open it in a browser").hint(ignore))
        }
    }
}

/// The new address with the old one's `#part`, fit to stand in Markdown.
fn with_part(to: &str, url: &str) -> String {
    let part = url.find('#').filter(|_| !to.contains('#')).and_then(|at| url.get(at..)).unwrap_or_default();
    format!("{to}{part}").replace('(', "%28").replace(')', "%29")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests;
