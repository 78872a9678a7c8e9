//! What is published now, as the lock remembers it for next time.
//!
//! 1. Every route whose address people may have noted becomes a line: documents, copied files, feeds, the lists of
//!    authors, tags and categories, and what leads on. Not: the pages after the first of a list, lists of days, the
//!    theme's files, the pieces of the search index, the site map, `robots.txt`.
//! 2. What is known of it from before goes along: the id that feeds know it by, the anchors that are linked to, and its
//!    print, as long as the file can be told by it. So an edit of a text seldom changes the lock.
//! 3. Addresses that were let go stay so, and so do those that are lost.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use crate::address::{SourcePath, UrlPath};
use crate::site::route::{FeedOf, Route, RouteKind};
use crate::site::{DocumentId, Site};

use super::keep::is_in_feeds;
use super::text::TERMS;
use super::{Entry, Lock, Origin, Print, State};

/// What a lock remembers that no [`Site`] knows.
#[derive(Debug, Default)]
pub struct Facts {
    /// What files held that were published.
    pub prints: BTreeMap<SourcePath, Print>,
    /// The ids of posts in feeds.
    pub posts: BTreeMap<DocumentId, String>,
    /// The ids of feeds, by their addresses.
    pub feeds: BTreeMap<UrlPath, String>,
    /// Addresses, and ids in their pages that other pages link to.
    pub anchors: BTreeSet<(UrlPath, String)>,
}

/// Names that are for the host, not for visitors.
const OF_THE_HOST: [&str; 8] =
    ["404.html", "CNAME", "_headers", "_redirects", "browserconfig.xml", "robots.txt", "sitemap.xml", "redirects.json"];

impl Lock {
    /// The lock after `site` was published.
    #[must_use]
    pub fn renewed(site: &Site, facts: &Facts) -> Self {
        let nothing = Self::default();
        let former = site.kept.as_ref().map_or(&nothing, |kept| kept.lock.as_ref());
        let mut linked: BTreeMap<&UrlPath, Vec<&String>> = BTreeMap::new();
        for (url, anchor) in &facts.anchors {
            linked.entry(url).or_default().push(anchor);
        }
        let mut entries: Vec<Entry> = site.routes.iter().filter_map(|route| line(site, route, facts)).collect();
        for entry in &mut entries {
            let anchors = linked.get(&entry.url).into_iter().flatten();
            entry.anchors.extend(anchors.map(|anchor| (*anchor).clone()));
        }
        let now: HashSet<&UrlPath> = entries.iter().map(|entry| &entry.url).collect();
        // What stays gone, or lost.
        let rest: Vec<Entry> =
            former.entries.iter().filter(|entry| !now.contains(&entry.url)).map(Entry::clone).collect();
        entries.extend(rest);
        let mut lock = Self { head: former.head.clone(), entries, is_crlf: former.is_crlf };
        lock.sort();
        lock
    }
}

/// The line of a route, if it has one.
fn line(site: &Site, route: &Route, facts: &Facts) -> Option<Entry> {
    if OF_THE_HOST.contains(&route.output.as_str())
        || route.output.as_str().split('/').any(|name| name.starts_with('.'))
    {
        return None;
    }
    let state = match route.kind {
        RouteKind::Redirect(_) | RouteKind::Forward(_) | RouteKind::Copy(_) => State::Kept,
        _ => State::Published,
    };
    let mut entry = Entry::new(route.url.clone(), state, origin(site, route)?);
    if state == State::Kept {
        return Some(entry);
    }
    match &route.kind {
        RouteKind::Document(id) | RouteKind::Home { index: Some(id), .. } => {
            of_document(site, *id, facts, &mut entry);
        }
        RouteKind::Static(source) => entry.print = facts.prints.get(source).copied().unwrap_or_default(),
        RouteKind::Term { term, .. } => entry.first = first(site, *term),
        RouteKind::Feed(of) => {
            entry.id = facts.feeds.get(&route.url).cloned();
            if let FeedOf::Term(term) = of {
                entry.first = first(site, *term);
            }
        }
        _ => {}
    }
    Some(entry)
}

/// What an address stands for; nothing if it is not kept.
fn origin(site: &Site, route: &Route) -> Option<Origin> {
    let named = |term| {
        let term = site.taxonomies.get(term);
        TERMS.contains(&term.taxonomy).then(|| (term.taxonomy, term.slug.clone()))
    };
    let of = |target| origin(site, site.routes.get(target));
    Some(match &route.kind {
        RouteKind::Document(id) | RouteKind::Redirect(id) | RouteKind::Home { index: Some(id), number: 1 } => {
            Origin::Source(site.document(*id).source.clone())
        }
        RouteKind::Home { number: 1, index: None } => Origin::Home,
        RouteKind::Static(source) => Origin::Source(source.clone()),
        RouteKind::Term { term, number: 1 } => {
            let (taxonomy, slug) = named(*term)?;
            Origin::Term(taxonomy, slug)
        }
        RouteKind::Terms(taxonomy) => Origin::Terms(*taxonomy),
        RouteKind::Archive => Origin::Archive,
        RouteKind::Feed(FeedOf::Site) => Origin::Feed,
        RouteKind::Feed(FeedOf::Term(term)) => {
            let (taxonomy, slug) = named(*term)?;
            Origin::TermFeed(taxonomy, slug)
        }
        RouteKind::JsonFeed => Origin::JsonFeed,
        RouteKind::Forward(url) => of(site.routes.served(url)?)?,
        RouteKind::Copy(output) => of(site.routes.by_output(output)?)?,
        RouteKind::Home { .. }
        | RouteKind::Term { .. }
        | RouteKind::NotFound
        | RouteKind::Sitemap
        | RouteKind::SitemapPart(_)
        | RouteKind::Robots
        | RouteKind::Host(_)
        | RouteKind::RedirectList
        | RouteKind::Search(_)
        | RouteKind::Theme(_) => return None,
    })
}

fn of_document(site: &Site, id: DocumentId, facts: &Facts, entry: &mut Entry) {
    let document = site.document(id);
    let now = facts.prints.get(&document.source).copied().unwrap_or_default();
    let kept = site.kept.as_ref();
    let former = kept.and_then(|kept| kept.of_document(id));
    let is_titled = document.keys.contains_key("title");
    // Only a line that stands already is worth leaving as it is.
    let print = former.filter(|former| former.url == entry.url).map(|former| former.print);
    entry.print = print.filter(|print| print.still_tells(&now, is_titled)).unwrap_or(now);
    if is_in_feeds(document) {
        entry.id = facts.posts.get(&id).cloned();
    }
    entry.id = former.and_then(|former| former.id.clone()).or_else(|| entry.id.take());
    for line in kept.into_iter().flat_map(|kept| kept.anchors_of(id)) {
        entry.anchors.extend(line.anchors.iter().cloned());
    }
}

/// The file of the oldest post of a term: of all its posts the one least likely to change.
fn first(site: &Site, term: crate::site::taxonomy::TermId) -> Option<SourcePath> {
    let posts = &site.taxonomies.get(term).posts;
    posts.last().map(|id| site.document(*id).source.clone())
}

impl Site {
    /// The addresses that were let go on purpose, and at which nothing is served.
    pub fn gone(&self) -> Vec<&UrlPath> {
        let gone = self.kept.iter().flat_map(|kept| kept.gone());
        gone.filter(|url| self.routes.served(url).is_none()).collect()
    }

    /// How the addresses that were published are kept; nothing without a lock.
    pub fn kept(&self) -> Option<&Arc<super::Kept>> {
        self.kept.as_ref()
    }
}
