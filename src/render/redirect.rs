//! Addresses that were given up for others: a page that leads on without a script, and the list of them all.
//!
//! `redirect_from` names former addresses of a page, `redirect_to` says where a page itself has gone; both as
//! jekyll-redirect-from has them. However many steps there are, every such page leads to the end of them at once.

use serde_json::{Map, Value};

use crate::address::UrlPath;
use crate::diagnostic::{Code, Diagnostic, Fault};
use crate::markdown::{Link, LinkKind};
use crate::site::DocumentId;
use crate::site::resolve::{Resolution, resolve};
use crate::site::route::{Route, RouteKind};

use super::{Checks, Rendered, Renderer, anchors};

/// An address that was given up for another.
#[derive(Clone, Debug)]
pub struct Moved<'a> {
    /// What is served there.
    pub route: &'a Route,
    /// The document that says so; nothing if the URL lock does.
    pub by: Option<DocumentId>,
    /// Where it leads, with the base path: `/repo/new.html`, `https://other.example/`.
    pub to: String,
}

/// Where a visitor ends.
struct End {
    /// The document there, or the last that sent him on.
    document: DocumentId,
    /// As a page of this site links to it: `/repo/new.html`, `https://other.example/`.
    href: String,
    /// How many documents sent him on.
    steps: usize,
    /// Whether he never arrives.
    is_circle: bool,
}

