//! `feed`: which feeds there are and what stands in them. The keys are jekyll-feed's; `json` and `authors` are our own.

use indexmap::IndexMap;
use serde_yaml::{Mapping, Value};

use super::fields::{Fields, as_count, scalar};
use crate::diagnostic::{Code, Finding, nearest, one_slip_away, only_one_slip_away};
use crate::yaml::Place;

/// Which feeds a site has, and what stands in each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feeds {
    /// `feed.path`: where the Atom feed of all posts is served, `/feed.xml` if unset; nothing with `feed: false`.
    pub atom: Option<String>,
    /// `feed.json`: where the JSON Feed is served, `/feed.json` if unset; nothing with `json: false`.
    pub json: Option<String>,
    /// `feed.posts_limit`: posts in each feed; 10 if unset.
    pub limit: usize,
    /// `feed.excerpt_only: true` leaves the posts' texts out, and gives their beginnings.
    pub excerpt_only: bool,
    /// `feed.icon`: the address of a small square picture.
    pub icon: Option<String>,
    /// `feed.logo`: the address of a larger one.
    pub logo: Option<String>,
    /// `feed.authors`: the authors that have a feed; all of them if unset.
    pub authors: TermFeeds,
    /// `feed.tags`: the tags that have a feed; all of them if unset. Where the key is written, they are where jekyll-feed has
    /// them: `/feed/by_tag/NAME.xml`.
    pub tags: TermFeeds,
    /// `feed.categories`: the same of categories: `/feed/NAME.xml`.
    pub categories: TermFeeds,
}

/// Which terms of a kind have a feed, and where: `true`, `false`, a list, or a mapping with `only`, `except` and `path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermFeeds {
    which: Which,
    /// The folder of the feeds: `/feed/by_tag/`; nothing means beside the page of each term.
    pub folder: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Which {
    Except(Vec<String>),
    Only(Vec<String>),
}

impl TermFeeds {
    /// Every term has one, beside its page.
    const ALL: Self = Self { which: Which::Except(Vec::new()), folder: None };
    /// No term has one.
    const NONE: Self = Self { which: Which::Only(Vec::new()), folder: None };

    /// Whether the term has a feed; upper and lower case count as one.
    pub fn has(&self, term: &str) -> bool {
        let is_among = |terms: &[String]| terms.iter().any(|known| known.to_lowercase() == term.to_lowercase());
        match &self.which {
            Which::Except(terms) => !is_among(terms),
            Which::Only(terms) => is_among(terms),
        }
    }
}

impl Default for Feeds {
    fn default() -> Self {
        Self {
            atom: Some("/feed.xml".to_owned()),
            json: Some("/feed.json".to_owned()),
            limit: 10,
            excerpt_only: false,
            icon: None,
            logo: None,
            authors: TermFeeds::ALL,
            tags: TermFeeds::ALL,
            categories: TermFeeds::ALL,
        }
    }
}

/// The keys of `feed`: each with what it is where it is not written, and what it does.
pub const KEYS: [(&str, &str, &str); 9] = [
    ("path", "/feed.xml", "where the Atom feed of all posts is served"),
    ("json", "/feed.json", "where the JSON Feed is served, or `false`"),
    ("posts_limit", "10", "posts in each feed"),
    ("excerpt_only", "false", "`true` leaves the texts of posts out, and gives their beginnings"),
    ("icon", "", "the address of a small square picture"),
    ("logo", "", "the address of a larger one"),
    (
        "authors",
        "",
        "authors that have a feed of their own: `true`, `false`, a list, or `{only: […]}`, `{except: […]}` with `path: /feed/` or without; all if nothing is written",
    ),
    ("tags", "", "the same for tags; where it is written, feeds are at jekyll-feed's address, `/feed/by_tag/NAME.xml`"),
    ("categories", "", "the same for categories, then at `/feed/NAME.xml`"),
];

/// Keys of jekyll-feed about things that do not exist here.
const WITHOUT_EFFECT: [&str; 2] = ["collections", "disable_in_development"];

impl Feeds {
    /// Reads the key; what cannot be used is reported and left at its default.
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let plain = Self::default();
        let feed = match fields.value("feed") {
            None | Some(Value::Bool(true)) => return plain,
            Some(Value::Bool(false)) => return Self::none(),
            Some(Value::Mapping(feed)) => feed,
            Some(_) => {
                fields.wrong("feed", "`feed` must be a mapping", "write `feed: {path: /feed.xml, posts_limit: 10}`");
                return plain;
            }
        };
        let places = fields.nested("feed");
        let mut keys = Keys { fields, feed, places };
        keys.report_unknown();
        Self {
            atom: keys.path("path", "/feed.xml").or(plain.atom),
            json: match keys.value("json") {
                Some(Value::Bool(false)) => None,
                None | Some(Value::Bool(true)) => plain.json,
                Some(_) => keys.path("json", "/feed.json").or(plain.json),
            },
            limit: keys.count("posts_limit").unwrap_or(plain.limit),
            excerpt_only: keys.truth("excerpt_only").unwrap_or(plain.excerpt_only),
            icon: keys.text("icon", "/favicon.png"),
            logo: keys.text("logo", "/logo.png"),
            authors: keys.terms("authors", None),
            tags: keys.terms("tags", Some("/feed/by_tag/")),
            categories: keys.terms("categories", Some("/feed/")),
        }
    }

    /// `feed: false`.
    fn none() -> Self {
        let none = || TermFeeds::NONE;
        Self { atom: None, json: None, authors: none(), tags: none(), categories: none(), ..Self::default() }
    }
}

/// The mapping while its keys are read.
struct Keys<'f, 'a> {
    fields: &'f mut Fields<'a>,
    feed: &'a Mapping,
    places: IndexMap<String, Place>,
}

