//! Where a block of raw HTML ends, and which is none: kramdown asks the elements, `CommonMark` the blank lines.
//!
//! * `</div>` and a line of words below it: the words are a paragraph, no part of the HTML.
//! * `<span>` or `<a>` alone on a line before words: the words and the tag are a paragraph (kramdown, `parser/html.rb`,
//!   `HTML_SPAN_ELEMENTS`).
//! * A blank line in an element and indented HTML below it: the indented lines are HTML, no code.
//!
//! What stands between blank lines in an element without being indented stays Markdown, as on GitHub: kramdown would
//! leave it raw, which is never what was meant.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::attributes::line_start;
use super::cover::{Cover, Fill, Piece, ends_line, next_line};
use super::events::Spanned;
use super::{html_content, raw_html};

/// How often the text may be read for closing tags that are not there.
const READINGS: usize = 8;

/// Finds every such place among the raw HTML of `events`.
pub(super) fn find(text: &str, events: &[Spanned<'_>]) -> Vec<Cover> {
    let mut blocks = Blocks { text, events, covers: Vec::new(), open: 0, budget: text.len().saturating_mul(READINGS) };
    let mut depth = 0_usize;
    for (index, (event, range)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_) | Tag::DefinitionList) => {
                depth += 1;
            }
            Event::End(
                TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition | TagEnd::DefinitionList,
            ) => depth = depth.saturating_sub(1),
            _ if depth > 0 || range.start < blocks.covers.last().map_or(0, |cover| cover.range.end) => {}
            Event::Start(Tag::HtmlBlock) => blocks.html(index, range),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) if range.start < blocks.open => blocks.code(range),
            _ => {}
        }
    }
    blocks.covers
}

struct Blocks<'t, 'e> {
    text: &'t str,
    events: &'t [Spanned<'e>],
    covers: Vec<Cover>,
    /// Where the element ends that was left open at a blank line.
    open: usize,
    budget: usize,
}

impl Blocks<'_, '_> {
    /// Looks through the elements of one block.
    fn html(&mut self, index: usize, block: &Range<usize>) {
        let text = self.text;
        let mut line = block.start;
        let first = indented(text, block.start);
        let mut done = first;
        while line < block.end {
            let start = indented(text, line);
            let Some(tag) = raw_html::tag_at(text, start).filter(|tag| !tag.is_closing) else {
                if done > first && text.as_bytes().get(start) != Some(&b'<') {
                    self.raw(first..done, Fill::Block);
                }
                return;
            };
            let name = text.get(tag.name.clone()).unwrap_or_default();
            if raw_html::is_literal(name) {
                return;
            }
            if is_span(name) {
                if done > first {
                    self.raw(first..done, Fill::Block);
                }
                if self.has_only_words(start..block.end) {
                    self.raw(tag.range, Fill::Words);
                }
                return;
            }
            let Some(close) = self.close(&tag, name) else {
                // Never closed: it reaches as far as the next block.
                self.open = self.open.max(self.next_block(index));
                return;
            };
            if close.end > block.end {
                self.open = self.open.max(close.start);
                if name.eq_ignore_ascii_case("p") && ends_line(text, close.end) && self.has_code(index, close.start) {
                    self.raw(first..close.end, Fill::Block);
                }
                return;
            }
            if !ends_line(text, close.end) {
                return;
            }
            done = close.end;
            line = next_line(text, close.end);
        }
    }

    /// An indented block that begins with a tag.
    fn code(&mut self, block: &Range<usize>) {
        let start = line_start(self.text, block.start);
        let end = start + self.text.get(start..block.end).unwrap_or_default().trim_end().len();
        if raw_html::tag_at(self.text, indented(self.text, start)).is_some() {
            self.raw(start..end, Fill::Block);
        }
    }

    fn raw(&mut self, range: Range<usize>, fill: Fill) {
        self.covers.push(Cover { piece: Piece::Html(range.clone()), range, fill });
    }

    fn close(&mut self, tag: &raw_html::Tag, name: &str) -> Option<Range<usize>> {
        if tag.is_empty || self.budget == 0 {
            return None;
        }
        let from = tag.range.end;
        let close = html_content::closing_tag(self.text, from, name);
        let end = close.as_ref().map_or(self.text.len(), |close| close.end);
        self.budget = self.budget.saturating_sub(end - from);
        close
    }

    /// Whether there are words beside the tags, and no tag but such as stand among words.
    fn has_only_words(&self, range: Range<usize>) -> bool {
        let html = self.text.get(range).unwrap_or_default();
        let (mut at, mut has_words) = (0, false);
        for tag in raw_html::tags(html) {
            let name = html.get(tag.name.clone()).unwrap_or_default();
            if !is_span(name) || raw_html::is_literal(name) {
                return false;
            }
            has_words |= html.get(at..tag.range.start).is_some_and(|words| !words.trim().is_empty());
            at = tag.range.end;
        }
        has_words || html.get(at..).is_some_and(|words| !words.trim().is_empty())
    }