impl Renderer<'_> {
    /// The page at a `redirect_from` of that document.
    pub(super) fn redirect_page(&self, route: &Route, id: DocumentId) -> Rendered {
        let mut problems = Vec::new();
        let body = self.leading_page(route, &self.end_of(id), &mut problems);
        Rendered { body, problems }
    }

    /// The page at an address that the URL lock keeps for a page without a document: a list, a page that is copied.
    pub(super) fn forward_page(&self, route: &Route, to: &UrlPath) -> Rendered {
        let (from, href) = (self.site.href(&route.url), self.site.href(to));
        let target = self.site.routes.served(to).map(|id| self.site.routes.get(id));
        let title = match target.map(|target| &target.kind) {
            Some(RouteKind::Term { term, .. }) => self.site.taxonomies.get(*term).name.clone(),
            _ => to.to_string(),
        };
        let mut problems = Vec::new();
        let context = self.views.forward(route, &title, [&from, &href, &self.whole_address(&href)]);
        let body = self.fill("redirect.html", &context, &mut problems).into_bytes();
        Rendered { body, problems }
    }

    /// The page of a document with a `redirect_to`.
    pub(super) fn moved_page(&self, route: &Route, id: DocumentId, checks: Checks) -> Rendered {
        let end = self.end_of(id);
        let mut problems = if checks == Checks::On { self.faults_of(id, &end) } else { Vec::new() };
        let body = self.leading_page(route, &end, &mut problems);
        Rendered { body, problems }
    }

    /// Every address that was given up, in the order of the routes.
    pub fn moved(&self) -> Vec<Moved<'_>> {
        let moved = |route| -> Option<Moved<'_>> {
            let route: &Route = route;
            let (by, to) = match route.kind {
                RouteKind::Redirect(id) => (Some(id), self.end_of(id).href),
                RouteKind::Document(id) if self.site.document(id).redirect_to.is_some() => {
                    (Some(id), self.end_of(id).href)
                }
                RouteKind::Forward(ref to) => (None, self.site.href(to)),
                _ => return None,
            };
            Some(Moved { route, by, to })
        };
        self.site.routes.iter().filter_map(moved).collect()
    }

    /// Every address that was given up, without the base path, and the whole address it leads to.
    pub(super) fn redirect_list(&self) -> Rendered {
        let mut list = Map::new();
        for Moved { route, to, .. } in self.moved() {
            list.insert(route.url.encoded(), Value::from(self.whole_address(&to)));
        }
        let mut body = serde_json::to_vec(&Value::from(list)).unwrap_or_default();
        body.push(b'\n');
        Rendered { body, problems: Vec::new() }
    }

    fn leading_page(&self, route: &Route, end: &End, problems: &mut Vec<Diagnostic>) -> Vec<u8> {
        let from = self.site.href(&route.url);
        let to = self.whole_address(&end.href);
        let context = self.views.redirect(end.document, &from, &end.href, &to);
        self.fill("redirect.html", &context, problems).into_bytes()
    }

    fn whole_address(&self, href: &str) -> String {
        let is_path = href.starts_with('/') && !href.starts_with("//");
        if is_path { format!("{}{href}", self.site.config.url) } else { href.to_owned() }
    }

    /// Follows a document's `redirect_to`, and that of the document it leads to, to the end.
    fn end_of(&self, id: DocumentId) -> End {
        let own = |id| self.site.route_of(id).map(|route| self.site.href(&route.url)).unwrap_or_default();
        let mut end = End { document: id, href: own(id), steps: 0, is_circle: false };
        let mut seen = vec![id];
        while let Some(address) = &self.site.document(end.document).redirect_to {
            let resolution = self.resolution(end.document, address);
            end.steps += 1;
            let next = resolution.target.and_then(|target| match self.site.routes.get(target).kind {
                RouteKind::Document(id) | RouteKind::Home { index: Some(id), .. } => Some(id),
                _ => None,
            });
            end.href = resolution.address_elsewhere(self.site).unwrap_or_else(|| address.trim().to_owned());
            let Some(next) = next else { return end };
            if seen.contains(&next) {
                return End { is_circle: true, ..end };
            }
            seen.push(next);
            end.document = next;
        }
        end
    }

    /// What the address of a `redirect_to` means: like a link on that page; `new.html` also as `/new.html`, which is how
    /// jekyll-redirect-from takes it.
    fn resolution(&self, id: DocumentId, address: &str) -> Resolution {
        let understood =
            |address: &str| resolve(self.site, id, &Link { kind: LinkKind::Link, destination: address, text: "" });
        let resolution = understood(address);
        if resolution.is_sound() || address.trim().starts_with('/') {
            return resolution;
        }
        let at_root = understood(&format!("/{}", address.trim()));
        if at_root.target.is_some() && at_root.is_sound() { at_root } else { resolution }
    }

    fn faults_of(&self, id: DocumentId, end: &End) -> Vec<Diagnostic> {
        let document = self.site.document(id);
        let range = document.keys.get("redirect_to").cloned().unwrap_or(0..0);
        let at = |code: Code, message: String| Diagnostic::new(code, message).at(&document.source, range.clone());
        let Some(address) = &document.redirect_to else { return Vec::new() };
        if end.is_circle {
            let message = format!("`redirect_to: {address}` leads back to this page");
            return vec![
                at(Code::RedirectCircle, message).hint("let one of these pages stay: remove its `redirect_to`"),
            ];
        }
        let resolution = self.resolution(id, address);
        let mut faults: Vec<Diagnostic> = Vec::new();
        // The place is that of the key: nothing may be written over it.
        let at_key = |fault: Fault| fault.found_at(range.clone()).without_cure().place(&document.source, |range| range);
        faults.extend(resolution.resolved.problems.into_iter().map(at_key));
        if end.steps > 1 {
            let message = format!("`redirect_to: {address}` leads to a page that has moved as well");
            faults.push(at(Code::RedirectChain, message).hint(format!("write `redirect_to: {}`", self.to_write(end))));
        }
        if let (Some(target), Some(anchor)) = (resolution.target, &resolution.anchor) {
            let target = self.site.routes.get(target);
            if let Err(ids) = self.has_anchor(target, anchor) {
                faults.push(at_key(anchors::missing(anchor, Some(target.url.as_str()), None, &ids)));
            }
        }
        faults
    }

    /// The end as front matter may name it: without the base path.
    fn to_write(&self, end: &End) -> String {
        let below = end.href.strip_prefix(self.site.config.base_path.as_str()).filter(|rest| rest.starts_with('/'));
        below.unwrap_or(&end.href).to_owned()
    }
}