impl<'a> Keys<'_, 'a> {
    fn value(&self, key: &str) -> Option<&'a Value> {
        self.feed.get(key).filter(|value| !value.is_null())
    }

    fn wrong(&mut self, key: &str, what: &str, hint: &str) {
        self.fields.wrong_in(&self.places, "feed", key, what, hint);
    }

    fn report_unknown(&mut self) {
        let names = KEYS.map(|(name, ..)| name);
        for key in self.feed.keys().filter_map(scalar) {
            if names.contains(&key.as_str()) || WITHOUT_EFFECT.contains(&key.as_str()) {
                continue;
            }
            let own = self.places.get(&key);
            let place = own.or_else(|| self.fields.place("feed"));
            let range = place.map_or(0..0, |place| place.key.clone());
            let known = only_one_slip_away(&key, names).filter(|known| !self.feed.contains_key(*known));
            let is_only_one =
                |known: &str| self.feed.keys().filter_map(scalar).filter(|key| one_slip_away(key, known)).count() == 1;
            let replacement =
                known.filter(|known| is_only_one(known)).and_then(|known| own?.renamed(self.fields.text, &key, known));
            let hint = match nearest(&key, names) {
                Some(known) => format!("write `{known}`"),
                None => format!("there are {}", names.map(|known| format!("`{known}`")).join(", ")),
            };
            let message = format!("`feed.{key}` is no key of `feed`");
            let finding = Finding { replacement, ..Finding::new(Code::MisspeltKey, range, message).hint(hint) };
            self.fields.findings.push(finding);
        }
    }

    fn text(&mut self, key: &str, example: &str) -> Option<String> {
        let text = scalar(self.value(key)?).filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.wrong(key, "must be an address", &format!("write `{key}: {example}`"));
        }
        text
    }

    fn path(&mut self, key: &str, example: &str) -> Option<String> {
        let path = scalar(self.value(key)?).filter(|path| !path.trim_matches('/').is_empty());
        if path.is_none() {
            self.wrong(key, "must be the address of a file", &format!("write `{key}: {example}`"));
        }
        path.map(|path| format!("/{}", path.trim_start_matches('/')))
    }

    fn count(&mut self, key: &str) -> Option<usize> {
        let count = as_count(self.value(key)?);
        if count.is_none() {
            self.wrong(key, "must be a whole number, 1 or more", &format!("write `{key}: 10`"));
        }
        count
    }

    fn truth(&mut self, key: &str) -> Option<bool> {
        let truth = self.value(key)?.as_bool();
        if truth.is_none() {
            self.wrong(key, "must be `true` or `false`", &format!("write `{key}: true`"));
        }
        truth
    }

    /// Where jekyll-feed is told of terms, its readers know their feeds by its addresses: `usual`.
    fn terms(&mut self, key: &str, usual: Option<&str>) -> TermFeeds {
        let list = |value: &Value| match value {
            Value::Sequence(items) => items.iter().map(scalar).collect::<Option<Vec<_>>>(),
            value => scalar(value).map(|term| vec![term]),
        };
        let folder = usual.map(str::to_owned);
        let found = match self.value(key) {
            None => return TermFeeds::ALL,
            Some(Value::Bool(false)) => return TermFeeds::NONE,
            Some(Value::Bool(true)) => Some(TermFeeds { folder, ..TermFeeds::ALL }),
            Some(terms @ Value::Sequence(_)) => {
                list(terms).map(|terms| TermFeeds { which: Which::Only(terms), folder })
            }
            Some(Value::Mapping(wanted)) => {
                let which = match (wanted.get("only"), wanted.get("except")) {
                    (Some(only), _) => list(only).map(Which::Only),
                    (None, Some(except)) => list(except).map(Which::Except),
                    (None, None) => Some(Which::Except(Vec::new())),
                };
                let is_known = |key: &Value| key.as_str().is_some_and(|key| ["only", "except", "path"].contains(&key));
                let path = wanted.get("path").and_then(scalar).map(|path| match path.trim_matches('/') {
                    "" => "/".to_owned(),
                    path => format!("/{path}/"),
                });
                which.filter(|_| wanted.keys().all(is_known)).map(|which| TermFeeds { which, folder: path.or(folder) })
            }
            Some(_) => None,
        };
        found.unwrap_or_else(|| {
            let hint = format!("write `{key}: {{only: [one, two]}}`");
            self.wrong(key, "must be `true`, `false`, a list, or a mapping with `only`, `except` or `path`", &hint);
            TermFeeds::ALL
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::address::SourcePath;
    use crate::config::{Config, TermFeeds};

    fn check(written: &str, term: &str, expected: bool, folder: Option<&str>) {
        let (config, problems) =
            Config::parse(&SourcePath::new("_config.yml"), &format!("feed: {{tags: {written}}}\n"));
        assert_eq!(problems, [], "{written}");
        let TermFeeds { folder: found, .. } = &config.feeds.tags;
        assert_eq!((config.feeds.tags.has(term), found.as_deref()), (expected, folder), "{written} {term}");
    }

    #[test]
    fn terms_that_have_a_feed() {
        let by_tag = Some("/feed/by_tag/");
        check("~", "a", true, None);
        check("false", "a", false, None);
        check("true", "a", true, by_tag);
        check("[a, B]", "b", true, by_tag);
        check("{only: [a]}", "A", true, by_tag);
        check("{only: a}", "b", false, by_tag);
        check("{except: [a, 1]}", "1", false, by_tag);
        check("{except: [a], path: x/y}", "b", true, Some("/x/y/"));
        check("{path: /}", "b", true, Some("/"));
    }
}
