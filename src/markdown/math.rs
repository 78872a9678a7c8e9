//! Mathematics between double dollars, as kramdown reads it: `$$x$$` alone in its paragraph is shown on lines of its
//! own, anywhere else it stands among the words; a single dollar is a dollar.
//!
//! Rules: kramdown's `parser/kramdown/math.rb`; the output is that of its `MathJax` engine, Jekyll's default.

use pulldown_cmark::{Event, Tag};

use super::attributes::line_start;
use super::cover::{Cover, Fill, Piece, begins_line, ends_line, next_line};
use super::events::{Spanned, is_block};

/// The mathematics that begins at `start`, where `$$` stands in the text event at `index`; the words around it end at
/// `end`.
pub(super) fn at(text: &str, events: &[Spanned<'_>], index: usize, start: usize, end: usize) -> Option<Cover> {
    let close = memchr::memmem::find(text.as_bytes().get(start + 2..)?, b"$$")? + start + 2;
    let range = start..close + 2;
    let is_display = begins_block(events, index, start) && ends_block(text, range.end, end);
    if !is_display && range.end > end {
        return None;
    }
    let piece = Piece::Math(content(text, start, close));
    Some(Cover { range, fill: if is_display { Fill::Block } else { Fill::Words }, piece })
}

/// `\$$x$$` on a line of its own at the start of a paragraph: mathematics among words after all. The backslash goes with it.
pub(super) fn escaped_at(text: &str, events: &[Spanned<'_>], index: usize, start: usize) -> Option<Cover> {
    let rest = text.get(start..)?.strip_prefix("$$")?;
    let close = start + 2 + rest.find("$$")?;
    let is_alone = begins_block(events, index, start)
        && ends_line(text, close + 2)
        && !rest.get(..close - start - 2)?.contains('\n');
    is_alone.then(|| Cover {
        range: start.saturating_sub(1)..close + 2,
        fill: Fill::Words,
        piece: Piece::Math(content(text, start, close)),
    })
}

fn begins_block(events: &[Spanned<'_>], index: usize, start: usize) -> bool {
    let Some((event, _)) = index.checked_sub(1).and_then(|before| events.get(before)) else { return false };
    events.get(index).is_some_and(|(_, range)| range.start == start)
        && matches!(event, Event::Start(_))
        && is_block(event)
        && !matches!(event, Event::Start(Tag::Heading { .. } | Tag::TableCell | Tag::DefinitionListTitle))
}

/// Whether the paragraph ends there: at the end of a line, before a blank one, an attribute list or another block.
fn ends_block(text: &str, offset: usize, paragraph_end: usize) -> bool {
    if !ends_line(text, offset) {
        return false;
    }
    let next = next_line(text, offset);
    let line = super::cover::rest_of_line(text, next).trim_matches([' ', '\t', '\r', '>']);
    line.is_empty() || line.starts_with("{:") || (offset <= paragraph_end && next >= paragraph_end)
}

/// The content without dollars, and without what quotes and lists put before its lines.
fn content(text: &str, start: usize, close: usize) -> String {
    let inner = text.get(start + 2..close).unwrap_or_default();
    if !inner.contains('\n') {
        return inner.trim().to_owned();
    }
    let own_line = line_start(text, start);
    let indent = start - own_line;
    let quotes = text.get(own_line..start).map_or(0, |prefix| prefix.bytes().filter(|b| *b == b'>').count());
    let plain = begins_line(text, start) && indent == 0;
    let mut lines = String::with_capacity(inner.len());
    for (nth, line) in inner.lines().enumerate() {
        if nth > 0 {
            lines.push('\n');
        }
        lines.push_str(if nth == 0 || plain { line } else { without_prefix(line, indent, quotes) });
    }
    lines.trim().to_owned()
}

/// `line` without up to `indent` bytes of blanks and up to `quotes` marks of quotation.
fn without_prefix(line: &str, indent: usize, mut quotes: usize) -> &str {
    let mut at = 0;
    for b in line.bytes().take(indent) {
        match b {
            b' ' | b'\t' => {}
            b'>' if quotes > 0 => quotes -= 1,
            _ => break,
        }
        at += 1;
    }
    line.get(at..).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::super::testing::html;

    #[test]
    fn as_kramdown_writes_it() {
        for (input, expected) in [
            ("Para $$x$$ in.", "<p>Para \\(x\\) in.</p>\n"),
            ("$$\na_b < c\n$$", "\\[a_b &lt; c\\]\n"),
            ("$$a *b* c*d*$$", "\\[a *b* c*d*\\]\n"),
            ("$$y$$ text", "<p>\\(y\\) text</p>\n"),
            ("text\n$$z$$", "<p>text\n\\(z\\)</p>\n"),
            ("$5 and $6", "<p>$5 and $6</p>\n"),
            ("`$$`", "<p><code class=\"language-plaintext highlighter-rouge\">$$</code></p>\n"),
            ("\\$$x$$", "<p>\\(x\\)</p>\n"),
            ("a \\$$x$$", "<p>a $$x$$</p>\n"),
            ("\\\\(y\\\\)", "<p>\\(y\\)</p>\n"),
            ("- $$x$$\n- b $$y$$", "<ul>\n<li>\n\\[x\\]\n</li>\n<li>b \\(y\\)</li>\n</ul>\n"),
            ("> $$\n> a\n>\n> b\n> $$", "<blockquote>\n\\[a\n\nb\\]\n</blockquote>\n"),
            ("$$\na\n\n# b\n    c\n$$\n\nd", "\\[a\n\n# b\n    c\\]\n<p>d</p>\n"),
            ("$$\r\na\r\n$$\r\n\r\nb", "\\[a\\]\n<p>b</p>\n"),
            (
                "| $$\\|x\\|$$ |\n|---|",
                "<table>\n<thead>\n<tr>\n<th scope=\"col\">\\(\\|x\\|\\)</th>\n</tr>\n</thead>\n</table>\n",
            ),
            ("_$$x$$_ **$$y$$**", "<p><em>\\(x\\)</em> <strong>\\(y\\)</strong></p>\n"),
            ("$$$$", "\\[\\]\n"),
            ("$$a", "<p>$$a</p>\n"),
            ("- a $$x$$\n  ***\n  b $$y$$", "<ul>\n<li>a \\(x\\)\n<hr>\nb \\(y\\)</li>\n</ul>\n"),
            ("$$x$$\n{: .c}", "<div class=\"c\">\\[x\\]</div>\n"),
            ("*a* $$x--\"y\":smile:$$", "<p><em>a</em> \\(x--\"y\":smile:\\)</p>\n"),
            ("[a $$x$$](b)", "<p><a href=\"b\">a \\(x\\)</a></p>\n"),
        ] {
            assert_eq!(html(input), expected, "{input:?}");
        }
    }
}
