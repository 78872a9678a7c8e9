//! Every reference of a document: where it stands, as it is written, and where it leads.

use std::ops::Range;

use crate::content::{Format, tags};
use crate::diagnostic::{Code, Diagnostic};
use crate::markdown::{self, Link, LinkKind, Options, Origins, Resolved};
use crate::site::DocumentId;
use crate::site::route::RouteId;
use crate::source::SourceError;

use super::body::WITHOUT_COLOURS;
use super::references::{Place, References};
use super::{Checks, Renderer};

/// One reference of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkUse {
    /// What it is for.
    pub kind: LinkKind,
    /// The address as written, entities and escapes resolved.
    pub written: String,
    /// Where it stands in the file.
    pub range: Range<usize>,
    /// Where it leads within the site.
    pub target: Option<RouteId>,
    /// The address that is published for it, base path included; nothing where that is what is written.
    pub address: Option<String>,
    /// What is wrong with it.
    pub codes: Vec<Code>,
    /// The part of its own page that it asks for.
    own_anchor: Option<String>,
}

impl LinkUse {
    pub(super) fn of(link: &Link<'_>, target: Option<RouteId>, anchor: Option<String>, resolved: &Resolved) -> Self {
        Self {
            kind: link.kind,
            written: link.destination.to_owned(),
            range: 0..0,
            target,
            address: resolved.address.clone(),
            codes: resolved.problems.iter().map(|fault| fault.code).collect(),
            own_anchor: anchor.filter(|_| resolved.own_anchor.is_some()),
        }
    }
}

impl Renderer<'_> {
    /// Every reference in the text of a document, in order; none of one whose text is not shown.
    pub fn links_of(&self, id: DocumentId) -> Result<Vec<LinkUse>, SourceError> {
        let document = self.site.document(id);
        let text: Option<Result<String, Box<Diagnostic>>> =
            if document.redirect_to.is_some() { None } else { self.body_text(id)? };
        let Some(Ok(body)) = text else { return Ok(Vec::new()) };
        let references = References::new(self, id, Place::OwnPage, Checks::On).taking_links();
        let (expanded, _) = tags::expand(&body, &references);
        let options = Options { autolink: self.site.config.autolink, under: Some(1), ..Options::default() };
        match document.format {
            Format::Markdown => {
                markdown::render(&expanded.text, &expanded.inserts, options, &references, &WITHOUT_COLOURS)
            }
            Format::Verbatim => {
                let origins = Origins::Forgotten;
                markdown::render_html(&expanded.text, &expanded.inserts, origins, &references, &WITHOUT_COLOURS)
            }
        };
        let mut uses = references.into_uses();
        for each in &mut uses {
            let origin = expanded.origin(each.range.clone());
            each.range = document.body + origin.start..document.body + origin.end;
            if let (Some(anchor), Some(route)) = (&each.own_anchor, self.site.route_of(id))
                && self.has_anchor(route, anchor).is_err()
            {
                each.codes.push(Code::BrokenAnchor);
            }
        }
        uses.sort_by_key(|each| each.range.start);
        // A picture in a heading stands in the table of contents as well.
        uses.dedup();
        Ok(uses)
    }
}
