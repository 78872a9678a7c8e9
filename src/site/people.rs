//! Who writes here: the details of authors, from `data/authors.yml` (Jekyll's `_data/authors.yml`) or `authors:` in
//! `_config.yml`.
//!
//! 1. Each entry is a person: a mapping under a key, `ada: {name: Ada Example, bio: …}`, or one of a list, with `name`.
//! 2. A document names its authors by key or by name ([`People::exact`]); a name that differs in case, blanks and accents
//!    only is taken for the person too ([`People::find`]), and said to be another spelling.
//!
//! `_config.yml` is read where there is no data file.

use std::collections::HashMap;
use std::ops::Range;

use serde_yaml::{Mapping, Value};

use crate::address::SourcePath;
use crate::config::{CONFIG_FILE, Config};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{self, Subject};

/// One entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The key it stands under, or its name: `ada`.
    pub key: String,
    /// `name`, or the key: `Ada Example`.
    pub name: String,
    /// `bio`: Markdown.
    pub bio: Option<String>,
    /// `url`: a page of their own, `https://ada.example`.
    pub website: Option<String>,
    /// `avatar`: the address of a picture, `/images/ada.png`.
    pub avatar: Option<String>,
    /// `email`.
    pub email: Option<String>,
    /// `links`: a word and an address each; and those that `github: ada` and its like stand for.
    pub links: Vec<(String, String)>,
    /// All of the entry.
    pub details: Mapping,
}

/// Everybody with details.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    all: Vec<Person>,
    /// Key or name → place in `all`.
    exact: HashMap<String, usize>,
    /// The same, folded; nothing where it would be two.
    folded: HashMap<String, Option<usize>>,
}

/// Keys that hold a name at some other place, and what stands before and behind it there.
const PLACES: [(&str, &str, &str); 7] = [
    ("github", "GitHub", "https://github.com/"),
    ("gitlab", "GitLab", "https://gitlab.com/"),
    ("mastodon", "Mastodon", ""),
    ("bluesky", "Bluesky", "https://bsky.app/profile/"),
    ("linkedin", "LinkedIn", "https://www.linkedin.com/in/"),
    ("twitter", "Twitter", "https://twitter.com/"),
    ("youtube", "YouTube", "https://www.youtube.com/@"),
];

/// What an entry can hold, and what each of them is.
pub const KEYS: [(&str, &str); 7] = [
    ("name", "the name that is shown; the key if it is not there"),
    ("bio", "a few words about them, in Markdown; also `description`"),
    ("url", "a page of their own; also `uri`, `website`, `home`, `web`"),
    ("avatar", "the address of a picture; also `picture`, `image`, `gravatar_url`"),
    ("email", "shown if the site says `show_email: true`"),
    ("links", "more places, each with `label` and `url`, or `Label: address`"),
    ("github", "their name there; also `gitlab`, `mastodon`, `bluesky`, `linkedin`, `twitter`, `youtube`"),
];

/// Where entries are written down.
struct Written<'a> {
    /// `data/authors.yml`, or the files of a folder `data/authors/`, or the configuration; the first holds the list.
    files: Vec<(SourcePath, &'a str)>,
    /// All of the list in the first of them.
    range: Range<usize>,
}

impl<'a> Written<'a> {
    fn of_data(files: impl Iterator<Item = (&'a SourcePath, &'a [u8])>) -> Self {
        let files = files.map(|(path, bytes)| (path.clone(), std::str::from_utf8(bytes).unwrap_or_default()));
        Self { files: files.collect(), range: 0..0 }
    }

    fn whole(&self) -> (SourcePath, Range<usize>) {
        let path = self.files.first().map_or_else(|| SourcePath::new("data/authors.yml"), |(path, _)| path.clone());
        (path, self.range.clone())
    }

    /// The place of one entry: its key, or the beginning of its item in a list, or a file of its own.
    fn entry(&self, index: usize, key: Option<&str>) -> (SourcePath, Range<usize>) {
        let own = |(path, text): &(SourcePath, &str)| {
            let range = match key {
                Some(key) if path.stem() == "authors" => {
                    yaml::mapping(text, 0..text.len(), Subject::Data).0.places.get(key)?.key.clone()
                }
                Some(key) => (path.stem() == key).then_some(0..0)?,
                None => item(text, index)?,
            };
            Some((path.clone(), range))
        };
        self.files.iter().find_map(own).unwrap_or_else(|| self.whole())
    }
}

