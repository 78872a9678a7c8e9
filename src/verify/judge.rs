//! What was read of an output, judged.

use std::ops::Range;

use crate::address::UrlPath;
use crate::diagnostic::{Code, Fault};
use crate::site::follow::{Led, base_of, follow, nowhere, outside};
use crate::site::route::{Route, RouteKind};
use crate::site::{DocumentId, Site};

use super::feed::{self, Feed};
use super::html::{self, Flaw, Role};
use super::{Anchor, Found, Place, Seen, css};

/// What is wrong with an output as far as it can be told from it alone.
pub(super) fn output(site: &Site, route: &Route, body: &[u8]) -> Seen {
    let text = html::text_of(body);
    match route.output.extension().to_ascii_lowercase().as_str() {
        "html" | "htm" | "xhtml" => page(site, route, &text),
        "css" => style_sheet(site, route, &text),
        "xml" | "atom" | "rss" | "rdf" | "opml" => feed_of(site, route, &feed::read_xml(&text)),
        "json" => feed_of(site, route, &feed::read_json(body)),
        "txt" if route.output.as_str() == "robots.txt" => feed_of(site, route, &feed::read_robots(&text)),
        _ => Seen::default(),
    }
}

fn page(site: &Site, route: &Route, text: &str) -> Seen {
    let page = html::read(text);
    let mut judge = Judge { site, base: Some(route.url.clone()), seen: Seen::default() };
    if let Some(base) = &page.base {
        judge.base = base_of(site, &route.url, base);
    }
    for address in page.addresses {
        judge.address(address.role, &address.text, Place::Output(address.place));
    }
    for (flaw, place) in page.flaws {
        let words = text.get(place.clone()).filter(|_| flaw == Flaw::BareEmail).unwrap_or_default();
        judge.flaw(flaw, words, place);
    }
    for (id, place) in page.repeated {
        let message = format!("the id `{id}` is given twice on this page");
        let fault = Fault::new(Code::DuplicateId, message).hint("give one of them another id");
        judge.seen.found.push(Found { fault, words: id, is_address: false, place: Place::Output(place) });
    }
    let mut ids: Vec<String> = page.ids.into_iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    judge.seen.ids = Some(ids);
    judge.seen
}

fn style_sheet(site: &Site, route: &Route, text: &str) -> Seen {
    let mut judge = Judge { site, base: Some(route.url.clone()), seen: Seen::default() };
    for found in css::addresses(text) {
        judge.address(Role::of_style(found.is_import), &found.text, Place::Output(found.place));
    }
    judge.seen
}

fn feed_of(site: &Site, route: &Route, feed: &Feed) -> Seen {
    let is_ours = !matches!(route.kind, RouteKind::Document(_) | RouteKind::Static(_));
    let post = |entry: Option<usize>| -> Option<DocumentId> {
        match follow(site, &route.url, feed.page_of(entry)?) {
            Led::To { target, .. } => match site.routes.get(target).kind {
                RouteKind::Document(id) => Some(id),
                _ => None,
            },
            _ => None,
        }
    };
    let mut judge = Judge { site, base: Some(route.url.clone()), seen: Seen::default() };
    for address in &feed.addresses {
        let place = if is_ours { Place::Feed(post(address.entry)) } else { Place::Output(address.place.clone()) };
        judge.address(address.role, &address.text, place);
    }
    for text in &feed.texts {
        let base = feed.page_of(text.entry).map(|page| base_of(site, &route.url, page));
        judge.base = base.unwrap_or_else(|| Some(route.url.clone()));
        let document = post(text.entry).filter(|_| is_ours);
        for address in html::read(&text.html).addresses {
            let place = match document {
                Some(id) => Place::Text(id, address.place, text.html.clone()),
                None => Place::Output(text.place.clone()),
            };
            judge.address(address.role, &address.text, place);
        }
    }
    judge.seen
}

struct Judge<'s> {
    site: &'s Site,
    /// The page that relative addresses are counted from; nothing if it is another site's.
    base: Option<UrlPath>,
    seen: Seen,
}

