//! Addresses: under the base path, with the site's host, escaped for one place or another.

use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::super::Services;
use super::{Filter, add, only, text_of};

pub(super) const FILTERS: &[Filter] = &[
    Filter {
        name: "relative_url",
        says: "an address of this site under its base path; what has a scheme or a host of its own stays as it is",
        example: r#"{{ "/about.html" | relative_url }}"#,
        gives: "/repo/about.html",
    },
    Filter {
        name: "absolute_url",
        says: "the same with the site's `url` in front, if it has one",
        example: r#"{{ "/about.html" | absolute_url }}"#,
        gives: "https://blog.example/repo/about.html",
    },
    Filter {
        name: "cgi_escape",
        says: "text as a value in a query; a blank becomes `+`",
        example: r#"{{ "foo, bar; baz?" | cgi_escape }}"#,
        gives: "foo%2C+bar%3B+baz%3F",
    },
    Filter {
        name: "url_encode",
        says: "the same as `cgi_escape`",
        example: r#"{{ "john@example.com" | url_encode }}"#,
        gives: "john%40example.com",
    },
    Filter {
        name: "url_decode",
        says: "the way back",
        example: r#"{{ "%27Stop%21%27+said+Fred" | url_decode }}"#,
        gives: "&#39;Stop!&#39; said Fred",
    },
    Filter {
        name: "uri_escape",
        says: "an address with only those characters escaped that no address can hold",
        example: r#"{{ "/foo, bar?q=ä" | uri_escape }}"#,
        gives: "/foo,%20bar?q=%C3%A4",
    },
    Filter {
        name: "email_link",
        says: "a link to an e-mail address, every character of it written as its number: browsers read it, most programs that collect addresses do not",
        example: r#"{{ "a@b.c" | email_link }}"#,
        gives: "<a href=\"&#x6d;&#97;&#x69;&#108;&#x74;&#111;&#x3a;&#97;&#x40;&#98;&#x2e;&#99;\">&#x61;&#64;&#x62;&#46;&#x63;</a>",
    },
];

/// What `CGI.escape` of Ruby leaves as it is, besides letters and digits.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What an address as a whole cannot hold. `%` stays: most often it already stands for something escaped.
const ADDRESS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

pub(super) fn register(tera: &mut Tera, services: &Arc<Services>) {
    let site = Arc::clone(services);
    tera.register_filter("relative_url", move |value: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &[])?;
        Ok::<_, Error>(relative_url(&site.base_path, &text_of(value)?))
    });
    let site = Arc::clone(services);
    tera.register_filter("absolute_url", move |value: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &[])?;
        Ok::<_, Error>(absolute_url(&site.url, &site.base_path, &text_of(value)?))
    });
    tera.register_filter("email_link", |value: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &[])?;
        Ok::<_, Error>(Value::safe_string(&email_link(&text_of(value)?)))
    });
    add(tera, "cgi_escape", query);
    add(tera, "url_encode", query);
    add(tera, "url_decode", decoded);
    tera.register_filter("uri_escape", |value: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &[])?;
        Ok::<_, Error>(utf8_percent_encode(&text_of(value)?, ADDRESS).to_string())
    });
}

/// A link to an address, nowhere in plain letters.
fn email_link(address: &str) -> String {
    let address: String = address.trim().chars().filter(|c| !c.is_control()).collect();
    if address.is_empty() {
        return String::new();
    }
    format!("<a href=\"{}\">{}</a>", in_numbers(&format!("mailto:{address}")), in_numbers(&address))
}

/// Every character as a reference to its number, in hexadecimals and decimals by turns.
fn in_numbers(text: &str) -> String {
    let number = |(index, c): (usize, char)| match index % 2 {
        0 => format!("&#x{:x};", u32::from(c)),
        _ => format!("&#{};", u32::from(c)),
    };
    text.chars().enumerate().map(number).collect()
}

