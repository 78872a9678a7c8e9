//! `links`: what `check --external` leaves alone.

use globset::{GlobSet, GlobSetBuilder};
use serde_yaml::Value;

use super::fields::{Fields, scalar};
use super::patterns;

/// `links: {ignore: ["https://intranet.example/*"]}`
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Addresses that are never asked for; `*` stands for slashes too.
    pub ignore: GlobSet,
}

const HINT: &str = "write `links: {ignore: [\"https://intranet.example/*\"]}`";

impl Links {
    /// Reads the key. A `links` of another kind is the site's own: many themes have a list of that name.
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let Some(Value::Mapping(links)) = fields.value("links") else { return Self::default() };
        let Some(ignore) = links.get("ignore") else { return Self::default() };
        let places = fields.nested("links");
        let entries: Option<Vec<String>> = match ignore {
            Value::Null => Some(Vec::new()),
            Value::Sequence(entries) => entries.iter().map(scalar).collect(),
            one => scalar(one).map(|one| vec![one]),
        };
        let Some(entries) = entries else {
            fields.wrong_in(&places, "links", "ignore", "must be a list of patterns", HINT);
            return Self::default();
        };
        let mut globs = GlobSetBuilder::new();
        for entry in entries.iter().map(|entry| entry.trim()).filter(|entry| !entry.is_empty()) {
            match patterns::glob(&entry.replace('?', "[?]")) {
                Ok(glob) => {
                    globs.add(glob);
                }
                Err(error) => {
                    let what = format!("holds `{entry}`, which is no pattern: {}", error.kind());
                    fields.wrong_in(&places, "links", "ignore", &what, HINT);
                }
            }
        }
        Self { ignore: globs.build().unwrap_or_default() }
    }
}
