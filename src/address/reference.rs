//! An address as it stands in a text (`../12/PhilConnell.html?a=b#part`), taken apart and joined to a page's own as a
//! browser does it (WHATWG URL standard; RFC 3986 section 5.2).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::UrlPath;

/// An address as written, in its parts; none of them is decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// `https`, without its colon.
    pub scheme: Option<&'a str>,
    /// What stands between `//` and the path: `user@blog.example:8080`.
    pub authority: Option<&'a str>,
    /// `../12/PhilConnell.html`; a backslash counts as `/` wherever a browser takes it for one.
    pub path: Cow<'a, str>,
    /// What follows `?`, without it.
    pub query: Option<&'a str>,
    /// What follows `#`, without it.
    pub fragment: Option<&'a str>,
}

/// What a query or a fragment may not hold as it is; a `%` that is none of an escape is seen to apart.
const UNSAFE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');

/// The text a browser sees in an attribute: no blanks or control characters around it, no tabs or line ends in it.
pub fn trim(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(|c: char| c <= ' ');
    if text.contains(['\t', '\n', '\r']) {
        Cow::Owned(text.replace(['\t', '\n', '\r'], ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// A query or a fragment fit to be written: what is encoded stays, what must be encoded is.
pub fn encode_rest(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for (index, piece) in text.split('%').enumerate() {
        if index > 0 {
            let is_escape = piece.as_bytes().iter().take(2).filter(|b| b.is_ascii_hexdigit()).count() == 2;
            encoded.push_str(if is_escape { "%" } else { "%25" });
        }
        encoded.extend(utf8_percent_encode(piece, UNSAFE));
    }
    encoded
}

/// Encoded text as its reader sees it: `caf%C3%A9` is `café`. Bytes that are no UTF-8 become U+FFFD.
pub fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

impl<'a> Reference<'a> {
    /// Takes `text` apart; every text is some reference.
    pub fn parse(text: &'a str) -> Self {
        let (text, fragment) = cut(text, '#');
        let (text, query) = cut(text, '?');
        let (scheme, rest) = match scheme(text) {
            Some(scheme) => (Some(scheme), &text[scheme.len() + 1..]),
            None => (None, text),
        };
        // Only for the web's own schemes does a browser take `\` for `/`.
        let web = scheme.is_none_or(|s| s.eq_ignore_ascii_case("http") || s.eq_ignore_ascii_case("https"));
        let separators: &[char] = if web { &['/', '\\'] } else { &['/'] };
        let mut start = rest.char_indices();
        let has_authority = (0..2).all(|_| start.next().is_some_and(|(_, c)| separators.contains(&c)));
        let (authority, path) = if has_authority {
            let rest = start.as_str();
            let end = rest.find(separators).unwrap_or(rest.len());
            (Some(&rest[..end]), &rest[end..])
        } else {
            (None, rest)
        };
        let path = if web && path.contains('\\') { Cow::Owned(path.replace('\\', "/")) } else { Cow::Borrowed(path) };
        Self { scheme, authority, path, query, fragment }
    }

    /// Query and fragment with their marks, fit to be written behind a path; empty if there is neither.
    pub fn rest(&self) -> String {
        let mut rest = String::new();
        for (mark, part) in [('?', self.query), ('#', self.fragment)] {
            if let Some(part) = part {
                rest.push(mark);
                rest.push_str(&encode_rest(part));
            }
        }
        rest
    }
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// The part before the first colon, if it can be a scheme: a letter, then letters, digits, `+`, `-`, `.`.
fn scheme(text: &str) -> Option<&str> {
    let (before, _) = text.split_once(':')?;
    let is_scheme = before.starts_with(|c: char| c.is_ascii_alphabetic())
        && before.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_scheme.then_some(before)
}

impl UrlPath {
    /// Where `path`, as it stands in a link on this page, leads: `../12/a.html` on `/2019/11/04/b.html` is
    /// `/2019/11/12/a.html`. Nothing leads above the root; an empty path is the page itself.
    #[must_use]
    pub fn join(&self, path: &str) -> Self {
        if path.is_empty() {
            return self.clone();
        }
        let folder = if path.starts_with('/') { "/" } else { self.folder() };
        let mut segments: Vec<Cow<'_, str>> =
            folder.split('/').filter(|segment| !segment.is_empty()).map(Cow::Borrowed).collect();
        let written = path.strip_prefix('/').unwrap_or(path);
        let mut ends_in_folder = false;
        for segment in written.split('/') {
            let segment = decode(segment);
            // Dots count when they are encoded too, and `a//../b` is `a/b`: an empty segment is one.
            ends_in_folder = matches!(segment.as_ref(), "" | "." | "..");
            match segment.as_ref() {
                "." => {}
                ".." => {
                    segments.pop();
                }
                // No host serves a NUL; it must not vanish and make a good address of a bad one.
                _ if segment.contains('\0') => segments.push(segment.replace('\0', "\u{FFFD}").into()),
                _ => segments.push(segment),
            }
        }
        let mut joined = format!("/{}", segments.join("/"));
        if ends_in_folder {
            joined.push('/');
        }
        Self::new(&joined)
    }

    /// The shortest text that leads from the page `from` here: `../../10/27/LewisGaul.html`; percent-encoded.
    pub fn relative_to(&self, from: &Self) -> String {
        let here: Vec<&str> = from.folder().split('/').filter(|segment| !segment.is_empty()).collect();
        let there: Vec<&str> = self.folder().split('/').filter(|segment| !segment.is_empty()).collect();
        let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
        let mut text = "../".repeat(here.len() - shared);
        for segment in &there[shared..] {
            text.push_str(segment);
            text.push('/');
        }
        text.push_str(&self.as_str()[self.folder().len()..]);
        // Without `./` an empty text would be the page itself, and `a:b` would have the scheme `a`.
        let needs_dot = text.is_empty() || text.split('/').next().is_some_and(|first| first.contains(':'));
        Self::encode(&if needs_dot { format!("./{text}") } else { text })
    }

    /// Everything up to the last `/`, which is included: `/2019/11/04/`.
    pub fn folder(&self) -> &str {
        let text = self.as_str();
        &text[..=text.rfind('/').unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text, scheme, authority, path, query, fragment.
    type Parts<'a> = (&'a str, Option<&'a str>, Option<&'a str>, &'a str, Option<&'a str>, Option<&'a str>);

    const PARTS: &[Parts<'_>] = &[
        ("", None, None, "", None, None),
        ("#", None, None, "", None, Some("")),
        ("#a?b#c", None, None, "", None, Some("a?b#c")),
        ("?", None, None, "", Some(""), None),
        ("a.html?x=/y/../z#t", None, None, "a.html", Some("x=/y/../z"), Some("t")),
        ("/a", None, None, "/a", None, None),
        ("//h/p", None, Some("h"), "/p", None, None),
        ("//h", None, Some("h"), "", None, None),
        ("//h?q", None, Some("h"), "", Some("q"), None),
        ("///p", None, Some(""), "/p", None, None),
        ("https://u@h:8/p?q#f", Some("https"), Some("u@h:8"), "/p", Some("q"), Some("f")),
        ("HTTPS:\\\\h\\p", Some("HTTPS"), Some("h"), "/p", None, None),
        ("mailto:a@b.c?subject=x", Some("mailto"), None, "a@b.c", Some("subject=x"), None),
        ("javascript:a\\b", Some("javascript"), None, "a\\b", None, None),
        ("c:\\a\\b.jpg", Some("c"), None, "\\a\\b.jpg", None, None),
        ("a:b", Some("a"), None, "b", None, None),
        ("./a:b", None, None, "./a:b", None, None),
        ("1a:b", None, None, "1a:b", None, None),
        (":b", None, None, ":b", None, None),
        ("é:b", None, None, "é:b", None, None),
        ("..\\images\\x.jpg?a\\b", None, None, "../images/x.jpg", Some("a\\b"), None),
        ("\\\\h\\p", None, Some("h"), "/p", None, None),
        ("a%20b c", None, None, "a%20b c", None, None),
    ];

    #[test]
    fn references_come_apart() {
        for &(text, scheme, authority, path, query, fragment) in PARTS {
            let expected = Reference { scheme, authority, path: path.into(), query, fragment };
            assert_eq!(Reference::parse(text), expected, "{text:?}");
        }
    }

    /// Page, link, where a browser goes.
    const JOINS: &[(&str, &str, &str)] = &[
        ("/2019/11/04/L.html", "J.html", "/2019/11/04/J.html"),
        ("/2019/11/04/L.html", "./J.html", "/2019/11/04/J.html"),
        ("/2019/11/04/L.html", "../12/J.html", "/2019/11/12/J.html"),
        ("/2019/11/04/L.html", "../../../../../J.html", "/J.html"),
        ("/2019/11/04/L.html", "/J.html", "/J.html"),
        ("/2019/11/04/L.html", "/", "/"),
        ("/2019/11/04/L.html", "", "/2019/11/04/L.html"),
        ("/2019/11/04/L.html", ".", "/2019/11/04/"),
        ("/2019/11/04/L.html", "./", "/2019/11/04/"),
        ("/2019/11/04/L.html", "..", "/2019/11/"),
        ("/2019/11/04/L.html", "../", "/2019/11/"),
        ("/2019/11/04/L.html", "...", "/2019/11/04/..."),
        ("/2019/11/04/L.html", "a/./b/../c", "/2019/11/04/a/c"),
        ("/2019/11/04/L.html", "a//b", "/2019/11/04/a/b"),
        ("/2019/11/04/L.html", "a//../b", "/2019/11/04/a/b"),
        ("/2019/11/04/L.html", "/../../x", "/x"),
        ("/2019/11/04/L.html", "/a/..", "/"),
        ("/2019/11/04/L.html", "%2e%2E/12/J.html", "/2019/11/12/J.html"),
        ("/2019/11/04/L.html", "a%20b", "/2019/11/04/a b"),
        ("/2019/11/04/L.html", "a b", "/2019/11/04/a b"),
        ("/2019/11/04/L.html", "caf%C3%A9", "/2019/11/04/café"),
        ("/2019/11/04/L.html", "café", "/2019/11/04/café"),
        ("/2019/11/04/L.html", "%ff", "/2019/11/04/\u{FFFD}"),
        ("/2019/11/04/L.html", "a%00.html", "/2019/11/04/a\u{FFFD}.html"),
        ("/2019/11/04/L.html", "100%", "/2019/11/04/100%"),
        ("/2019/11/04/L.html", "a%2Fb", "/2019/11/04/a/b"),
        ("/2019/11/04/L.html", "..%2F..%2Fx", "/2019/x"),
        ("/a/b/", "c", "/a/b/c"),
        ("/a/b/", "../c/", "/a/c/"),
        ("/a/b", "c", "/a/c"),
        ("/", "a", "/a"),
        ("/", "..", "/"),
    ];

    #[test]
    fn links_join_as_in_a_browser() {
        for (page, link, expected) in JOINS {
            assert_eq!(UrlPath::new(page).join(link).as_str(), *expected, "{link:?} on {page}");
        }
    }

    /// From, to, the text between.
    const RELATIVE: &[(&str, &str, &str)] = &[
        ("/2019/11/04/L.html", "/2019/10/27/L.html", "../../10/27/L.html"),
        ("/2019/11/04/L.html", "/2019/11/04/J.html", "J.html"),
        ("/2019/11/04/L.html", "/2019/11/04/L.html", "L.html"),
        ("/2019/11/04/L.html", "/about.html", "../../../about.html"),
        ("/2019/11/04/L.html", "/", "../../../"),
        ("/about.html", "/", "./"),
        ("/", "/", "./"),
        ("/", "/a/b/", "a/b/"),
        ("/a/b/", "/a/", "../"),
        ("/a/b/", "/a/b/", "./"),
        ("/a/b/", "/a/b", "../b"),
        ("/a/b", "/a/b/", "b/"),
        ("/a/b/c.html", "/a b/é.html", "../../a%20b/%C3%A9.html"),
        ("/x", "/a:b", "./a:b"),
        ("/x", "/a:b/c", "./a:b/c"),
        ("/x", "/a/b:c", "a/b:c"),
        ("/x", "/100%/?#", "100%25/%3F%23"),
    ];

    #[test]
    fn a_relative_text_is_the_shortest() {
        for (from, to, expected) in RELATIVE {
            let (from, to) = (UrlPath::new(from), UrlPath::new(to));
            assert_eq!(to.relative_to(&from), *expected, "{from} to {to}");
        }
    }

    #[test]
    fn what_is_encoded_stays_so() {
        for (text, expected) in [
            ("", ""),
            ("a=b&c=/d", "a=b&c=/d"),
            ("a b", "a%20b"),
            ("a%20b", "a%20b"),
            ("100%", "100%25"),
            ("%zz%4", "%25zz%254"),
            ("é", "%C3%A9"),
            ("\"<>`", "%22%3C%3E%60"),
            ("%é", "%25%C3%A9"),
        ] {
            assert_eq!(encode_rest(text), expected, "{text:?}");
            assert_eq!(encode_rest(expected), expected, "{text:?} a second time");
        }
    }

    proptest! {
        #[test]
        fn a_relative_text_leads_back(from in "/[a-c:%é ./]{0,12}", to in "/[a-c:%é ?#\\\\./]{0,12}") {
            let (from, to) = (UrlPath::new(&from), UrlPath::new(&to));
            let text = to.relative_to(&from);
            let reference = Reference::parse(&text);
            prop_assert_eq!((reference.scheme, reference.authority), (None, None));
            prop_assert_eq!(from.join(&reference.path), to);
        }

        #[test]
        fn nothing_joins_out_of_the_root(page in any::<String>(), link in any::<String>()) {
            let joined = UrlPath::new(&page).join(&Reference::parse(&trim(&link)).path);
            prop_assert!(joined.as_str().starts_with('/'));
            prop_assert!(joined.as_str().split('/').all(|segment| segment != ".." && segment != "."));
        }
    }
}
