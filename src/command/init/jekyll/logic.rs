//! Pages that Liquid's logic makes: lists of posts, feeds, site maps. Most of what they are for is built in.

use std::fs;
use std::path::Path;

use crate::content::{FrontMatter, tags};
use crate::markdown;

/// Endings of files that hold text, which Jekyll runs Liquid over if they have front matter.
const TEXTS: [&str; 11] = ["css", "htm", "html", "js", "json", "markdown", "md", "mkd", "scss", "txt", "xml"];

/// A page that is not moved.
pub(super) struct Stays {
    /// `atom.xml`
    pub(super) name: String,
    /// What there is in its place: "the home page is built in".
    pub(super) instead: String,
}

impl Stays {
    /// The page of that name in the blog's folder.
    pub(super) fn of(folder: &Path, name: &str) -> Self {
        let text = fs::read_to_string(folder.join(name)).unwrap_or_default();
        Self { name: name.to_owned(), instead: instead(name, &text) }
    }
}

/// Whether the file is a page with logic in it.
pub(super) fn is_in(file: &Path) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    TEXTS.contains(&ending) && fs::read_to_string(file).is_ok_and(|text| is_made_of_it(&text, ending))
}

fn is_made_of_it(text: &str, ending: &str) -> bool {
    let (split, _) = FrontMatter::split(text);
    let body = text.get(split.body..).unwrap_or_default();
    let code = || if matches!(ending, "md" | "markdown" | "mkd") { markdown::code_ranges(body) } else { Vec::new() };
    let is_run = |front_matter: FrontMatter| {
        front_matter.values.get("render_with_liquid").and_then(serde_yaml::Value::as_bool) != Some(false)
    };
    body.contains("{%") && split.front_matter.is_some_and(is_run) && tags::has_logic(body, &code())
}

/// What the program itself has for such a page, by its name or by what it makes.
fn instead(name: &str, text: &str) -> String {
    let stem = name.split('.').next().unwrap_or(name);
    let is_feed = text.contains("<feed") || text.contains("<rss");
    match stem {
        "index" => "the home page is built in: all posts, `paginate` of them on a page".to_owned(),
        "sitemap" | "robots" | "404" => "built in".to_owned(),
        _ if name == "feed.xml" => "the feed is built in".to_owned(),
        _ if is_feed => {
            format!(
                "the feed is built in, as `feed.xml`; to have it here write `feed: {{path: {name}}}` into `_config.yml`"
            )
        }
        _ if ["archive", "tag", "categor", "author", "post", "search"].iter().any(|word| stem.contains(word)) => {
            "lists of all posts, and by tag, category and author, and a search are built in".to_owned()
        }
        _ => "`blogsite theme --reference` says what templates can do in its place".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_of_logic() {
        for (text, ending, expected) in [
            ("---\n---\n{% for post in site.posts %}", "html", true),
            ("---\n---\n    {% if a %}", "xml", true),
            ("---\n---\n    {% if a %}", "md", false),
            ("{% for post in site.posts %}", "html", false),
            ("---\nrender_with_liquid: false\n---\n{% for post in site.posts %}", "html", false),
            ("---\ntitle: '{% if %}'\n---\n{% include a.html %}", "html", false),
            ("", "md", false),
        ] {
            assert_eq!(is_made_of_it(text, ending), expected, "{text}");
        }
    }

    #[test]
    fn what_is_there_instead() {
        for (name, text, expected) in [
            ("index.html", "", "home page"),
            ("feed.xml", "<feed>", "the feed is built in"),
            ("atom.xml", "<feed>", "`feed: {path: atom.xml}`"),
            ("rss.xml", "<rss>", "`feed: {path: rss.xml}`"),
            ("sitemap.xml", "", "built in"),
            ("blog-archive.md", "", "lists of all posts"),
            ("talks.html", "", "blogsite theme"),
        ] {
            assert!(instead(name, text).contains(expected), "{name}: {}", instead(name, text));
        }
    }
}
