//! `blogsite lock --drop`: addresses let go on purpose.
//!
//! What is served still cannot be let go. With a page go its former addresses, and the lists and feeds that nothing but it
//! stood in.

use percent_encoding::percent_decode_str;

use crate::address::UrlPath;
use crate::command::{CommandError, Outcome, cli, walk};
use crate::diagnostic::nearest;
use crate::site::lock::{Entry, LOCK_FILE, Lock, Origin, State};
use crate::site::route::RouteKind;
use crate::site::{Loaded, Site};

use super::{addresses, finish, path_of};

/// Runs the command.
pub(super) fn run(arguments: &cli::Lock) -> Result<Outcome, CommandError> {
    let tree = walk::open(&arguments.site.source)?;
    let loaded = Loaded::load(&tree, &walk::options(&arguments.site))?;
    if loaded.lock_file().is_none() {
        let message = format!("there is no `{LOCK_FILE}` yet, so nothing is kept; `blogsite lock` begins one");
        return Err(CommandError::NotDropped(message));
    }
    if super::told_broken(arguments, &tree, &loaded) {
        return Ok(Outcome::SiteHasErrors);
    }
    let site = loaded.site.as_ref();
    let former = site.kept().map(|kept| kept.lock.as_ref().clone()).unwrap_or_default();
    let mut lock = former.clone();
    let mut told = 0;
    for word in &arguments.drop {
        told += drop_one(site, &mut lock, word).map_err(CommandError::NotDropped)?;
    }
    let also = drop_emptied(site, &former, &mut lock);
    let said = format!("{LOCK_FILE}: {}", describe(told, also));
    finish(arguments, &former, &lock, false, (former.entries != lock.entries).then_some(said))
}

fn describe(told: usize, also: usize) -> String {
    let told = format!("{} let go", addresses(told));
    if also == 0 { told } else { format!("{told}, and {} that went with it", addresses(also)) }
}

/// Lets go what a word names: an address, an id in a page, or all below an address. Says how many that were.
fn drop_one(site: &Site, lock: &mut Lock, word: &str) -> Result<usize, String> {
    let (address, anchor) = match word.split_once('#') {
        Some((address, anchor)) => (address, Some(percent_decode_str(anchor).decode_utf8_lossy().into_owned())),
        None => (word, None),
    };
    if let Some(start) = address.strip_suffix('*') {
        let start = path_of(site, start);
        let mut count = 0;
        for entry in lock.entries.iter_mut().filter(|entry| entry.state != State::Gone) {
            if entry.url.as_str().starts_with(start.as_str()) && !is_published(site, &entry.url) {
                let_go(entry);
                count += 1;
            }
        }
        return if count > 0 {
            Ok(count)
        } else {
            Err(format!("nothing was published below `{word}` that is missing now"))
        };
    }
    let url = path_of(site, address);
    let known: Vec<String> = lock.entries.iter().map(|entry| entry.url.to_string()).collect();
    let Some(entry) = lock.entries.iter_mut().find(|entry| entry.url == url) else {
        let near = nearest(url.as_str(), known.iter().map(String::as_str));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(format!("`{url}` was never published, as far as `{LOCK_FILE}` knows{near}"));
    };
    if let Some(anchor) = anchor {
        return if entry.anchors.remove(&anchor) {
            Ok(1)
        } else {
            Err(format!("`{LOCK_FILE}` knows of no id `{anchor}` in `{url}`"))
        };
    }
    if is_published(site, &url) {
        let by = publisher(site, &url);
        return Err(format!("`{url}` is published still{by}; an address can be let go when nothing is served there"));
    }
    if entry.state == State::Gone {
        return Ok(0);
    }
    let_go(entry);
    Ok(1)
}

fn let_go(entry: &mut Entry) {
    *entry = Entry { at: entry.at.clone(), ..Entry::new(entry.url.clone(), State::Gone, Origin::Unknown) };
}

/// Whether something is served there by its own right, not only because the lock keeps it.
fn is_published(site: &Site, url: &UrlPath) -> bool {
    let Some(route) = site.routes.served(url).map(|id| site.routes.get(id)) else { return false };
    match &route.kind {
        RouteKind::Forward(_) | RouteKind::Copy(_) => false,
        RouteKind::Redirect(id) => {
            let declared = &site.document(*id).redirect_from;
            declared.iter().any(|address| UrlPath::from_encoded(address) == route.url)
        }
        _ => true,
    }
}

fn publisher(site: &Site, url: &UrlPath) -> String {
    let route = site.routes.served(url).map(|id| &site.routes.get(id).kind);
    match route {
        Some(RouteKind::Document(id) | RouteKind::Home { index: Some(id), .. }) => {
            format!(" by `{}`", site.document(*id).source)
        }
        Some(RouteKind::Redirect(id)) => format!(" by `redirect_from` in `{}`", site.document(*id).source),
        Some(RouteKind::Static(source)) => format!(" by `{source}`"),
        _ => String::new(),
    }
}

/// Lets go what is missing and went with what was just let go: its former addresses; lists and feeds whose oldest post is
/// among it, with theirs.
fn drop_emptied(site: &Site, former: &Lock, lock: &mut Lock) -> usize {
    let is_gone = |url: &UrlPath| lock.get(url).is_some_and(|entry| entry.state == State::Gone);
    let dropped = former.entries.iter().filter(|entry| entry.state == State::Published && is_gone(&entry.url));
    let mut origins: Vec<Origin> = dropped.map(|entry| entry.origin.clone()).collect();
    let is_missing = |entry: &Entry| site.routes.served(&entry.url).is_none();
    let mut count = 0;
    for entry in lock.entries.iter_mut().filter(|entry| entry.state == State::Published && is_missing(entry)) {
        let first = entry.first.clone().map(Origin::Source);
        if first.is_some_and(|first| origins.contains(&first)) {
            origins.push(entry.origin.clone());
            let_go(entry);
            count += 1;
        }
    }
    origins.retain(|origin| *origin != Origin::Unknown);
    for entry in lock.entries.iter_mut().filter(|entry| entry.state == State::Kept && is_missing(entry)) {
        if origins.contains(&entry.origin) {
            let_go(entry);
            count += 1;
        }
    }
    count
}