/// The line with which the item of a list begins, in a text that is one list: `- bio: …`.
fn item(text: &str, index: usize) -> Option<Range<usize>> {
    let lines = text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    });
    let mut items = lines.filter(|(_, line)| line.starts_with("- ") || line.trim_end() == "-");
    items.nth(index).map(|(start, line)| start..start + line.trim_end().len())
}

impl People {
    /// Reads `site.data.authors`, else `authors` of the configuration. `files` are the data files with what they hold, for
    /// reports.
    pub fn read<'a>(
        data: &Value,
        config: &Config,
        files: impl Iterator<Item = (&'a SourcePath, &'a [u8])>,
    ) -> (Self, Vec<Diagnostic>) {
        let of_data = data.get("authors").filter(|authors| !authors.is_null());
        let Some(authors) = of_data.or_else(|| config.values.get("authors")) else {
            return (Self::default(), Vec::new());
        };
        let written = if of_data.is_some() {
            Written::of_data(files.filter(|(path, _)| path.stem() == "authors" || path.parent().ends_with("/authors")))
        } else {
            let range = config.places.get("authors").cloned().unwrap_or(0..0);
            Written { files: vec![(SourcePath::new(CONFIG_FILE), "")], range }
        };
        let mut people = Self::default();
        let mut problems = Vec::new();
        let entries: Vec<(Option<String>, &Value)> = match authors {
            Value::Mapping(entries) => entries.iter().map(|(key, value)| (text(key), value)).collect(),
            Value::Sequence(entries) => entries.iter().map(|value| (None, value)).collect(),
            _ => {
                let (path, range) = written.whole();
                problems.push(
                    Diagnostic::new(Code::BadValue, "`authors` must be a mapping from keys to people")
                        .at(&path, range)
                        .hint("write `ada: {name: Ada Lovelace}`"),
                );
                return (people, problems);
            }
        };
        for (index, (key, value)) in entries.into_iter().enumerate() {
            let Some(person) = Person::read(key.as_deref(), value) else {
                let (path, range) = written.entry(index, key.as_deref());
                let message = match key {
                    Some(key) => format!("the author `{key}` has no name"),
                    None => "an author has no name".to_owned(),
                };
                let problem = Diagnostic::new(Code::BadValue, message).at(&path, range);
                problems.push(problem.hint("write `ada: {name: Ada Lovelace}`"));
                continue;
            };
            people.add(person);
        }
        (people, problems)
    }

    fn add(&mut self, person: Person) {
        let place = self.all.len();
        for word in [&person.key, &person.name] {
            self.exact.entry(word.clone()).or_insert(place);
            self.folded
                .entry(fold(word))
                .and_modify(|known| *known = known.filter(|known| *known == place))
                .or_insert(Some(place));
        }
        self.all.push(person);
    }

    /// Who has exactly that key or name.
    pub fn exact(&self, word: &str) -> Option<&Person> {
        self.all.get(*self.exact.get(word)?)
    }

    /// The same, else the one whose key or name differs in case, blanks and accents only.
    pub fn find(&self, word: &str) -> Option<&Person> {
        if self.all.is_empty() {
            return None;
        }
        self.exact(word).or_else(|| self.all.get((*self.folded.get(&fold(word))?)?))
    }

    /// An author as shown: by the person's name, else as written.
    pub fn name<'a>(&'a self, word: &'a str) -> &'a str {
        self.find(word).map_or(word, |person| person.name.as_str())
    }
}

impl Person {
    fn read(key: Option<&str>, value: &Value) -> Option<Self> {
        let empty = Mapping::new();
        let (name, details) = match value {
            Value::Mapping(details) => (field(details, &["name", "display_name"]), details),
            Value::Null => (None, &empty),
            value => (Some(text(value)?), &empty),
        };
        let given = field(details, &["key", "short_name", "username"]);
        let name = name.or_else(|| key.map(str::to_owned)).or_else(|| given.clone())?.trim().to_owned();
        let key = key.map(str::to_owned).or(given).unwrap_or_else(|| name.clone());
        (!name.is_empty()).then(|| Self {
            key,
            bio: field(details, &["bio", "description"]),
            website: field(details, &["url", "uri", "website", "home", "web"]).filter(|url| is_address(url)),
            avatar: field(details, &["avatar", "picture", "image", "gravatar_url"]),
            email: field(details, &["email"]),
            links: links(details),
            details: details.clone(),
            name,
        })
    }
}

