//! Keys one slip away from a known one: `athor`, `Title`, `last-modified-at`.

use indexmap::IndexMap;

use super::keys::{KEYS, is_known};
use crate::diagnostic::{Code, Finding, one_slip_away, only_one_slip_away};
use crate::yaml::Place;

/// Keys that themes and plugins read, or that are English words of their own, each near a known key and meant as it is.
const MEANT: [&str; 42] = [
    "feeds",
    "need",
    "needs",
    "seed",
    "speed",
    "fees",
    "free",
    "drafts",
    "craft",
    "drift",
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

/// The keys that the program reads.
fn names() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|key| key.name)
}

/// A warning for every key that was most likely meant to be a known one. Which one is certain if no other is as near, and
/// no other key of the file means the same.
pub(super) fn check(text: &str, places: &IndexMap<String, Place>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let meant = |key: &str| meant(key).filter(|known| !places.contains_key(*known));
    for (key, place) in places {
        let Some(known) = meant(key) else { continue };
        let message = format!("`{key}` is one slip away from `{known}`");
        let mut finding = Finding::new(Code::MisspeltKey, place.key.clone(), message).hint(format!("write `{known}`"));
        let is_only_one = || places.keys().filter(|key| meant(key) == Some(known)).count() == 1;
        if is_certain(key, known) && is_only_one() {
            finding.replacement = place.renamed(text, key, known);
        }
        findings.push(finding);
    }
    findings
}

/// The known key that `key` is a slip of, if it is one: a letter, upper case, `-` or a blank for `_`.
pub(super) fn meant(key: &str) -> Option<&'static str> {
    if is_known(key) || MEANT.contains(&key) {
        return None;
    }
    let plain = plain(key);
    let same = names().find(|known| *known == plain);
    let near = || names().find(|known| one_slip_away(key, known));
    same.or_else(near)
}

/// A key as the known ones are written: `Redirect From` is `redirect_from`.
fn plain(key: &str) -> String {
    key.trim().to_lowercase().replace(['-', ' '], "_")
}

fn is_certain(key: &str, known: &str) -> bool {
    plain(key) == known || only_one_slip_away(key, names()) == Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::front_matter::FrontMatter;

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
    fn keys_that_can_be_written_anew() {
        let check = |text: &str, expected: &[&str]| {
            let (split, _) = FrontMatter::split(text);
            let findings = check(text, &split.front_matter.unwrap_or_default().places);
            let shown: Vec<String> = findings
                .iter()
                .map(|found| format!("{} {}", &text[found.range.clone()], found.replacement.as_deref().unwrap_or("?")))
                .collect();
            assert_eq!(shown, expected, "{text:?}");
        };
        check("\u{feff}---\r\nathor: A\r\n---\r\n", &["athor author"]);
        check(
            "---\n'Title': a\n\"last-modified-at\": 2020-01-01\n---\n",
            &["'Title' 'title'", "\"last-modified-at\" \"last_modified_at\""],
        );
        check("---\n{titel: a}\n---\n", &["titel title"]);
        // Two that mean the same; one that may mean either of two; one whose quotes hide another spelling.
        check("---\nathor: A\nautho: B\n---\n", &["athor ?", "autho ?"]);
        check("---\nauthorz: A\n---\n", &["authorz ?"]);
        check("---\n\"\\x61thor\": A\n---\n", &["\"\\x61thor\" ?"]);
        check("---\nathor: A\nauthor: B\n---\n", &[]);
    }

    #[test]
    fn every_single_slip_is_seen() {
        for known in names().filter(|known| known.len() >= 4) {
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
