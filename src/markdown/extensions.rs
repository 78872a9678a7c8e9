//! kramdown's brace syntax in a text: `{: list}`, `{:name: list}`, `{::comment}…{:/comment}`, `{::nomarkdown}…{:/}`,
//! `{::options key="value" /}`.
//!
//! Comments, options and definitions are dropped; the body of `nomarkdown` is HTML. Rules: kramdown's
//! `parser/kramdown/extensions.rb`.

use std::ops::Range;

use super::attributes::{Attributes, is_name, line_start};
use super::cover::{Cover, Covers, Fill, Piece, begins_line, ends_line, next_line, rest_of_line};

/// What begins with the `{:` at `start`, if anything; the words around it end at `end`.
pub(super) fn at(text: &str, start: usize, end: usize, covers: &mut Covers) -> Option<Cover> {
    let close = closing_brace(text, start)?;
    let inner = text.get(start + 2..close)?;
    let alone = begins_line(text, start) && ends_line(text, close + 1);
    if let Some(extension) = inner.strip_prefix(':') {
        return extension_at(text, start..close + 1, extension, if alone { None } else { Some(end) });
    }
    if inner.starts_with('/') || inner.is_empty() {
        return None;
    }
    let range = start..close + 1;
    if let Some((name, list)) = inner.split_once(':').filter(|(name, list)| alone && is_name(name) && !list.is_empty())
    {
        covers.definitions.entry(name.to_owned()).or_default().merge(&Attributes::parse(list));
        return Some(Cover { range, fill: Fill::Blank, piece: Piece::Nothing });
    }
    let attributes = Attributes::parse(inner);
    if alone {
        Some(Cover { range, fill: Fill::Blank, piece: Piece::BlockAttributes(attributes) })
    } else if range.end <= end {
        Some(Cover { range, fill: Fill::Words, piece: Piece::SpanAttributes(attributes) })
    } else {
        None
    }
}

/// The brace that closes the one at `start`, on the same line.
fn closing_brace(text: &str, start: usize) -> Option<usize> {
    let line = rest_of_line(text, start);
    let bytes = line.as_bytes();
    memchr::memchr_iter(b'}', bytes)
        .find(|at| at.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'\\'))
        .map(|at| start + at)
}

/// `{::name options}` in `tag`; `end` is where the words end, nothing if the tag has a line to itself.
fn extension_at(text: &str, tag: Range<usize>, inner: &str, end: Option<usize>) -> Option<Cover> {
    let (inner, is_closed) = match inner.strip_suffix('/') {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let name_length = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let (name, options) = inner.split_at(name_length);
    if !matches!(name, "comment" | "nomarkdown" | "options") {
        return None;
    }
    let body = if is_closed { tag.end..tag.end } else { body(text, &tag, name, end)? };
    let range = tag.start..if is_closed { tag.end } else { after_stop(text, body.end)? };
    let options = Attributes::parse(options);
    let is_html = name == "nomarkdown"
        && !is_closed
        && options.value("type").is_none_or(|types| types.split_whitespace().any(|kind| kind == "html"));
    Some(match (is_html, end) {
        (true, Some(_)) => Cover { range, fill: Fill::Words, piece: Piece::Html(body) },
        (true, None) => Cover { range, fill: Fill::Block, piece: Piece::Html(next_line(text, body.start)..body.end) },
        (false, Some(_)) => Cover { range, fill: Fill::Words, piece: Piece::Nothing },
        (false, None) => Cover { range, fill: Fill::Blank, piece: Piece::Nothing },
    })
}

/// What stands between the tag and `{:/name}` or `{:/}`; a tag with a line to itself is closed by one with a line to itself.
fn body(text: &str, tag: &Range<usize>, name: &str, end: Option<usize>) -> Option<Range<usize>> {
    let limit = end.unwrap_or(text.len());
    let mut at = tag.end;
    loop {
        let stop = at + memchr::memmem::find(text.as_bytes().get(at..limit)?, b"{:/")?;
        let after = after_stop(text, stop);
        let named = text.get(stop + 3..after.map_or(stop + 3, |after| after - 1)).unwrap_or_default();
        let fits = after.is_some_and(|after| end.is_some() || (begins_line(text, stop) && ends_line(text, after)));
        if fits && (named.is_empty() || named == name) {
            return Some(tag.end..if end.is_some() { stop } else { line_start(text, stop) });
        }
        at = stop + 3;
    }
}

/// The end of the `{:/name}` at `stop`, or on the line that begins there.
fn after_stop(text: &str, stop: usize) -> Option<usize> {
    let line = rest_of_line(text, stop);
    let open = line.find("{:/")?;
    Some(stop + open + line.get(open..)?.find('}')? + 1)
}

/// `<img src="a">` and `{: .b}` on the next line: to `CommonMark` the list is part of the HTML.
pub(super) fn cover_after_html(text: &str, range: &Range<usize>, covers: &mut Covers) {
    let html = text.get(range.clone()).unwrap_or_default();
    let is_verbatim = ["<pre", "<script", "<style", "<textarea", "<!", "<?"]
        .iter()
        .any(|tag| html.trim_start().get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)));
    if is_verbatim {
        return;
    }
    let mut at = range.start;
    while let Some(offset) = text.as_bytes().get(at..range.end).and_then(|bytes| memchr::memmem::find(bytes, b"{:")) {
        let start = at + offset;
        at = start + 2;
        if !begins_line(text, start) || covers.list.last().is_some_and(|last| last.range.end > start) {
            continue;
        }
        if let Some(cover) = self::at(text, start, start, covers).filter(Cover::is_blank) {
            at = cover.range.end;
            covers.list.push(cover);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::html;

    #[test]
    fn extensions() {
        for (input, expected) in [
            ("a {::comment}zz{:/} b", "<p>a  b</p>\n"),
            ("a {::nomarkdown}*x*{:/} c", "<p>a *x* c</p>\n"),
            ("{::comment}\n# x\n\n- y\n{:/comment}\n\nz", "<p>z</p>\n"),
            ("{::nomarkdown}\n<b>*x*</b>\n\n{:/}\n\nz", "<b>*x*</b>\n\n<p>z</p>\n"),
            ("{::nomarkdown type=\"latex\"}\n\\x\n{:/}\n\nz", "<p>z</p>\n"),
            ("{::options toc_levels=\"1\" /}\na", "<p>a</p>\n"),
            ("a {::unknown}b", "<p>a {::unknown}b</p>\n"),
            ("a {::comment}b", "<p>a {::comment}b</p>\n"),
            ("a {:/} b", "<p>a {:/} b</p>\n"),
            ("{:} {", "<p>{:} {</p>\n"),
            ("{:note: .a}\nb\n{: note .c}", "<p class=\"a c\">b</p>\n"),
            ("b\n{: note}\n\n{:note: .a}", "<p class=\"a\">b</p>\n"),
            ("`{::comment}`", "<p><code class=\"language-plaintext highlighter-rouge\">{::comment}</code></p>\n"),
            ("<img src=\"a\">\n{: .y}", "<p class=\"y\"><img src=\"a\"></p>\n"),
        ] {
            assert_eq!(html(input), expected, "{input:?}");
        }
    }
}
