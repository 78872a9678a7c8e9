//! The line of a source that caused what is wrong in an output.
//!
//! 1. A file that is copied as it is causes what stands in it.
//! 2. What stands in a document's text is led back to the bytes it was made of. If those are an `{% include %}`, and do not hold
//!    the words themselves, the included template is the cause.
//! 3. The rest was written by a template, or filled in by one from front matter, `_config.yml` or data.

use std::ops::Range;

use crate::address::SourcePath;
use crate::diagnostic::{Code, Diagnostic, Fault};
use crate::render::{Renderer, Text, document_of};
use crate::site::Site;
use crate::site::route::{Route, RouteKind};
use crate::source::SourceError;
use crate::template::places::find_whole;

use super::{Found, Place};

/// Everything found in the output of `route`, at its cause, with the words it is about.
pub(super) fn place(
    site: &Site,
    renderer: &Renderer<'_>,
    route: &Route,
    found: Vec<Found>,
) -> Result<Vec<(String, Diagnostic)>, SourceError> {
    let output = renderer.render_again(route)?;
    let body = String::from_utf8_lossy(&output);
    let texts = renderer.texts_on(route)?;
    let parts = texts.iter().filter_map(|text| text.find_in(&body).map(|(place, form)| Part { text, place, form }));
    let search = Search {
        site,
        renderer,
        route,
        body: &body,
        texts: &texts,
        parts: parts.collect(),
        template: renderer.template_of(route),
    };
    Ok(found.into_iter().filter_map(|found| Some((found.words.clone(), search.cause(found)?))).collect())
}

/// A document's text in a page.
struct Part<'a> {
    text: &'a Text,
    place: Range<usize>,
    /// As it stands there.
    form: String,
}

/// One output and what it is made of.
struct Search<'a> {
    site: &'a Site,
    renderer: &'a Renderer<'a>,
    route: &'a Route,
    body: &'a str,
    texts: &'a [Text],
    parts: Vec<Part<'a>>,
    template: Option<String>,
}

type Cause = (SourcePath, Range<usize>);

impl Search<'_> {
    /// Nothing if what is wrong follows from something else that is.
    fn cause(&self, found: Found) -> Option<Diagnostic> {
        Some(match &found.place.clone() {
            Place::Output(place) => {
                if let RouteKind::Static(source) = &self.route.kind {
                    return Some(at(found.fault, self.narrowed((source.clone(), place.clone()), &found.words)));
                }
                let tag = self.body.get(place.clone()).unwrap_or_default();
                let part =
                    self.parts.iter().find(|part| part.place.start <= place.start && place.end <= part.place.end);
                match part.and_then(|part| part.origin(place, &found)) {
                    Some(cause) => self.in_document(cause, tag, found),
                    None => return self.in_template(tag, found),
                }
            }
            Place::Text(id, place, html) => {
                let text = self.texts.iter().find(|text| text.document == *id);
                let tag = html.get(place.clone()).unwrap_or_default();
                let origin = text.and_then(|text| origin(text, same_place(html, place, text.html())?, &found));
                match origin {
                    Some(cause) => self.in_document(cause, tag, found),
                    None => return self.in_template(tag, found),
                }
            }
            Place::Feed(document) => {
                let document = document.or_else(|| document_of(self.route));
                match self.renderer.place_of_address("", document, &found.words) {
                    Some(place) => at(found.fault, place),
                    None => found.fault.diagnostic(),
                }
            }
        })
    }

    /// In a document, unless an included template is to be blamed.
    fn in_document(&self, cause: Cause, tag: &str, found: Found) -> Diagnostic {
        let text = self.renderer.source_text(&cause.0).unwrap_or_default();
        let written = text.get(cause.1.clone()).unwrap_or_default();
        let included = included(written).filter(|_| {
            let mut forms = forms(self.site, &found.words).into_iter();
            found.words.is_empty() || !forms.any(|form| find_whole(written, &form).is_some())
        });
        if let Some(template) = included {
            let template = format!("includes/{template}");
            let place = match found.words.as_str() {
                "" => None,
                words => self.renderer.place_of_address(&template, document_of(self.route), words),
            };
            return at(found.fault, place.unwrap_or_else(|| self.renderer.place_of_tag(&template, tag)));
        }
        at(found.fault, self.narrowed(cause, &found.words))
    }

    fn in_template(&self, tag: &str, found: Found) -> Option<Diagnostic> {
        let template = self.template.as_deref().unwrap_or_default();
        if template.is_empty() {
            return Some(found.fault.diagnostic());
        }
        if found.is_address {
            return Some(self.renderer.in_template(template, self.route, &found.words, tag, found.fault));
        }
        let words = Some(found.words.as_str()).filter(|_| !tag.starts_with('<'));
        let words = words.and_then(|words| self.renderer.place_of_address(template, document_of(self.route), words));
        let (path, range) = words.unwrap_or_else(|| self.renderer.place_of_tag(template, tag));
        // An address that was to be filled in and is not there belongs to something that is wrong by itself.
        let text = self.renderer.template_source(&path).and_then(|text| text.get(range.clone()));
        let is_filled_in = found.fault.code == Code::EmptyLink && text.is_some_and(|text| text.contains("{{"));
        (!is_filled_in || !tag.contains("href=\"\"")).then(|| at(found.fault, (path, range)))
    }

    /// The words themselves, if they stand in the cause to the letter; the cause without blanks around it otherwise.
    fn narrowed(&self, (path, range): Cause, words: &str) -> Cause {
        let Some(text) = self.renderer.source_text(&path) else { return (path, range) };
        let written = text.get(range.clone()).unwrap_or_default();
        let within = forms(self.site, words).iter().find_map(|form| last_whole(written, form));
        let within = within.unwrap_or_else(|| {
            let start = written.len() - written.trim_start().len();
            start..start + written.trim().len()
        });
        (path, range.start + within.start..range.start + within.end)
    }
}

