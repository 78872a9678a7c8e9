//! What a document's path says about it.

use jiff::Zoned;
use jiff::tz::TimeZone;

use super::{Kind, PostName};
use crate::address::SourcePath;

/// The folders between `content/` and the first `posts/` (or `_posts/`, `drafts/`, `_drafts/`): `content/food/_posts/x.md`
/// is in `food`. Folders inside `posts/` mean nothing (jekyll/document.rb, `categories_from_path`).
pub(super) fn categories(source: &SourcePath, kind: Kind) -> Vec<String> {
    let name = if kind == Kind::Draft { "drafts" } else { "posts" };
    let below = source.under("content").unwrap_or(source.as_str());
    let folders: Vec<&str> = below.split('/').collect();
    let is_base = |folder: &&str| folder.strip_prefix('_').unwrap_or(folder) == name;
    let Some(base) = folders.iter().position(is_base) else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for folder in &folders[..base] {
        if !found.iter().any(|known| known == folder) {
            found.push((*folder).to_owned());
        }
    }
    found
}

/// A slug as a title: `foo-bar_baz` is "Foo `Bar_baz`" (jekyll/utils.rb, `titleize_slug`).
pub(super) fn readable(slug: &str) -> String {
    let words: Vec<String> = slug.split('-').filter(|word| !word.is_empty()).map(capitalised).collect();
    if words.is_empty() { slug.to_owned() } else { words.join(" ") }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let Some(first) = letters.next() else { return String::new() };
    first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect()
}

/// Midnight of the day in a post's name.
pub(super) fn date(name: Option<&PostName>, zone: &TimeZone) -> Option<Zoned> {
    name?.date?.to_zoned(zone.clone()).ok()
}
