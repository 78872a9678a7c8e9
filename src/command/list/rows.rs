//! What is listed, row by row.

use rayon::prelude::*;

use crate::command::CommandError;
use crate::content::{Document, Kind};
use crate::render::{LinkUse, Moved, Renderer};
use crate::site::lock::LOCK_FILE;
use crate::site::route::{FeedOf, Route, RouteKind, SearchPart};
use crate::site::taxonomy::{Taxonomy, TermId};
use crate::site::{DocumentId, Site};
use crate::source::{DiskTree, SourceTree as _};

use super::table::{Cell, Table};

const OF_POSTS: &[&str] = &["date", "url", "authors", "title", "source"];

fn url_of(site: &Site, id: DocumentId) -> Cell {
    site.route_of(id).map(|route| route.url.to_string()).into()
}

fn row_of_post(site: &Site, id: DocumentId) -> Vec<Cell> {
    let post = site.document(id);
    vec![
        post.date.as_ref().map(|date| date.strftime("%Y-%m-%d").to_string()).into(),
        url_of(site, id),
        Cell::Words(post.authors.clone()),
        Cell::text(&post.title),
        Cell::text(post.source.as_str()),
    ]
}

/// Posts, newest first.
pub(super) fn posts(site: &Site, is_wanted: impl Fn(&Document) -> bool) -> Table {
    let ids = site.post_ids().filter(|id| is_wanted(site.document(*id)));
    Table { columns: OF_POSTS, rows: ids.map(|id| row_of_post(site, id)).collect() }
}

/// Drafts, by file: they have no day to be sorted by.
pub(super) fn drafts(site: &Site) -> Table {
    let mut ids: Vec<DocumentId> = site.post_ids().filter(|id| site.document(*id).kind == Kind::Draft).collect();
    ids.sort_by_key(|id| site.document(*id).source.clone());
    let row = |id: &DocumentId| {
        let draft = site.document(*id);
        // Where none is written it is today's, which is nothing to list.
        let date = draft.date.as_ref().filter(|_| draft.keys.contains_key("date"));
        vec![
            date.map(|date| date.strftime("%Y-%m-%d").to_string()).into(),
            Cell::Words(draft.authors.clone()),
            Cell::text(&draft.title),
            Cell::text(draft.source.as_str()),
        ]
    };
    Table { columns: &["date", "authors", "title", "source"], rows: ids.iter().map(row).collect() }
}

/// Pages, by file.
pub(super) fn pages(site: &Site) -> Table {
    let row = |id: DocumentId| {
        let page = site.document(id);
        vec![url_of(site, id), Cell::text(&page.title), Cell::text(page.source.as_str())]
    };
    Table { columns: &["url", "title", "source"], rows: site.page_ids().map(row).collect() }
}

/// Authors or tags, in the order in which the site lists them.
pub(super) fn terms(site: &Site, taxonomy: Taxonomy) -> Table {
    let row = |id: TermId| {
        let term = site.taxonomies.get(id);
        let day = |post: Option<&DocumentId>| -> Cell {
            let date = post.and_then(|post| site.document(*post).date.as_ref());
            date.map(|date| date.strftime("%Y-%m-%d").to_string()).into()
        };
        vec![
            Cell::text(&term.name),
            Cell::Number(term.posts.len()),
            day(term.posts.last()),
            day(term.posts.first()),
            site.url_of_term(id).map(|url| url.to_string()).into(),
        ]
    };
    let rows = site.taxonomies.of(taxonomy).map(|(id, _)| row(id)).collect();
    Table { columns: &["name", "posts", "first", "last", "url"], rows }
}

/// Everything that is served, in the order of the files.
pub(super) fn routes(site: &Site) -> Table {
    let row = |route: &Route| {
        let (kind, of) = made_of(site, route);
        vec![Cell::text(route.url.as_str()), Cell::text(kind), of.into(), Cell::text(route.output.as_str())]
    };
    Table { columns: &["url", "kind", "of", "file"], rows: site.routes.iter().map(row).collect() }
}

