//! Addresses in a text that is read far from its page: each is written out whole.
//!
//! What Markdown led is absolute already; this sees to the rest: what a template wrote (`{% include %}`), what leads to a part
//! of the page (`#fn:1`, which must not lead to a part of the reader's own page), and what nobody could follow.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::address::UrlPath;
use crate::address::reference::{Reference, trim};
use crate::markdown::references;

/// Where a text stands: what its addresses are counted from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Base<'a> {
    /// `https://blog.example`, or empty: then addresses begin at the root of whatever host serves them.
    pub(super) url: &'a str,
    /// The page's path with the base path, encoded: `/repo/2024/05/slug.html`.
    pub(super) page: &'a str,
}

impl Base<'_> {
    /// `address` as `page` reads it, written out.
    pub(super) fn absolute(self, address: &str) -> String {
        let trimmed = trim(address);
        let reference = Reference::parse(&trimmed);
        if reference.scheme.is_some() || trimmed.is_empty() {
            return trimmed.into_owned();
        }
        if let Some(authority) = reference.authority {
            // `//host/path` takes the page's scheme.
            let scheme = self.url.split_once("//").map_or("", |(scheme, _)| scheme);
            return format!("{scheme}//{authority}{}{}", reference.path, reference.rest());
        }
        let path = if reference.path.is_empty() {
            Cow::Borrowed(self.page)
        } else if reference.path.starts_with('/') {
            Cow::Borrowed(reference.path.as_ref())
        } else {
            Cow::Owned(UrlPath::from_encoded(self.page).join(&reference.path).encoded())
        };
        format!("{}{path}{}", self.url, reference.rest())
    }

    /// `html` with every address in it written out.
    pub(super) fn absolute_in(self, html: String) -> String {
        let mut whole = String::new();
        let mut done = 0;
        for (_, range, address) in references(&html) {
            let written = self.absolute(&address);
            if written == *address || range.start < done {
                continue;
            }
            whole.push_str(html.get(done..range.start).unwrap_or_default());
            whole.push_str(&quick_xml::escape::escape(written.as_str()));
            done = range.end;
        }
        if done == 0 {
            return html;
        }
        whole.push_str(html.get(done..).unwrap_or_default());
        whole
    }
}

/// What no address may hold as it is (RFC 3987, section 2.2).
const FORBIDDEN: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// An address that somebody typed, without what none may hold.
pub(super) fn typed(address: &str) -> String {
    utf8_percent_encode(trim(address).as_ref(), FORBIDDEN).to_string()
}

/// Whether another program can follow the address: it has a scheme of the web, and a host.
pub(super) fn is_whole(address: &str) -> bool {
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        let base = Base { url: "https://blog.example", page: "/repo/2024/05/a%20b.html" };
        assert_eq!(base.absolute_in(html.to_owned()), expected, "{html}");
    }

    #[test]
    fn every_address_is_written_out() {
        for html in ["", "text", "<a>b</a>", "<a href=\"\">b</a>", "<a href=\"https://x.example/?a=1&amp;b=2\">b</a>"] {
            check(html, html);
        }
        check("<a href=\"#fn:1\">1</a>", "<a href=\"https://blog.example/repo/2024/05/a%20b.html#fn:1\">1</a>");
        check("<a href=\"?a&amp;b\">1</a>", "<a href=\"https://blog.example/repo/2024/05/a%20b.html?a&amp;b\">1</a>");
        check("<img src='/repo/x.png'>", "<img src='https://blog.example/repo/x.png'>");
        check("<img src=x%20y.png>", "<img src=https://blog.example/repo/2024/05/x%20y.png>");
        check("<img src=\"../../../../x.png\">", "<img src=\"https://blog.example/x.png\">");
        check("<a href=\"//cdn.example/x?y\">1</a>", "<a href=\"https://cdn.example/x?y\">1</a>");
        check(
            "<img src=\"/a.png\" srcset=\"/a.png 1x, /b.png 2x\">",
            "<img src=\"https://blog.example/a.png\" srcset=\"https://blog.example/a.png 1x, https://blog.example/b.png 2x\">",
        );
        check("<pre><code><a href=\"/x\"></code></pre>", "<pre><code><a href=\"/x\"></code></pre>");
        check(
            "<a href=\"mailto:a@b.c\">m</a><a href=\"/ü\">",
            "<a href=\"mailto:a@b.c\">m</a><a href=\"https://blog.example/ü\">",
        );
    }

    #[test]
    fn without_a_host_they_begin_at_the_root() {
        let base = Base { url: "", page: "/repo/a/" };
        for (address, expected) in [
            ("#x", "/repo/a/#x"),
            ("b.png", "/repo/a/b.png"),
            ("/c", "/c"),
            ("//cdn.example/x", "//cdn.example/x"),
            ("https://x.example", "https://x.example"),
        ] {
            assert_eq!(base.absolute(address), expected, "{address}");
        }
    }
}