fn field(details: &Mapping, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| text(details.get(*key)?)).filter(|text| !text.trim().is_empty())
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Whether a browser would follow it to a page: `javascript:` is none.
fn is_address(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.trim().to_ascii_lowercase());
    scheme.is_none_or(|scheme| matches!(scheme.as_str(), "http" | "https" | "mailto") || scheme.contains('/'))
}

fn links(details: &Mapping) -> Vec<(String, String)> {
    let of_entry = |entry: &Value| match entry {
        Value::Mapping(link) => {
            let url = field(link, &["url", "href", "link"])?;
            Some((field(link, &["label", "title", "name"]).unwrap_or_else(|| host(&url)), url))
        }
        entry => text(entry).map(|url| (host(&url), url)),
    };
    let mut links: Vec<(String, String)> = match details.get("links") {
        Some(Value::Sequence(entries)) => entries.iter().filter_map(of_entry).collect(),
        Some(Value::Mapping(entries)) => {
            entries.iter().filter_map(|(label, url)| Some((text(label)?, text(url)?))).collect()
        }
        _ => Vec::new(),
    };
    for (key, label, before) in PLACES {
        let Some(name) = field(details, &[key]) else { continue };
        let name = name.trim();
        let url = match name.trim_start_matches('@').split_once('@') {
            _ if name.contains("://") => name.to_owned(),
            Some((user, host)) if key == "mastodon" => format!("https://{host}/@{user}"),
            _ if before.is_empty() => continue,
            _ => format!("{before}{}", name.trim_start_matches('@')),
        };
        links.push((label.to_owned(), url));
    }
    links.retain(|(_, url)| is_address(url));
    links
}

/// `https://ada.example/x` as one says it: `ada.example`.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest).trim_start_matches("www.").to_owned()
}

/// A name without what people vary in writing it: case, blanks, hyphens and accents. `Lewis gaul`, `LewisGaul` and
/// `Léwis Gaul` are one. Letters of other scripts stay what they are: to spell them out would make one of many names.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            c if c.is_whitespace() || matches!(c, '-' | '_' | '\u{ad}') || ('\u{300}'..='\u{36f}').contains(&c) => {}
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
                folded.extend(deunicode::deunicode_char(c).unwrap_or_default().chars().map(|c| c.to_ascii_lowercase()));
            }
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    /// What is said of `data/authors.yml`, each with the text it marks.
    fn check(text: &str, expected: &[(&str, &str)]) {
        let value: Value = serde_yaml::from_str(text).unwrap();
        let data = Value::Mapping(Mapping::from_iter([("authors".into(), value)]));
        let path = SourcePath::new("data/authors.yml");
        let config = Config::parse(&SourcePath::new(CONFIG_FILE), "").0;
        let (_, problems) = People::read(&data, &config, [(&path, text.as_bytes())].into_iter());
        let said = problems.iter().map(|problem| {
            let range = problem.span.as_ref().unwrap().range.clone();
            (problem.message.as_str(), &text[range])
        });
        assert_eq!(said.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn faults_are_marked_where_they_stand() {
        check(
            "ada: {name: Ada}\nbert: [x]\n'c d': true\n",
            &[("the author `bert` has no name", "bert"), ("the author `c d` has no name", "'c d'")],
        );
        check(
            "- name: Ada\n  bio: |\n    - x\n- bio: nobody\n-\n",
            &[("an author has no name", "- bio: nobody"), ("an author has no name", "-")],
        );
        check("  - name: Ada\n  - bio: x\n", &[("an author has no name", "")]);
        check("{\"ada\": [1]}", &[("the author `ada` has no name", "\"ada\"")]);
        check("nobody", &[("`authors` must be a mapping from keys to people", "")]);
        check("ada:\nbert: Bert\n", &[]);
    }
}
