//! Known keys of the configuration, each read as its kind.

use indexmap::IndexMap;
use serde_yaml::Value;

use super::keys::is_known;
use crate::diagnostic::{Code, Finding};
use crate::yaml::{self, Mapping, Place};

/// The file while its keys are read, and what is wrong with them.
pub(super) struct Fields<'a> {
    pub(super) text: &'a str,
    mapping: &'a Mapping,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(text: &'a str, mapping: &'a Mapping) -> Self {
        Self { text, mapping, findings: Vec::new() }
    }

    /// The value of `key`; null counts as absent.
    pub(super) fn value(&self, key: &str) -> Option<&'a Value> {
        debug_assert!(is_known(key), "`{key}` has no place among the keys");
        self.mapping.values.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn place(&self, key: &str) -> Option<&'a Place> {
        self.mapping.places.get(key)
    }

    /// Reports what is wrong with `key`, at the key.
    pub(super) fn wrong(&mut self, key: &str, message: impl Into<String>, hint: impl Into<String>) {
        let range = self.place(key).map_or(0..0, |place| place.key.clone());
        self.findings.push(Finding::new(Code::BadValue, range, message).hint(hint));
    }

    /// A text; a number or boolean stands for its text as written.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match self.value(key)? {
            Value::String(text) => Some(text.clone()),
            value @ (Value::Number(_) | Value::Bool(_)) => {
                let written = self.place(key).and_then(|place| yaml::words(self.text, place)?.into_iter().next());
                written.or_else(|| scalar(value))
            }
            _ => {
                self.wrong(key, format!("`{key}` must be a text"), format!("write `{key}: some text`"));
                None
            }
        }
    }

    pub(super) fn truth(&mut self, key: &str) -> Option<bool> {
        let truth = match self.value(key)? {
            Value::Bool(truth) => Some(*truth),
            Value::String(text) => match text.as_str() {
                "true" | "yes" | "on" => Some(true),
                "false" | "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if truth.is_none() {
            self.wrong(key, format!("`{key}` must be `true` or `false`"), format!("write `{key}: true`"));
        }
        truth
    }

    /// A number of things, at least one; `false` means that the key is not used.
    pub(super) fn count(&mut self, key: &str) -> Option<usize> {
        let value = self.value(key)?;
        if *value == Value::Bool(false) {
            return None;
        }
        let count = as_count(value);
        if count.is_none() {
            self.wrong(key, format!("`{key}` must be a whole number, 1 or more"), format!("write `{key}: 10`"));
        }
        count
    }

    /// A list of texts, or one text alone.
    pub(super) fn list(&mut self, key: &str) -> Vec<String> {
        let items = match self.value(key) {
            None => Some(Vec::new()),
            Some(Value::Sequence(items)) => items.iter().filter(|item| !item.is_null()).map(scalar).collect(),
            Some(value) => scalar(value).map(|item| vec![item]),
        };
        items.unwrap_or_else(|| {
            self.wrong(key, format!("`{key}` must be a list of texts"), format!("write `{key}: [one, two]`"));
            Vec::new()
        })
    }

    /// `author`: a name, or a mapping with `name`.
    pub(super) fn author(&mut self) -> Option<String> {
        let name = match self.value("author")? {
            Value::Mapping(author) => match author.get("name") {
                None | Some(Value::Null) => return None,
                Some(name) => scalar(name),
            },
            value => scalar(value),
        };
        if name.is_none() {
            self.wrong("author", "`author` must be a name or a mapping with `name`", "write `author: Ada Lovelace`");
        }
        name.filter(|name| !name.trim().is_empty())
    }

    /// `paginate_path`, which must say where the number goes.
    pub(super) fn paginate_path(&mut self) -> Option<String> {
        let path = self.text("paginate_path")?;
        if path.contains(":num") {
            return Some(path);
        }
        let hint = format!("write `paginate_path: {}/page:num/`", path.trim_end_matches('/'));
        self.wrong("paginate_path", "`paginate_path` does not say where the number of the page goes", hint);
        None
    }

    /// `redirect_from`: a mapping with `json`.
    pub(super) fn redirects_json(&mut self) -> Option<bool> {
        let json = match self.value("redirect_from")? {
            Value::Mapping(settings) if settings.keys().all(|key| key.as_str() == Some("json")) => {
                settings.get("json").and_then(Value::as_bool)
            }
            _ => None,
        };
        if json.is_none() {
            let hint =
                "write `redirect_from: {json: false}`; the addresses that lead to a page stand in its front matter";
            self.wrong("redirect_from", "`redirect_from` must be a mapping with `json`, `true` or `false`", hint);
        }
        json
    }

    /// Where the keys of the mapping under `key` stand.
    pub(super) fn nested(&self, key: &str) -> IndexMap<String, Place> {
        self.place(key).map(|place| yaml::nested(self.text, place)).unwrap_or_default()
    }

    /// Reports what is wrong with `key` in the mapping under `outer`.
    pub(super) fn wrong_in(
        &mut self,
        places: &IndexMap<String, Place>,
        outer: &str,
        key: &str,
        what: &str,
        hint: &str,
    ) {
        let place = places.get(key).or_else(|| self.place(outer));
        let range = place.map_or(0..0, |place| place.key.clone());
        self.findings.push(Finding::new(Code::BadValue, range, format!("`{outer}.{key}` {what}")).hint(hint));
    }
}

/// A plain value as text.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// A number of things, at least one.
pub(super) fn as_count(value: &Value) -> Option<usize> {
    let count = match value {
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_u64().and_then(|count| usize::try_from(count).ok()),
    };
    count.filter(|count| *count > 0)
}
