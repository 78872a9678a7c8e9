//! Where a document appears besides on its own page, and what its page is made with: for whoever asks why.

use std::collections::BTreeSet;

use crate::content::Kind;
use crate::site::route::{FeedOf, Route, RouteKind, SearchPart};
use crate::site::{DocumentId, lists};

use super::Renderer;

impl Renderer<'_> {
    /// Every other route that a document stands in, in their order: lists, feeds, the site map, the search, and its former
    /// addresses.
    pub fn appearances(&self, id: DocumentId) -> Vec<&Route> {
        let site = self.site;
        let parts = site.sitemap_length();
        let own = site.routes.of_document(id);
        let in_part =
            |number: usize| site.sitemap_part(number).any(|route| own.map(|own| site.routes.get(own)) == Some(route));
        let in_map: BTreeSet<usize> = (1..=parts).filter(|number| in_part(*number)).collect();
        let searched = self.searched();
        let is_on =
            |place: usize, size: Option<usize>, number: usize| size.is_none_or(|size| place / size + 1 == number);
        let is_post = id.0 < site.posts;
        let holds = |route: &&Route| match &route.kind {
            RouteKind::Home { number, .. } => {
                is_post && is_on(id.0, site.config.paginate.filter(|size| *size > 0), *number)
            }
            RouteKind::Term { term, number } => {
                let term = site.taxonomies.get(*term);
                let place = term.posts.iter().position(|post| *post == id);
                place.is_some_and(|place| is_on(place, lists::page_size(&site.config, term.taxonomy), *number))
            }
            RouteKind::Archive => is_post,
            RouteKind::Feed(of @ FeedOf::Term(term)) => {
                site.taxonomies.get(*term).posts.contains(&id) && self.posts_in_feed(*of).contains(&id)
            }
            RouteKind::Feed(FeedOf::Site) | RouteKind::JsonFeed => {
                is_post && self.posts_in_feed(FeedOf::Site).contains(&id)
            }
            RouteKind::Sitemap => parts == 1 && in_map.contains(&1),
            RouteKind::SitemapPart(number) => in_map.contains(number),
            RouteKind::Search(SearchPart::Page) => searched.contains(&id),
            RouteKind::Redirect(by) => *by == id,
            RouteKind::Document(_)
            | RouteKind::Terms(_)
            | RouteKind::NotFound
            | RouteKind::Robots
            | RouteKind::Host(_)
            | RouteKind::RedirectList
            | RouteKind::Search(_)
            | RouteKind::Forward(_)
            | RouteKind::Copy(_)
            | RouteKind::Static(_)
            | RouteKind::Theme(_) => false,
        };
        site.routes.iter().filter(holds).collect()
    }

    /// The templates that a document's page is made with, its own first; each with whether it is the site's own. None for a
    /// document that is written as it is.
    pub fn templates_of(&self, id: DocumentId) -> Vec<(String, bool)> {
        let document = self.site.document(id);
        let is_home = self.site.route_of(id).is_some_and(|route| matches!(route.kind, RouteKind::Home { .. }));
        let default = match document.kind {
            _ if is_home => "home",
            Kind::Post | Kind::Draft => "post",
            Kind::Page => "page",
        };
        let template = if document.redirect_to.is_some() {
            Some("redirect.html".to_owned())
        } else {
            self.layout_of(document, default, &mut Vec::new())
        };
        template.map(|template| self.templates.chain(&template)).unwrap_or_default()
    }

    /// Whether there is a template of that name, `post.html`, and whether it is the site's own.
    pub fn is_own_template(&self, name: &str) -> Option<bool> {
        self.templates.is_own(name)
    }
}
