//! Events → HTML: paragraphs and what stands in them, finished pieces, footnotes.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, TagEnd};

use super::code::Frame;
use super::cover::is_escaped;
use super::events::plain_text;
use super::write::Writer;
use super::{INSERT_END, INSERT_START, Insert, Link, LinkKind, autolink, emoji, escape, links, raw_html, typography};
use crate::diagnostic::Finding;
use crate::highlight::Known;

/// Bytes at which the walk through words stops to look.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let bytes = b"&<>\"'-.:\xEF";
    let mut at = 0;
    while at < bytes.len() {
        special[bytes[at] as usize] = true;
        at += 1;
    }
    special
};

impl<'a> Writer<'a> {
    pub(super) fn text(&mut self, index: usize) {
        let document = self.document;
        let Some((Event::Text(words), range)) = document.events.get(index) else { return };
        // What is no slice of the text is the character that an entity names, and means itself.
        if self.is_autolink || words.len() != range.len() {
            return escape::text(self.out(), words);
        }
        let mut at = range.start;
        let escaped = is_escaped(document.text, &document.events, index);
        if escaped {
            let first = words.chars().next().map_or(0, char::len_utf8);
            escape::text(self.out(), words.get(..first).unwrap_or_default());
            at += first;
        }
        if self.with.options.autolink && self.links == 0 && self.verbatim == 0 && !self.in_toc {
            let slice = document.text.get(..range.end).unwrap_or_default();
            while let Some(found) = autolink::next(slice, at) {
                self.words(at..found.range.start, self.before(index, at));
                self.bare_link(&found);
                at = found.range.end;
            }
        }
        let before = if escaped { None } else { self.before(index, at) };
        self.words(at..range.end, before);
    }

    /// The character before the words at `at`, if no other part of the syntax has taken it.
    fn before(&self, index: usize, at: usize) -> Option<char> {
        let (_, range) = self.document.events.get(index)?;
        if at != range.start {
            return None;
        }
        match index.checked_sub(1).and_then(|before| self.document.events.get(before))? {
            (Event::SoftBreak | Event::HardBreak, _) => Some('\n'),
            (Event::Text(text), before) if before.end == at && text.len() == before.len() => text.chars().next_back(),
            _ => None,
        }
    }

