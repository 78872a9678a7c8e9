//! Which lists a site has, and where: `author_pages`, `archives`, and jekyll-archives' own key (`jekyll-archives.rb` of that
//! plugin).
//!
//! 1. `author_pages` is `true`, `false` or a pattern.
//! 2. `archives` is the same for all kinds at once, or a mapping from kind to `true`, `false` or a pattern, or a list of the
//!    kinds that are wanted.
//! 3. Without it, `jekyll-archives` is read: `enabled` lists the kinds, `permalinks` has their patterns.

use indexmap::IndexMap;
use serde_yaml::Value;

use super::fields::{Fields, scalar};
use crate::diagnostic::nearest;
use crate::yaml::Place;

/// The patterns of the addresses of a site's lists; nothing for a kind that is switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists {
    /// A page for each author: `/authors/:name/`.
    pub authors: Option<String>,
    /// A page for each tag: `/tags/:name/`.
    pub tags: Option<String>,
    /// A page for each category: `/categories/:name/`.
    pub categories: Option<String>,
    /// A page for each year: `/archive/:year/`.
    pub years: Option<String>,
    /// A page for each month: `/archive/:year/:month/`.
    pub months: Option<String>,
    /// A page for each day: `/archive/:year/:month/:day/`.
    pub days: Option<String>,
    /// Everything on one page: `/archive/`.
    pub all: Option<String>,
}

impl Default for Lists {
    fn default() -> Self {
        let pattern = |pattern: &str| Some(pattern.to_owned());
        Self {
            authors: pattern("/authors/:name/"),
            tags: pattern("/tags/:name/"),
            categories: pattern("/categories/:name/"),
            years: pattern("/archive/:year/"),
            months: pattern("/archive/:year/:month/"),
            days: pattern("/archive/:year/:month/:day/"),
            all: pattern("/archive/"),
        }
    }
}

/// The kinds under `archives`, as they are written there, with what their patterns must hold.
const KINDS: [(&str, &[&str]); 6] = [
    ("years", &[":year"]),
    ("months", &[":year", ":month"]),
    ("days", &[":year", ":month", ":day"]),
    ("tags", &[":name"]),
    ("categories", &[":name"]),
    ("all", &[]),
];

/// Where jekyll-archives has them; ours stand together, away from the folders that posts are in.
const JEKYLLS: &[(&str, &str)] = &[("years", "/:year/"), ("months", "/:year/:month/"), ("days", "/:year/:month/:day/")];

/// The kind that a word means: `tags`, or `tag` as jekyll-archives has it among its permalinks.
fn kind_of(word: &str) -> Option<&'static str> {
    let singular = |kind: &str| {
        kind.strip_suffix("ies").map_or_else(|| kind.trim_end_matches('s').to_owned(), |stem| format!("{stem}y"))
    };
    KINDS.iter().map(|(kind, _)| *kind).find(|kind| *kind == word || singular(kind) == word)
}

/// What was written for one kind.
enum Wanted {
    Off,
    AsUsual,
    At(String),
}

fn wanted(value: &Value) -> Option<Wanted> {
    match value {
        Value::Null | Value::Bool(true) => Some(Wanted::AsUsual),
        Value::Bool(false) => Some(Wanted::Off),
        Value::String(text) => match text.as_str() {
            "true" | "yes" | "on" => Some(Wanted::AsUsual),
            "false" | "no" | "off" => Some(Wanted::Off),
            pattern => Some(Wanted::At(pattern.to_owned())),
        },
        _ => None,
    }
}

