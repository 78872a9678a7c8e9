//! Which routes are worth finding, and how they are dealt out to the files of the site map.
//!
//! A file of a site map holds at most 50,000 addresses and 50 MB (sitemaps.org, protocol 0.9); a longer map is several
//! files, and `sitemap.xml` their index.

use std::ops::Range;
use std::sync::Arc;

use crate::content::Document;

use super::Site;
use super::route::{Route, RouteKind, Routes};

/// What one file of the map may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    addresses: usize,
    bytes: usize,
}

/// The protocol's; a little is left for what stands around the addresses.
pub(super) const LIMIT: Limit = Limit { addresses: 50_000, bytes: 52_428_800 - 1_000 };

impl Site {
    /// The routes of one part of the map, counted from 1, in their order; part 1 of a short map is all of it.
    pub fn sitemap_part(&self, number: usize) -> impl Iterator<Item = &Route> {
        let parts = self.sitemap_parts();
        let part = number.checked_sub(1).and_then(|index| parts.get(index).cloned()).unwrap_or(0..0);
        self.listed().skip(part.start).take(part.len())
    }

    /// How many files the map takes; at least one.
    pub fn sitemap_length(&self) -> usize {
        self.sitemap_parts().len()
    }

    fn sitemap_parts(&self) -> Vec<Range<usize>> {
        parts(&self.routes, &self.documents, self.config.url.len() + self.config.base_path.len(), LIMIT)
    }

    fn listed(&self) -> impl Iterator<Item = &Route> {
        self.routes.iter().filter(|route| is_listed(route, &self.documents))
    }
}

/// Ranges of the listed routes, in their order. `before` is how many bytes stand before each path.
pub(super) fn parts(routes: &Routes, documents: &[Arc<Document>], before: usize, limit: Limit) -> Vec<Range<usize>> {
    let (mut parts, mut part, mut bytes) = (Vec::new(), 0..0, 0);
    for route in routes.iter().filter(|route| is_listed(route, documents)) {
        // Elements, a day, and a path in which every byte may be escaped: `%25`, or `&apos;`.
        let size = 128 + before + route.url.as_str().len() * 6;
        if part.len() >= limit.addresses || bytes + size > limit.bytes && !part.is_empty() {
            parts.push(part.clone());
            (part, bytes) = (part.end..part.end, 0);
        }
        part.end += 1;
        bytes += size;
    }
    parts.push(part);
    parts
}

/// Posts, pages and lists, and static pages and PDF files, as jekyll-sitemap lists them.
fn is_listed(route: &Route, documents: &[Arc<Document>]) -> bool {
    let extension = route.output.extension();
    let is_wanted = |document: &Document| document.in_sitemap && document.redirect_to.is_none();
    let is_found_by_its_address = route.output.as_str() != "404.html";
    match &route.kind {
        RouteKind::Document(id) => {
            is_found_by_its_address
                && matches!(extension, "htm" | "html" | "xhtml")
                && documents.get(id.0).is_some_and(|document| is_wanted(document))
        }
        RouteKind::Home { index, .. } => {
            index.is_none_or(|id| documents.get(id.0).is_some_and(|document| is_wanted(document)))
        }
        RouteKind::Term { .. } | RouteKind::Terms(_) | RouteKind::Archive => true,
        RouteKind::Static(_) => is_found_by_its_address && matches!(extension, "htm" | "html" | "xhtml" | "pdf"),
        RouteKind::NotFound
        | RouteKind::Feed(_)
        | RouteKind::JsonFeed
        | RouteKind::Sitemap
        | RouteKind::SitemapPart(_)
        | RouteKind::Robots
        | RouteKind::Host(_)
        | RouteKind::Search(_)
        | RouteKind::Redirect(_)
        | RouteKind::Forward(_)
        | RouteKind::Copy(_)
        | RouteKind::RedirectList
        | RouteKind::Theme(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::document;
    use super::*;
    use crate::address::{OutputPath, SourcePath};
    use crate::site::DocumentId;

    fn routes(files: &[String]) -> Routes {
        let route = |file: &String| {
            let output = OutputPath::new(file);
            Route { url: output.url(), output, kind: RouteKind::Static(SourcePath::new(file)) }
        };
        Routes::new(files.iter().map(route).collect(), 0).0
    }

    fn check(files: usize, limit: Limit, lengths: &[usize]) {
        let files: Vec<String> = (0..files).map(|number| format!("p{number}.html")).collect();
        let parts = parts(&routes(&files), &[], 10, limit);
        assert_eq!(parts.iter().map(ExactSizeIterator::len).collect::<Vec<_>>(), lengths, "{limit:?}");
        assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start), "{parts:?}");
    }

    #[test]
    fn a_long_map_is_dealt_out() {
        let addresses = |addresses| Limit { addresses, bytes: usize::MAX };
        check(0, addresses(2), &[0]);
        check(1, addresses(2), &[1]);
        check(2, addresses(2), &[2]);
        check(3, addresses(2), &[2, 1]);
        check(5, addresses(2), &[2, 2, 1]);
        check(50_000, LIMIT, &[50_000]);
        check(50_001, LIMIT, &[50_000, 1]);
        let size = 128 + 10 + "/p0.html".len() * 6;
        check(3, Limit { addresses: 9, bytes: 2 * size }, &[2, 1]);
        check(2, Limit { addresses: 9, bytes: 1 }, &[1, 1]);
    }

    #[test]
    fn only_what_is_worth_finding_is_listed() {
        let mut hidden = document("content/hidden.md");
        hidden.in_sitemap = false;
        let mut moved = document("content/moved.md");
        moved.redirect_to = Some("/".to_owned());
        let documents = [document("content/a.md"), hidden, moved].map(Arc::new);
        let check = |kind: RouteKind, output: &str, expected: bool| {
            let output = OutputPath::new(output);
            let route = Route { url: output.url(), output, kind };
            assert_eq!(is_listed(&route, &documents), expected, "{route:?}");
        };
        let page = |number| RouteKind::Document(DocumentId(number));
        let file = || RouteKind::Static(SourcePath::new("static/x"));
        check(page(0), "a.html", true);
        check(page(0), "a.css", false);
        check(page(0), "404.html", false);
        check(page(1), "hidden.html", false);
        check(page(2), "moved.html", false);
        check(page(9), "nobody.html", false);
        check(file(), "a.pdf", true);
        check(file(), "b/404.html", true);
        check(file(), "404.html", false);
        check(file(), "a.png", false);
        check(RouteKind::Home { number: 2, index: None }, "page2/index.html", true);
        check(RouteKind::Home { number: 1, index: Some(DocumentId(1)) }, "index.html", false);
        check(RouteKind::Redirect(DocumentId(0)), "old.html", false);
    }
}
