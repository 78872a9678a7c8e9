//! A document's body → a fragment, with every problem placed in the file as it was written.

use std::ops::Range;
use std::sync::LazyLock;

use crate::content::tags::{self, Expanded};
use crate::content::{Document, Format};
use crate::diagnostic::{Diagnostic, Finding};
use crate::highlight::Highlighter;
use crate::markdown::{self, Fragment, Options, Origins, OwnAnchor};
use crate::site::{DocumentId, text};
use crate::source::SourceError;

use super::references::{Place, References};
use super::{Checks, Renderer, anchors, away};

/// Colours are no words.
pub(super) static WITHOUT_COLOURS: LazyLock<Highlighter> = LazyLock::new(Highlighter::off);

/// What a fragment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The document's own page.
    Page(Checks),
    /// Its beginning, in a list of several documents.
    Excerpt,
    /// Its words alone, for the search index.
    Words,
    /// All of it, in a feed: read far from the site, so every address is absolute.
    Feed,
}

/// A document's body, rendered.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) fragment: Fragment,
    pub(super) problems: Vec<Diagnostic>,
    /// [`Fragment::own_anchors`], placed in the file.
    pub(super) own_anchors: Vec<OwnAnchor>,
    /// What it was made of, if origins were to be kept.
    pub(super) expanded: Option<Expanded<'static>>,
}

/// A body with its tags expanded, unless its document wants them as they are written.
pub(super) fn expanded<'a>(
    document: &Document,
    body: &'a str,
    references: &References<'_>,
) -> (Expanded<'a>, Vec<Finding>) {
    if document.has_tags { tags::expand(body, references) } else { (tags::kept(body), Vec::new()) }
}

