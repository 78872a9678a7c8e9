//! `url`, `baseurl` and `cname`: where the site is served.

use super::fields::Fields;
use crate::address::UrlPath;

/// `https://blog.example` and `/repo`, each empty where it is not set.
pub(super) fn read(fields: &mut Fields<'_>) -> (String, String) {
    let base_path = base_path(fields);
    let Some(written) = fields.text("url") else { return (String::new(), base_path) };
    let url = written.trim().trim_end_matches('/');
    if url.is_empty() {
        return (String::new(), base_path);
    }
    let Some(rest) = after_scheme(url) else {
        let host = url.split_once("://").map_or(url, |(_, rest)| rest).trim_start_matches('/');
        fields.wrong("url", "`url` must begin with `https://` or `http://`", format!("write `url: https://{host}`"));
        return (String::new(), base_path);
    };
    let scheme = &url[..url.len() - rest.len()];
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || host.contains(char::is_whitespace) {
        fields.wrong("url", "`url` names no host", "write `url: https://blog.example`");
        return (String::new(), base_path);
    }
    let site = format!("{scheme}{host}");
    if host.len() < rest.len() {
        let path = clean(rest[host.len()..].split(['?', '#']).next().unwrap_or_default());
        let hint = match path.as_str() {
            "" => format!("write `url: {site}`"),
            path if base_path == path || !base_path.is_empty() => {
                format!("write `url: {site}`, and the folder as `baseurl`")
            }
            path => format!("write `url: {site}` and `baseurl: {path}`"),
        };
        fields.wrong("url", "`url` is scheme and host alone, and this has more", hint);
    }
    (site, base_path)
}

fn base_path(fields: &mut Fields<'_>) -> String {
    let Some(written) = fields.text("baseurl") else { return String::new() };
    let written = written.trim();
    if let Some(rest) = after_scheme(written) {
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let scheme = &written[..written.len() - rest.len()];
        let path = clean(path);
        let hint =
            format!("write `url: {scheme}{host}` and `baseurl: {}`", if path.is_empty() { "\"\"" } else { &path });
        fields.wrong("baseurl", "`baseurl` is a path, and this is a whole address", hint);
        return path;
    }
    clean(written)
}

/// The site's own domain, `blog.example`: what `CNAME` says to GitHub Pages. A host alone, so that a slip here does not
/// take the site away from its address.
pub(super) fn domain(fields: &mut Fields<'_>) -> Option<String> {
    let written = fields.text("cname")?;
    let written = written.trim();
    let host = after_scheme(written).unwrap_or(written);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_domain = host.contains('.') && host.split('.').all(is_label);
    if !is_domain || host != written {
        let host = if is_domain { host } else { "blog.example.org" };
        fields.wrong("cname", "`cname` is the name of a host, and this is none", format!("write `cname: {host}`"));
        return None;
    }
    Some(host.to_owned())
}

/// A path with a leading and without a final slash; the root is empty.
pub(super) fn clean(path: &str) -> String {
    UrlPath::from_encoded(path).as_str().trim_end_matches('/').to_owned()
}

/// What follows `https://` or `http://`, in any case.
fn after_scheme(url: &str) -> Option<&str> {
    ["https://", "http://"].iter().find_map(|scheme| {
        let start = url.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| &url[scheme.len()..])
    })
}
