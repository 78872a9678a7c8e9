//! Bare addresses that become links, if the site wants it: `https://a.b/c`, `www.a.b`, `x@y.z`.
//!
//! Rules: GitHub Flavored Markdown, section 6.9.

use std::ops::Range;

/// A bare address in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// What stands before it to make it a whole address: `http://`, `mailto:`, nothing.
    pub(super) scheme: &'static str,
}

/// The e-mail addresses in `text` as it stands in HTML: `x@y.z`.
pub fn mail_addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        let Some(address) = (at >= from).then(|| email(text, at, from)).flatten() else { continue };
        from = address.range.end;
        // `git@host:path` and `user@host/path` are no mail addresses.
        let mut after = text.get(from..).unwrap_or_default().chars();
        let is_path = match after.next() {
            Some(':') => after.next().is_some_and(|c| !c.is_whitespace()),
            next => next == Some('/'),
        };
        if !is_path && !text.get(address.range.clone()).is_some_and(|address| address.starts_with("git@")) {
            found.push(address.range);
        }
    }
    found
}

/// The first bare address of `text` at or after `from`.
pub(super) fn next(text: &str, from: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += memchr::memchr3(b':', b'@', b'w', bytes.get(at..)?)?;
        let found = match bytes.get(at)? {
            b'w' => www(text, at, from),
            b'@' => email(text, at, from),
            _ => address(text, at, from),
        };
        if found.is_some() {
            return found;
        }
        at += 1;
    }
}

fn www(text: &str, at: usize, from: usize) -> Option<Found> {
    let rest = text.get(at..)?;
    if !rest.starts_with("www.") || !may_begin(text, at, from) {
        return None;
    }
    let length = link_length(rest, Host::WithDot)?;
    Some(Found { range: at..at + length, scheme: "http://" })
}

fn address(text: &str, colon: usize, from: usize) -> Option<Found> {
    let rest = text.get(colon..)?.strip_prefix("://")?;
    let before = text.get(from..colon)?;
    let scheme = ["https", "http", "ftp"]
        .into_iter()
        .find(|scheme| before.len() >= scheme.len() && ends_with_ignoring_case(before, scheme))?;
    let start = colon - scheme.len();
    if !may_begin(text, start, from) {
        return None;
    }
    let length = link_length(rest, Host::Any)?;
    Some(Found { range: start..colon + 3 + length, scheme: "" })
}

fn ends_with_ignoring_case(text: &str, end: &str) -> bool {
    text.as_bytes().get(text.len() - end.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(end.as_bytes()))
}

fn email(text: &str, at: usize, from: usize) -> Option<Found> {
    let name = text.get(from..at)?;
    let length =
        name.bytes().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+')).count();
    let start = at - length;
    if length == 0 || text.get(from..start)?.ends_with(['/', ':']) {
        return None;
    }
    let host = text.get(at + 1..)?;
    let host_length = host.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')).count();
    let host = host.get(..host_length)?.trim_end_matches('.');
    let is_whole = host.contains('.') && !host.ends_with(['-', '_']) && !host.starts_with('.') && !host.contains("..");
    is_whole.then(|| Found { range: start..at + 1 + host.len(), scheme: "mailto:" })
}

/// An address begins at the start of a line, after a blank, or after one of `*_~(`.
fn may_begin(text: &str, at: usize, from: usize) -> bool {
    at >= from
        && text.get(..at).is_some_and(|before| {
            before.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '('))
        })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Host {
    Any,
    WithDot,
}

/// How much of `rest`, which begins with a host, belongs to the address.
fn link_length(rest: &str, kind: Host) -> Option<usize> {
    let host = rest
        .char_indices()
        .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .map_or(rest, |(end, _)| rest.get(..end).unwrap_or(rest));
    let mut segments = host.trim_end_matches('.').rsplit('.');
    let last = segments.next().filter(|segment| !segment.is_empty())?;
    let before_last = segments.next();
    let has_underscore = last.contains('_') || before_last.is_some_and(|segment| segment.contains('_'));
    if has_underscore || (kind == Host::WithDot && before_last.is_none()) {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(rest.len());
    Some(trimmed(rest.get(..end)?).len())
}

/// An address without the punctuation of the sentence around it.
fn trimmed(mut address: &str) -> &str {
    loop {
        let shorter = match address.as_bytes().last() {
            Some(b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"') => {
                address.get(..address.len() - 1)
            }
            Some(b')') if address.matches(')').count() > address.matches('(').count() => {
                address.get(..address.len() - 1)
            }
            Some(b';') => without_entity(address),
            _ => None,
        };
        match shorter {
            Some(shorter) => address = shorter,
            None => return address,
        }
    }
}

/// `a&copy;` → `a`; a semicolon alone goes too.
fn without_entity(address: &str) -> Option<&str> {
    let body = address.strip_suffix(';')?;
    let name = body.len() - body.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    if name < body.len() && body.get(..name)?.ends_with('&') { body.get(..name - 1) } else { Some(body) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(link) = next(text, at) {
            found.push(format!("{}{}", link.scheme, &text[link.range.clone()]));
            at = link.range.end;
        }
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn bare_addresses() {
        for (text, expected) in [
            ("", &[][..]),
            ("see https://a.b/c, and", &["https://a.b/c"]),
            ("(https://a.b/c_(d))", &["https://a.b/c_(d)"]),
            ("https://a.b/c?d=e&f.", &["https://a.b/c?d=e&f"]),
            ("https://a.b/c&copy;", &["https://a.b/c"]),
            ("HTTP://A.B", &["HTTP://A.B"]),
            ("http://localhost:4000/x", &["http://localhost:4000/x"]),
            ("ftp://a.b", &["ftp://a.b"]),
            ("xhttps://a.b", &[]),
            ("gopher://a.b", &[]),
            ("https:// x", &[]),
            ("https://a_b.c_d", &[]),
            ("www.a.b/c.", &["http://www.a.b/c"]),
            ("www.a", &["http://www.a"]),
            ("www. a", &[]),
            ("awww.b.c", &[]),
            ("x.y+z@a-b.c, d@e", &["mailto:x.y+z@a-b.c"]),
            ("@a.b a@ a@b_", &[]),
            ("https://a.b<c", &["https://a.b"]),
            ("**https://a.b**", &["https://a.b"]),
            ("https://ü.example/é!", &["https://ü.example/é"]),
            ("https://a.b https://c.d", &["https://a.b", "https://c.d"]),
            ("10:30:45", &[]),
        ] {
            check(text, expected);
        }
    }
}
