//! Every reference of a document: where it stands, as it is written, and where it leads.

use crate::content::Format;
use crate::diagnostic::{Code, Diagnostic};
use crate::markdown::{self, Options, Origins};
use crate::site::DocumentId;
use crate::source::SourceError;

use super::body::{WITHOUT_COLOURS, expanded};
use super::references::{LinkUse, Place, References};
use super::{Checks, Renderer};

impl Renderer<'_> {
    /// Every reference in the text of a document, in order; none of one whose text is not shown.
    pub fn links_of(&self, id: DocumentId) -> Result<Vec<LinkUse>, SourceError> {
        let document = self.site.document(id);
        let text: Option<Result<String, Box<Diagnostic>>> =
            if document.redirect_to.is_some() { None } else { self.body_text(id)? };
        let Some(Ok(body)) = text else { return Ok(Vec::new()) };
        let references = References::new(self, id, Place::OwnPage, Checks::On).taking_links();
        let (expanded, _) = expanded(document, &body, &references);
        let options =
            Options { autolink: self.site.config.autolink, id_prefix: "", under: Some(1), origins: Origins::Forgotten };
        match document.format {
            Format::Markdown => {
                markdown::render(&expanded.text, &expanded.inserts, options, &references, &WITHOUT_COLOURS)
            }
            Format::Verbatim => markdown::render_html(
                &expanded.text,
                &expanded.inserts,
                Origins::Forgotten,
                &references,
                &WITHOUT_COLOURS,
            ),
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