    /// Whether something between the block at `index` and `end` is read as indented code.
    fn has_code(&self, index: usize, end: usize) -> bool {
        let rest = self.events.get(index..).unwrap_or_default();
        rest.iter()
            .take_while(|(_, range)| range.start < end)
            .any(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Indented))))
    }

    /// Where the block ends that comes after the one at `index`.
    fn next_block(&self, index: usize) -> usize {
        let rest = self.events.get(index..).unwrap_or_default();
        let mut after = rest.iter().skip_while(|(event, _)| !matches!(event, Event::End(TagEnd::HtmlBlock))).skip(1);
        after.next().map_or(0, |(_, range)| range.end)
    }
}

/// The first byte of a line that is no blank.
fn indented(text: &str, line: usize) -> usize {
    line + text.get(line..).unwrap_or_default().bytes().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// Whether the element stands among words (kramdown, `HTML_SPAN_ELEMENTS`).
fn is_span(name: &str) -> bool {
    const SPANS: &[&str] = &[
        "a", "abbr", "acronym", "b", "bdo", "big", "br", "button", "cite", "code", "del", "dfn", "em", "i", "img",
        "input", "ins", "kbd", "label", "mark", "option", "q", "rb", "rbc", "rp", "rt", "rtc", "ruby", "samp",
        "select", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var",
    ];
    SPANS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::super::testing::html;

    #[test]
    fn blocks_of_html_as_kramdown_reads_them() {
        for (input, expected) in [
            ("<div>\na\n</div>\n**b**", "<div>\na\n</div>\n<p><strong>b</strong></p>\n"),
            (
                "<p>\na\n</p>\n<p>\nb</p>\nsee [c](http://d)",
                "<p>\na\n</p>\n<p>\nb</p>\n<p>see <a href=\"http://d\">c</a></p>\n",
            ),
            ("<div>\n<div>\n</div>\n*a*\n</div>", "<div>\n<div>\n</div>\n*a*\n</div>\n"),
            ("<div>\n</div>\n<!-- c -->\n", "<div>\n</div>\n<!-- c -->\n"),
            ("<div>\n</div>\n## a", "<div>\n</div>\n<h2 id=\"a\">a</h2>\n"),
            ("<div>\n</div> *a*\n*b*", "<div>\n</div> *a*\n*b*\n"),
            ("<div>\n*a*", "<div>\n*a*\n"),
            ("<pre>\n</pre>\n*a*", "<pre>\n</pre>\n<p><em>a</em></p>\n"),
            ("<span class=\"a\">\n*b* $$c$$\n</span>", "<p><span class=\"a\">\n<em>b</em> \\(c\\)\n</span></p>\n"),
            (
                "<img src=\"http://a/b\">\nc [d](http://e)",
                "<p><img src=\"http://a/b\">\nc <a href=\"http://e\">d</a></p>\n",
            ),
            ("<p></p>\n<img src=\"http://a/b\">\n*c*", "<p></p>\n<p><img src=\"http://a/b\">\n<em>c</em></p>\n"),
            ("<img src=\"http://a/b\">", "<img src=\"http://a/b\">\n"),
            ("<div>\n</div>\n<br />\n*a*", "<div>\n</div>\n<p><br />\n<em>a</em></p>\n"),
            ("<a href=\"http://b\">\n<div>c</div>\n</a>", "<a href=\"http://b\">\n<div>c</div>\n</a>\n"),
            ("<div>\n\n*a*\n\n</div>", "<div>\n<p><em>a</em></p>\n</div>\n"),
            ("<div>\n\n    <i>a</i>\n\n</div>", "<div>\n    <i>a</i>\n</div>\n"),
            ("<p>\na\n\n    b\n\nc\n</p>\n\n*d*", "<p>\na\n\n    b\n\nc\n</p>\n<p><em>d</em></p>\n"),
            (
                "<p>a\n\n    <b>c</b>\n\nd\n\n    <e>",
                "<p>a\n    <b>c</b>\n<p>d</p>\n<div class=\"language-plaintext highlighter-rouge\"><div class=\"highlight\"><pre class=\"highlight\"><code>&lt;e&gt;\n</code></pre></div></div>\n",
            ),
            (
                "<div>\n</div>\n\n    <a>",
                "<div>\n</div>\n<div class=\"language-plaintext highlighter-rouge\"><div class=\"highlight\"><pre class=\"highlight\"><code>&lt;a&gt;\n</code></pre></div></div>\n",
            ),
        ] {
            assert_eq!(html(input), expected, "{input:?}");
        }
    }
}
