//! Links that kramdown reads and `CommonMark` does not.
//!
//! * `[a](/images/two words.png)`: the address goes up to the parenthesis that closes it, blanks and line ends included
//!   (kramdown, `parser/kramdown/link.rb`, `LINK_PAREN_STOP_RE`). Blanks are covered, so that the parser sees an address.
//! * `[a] [1]`: a blank may stand between the words and the label (`LINK_INLINE_ID_RE`). The blank moves into the label,
//!   where `CommonMark` does not count it.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use super::cover::{Cover, Fill, Piece, inline_end, is_escaped};
use super::events::Spanned;

/// Finds every such link among the words of `events`.
pub(super) fn find(text: &str, events: &[Spanned<'_>]) -> Vec<Cover> {
    let mut covers: Vec<Cover> = Vec::new();
    for (index, (event, range)) in events.iter().enumerate() {
        let done = covers.last().map_or(0, |cover| cover.range.end);
        match event {
            Event::Text(words) if words.len() == range.len() && words.contains("](") && range.start >= done => {
                addresses(text, events, index, &mut covers);
            }
            Event::Start(Tag::Link { link_type: LinkType::Shortcut, .. }) => {
                covers.extend(label(text, events, index).filter(|cover| cover.range.start >= done));
            }
            _ => {}
        }
    }
    covers
}

/// The addresses with blanks that begin in the words of the event at `index`.
fn addresses(text: &str, events: &[Spanned<'_>], index: usize, covers: &mut Vec<Cover>) {
    let Some((Event::Text(words), range)) = events.get(index) else { return };
    let end = inline_end(events, index);
    let mut at = range.start;
    while let Some(found) = text.get(at..range.end).and_then(|rest| rest.find("](")).map(|offset| at + offset) {
        at = found + 2;
        let has_bracket = words.get(..found - range.start).is_some_and(|before| before.contains('['))
            || !matches!(index.checked_sub(1).and_then(|before| events.get(before)), None | Some((Event::Start(_), _)));
        if !has_bracket || (found == range.start && is_escaped(text, events, index)) {
            continue;
        }
        if let Some(address) = address(text, at, end) {
            at = address.end;
            let written = text.get(address.clone()).unwrap_or_default();
            let joined: String = written.lines().map(str::trim).collect();
            let piece = Piece::Address(joined.replace([' ', '\t'], "%20").replace("&amp;", "&"));
            covers.push(Cover { range: address, fill: Fill::Joined, piece });
        }
    }
}

/// The address that begins at `start`, without blanks around it, if there are blanks in it and a parenthesis closes it.
fn address(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let rest = text.get(start..end)?;
    let start = start + rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    if rest.starts_with('<') {
        return None;
    }
    let bytes = rest.as_bytes();
    let mut depth = 0_usize;
    let length = bytes.iter().enumerate().position(|(at, byte)| {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return true,
            b')' => depth -= 1,
            _ => return byte.is_ascii_whitespace() && matches!(bytes.get(at + 1), Some(b'"' | b'\'')),
        }
        false
    })?;
    let address = rest.get(..length)?.trim_end();
    let has_blank = address.contains([' ', '\t', '\n']) && !address.contains('\\');
    // The marks of a quotation are no part of the address.
    let is_quoted = address.lines().skip(1).any(|line| line.trim_start().starts_with('>'));
    let is_tag = address.contains("{%") || address.contains("{{");
    (has_blank && !is_quoted && !is_tag).then_some(start..start + address.len())
}

/// ` [` between words in brackets and the label in brackets that begins at the event `index`.
fn label(text: &str, events: &[Spanned<'_>], index: usize) -> Option<Cover> {
    let (_, link) = events.get(index)?;
    let (Event::Text(before), place) = events.get(index.checked_sub(1)?)? else { return None };
    let words = text.get(place.clone())?.strip_suffix("] ")?;
    let opens = words.rfind(['[', ']']).is_some_and(|at| words.as_bytes().get(at) == Some(&b'['));
    if place.end != link.start || before.len() != place.len() || !opens || words.ends_with('\\') {
        return None;
    }
    Some(Cover { range: link.start - 1..link.start + 1, fill: Fill::Swapped, piece: Piece::Literal })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{html, places};

    #[test]
    fn links_as_kramdown_reads_them() {
        for (input, expected) in [
            ("[a](b c)", "<p><a href=\"b%20c\">a</a></p>\n"),
            (
                "![a](/i/b c.png \"t\") d",
                "<p><img src=\"/i/b%20c.png\" alt=\"a\" title=\"t\" decoding=\"async\"> d</p>\n",
            ),
            ("[a](http://b.c/?d=e\n+f:g) h", "<p><a href=\"http://b.c/?d=e+f:g\">a</a> h</p>\n"),
            ("> [a](http://b.c/?d=e\n> +f) h", "<blockquote>\n<p>[a](http://b.c/?d=e\n+f) h</p>\n</blockquote>\n"),
            ("[a](b (c d) e)", "<p><a href=\"b%20(c%20d)%20e\">a</a></p>\n"),
            ("*x* [a](b_c d_e) *y*", "<p><em>x</em> <a href=\"b_c%20d_e\">a</a> <em>y</em></p>\n"),
            ("[a](b c) [d](e f)", "<p><a href=\"b%20c\">a</a> <a href=\"e%20f\">d</a></p>\n"),
            ("[*a*](b c)", "<p><a href=\"b%20c\"><em>a</em></a></p>\n"),
            ("a](b c)", "<p>a](b c)</p>\n"),
            ("[a]({% link b )", "<p>[a]({% link b )</p>\n"),
            ("\\[a](b c)", "<p>[a](b c)</p>\n"),
            ("[a](b c", "<p>[a](b c</p>\n"),
            ("[a](b\n\nc)", "<p>[a](b</p>\n<p>c)</p>\n"),
            ("`[a](b c)`", "<p><code class=\"language-plaintext highlighter-rouge\">[a](b c)</code></p>\n"),
            ("[a] [1] b\n\n[1]: http://c.d", "<p><a href=\"http://c.d\">a</a> b</p>\n"),
            ("[a] [2] b\n\n[1]: http://c.d", "<p>[a] [2] b</p>\n"),
            ("a] [1]\n\n[1]: http://c.d", "<p>a] <a href=\"http://c.d\">1</a></p>\n"),
        ] {
            assert_eq!(html(input), expected, "{input:?}");
        }
    }

    #[test]
    fn the_place_of_an_address_with_blanks() {
        assert_eq!(places("é [a](b c)"), [("b%20c".to_owned(), 7..10)]);
    }
}