impl Judge<'_> {
    fn address(&mut self, role: Role, address: &str, place: Place) {
        let site = self.site;
        if role.is_fetched() && is_unsafe(site, address) {
            let message = format!("`{address}` is fetched over `http:`, which a page served over `https:` may not do");
            let secure = format!("https{}", address.get(4..).unwrap_or_default());
            let fault = Fault::new(Code::MixedContent, message).hint(format!("write `{secure}`"));
            self.found(fault, address, place);
            return;
        }
        let anywhere = UrlPath::new("/");
        let Some(base) = self.base.as_ref().or_else(|| is_whole(address).then_some(&anywhere)) else { return };
        match follow(site, base, address) {
            Led::Away => {}
            Led::Nowhere(path) => {
                let fault = nowhere(site, role.kind(), address, &path);
                self.found(fault, address, place);
            }
            Led::OutsideBase(path) => {
                let fault = outside(site, role.kind(), address, &path);
                self.found(fault, address, place);
            }
            Led::To { target, detour, anchor } => {
                let target = site.routes.destination(target);
                if let Some(detour) = detour {
                    let message = detour.message(&site.routes, address, target);
                    let own = site.href(&site.routes.get(target).url);
                    let fault = Fault::new(Code::IndirectLink, message).hint(format!("write `{own}`"));
                    self.found(fault, address, place.clone());
                }
                if let Some(id) = anchor.filter(|_| matches!(role, Role::Link | Role::Redirect)) {
                    self.seen.anchors.push(Anchor { target, id, words: address.to_owned(), place });
                }
            }
        }
    }

    fn flaw(&mut self, flaw: Flaw, words: &str, place: Range<usize>) {
        let (code, message, hint) = match flaw {
            Flaw::NoAlt => (
                Code::MissingAlt,
                "an image without `alt`".to_owned(),
                "say in `alt` what it shows; write `alt=\"\"` if it only decorates".to_owned(),
            ),
            Flaw::Jump { from, to } => (
                Code::HeadingJump,
                format!("a heading of level {to} follows one of level {from}"),
                format!("write `<h{}>`", from + 1),
            ),
            Flaw::NoWords => (
                Code::EmptyLink,
                "a link without words".to_owned(),
                "write words in it, or say in `aria-label` where it leads".to_owned(),
            ),
            Flaw::NoAddress => (
                Code::EmptyLink,
                "a link without an address".to_owned(),
                "write where it leads, or take the link away".to_owned(),
            ),
            Flaw::BareEmail if self.site.config.show_email || is_example(words) => return,
            Flaw::BareEmail => (
                Code::BareEmail,
                format!("`{words}` stands here in plain letters, for every program to collect"),
                "write `show_email: true` into `_config.yml` if that is meant".to_owned(),
            ),
        };
        let fault = Fault::new(code, message).hint(hint);
        let words = words.to_owned();
        self.seen.found.push(Found { fault, words, is_address: false, place: Place::Output(place) });
    }

    fn found(&mut self, fault: Fault, address: &str, place: Place) {
        self.seen.found.push(Found { fault, words: address.to_owned(), is_address: true, place });
    }
}

fn is_whole(address: &str) -> bool {
    address.contains("//")
}

/// Whether it is asked for over `http:` from a page that is served over `https:`.
fn is_unsafe(site: &Site, address: &str) -> bool {
    let is_http = |text: &str| text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"));
    let host = address.get(7..).unwrap_or_default();
    let is_local = ["localhost", "127.0.0.1", "[::1]"].iter().any(|local| host.starts_with(local));
    is_http(address) && !is_local && !is_http(&site.config.url)
}

/// Whether the e-mail address is one that nobody has (RFC 2606).
fn is_example(address: &str) -> bool {
    let host = address.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let is_below = |name: &str| host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
    ["example", "example.com", "example.net", "example.org", "invalid", "localhost", "test"].into_iter().any(is_below)
}