    /// Writes a slice of the text with its typography, emoji and finished pieces.
    fn words(&mut self, range: Range<usize>, mut before: Option<char>) {
        let text = self.document.text;
        let Some(slice) = text.get(range.clone()) else { return };
        let bytes = slice.as_bytes();
        // Up to where the words are written, and up to where something else than plain words was.
        let (mut done, mut taken) = (0, 0);
        let mut at = 0;
        while let Some(offset) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| SPECIAL[usize::from(*b)])) {
            at += offset;
            let rest = slice.get(at..).unwrap_or_default();
            let symbol = match rest.as_bytes() {
                _ if self.verbatim > 0 => None,
                [b'-', b'-', ..] | [b'.', b'.', b'.', ..] | [b'<', b'<', ..] => {
                    typography::symbol(rest.as_bytes(), false)
                }
                [b'>', b'>', ..] => typography::symbol(rest.as_bytes(), at > done && bytes.get(at - 1) == Some(&b' ')),
                [b'"' | b'\'', ..] => {
                    let before = if at > taken {
                        slice.get(..at).and_then(|head| head.chars().next_back())
                    } else {
                        before.take()
                    };
                    Some(typography::quote(before, text.get(range.start + at..).unwrap_or_default()))
                }
                _ => None,
            };
            let (replacement, length): (Cow<'_, str>, usize) = if let Some(symbol) = symbol {
                let end = at - usize::from(symbol.takes_blank);
                self.push(slice.get(done..end).unwrap_or_default());
                done = at;
                (Cow::Borrowed(symbol.text), symbol.length)
            } else {
                match rest.as_bytes() {
                    [b'&', ..] => ("&amp;".into(), 1),
                    [b'<', ..] => ("&lt;".into(), 1),
                    [b'>', ..] => ("&gt;".into(), 1),
                    [b':', ..] if self.verbatim == 0 => match emoji::at(slice.get(..at).unwrap_or_default(), rest) {
                        Some((emoji, length)) => (emoji.into(), length),
                        None => {
                            at += 1;
                            continue;
                        }
                    },
                    [0xEF, ..] if rest.starts_with(INSERT_START) => {
                        self.push(slice.get(done..at).unwrap_or_default());
                        let length = self.insert(rest, range.start + at);
                        at += length;
                        (done, taken) = (at, at);
                        continue;
                    }
                    _ => {
                        at += 1;
                        continue;
                    }
                }
            };
            self.push(slice.get(done..at).unwrap_or_default());
            self.push(&replacement);
            at = (at + length).min(slice.len());
            done = at;
            if !matches!(rest.as_bytes(), [b'>' | b'<' | b'&', ..]) || symbol.is_some() {
                taken = at;
                before = None;
            }
        }
        self.push(slice.get(done..).unwrap_or_default());
    }

    fn bare_link(&mut self, found: &autolink::Found) {
        let Some(words) = self.document.text.get(found.range.clone()) else { return };
        let destination = format!("{}{words}", found.scheme);
        let link = Link { kind: LinkKind::Link, destination: &destination, text: words };
        let address = self.resolve(&link, &found.range);
        self.push("<a href=\"");
        escape::address(self.out(), address.as_deref().unwrap_or(&destination));
        self.push("\">");
        escape::text(self.out(), words);
        self.push("</a>");
    }

    /// Writes the finished piece whose number `rest` begins with; gives the bytes it takes.
    fn insert(&mut self, rest: &str, place: usize) -> usize {
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
                self.inserted_html(html);
                self.resume();
            }
            Some(Insert::Html(html)) => self.inserted_html(html),
            None => self.push("\u{FFFD}"),
        }
        length
    }

    /// HTML that is written as it is; its ids count.
    pub(super) fn inserted_html(&mut self, html: &str) {
        self.push(html);
        for tag in raw_html::tags(html) {
            for attribute in &tag.attributes {
                let name = |range: &Range<usize>| html.get(range.clone()).unwrap_or_default();
                if raw_html::meaning(name(&tag.name), name(&attribute.name)) == Some(raw_html::Meaning::Id) {
                    self.fragment.ids.push(name(&attribute.value).to_owned());
                }
            }
        }
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
        if self.paragraph == Some((usize::MAX, usize::MAX)) {
            self.fresh();
            let start = self.fragment.html.len();
            self.push("<p>");
            self.paragraph = Some((start, self.fragment.html.len()));
        }
    }

    pub(super) fn open_paragraph(&mut self, index: usize) {
        self.fresh();
        let start = self.fragment.html.len();
        if !self.with.inserts.is_empty() && self.is_only_inserts(index) {
            self.paragraph = None;
            return;
        }
        self.open("p", index, "");
        self.paragraph = Some((start, self.fragment.html.len()));
    }

    /// Whether nothing but finished pieces and blanks stand in the paragraph.
    fn is_only_inserts(&self, index: usize) -> bool {
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

    pub(super) fn close_paragraph(&mut self) {
        self.verbatim = 0;
        let Some((start, content)) = self.paragraph.take() else { return self.fresh() };
        let kept = self.fragment.html.trim_end().len();
        if kept <= content && !self.with.inserts.is_empty() {
            self.fragment.html.truncate(start);
            return;
        }
        if !self.with.inserts.is_empty() {
            self.fragment.html.truncate(kept);
        }
        self.push("</p>\n");
    }

    pub(super) fn code_span(&mut self, code: &str, index: usize) {
        let document = self.document;
        let list = document.attached.get(&index);
        let language = list.and_then(|list| list.classes.iter().find_map(|class| class.strip_prefix("language-")));
        let mut class = format!("language-{}", language.unwrap_or("plaintext"));
        for own in list.map(|list| list.classes.as_slice()).unwrap_or_default() {
            if !own.starts_with("language-") {
                class.push(' ');
                class.push_str(own);
            }
        }
        class.push_str(" highlighter-rouge");
        self.push("<code");
        self.attributes(None, &class);
        if let Some(list) = list {
            self.id_and_pairs(list);
        }
        self.push(">");
        match language.map(|language| self.with.highlighter.language(language)) {
            Some(Known::Language(language)) => {
                let html = self.with.highlighter.highlight(language, code);
                self.push(html.trim_end_matches('\n'));
            }
            _ => escape::text(self.out(), code),
        }
        self.push("</code>");
    }

    pub(super) fn math_span(&mut self, content: &str, index: usize) {
        let is_attributed = self.document.attached.contains_key(&index);
        if is_attributed {
            self.open("span", index, "");
        }
        self.push("\\(");
        escape::text(self.out(), content);
        self.push(if is_attributed { "\\)</span>" } else { "\\)" });
    }

    pub(super) fn math_block(&mut self, content: &str, index: usize) {
        let is_attributed = self.document.attached.contains_key(&index);
        self.fresh();
        if is_attributed {
            self.open("div", index, "");
        }
        self.push("\\[");
        escape::text(self.out(), content);
        self.push(if is_attributed { "\\]</div>\n" } else { "\\]\n" });
    }

    /// Asks where a reference leads and takes down what is wrong with it.
    pub(super) fn resolve(&mut self, link: &Link<'_>, place: &Range<usize>) -> Option<String> {
        let resolved = self.with.resolver.resolve(link);
        for (code, message, hints) in resolved.problems {
            self.fragment.findings.push(Finding { code, range: place.clone(), message, hints });
        }
        if let Some(anchor) = resolved.own_anchor {
            self.fragment.own_anchors.push((anchor, place.clone()));
        }
        resolved.address
    }

    /// Where the address of the link or picture that the event at `index` opens stands.
    fn place(&self, kind: LinkType, index: usize, mark: usize) -> Range<usize> {
        let document = self.document;
        let Some((_, link)) = document.events.get(index) else { return 0..0 };
        let last = self.end(index) - 1;
        let words_end = if last == index {
            link.start + mark
        } else {
            document.events.get(last).map_or(link.start, |(_, range)| range.end)
        };
        let place =
            links::Place { kind, link: link.clone(), words_end, definition: document.definitions.get(&link.start) };
        links::destination(document.text, &place)
    }

    pub(super) fn open_link(&mut self, kind: LinkType, destination: &str, title: &str, index: usize) {
        self.links += 1;
        self.is_autolink = matches!(kind, LinkType::Autolink | LinkType::Email);
        if self.in_toc {
            return;
        }
        let document = self.document;
        let destination = match kind {
            LinkType::Email => Cow::Owned(format!("mailto:{destination}")),
            _ => self.expanded(destination),
        };
        let place = self.place(kind, index, 1);
        let words = plain_text(document.events.get(index + 1..self.end(index)).unwrap_or_default());
        let link = Link { kind: LinkKind::Link, destination: &destination, text: &words };
        let address = self.resolve(&link, &place);
        self.push("<a href=\"");
        escape::address(self.out(), address.as_deref().unwrap_or(&destination));
        self.push("\"");
        self.title(title);
        self.attributes(document.attached.get(&index), "");
        self.push(">");
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.push(" title=\"");
            escape::attribute(self.out(), title);
            self.push("\"");
        }
    }

    pub(super) fn close_link(&mut self) {
        self.links = self.links.saturating_sub(1);
        self.is_autolink = false;
        if !self.in_toc {
            self.push("</a>");
        }
    }

    pub(super) fn image(&mut self, kind: LinkType, destination: &str, title: &str, index: usize) -> usize {
        let document = self.document;
        let end = self.end(index);
        let destination = self.expanded(destination);
        let place = self.place(kind, index, 2);
        let link = Link { kind: LinkKind::Image, destination: &destination, text: "" };
        let address = self.resolve(&link, &place);
        let words = plain_text(document.events.get(index + 1..end).unwrap_or_default());
        self.push("<img src=\"");
        escape::address(self.out(), address.as_deref().unwrap_or(&destination));
        self.push("\" alt=\"");
        escape::attribute(self.out(), &words);
        self.push("\"");
        self.title(title);
        let list = document.attached.get(&index);
        let says = |key: &str| list.is_some_and(|list| list.value(key).is_some());
        if !says("width")
            && !says("height")
            && let Some((width, height)) = self.with.resolver.dimensions(&destination)
        {
            self.push(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        // The first picture is likely to be in view at once; to load it late would only show it late.
        if self.images > 0 && !says("loading") {
            self.push(" loading=\"lazy\"");
        }
        if !says("decoding") {
            self.push(" decoding=\"async\"");
        }
        self.images += usize::from(!self.in_toc);
        self.attributes(list, "");
        self.push(">");
        end + 1
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

    pub(super) fn footnote_reference(&mut self, label: &CowStr<'_>) {
        if self.in_toc {
            return;
        }
        let document = self.document;
        let Some((position, note)) =
            document.notes.position(label).and_then(|at| Some((at, document.notes.list.get(at)?)))
        else {
            self.push("[^");
            escape::text(self.out(), label);
            return self.push("]");
        };
        let nth = self.referred.get_mut(position).map_or(0, |count| {
            *count += 1;
            *count - 1
        });
        let name = format!("{}{}", self.with.options.footnote_prefix, note.name);
        self.push("<sup");
        self.id(&format!("fnref:{}", numbered(&name, nth)));
        self.push("><a href=\"#fn:");
        escape::address(self.out(), &name);
        self.push("\" class=\"footnote\" rel=\"footnote\" role=\"doc-noteref\">");
        self.push(&(position + 1).to_string());
        self.push("</a></sup>");
    }

    /// The footnotes that were referred to, each with its ways back.
    pub(super) fn footnotes(&mut self) {
        let document = self.document;
        if document.notes.list.is_empty() {
            return;
        }
        self.fresh();
        self.push("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for note in &document.notes.list {
            let name = format!("{}{}", self.with.options.footnote_prefix, note.name);
            self.push("<li");
            self.id(&format!("fn:{name}"));
            self.push(">\n");
            let last = note.content.end.saturating_sub(1);
            let ends_in_words = last >= note.content.start
                && matches!(document.events.get(last), Some((Event::End(TagEnd::Paragraph), _)));
            if ends_in_words {
                self.walk(note.content.start..last);
                self.push("\u{A0}");
                self.ways_back(&name, note.references);
                self.walk(last..note.content.end);
            } else {
                self.walk(note.content.clone());
                self.fresh();
                self.push("<p>");
                self.ways_back(&name, note.references);
                self.push("</p>\n");
            }
            self.push("</li>\n");
        }
        self.push("</ol>\n</div>\n");
    }

    fn ways_back(&mut self, name: &str, references: usize) {
        for nth in 0..references {
            if nth > 0 {
                self.push("\u{A0}");
            }
            self.push("<a href=\"#fnref:");
            escape::address(self.out(), &numbered(name, nth));
            self.push("\" class=\"reversefootnote\" role=\"doc-backlink\">↩");
            if nth > 0 {
                self.push(&format!("<sup>{}</sup>", nth + 1));
            }
            self.push("</a>");
        }
    }
}

/// `1`, then `1:1`, `1:2` …
fn numbered(name: &str, nth: usize) -> String {
    if nth == 0 { name.to_owned() } else { format!("{name}:{nth}") }
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
