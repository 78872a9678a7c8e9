//! What was published, written into `urls.lock`.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::address::{SourcePath, UrlPath};
use crate::command::cli;
use crate::command::report::{self, plural};
use crate::output::write_source_whole;
use crate::render::{Rendered, Renderer};
use crate::site::Loaded;
use crate::site::lock::renew::Facts;
use crate::site::lock::{Entry, LOCK_FILE, Lock, Print, State};
use crate::site::route::{Route, RouteKind};

/// Takes note of what is published while pages are rendered.
pub(in crate::command) struct Record<'a> {
    loaded: &'a Loaded,
    /// Whether this walk is of what visitors will see, and there is a lock that was understood.
    is_on: bool,
    statics: Mutex<BTreeMap<SourcePath, Print>>,
}

impl<'a> Record<'a> {
    /// For `build`: only what is published for everybody, and only if `blogsite lock` was run once. A lock that could not
    /// be read is left as it is.
    pub(in crate::command) fn new(loaded: &'a Loaded, arguments: &cli::Site) -> Self {
        let is_preview = arguments.drafts || arguments.future || arguments.unpublished;
        let is_on = !is_preview && loaded.lock_file().is_some_and(|(_, is_whole)| is_whole);
        Self { loaded, is_on, statics: Mutex::default() }
    }

    /// For `lock`, which may be the first.
    pub(super) fn begun(loaded: &'a Loaded) -> Self {
        Self { loaded, is_on: true, statics: Mutex::default() }
    }

    /// Notes what a file that is copied holds.
    pub(in crate::command) fn see(&self, route: &Route, page: &Rendered) {
        if let (true, RouteKind::Static(source)) = (self.is_on, &route.kind) {
            let print = Print::of(&page.body, 0);
            self.statics.lock().unwrap_or_else(PoisonError::into_inner).insert(source.clone(), print);
        }
    }

    /// The lock as it was and as it is to be; nothing if it is not to be written.
    pub(in crate::command) fn renewed(&self, renderer: &Renderer<'_>) -> Option<(Lock, Lock)> {
        if !self.is_on {
            return None;
        }
        let site = self.loaded.site.as_ref();
        let mut prints = std::mem::take(&mut *self.statics.lock().unwrap_or_else(PoisonError::into_inner));
        prints.extend(
            site.documents
                .iter()
                .filter_map(|document| Some((document.source.clone(), self.loaded.print_of(&document.source)?))),
        );
        let ids: Vec<_> = site.post_ids().collect();
        let posts = ids.into_par_iter().filter_map(|id| Some((id, renderer.id_of_post(id)?))).collect();
        let feeds =
            site.routes.iter().filter_map(|route| Some((route.url.clone(), renderer.feed_id(route)?))).collect();
        let facts = Facts { prints, posts, feeds, anchors: renderer.linked_anchors() };
        let former = site.kept().map(|kept| kept.lock.as_ref().clone()).unwrap_or_default();
        let lock = Lock::renewed(site, &facts);
        Some((former, lock))
    }
}

/// Writes the lock after a build, if it is another one; says what changed. The site is published already, so a folder that
/// cannot be written to is only a note.
pub(in crate::command) fn write_after_build(source: &Path, former: &Lock, lock: &Lock) -> Option<String> {
    let told = difference(former, lock)?;
    if let Err(error) = write_source_whole(&source.join(LOCK_FILE), lock.to_text().as_bytes()) {
        report::note(&format!("what was published is not recorded: {error}"));
        return None;
    }
    Some(told)
}

/// What a lock has that the former had not, in a line; nothing if they are the same.
pub(super) fn difference(former: &Lock, lock: &Lock) -> Option<String> {
    if former.entries == lock.entries {
        return None;
    }
    let before: HashMap<&UrlPath, &Entry> = former.entries.iter().map(|entry| (&entry.url, entry)).collect();
    let is_now =
        |entry: &&Entry, state| entry.state == state && before.get(&entry.url).is_none_or(|known| known.state != state);
    let count = |state| lock.entries.iter().filter(|entry| is_now(entry, state)).count();
    let (new, kept, gone) = (count(State::Published), count(State::Kept), count(State::Gone));
    let counts = [(new, "added"), (kept, "kept by leading on"), (gone, "let go")];
    let told: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", addresses(*count)))
        .collect();
    let told = if told.is_empty() { "brought up to date".to_owned() } else { told.join(", ") };
    Some(format!("{LOCK_FILE}: {told}"))
}

/// `1 address`, `2 addresses`.
pub(super) fn addresses(count: usize) -> String {
    if count == 1 { "1 address".to_owned() } else { plural(count, "addresse") }
}
