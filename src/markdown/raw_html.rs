//! Raw HTML as it stands in a text: its tags, their references and ids.
//!
//! Nothing is rebuilt: bytes are copied, and only the value of an attribute that refers to something is exchanged.
//! Inside comments, `<script>`, `<style>`, `<textarea>`, `<pre>` and `<code>` nothing is looked at.

use std::ops::Range;

use super::LinkKind;

/// One tag, by the bytes of the HTML it stands in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tag {
    /// Its name, without the slash.
    pub(super) name: Range<usize>,
    /// Whether it is `</x>`.
    pub(super) is_closing: bool,
    /// Whether it ends in `/>`.
    pub(super) is_empty: bool,
    /// Its attributes in order.
    pub(super) attributes: Vec<Attribute>,
    /// From `<` to behind `>`.
    pub(super) range: Range<usize>,
}

/// One attribute of a tag.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Attribute {
    /// Its name.
    pub(super) name: Range<usize>,
    /// Its value without quotes; empty if it has none.
    pub(super) value: Range<usize>,
    /// From the blank before it to the end of its value, quotes included.
    pub(super) whole: Range<usize>,
    /// Whether the value stands in quotes.
    pub(super) is_quoted: bool,
}

/// Reads the tag that begins at `start`, where `<` stands; nothing if it is no tag or has no end.
pub(super) fn tag_at(html: &str, start: usize) -> Option<Tag> {
    let bytes = html.as_bytes();
    if bytes.get(start) != Some(&b'<') {
        return None;
    }
    let mut at = start + 1;
    let is_closing = bytes.get(at) == Some(&b'/');
    at += usize::from(is_closing);
    if !bytes.get(at)?.is_ascii_alphabetic() {
        return None;
    }
    let name = at..skip(bytes, at, |b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'/'));
    at = name.end;
    let mut tag = Tag { name, is_closing, ..Tag::default() };
    loop {
        let blank = at;
        at = skip(bytes, at, |b| b.is_ascii_whitespace() || b == b'/');
        if *bytes.get(at)? == b'>' {
            tag.is_empty = bytes.get(at - 1) == Some(&b'/');
            tag.range = start..at + 1;
            return Some(tag);
        }
        let attribute = attribute_at(bytes, blank, at)?;
        at = attribute.whole.end;
        tag.attributes.push(attribute);
    }
}

/// Reads the attribute whose name begins at `at`; `blank` is where the blank before it begins.
fn attribute_at(bytes: &[u8], blank: usize, at: usize) -> Option<Attribute> {
    // An `=` where a name should be is part of the name, as browsers have it.
    let name = at..skip(bytes, at + 1, |b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'/' | b'='));
    let equals = skip(bytes, name.end, |b| b.is_ascii_whitespace());
    if bytes.get(equals) != Some(&b'=') {
        return Some(Attribute { value: name.end..name.end, whole: blank..name.end, name, is_quoted: false });
    }
    let open = skip(bytes, equals + 1, |b| b.is_ascii_whitespace());
    let quote = *bytes.get(open)?;
    if matches!(quote, b'"' | b'\'') {
        let close = open + 1 + memchr::memchr(quote, bytes.get(open + 1..)?)?;
        return Some(Attribute { name, value: open + 1..close, whole: blank..close + 1, is_quoted: true });
    }
    let end = skip(bytes, open, |b| !b.is_ascii_whitespace() && b != b'>');
    Some(Attribute { name, value: open..end, whole: blank..end, is_quoted: false })
}

fn skip(bytes: &[u8], from: usize, mut while_true: impl FnMut(u8) -> bool) -> usize {
    bytes.get(from..).map_or(from, |rest| from + rest.iter().position(|b| !while_true(*b)).unwrap_or(rest.len()))
}

/// Every tag of `html` that is looked at, in order.
pub(super) fn tags(html: &str) -> impl Iterator<Item = Tag> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = html.as_bytes().get(at..)?;
            let start = at + memchr::memchr(b'<', rest)?;
            let here = html.as_bytes().get(start..)?;
            if here.starts_with(b"<!--") {
                at = after(html, start + 4, "-->");
            } else if here.starts_with(b"<![CDATA[") {
                at = after(html, start + 9, "]]>");
            } else if let Some(tag) = tag_at(html, start) {
                at = tag.range.end;
                let name = html.get(tag.name.clone()).unwrap_or_default();
                if let Some(name) =
                    VERBATIM.iter().find(|known| !tag.is_closing && !tag.is_empty && name.eq_ignore_ascii_case(known))
                {
                    at = closing(html, at, name);
                }
                return Some(tag);
            } else {
                at = start + 1;
            }
        }
    })
}