/// What kind of route it is, and what it is made of: `post`, `content/posts/2024-01-01-Ada.md`.
fn made_of(site: &Site, route: &Route) -> (&'static str, Option<String>) {
    let source = |id: DocumentId| Some(site.document(id).source.to_string());
    let name = |id: TermId| Some(site.taxonomies.get(id).name.clone());
    match &route.kind {
        RouteKind::Document(id) => {
            let kind = match site.document(*id).kind {
                Kind::Post => "post",
                Kind::Draft => "draft",
                Kind::Page => "page",
            };
            (kind, source(*id))
        }
        RouteKind::Home { index, .. } => ("home", index.and_then(source)),
        RouteKind::Term { term, .. } => (site.taxonomies.get(*term).taxonomy.singular(), name(*term)),
        RouteKind::Terms(taxonomy) => (taxonomy.plural(), None),
        RouteKind::Archive => ("archive", None),
        RouteKind::NotFound => ("not-found", None),
        RouteKind::Feed(FeedOf::Site) => ("feed", None),
        RouteKind::Feed(FeedOf::Term(term)) => ("feed", name(*term)),
        RouteKind::JsonFeed => ("json-feed", None),
        RouteKind::Sitemap | RouteKind::SitemapPart(_) => ("sitemap", None),
        RouteKind::Robots => ("robots", None),
        RouteKind::Host(_) => ("host", None),
        RouteKind::RedirectList => ("redirects", None),
        RouteKind::Search(SearchPart::Page) => ("search", None),
        RouteKind::Search(_) => ("search-index", None),
        RouteKind::Redirect(id) => ("redirect", source(*id)),
        RouteKind::Forward(to) => ("redirect", Some(to.to_string())),
        RouteKind::Copy(output) => ("copy", Some(output.url().to_string())),
        RouteKind::Static(source) => ("static", Some(source.to_string())),
        RouteKind::Theme(_) => ("theme", None),
    }
}

/// Former addresses.
pub(super) fn redirects(site: &Site, renderer: &Renderer<'_>) -> Table {
    let row = |Moved { route, by, to }: Moved<'_>| {
        vec![
            Cell::text(route.url.as_str()),
            Cell::text(to),
            Cell::text(by.map_or(LOCK_FILE, |by| site.document(by).source.as_str())),
        ]
    };
    Table { columns: &["from", "to", "source"], rows: renderer.moved().into_iter().map(row).collect() }
}

/// Every link of every document, by file and place.
pub(super) fn links(tree: &DiskTree, site: &Site, renderer: &Renderer<'_>) -> Result<Table, CommandError> {
    let mut ids: Vec<DocumentId> = site.post_ids().chain(site.page_ids()).collect();
    ids.sort_by_key(|id| site.document(*id).source.clone());
    let of_document = |id: &DocumentId| {
        let uses = renderer.links_of(*id)?;
        let source = &site.document(*id).source;
        let text = if uses.is_empty() { None } else { tree.read(source)? };
        let text = String::from_utf8(text.unwrap_or_default()).unwrap_or_default();
        let place = |at: usize| {
            let before = text.get(..at).unwrap_or_default();
            let line = before.rfind('\n').map_or(0, |end| end + 1);
            let column = before.get(line..).unwrap_or_default().trim_start_matches('\u{feff}').chars().count() + 1;
            format!("{source}:{}:{column}", before.matches('\n').count() + 1)
        };
        let row = |each: LinkUse| {
            let leads = each.address.clone().or_else(|| {
                let own = each.target.map(|target| site.href(&site.routes.get(target).url));
                own.map(|own| format!("{own}{}", each.written))
            });
            vec![Cell::text(place(each.range.start)), Cell::text(&each.written), leads.into(), Cell::text(state(&each))]
        };
        Ok(uses.into_iter().map(row).collect::<Vec<_>>())
    };
    let rows = ids.par_iter().map(of_document).collect::<Result<Vec<_>, CommandError>>()?;
    Ok(Table { columns: &["place", "written", "leads_to", "state"], rows: rows.into_iter().flatten().collect() })
}

/// `ok`, `elsewhere` for what leads to no page of this site, else what `check` says.
fn state(each: &LinkUse) -> String {
    let codes: Vec<&str> = each.codes.iter().map(|code| code.as_str()).collect();
    match (codes.as_slice(), each.target) {
        ([], None) => "elsewhere".to_owned(),
        ([], Some(_)) => "ok".to_owned(),
        (codes, _) => codes.join(" "),
    }
}
