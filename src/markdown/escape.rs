//! Text and addresses made fit for HTML.

use std::borrow::Cow;

/// Appends `text` with `&`, `<` and `>` escaped; noncharacters, which no text has, become U+FFFD.
pub(super) fn text(out: &mut String, text: &str) {
    escape(out, text, false);
}

/// Appends `value` as it stands between double quotes.
pub(super) fn attribute(out: &mut String, value: &str) {
    escape(out, value, true);
}

fn escape(out: &mut String, text: &str, quotes: bool) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let (replacement, length) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' if quotes => ("&quot;", 1),
            0xEF if is_noncharacter(bytes.get(at..).unwrap_or_default()) => ("\u{FFFD}", 3),
            _ => continue,
        };
        out.push_str(text.get(done..at).unwrap_or_default());
        out.push_str(replacement);
        done = at + length;
    }
    out.push_str(text.get(done..).unwrap_or_default());
}

/// `text` with U+FFFD for every noncharacter.
pub(super) fn without_noncharacters(text: &str) -> Cow<'_, str> {
    if memchr::memmem::find(text.as_bytes(), b"\xEF\xB7").is_none() {
        return Cow::Borrowed(text);
    }
    text.replace(|c| ('\u{FDD0}'..='\u{FDEF}').contains(&c), "\u{FFFD}").into()
}

/// Whether a noncharacter of the block U+FDD0 to U+FDEF begins here.
pub(super) fn is_noncharacter(bytes: &[u8]) -> bool {
    matches!(bytes, [0xEF, 0xB7, 0x90..=0xAF, ..])
}

/// Appends an address between double quotes: percent-encoded where it must be, left alone where it already is
/// (`a b%20c` → `a%20b%20c`).
pub(super) fn address(out: &mut String, address: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = address.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#39;"),
            b'%' if !is_encoded(bytes.get(at + 1..).unwrap_or_default()) => out.push_str("%25"),
            b'%'
            | b'-'
            | b'_'
            | b'.'
            | b'!'
            | b'~'
            | b'*'
            | b'('
            | b')'
            | b';'
            | b'/'
            | b'?'
            | b':'
            | b'@'
            | b'='
            | b'+'
            | b'$'
            | b','
            | b'#'
            | b'['
            | b']'
            | b'0'..=b'9'
            | b'a'..=b'z'
            | b'A'..=b'Z' => {
                out.push(char::from(*byte));
            }
            _ => {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    out.push(char::from(DIGITS.get(usize::from(digit)).copied().unwrap_or(b'0')));
                }
            }
        }
    }
}

fn is_encoded(rest: &[u8]) -> bool {
    matches!(rest, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (input, expected) in [
            ("", ""),
            ("/a/b.html?x=1&y#z", "/a/b.html?x=1&amp;y#z"),
            ("a b", "a%20b"),
            ("a%20b", "a%20b"),
            ("100%", "100%25"),
            ("%zz", "%25zz"),
            ("é", "%C3%A9"),
            ("a\"><b>", "a%22%3E%3Cb%3E"),
            ("a\\b`c", "a%5Cb%60c"),
            ("http://[::1]/", "http://[::1]/"),
            ("\u{FDD0}", "%EF%B7%90"),
        ] {
            let mut out = String::new();
            address(&mut out, input);
            assert_eq!(out, expected, "{input:?}");
        }
    }

    #[test]
    fn texts() {
        let mut out = String::new();
        text(&mut out, "a<b>&\"c\u{FDD0}\u{FDD5}ü");
        assert_eq!(out, "a&lt;b&gt;&amp;\"c\u{FFFD}\u{FFFD}ü");
        out.clear();
        attribute(&mut out, "\"'&\"");
        assert_eq!(out, "&quot;'&amp;&quot;");
    }
}
