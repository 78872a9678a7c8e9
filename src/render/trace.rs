//! What a finished page was made of: for problems that are found in it.
//!
//! Rendering keeps none of this, for most pages have no problem; those that have one are looked at once more.

use std::ops::Range;

use crate::address::SourcePath;
use crate::content::Document;
use crate::content::tags::Expanded;
use crate::markdown::{Fragment, furnish};
use crate::site::DocumentId;
use crate::site::route::{FeedOf, Route, RouteKind};
use crate::source::SourceError;

use super::body::{Body, Purpose};
use super::page::{NOT_FOUND, default_layout};
use super::{Checks, Renderer, template_links};

/// A document's text, or its beginning, and where its parts come from.
#[derive(Debug)]
pub(crate) struct Text {
    /// Whose.
    pub(crate) document: DocumentId,
    source: SourcePath,
    /// Byte of the file at which the body starts.
    start: usize,
    fragment: Fragment,
    expanded: Expanded<'static>,
}

impl Text {
    fn of(id: DocumentId, document: &Document, body: Body) -> Self {
        Self {
            document: id,
            source: document.source.clone(),
            start: document.body,
            fragment: body.fragment,
            expanded: body.expanded.unwrap_or_default(),
        }
    }

    /// It as HTML.
    pub(crate) fn html(&self) -> &str {
        &self.fragment.html
    }

    /// Where it stands in a page, as it is or furnished, and how it stands there.
    pub(crate) fn find_in(&self, page: &str) -> Option<(Range<usize>, String)> {
        let plain = self.html();
        let furnished = furnish(plain);
        [furnished, plain.to_owned()].into_iter().filter(|form| !form.is_empty()).find_map(|form| {
            let at = template_links::find(page, &form, 0)?;
            Some((at..at + form.len(), form))
        })
    }

    /// The bytes of the document's file that `range` of [`Text::html`] comes from.
    pub(crate) fn origin(&self, range: Range<usize>) -> Option<(SourcePath, Range<usize>)> {
        Some(self.place(self.fragment.origin(range)?))
    }

    /// The same of an address in it.
    pub(crate) fn origin_of_address(&self, range: Range<usize>) -> Option<(SourcePath, Range<usize>)> {
        Some(self.place(self.fragment.origin_of_address(range)?))
    }

    fn place(&self, range: Range<usize>) -> (SourcePath, Range<usize>) {
        let origin = self.expanded.origin(range);
        (self.source.clone(), self.start + origin.start..self.start + origin.end)
    }
}

impl Renderer<'_> {
    /// The texts that stand on the page of `route`.
    pub(crate) fn texts_on(&self, route: &Route) -> Result<Vec<Text>, SourceError> {
        let text = |id: DocumentId, purpose: Purpose| {
            Ok::<_, SourceError>(Text::of(id, self.site.document(id), self.traced_body(id, purpose)?))
        };
        let mut texts = Vec::new();
        match &route.kind {
            RouteKind::Document(id) | RouteKind::Home { index: Some(id), .. } => {
                texts.push(text(*id, Purpose::Page(Checks::Off))?);
            }
            RouteKind::Feed(of) => {
                for id in self.posts_in_feed(*of) {
                    texts.push(text(id, Purpose::Feed)?);
                }
            }
            RouteKind::JsonFeed => {
                for id in self.posts_in_feed(FeedOf::Site) {
                    texts.push(text(id, Purpose::Feed)?);
                }
            }
            _ => {}
        }
        for id in self.beginnings_on(&route.kind) {
            texts.push(text(id, Purpose::Excerpt)?);
        }
        Ok(texts)
    }

    /// The bytes of an output once more.
    pub(crate) fn render_again(&self, route: &Route) -> Result<Vec<u8>, SourceError> {
        Ok(self.render_with(route, Checks::Off)?.body)
    }

    /// The template that makes the page of `route`, if one does.
    pub(crate) fn template_of(&self, route: &Route) -> Option<String> {
        let layout = |document: &Document, default: &str| self.layout_of(document, default, &mut Vec::new());
        match &route.kind {
            RouteKind::Document(id) => {
                let document = self.site.document(*id);
                if document.redirect_to.is_some() {
                    return Some("redirect.html".to_owned());
                }
                layout(document, default_layout(document))
            }
            RouteKind::Home { index: Some(id), .. } => layout(self.site.document(*id), "home"),
            RouteKind::Home { .. } | RouteKind::Term { .. } | RouteKind::Terms(_) | RouteKind::Archive => {
                Some(self.list_template(&route.kind))
            }
            RouteKind::NotFound => Some(self.template(NOT_FOUND)),
            RouteKind::Search(_) => Some(self.template("search")),
            RouteKind::Redirect(_) | RouteKind::Forward(_) => Some("redirect.html".to_owned()),
            _ => None,
        }
    }

    /// The text of a file of the site.
    pub(crate) fn source_text(&self, path: &SourcePath) -> Option<String> {
        String::from_utf8(self.tree.read(path).ok().flatten()?).ok()
    }
}
