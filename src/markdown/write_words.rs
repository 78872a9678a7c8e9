//! Events → HTML: paragraphs and what stands in them.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType};

use super::cover::is_escaped;
use super::events::plain_text;
use super::write::Writer;
use super::{Away, INSERT_START, Link, LinkKind, OwnAnchor, autolink, emoji, escape, links, typography};

/// What an address in the text is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// An address alone, which the reader does not see.
    AsAddress,
    /// The words of the link as well: `<https://blog.example>`. It is a link for its scheme.
    AsWords,
}

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

impl Writer<'_> {
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
        if self.with.options.autolink && self.links == 0 && self.verbatim == 0 && !self.is_in_contents() {
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
                [b'"' | b'\'', ..] => {
                    let head = slice.get(taken..at).unwrap_or_default();
                    let before = head.chars().next_back().or_else(|| if taken == 0 { before.take() } else { None });
                    Some(typography::quote(before, text.get(range.start + at..).unwrap_or_default()))
                }
                [b'-' | b'.' | b'<' | b'>', ..] => {
                    typography::symbol(rest.as_bytes(), at > done && bytes.get(at - 1) == Some(&b' '))
                }
                _ => None,
            };
            let (replacement, length) = match (symbol, rest.as_bytes()) {
                (Some(symbol), _) => {
                    self.push(slice.get(done..at - usize::from(symbol.takes_blank)).unwrap_or_default());
                    done = at;
                    (symbol.text, symbol.length)
                }
                (None, [b'&', ..]) => ("&amp;", 1),
                (None, [b'<', ..]) => ("&lt;", 1),
                (None, [b'>', ..]) => ("&gt;", 1),
                (None, [b':', ..]) if self.verbatim == 0 => {
                    emoji::at(slice.get(..at).unwrap_or_default(), rest).unwrap_or_default()
                }
                (None, [0xEF, ..]) if rest.starts_with(INSERT_START) => {
                    self.push(slice.get(done..at).unwrap_or_default());
                    done = at;
                    ("", self.insert(rest, range.start + at))
                }
                _ => ("", 0),
            };
            if length == 0 {
                at += 1;
                continue;
            }
            self.push(slice.get(done..at).unwrap_or_default());
            self.push(replacement);
            let is_escape = symbol.is_none() && length == 1;
            at = (at + length).min(slice.len());
            done = at;
            if !is_escape {
                taken = at;
            }
        }
        self.push(slice.get(done..).unwrap_or_default());
    }

    fn bare_link(&mut self, found: &autolink::Found) {
        let Some(words) = self.document.text.get(found.range.clone()) else { return };
        let destination = format!("{}{words}", found.scheme);
        let link = Link { kind: LinkKind::Link, destination: &destination, text: words };
        let address = self.resolve(&link, &found.range, Standing::AsWords);
        self.push("<a href=\"");
        escape::address(self.out(), address.as_deref().unwrap_or(&destination));
        self.push("\">");
        escape::text(self.out(), words);
        self.push("</a>");
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
    pub(super) fn resolve(&mut self, link: &Link<'_>, place: &Range<usize>, standing: Standing) -> Option<String> {
        let resolved = self.with.resolver.resolve(link);
        self.with.resolver.stands_at(place);
        let to_the_letter = self.document.text.get(place.clone()).is_some_and(|written| written == link.destination);
        // Of the words of a link only the scheme makes a link.
        let is_fit_there = |address: &str| standing == Standing::AsAddress || address.contains("://");
        for mut fault in resolved.problems {
            let is_fit = |address: &str| {
                to_the_letter && is_fit_there(address) && links::can_stand_for(link.destination, address)
            };
            fault.replacement = fault.replacement.filter(|address| is_fit(address));
            fault.guesses.retain(|address| is_fit(address));
            self.fragment.findings.push(fault.found_at(place.clone()));
        }
        if resolved.is_away {
            let is_written = to_the_letter && standing == Standing::AsAddress;
            let destination = link.destination.to_owned();
            self.fragment.away.push(Away { destination, range: place.clone(), is_written });
        }
        if let Some(anchor) = resolved.own_anchor {
            let written = (to_the_letter && standing == Standing::AsAddress).then(|| link.destination.into());
            self.fragment.own_anchors.push(OwnAnchor { anchor, range: place.clone(), written });
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
        if self.is_in_contents() {
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
        let standing = if self.is_autolink { Standing::AsWords } else { Standing::AsAddress };
        let address = self.resolve(&link, &place, standing);
        self.origin_of_address(&place);
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
        if !self.is_in_contents() {
            self.push("</a>");
        }
    }

    /// The attributes that an image lacks for its place to be kept free while it loads: both, or the second to the one that is given.
    pub(super) fn size_of(&self, destination: &str, width: Option<&str>, height: Option<&str>) -> String {
        let given = width.or(height).map(|given| given.trim().parse::<usize>().ok().filter(|given| *given > 0));
        if (width.is_some() && height.is_some()) || given == Some(None) {
            return String::new();
        }
        let Some((wide, high)) =
            self.with.resolver.dimensions(destination).filter(|(wide, high)| *wide > 0 && *high > 0)
        else {
            return String::new();
        };
        let share = |given: usize, of: usize, by: usize| (given.saturating_mul(of).saturating_add(by / 2) / by).max(1);
        match (given.flatten(), width) {
            (Some(given), Some(_)) => format!(" height=\"{}\"", share(given, high, wide)),
            (Some(given), None) => format!(" width=\"{}\"", share(given, wide, high)),
            (None, _) => format!(" width=\"{wide}\" height=\"{high}\""),
        }
    }

    pub(super) fn image(&mut self, kind: LinkType, destination: &str, title: &str, index: usize) -> usize {
        let document = self.document;
        let end = self.end(index);
        let destination = self.expanded(destination);
        let place = self.place(kind, index, 2);
        let link = Link { kind: LinkKind::Image, destination: &destination, text: "" };
        let address = self.resolve(&link, &place, Standing::AsAddress);
        self.origin_of_address(&place);
        let words = plain_text(document.events.get(index + 1..end).unwrap_or_default());
        self.push("<img src=\"");
        escape::address(self.out(), address.as_deref().unwrap_or(&destination));
        self.push("\" alt=\"");
        escape::attribute(self.out(), &words);
        self.push("\"");
        self.title(title);
        let list = document.attached.get(&index);
        let says = |key: &str| list.is_some_and(|list| list.value(key).is_some());
        let given = |key: &str| list.and_then(|list| list.value(key));
        let size = self.size_of(&destination, given("width"), given("height"));
        self.push(&size);
        // The first picture is likely to be in view at once; to load it late would only show it late.
        if self.images > 0 && !says("loading") {
            self.push(" loading=\"lazy\"");
        }
        if !says("decoding") {
            self.push(" decoding=\"async\"");
        }
        self.images += usize::from(!self.is_in_contents());
        self.attributes(list, "");
        self.push(">");
        end + 1
    }
}
