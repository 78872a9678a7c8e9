//! Known keys of front matter, each read as its kind.

use indexmap::IndexMap;
use jiff::Zoned;
use jiff::tz::TimeZone;
use serde_yaml::Value;

use super::keys::is_known;
use crate::content::date;
use crate::diagnostic::{Code, Finding};
use crate::yaml::{self, Place};

/// The values of one document while they are read, and what is wrong with them.
pub(super) struct Fields<'a> {
    text: &'a str,
    values: &'a IndexMap<String, Value>,
    places: &'a IndexMap<String, Place>,
    zone: &'a TimeZone,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(
        text: &'a str,
        values: &'a IndexMap<String, Value>,
        places: &'a IndexMap<String, Place>,
        zone: &'a TimeZone,
    ) -> Self {
        Self { text, values, places, zone, findings: Vec::new() }
    }

    /// The value of `key`; null counts as absent.
    fn value(&self, key: &str) -> Option<&'a Value> {
        debug_assert!(is_known(key), "`{key}` has no place among the keys");
        self.values.get(key).filter(|value| !value.is_null())
    }

    /// Reports that `key` should hold something else. A key that came from `defaults:` has no place in this file.
    fn wrong(&mut self, key: &str, expected: &str, hint: &str) {
        let range = self.places.get(key).map_or(0..0, |place| place.key.clone());
        let found = self.values.get(key).map_or("nothing", kind_of);
        let message = format!("`{key}` is {expected}, not {found}");
        self.findings.push(Finding::new(Code::BadValue, range, message).hint(hint));
    }

    /// A text; a number or boolean stands for its text as written: `title: 1.10` is "1.10".
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match self.value(key)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => self.words(key).into_iter().next(),
            _ => {
                self.wrong(key, "a text", &format!("write `{key}: some text`"));
                None
            }
        }
    }

    /// The words of a value as written in the file; as YAML understood them where they have no place in it.
    fn words(&self, key: &str) -> Vec<String> {
        let written = self.places.get(key).and_then(|place| yaml::words(self.text, place));
        let understood = || self.value(key).map(|value| scalars(value).unwrap_or_default());
        written.or_else(understood).unwrap_or_default()
    }

    /// A boolean, also in quotes.
    pub(super) fn truth(&mut self, key: &str) -> Option<bool> {
        let truth = match self.value(key)? {
            Value::Bool(truth) => Some(*truth),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => Some(true),
                "false" | "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if truth.is_none() {
            self.wrong(key, "`true` or `false`", &format!("write `{key}: false`"));
        }
        truth
    }

    /// A date in any form that [`date::parse`] reads.
    pub(super) fn date(&mut self, key: &str) -> Option<Zoned> {
        let written = match self.value(key)? {
            Value::String(text) => text.clone(),
            Value::Number(_) => self.words(key).into_iter().next()?,
            _ => {
                self.wrong(key, "a date", &format!("write `{key}: 2020-05-06`"));
                return None;
            }
        };
        match date::parse(&written, self.zone) {
            Ok(date) => Some(date),
            Err(fault) => {
                let range = self.places.get(key).map_or(0..0, |place| place.value.clone());
                let hint = fault.hint.map(|hint| match hint.strip_prefix("write `") {
                    Some(form) => format!("write `{key}: {form}"),
                    None => hint,
                });
                let mut finding = Finding::new(Code::BadDate, range, fault.message);
                finding.hints.extend(hint);
                self.findings.push(finding);
                None
            }
        }
    }

    /// `redirect_to`: an address, or a list whose first item is one (jekyll-redirect-from).
    pub(super) fn redirect_to(&mut self) -> Option<String> {
        let address = self.list("redirect_to").into_iter().next()?;
        if address.trim().is_empty() {
            self.wrong("redirect_to", "an address", "write `redirect_to: /new.html`");
            return None;
        }
        Some(address)
    }

    /// A text, or a list of them.
    pub(super) fn list(&mut self, key: &str) -> Vec<String> {
        let Some(value) = self.value(key) else { return Vec::new() };
        match value {
            Value::String(text) => vec![text.clone()],
            _ => self.items(key, value).unwrap_or_else(|| {
                self.wrong(key, "a text or a list of them", &format!("write `{key}: [one, two]`"));
                Vec::new()
            }),
        }
    }

    /// The items of a list of plain values; numbers as they were written.
    fn items(&self, key: &str, value: &Value) -> Option<Vec<String>> {
        let items = scalars(value)?;
        let has_numbers = match value {
            Value::Sequence(items) => items.iter().any(|item| !matches!(item, Value::String(_))),
            _ => true,
        };
        if !has_numbers {
            return Some(items);
        }
        let written = self.words(key);
        Some(if written.len() == items.len() { written } else { items })
    }

    /// `tags` and `tag`, `categories` and `category`: a text under the plural is split at blanks, one under the singular
    /// is one term (jekyll/utils.rb, `pluralized_array_from_hash`). Each term is kept once.
    pub(super) fn terms(&mut self, terms: &mut Vec<String>, plural: &str, singular: &str) {
        for key in [plural, singular] {
            let Some(value) = self.value(key) else { continue };
            let found = match value {
                Value::String(text) if key == plural => text.split_whitespace().map(str::to_owned).collect(),
                value => self.items(key, value).unwrap_or_else(|| {
                    self.wrong(key, "a list of words", &format!("write `{key}: [one, two]`"));
                    Vec::new()
                }),
            };
            for term in found {
                if !term.is_empty() && !terms.contains(&term) {
                    terms.push(term);
                }
            }
        }
    }

    /// `author` and `authors`: a name (never split: names hold commas), a mapping with `name`, or a list of either; the
    /// site's author where there is none. The second is an `email` written inside the first mapping.
    pub(super) fn authors(&mut self, site: Option<&str>) -> (Vec<String>, Option<String>) {
        let mut names: Vec<String> = Vec::new();
        let mut email = None;
        for key in ["author", "authors"] {
            let Some(value) = self.value(key) else { continue };
            let single = std::slice::from_ref(value);
            let people = if let Value::Sequence(people) = value { people.as_slice() } else { single };
            let mut found = Vec::new();
            for person in people {
                match person {
                    Value::Null => {}
                    Value::Mapping(person) => {
                        let name = ["name", "display_name"].iter().find_map(|key| person.get(*key)).and_then(scalar);
                        found.push(name.ok_or(()));
                        email = email.or_else(|| person.get("email").and_then(scalar));
                    }
                    person => found.push(scalar(person).ok_or(())),
                }
            }
            if found.iter().any(Result::is_err) {
                self.wrong(
                    key,
                    "a name, a mapping with `name`, or a list of them",
                    &format!("write `{key}: Ada Lovelace`"),
                );
            }
            for name in found.into_iter().flatten() {
                let name = name.trim();
                if !name.is_empty() && !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
        }
        if names.is_empty() {
            names.extend(site.map(str::to_owned));
        }
        (names, email)
    }

    /// `layout`: a name; `null`, `none` and `false` all mean that no template is to be used.
    pub(super) fn layout(&mut self) -> Option<String> {
        match self.values.get("layout")? {
            Value::Null | Value::Bool(false) => Some("none".to_owned()),
            Value::String(name) if name == "null" || name == "false" => Some("none".to_owned()),
            _ => self.text("layout"),
        }
    }

    /// `image`: an address, or a mapping with `path`; `false` means none.
    pub(super) fn image(&mut self) -> Option<String> {
        match self.value("image")? {
            Value::String(address) => Some(address.clone()),
            Value::Bool(false) => None,
            Value::Mapping(image) if image.get("path").is_none_or(|path| path.is_null() || path.is_string()) => {
                image.get("path").and_then(scalar)
            }
            _ => {
                self.wrong("image", "an address or a mapping with `path`", "write `image: /images/name.jpg`");
                None
            }
        }
    }
}

/// A plain value as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// A plain value, or a list of them, lists in the list opened up; nothing if anything else is in it.
fn scalars(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::Sequence(items) => Some(items.iter().map(scalars).collect::<Option<Vec<_>>>()?.concat()),
        value => scalar(value).map(|word| vec![word]),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) | Value::Tagged(_) => "a mapping",
    }
}
