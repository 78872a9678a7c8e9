//! The site map (sitemaps.org, protocol 0.9): every page worth finding, with the day it last changed.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

use crate::site::route::{Route, RouteKind};

use super::feed::{element, rfc3339};
use super::{Rendered, Renderer};

impl Renderer<'_> {
    /// All posts, pages and lists, and static pages and PDF files, as jekyll-sitemap lists them.
    pub(super) fn sitemap(&self) -> Rendered {
        let mut xml = Writer::new(Vec::new());
        let written = (|| {
            xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
            let urlset = [("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")];
            xml.create_element("urlset").with_attributes(urlset).write_inner_content(|xml| {
                for route in self.site.routes.iter().filter(|route| self.is_in_sitemap(route)) {
                    let address = format!("{}{}", self.site.config.url, self.site.href(&route.url));
                    xml.create_element("url").write_inner_content(|xml| {
                        element(xml, "loc", &[], &address)?;
                        self.last_changed(route).map_or(Ok(()), |day| element(xml, "lastmod", &[], &day))
                    })?;
                }
                Ok(())
            })?;
            std::io::Result::Ok(())
        })();
        debug_assert!(written.is_ok(), "writing to memory");
        let mut body = xml.into_inner();
        body.push(b'\n');
        Rendered { body, problems: Vec::new() }
    }

    fn is_in_sitemap(&self, route: &Route) -> bool {
        let extension = route.output.extension();
        match &route.kind {
            RouteKind::Document(id) => {
                let is_page = matches!(extension, "htm" | "html" | "xhtml") && route.output.as_str() != "404.html";
                is_page && self.site.document(*id).in_sitemap
            }
            RouteKind::Home { index, .. } => index.is_none_or(|id| self.site.document(id).in_sitemap),
            RouteKind::Static(_) => {
                matches!(extension, "htm" | "html" | "xhtml" | "pdf") && route.output.as_str() != "404.html"
            }
            RouteKind::NotFound
            | RouteKind::Feed
            | RouteKind::Sitemap
            | RouteKind::Redirect(_)
            | RouteKind::Theme(_) => false,
        }
    }

    fn last_changed(&self, route: &Route) -> Option<String> {
        let document = match &route.kind {
            RouteKind::Document(id) => Some(*id),
            // A list changes with its newest post.
            RouteKind::Home { .. } => self.site.post_ids().next(),
            _ => None,
        }
        .map(|id| self.site.document(id))?;
        document.updated.as_ref().or(document.date.as_ref()).map(rfc3339)
    }
}