/// Elements whose content is shown or run as it stands.
const VERBATIM: &[&str] = &["script", "style", "textarea", "pre", "code"];

/// Elements of HTML (HTML standard, index of elements), and those it once had and browsers still know (section 16.2).
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fencedframe",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "image",
    "img",
    "input",
    "ins",
    "isindex",
    "kbd",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "menuitem",
    "meta",
    "meter",
    "multicol",
    "nav",
    "nextid",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "plaintext",
    "pre",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "selectedcontent",
    "slot",
    "small",
    "source",
    "spacer",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
];

/// Whether a tag of that name means something: to HTML, or, with a `-` or a `:` in it, to whoever made it.
pub(super) fn is_known(name: &str) -> bool {
    name.contains(['-', ':']) || ELEMENTS.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

/// Whether other elements than HTML's stand in it.
pub(super) fn is_foreign(name: &str) -> bool {
    name.eq_ignore_ascii_case("svg") || name.eq_ignore_ascii_case("math")
}

/// Elements in which kramdown leaves words alone (`HTML_CONTENT_MODEL_RAW`).
const LITERAL: &[&str] = &["script", "style", "math", "option", "textarea", "pre", "code", "kbd", "samp", "var"];

/// Whether words between such tags are written without typography: `<kbd>--</kbd>`.
pub(super) fn is_literal(name: &str) -> bool {
    LITERAL.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn after(html: &str, from: usize, end: &str) -> usize {
    let rest = html.as_bytes().get(from..).unwrap_or_default();
    memchr::memmem::find(rest, end.as_bytes()).map_or(html.len(), |offset| from + offset + end.len())
}

/// Where `</name` begins at or after `from`; the end if nowhere.
fn closing(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let rest = bytes.get(from..).unwrap_or_default();
    memchr::memchr_iter(b'<', rest)
        .map(|offset| from + offset)
        .find(|at| {
            bytes.get(at + 1) == Some(&b'/')
                && bytes
                    .get(at + 2..at + 2 + name.len())
                    .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        })
        .unwrap_or(html.len())
}

/// What an attribute of an element holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// One reference.
    Reference(LinkKind),
    /// A list of images with their sizes: `a.png 1x, b.png 2x`.
    ImageSet,
    /// A name that `#anchor` leads to.
    Id,
    /// kramdown's word to the parser, no part of the HTML.
    Markdown,
}

/// What the attribute `name` of the element `element` means, if anything to us. A form's `action` is left alone: it
/// leads to a service, hardly ever to a page.
pub fn meaning(element: &str, name: &str) -> Option<Meaning> {
    let element = element.to_ascii_lowercase();
    Some(match (element.as_str(), name.to_ascii_lowercase().as_str()) {
        (_, "id") | ("a", "name") => Meaning::Id,
        (_, "markdown") => Meaning::Markdown,
        ("a" | "area", "href") => Meaning::Reference(LinkKind::Link),
        ("img" | "video" | "audio" | "source" | "track", "src") | ("video", "poster") | ("image", "href") => {
            Meaning::Reference(LinkKind::Image)
        }
        ("img" | "source", "srcset") => Meaning::ImageSet,
        ("script" | "iframe" | "embed", "src") | ("link", "href") | ("object", "data") => {
            Meaning::Reference(LinkKind::Asset)
        }
        _ => return None,
    })
}

/// Whether a browser fetches what a `<link>` of that lower-cased `rel` names; of the others it only knows then.
pub fn is_fetched(rel: &str) -> bool {
    const FETCHED: &[&str] =
        &["stylesheet", "icon", "manifest", "preload", "modulepreload", "mask-icon", "apple-touch-icon"];
    rel.split_ascii_whitespace().any(|word| FETCHED.contains(&word))
}

/// Every address in a piece of HTML, with what it is for and where it stands; entities are not resolved.
pub(super) fn references(html: &str) -> Vec<(LinkKind, Range<usize>)> {
    let mut found = Vec::new();
    for tag in tags(html).filter(|tag| !tag.is_closing) {
        for attribute in &tag.attributes {
            let word = |range: &Range<usize>| html.get(range.clone()).unwrap_or_default();
            match meaning(word(&tag.name), word(&attribute.name)) {
                Some(Meaning::Reference(kind)) => {
                    let rel = tag.attributes.iter().find(|rel| word(&rel.name).eq_ignore_ascii_case("rel"));
                    let names = word(&tag.name).eq_ignore_ascii_case("link")
                        && !rel.is_some_and(|rel| is_fetched(&word(&rel.value).to_ascii_lowercase()));
                    found.push((if names { LinkKind::Link } else { kind }, attribute.value.clone()));
                }
                Some(Meaning::ImageSet) => {
                    let start = attribute.value.start;
                    let places = image_set(word(&attribute.value)).into_iter();
                    found.extend(places.map(|place| (LinkKind::Image, start + place.start..start + place.end)));
                }
                _ => {}
            }
        }
    }
    found
}

/// The places of the addresses in the value of a `srcset` (HTML, «Parsing a srcset attribute»).
pub fn image_set(value: &str) -> Vec<Range<usize>> {
    let bytes = value.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let start = skip(bytes, at, |b| b.is_ascii_whitespace() || b == b',');
        if start >= bytes.len() {
            return found;
        }
        let end = skip(bytes, start, |b| !b.is_ascii_whitespace());
        let address = value.get(start..end).unwrap_or_default();
        let bare = address.trim_end_matches(',');
        found.push(start..start + bare.len());
        at = end;
        if bare.len() == address.len() {
            let mut depth = 0_usize;
            at = skip(bytes, end, |b| {
                match b {
                    b'(' => depth += 1,
                    b')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                b != b',' || depth > 0
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &[&str]) {
        let mut found = Vec::new();
        for tag in tags(html) {
            let slash = if tag.is_closing { "/" } else { "" };
            let attributes = tag
                .attributes
                .iter()
                .map(|attribute| format!(" {}={}", &html[attribute.name.clone()], &html[attribute.value.clone()]));
            found.push(format!("{slash}{}{}", &html[tag.name.clone()], attributes.collect::<String>()));
        }
        assert_eq!(found, expected, "{html:?}");
    }

    #[test]
    fn tags_and_attributes() {
        for (html, expected) in [
            ("", &[][..]),
            ("<a href=\"x\">y</a>", &["a href=x", "/a"]),
            ("<A\n  HREF = 'x y'\n  b>", &["A HREF=x y b="]),
            ("<a href=x/y>", &["a href=x/y"]),
            ("<br/><br />", &["br", "br"]),
            ("< a> <1> <> a<b", &[]),
            ("<a href=\"x", &[]),
            ("<!-- <a href=x> --><b>", &["b"]),
            ("<!-- open <a>", &[]),
            ("<![CDATA[<a>]]><b>", &["b"]),
            ("<script>\"<a>\"</script><b>", &["script", "/script", "b"]),
            ("<pre><a href=x></a></PRE><b>", &["pre", "/PRE", "b"]),
            ("<a title=\"1 > 2\" href=x>", &["a title=1 > 2 href=x"]),
            ("<a =b>", &["a =b="]),
            ("<a =>", &["a =="]),
            ("<é><a\u{e9} b>", &["aé b="]),
        ] {
            check(html, expected);
        }
    }

    #[test]
    fn image_sets() {
        for (value, expected) in [
            ("", &[][..]),
            ("a.png", &["a.png"]),
            ("a.png 1x, b.png 2x", &["a.png", "b.png"]),
            ("a.png,b.png 2x", &["a.png,b.png"]),
            ("a.png, b.png", &["a.png", "b.png"]),
            (" , a.png 1x(2,3) , b,,", &["a.png", "b"]),
            ("data:image/png;base64,AA== 1x, c.png 2x", &["data:image/png;base64,AA==", "c.png"]),
        ] {
            let found: Vec<&str> = image_set(value).into_iter().map(|range| &value[range]).collect();
            assert_eq!(found, expected, "{value:?}");
        }
    }
}
