//! Keys one slip away from a known one: `tittle`, `base_url`, `timezome`.

use indexmap::IndexMap;

use crate::diagnostic::{Code, Finding, one_slip_away};
use crate::yaml::Place;

/// Keys this program reads itself.
const KNOWN: [&str; 29] = [
    "title",
    "description",
    "url",
    "baseurl",
    "author",
    "lang",
    "timezone",
    "permalink",
    "future",
    "unpublished",
    "show_drafts",
    "excerpt_separator",
    "paginate",
    "paginate_path",
    "author_pages",
    "archives",
    "show_email",
    "feed",
    "sitemap",
    "robots",
    "redirect_from",
    "seo",
    "autolink",
    "search",
    "include",
    "exclude",
    "defaults",
    "lints",
    "theme",
];

/// Keys of Jekyll (jekyll/configuration.rb) and its plugins and themes, and words of their own, near a known key and meant
/// as they are.
const MEANT: [&str; 15] = [
    "authors", "titles", "feeds", "seed", "need", "land", "long", "lane", "links", "hints", "tints", "lint",
    "features", "urls", "archive",
];

/// A warning for every key that was most likely meant to be a known one.
pub(super) fn check(places: &IndexMap<String, Place>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, place) in places {
        let Some(known) = meant(key).filter(|known| !places.contains_key(*known)) else { continue };
        let message = format!("`{key}` is one slip away from `{known}`");
        findings.push(Finding::new(Code::MisspeltKey, place.key.clone(), message).hint(format!("write `{known}`")));
    }
    findings
}

fn meant(key: &str) -> Option<&'static str> {
    if KNOWN.contains(&key) || MEANT.contains(&key) {
        return None;
    }
    let plain = key.trim().to_lowercase().replace(['-', ' '], "_");
    let same = KNOWN.iter().find(|known| **known == plain);
    let near = || KNOWN.iter().find(|known| one_slip_away(key, known));
    same.or_else(near).copied()
}
