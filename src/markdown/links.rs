//! Where in the source the address of a link or picture stands.
//!
//! The parser gives the bytes of the whole link; a problem is to be shown at the address itself: inside the parentheses,
//! between `<` and `>`, or in the definition further down.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::cover::rest_of_line;
use super::write_raw::decoded;

/// A link as the parser gives it.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    /// Inline, by reference, or written out.
    pub(super) kind: LinkType,
    /// The whole link.
    pub(super) link: Range<usize>,
    /// Where its words end.
    pub(super) words_end: usize,
    /// The definition of a reference.
    pub(super) definition: Option<&'a Range<usize>>,
}

/// The bytes of the address; of the whole link if it cannot be told.
pub(super) fn destination(text: &str, place: &Place<'_>) -> Range<usize> {
    let found = match place.kind {
        LinkType::Inline => {
            let from = bracket(text, place.words_end..place.link.end).map(|at| at + 2);
            from.map(|from| whole_address(text, address(text, from, place.link.end.saturating_sub(1)), place.link.end))
        }
        LinkType::Autolink | LinkType::Email => Some(place.link.start + 1..place.link.end.saturating_sub(1)),
        _ => place.definition.and_then(|definition| {
            let from = definition.start + label_end(text.get(definition.clone())?)?;
            Some(address(text, from, definition.end))
        }),
    };
    found
        .filter(|range| range.start <= range.end && text.get(range.clone()).is_some())
        .unwrap_or_else(|| place.link.clone())
}

/// Whether `address` can be written in place of `written`, wherever that is: in parentheses, brackets, an attribute, a
/// table. What only has something put before it stands as well as before.
pub(super) fn can_stand_for(written: &str, address: &str) -> bool {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[]{}\"'`|\\^$,".contains(c);
    let means_itself = || address.chars().all(is_plain) && decoded(address) == address;
    !written.is_empty() && (address.ends_with(written) || means_itself())
}

/// Where `](` stands that ends the words.
fn bracket(text: &str, range: Range<usize>) -> Option<usize> {
    let slice = text.as_bytes().get(range.clone())?;
    memchr::memmem::find(slice, b"](").map(|at| range.start + at)
}

/// Where the address may begin in `[label]: address`.
fn label_end(definition: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in definition.bytes().enumerate() {
        match byte {
            b'\\' if !escaped => escaped = true,
            b']' if !escaped && definition.as_bytes().get(at + 1) == Some(&b':') => return Some(at + 2),
            _ => escaped = false,
        }
    }
    None
}

/// The address at or after `from`, within `limit`: in angle brackets, or up to a blank with balanced parentheses.
fn address(text: &str, from: usize, limit: usize) -> Range<usize> {
    let bytes = text.as_bytes().get(..limit).unwrap_or_default();
    let mut start = from;
    let mut is_new_line = false;
    // On a new line the marks of a quotation may stand before the address.
    while let Some(byte) = bytes.get(start) {
        match byte {
            b'\n' => is_new_line = true,
            b' ' | b'\t' | b'\r' => {}
            b'>' if is_new_line && rest_of_line(text, start).len() > 1 => {}
            _ => break,
        }
        start += 1;
    }
    if bytes.get(start) == Some(&b'<') {
        let end = unescaped(bytes, start + 1, |b| b == b'>').unwrap_or(limit);
        return start + 1..end;
    }
    let mut depth = 0_usize;
    let end = unescaped(bytes, start, |b| {
        match b {
            b'(' => depth += 1,
            b')' if depth == 0 => return true,
            b')' => depth -= 1,
            _ => {}
        }
        b.is_ascii_whitespace()
    });
    start.min(limit)..end.unwrap_or(limit)
}

/// The address with the words behind it that are no title: kramdown lets blanks stand in an address.
fn whole_address(text: &str, address: Range<usize>, link_end: usize) -> Range<usize> {
    let rest = text.get(address.end..link_end.saturating_sub(1)).unwrap_or_default();
    let behind = rest.trim_start_matches('>').trim();
    if behind.is_empty() || behind.starts_with(['"', '\'', '(']) {
        return address;
    }
    let title = [" \"", " '"].iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    address.start..address.end + rest.get(..title).unwrap_or_default().trim_end().len()
}

