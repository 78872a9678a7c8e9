//! HTML → its text, as far as it is to be found.
//!
//! Marks within a word join it (`<b>w</b>ord`, the spans of highlighted code), everything else parts words. What is no text
//! to read (`<script>`, `<style>`, comments) is left out.

use quick_xml::escape::resolve_html5_entity;

/// Elements that stand within a word; `sup` is none of them, because a footnote's number is no part of the word before.
const WITHIN: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
    "s", "samp", "small", "span", "strong", "sub", "time", "u", "var", "wbr",
];

/// Elements whose content no reader sees as text.
const UNREAD: &[&str] = &["script", "style", "template", "noscript", "svg", "math"];

/// Longest name of an entity, with `&` and `;` (HTML standard, «named character references»).
const LONGEST_ENTITY: usize = 34;

/// The text of `html`.
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        let (before, marked) = rest.split_at(at);
        text.push_str(before);
        rest = if marked.starts_with('&') { entity(marked, &mut text) } else { tag(marked, &mut text) };
    }
    text.push_str(rest);
    text
}

/// Writes what the entity at the start of `rest` stands for, and gives what follows.
fn entity<'a>(rest: &'a str, text: &mut String) -> &'a str {
    let window = rest.as_bytes().get(1..rest.len().min(LONGEST_ENTITY)).unwrap_or_default();
    let end = memchr::memchr(b';', window).map(|end| end + 1);
    let name = end.and_then(|end| rest.get(1..end));
    let meant = name.and_then(|name| match name.strip_prefix('#') {
        Some(number) => character(number).map(Meant::Character),
        None => resolve_html5_entity(name).map(Meant::Text),
    });
    let after = |end: usize| rest.get(end..).unwrap_or_default();
    match (meant, end) {
        (Some(Meant::Character(c)), Some(end)) => {
            text.push(c);
            after(end + 1)
        }
        (Some(Meant::Text(known)), Some(end)) => {
            text.push_str(known);
            after(end + 1)
        }
        _ => {
            text.push('&');
            after(1)
        }
    }
}

/// What an entity stands for.
enum Meant {
    Character(char),
    Text(&'static str),
}

/// `x41` or `65`.
fn character(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    code.ok().and_then(char::from_u32)
}

/// Skips the tag or comment at the start of `rest`, with its content if nobody reads it, and gives what follows.
fn tag<'a>(rest: &'a str, text: &mut String) -> &'a str {
    if let Some(comment) = rest.strip_prefix("<!--") {
        return comment.find("-->").and_then(|end| comment.get(end + 3..)).unwrap_or_default();
    }
    let after = rest.get(1..).unwrap_or_default();
    let is_end = after.starts_with('/');
    let after = after.strip_prefix('/').unwrap_or(after);
    let is_name = after.starts_with(|c: char| c.is_ascii_alphabetic());
    let length = if is_name { after.bytes().take_while(u8::is_ascii_alphanumeric).count() } else { 0 };
    let name = after.get(..length).unwrap_or_default();
    if name.is_empty() && !after.starts_with(['!', '?']) {
        text.push('<');
        return rest.get(1..).unwrap_or_default();
    }
    if !WITHIN.iter().any(|within| within.eq_ignore_ascii_case(name)) {
        text.push('\n');
    }
    let content = end_of_tag(after);
    let is_unread = !is_end && UNREAD.iter().any(|unread| unread.eq_ignore_ascii_case(name));
    if is_unread && !after.get(..after.len() - content.len()).unwrap_or_default().ends_with("/>") {
        return past_content(content, name);
    }
    content
}

/// What follows the `>` of a tag, past attributes in quotes.
fn end_of_tag(tag: &str) -> &str {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match quote {
            Some(mark) if byte == mark => quote = None,
            None if byte == b'>' => return tag.get(at + 1..).unwrap_or_default(),
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
    }
    ""
}

/// What follows `</name>`; nothing if it never comes.
fn past_content<'a>(content: &'a str, name: &str) -> &'a str {
    let mut rest = content;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"</") {
        rest = rest.get(at + 2..).unwrap_or_default();
        if rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return end_of_tag(rest);
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(html: &str, expected: &str) {
        let words: Vec<String> = plain(html).split_whitespace().map(str::to_owned).collect();
        assert_eq!(words.join(" "), expected, "{html:?}");
    }

    #[test]
    fn texts() {
        check("", "");
        check("plain", "plain");
        check("<p>one</p><p>two</p>", "one two");
        check("<b>w</b>or<em class=\"a>b\">d</em>", "word");
        check("one<br>two<hr/>three", "one two three");
        check("word<sup id=\"fnref:1\"><a href=\"#fn:1\">1</a></sup>s", "word 1 s");
        check("H<sub>2</sub>O", "H2O");
        check("<pre><code><span class=\"k\">fn</span> <span class=\"nf\">ma</span>in</code></pre>", "fn main");
        check("<td>a</td><td>b</td>", "a b");
        check(
            "a &amp; b &lt;c&gt; &quot;d&quot; &#101; &#x66; &eacute;t&eacute; &hellip;",
            "a & b <c> \"d\" e f été …",
        );
        check("AT&T &nosuch; &; &#xFFFFFFFF; &#; & &", "AT&T &nosuch; &; &#xFFFFFFFF; &#; & &");
        check("a < b, 1<2, <3", "a < b, 1<2, <3");
        check("<!-- no -->yes<!-- never ends", "yes");
        check("<script>var a = '<p>';</script>b<STYLE>c{}</style>d", "b d");
        check("<script>never ends", "");
        check("<svg viewBox=\"0 0 1 1\"/>a<svg><title>t</title></svg>b", "a b");
        check("<a href='x>y'>z</a>", "z");
        check("<a href=\"never ends", "");
        check("<!doctype html><?xml ?>a", "a");
        check("日<b>本</b>", "日本");
    }

    proptest! {
        #[test]
        fn nothing_panics(html in "([<>/&;#x\"'a-c!-]|<script>|</|é|日|&#)*") {
            plain(&html);
        }
    }
}
