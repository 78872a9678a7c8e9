//! Every output of the site, from its documents and files.
//!
//! A document, a file or a redirect that claims an address already taken is a problem. What the program would add of
//! itself (lists, feeds, site map, 404 page, theme files) gives way silently to a source that makes the same output.

use std::sync::Arc;

use rayon::prelude::*;

use crate::address::{OutputPath, SourcePath, UrlPath};
use crate::config::{CONFIG_FILE, Config};
use crate::content::{Document, Kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::search::Pieces;

use super::permalink::{self, FaultKind, PermalinkFault};
use super::route::{Clash, FeedOf, HostFile, Route, RouteKind, Routes, SearchPart};
use super::taxonomy::Taxonomies;
use super::{DocumentId, Site, kept, lists, sitemap};

/// Routes for addresses that would be gone, for the routes there are; with what is wrong.
pub(super) type Keep<'a> = &'a mut dyn FnMut(&[Route]) -> (Vec<Route>, Vec<Diagnostic>);

/// Makes the routes, and reports addresses that cannot be or are taken twice. `former` is the site as it was before, if it
/// is indexed again.
pub(super) fn routes(
    config: &Config,
    documents: &[Arc<Document>],
    posts: usize,
    taxonomies: &Taxonomies,
    statics: &[(SourcePath, OutputPath)],
    former: Option<&Site>,
    keep: Keep<'_>,
) -> (Routes, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut all = Vec::with_capacity(documents.len() + statics.len() + 8);
    for (index, (document, address)) in documents.iter().zip(addresses(config, documents, former)).enumerate() {
        match address {
            Ok((url, output)) => all.push(Route { url, output, kind: RouteKind::Document(DocumentId(index)) }),
            // A post without a date was told so where the date should be.
            Err(fault) if fault.kind == FaultKind::NoDate && document.kind == Kind::Post => {}
            Err(fault) => problems.push(fault.diagnostic(document, config)),
        }
    }
    let has_own_home = statics.iter().any(|(_, output)| output.as_str() == "index.html");
    if !has_own_home {
        add_home(config, documents, posts, &mut all);
    }
    for (index, document) in documents.iter().enumerate() {
        for address in &document.redirect_from {
            all.push(redirect(DocumentId(index), address));
        }
    }
    for (source, output) in statics {
        all.push(Route { url: output.url(), output: output.clone(), kind: RouteKind::Static(source.clone()) });
    }
    add_generated(config, documents, &mut all);
    all.extend(lists::routes(config, taxonomies));
    let (kept, found) = keep(&all);
    problems.extend(found);
    if config.redirects_json && kept.iter().any(leads_on) && !all.iter().any(is_redirect_list) {
        all.push(at(REDIRECTS, RouteKind::RedirectList));
    }
    all.extend(kept);

    let known = former.and_then(|former| {
        let both = documents.iter().zip(&former.documents).enumerate();
        let read = both.filter(|(_, (document, former))| !Arc::ptr_eq(document, former));
        let read = read.map(|(index, (document, _))| (DocumentId(index), &document.source));
        former.routes.again(&all, documents.len(), read)
    });
    let known = known.filter(|(routes, _)| parts_of_sitemap(routes, config, documents).is_empty());
    let (routes, clashes) = known.unwrap_or_else(|| {
        let (mut routes, clashes) = Routes::new(all, documents.len());
        let parts = parts_of_sitemap(&routes, config, documents);
        if !parts.is_empty() {
            let all = [routes.into_vec(), parts].concat();
            routes = Routes::new(all, documents.len()).0;
        }
        let source = |(index, document): (usize, &Arc<Document>)| (document.source.clone(), DocumentId(index));
        routes.set_sources(documents.iter().enumerate().map(source));
        (routes, clashes)
    });
    // A list gives way to whatever else is served there, but not to another list.
    let clashes = clashes.iter().filter(|clash| !lists::is_one(&clash.second.kind) || lists::is_one(&clash.first.kind));
    problems.extend(clashes.map(|clash| taken(clash, documents, taxonomies)));
    (routes, problems)
}

/// Where a document is served, and by which file; or why nowhere.
type Address = Result<(UrlPath, OutputPath), PermalinkFault>;

/// The address of every document. Those of the very documents that `former` has are taken from there.
fn addresses(config: &Config, documents: &[Arc<Document>], former: Option<&Site>) -> Vec<Address> {
    let former = former.filter(|former| former.config.permalink == config.permalink);
    let kept = former.map(|former| kept(documents, &former.documents)).unwrap_or_default();
    let known = |index: usize| {
        let route = former?.route_of((*kept.get(index)?)?)?;
        Some((route.url.clone(), route.output.clone()))
    };
    let address = |(index, document): (usize, &Arc<Document>)| match known(index) {
        Some(known) => Ok(known),
        None => address(document, config),
    };
    documents.par_iter().enumerate().with_min_len(256).map(address).collect()
}

fn address(document: &Document, config: &Config) -> Address {
    let url = permalink::url(document, &config.permalink)?;
    let output = permalink::output(document, &config.permalink, &url);
    // `/a/index.html` and `/a/` are one page: the folder is its address.
    let url = if output.file_name() == "index.html" { output.url() } else { url };
    Ok((url, output))
}

/// The list of all posts at `/`, unless a file is copied there, on as many pages as the config asks for. The page that stands at `/` already becomes
/// its head, unless it has gone elsewhere.
fn add_home(config: &Config, documents: &[Arc<Document>], posts: usize, all: &mut Vec<Route>) {
    let root = UrlPath::new("/");
    let index = all.iter_mut().find(|route| route.url == root);
    let head = if let Some(route) = index {
        let RouteKind::Document(id) = route.kind else { return };
        if documents.get(id.0).is_some_and(|document| document.redirect_to.is_some()) {
            return;
        }
        route.kind = RouteKind::Home { number: 1, index: Some(id) };
        Some(id)
    } else {
        let kind = RouteKind::Home { number: 1, index: None };
        all.push(Route { output: root.output(".html"), url: root, kind });
        None
    };
    let pages = config.paginate.filter(|size| *size > 0).map_or(1, |size| posts.div_ceil(size));
    for number in 2..=pages {
        let url = page_url(config, number);
        let kind = RouteKind::Home { number, index: head };
        all.push(Route { output: url.output(".html"), url, kind });
    }
}

/// The address of one page of the home listing: `/page2/`.
pub fn page_url(config: &Config, number: usize) -> UrlPath {
    UrlPath::new(&config.paginate_path.replace(":num", &number.to_string()))
}

/// A `redirect_from` as jekyll-redirect-from reads it: `/a/` is `a/index.html`, `/a.html` itself, `/a` is `a.html`.
fn redirect(id: DocumentId, address: &str) -> Route {
    let url = UrlPath::from_encoded(address);
    let has_extension = url.as_str().rsplit('/').next().is_some_and(|name| name.contains('.'));
    let output = if has_extension { OutputPath::new(url.as_str()) } else { url.output(".html") };
    Route { url, output, kind: RouteKind::Redirect(id) }
}

/// Into how many pieces the search index is cut: by how many documents it may hold, whether or not all of them are pages.
pub(super) fn search_pieces(documents: &[Arc<Document>]) -> Pieces {
    Pieces::of(documents.iter().filter(|document| document.in_search).count())
}

/// The page to search with, and the pieces of the index.
fn search(pieces: Pieces) -> impl Iterator<Item = Route> {
    let page = UrlPath::new(SEARCH);
    let page = Route { output: page.output(".html"), url: page, kind: RouteKind::Search(SearchPart::Page) };
    let piece = |name: String, part| at(&format!("{SEARCH}{name}"), RouteKind::Search(part));
    let words = (0..pieces.words).map(move |number| piece(format!("words-{number}.bin"), SearchPart::Words(number)));
    let records =
        (0..pieces.records).map(move |number| piece(format!("posts-{number}.json"), SearchPart::Records(number)));
    [page, piece("index.bin".to_owned(), SearchPart::Directory)].into_iter().chain(words).chain(records)
}

/// Where the page to search with is served, and the pieces of the index below it.
pub const SEARCH: &str = "/search/";

/// Adds what a visitor searches with. There are many pieces, and next to nothing among all routes can be in their way.
fn add_search(config: &Config, documents: &[Arc<Document>], all: &mut Vec<Route>) {
    let pieces = search_pieces(documents);
    if !config.search || pieces.words == 0 {
        return;
    }
    let folder = SEARCH.trim_matches('/').as_bytes();
    let is_beside = |route: &&Route| {
        let start = route.output.as_str().as_bytes().get(..folder.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(folder))
    };
    let beside: Vec<OutputPath> = all.iter().filter(is_beside).map(|route| route.output.clone()).collect();
    all.extend(search(pieces).filter(|route| !beside.iter().any(|other| is_alike(&route.output, other))));
}

fn add_generated(config: &Config, documents: &[Arc<Document>], all: &mut Vec<Route>) {
    let has_moved = documents.iter().any(|document| document.redirect_to.is_some());
    let mut generated = vec![at("/404.html", RouteKind::NotFound)];
    for (path, kind) in [(&config.feeds.atom, RouteKind::Feed(FeedOf::Site)), (&config.feeds.json, RouteKind::JsonFeed)]
    {
        generated.extend(path.as_ref().map(|path| at(path, kind)));
    }
    // Both must give whole addresses.
    if !config.url.is_empty() && config.sitemap {
        generated.push(at("/sitemap.xml", RouteKind::Sitemap));
        generated.extend(config.robots.then(|| at("/robots.txt", RouteKind::Robots)));
    }
    generated.push(at("/.nojekyll", RouteKind::Host(HostFile::NoJekyll)));
    generated.extend(config.domain.is_some().then(|| at("/CNAME", RouteKind::Host(HostFile::Domain))));
    if config.redirects_json && (all.iter().any(leads_on) || has_moved) {
        generated.push(at(REDIRECTS, RouteKind::RedirectList));
    }
    generated.extend(THEME_FILES.iter().map(|path| at(path, RouteKind::Theme(path))));
    generated.retain(|route| !all.iter().any(|other| is_alike(&route.output, &other.output)));
    all.append(&mut generated);
    add_search(config, documents, all);
}

/// Where the list of all redirects is served.
const REDIRECTS: &str = "/redirects.json";

/// Whether it is a page that leads to another one.
fn leads_on(route: &Route) -> bool {
    matches!(route.kind, RouteKind::Redirect(_) | RouteKind::Forward(_))
}

/// Whether something is served where the list of all redirects would be.
fn is_redirect_list(route: &Route) -> bool {
    is_alike(&route.output, &OutputPath::new(REDIRECTS))
}

/// Whether two paths differ at most in case.
fn is_alike(a: &OutputPath, b: &OutputPath) -> bool {
    let (a, b) = (a.as_str(), b.as_str());
    // Letters outside ASCII may be lower-cased into it.
    a.eq_ignore_ascii_case(b) || !(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase()
}

/// The parts of a site map that is too long for one file; none if it is not.
fn parts_of_sitemap(routes: &Routes, config: &Config, documents: &[Arc<Document>]) -> Vec<Route> {
    let map = routes.by_output(&OutputPath::new("sitemap.xml")).map(|id| &routes.get(id).kind);
    if map != Some(&RouteKind::Sitemap) {
        return Vec::new();
    }
    let parts = sitemap::parts(routes, documents, config.url.len() + config.base_path.len(), sitemap::LIMIT).len();
    let number = if parts < 2 { 0 } else { parts };
    (1..=number).map(|number| at(&sitemap_part_url(number), RouteKind::SitemapPart(number))).collect()
}

/// The address of one part of the site map, counted from 1: `/sitemap-2.xml`.
pub fn sitemap_part_url(number: usize) -> String {
    format!("/sitemap-{number}.xml")
}

/// The files of the built-in theme, by their addresses; `template::theme` holds their bytes.
pub const THEME_FILES: &[&str] =
    &["/theme/code.css", "/theme/search.css", "/theme/search.js", "/theme/theme.css", "/theme/theme.js"];

fn at(url: &str, kind: RouteKind) -> Route {
    Route { url: UrlPath::new(url), output: OutputPath::new(url), kind }
}

/// A warning for each post that writes an author's name in another way than the others.
pub(super) fn variants(config: &Config, posts: &[Arc<Document>], taxonomies: &Taxonomies) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if !taxonomies.has_variants() {
        return problems;
    }
    let mut is_config_told = false;
    for post in posts {
        for name in &post.authors {
            let Some(term) = taxonomies.variant(name) else { continue };
            let key = ["author", "authors"].into_iter().find(|key| post.keys.contains_key(*key));
            let problem = Diagnostic::new(
                Code::AuthorVariant,
                format!("`{name}` is taken for `{}`, which is another spelling of the name", term.name),
            );
            let hint = format!("write `{}`", term.name);
            let of_config = key.is_none() && config.author.as_ref() == Some(name);
            if of_config && std::mem::replace(&mut is_config_told, true) {
                continue;
            }
            let (path, range) = if of_config {
                (SourcePath::new(CONFIG_FILE), config.places.get("author").cloned().unwrap_or(0..0))
            } else {
                (post.source.clone(), key.and_then(|key| post.keys.get(key)).cloned().unwrap_or(0..0))
            };
            problems.push(problem.at(&path, range).hint(hint));
        }
    }
    problems
}

fn taken(clash: &Clash, documents: &[Arc<Document>], taxonomies: &Taxonomies) -> Diagnostic {
    let name = |route| name(route, documents, taxonomies);
    let (first, second) = (&clash.first, &clash.second);
    let message = if first.output == second.output {
        format!("`{}` is served twice: by {} and by {}", second.url, name(first), name(second))
    } else {
        format!(
            "`{}` ({}) and `{}` ({}) differ only in case, which some systems cannot tell apart",
            first.url,
            name(first),
            second.url,
            name(second)
        )
    };
    let mut problem = Diagnostic::new(Code::UrlTaken, message);
    if let Some((path, range)) = place(second, documents) {
        problem = problem.at(&path, range);
    }
    if let Some((path, range)) = place(first, documents) {
        problem.related.push((crate::diagnostic::Span { path, range }, "the other one".to_owned()));
    }
    problem.hint(match second.kind {
        RouteKind::Redirect(_) => "remove the address from `redirect_from`: something is served there",
        RouteKind::Static(_) => "rename one of the two",
        RouteKind::Term { .. } | RouteKind::Terms(_) | RouteKind::Archive | RouteKind::Feed(_) => {
            "give one of the two another pattern: `author_pages:`, or the kind under `archives:`"
        }
        _ => "give one of them another `permalink:` or `slug:`, or rename it",
    })
}

fn name(route: &Route, documents: &[Arc<Document>], taxonomies: &Taxonomies) -> String {
    match &route.kind {
        RouteKind::Document(id) | RouteKind::Home { index: Some(id), number: 1 } => {
            format!("`{}`", documents[id.0].source)
        }
        RouteKind::Redirect(id) => format!("a `redirect_from` of `{}`", documents[id.0].source),
        RouteKind::Static(source) => format!("`{source}`"),
        RouteKind::Home { .. } => "the list of posts".to_owned(),
        RouteKind::Term { term, .. } => {
            let term = taxonomies.get(*term);
            format!("the list of the {} `{}`", term.taxonomy.singular(), term.name)
        }
        RouteKind::Terms(taxonomy) => format!("the list of all {}", taxonomy.plural()),
        RouteKind::Archive => "the archive".to_owned(),
        RouteKind::Feed(FeedOf::Term(term)) => format!("the feed of `{}`", taxonomies.get(*term).name),
        RouteKind::Forward(_) | RouteKind::Copy(_) => "the URL lock".to_owned(),
        RouteKind::NotFound
        | RouteKind::Feed(FeedOf::Site)
        | RouteKind::JsonFeed
        | RouteKind::Sitemap
        | RouteKind::SitemapPart(_)
        | RouteKind::Robots
        | RouteKind::Host(_)
        | RouteKind::RedirectList
        | RouteKind::Search(_)
        | RouteKind::Theme(_) => "the program".to_owned(),
    }
}

/// Where a source claims its address: the key that says so, or the top of the file.
fn place(route: &Route, documents: &[Arc<Document>]) -> Option<(SourcePath, std::ops::Range<usize>)> {
    let (id, keys): (_, &[&str]) = match &route.kind {
        RouteKind::Document(id) | RouteKind::Home { index: Some(id), .. } => (*id, &["permalink", "slug"]),
        RouteKind::Redirect(id) => (*id, &["redirect_from"]),
        RouteKind::Static(source) => return Some((source.clone(), 0..0)),
        _ => return None,
    };
    let document = &documents[id.0];
    let range = keys.iter().find_map(|key| document.keys.get(*key).cloned()).unwrap_or(0..0);
    Some((document.source.clone(), range))
}
