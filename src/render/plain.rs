//! A text without its markup, on one line: for summaries and descriptions.

use std::borrow::Cow;

use crate::template::filters::plain_text;

/// What is no part of a line: numbers of footnotes, and code that stands apart. Where each begins and ends.
const APART: [(&str, &str); 2] = [("<sup id=\"fnref:", "</sup>"), ("<pre", "</pre>")];

/// What the footnotes themselves begin with.
const NOTES: &str = "<div class=\"footnotes\"";

/// A fragment as one line of plain text, without footnotes, their numbers, and blocks of code.
pub(super) fn line_of_html(html: &str) -> String {
    let mut html = Cow::Borrowed(html.split(NOTES).next().unwrap_or_default());
    for (start, end) in APART {
        if html.contains(start) {
            html = Cow::Owned(without(&html, start, end));
        }
    }
    line(&plain_text(&html))
}

/// `html` without what stands between these; to its end if that is missing.
fn without(html: &str, start: &str, end: &str) -> String {
    let mut pieces = html.split(start);
    let mut left = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        left.push_str(piece.split_once(end).map_or("", |(_, after)| after));
    }
    left
}

/// A text on one line, without characters that no format can carry.
pub(super) fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !matches!(c, '\u{FFFE}' | '\u{FFFF}')));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footnotes_are_no_part_of_a_line() {
        for (html, expected) in [
            ("", ""),
            ("<p>A\r\n <em>b</em>&nbsp;&amp; c</p>", "A b & c"),
            (
                "<p>One<sup id=\"fnref:1\"><a href=\"#fn:1\">1</a></sup>, two<sup id=\"fnref:2\"><a>2</a></sup>.</p><div class=\"footnotes\"><p>N</p></div>",
                "One, two.",
            ),
            ("x<sup>2</sup>", "x2"),
            ("a <pre><code>b</code></pre> c <pre class=\"d\">", "a c"),
            ("a\u{1}b\u{FFFF}c", "a bc"),
        ] {
            assert_eq!(line_of_html(html), expected, "{html}");
        }
    }
}
