//! The target of a request → a path that is clean, or none.
//!
//! What is served is found by its address among the addresses of the site, never by joining a path: a path that climbs
//! leads nowhere anyway. It is refused all the same, in every spelling.

use percent_encoding::percent_decode_str;

/// The path and the query of a target: `/a%20b.html?x=1` is `/a b.html` and `x=1`. Nothing if it is no path or no clean one.
pub fn read(target: &str) -> Option<(String, &str)> {
    let target = target.split('#').next().unwrap_or(target);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Some((clean(path)?, query))
}

/// A path decoded; nothing if it climbs, or holds what no address of a site can.
pub fn clean(path: &str) -> Option<String> {
    if !path.starts_with('/') || path.contains("//") {
        return None;
    }
    // Written out, a slash parts folders; encoded, it would be one within a name, and no file has that.
    let encoded_slash = |path: &str| path.as_bytes().windows(3).any(|three| three.eq_ignore_ascii_case(b"%2f"));
    if encoded_slash(path) {
        return None;
    }
    let decoded = percent_decode_str(path).decode_utf8().ok()?.into_owned();
    let is_bad = decoded.contains('\\')
        || decoded.chars().any(char::is_control)
        || decoded.split('/').any(|segment| segment == ".." || segment == ".");
    (!is_bad).then_some(decoded)
}

/// The value of a key in a query, decoded: `path=%2Fa.html`.
pub fn value(query: &str, key: &str) -> Option<String> {
    let pair = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == key)?;
    Some(percent_decode_str(&pair.1.replace('+', " ")).decode_utf8().ok()?.into_owned())
}

/// The path of an address with or without scheme and host, if it is of that host: `http://127.0.0.1:4000/a.html`.
pub fn path_at(address: &str, host: &str) -> Option<String> {
    let rest = address.split_once("://").map(|(_, rest)| rest)?;
    let path = rest.get(..host.len()).filter(|start| start.eq_ignore_ascii_case(host)).and(rest.get(host.len()..))?;
    read(path).map(|(path, _)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        for (target, expected) in [
            ("/", Some("/")),
            ("/a/b.html", Some("/a/b.html")),
            ("/a/b/?x=1#y", Some("/a/b/")),
            ("/%C3%BCber%20uns.html", Some("/über uns.html")),
            ("/...", Some("/...")),
            ("/a..b", Some("/a..b")),
            ("/%252e%252e/x", Some("/%2e%2e/x")),
            ("/%", Some("/%")),
            ("/..", None),
            ("/../etc/passwd", None),
            ("/a/../b", None),
            ("/a/./b", None),
            ("/%2e%2e/x", None),
            ("/%2E%2e/x", None),
            ("/.%2e/x", None),
            ("/..%2fx", None),
            ("/..%5Cx", None),
            ("/a\\b", None),
            ("/%00", None),
            ("/a%00.html", None),
            ("/a%0d%0aX: y", None),
            ("/%ff", None),
            ("//evil.example/x", None),
            ("/a//b", None),
            ("a", None),
            ("*", None),
            ("", None),
            ("http://127.0.0.1/x", None),
        ] {
            assert_eq!(read(target).map(|(path, _)| path).as_deref(), expected, "{target}");
        }
    }

    #[test]
    fn values_and_addresses() {
        assert_eq!(value("path=%2Fa%20b.html&x=1", "path").as_deref(), Some("/a b.html"));
        assert_eq!(value("x=1", "path"), None);
        let host = "127.0.0.1:4000";
        assert_eq!(path_at("http://127.0.0.1:4000/a%20b?c", host).as_deref(), Some("/a b"));
        assert_eq!(path_at("http://evil.example/a", host), None);
        assert_eq!(path_at("/a", host), None);
    }
}
