//! Keys one slip away from a known one: `tittle`, `base_url`, `timezome`.

use indexmap::IndexMap;

use super::keys::{KEYS, is_known};
use crate::diagnostic::{Code, Finding, one_slip_away, only_one_slip_away};
use crate::yaml::Place;

/// Keys of Jekyll (jekyll/configuration.rb) and its plugins and themes, and words of their own, near a known key and meant
/// as they are.
const MEANT: [&str; 16] = [
    "name", "titles", "feeds", "seed", "need", "land", "long", "lane", "hints", "tints", "lint", "features", "urls",
    "archive", "logos", "socials",
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

fn meant(key: &str) -> Option<&'static str> {
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