impl Renderer<'_> {
    /// Reads and renders a body.
    pub(super) fn body(&self, id: DocumentId, purpose: Purpose) -> Result<Body, SourceError> {
        let body = self.body_with(id, purpose, Origins::Forgotten)?;
        if let (Purpose::Page(_), Some(body)) = (purpose, &body) {
            self.gather(id, body);
        }
        Ok(body.unwrap_or_default())
    }

    /// The same, once more, with where its parts come from.
    pub(super) fn traced_body(&self, id: DocumentId, purpose: Purpose) -> Result<Body, SourceError> {
        Ok(self.body_with(id, purpose, Origins::Kept)?.unwrap_or_default())
    }

    /// Nothing if the file is gone.
    fn body_with(&self, id: DocumentId, purpose: Purpose, origins: Origins) -> Result<Option<Body>, SourceError> {
        Ok(self.body_text(id)?.map(|text| match text {
            Err(problem) => Body { problems: vec![*problem], ..Body::default() },
            Ok(text) => self.body_of_text(id, &text, purpose, origins),
        }))
    }

    /// A body as it is written; nothing if its file is gone.
    pub(super) fn body_text(&self, id: DocumentId) -> Result<Option<Result<String, Box<Diagnostic>>>, SourceError> {
        let document = self.site.document(id);
        let Some(bytes) = self.tree.read(&document.source)? else { return Ok(None) };
        // The file may have changed since the site was loaded.
        let body = |text: String| text.get(document.body..).unwrap_or_default().to_owned();
        Ok(Some(text(&document.source, bytes).map(body)))
    }

    /// Shows `look` a body with its tags expanded; an empty one if it cannot be read.
    pub(super) fn with_expanded(&self, id: DocumentId, look: impl FnOnce(&Expanded<'_>)) -> Result<(), SourceError> {
        let body = self.body_text(id)?.and_then(Result::ok).unwrap_or_default();
        let references = References::new(self, id, Place::OwnPage, Checks::Off);
        look(&expanded(self.site.document(id), &body, &references).0);
        Ok(())
    }

    fn body_of_text(&self, id: DocumentId, body: &str, purpose: Purpose, origins: Origins) -> Body {
        let document = self.site.document(id);
        let excerpt = (purpose == Purpose::Excerpt).then(|| self.excerpt_source(document, body));
        let body = excerpt.as_deref().unwrap_or(body);
        let checks = match purpose {
            Purpose::Page(checks) => checks,
            Purpose::Excerpt | Purpose::Words | Purpose::Feed => Checks::Off,
        };
        let reader = match purpose {
            Purpose::Page(_) | Purpose::Words => Place::OwnPage,
            Purpose::Excerpt => Place::OtherPage,
            Purpose::Feed => Place::Elsewhere,
        };
        let references = References::new(self, id, reader, checks);
        let (expanded, findings) = expanded(document, body, &references);

        // Several documents share a list: their headings' and footnotes' ids must not. In a feed those lead to the
        // document's own page.
        let prefix = match purpose {
            Purpose::Page(_) | Purpose::Words | Purpose::Feed => String::new(),
            Purpose::Excerpt => format!("{}-", self.mark(id)),
        };
        let under = match purpose {
            Purpose::Page(_) | Purpose::Words => Some(1),
            Purpose::Excerpt => Some(2),
            Purpose::Feed => None,
        };
        let options = Options { autolink: self.site.config.autolink, id_prefix: &prefix, under, origins };
        let highlighter = if purpose == Purpose::Words { &WITHOUT_COLOURS } else { self.highlighter };
        let mut fragment = match document.format {
            Format::Markdown => markdown::render(&expanded.text, &expanded.inserts, options, &references, highlighter),
            Format::Verbatim => {
                markdown::render_html(&expanded.text, &expanded.inserts, origins, &references, highlighter)
            }
        };

        let place = |range: Range<usize>| {
            let origin = expanded.origin(range);
            document.body + origin.start..document.body + origin.end
        };
        let at_file = |range: Range<usize>| document.body + range.start..document.body + range.end;
        let mut problems: Vec<Diagnostic> =
            findings.into_iter().map(|finding| finding.place(&document.source, at_file)).collect();
        // Only what stands in the file as it stands in the text can be written anew: nothing that came from a tag.
        let is_in_file = |range: &Range<usize>| {
            let text = expanded.text.get(range.clone());
            text.is_some() && text == body.get(expanded.origin(range.clone()))
        };
        for finding in std::mem::take(&mut fragment.findings) {
            let finding = if is_in_file(&finding.range) { finding } else { finding.without_cure() };
            problems.push(finding.place(&document.source, place));
        }
        problems.extend(references.into_problems());
        if let (Some(gathered), Checks::On) = (&self.away, checks) {
            for link in std::mem::take(&mut fragment.away) {
                if let Some(url) = away::address(&link.destination) {
                    gathered.add(url, &document.source, place(link.range), link.is_written);
                }
            }
        }
        let mut own_anchors = std::mem::take(&mut fragment.own_anchors);
        for own in &mut own_anchors {
            own.written = own.written.take().filter(|_| is_in_file(&own.range));
            own.range = place(own.range.clone());
        }
        let expanded = (origins == Origins::Kept).then(|| expanded.into_owned());
        Body { fragment, problems, own_anchors, expanded }
    }

    /// A word that no other document has, and that stays the same when posts come and go: `2019.11.04.LewisGaul`.
    fn mark(&self, id: DocumentId) -> String {
        let path = self.site.route_of(id).map(|route| route.output.as_str()).unwrap_or_default();
        let word = path.strip_suffix(".html").unwrap_or(path);
        word.chars()
            .map(|c| {
                if c == '/' {
                    '.'
                } else if c.is_alphanumeric() {
                    c
                } else {
                    '-'
                }
            })
            .collect()
    }

    fn excerpt_source(&self, document: &Document, body: &str) -> String {
        let separator = document.excerpt_separator.as_deref().unwrap_or(&self.site.config.excerpt_separator);
        if document.format == Format::Verbatim {
            return body.split(separator).next().unwrap_or(body).to_owned();
        }
        markdown::excerpt_source(body, separator)
    }
}

impl Body {
    /// Reports anchors into the page itself that `html`, the whole page, does not have.
    pub(super) fn check_own_anchors(&mut self, document: &Document, html: &str) {
        let mut page_ids: Option<Vec<String>> = None;
        for OwnAnchor { anchor, range, written } in std::mem::take(&mut self.own_anchors) {
            let is_known = |ids: &[String]| ids.contains(&anchor);
            if is_known(&self.fragment.ids) || is_known(page_ids.get_or_insert_with(|| anchors::ids_in(html))) {
                continue;
            }
            let fault = anchors::missing(&anchor, None, written.as_deref(), &self.fragment.ids);
            self.problems.push(fault.found_at(range).place(&document.source, |range| range));
        }
    }
}
