//! What Markdown's parser must not see: kramdown's own syntax, covered by as many bytes of nothing.
//!
//! A covered text has the length of the text itself, so every byte range in it is true of the file.
//!
//! 1. The parser has seen the text once; [`find`] walks its words (never code, never raw HTML) and notes attribute
//!    lists, extensions, mathematics, numbers that must begin a list, and `<<`.
//! 2. [`apply`] covers them: blocks by a heading of commas, words by commas, the rest by blanks.
//! 3. The parser sees the covered text, and `restore` puts the pieces back among the events.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::attributes::{Attributes, line_start};
use super::events::{Spanned, is_block};
use super::{extensions, html_content, math};

/// A covered part of a text and what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cover {
    /// The bytes covered.
    pub(super) range: Range<usize>,
    /// How they are covered.
    pub(super) fill: Fill,
    /// What they are.
    pub(super) piece: Piece,
}

impl Cover {
    /// Whether the parser sees a blank line there.
    pub(super) fn is_blank(&self) -> bool {
        self.fill == Fill::Blank
    }
}

/// How bytes are covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// Blanks; line ends stay.
    Blank,
    /// Commas, which are words to the parser.
    Words,
    /// A heading of commas: a block of its own, whatever stands around.
    Block,
    /// `007` → `001`, with which a list may interrupt a paragraph.
    One,
    /// `two words` → `two-words`.
    Joined,
    /// ` [` → `[ `.
    Swapped,
}

/// What stands under a cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Nothing that is shown: a comment, an option, a definition.
    Nothing,
    /// An attribute list on a line of its own.
    BlockAttributes(Attributes),
    /// An attribute list behind a word.
    SpanAttributes(Attributes),
    /// Mathematics, without its dollars.
    Math(String),
    /// HTML that is written as it stands in these bytes.
    Html(Range<usize>),
    /// A tag with `markdown="1"` whose content stands on the same line; the content is a paragraph or it is not.
    Tag(Model),
    /// The address of a link, as a browser reads it.
    Address(String),
    /// Text, as it stands.
    Literal,
}

/// How the content of a raw HTML element is read (kramdown's content models).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Model {
    /// Paragraphs, lists …
    Blocks,
    /// Words only.
    Words,
}

/// Everything to be covered in a text that was parsed once.
#[derive(Debug, Default)]
pub(super) struct Covers {
    /// In order, not overlapping.
    pub(super) list: Vec<Cover>,
    /// `{:name: .a}` by name.
    pub(super) definitions: BTreeMap<String, Attributes>,
}

/// Finds what has to be covered in `text`, whose events are `events`.
pub(super) fn find(text: &str, events: &[Spanned<'_>]) -> Covers {
    let mut covers = Covers::default();
    let has_braces = memchr::memmem::find(text.as_bytes(), b"{:").is_some();
    let has_dollars = memchr::memmem::find(text.as_bytes(), b"$$").is_some();
    let mut done = 0;
    let mut verbatim = 0_usize;
    // Where the words being looked through end; they are many events.
    let mut words_end = None;
    for (index, (event, range)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                words_end = None;
                verbatim += 1;
            }
            Event::End(TagEnd::CodeBlock) => verbatim = 0,
            Event::InlineHtml(tag) => {
                html_content::track_verbatim(tag, &mut verbatim);
                cover_guillemet(text, events, index, done, &mut covers);
            }
            event if is_block(event) => {
                words_end = None;
                if matches!(event, Event::End(_)) {
                    verbatim = 0;
                }
            }
            Event::Text(_) if verbatim == 0 && range.end > done => {
                cover_number(text, events, index, done, &mut covers);
                cover_end_of_block(text, range, &mut covers);
                if has_braces || has_dollars {
                    let end = *words_end.get_or_insert_with(|| inline_end(events, index));
                    done = cover_words(text, events, index, done..end, &mut covers);
                }
            }
            Event::Html(_) if has_braces => extensions::cover_after_html(text, range, &mut covers),
            _ => {}
        }
        done = done.max(covers.list.last().map_or(0, |cover| cover.range.end));
    }
    resolve(&mut covers);
    covers
}

/// Attribute lists may name definitions that stand further down.
fn resolve(covers: &mut Covers) {
    for cover in &mut covers.list {
        if let Piece::BlockAttributes(attributes) | Piece::SpanAttributes(attributes) = &mut cover.piece {
            *attributes = attributes.resolved(&covers.definitions);
        }
    }
}

