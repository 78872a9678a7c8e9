//! What to say on a page that is not there: the nearest addresses, and where the link is written that led here.

use std::cmp::Reverse;

use crate::address::UrlPath;
use crate::address::reference::Reference;
use crate::diagnostic::nearest;
use crate::site::Site;
use crate::site::route::RouteId;

/// How many addresses are named.
const MOST: usize = 5;

/// The addresses that are likeliest to be meant, best first, as links carry them.
pub(in crate::command) fn likely(site: &Site, path: &UrlPath) -> Vec<String> {
    let routes = &site.routes;
    let mut found: Vec<RouteId> = Vec::new();
    let mut add = |ids: &[RouteId]| {
        let mut ids = ids.to_vec();
        ids.sort_by_key(|id| Reverse(common_folders(routes.get(*id).url.as_str(), path.as_str())));
        for id in ids {
            let id = routes.destination(id);
            if !found.contains(&id) && found.len() < MOST {
                found.push(id);
            }
        }
    };
    add(routes.served_in_any_case(path).as_slice());
    add(routes.alike(path));
    add(routes.namesakes(path));
    let last = path.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_lowercase();
    let word = last.strip_suffix(".html").unwrap_or(&last);
    if !word.is_empty() && word.len() < 100 {
        let names = routes.names().filter(|(name, _)| name.len().abs_diff(word.len()) <= 3);
        if let Some(near) = nearest(word, names.map(|(name, _)| name)) {
            add(routes.namesakes(&UrlPath::new(near)));
        }
    }
    found.into_iter().map(|id| site.href(&routes.get(id).url)).collect()
}

/// How many folders two paths share from the root on: most who mistype an address mistype its end.
fn common_folders(a: &str, b: &str) -> usize {
    a.split('/').zip(b.split('/')).take_while(|(a, b)| a == b).count()
}

/// Where in the text of the page at `from` a link to `path` is written: the bytes of its address. Both paths decoded, with
/// the base path.
pub(super) fn link_in(text: &str, from: &str, path: &str) -> Option<std::ops::Range<usize>> {
    let name = path.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty())?;
    let encoded = UrlPath::new(name).encoded();
    let encoded = encoded.trim_start_matches('/');
    let mut places: Vec<usize> = text.match_indices(name).map(|(at, _)| at).collect();
    if encoded != name {
        places.extend(text.match_indices(encoded).map(|(at, _)| at));
    }
    places.sort_unstable();
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ')' | '<' | '>' | '[' | ']' | '=');
    let addresses: Vec<std::ops::Range<usize>> = places
        .into_iter()
        .filter_map(|at| {
            let before = text.get(..at)?;
            let start =
                before.rfind(ends).map_or(0, |end| end + before[end..].chars().next().map_or(1, char::len_utf8));
            let end = text.get(at..)?.find(ends).map_or(text.len(), |end| at + end);
            Some(start..end)
        })
        .collect();
    let leads_here = |range: &std::ops::Range<usize>| {
        let address = text.get(range.clone()).unwrap_or_default();
        UrlPath::new(from).join(&Reference::parse(address).path).as_str() == path
    };
    addresses.iter().find(|range| leads_here(range)).or(addresses.first()).cloned()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn the_link_that_led_here() {
        for (text, path, expected) in [
            ("see [x](../b/gone.html) and", "/b/gone.html", "../b/gone.html"),
            ("gone.html is [x](/b/gone.html#y)", "/b/gone.html", "/b/gone.html#y"),
            ("<a href=\"/a%20b.html\">", "/a b.html", "/a%20b.html"),
            ("[x]: /gone/", "/gone/", "/gone/"),
            ("über /gone", "/gone", "/gone"),
        ] {
            let range = link_in(text, "/a/page.html", path).unwrap();
            assert_eq!(&text[range], expected, "{text}");
        }
        assert_eq!(link_in("nothing", "/a", "/gone"), None);
        assert_eq!(link_in("nothing", "/a", "/"), None);
    }
}