/// What is wrong with a pattern, and what to write instead.
fn fault(pattern: &str, needs: &[&str], usual: &str) -> Option<(String, String)> {
    let hint = || format!("`{usual}`");
    if !pattern.starts_with('/') {
        return Some(("must begin with `/`".to_owned(), format!("`/{pattern}`")));
    }
    if pattern.contains(|c: char| c.is_control() || c == '\\') {
        return Some(("holds a character that no address can".to_owned(), hint()));
    }
    let placeholders = || pattern.split('/').flat_map(|segment| segment.split(':').skip(1));
    let word = |text: &str| -> String { text.chars().take_while(char::is_ascii_lowercase).collect() };
    if let Some(unknown) = placeholders().map(word).find(|word| !needs.iter().any(|known| known[1..] == **word)) {
        let known =
            if needs.is_empty() { "there are none here".to_owned() } else { format!("there is {}", quoted(needs)) };
        return Some((format!("has no placeholder `:{unknown}`: {known}"), hint()));
    }
    let missing = needs.iter().find(|needed| !placeholders().any(|found| word(found) == needed[1..]))?;
    Some((format!("must hold `{missing}`, or all would have one address"), hint()))
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

impl Lists {
    /// Reads the keys. What cannot be used is reported and left at its default.
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let mut lists = Self::default();
        if let Some(value) = fields.value("author_pages") {
            let usual = lists.authors.take().unwrap_or_default();
            lists.authors = match wanted(value) {
                Some(Wanted::Off) => None,
                Some(Wanted::AsUsual) => Some(usual),
                Some(Wanted::At(pattern)) => match fault(&pattern, &[":name"], &usual) {
                    None => Some(pattern),
                    Some((what, instead)) => {
                        fields.wrong(
                            "author_pages",
                            format!("`author_pages` {what}"),
                            format!("write `author_pages: {}`", instead.trim_matches('`')),
                        );
                        Some(usual)
                    }
                },
                None => {
                    fields.wrong(
                        "author_pages",
                        "`author_pages` must be `true`, `false` or a pattern",
                        "write `author_pages: /authors/:name/`",
                    );
                    Some(usual)
                }
            };
        }
        if fields.value("archives").is_some() {
            lists.read_archives(fields);
        } else if let Some(Value::Mapping(plugin)) = fields.value("jekyll-archives") {
            for (kind, pattern) in JEKYLLS {
                *lists.slot(kind) = Some((*pattern).to_owned());
            }
            if let Some(enabled) = plugin.get("enabled") {
                lists.only("jekyll-archives", enabled, fields);
            }
            if let Some(Value::Mapping(patterns)) = plugin.get("permalinks") {
                lists.patterns("jekyll-archives", patterns, &IndexMap::new(), fields);
            }
        }
        lists
    }

    fn read_archives(&mut self, fields: &mut Fields<'_>) {
        match fields.value("archives") {
            Some(Value::Mapping(patterns)) => {
                let places = fields.nested("archives");
                self.patterns("archives", patterns, &places, fields);
            }
            Some(value) => self.only("archives", value, fields),
            None => {}
        }
    }

    /// Only those kinds: `true`, `false`, `all`, or a list of them.
    fn only(&mut self, key: &str, value: &Value, fields: &mut Fields<'_>) {
        let kinds: Option<Vec<String>> = match value {
            Value::Bool(true) => return,
            Value::Bool(false) => Some(Vec::new()),
            Value::String(word) if word == "all" => return,
            Value::Sequence(words) => words.iter().map(scalar).collect(),
            value => scalar(value).map(|word| vec![word]),
        };
        let wrong = |fields: &mut Fields<'_>, message: String, hint: &str| fields.wrong(key, message, hint);
        let Some(kinds) = kinds else {
            return wrong(
                fields,
                format!("`{key}` must be `true`, `false` or say which lists there are"),
                "write `archives: [tags, years]`",
            );
        };
        for word in &kinds {
            if kind_of(word).is_none() {
                let all = KINDS.map(|(kind, _)| kind);
                let hint = match nearest(word, all) {
                    Some(near) => format!("write `{near}`"),
                    None => format!("there are {}", quoted(&all)),
                };
                wrong(fields, format!("`{word}` in `{key}` is no kind of list"), &hint);
            }
        }
        // jekyll-archives knows no list of everything, and nobody who uses it can have asked for it.
        let is_kept = |kind: &str| {
            kinds.iter().any(|word| kind_of(word) == Some(kind)) || (kind == "all" && key == "jekyll-archives")
        };
        for (kind, _) in KINDS {
            if !is_kept(kind) {
                *self.slot(kind) = None;
            }
        }
    }

    /// Each kind as it is wanted.
    fn patterns(
        &mut self,
        outer: &str,
        patterns: &serde_yaml::Mapping,
        places: &IndexMap<String, Place>,
        fields: &mut Fields<'_>,
    ) {
        for (key, value) in patterns {
            let Some(word) = scalar(key) else { continue };
            let Some(kind) = kind_of(&word) else {
                let all = KINDS.map(|(kind, _)| kind);
                let hint = match nearest(&word, all) {
                    Some(near) => format!("write `{near}`"),
                    None => format!("there are {}", quoted(&all)),
                };
                fields.wrong_in(places, outer, &word, "is no kind of list", &hint);
                continue;
            };
            let needs = KINDS.iter().find(|(name, _)| *name == kind).map_or(&[][..], |(_, needs)| *needs);
            let usual = Self::default().slot(kind).clone().unwrap_or_default();
            let slot = self.slot(kind);
            match wanted(value) {
                Some(Wanted::Off) => *slot = None,
                // jekyll-archives has patterns for kinds that `enabled` leaves out.
                Some(Wanted::AsUsual) => {}
                Some(Wanted::At(pattern)) => match fault(&pattern, needs, &usual) {
                    None if slot.is_some() => *slot = Some(pattern),
                    None => {}
                    Some((what, instead)) => {
                        let hint = format!("write `{word}: {}`", instead.trim_matches('`'));
                        fields.wrong_in(places, outer, &word, &what, &hint);
                    }
                },
                None => {
                    let hint = format!("write `{word}: {usual}`");
                    fields.wrong_in(places, outer, &word, "must be `true`, `false` or a pattern", &hint);
                }
            }
        }
    }

    fn slot(&mut self, kind: &str) -> &mut Option<String> {
        match kind {
            "years" => &mut self.years,
            "months" => &mut self.months,
            "days" => &mut self.days,
            "tags" => &mut self.tags,
            "categories" => &mut self.categories,
            _ => &mut self.all,
        }
    }
}