fn unescaped(bytes: &[u8], from: usize, mut is_end: impl FnMut(u8) -> bool) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        if escaped {
            escaped = false;
        } else if *byte == b'\\' {
            escaped = true;
        } else if is_end(*byte) {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::testing::{Leads, places};
    use super::can_stand_for;
    use crate::highlight::Highlighter;

    /// Each address in `«»` in the input must be reported at exactly that place, in order.
    fn check(marked: &str, destinations: &[&str]) {
        let mut text = String::new();
        let mut expected = Vec::new();
        for c in marked.chars() {
            match c {
                '«' => expected.push((text.len(), 0)),
                '»' => {
                    let end = text.len();
                    if let Some(open) = expected.iter_mut().rev().find(|(_, e)| *e == 0) {
                        open.1 = end;
                    }
                }
                c => text.push(c),
            }
        }
        let mut found = places(&text);
        found.sort_by_key(|(_, range)| range.start);
        let ranges: Vec<(usize, usize)> = found.iter().map(|(_, range)| (range.start, range.end)).collect();
        let words: Vec<&str> = found.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(words, destinations, "{text:?}");
        assert_eq!(ranges, expected, "{text:?}");
    }

    #[test]
    fn the_address_itself() {
        for (marked, destinations) in [
            ("[a](«b»)", &["b"][..]),
            ("[a](«b» \"t](x)\")", &["b"]),
            ("[a]( «b» 't' )", &["b"]),
            ("[a](<«b c»>)", &["b c"]),
            ("[a](<«b\\>c»> \"t\")", &["b>c"]),
            ("[a](«b(c)d»)", &["b(c)d"]),
            ("[a](«b\\)c»)", &["b)c"]),
            ("[a](«b&amp;c»)", &["b&c"]),
            ("[a](\n«b»\n\"t\")", &["b"]),
            ("> [a](\n> «b»)", &["b"]),
            ("[a\nb](«c»)", &["c"]),
            ("[a [b] c](«d»)", &["d"]),
            ("[a \\] c](«d»)", &["d"]),
            ("[`](`](«d»)", &["d"]),
            ("![a](«b»)", &["b"]),
            ("[![a](«b»)](«c»)", &["b", "c"]),
            ("[](«b»)", &["b"]),
            ("<«https://a.b/c»>", &["https://a.b/c"]),
            ("<«x@y.z»>", &["mailto:x@y.z"]),
            ("[a][b]\n\n[b]: «c» \"t\"", &["c"]),
            ("[a][]\n\n[A]: <«c d»>", &["c d"]),
            ("[a]\n\n[a]:\n  «c»\n  't'", &["c"]),
            ("![a][b]\n\n[b]: «c.png»", &["c.png"]),
            ("> [a][b]\n>\n> [b]: «c»", &["c"]),
            ("[é](«ü») [b](«c»)", &["ü", "c"]),
            ("- a\n  [b](«c»)\n\n  [d](«e»)", &["c", "e"]),
            ("| [a](«b») |\n|---|\n| [c](«d») |", &["b", "d"]),
            ("a\r\n[b](«c»)\r\n", &["c"]),
            ("*x*{: .y} [a $$b$$](«c»)", &["c"]),
            ("[a](«»)", &[""]),
            ("`[a](b)` \\[c](d)", &[]),
            ("[a][b\\]c]\n\n[b\\]c]: «d»", &["d"]),
            ("# [a](«b») {#c}", &["b"]),
            ("x[^1]\n\n[^1]: [a](«b»)", &["b"]),
        ] {
            check(marked, destinations);
        }
    }

    #[test]
    fn raw_html_too() {
        for (marked, destinations) in [
            ("<a href=\"«b»\">c</a>", &["b"][..]),
            ("x <a href='«b?c=1&amp;d»'>c</a>", &["b?c=1&d"]),
            ("<img src=«a.png» srcset=\"«b.png» 1x, «c.png» 2x\">", &["a.png", "b.png", "c.png"]),
            ("<div>\n<a\n  href=\"«b»\">\n</div>", &["b"]),
            ("> <div>\n> <a\n>   href=\"«b»\">\n> </div>", &["b"]),
            ("- <a\n  href=\"«b»\">x</a>", &["b"]),
            ("<video poster=\"«p.png»\"><source src=\"«v.mp4»\"></video>", &["p.png", "v.mp4"]),
            ("<!-- <a href=\"b\"> -->", &[]),
            ("<pre><a href=\"b\"></a></pre>", &[]),
            ("<script src=\"«s.js»\">'<a href=\"b\">'</script>", &["s.js"]),
            ("<a href=\" «b» \">c</a>", &["b"]),
            ("<a href>c</a>", &[]),
            ("<div markdown=\"1\">\n<a href=\"«b»\">[c](«d»)</a>\n</div>", &["b", "d"]),
            ("<div>\r\n<a href=\"«b»\">\r\n</div>\r\n", &["b"]),
        ] {
            check(marked, destinations);
        }
    }

    /// `cured`: the bytes of the file that another address may be written over, of every reference in the order asked.
    #[track_caller]
    fn cures(text: &str, cured: &[&str]) {
        let fragment = crate::markdown::render(text, &[], Options::default(), &Leads::default(), &Highlighter::new());
        let found = fragment.findings.iter().filter(|finding| finding.replacement.is_some());
        let found: Vec<&str> = found.map(|finding| &text[finding.range.clone()]).collect();
        assert_eq!(found, cured, "{text:?}");
    }

    #[test]
    fn only_an_address_to_the_letter_is_written_anew() {
        cures("[a](b) ![a](<c d> \"t\") [a](é)", &["b", "c d", "é"]);
        cures("[a][r] [b][r] [r]\n\n[r]: <x.html>", &["x.html", "x.html", "x.html"]);
        cures("<img src='a.png' srcset=\"b.png 1x,c.png\"> <a href=d>e</a>", &["a.png", "b.png", "c.png", "d"]);
        cures("> <div>\n> <a\n>   href=\"b\">\n> </div>", &["b"]);
        for other in [
            "[a](b\\)c)",
            "[a](b&amp;c)",
            "[a](b c)",
            "<a href=\"b&amp;c\">",
            "<https://b.c>",
            "<x@y.z>",
            "[a]()",
            "<a href>",
        ] {
            cures(other, &[]);
        }
    }

    #[test]
    fn what_can_be_written_anywhere() {
        for (written, address, expected) in [
            ("a", "../b/c.html?d=e&f#g", true),
            ("a", "https://a", true),
            ("a(b)", "https://a(b)", true),
            ("a", "%28b%29", true),
            ("", "b", false),
            ("", "", false),
            ("a", "(b)", false),
            ("a", "b c", false),
            ("a", "b\"", false),
            ("a", "b|c", false),
            ("a", "b,c", false),
            ("a", "b&amp;c", false),
            ("a", "b&c;d", true),
            ("a", "{{b}}", false),
            ("a", "b\\", false),
        ] {
            assert_eq!(can_stand_for(written, address), expected, "{address} for {written}");
        }
    }
}
