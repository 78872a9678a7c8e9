//! A text without its markup, on one line: for summaries and descriptions.

use crate::template::filters::plain_text;

/// What a footnote's number begins with, and the notes themselves.
const REFERENCE: &str = "<sup id=\"fnref:";
const NOTES: &str = "<div class=\"footnotes\"";

/// A fragment as one line of plain text, without footnotes and their numbers.
pub(super) fn line_of_html(html: &str) -> String {
    let html = html.split(NOTES).next().unwrap_or_default();
    if !html.contains(REFERENCE) {
        return line(&plain_text(html));
    }
    let mut without = String::with_capacity(html.len());
    for (index, piece) in html.split(REFERENCE).enumerate() {
        let after = piece.split_once("</sup>").filter(|_| index > 0).map_or(piece, |(_, after)| after);
        without.push_str(after);
    }
    line(&plain_text(&without))
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
            ("a\u{1}b\u{FFFF}c", "a bc"),
        ] {
            assert_eq!(line_of_html(html), expected, "{html}");
        }
    }
}
