//! The beginning of a text, as a text of its own.
//!
//! Rule: `jekyll/excerpt.rb`: up to the first separator, with the definitions it uses carried over. A separator inside a
//! block of code, an open element of HTML or a finished piece does not count.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::events::{Spanned, ends, parse};
use super::raw_html;

/// Where the text ends that comes before the first `separator` that stands outside code and open HTML; the whole text if
/// there is none. A blank line is a separator whatever its line ends are.
pub(super) fn end(text: &str, separator: &str) -> usize {
    if separator.is_empty() {
        return text.len();
    }
    let start = text.len() - text.trim_start().len();
    let Some(first) = next(text, separator, start) else { return text.len() };
    // Most posts begin with plain words, in which nothing can be open; the whole text need not be read for them.
    let head = text.get(start..first.start).unwrap_or_default();
    if !head.contains(['`', '~', '<', '{', '\t']) && !head.contains("    ") {
        return first.start;
    }
    let parsed = parse(text);
    let closed = closed_ranges(text, &parsed.events);
    let mut at = start;
    while let Some(found) = next(text, separator, at) {
        match closed.iter().find(|range| range.start < found.start && found.start < range.end) {
            Some(range) => at = range.end.max(found.start + 1),
            None => return found.start,
        }
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    text.len()
}

/// The next separator at or after `from`.
fn next(text: &str, separator: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes().get(from..)?;
    if separator != "\n\n" {
        let at = from + memchr::memmem::find(bytes, separator.as_bytes())?;
        return Some(at..at + separator.len());
    }
    memchr::memchr_iter(b'\n', bytes).find_map(|offset| {
        let rest = bytes.get(offset + 1..)?;
        let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
        (rest.get(blanks) == Some(&b'\n')).then(|| {
            let start = from + offset;
            let start = if text.as_bytes().get(start.wrapping_sub(1)) == Some(&b'\r') { start - 1 } else { start };
            start..from + offset + blanks + 2
        })
    })
}

/// The parts of a text that must not be cut: code, comments and scripts, elements of HTML that are still open.
fn closed_ranges(text: &str, events: &[Spanned<'_>]) -> Vec<Range<usize>> {
    let mut closed: Vec<Range<usize>> = Vec::new();
    let mut open: Vec<(String, usize)> = Vec::new();
    for (event, range) in events {
        match event {
            // A block of code ends before its own last line end, which may begin a separator.
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => {
                let slice = text.get(range.clone()).unwrap_or_default();
                closed.push(range.start..range.start + slice.trim_end().len());
            }
            Event::Code(_) => closed.push(range.clone()),
            Event::Html(html) | Event::InlineHtml(html) => {
                for tag in raw_html::tags(html).filter(|tag| !tag.is_empty) {
                    let name = html.get(tag.name.clone()).unwrap_or_default().to_ascii_lowercase();
                    if VOID.contains(&name.as_str()) {
                        continue;
                    }
                    if !tag.is_closing {
                        open.push((name, range.start));
                    } else if let Some(at) = open.iter().rposition(|(known, _)| *known == name) {
                        if let Some((_, start)) = open.get(at) {
                            closed.push(*start..range.end.min(range.start + tag.range.end));
                        }
                        open.truncate(at);
                    }
                }
            }
            _ => {}
        }
    }
    closed.extend(tag_blocks(text));
    closed
}

/// `{% highlight %} … {% endhighlight %}` and the like: an excerpt is taken before tags are expanded.
fn tag_blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut open: Vec<(&str, usize)> = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), b"{%") {
        let tag = text.get(at + 2..).unwrap_or_default().trim_start_matches(['-', ' ', '\t', '\n', '\r']);
        let name = tag.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
        if let Some(start) =
            name.strip_prefix("end").and_then(|name| open.iter().rposition(|(known, _)| *known == name))
        {
            blocks.extend(open.get(start).map(|(_, start)| *start..at + 2));
            open.truncate(start);
        } else {
            open.push((name, at));
        }
    }
    blocks
}

const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// The text before the first `separator` with the definitions of links, footnotes and attributes that it uses; ranges in
/// the part before the separator are true of `text`. An empty separator stands for the whole text.
pub(super) fn source(text: &str, separator: &str) -> String {
    let end = end(text, separator);
    let mut excerpt = text.get(..end).unwrap_or(text).to_owned();
    if end >= text.len() {
        return excerpt;
    }
    let has_brackets = excerpt.contains('[') && text.get(end..).is_some_and(|rest| rest.contains("]:"));
    let has_braces = excerpt.contains("{:");
    if has_brackets {
        let parsed = parse(text);
        let mut carried: Vec<Range<usize>> = parsed
            .definitions
            .iter()
            .filter(|(link, definition)| **link < end && definition.start >= end)
            .map(|(_, definition)| definition.clone())
            .chain(notes(&parsed.events, end))
            .collect();
        carried.sort_by_key(|range| (range.start, range.end));
        carried.dedup();
        for range in carried {
            excerpt.push_str("\n\n");
            excerpt.push_str(text.get(range).unwrap_or_default().trim_end());
        }
    }
    if has_braces {
        for line in text.get(end..).unwrap_or_default().lines().filter(|line| is_attribute_definition(line)) {
            excerpt.push_str("\n\n");
            excerpt.push_str(line.trim());
        }
    }
    excerpt
}