impl Part<'_> {
    /// Where `place` of the page comes from. Furnishing puts tags around others, and leaves those.
    fn origin(&self, place: &Range<usize>, found: &Found) -> Option<Cause> {
        let inside = place.start - self.place.start..place.end - self.place.start;
        let html = self.text.html();
        if self.form == html {
            return origin(self.text, inside, found);
        }
        let words = self.form.get(inside.clone())?;
        let number = self.form.get(..inside.start)?.matches(words).count();
        let at = html.match_indices(words).nth(number).map(|(at, _)| at)?;
        origin(self.text, at..at + words.len(), found)
    }
}

/// Where a part of a text comes from: its address, if that is what is wrong with it.
fn origin(text: &Text, range: Range<usize>, found: &Found) -> Option<Cause> {
    if found.is_address { text.origin_of_address(range) } else { text.origin(range) }
}

fn at(fault: Fault, (path, range): Cause) -> Diagnostic {
    fault.diagnostic().at(&path, range)
}

/// An address as a page of this site may have it, and as its author may have written it.
fn forms(site: &Site, words: &str) -> Vec<String> {
    let host = words.strip_prefix(site.config.url.as_str()).unwrap_or(words);
    let base = host.strip_prefix(site.config.base_path.as_str()).unwrap_or(host);
    let decoded = crate::address::reference::decode(base).into_owned();
    [words, host, base, &decoded].into_iter().filter(|form| !form.is_empty()).map(str::to_owned).collect()
}

/// Where an address stands last as a whole: the words of a link, which come before it, may be the same.
fn last_whole(text: &str, address: &str) -> Option<Range<usize>> {
    let mut last = None;
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| find_whole(rest, address)) {
        last = Some(from + found.start..from + found.end);
        from += found.end;
    }
    last
}

/// The template that a piece of a body includes.
fn included(written: &str) -> Option<&str> {
    let inside = written.trim_start().strip_prefix("{%")?.trim_start_matches('-').trim_start();
    let rest = inside.strip_prefix("include_cached").or_else(|| inside.strip_prefix("include"))?;
    rest.split_whitespace().next().map(|name| name.trim_matches(['"', '\'']))
}

/// Where `place` of a text is in the same text with other addresses: the same tag, or as far behind the same tag.
fn same_place(html: &str, place: &Range<usize>, other: &str) -> Option<Range<usize>> {
    let number = starts(html).take_while(|start| *start < place.start).count();
    if html.get(place.start..)?.starts_with('<') {
        return nth_tag(other, number);
    }
    let last = number.checked_sub(1)?;
    let (here, there) = (nth_tag(html, last)?, nth_tag(other, last)?);
    let start = there.end + place.start.checked_sub(here.end)?;
    Some(start..start + place.len())
}

/// The bytes of the tag of that number, counted from 0.
fn nth_tag(html: &str, number: usize) -> Option<Range<usize>> {
    let start = starts(html).nth(number)?;
    let length = html.get(start..)?.find('>')?;
    Some(start..start + length + 1)
}

fn starts(html: &str) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'<', html.as_bytes())
}
