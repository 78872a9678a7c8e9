//! The parser's complaints in plain words, and lines that are almost a `key: value`.

use std::ops::Range;

use crate::yaml::quoting;

/// The parser's message and a hint, in plain words. `here` is the character it stopped at.
pub(super) fn plain(told: &str, here: &str) -> (String, String) {
    const QUOTE: &str = "put the value in double quotes: `key: \"value\"`";
    let table = [
        ("did not find expected key", "this does not fit the lines above it", "indent it as the line it belongs to"),
        ("mapping values are not allowed", "a colon with a blank after it, inside a value", QUOTE),
        ("could not find expected ':'", "a colon is missing after the key", "write `key: value`"),
        ("',' or ']'", "a list in brackets goes on without `,` or `]`", "write `[a, b]`"),
        ("',' or '}'", "a mapping in braces goes on without `,` or `}`", "write `{a: 1, b: 2}`"),
        (
            "did not find expected '-' indicator",
            "this does not fit the list above it",
            "write `- ` before it, or indent it",
        ),
        (
            "block sequence entries are not allowed",
            "a list cannot start here",
            "put each `- item` on a line of its own",
        ),
        ("did not find expected alphabetic", "a name must follow `&` or `*`", QUOTE),
        ("recursion limit", "nested too deeply", "put quotes around the value if this is text"),
        ("more than one document", "a second YAML document follows", "keep one document in the file"),
        ("document indicator", "a quote or bracket is still open where the text ends", "close it"),
        ("end of stream", "a quote or bracket is still open where the text ends", "close it"),
        ("tab", "a tab where YAML wants blanks", "replace the tab by blanks"),
        ("tag", "a word with `!` before it is a tag, and this one cannot be read", QUOTE),
        ("invalid leading UTF-8", "this is not UTF-8 text", "save the file as UTF-8"),
    ];
    if told.contains("cannot start any token") {
        return (format!("a value cannot start with `{here}`"), QUOTE.to_owned());
    }
    if let Some((_, message, hint)) = table.iter().find(|(sign, _, _)| told.contains(sign)) {
        return ((*message).to_owned(), (*hint).to_owned());
    }
    let problem = told.split(" at line").next().unwrap_or(told).lines().next().unwrap_or_default();
    (format!("this is not YAML: {problem}"), QUOTE.to_owned())
}

/// The character at `at`, or the last visible one before it if nothing is to be seen there.
pub(super) fn visible(text: &str, at: usize, part: Range<usize>) -> Range<usize> {
    let at = at.clamp(part.start, part.end);
    if let Some(c) = text[at..part.end].chars().next()
        && !c.is_whitespace()
    {
        return at..at + c.len_utf8();
    }
    let before = text[part.start..at].trim_end();
    let start = before.char_indices().next_back().map_or(0, |(at, _)| at);
    part.start + start..part.start + before.len()
}

/// A line that lacks one character to be `key: value`: what is wrong, and what to write.
pub(super) fn nearly_a_key(line: &str) -> Option<(String, String)> {
    let end = line.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))?;
    let (word, rest) = line.split_at(end);
    if word.is_empty() {
        return None;
    }
    let write = |value: &str| quoting::write(&format!("{word}: {}", value.trim()), "write `key: value`");
    if let Some(value) = rest.strip_prefix(':')
        && !value.starts_with("//")
    {
        return Some((format!("a blank is missing after `{word}:`"), write(value)));
    }
    let value = rest.trim_start().strip_prefix('=')?;
    Some((format!("`{word} =` is not YAML"), write(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_nearly_a_key() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(nearly_a_key(line).map(|(_, hint)| hint).as_deref(), expected, "{line}");
        };
        check("title:Foo", Some("write `title: Foo`"));
        check("title = \"Foo\"", Some("write `title: \"Foo\"`"));
        check("title=Foo", Some("write `title: Foo`"));
        check("http://example.org", None);
        check("Hello, world", None);
        check("", None);
        check("title", None);
    }
}
