//! The site map (sitemaps.org, protocol 0.9): every page worth finding, with the day it last changed; `robots.txt`,
//! which says where it is; and the files that only the host reads.
//!
//! What is in it and how a long one is dealt out is [`Site`](crate::site::Site)'s to say.

use crate::site::route::{HostFile, Route, RouteKind};
use crate::site::sitemap_part_url;

use super::feed::atom::{Xml, document, element, parent};
use super::feed::rfc3339;
use super::{Rendered, Renderer};

/// The namespace of both kinds of file.
const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

impl Renderer<'_> {
    /// The map, or the index of its parts if it has several.
    pub(super) fn sitemap(&self) -> Rendered {
        let parts = self.site.sitemap_length();
        if parts == 1 {
            return self.sitemap_part(1);
        }
        let body = document(|xml| {
            parent(xml, "sitemapindex", &[NAMESPACE], |xml| {
                (1..=parts).try_for_each(|number| {
                    let address = self.whole(&sitemap_part_url(number));
                    let days = self.site.sitemap_part(number).filter_map(|route| self.last_changed(route));
                    let day = days.max_by_key(|date| date.timestamp());
                    parent(xml, "sitemap", &[], |xml| place(xml, &address, day))
                })
            })
        });
        Rendered { body, problems: Vec::new() }
    }

    /// One part of the map, counted from 1.
    pub(super) fn sitemap_part(&self, number: usize) -> Rendered {
        let body = document(|xml| {
            parent(xml, "urlset", &[NAMESPACE], |xml| {
                self.site.sitemap_part(number).try_for_each(|route| {
                    let address = format!("{}{}", self.site.config.url, self.site.href(&route.url));
                    parent(xml, "url", &[], |xml| place(xml, &address, self.last_changed(route)))
                })
            })
        });
        Rendered { body, problems: Vec::new() }
    }

    /// Nothing is forbidden (RFC 9309), and the map is here.
    pub(super) fn robots(&self) -> Rendered {
        let body = format!("User-agent: *\nDisallow:\n\nSitemap: {}\n", self.whole("/sitemap.xml"));
        Rendered { body: body.into_bytes(), problems: Vec::new() }
    }

    /// Nothing but the name of the host, or nothing at all.
    pub(super) fn host_file(&self, file: HostFile) -> Rendered {
        let domain = self.site.config.domain.as_deref().filter(|_| file == HostFile::Domain);
        Rendered {
            body: domain.map(|domain| format!("{domain}\n")).unwrap_or_default().into_bytes(),
            problems: Vec::new(),
        }
    }

    fn whole(&self, path: &str) -> String {
        format!("{}{}{path}", self.site.config.url, self.site.config.base_path)
    }

    fn last_changed(&self, route: &Route) -> Option<&jiff::Zoned> {
        let document = match &route.kind {
            RouteKind::Document(id) => Some(*id),
            // A list changes with its newest post.
            RouteKind::Home { .. } | RouteKind::Terms(_) | RouteKind::Archive => self.site.post_ids().next(),
            RouteKind::Term { term, .. } => self.site.taxonomies.get(*term).posts.first().copied(),
            _ => None,
        }
        .map(|id| self.site.document(id))?;
        document.updated.as_ref().or(document.date.as_ref())
    }
}

fn place(xml: &mut Xml, address: &str, changed: Option<&jiff::Zoned>) -> std::io::Result<()> {
    element(xml, "loc", &[], address)?;
    changed.map_or(Ok(()), |date| element(xml, "lastmod", &[], &rfc3339(date)))
}
