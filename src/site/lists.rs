//! The pages that list posts, and the feeds of authors, tags and categories: where each is served.
//!
//! 1. Every [`Term`] has the address that the configuration's pattern gives it ([`address`]).
//! 2. Lists of authors, tags and categories are cut into pages as the home page's list is; days, months and years are
//!    such pieces already.
//! 3. Terms of one kind are listed above them: `/authors/` for `/authors/:name/`.
//!
//! An address that a source claims is left to it.

use crate::address::{OutputPath, UrlPath};
use crate::config::{Config, Lists};

use super::route::{FeedOf, Route, RouteKind};
use super::taxonomy::{Taxonomies, Taxonomy, Term, TermId};

/// The pattern of a taxonomy's pages; nothing if they are switched off.
pub fn pattern(lists: &Lists, taxonomy: Taxonomy) -> Option<&str> {
    let pattern = match taxonomy {
        Taxonomy::Author => &lists.authors,
        Taxonomy::Tag => &lists.tags,
        Taxonomy::Category => &lists.categories,
        Taxonomy::Year => &lists.years,
        Taxonomy::Month => &lists.months,
        Taxonomy::Day => &lists.days,
    };
    pattern.as_deref()
}

/// Where one page of a term's list is served: `/authors/ada-example/`, `/authors/ada-example/page2/`.
pub fn address(config: &Config, term: &Term, number: usize) -> Option<UrlPath> {
    let mut path = pattern(&config.lists, term.taxonomy)?.to_owned();
    if let Some(date) = term.date {
        let parts = [
            ("year", format!("{:04}", date.year())),
            ("month", format!("{:02}", date.month())),
            ("day", format!("{:02}", date.day())),
        ];
        for (name, part) in parts {
            path = path.replace(&format!(":{name}"), &part);
        }
    } else {
        path = path.replace(":name", &term.slug);
    }
    Some(page_of(config, &UrlPath::new(&path), number))
}

/// Where the list of a taxonomy's terms is served: the folder of their pages, `/authors/`.
pub fn overview(config: &Config, taxonomy: Taxonomy) -> Option<UrlPath> {
    if matches!(taxonomy, Taxonomy::Year | Taxonomy::Month | Taxonomy::Day) {
        return None; // the archive lists them
    }
    let pattern = pattern(&config.lists, taxonomy)?;
    let (folder, _) = pattern.split(':').next()?.rsplit_once('/')?;
    let url = UrlPath::new(&format!("{folder}/"));
    (url.as_str() != "/").then_some(url)
}

/// Where everything is listed on one page: `/archive/`.
pub fn archive(config: &Config) -> Option<UrlPath> {
    config.lists.all.as_deref().map(UrlPath::new)
}

/// Where a term's feed is served: `/authors/ada-example/feed.xml`; or, in the folder that the configuration names for them,
/// `/feed/by_tag/parsers.xml`.
pub fn feed(config: &Config, term: &Term) -> Option<UrlPath> {
    let wanted = match term.taxonomy {
        Taxonomy::Author => &config.feeds.authors,
        Taxonomy::Tag => &config.feeds.tags,
        Taxonomy::Category => &config.feeds.categories,
        Taxonomy::Year | Taxonomy::Month | Taxonomy::Day => return None,
    };
    if !wanted.has(&term.name) {
        return None;
    }
    match &wanted.folder {
        Some(folder) => Some(UrlPath::new(&format!("{folder}{}.xml", term.slug))),
        None => address(config, term, 1).map(|url| UrlPath::new(&format!("{}feed.xml", folder(&url)))),
    }
}

/// How many posts stand on one page of a term's list; nothing where all do.
pub fn page_size(config: &Config, taxonomy: Taxonomy) -> Option<usize> {
    let is_cut = matches!(taxonomy, Taxonomy::Author | Taxonomy::Tag | Taxonomy::Category);
    config.paginate.filter(|size| is_cut && *size > 0)
}

/// On how many pages a term's posts are listed.
pub fn pages(config: &Config, term: &Term) -> usize {
    page_size(config, term.taxonomy).map_or(1, |size| term.posts.len().div_ceil(size)).max(1)
}

/// A page of the list at `url`: the first is `url` itself, the second `/authors/ada/page2/`, as `paginate_path` ends.
fn page_of(config: &Config, url: &UrlPath, number: usize) -> UrlPath {
    if number <= 1 {
        return url.clone();
    }
    let path = &config.paginate_path;
    // `/blog/page:num/` is `page:num/` in every other list.
    let start = path.find(":num").and_then(|at| path[..at].rfind('/')).map_or(0, |slash| slash + 1);
    UrlPath::new(&format!("{}{}", folder(url), path[start..].replace(":num", &number.to_string())))
}

/// What stands below a list: `/authors/ada/` below itself, `/authors/ada.html` below `/authors/ada/`.
fn folder(url: &UrlPath) -> String {
    let path = url.as_str();
    let stem = path.strip_suffix(".html").unwrap_or(path);
    format!("{}/", stem.trim_end_matches('/'))
}

/// Whether that is one of the routes that [`routes`] makes.
pub(super) fn is_one(kind: &RouteKind) -> bool {
    match kind {
        RouteKind::Term { .. } | RouteKind::Terms(_) | RouteKind::Archive => true,
        RouteKind::Feed(of) => *of != FeedOf::Site,
        _ => false,
    }
}

/// The routes of all lists, and of the feeds of authors, tags and categories.
pub(super) fn routes(config: &Config, taxonomies: &Taxonomies) -> Vec<Route> {
    let mut routes = Vec::new();
    let page = |url: UrlPath, kind| Route { output: url.output(".html"), url, kind };
    for taxonomy in Taxonomy::ALL {
        if taxonomies.of(taxonomy).len() > 0 {
            routes.extend(overview(config, taxonomy).map(|url| page(url, RouteKind::Terms(taxonomy))));
        }
        for (id, term) in taxonomies.of(taxonomy) {
            routes.extend(term_routes(config, id, term));
        }
    }
    if taxonomies.of(Taxonomy::Day).len() > 0 {
        routes.extend(archive(config).map(|url| page(url, RouteKind::Archive)));
    }
    routes
}

fn term_routes(config: &Config, id: TermId, term: &Term) -> impl Iterator<Item = Route> {
    let list = (1..=pages(config, term)).filter_map(move |number| {
        let url = address(config, term, number)?;
        Some(Route { output: url.output(".html"), url, kind: RouteKind::Term { term: id, number } })
    });
    let feed = feed(config, term).map(|url| Route {
        output: OutputPath::new(url.as_str()),
        url,
        kind: RouteKind::Feed(FeedOf::Term(id)),
    });
    list.chain(feed)
}
