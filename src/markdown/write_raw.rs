//! Events → HTML: raw HTML, copied, with its references led where Markdown's are led.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Parser};

use super::attributes::Attributes;
use super::code::Frame;
use super::raw_html::{self, Attribute, Meaning, Tag};
use super::write::{UnknownTags, Writer};
use super::write_inserts::insert_number;
use super::write_words::Standing;
use super::{INSERT_START, Insert, Link, LinkKind, Origin, Origins, escape};

/// Raw HTML and where each of its bytes stands in the text.
struct Html<'h> {
    html: Cow<'h, str>,
    /// Begin of a piece in the HTML, and its bytes of the text. A piece that is no slice of the text stands there as a whole.
    pieces: Vec<(usize, Range<usize>, bool)>,
}

impl<'h> Html<'h> {
    fn new(events: &[(&'h CowStr<'_>, Range<usize>)]) -> Self {
        let mut pieces = Vec::with_capacity(events.len());
        if let [(only, range)] = events {
            pieces.push((0, range.clone(), only.len() == range.len()));
            return Self { html: Cow::Borrowed(only), pieces };
        }
        let mut html = String::new();
        for (piece, range) in events {
            pieces.push((html.len(), range.clone(), piece.len() == range.len()));
            html.push_str(piece);
        }
        Self { html: Cow::Owned(html), pieces }
    }

    /// HTML that stands in the text as one mark, at `place`.
    fn inserted(html: &'h str, place: Range<usize>) -> Self {
        let html =
            if html.contains(INSERT_START) { html.replace(INSERT_START, "\u{FFFD}").into() } else { html.into() };
        Self { html, pieces: vec![(0, place, false)] }
    }

    /// The bytes of `text` that `range` of the HTML stands for.
    fn place(&self, text: &str, range: &Range<usize>) -> Range<usize> {
        let value = self.html.get(range.clone()).unwrap_or_default();
        let at = self.pieces.partition_point(|(start, ..)| *start <= range.start).saturating_sub(1);
        let Some((start, place, is_slice)) = self.pieces.get(at) else { return 0..0 };
        if *is_slice {
            let first = place.start + range.start - start;
            let end = self.end(range.end).max(first);
            return first..end;
        }
        // Marks of a quotation were taken out: the value is found again by its words.
        match text.get(place.clone()).and_then(|source| source.find(value)).filter(|_| !value.is_empty()) {
            Some(offset) => place.start + offset..place.start + offset + value.len(),
            None => place.clone(),
        }
    }

    fn end(&self, offset: usize) -> usize {
        let at = self.pieces.partition_point(|(start, ..)| *start < offset).saturating_sub(1);
        self.pieces.get(at).map_or(
            0,
            |(start, place, is_slice)| {
                if *is_slice { (place.start + offset - start).min(place.end) } else { place.end }
            },
        )
    }
}

