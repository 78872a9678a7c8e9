//! What was there a few days ago: a file in the state folder, safe to delete.
//!
//! Only what is there is remembered. A dead link is asked for again each time, so that one that lives again is seen to.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::output::write_bytes_whole;

use super::visit::Verdict;

/// For how long it is believed.
const BELIEVED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Address → what was found, and when.
#[derive(Debug, Default)]
pub(super) struct Memory(BTreeMap<String, (Verdict, Timestamp)>);

impl Memory {
    /// Reads the file; what is too old, or from the future, is forgotten. A file that cannot be read is none.
    pub(super) fn read(file: &Path, now: Timestamp) -> Self {
        let lines: Option<Vec<Value>> = fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let entry = |line: &Value| {
            let at: Timestamp = line.get("at")?.as_str()?.parse().ok()?;
            let age = now.duration_since(at);
            let is_fresh = !age.is_negative() && age <= BELIEVED;
            let verdict = match line.get("moved") {
                None => Verdict::Alive,
                Some(to) => Verdict::Moved(to.as_str()?.to_owned()),
            };
            is_fresh.then_some((line.get("url")?.as_str()?.to_owned(), (verdict, at)))
        };
        Self(lines.iter().flatten().filter_map(entry).collect())
    }

    /// What is known of an address.
    pub(super) fn get(&self, url: &str) -> Option<&Verdict> {
        self.0.get(url).map(|(verdict, _)| verdict)
    }

    /// Remembers what was found now.
    pub(super) fn put(&mut self, url: &str, verdict: &Verdict, now: Timestamp) {
        if matches!(verdict, Verdict::Alive | Verdict::Moved(_)) {
            self.0.insert(url.to_owned(), (verdict.clone(), now));
        }
    }

    /// Writes down what is known of `wanted`. A folder that cannot be written to costs time, nothing else.
    pub(super) fn write(&self, file: &Path, wanted: &BTreeSet<&str>) {
        let lines: Vec<Value> = self
            .0
            .iter()
            .filter(|(url, _)| wanted.contains(url.as_str()))
            .map(|(url, (verdict, at))| match verdict {
                Verdict::Moved(to) => json!({ "url": url, "at": at.to_string(), "moved": to }),
                _ => json!({ "url": url, "at": at.to_string() }),
            })
            .collect();
        let _ = write_bytes_whole(file, Value::Array(lines).to_string().as_bytes());
    }
}
