//! Keys one slip away from a known one: `athor`, `Title`, `last-modified-at`.

use indexmap::IndexMap;

use crate::diagnostic::{Code, Finding, one_slip_away};
use crate::yaml::Place;

/// Keys this program reads itself.
const KNOWN: [&str; 25] = [
    "layout",
    "title",
    "date",
    "author",
    "authors",
    "email",
    "category",
    "categories",
    "tag",
    "tags",
    "permalink",
    "slug",
    "published",
    "excerpt",
    "excerpt_separator",
    "description",
    "image",
    "lang",
    "last_modified_at",
    "updated",
    "redirect_from",
    "sitemap",
    "search",
    "redirect_to",
    "render_with_liquid",
];

/// Keys that themes and plugins read, or that are English words of their own, each near a known key and meant as it is.
const MEANT: [&str; 32] = [
    "data",
    "rate",
    "rated",
    "dated",
    "dates",
    "late",
    "gate",
    "mate",
    "fate",
    "update",
    "updates",
    "long",
    "land",
    "lane",
    "tile",
    "tiles",
    "titles",
    "subtitle",
    "images",
    "layouts",
    "emails",
    "langs",
    "slugs",
    "slog",
    "slum",
    "plug",
    "snug",
    "excerpts",
    "descriptions",
    "permalinks",
    "autor",
    "image1",
];

/// A warning for every key that was most likely meant to be a known one.
pub(super) fn check(places: &IndexMap<String, Place>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, place) in places {
        if let Some(known) = meant(key)
            && !places.contains_key(known)
        {
            let finding =
                Finding::new(Code::MisspeltKey, place.key.clone(), format!("`{key}` is one slip away from `{known}`"));
            findings.push(finding.hint(format!("write `{known}`")));
        }
    }
    findings
}

/// The known key that `key` is a slip of, if it is one: a letter, upper case, `-` or a blank for `_`.
pub(super) fn meant(key: &str) -> Option<&'static str> {
    if KNOWN.contains(&key) || MEANT.contains(&key) {
        return None;
    }
    let plain = key.trim().to_lowercase().replace(['-', ' '], "_");
    let same = KNOWN.iter().find(|known| **known == plain);
    let near = || KNOWN.iter().find(|known| one_slip_away(key, known));
    same.or_else(near).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_other_words() {
        let check = |key: &str, expected: Option<&str>| assert_eq!(meant(key), expected, "{key}");
        check("athor", Some("author"));
        check("tilte", Some("title"));
        check("titel", Some("title"));
        check("Title", Some("title"));
        check("DATE", Some("date"));
        check("categorys", Some("category"));
        check("categorie", Some("categories"));
        check("catagories", Some("categories"));
        check("last-modified-at", Some("last_modified_at"));
        check("redirect from", Some("redirect_from"));
        check("premalink", Some("permalink"));
        check("tagss", Some("tags"));
        check("desciption", Some("description"));
        for own in [
            "tag",
            "tags",
            "titles",
            "data",
            "toc",
            "math",
            "tagline",
            "header",
            "pin",
            "comments",
            "subtitle",
            "images",
            "author_profile",
            "teaser",
            "link",
            "links",
            "mermaid",
            "rating",
            "dates",
            "update",
            "long",
            "lead",
            "status",
            "series",
            "page",
            "type",
            "",
        ] {
            check(own, None);
        }
    }

    #[test]
    fn every_single_slip_is_seen() {
        for known in KNOWN.into_iter().filter(|known| known.len() >= 4) {
            for at in 0..known.len() {
                let (before, rest) = known.split_at(at);
                let (letter, after) = rest.split_at(1);
                assert!(one_slip_away(&format!("{before}{after}"), known), "{known} without {at}");
                assert!(one_slip_away(&format!("{before}#{after}"), known), "{known} with another {at}");
                assert!(one_slip_away(&format!("{before}Ü{rest}"), known), "{known} with one more before {at}");
                if let Some(next) = after.chars().next().filter(|next| !letter.contains(*next)) {
                    assert!(
                        one_slip_away(&format!("{before}{next}{letter}{}", &after[1..]), known),
                        "{known} swapped at {at}"
                    );
                }
            }
        }
    }
}