/// `address` under `base_path` (`jekyll/filters/url_filters.rb`, `relative_url`): `about.html` and `/about.html` are both
/// `/repo/about.html`. What has a scheme or a host, and what is only a query or an anchor, stays as it is.
pub fn relative_url(base_path: &str, address: &str) -> String {
    let address = address.trim();
    if has_scheme(address) || address.starts_with("//") || address.starts_with(['#', '?']) {
        return address.to_owned();
    }
    let path = utf8_percent_encode(address.trim_start_matches('/'), ADDRESS);
    format!("{base_path}/{path}")
}

/// [`relative_url`] with `url` (`https://blog.example`) in front; without one it stays relative, as in Jekyll.
pub fn absolute_url(url: &str, base_path: &str, address: &str) -> String {
    let relative = relative_url(base_path, address);
    if relative.starts_with('/') && !relative.starts_with("//") { format!("{url}{relative}") } else { relative }
}

/// Whether the text begins with a scheme: `https:`, `mailto:` (RFC 3986, 3.1).
fn has_scheme(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

fn query(value: &Value, arguments: &Kwargs, _: &State) -> TeraResult<String> {
    only(arguments, &[])?;
    Ok(utf8_percent_encode(&text_of(value)?, QUERY).to_string().replace("%20", "+"))
}

fn decoded(value: &Value, arguments: &Kwargs, _: &State) -> TeraResult<String> {
    only(arguments, &[])?;
    let text = text_of(value)?.replace('+', " ");
    match percent_decode_str(&text).decode_utf8() {
        Ok(decoded) => Ok(decoded.into_owned()),
        Err(_) => Err(Error::message(format!("`{text}` does not decode to text"))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_error};
    use super::*;

    #[test]
    fn addresses_go_under_the_base_path() {
        for (address, relative, absolute) in [
            ("/a.html", "/repo/a.html", "https://blog.example/repo/a.html"),
            ("a.html", "/repo/a.html", "https://blog.example/repo/a.html"),
            ("/", "/repo/", "https://blog.example/repo/"),
            ("", "/repo/", "https://blog.example/repo/"),
            ("/a b/ü.html?q=1#x", "/repo/a%20b/ü.html?q=1#x", "https://blog.example/repo/a%20b/ü.html?q=1#x"),
            ("/a%20b", "/repo/a%20b", "https://blog.example/repo/a%20b"),
            ("https://x.example/y", "https://x.example/y", "https://x.example/y"),
            ("mailto:a@b.example", "mailto:a@b.example", "mailto:a@b.example"),
            ("//cdn.example/x.js", "//cdn.example/x.js", "//cdn.example/x.js"),
            ("#top", "#top", "#top"),
            ("?q=1", "?q=1", "?q=1"),
            ("/a:b", "/repo/a:b", "https://blog.example/repo/a:b"),
            ("2019: a", "/repo/2019:%20a", "https://blog.example/repo/2019:%20a"),
        ] {
            let relative = relative.replace('ü', "%C3%BC");
            let absolute = absolute.replace('ü', "%C3%BC");
            assert_eq!(relative_url("/repo", address), relative);
            assert_eq!(absolute_url("https://blog.example", "/repo", address), absolute);
        }
        assert_eq!(relative_url("", "/a"), "/a");
        assert_eq!(absolute_url("", "/repo", "/a"), "/repo/a");
    }

    #[test]
    fn escapes_are_rubys() {
        for (template, expected) in [
            (r#"{{ "a-b_c.d~e*f" | cgi_escape }}"#, "a-b_c.d~e%2Af"),
            (r#"{{ "ä/&" | url_encode }}"#, "%C3%A4%2F%26"),
            (r#"{{ "http://x.example/a b\\c" | uri_escape }}"#, "http://x.example/a%20b%5Cc"),
            (r#"{{ "a+b%2B" | url_decode }}"#, "a b+"),
            (r"{{ nothing | cgi_escape }}", ""),
        ] {
            check(template, expected);
        }
        check_error(r#"{{ "%ff" | url_decode }}"#, "`%ff` does not decode to text");
        check_error(r"{{ posts | relative_url }}", "expected `text` but got `list`");
    }
}
