//! Events → HTML: finished pieces, and the paragraphs they interrupt.

use std::borrow::Cow;

use pulldown_cmark::Event;

use super::code::Frame;
use super::write::Writer;
use super::{INSERT_END, INSERT_START, Insert, raw_html};

impl Writer<'_> {
    /// Writes the finished piece whose number `rest` begins with; gives the bytes it takes.
    pub(super) fn insert(&mut self, rest: &str, place: usize) -> usize {
        let Some((number, length)) = insert_number(rest) else {
            self.push("\u{FFFD}");
            return INSERT_START.len_utf8();
        };
        match self.with.inserts.get(number) {
            Some(Insert::Code(block)) => {
                self.interrupt();
                self.write_code(block, Frame::Figure, place..place + length);
                self.resume();
            }
            Some(Insert::Html(html)) if is_block(html) => {
                self.interrupt();
                self.inserted_html(html, place..place + length);
                self.resume();
            }
            Some(Insert::Html(html)) => self.inserted_html(html, place..place + length),
            None => self.push("\u{FFFD}"),
        }
        length
    }

    /// Ends the paragraph being written, for a block cannot stand in it.
    fn interrupt(&mut self) {
        if self.inline > 0 || self.links > 0 {
            return;
        }
        if self.paragraph.is_some() {
            self.close_paragraph();
            // Whether anything is open again is for `resume` to say.
            self.paragraph = Some((usize::MAX, usize::MAX));
        }
        self.fresh();
    }

    /// Begins the rest of a paragraph that [`Self::interrupt`] ended.
    fn resume(&mut self) {
        if self.inline == 0 && self.links == 0 {
            self.fresh();
        }
        if self.paragraph == Some((usize::MAX, usize::MAX)) {
            self.fresh();
            let start = self.fragment.html.len();
            self.push("<p>");
            self.paragraph = Some((start, self.fragment.html.len()));
        }
    }

    /// Whether nothing but finished pieces and blanks stand in the paragraph.
    pub(super) fn is_only_inserts(&self, index: usize) -> bool {
        let content = self.document.events.get(index + 1..self.end(index)).unwrap_or_default();
        content.iter().all(|(event, _)| match event {
            Event::SoftBreak => true,
            Event::Text(text) => {
                let mut rest = text.trim();
                while let Some((number, length)) = insert_number(rest) {
                    if self.with.inserts.get(number).is_none() {
                        return false;
                    }
                    rest = rest.get(length..).unwrap_or_default().trim_start();
                }
                rest.is_empty()
            }
            _ => false,
        })
    }

    /// An address with the finished pieces in it written out.
    pub(super) fn expanded<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.with.inserts.is_empty() || !text.contains(INSERT_START) {
            return Cow::Borrowed(text);
        }
        let mut whole = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(INSERT_START) {
            whole.push_str(rest.get(..at).unwrap_or_default());
            let mark = rest.get(at..).unwrap_or_default();
            let length = match insert_number(mark) {
                Some((number, length)) => {
                    if let Some(Insert::Html(html)) = self.with.inserts.get(number) {
                        whole.push_str(html);
                    }
                    length
                }
                None => INSERT_START.len_utf8(),
            };
            rest = mark.get(length..).unwrap_or_default();
        }
        whole.push_str(rest);
        Cow::Owned(whole)
    }
}

/// The number of the finished piece that `rest` begins with, and the bytes it takes.
pub(super) fn insert_number(rest: &str) -> Option<(usize, usize)> {
    let inner = rest.strip_prefix(INSERT_START)?;
    let end = inner.find(INSERT_END)?;
    let number = inner.get(..end)?;
    let number = if number.bytes().all(|b| b.is_ascii_digit()) { number.parse().ok()? } else { return None };
    Some((number, INSERT_START.len_utf8() + end + INSERT_END.len_utf8()))
}

/// Whether a piece of HTML begins with an element that cannot stand in a paragraph.
fn is_block(html: &str) -> bool {
    const NAMES: &[&str] = &[
        "address",
        "article",
        "aside",
        "blockquote",
        "details",
        "dialog",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "table",
        "ul",
    ];
    let html = html.trim_start();
    raw_html::tag_at(html, 0)
        .and_then(|tag| html.get(tag.name))
        .is_some_and(|name| NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)))
}