/// Looks through one event of text for `{:` and `$$`; `words` runs from where the text is not yet dealt with to where the
/// words around it end. Says up to where the text is dealt with.
fn cover_words(text: &str, events: &[Spanned<'_>], index: usize, words: Range<usize>, covers: &mut Covers) -> usize {
    let (done, end) = (words.start, words.end);
    let Some((_, range)) = events.get(index) else { return done };
    let mut at = range.start.max(done);
    if at == range.start && is_escaped(text, events, index) {
        if let Some(cover) = math::escaped_at(text, events, index, at) {
            at = cover.range.end;
            covers.list.push(cover);
        } else {
            at += 1;
        }
    }
    while let Some(found) = text
        .as_bytes()
        .get(at..range.end)
        .and_then(|bytes| memchr::memchr2(b'{', b'$', bytes))
        .map(|offset| at + offset)
    {
        let rest = text.as_bytes().get(found..).unwrap_or_default();
        let cover = if rest.starts_with(b"{:") {
            extensions::at(text, found, end, covers)
        } else if rest.starts_with(b"$$") {
            math::at(text, events, index, found, end)
        } else {
            None
        };
        at = match cover {
            Some(cover) => {
                let end = cover.range.end.max(found + 1);
                covers.list.push(cover);
                end
            }
            None if rest.starts_with(b"$$") => found + 2,
            None => found + 1,
        };
    }
    at.max(done)
}

/// Whether the event's first character was written with a backslash before it.
pub(super) fn is_escaped(text: &str, events: &[Spanned<'_>], index: usize) -> bool {
    let Some((_, range)) = events.get(index) else { return false };
    let before = index.checked_sub(1).and_then(|before| events.get(before));
    range.start > 0
        && text.as_bytes().get(range.start - 1) == Some(&b'\\')
        && before
            .is_none_or(|(event, before)| before.end < range.start || !matches!(event, Event::Text(_) | Event::Code(_)))
}

/// Where the words that the event at `index` belongs to end.
pub(super) fn inline_end(events: &[Spanned<'_>], index: usize) -> usize {
    events
        .iter()
        .skip(index)
        .find(|(event, _)| is_block(event))
        .map_or(0, |(event, range)| if matches!(event, Event::End(_)) { range.end } else { range.start })
}

/// `text`, line end, `2. item`: kramdown's GFM parser lets any number begin a list after a paragraph
/// (`PARAGRAPH_END_GFM`), `CommonMark` only `1`.
fn cover_number(text: &str, events: &[Spanned<'_>], index: usize, done: usize, covers: &mut Covers) {
    let after_break = matches!(index.checked_sub(1).and_then(|before| events.get(before)), Some((Event::SoftBreak, _)));
    let Some((_, range)) = events.get(index).filter(|(_, range)| after_break && range.start >= done) else { return };
    let words = text.get(range.clone()).unwrap_or_default();
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = words.get(digits..).unwrap_or_default();
    let follows = rest.strip_prefix('.').filter(|rest| rest.starts_with([' ', '\t'])).map(str::trim_start);
    if (1..=9).contains(&digits) && follows.is_some_and(|item| !item.is_empty()) {
        covers.list.push(Cover { range: range.start..range.start + digits, fill: Fill::One, piece: Piece::Literal });
    }
}

/// `^` on a line of its own parts what stands above it from what stands below (kramdown's `eob.rb`).
fn cover_end_of_block(text: &str, range: &Range<usize>, covers: &mut Covers) {
    let is_alone = text.as_bytes().get(range.start) == Some(&b'^')
        && begins_line(text, range.start)
        && ends_line(text, range.start + 1);
    if is_alone {
        covers.list.push(Cover { range: range.start..range.start + 1, fill: Fill::Blank, piece: Piece::Nothing });
    }
}

/// `<<b>>` is two guillemets to kramdown, and no tag.
fn cover_guillemet(text: &str, events: &[Spanned<'_>], index: usize, done: usize, covers: &mut Covers) {
    let Some((_, tag)) = events.get(index) else { return };
    let Some((Event::Text(_), before)) = index.checked_sub(1).and_then(|before| events.get(before)) else { return };
    let start = tag.start.saturating_sub(1);
    if before.end == tag.start
        && start >= done
        && text.as_bytes().get(start) == Some(&b'<')
        && !(start == before.start && is_escaped(text, events, index - 1))
    {
        covers.list.push(Cover { range: start..tag.start + 1, fill: Fill::Words, piece: Piece::Literal });
    }
}

/// Covers in order, without those that begin within another.
pub(super) fn in_order(mut covers: Vec<Cover>) -> Vec<Cover> {
    covers.sort_by_key(|cover| cover.range.start);
    let mut end = 0;
    covers.retain(|cover| {
        let is_free = cover.range.start >= end;
        if is_free {
            end = cover.range.end;
        }
        is_free
    });
    covers
}

/// `text` with every cover laid on it: of the same length.
pub(super) fn apply(text: &str, covers: &[Cover]) -> String {
    let mut covered = String::with_capacity(text.len());
    let mut at = 0;
    for cover in covers {
        let Some(before) = text.get(at..cover.range.start) else { continue };
        covered.push_str(before);
        let length = cover.range.len();
        match cover.fill {
            Fill::Blank => {
                let bytes = text.as_bytes().get(cover.range.clone()).unwrap_or_default();
                covered.extend(bytes.iter().map(|b| if matches!(b, b'\n' | b'\r') { char::from(*b) } else { ' ' }));
            }
            Fill::Words => covered.extend(std::iter::repeat_n(',', length)),
            Fill::Block => {
                covered.push_str("# ");
                covered.extend(std::iter::repeat_n(',', length.saturating_sub(2)));
            }
            Fill::Joined => {
                let words = text.get(cover.range.clone()).unwrap_or_default();
                covered.extend(words.chars().map(|c| if c.is_ascii_whitespace() { '-' } else { c }));
            }
            Fill::Swapped => covered.push_str("[ "),
            Fill::One => {
                covered.extend(std::iter::repeat_n('0', length.saturating_sub(1)));
                covered.push('1');
            }
        }
        at = cover.range.end;
    }
    covered.push_str(text.get(at..).unwrap_or_default());
    covered
}

/// Whether nothing but blanks and marks of quotation stand before `offset` on its line.
pub(super) fn begins_line(text: &str, offset: usize) -> bool {
    text.get(line_start(text, offset)..offset)
        .is_some_and(|prefix| prefix.bytes().all(|b| matches!(b, b' ' | b'\t' | b'>')))
}

/// Whether nothing but blanks stands after `offset` on its line.
pub(super) fn ends_line(text: &str, offset: usize) -> bool {
    rest_of_line(text, offset).trim_matches([' ', '\t', '\r']).is_empty()
}

/// What stands after `offset` on its line, without the line end.
pub(super) fn rest_of_line(text: &str, offset: usize) -> &str {
    let rest = text.get(offset..).unwrap_or_default();
    rest.find('\n').and_then(|end| rest.get(..end)).unwrap_or(rest)
}

/// Where the line after the one of `offset` begins; the end of the text if there is none.
pub(super) fn next_line(text: &str, offset: usize) -> usize {
    text.get(offset..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| offset + end + 1)
}

#[cfg(test)]
mod tests {
    use super::super::events::parse;
    use super::*;

    fn check(input: &str, expected: &str) {
        let covers = find(input, &parse(input).events);
        let covered = apply(input, &covers.list);
        assert_eq!(covered.replace(' ', "_"), expected, "{input:?}");
        assert_eq!(covered.len(), input.len());
    }

    #[test]
    fn covered_texts() {
        for (input, expected) in [
            ("", ""),
            ("a\n{: .b}\n", "a\n______\n"),
            ("> a\n> {: .b}", ">_a\n>_______"),
            ("*a*{: .b} c", "*a*,,,,,,_c"),
            ("a\n2. b", "a\n1._b"),
            ("a\n2014. b", "a\n0001._b"),
            ("a\n2) b", "a\n2)_b"),
            ("a\n2.b", "a\n2.b"),
            ("`a\n2. b`", "`a\n2._b`"),
            ("    a\n    2. b\n", "____a\n____2._b\n"),
            ("$$a_b$$", "#_,,,,,"),
            ("a $$a_b$$", "a_,,,,,,,"),
            ("`$$a$$` {:", "`$$a$$`_{:"),
            ("\\$$a", "\\$$a"),
            ("$$a", "$$a"),
            ("$$\na\n\n- b\n$$\n\nc", "#_,,,,,,,,,,\n\nc"),
            ("<<b>> c", ",,b>>_c"),
            ("{::comment}\nx\n\ny\n{:/comment}\n\nz", "___________\n_\n\n_\n___________\n\nz"),
            ("{:n: .a}\nx", "________\nx"),
            ("```\n{: .a}\n$$x$$\n```", "```\n{:_.a}\n$$x$$\n```"),
            ("a\n^\nb\n\n^\n", "a\n_\nb\n\n_\n"),
            ("a ^ b\n^c", "a_^_b\n^c"),
            ("\\$$a$$ b", "\\$$a$$_b"),
            ("a `b` {::comment}c{:/} d", "a_`b`_,,,,,,,,,,,,,,,,_d"),
        ] {
            check(input, expected);
        }
    }
}