impl Writer<'_> {
    /// Writes raw HTML that arrived in pieces.
    pub(super) fn raw(&mut self, events: &[(&CowStr<'_>, Range<usize>)]) {
        let html = Html::new(events);
        match self.with.unknown {
            UnknownTags::Kept => self.raw_html(&html),
            UnknownTags::Shown => self.raw_html_with_words(&html),
        }
    }

    /// The same as [`Self::raw_html`] where tags of no element are words.
    fn raw_html_with_words(&mut self, html: &Html<'_>) {
        let mut done = 0;
        for tag in raw_html::tags(&html.html) {
            let name = html.html.get(tag.name.clone()).unwrap_or_default();
            if raw_html::is_foreign(name) && !tag.is_empty {
                self.foreign = if tag.is_closing { self.foreign.saturating_sub(1) } else { self.foreign + 1 };
            }
            if self.foreign == 0 && !raw_html::is_known(name) {
                self.copy(html, done..tag.range.start);
                self.push("&lt;");
                done = tag.range.start + 1;
            } else if !tag.is_closing {
                done = self.raw_tag(html, &tag, done);
            }
        }
        self.copy(html, done..html.html.len());
    }

    /// Writes a finished piece of HTML that stands in the text as a mark at `place`.
    pub(super) fn inserted_html(&mut self, html: &str, place: Range<usize>) {
        self.raw_html(&Html::inserted(html, place));
    }

    fn raw_html(&mut self, html: &Html<'_>) {
        let mut done = 0;
        for tag in raw_html::tags(&html.html).filter(|tag| !tag.is_closing) {
            done = self.raw_tag(html, &tag, done);
        }
        self.copy(html, done..html.html.len());
    }

    /// Writes up to what of a tag is not to stand as it is; gives where to copy on.
    fn raw_tag(&mut self, html: &Html<'_>, tag: &Tag, mut done: usize) -> usize {
        for attribute in &tag.attributes {
            done = self.raw_attribute(html, tag, attribute, done);
        }
        self.raw_size(html, tag, done)
    }

    /// Writes a block of raw HTML, its attribute list taken into its first tag.
    pub(super) fn html_with_attributes(&mut self, events: &[(&CowStr<'_>, Range<usize>)], index: usize) {
        let start = self.fragment.html.len();
        self.raw(events);
        let document = self.document;
        let Some(list) = document.attached.get(&index) else { return };
        let before = self.fragment.html.len();
        let written = self.fragment.html.split_off(start);
        let open = written.find('<').unwrap_or(0);
        let Some(tag) = raw_html::tag_at(&written, open).filter(|tag| !tag.is_closing) else {
            return self.push(&written);
        };
        let class = tag.attributes.iter().find(|attribute| {
            attribute.is_quoted
                && written.get(attribute.name.clone()).is_some_and(|name| name.eq_ignore_ascii_case("class"))
        });
        let mut rest = tag.name.end;
        self.push(written.get(..rest).unwrap_or_default());
        match class.filter(|_| !list.classes.is_empty()) {
            Some(class) => {
                let own = Attributes { classes: Vec::new(), ..list.clone() };
                self.attributes(Some(&own), "");
                self.push(written.get(rest..class.value.end).unwrap_or_default());
                for name in &list.classes {
                    self.push(" ");
                    escape::attribute(self.out(), name);
                }
                rest = class.value.end;
            }
            None => self.attributes(Some(list), ""),
        }
        self.push(written.get(rest..).unwrap_or_default());
        let longer = self.fragment.html.len().saturating_sub(before);
        for origin in self.fragment.origins.iter_mut().rev().take_while(|origin| origin.at > start) {
            origin.at += longer;
        }
    }

    /// Writes up to an attribute, and the attribute if it is not to stand as it is; gives where to copy on.
    fn raw_attribute(&mut self, html: &Html<'_>, tag: &Tag, attribute: &Attribute, done: usize) -> usize {
        let word = |range: &Range<usize>| html.html.get(range.clone()).unwrap_or_default();
        let has_value = attribute.value.end > attribute.name.end;
        match raw_html::meaning(word(&tag.name), word(&attribute.name)) {
            Some(Meaning::Id) if has_value => {
                if !self.is_in_contents() {
                    let id = decoded(&self.expanded(word(&attribute.value))).into_owned();
                    self.fragment.ids.push(id);
                }
                done
            }
            Some(Meaning::Markdown) => {
                self.copy(html, done..attribute.whole.start);
                attribute.whole.end
            }
            Some(Meaning::Reference(kind)) if has_value => {
                let value = word(&attribute.value);
                let start = attribute.value.start + value.len() - value.trim_start().len();
                let end = start + value.trim().len();
                self.raw_reference(html, kind, start..end, attribute.is_quoted, done)
            }
            Some(Meaning::ImageSet) if has_value => {
                let mut done = done;
                for place in raw_html::image_set(word(&attribute.value)) {
                    let start = attribute.value.start;
                    let place = start + place.start..start + place.end;
                    done = self.raw_reference(html, LinkKind::Image, place, attribute.is_quoted, done);
                }
                done
            }
            _ => done,
        }
    }

    /// Writes an image's size behind its attributes, as for Markdown's images; not where a style of its own may say another.
    fn raw_size(&mut self, html: &Html<'_>, tag: &Tag, done: usize) -> usize {
        let word = |range: &Range<usize>| html.html.get(range.clone()).unwrap_or_default();
        let value = |name: &str| {
            let found = tag.attributes.iter().find(|attribute| word(&attribute.name).eq_ignore_ascii_case(name));
            found.map(|attribute| word(&attribute.value))
        };
        let Some(last) = tag.attributes.last().filter(|_| word(&tag.name).eq_ignore_ascii_case("img")) else {
            return done;
        };
        let (Some(source), None) = (value("src"), value("style")) else { return done };
        let destination = decoded(&self.expanded(source.trim())).into_owned();
        let size = self.size_of(&destination, value("width"), value("height"));
        if size.is_empty() {
            return done;
        }
        let end = last.whole.end.max(done);
        self.copy(html, done..end);
        self.push(&size);
        end
    }

    fn raw_reference(
        &mut self,
        html: &Html<'_>,
        kind: LinkKind,
        value: Range<usize>,
        is_quoted: bool,
        done: usize,
    ) -> usize {
        let written = html.html.get(value.clone()).unwrap_or_default();
        let expanded = self.expanded(written);
        let destination = decoded(&expanded);
        let place = html.place(self.document.text, &value);
        let link = Link { kind, destination: &destination, text: "" };
        let Some(address) = self.resolve(&link, &place, Standing::AsAddress) else { return done };
        self.copy(html, done..value.start);
        if !is_quoted {
            self.push("\"");
        }
        escape::address(self.out(), &address);
        if !is_quoted {
            self.push("\"");
        }
        value.end
    }

    /// Copies bytes of the HTML, finished pieces in them written out.
    fn copy(&mut self, html: &Html<'_>, range: Range<usize>) {
        let mut rest = html.html.get(range.clone()).unwrap_or_default();
        let mut at = range.start;
        self.origins_of(html, &range, self.fragment.html.len());
        while let Some(offset) = rest.find(INSERT_START) {
            self.push(rest.get(..offset).unwrap_or_default());
            let mark = rest.get(offset..).unwrap_or_default();
            let (number, length) = insert_number(mark).unwrap_or((usize::MAX, INSERT_START.len_utf8()));
            let place = html.place(self.document.text, &(at + offset..at + offset + length));
            match self.with.inserts.get(number) {
                Some(Insert::Code(block)) => self.write_code(block, Frame::Figure, place),
                Some(Insert::Html(inserted)) => self.inserted_html(inserted, place),
                None => self.push("\u{FFFD}"),
            }
            rest = mark.get(length..).unwrap_or_default();
            at += offset + length;
            self.origins_of(html, &(at..range.end), self.fragment.html.len());
        }
        self.push(rest);
    }

    /// Takes down where `range` of the HTML, which is going to be copied to `to`, stands in the text.
    fn origins_of(&mut self, html: &Html<'_>, range: &Range<usize>, to: usize) {
        if self.with.options.origins == Origins::Forgotten || range.is_empty() {
            return;
        }
        let first = html.pieces.partition_point(|(start, ..)| *start <= range.start).saturating_sub(1);
        for (start, place, is_copy) in html.pieces.iter().skip(first).take_while(|(start, ..)| *start < range.end) {
            let skipped = range.start.saturating_sub(*start);
            let text = if *is_copy { (place.start + skipped).min(place.end)..place.end } else { place.clone() };
            let at = to + start.saturating_sub(range.start);
            self.fragment.origins.push(Origin { at, text, is_copy: *is_copy, address: None });
        }
    }
}

/// The value of an attribute without its entities.
pub fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut whole = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        whole.push_str(before);
        let name = after.split_once(';').filter(|(name, _)| {
            (1..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
        });
        rest = after;
        if let Some((name, after)) = name {
            whole.push_str(&entity(name));
            rest = after;
        } else {
            whole.push('&');
        }
    }
    whole.push_str(rest);
    Cow::Owned(whole)
}

/// The character an entity names: `amp`, `#39`, `#x27`, `eacute`; as written if it names none.
fn entity(name: &str) -> Cow<'static, str> {
    match name {
        "amp" => "&".into(),
        "quot" => "\"".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        _ => {
            // The parser has the list of all names.
            let written = format!("&{name};");
            let text = Parser::new(&written)
                .find_map(|event| if let Event::Text(text) = event { Some(text.to_string()) } else { None });
            text.unwrap_or(written).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::AsWritten;
    use super::super::testing::{html, led, render};
    use super::*;
    use crate::highlight::Highlighter;

    #[test]
    fn entities() {
        for (value, expected) in [
            ("a&amp;b", "a&b"),
            ("&eacute;&#39;&#x27;&quot;", "é''\""),
            ("&nosuch; & &;", "&nosuch; & &;"),
            ("a&copy=1", "a&copy=1"),
        ] {
            assert_eq!(decoded(value), expected);
        }
    }

    #[test]
    fn references_are_led_in_place() {
        for (input, expected) in [
            ("<a  HREF = 'b'>c</a>", "<p><a  HREF = '/led/b'>c</a></p>\n"),
            ("<a href=b>c</a>", "<p><a href=\"/led/b\">c</a></p>\n"),
            ("<img srcset=\"a 1x, b 2x\" src=c>", "<img srcset=\"/led/a 1x, /led/b 2x\" src=\"/led/c\">\n"),
            ("<div>\n<a\nhref=\"b&amp;c\"\n>x</a></div>\n", "<div>\n<a\nhref=\"/led/b&amp;c\"\n>x</a></div>\n"),
            ("> <div\n> id=x><a\n> href=\"b\">\n", "<blockquote>\n<div\nid=x><a\nhref=\"/led/b\">\n</blockquote>\n"),
            ("<img src=sized.png>", "<img src=\"/led/sized.png\" width=\"3\" height=\"4\">\n"),
            ("<img src='sized.png' WIDTH=30 />", "<img src='/led/sized.png' WIDTH=30 height=\"40\" />\n"),
            ("<img height=\"40\" src=\"sized.png\">", "<img height=\"40\" src=\"/led/sized.png\" width=\"30\">\n"),
            ("<img src=sized.png width=1 height=1>", "<img src=\"/led/sized.png\" width=1 height=1>\n"),
            ("<img src=sized.png width=50%>", "<img src=\"/led/sized.png\" width=50%>\n"),
            ("<img src=sized.png style='width: 9em'>", "<img src=\"/led/sized.png\" style='width: 9em'>\n"),
            ("<img width=1>", "<img width=1>\n"),
            ("<pre><a href=b></pre>", "<pre><a href=b></pre>\n"),
            ("<form action=b>", "<form action=b>\n"),
            (
                "[a](b 'c') ![d](e)",
                "<p><a href=\"/led/b\" title=\"c\">a</a> <img src=\"/led/e\" alt=\"d\" decoding=\"async\"></p>\n",
            ),
        ] {
            assert_eq!(led(input), expected, "{input:?}");
        }
    }

    #[test]
    fn untouched() {
        for input in [
            "<div class=\"x\">\n  <p>a &amp; b -- \"c\"</p>\n</div>\n",
            "<!-- a -- b -->\n",
            "<script>\nif (a < b && c) {}\n\n*x*\n</script>\n",
            "<svg>\n<path d=\"M0 0\"/></svg>\n",
        ] {
            assert_eq!(html(input), input);
        }
    }

    #[test]
    fn tags_of_no_element_are_words() {
        for (input, expected) in [
            ("wait for <maintainer>'s *word*", "<p>wait for &lt;maintainer>’s <em>word</em></p>\n"),
            ("Vec<T>, Map<K, V> and </T>", "<p>Vec&lt;T>, Map&lt;K, V&gt; and &lt;/T></p>\n"),
            ("<name>\nx\n</name>\n", "&lt;name>\nx\n&lt;/name>\n"),
            ("<branch src=\"a\"> <img src=a>", "<p>&lt;branch src=\"a\"> <img src=a></p>\n"),
            ("<FONT>a</FONT> <my-part>b</my-part>", "<p><FONT>a</FONT> <my-part>b</my-part></p>\n"),
            ("<svg><g><nosuch/></g></svg> <g>", "<p><svg><g><nosuch/></g></svg> &lt;g></p>\n"),
            ("<svg/> <g>", "<p><svg/> &lt;g></p>\n"),
            ("</svg> <g>", "<p></svg> &lt;g></p>\n"),
            (
                "`<T>` <code><T></code>",
                "<p><code class=\"language-plaintext highlighter-rouge\">&lt;T&gt;</code> <code>&lt;T></code></p>\n",
            ),
        ] {
            assert_eq!(html(input), expected, "{input:?}");
        }
        let page = "<?xml version=\"1.0\"?><feed><entry/></feed>";
        let fragment = super::super::render_html(page, &[], Origins::Forgotten, &AsWritten, &Highlighter::new());
        assert_eq!(fragment.html, page);
    }

    #[test]
    fn ids() {
        let fragment = render("<div id=\"a\">\n\n<a name='b'></a> <b id=c>x</b>\n\n</div>\n<!-- <p id=d> -->");
        assert_eq!(fragment.ids, ["a", "b", "c"]);
    }
}