/// The footnotes below `end` that are referred to above it, and those that these refer to.
fn notes(events: &[Spanned<'_>], end: usize) -> Vec<Range<usize>> {
    let ends = ends(events);
    let notes = super::footnotes::number(events, &ends);
    let mut wanted: Vec<usize> = Vec::new();
    let refers = |range: Range<usize>, wanted: &mut Vec<usize>| {
        for (event, place) in events.get(range).unwrap_or_default() {
            if let Event::FootnoteReference(label) = event
                && let Some(position) = notes.position(label).filter(|position| !wanted.contains(position))
                && (place.start < end || !wanted.is_empty())
            {
                wanted.push(position);
            }
        }
    };
    let head = events.partition_point(|(_, range)| range.start < end);
    refers(0..head, &mut wanted);
    let mut done = 0;
    while let Some(note) = wanted.get(done).and_then(|position| notes.list.get(*position)) {
        refers(note.content.clone(), &mut wanted);
        done += 1;
    }
    wanted
        .iter()
        .filter_map(|position| notes.list.get(*position))
        .filter_map(|note| events.get(note.content.start.checked_sub(1)?))
        .map(|(_, range)| range.clone())
        .filter(|range| range.start >= end)
        .collect()
}

fn is_attribute_definition(line: &str) -> bool {
    line.trim()
        .strip_prefix("{:")
        .and_then(|rest| rest.strip_suffix('}'))
        .and_then(|rest| rest.split_once(':'))
        .is_some_and(|(name, _)| super::attributes::is_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, separator: &str, expected: &str) {
        assert_eq!(source(text, separator), expected, "{text:?} {separator:?}");
    }

    #[test]
    fn excerpts() {
        for (text, separator, expected) in [
            ("", "\n\n", ""),
            ("a", "\n\n", "a"),
            ("a\n\nb", "\n\n", "a"),
            ("\n\na\n\nb", "\n\n", "\n\na"),
            ("a\r\n\r\nb", "\n\n", "a"),
            ("a\n  \nb", "\n\n", "a"),
            ("a\n\nb", "", "a\n\nb"),
            ("a <!--more--> b", "<!--more-->", "a "),
            ("a\n<!--more-->\nb", "<!--more-->", "a\n"),
            ("# h\n\nb", "\n\n", "# h"),
            ("```\na\n\nb\n```\n\nc", "\n\n", "```\na\n\nb\n```"),
            ("<div>\n\na\n\n</div>\n\nb", "\n\n", "<div>\n\na\n\n</div>"),
            ("<div>\n\na\n\nb", "\n\n", "<div>"),
            ("<!-- a\n\nb -->\n\nc", "\n\n", "<!-- a\n\nb -->"),
            ("<br>\n\nb", "\n\n", "<br>"),
            ("[a]\n\nb\n\n[a]: c\n[d]: e", "\n\n", "[a]\n\n[a]: c"),
            ("[a] [b][A]\n\nb\n\n[a]: c \"t\"", "\n\n", "[a] [b][A]\n\n[a]: c \"t\""),
            ("x[^1]\n\ny[^2]\n\n[^1]: one\n\n[^2]: two", "\n\n", "x[^1]\n\n[^1]: one"),
            ("x[^1]\n\n[^1]: one[^2]\n\n[^2]: two", "\n\n", "x[^1]\n\n[^1]: one[^2]\n\n[^2]: two"),
            ("a\n{: note}\n\nb\n\n{:note: .c}", "\n\n", "a\n{: note}\n\n{:note: .c}"),
            ("é\n\nü", "\n\n", "é"),
            (
                "{% highlight c %}\na\n\nb\n{% endhighlight %}\n\nc",
                "\n\n",
                "{% highlight c %}\na\n\nb\n{% endhighlight %}",
            ),
            ("{% include x %}\n\nb", "\n\n", "{% include x %}"),
            ("{%- raw -%}a\n\nb{%- endraw -%}\n\nc", "\n\n", "{%- raw -%}a\n\nb{%- endraw -%}"),
            ("{% raw %}a\n\nb", "\n\n", "{% raw %}a"),
            ("`<!--more-->` a\n\nb", "\n\n", "`<!--more-->` a"),
            ("`<!--more-->` a <!--more--> b", "<!--more-->", "`<!--more-->` a "),
        ] {
            check(text, separator, expected);
        }
    }
}
