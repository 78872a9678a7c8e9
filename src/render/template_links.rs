//! Addresses that a template wrote: no author stands behind them, so they are only followed, never understood.
//!
//! What a document's text holds was seen to when it was rendered; here the rest of the finished page is looked at, under
//! the rules of the host alone ([`follow`]).

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Fault};
use crate::markdown::{LinkKind, references};
use crate::site::follow::{Led, follow, nowhere, outside};
use crate::site::route::{Route, RouteId};

use super::{Renderer, anchors, away, document_of};

impl Renderer<'_> {
    /// Looks at the addresses of `html`, the page of `route` as `template` made it, outside of the texts in `done`.
    pub(super) fn check_template_links(
        &self,
        route: &Route,
        template: &str,
        html: &str,
        done: &[String],
    ) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for (kind, tag, written, address) in around(html, done).flat_map(addresses) {
            let fault = match follow(self.site, &route.url, &address) {
                Led::Away => {
                    self.gather_away(template, route, written, tag, &address);
                    None
                }
                Led::To { target, anchor, .. } => {
                    anchor.and_then(|anchor| self.missing_anchor(route, target, &anchor, html))
                }
                Led::Nowhere(path) => Some(nowhere(self.site, kind, &address, &path)),
                Led::OutsideBase(path) => Some(outside(self.site, kind, &address, &path)),
            };
            problems.extend(fault.map(|fault| self.in_template(template, route, written, tag, fault)));
        }
        problems
    }

    /// Takes down a link to another host, where the template, the configuration or the front matter has it.
    fn gather_away(&self, template: &str, route: &Route, written: &str, tag: &str, address: &str) {
        let Some((gathered, url)) = self.away.as_ref().zip(away::address(address)) else { return };
        if gathered.is_new(template, written) {
            let place = self.place_of_address(template, document_of(route), written);
            let is_written = place.is_some() && written == address;
            let (path, range) = place.unwrap_or_else(|| self.place_of_tag(template, tag));
            gathered.add(url, &path, range, is_written);
        }
    }

    fn missing_anchor(&self, route: &Route, target: RouteId, anchor: &str, html: &str) -> Option<Fault> {
        let target = self.site.routes.get(target);
        let (page, ids) = if target == route {
            // Nearly every page has a link to skip to its text: the plain form is looked for first.
            if html.contains(&format!(" id=\"{anchor}\"")) {
                return None;
            }
            let ids = anchors::ids_in(html);
            if ids.iter().any(|id| id == anchor) {
                return None;
            }
            (None, ids)
        } else {
            (Some(target.url.as_str()), self.has_anchor(target, anchor).err()?.to_vec())
        };
        Some(anchors::missing(anchor, page, None, &ids))
    }
}

/// The page without those texts: what stands before, between and behind them.
fn around<'a>(html: &'a str, texts: &[String]) -> impl Iterator<Item = &'a str> {
    let mut places: Vec<Range<usize>> = Vec::with_capacity(texts.len() + 1);
    let mut from = 0;
    for text in texts.iter().filter(|text| !text.is_empty()) {
        // They mostly come in order; a template of the user's may turn them round.
        if let Some(at) = find(html, text, from).or_else(|| find(html, text, 0)) {
            from = at + text.len();
            places.push(at..from);
        }
    }
    places.sort_by_key(|place| place.start);
    places.push(html.len()..html.len());
    let mut end = 0;
    places.into_iter().filter_map(move |place| {
        let piece = html.get(end..place.start);
        end = place.end.max(end);
        piece
    })
}

/// Where `text` stands at or after `from`. A search prepares for its needle, and these are whole articles: their beginning
/// is searched for.
pub(super) fn find(html: &str, text: &str, from: usize) -> Option<usize> {
    const BEGINNING: usize = 48;
    let (html, text) = (html.as_bytes(), text.as_bytes());
    let beginning = text.get(..BEGINNING).unwrap_or(text);
    let mut candidates = memchr::memmem::find_iter(html.get(from..)?, beginning).map(|at| from + at);
    candidates.find(|at| html.get(*at..).is_some_and(|rest| rest.starts_with(text)))
}

/// The addresses in a piece of the page: what each is for, the tag it stands in, as it is written, as a browser reads it.
fn addresses(piece: &str) -> impl Iterator<Item = (LinkKind, &str, &str, Cow<'_, str>)> {
    let all = references(piece).into_iter();
    all.map(move |(kind, range, address)| {
        (kind, tag_around(piece, &range), piece.get(range).unwrap_or_default(), address)
    })
}

/// The tag whose attribute's value stands at `value`.
fn tag_around<'a>(html: &'a str, value: &Range<usize>) -> &'a str {
    let start = html.get(..value.start).and_then(|before| before.rfind('<')).unwrap_or(value.start);
    let end = html.get(value.end..).and_then(|after| after.find('>')).map_or(html.len(), |end| value.end + end + 1);
    html.get(start..end).unwrap_or_default()
}
